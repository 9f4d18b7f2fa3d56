"""Application and correction files: what is wrong in them is named by its place, never repeated."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from examples.cases import HERE
from federation.case.choices import Disposition
from federation.errors import InvalidInput, Reason
from node.cli.application import ApplicationDocument, paths_in, read_application_file, read_correction
from node.cli.options import FORM_BYTES
from node.cli.progress import silent
from node.cli.recording import Desk
from tests.unit.cli.conftest import Kuayu
from tests.worlds.ground import ACTORS, SHANTOU

NAME = "谯抱朴"
GOOD: dict[str, Any] = {
    "to": "610100",
    "item": "1",
    "applicant": {"name": "甲", "id_scheme": "s", "id_type": "t", "id_number": "n"},
    "delivery": "home",
    "materials": [{"code": "M", "disposition": "keep", "originals": 1}],
    "identity_checked": True,
    "form_checked": True,
    "notice_version": "1",
}
NOBODY = Desk(client=None, watch=silent)  # a file without scans asks nobody


def submit(kuayu: Kuayu, folder: Path, text: str | bytes) -> dict[str, Any]:
    file = folder / "a.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return kuayu("case", "submit", file, "--files", folder, "--json").error


def without(*path: str | int) -> dict[str, Any]:
    """A good document with one entry taken out."""
    document = json.loads(json.dumps(GOOD))
    *above, last = path
    part = document
    for name in above:
        part = part[name]
    del part[last]
    return document


@pytest.mark.parametrize(
    "path",
    [("identity_checked",), ("form_checked",), ("materials", 0, "disposition"), ("applicant", "name")],
)
def test_what_the_clerk_vouches_for_has_no_default(
    path: tuple[str | int, ...], kuayu: Kuayu, tmp_path: Path
) -> None:
    """A check or a disposition that is not said is missing, not assumed."""
    error = submit(kuayu, tmp_path, json.dumps(without(*path)))
    assert error["reason"] == Reason.VALUE_MISSING
    assert error["detail"]["entry"] == ".".join(map(str, path))


@pytest.mark.parametrize("value", ["true", 1, None])
def test_a_check_is_true_or_false(value: object, kuayu: Kuayu, tmp_path: Path) -> None:
    """Words and numbers are no assertion."""
    error = submit(kuayu, tmp_path, json.dumps({**GOOD, "identity_checked": value}))
    assert (error["reason"], error["detail"]["entry"]) == (Reason.VALUE_INVALID, "identity_checked")


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({NAME: 1}, "…"),
        ({"fields": {NAME: 1}}, "fields.…"),
        ({"fields": [NAME]}, "fields"),
        ({"applicant": {**GOOD["applicant"], NAME: NAME}}, "applicant.…"),
        ({"delivery": NAME}, "delivery"),
        ({"materials": [{**GOOD["materials"][0], "originals": 10**30}]}, "materials.0.originals"),
    ],
)
def test_the_place_is_named_and_nothing_typed(
    changes: dict[str, Any], entry: str, kuayu: Kuayu, tmp_path: Path
) -> None:
    """A key that is not ours was typed by somebody: it is not repeated."""
    error = submit(kuayu, tmp_path, json.dumps({**GOOD, **changes}))
    assert (error["reason"], error["detail"]["entry"]) == (Reason.VALUE_INVALID, entry)
    assert NAME not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100000,
        '{"a":' * 100000,
        "null",
        "\udcff",
        b"\xff\xfe{",
        f'"{NAME}"',
        "9" * 5000,
        json.dumps({**GOOD, "fields": {"A": "\ud800"}}),
    ],
    ids=range(10),
)
def test_what_is_no_application(text: str | bytes, kuayu: Kuayu, tmp_path: Path) -> None:
    """Bytes that are no JSON, too deep or no text are refused."""
    assert submit(kuayu, tmp_path, text)["reason"] == Reason.VALUE_INVALID


def test_a_scan_that_is_not_there(kuayu: Kuayu, tmp_path: Path) -> None:
    """It is counted, not named."""
    document = {**GOOD, "materials": [{**GOOD["materials"][0], "files": [f"{NAME}.jpg"]}]}
    error = submit(kuayu, tmp_path, json.dumps(document))
    assert error["reason"] == Reason.BLOB_UNKNOWN
    assert NAME not in str(error)


def test_a_good_file(tmp_path: Path) -> None:
    """What stands in it is what is asked for."""
    file = tmp_path / "a.json"
    file.write_text(json.dumps(GOOD), "utf-8")
    asked = asyncio.run(
        read_application_file(None, file, tmp_path, actor=ACTORS[SHANTOU], message_id="")  # type: ignore[arg-type]
    )
    assert asked.draft.identity_checked
    assert asked.own_materials[0].disposition is Disposition.KEEP


def test_all_examples_are_application_files() -> None:
    """Every example but the parts of a joint case, which share one document, says what its clerk vouches for."""
    documents = [json.loads(path.read_text("utf-8")) for path in (HERE / "applications").glob("*.json")]
    alone = [document for document in documents if document.get("mode") != "joint"]
    assert len(alone) > 40
    for document in alone:
        known = {key: document[key] for key in ApplicationDocument.model_fields if key in document}
        assert ApplicationDocument.model_validate(known).identity_checked


@pytest.mark.parametrize(
    ("document", "counts"),
    [
        (GOOD["materials"], (1, 0)),
        ({"materials": GOOD["materials"], "fields": {"XM": "甲"}}, (1, 1)),
        ({"fields": {"XM": "甲", "SJ": "1"}}, (0, 2)),
    ],
)
def test_corrections(document: object, counts: tuple[int, int], tmp_path: Path) -> None:
    """Materials alone as a list, or materials and fields: personal values need not be typed in a shell."""
    file = tmp_path / "c.json"
    file.write_text(json.dumps(document), "utf-8")
    materials, fields = asyncio.run(read_correction(NOBODY, file, tmp_path))
    assert (len(materials), len(fields)) == counts


@pytest.mark.parametrize("document", [[NAME], {NAME: 1}, {"fields": [1]}, [{"code": "M"}], 1])
def test_wrong_corrections(document: object, tmp_path: Path) -> None:
    """They are refused by place."""
    file = tmp_path / "c.json"
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InvalidInput) as refused:
        asyncio.run(read_correction(NOBODY, file, tmp_path))
    assert NAME not in str(refused.value.detail)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("[1]", {"file": "application", "why": "model_type", "form": "{…}"}),
        (json.dumps({**GOOD, "materials": 5}), {"entry": "materials", "why": "list_type", "form": "[…]"}),
        (
            json.dumps({**GOOD, "delivery": NAME}),
            {"entry": "delivery", "why": "enum", "known": "'window', 'home' or 'online'"},
        ),
    ],
    ids=["no object", "no list", "an unknown word"],
)
def test_what_would_be_right_is_said(text: str, detail: dict[str, str], kuayu: Kuayu, tmp_path: Path) -> None:
    """The form that is wanted, or the words that are known."""
    assert submit(kuayu, tmp_path, text)["detail"] == detail


@pytest.mark.parametrize("verb", [("case", "submit"), ("joint", "open"), ("bundle", "import")])
def test_a_huge_file_is_no_form(verb: tuple[str, str], kuayu: Kuayu, tmp_path: Path) -> None:
    """Refused by its size before it is read, and not as a node that does not answer."""
    file = tmp_path / "a.json"
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    error = kuayu(*verb, file, "--json").error
    assert (error["reason"], error["detail"]["limit"]) == (Reason.TOO_LARGE, FORM_BYTES)


@pytest.mark.parametrize("name", ["../secret.pdf", "/etc/hostname", "a/../../b.pdf"])
def test_files_stand_in_their_folder(name: str) -> None:
    """A document from somebody else's system cannot name what lies outside."""
    assert paths_in(Path("scans"), ["a/b.pdf"]) == {"a/b.pdf": Path("scans/a/b.pdf")}
    with pytest.raises(InvalidInput) as caught:
        paths_in(Path("scans"), ["a.pdf", name])
    assert caught.value.detail["field"] == "materials.files"
