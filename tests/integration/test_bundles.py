"""Two real nodes: a bundle becomes one joint application, and a national line stays a note at the window."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from federation.ids import MessageId
from node.app import utc_now
from node.ids import new_line_no, new_message_id
from tests.worlds.bundles import PAIR, PASSPORT_CODE, brought
from tests.worlds.command import kuayu, must
from tests.worlds.ground import XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, running_cities

pytestmark = pytest.mark.slow
REFERENCE = "EX-20261124-777"


@dataclass
class Window:
    """Both cities with the example catalogues, and a folder of the clerk's."""

    a: City
    b: City
    folder: Path

    def file(self, name: str, text: str) -> Path:
        """A file of the clerk's."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    async def refused(self, *words: str | Path) -> dict[str, Any]:
        """A command that has to fail: its error."""
        code, out = await kuayu(self.a, "--json", *words)
        assert code == 2, out
        error: dict[str, Any] = json.loads(out)["error"]
        return error


@pytest.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    """Running, with catalogues at both ends."""
    async with running_cities() as (a, b):
        for city in (a, b):
            await city.import_catalogues()
        yield Window(a=a, b=b, folder=tmp_path)


async def test_a_line_stays_at_the_window(window: Window):
    """Guided once, noted twice, refused where it would be a case; the number is in `show` and nowhere else."""
    a = window.a
    ids = [str(new_message_id(utc_now())) for _ in range(2)]
    opening = ("line", "open", PASSPORT_CODE, "--locality", XIAN, "--message-id", ids[0])
    first, again = await must(a, *opening), await must(a, *opening)
    number = first["line"]["number"]
    assert again["line"] == first["line"]
    assert first["guide"]["channel"]["code"] == "NATIONAL_LINE"
    noting = ("line", "note", number, "--status", "accepted", "--seen", "line", "--message-id", ids[1])
    reference = window.file("reference", REFERENCE)
    for _ in range(2):
        assert (await must(a, *noting, "--reference", f"@{reference}"))["status"] == "accepted"
    shown = await must(a, "line", "show", number)
    assert [one["status"] for one in shown["notes"]] == ["guided", "accepted"]
    assert shown["reference"] == REFERENCE
    assert [MessageId(one["message_id"]) for one in shown["notes"]] == ids
    code, listed = await kuayu(a, "--json", "line", "list")
    assert (code, json.loads(listed)[0]["number"]) == (0, number)
    assert REFERENCE not in listed + a.log_file.read_text("utf-8")
    counted = await must(a, "statistics", "--from", "2026-01-01", "--to", "2036-01-01")
    assert counted["lines"] == {"accepted": 1}
    assert counted["rows"][0]["taken_in"] == 0
    assert a.rows("SELECT * FROM staged") == []


async def test_what_a_line_refuses(window: Window):
    """No case of a national line, no line of an item that nodes handle, none that is not there."""
    refused = await window.refused("case", "prepare", PASSPORT_CODE, "--to", XIAN)
    assert (refused["reason"], refused["guide"]["item"]["code"]) == ("ITEM_NATIONAL_LINE", PASSPORT_CODE)
    given = brought()
    application = {key: given[key] for key in given if key not in {"fields", "materials", "members"}}
    file = window.file("one.json", json.dumps({**application, "to": XIAN, "item": PASSPORT_CODE}))
    assert (await window.refused("case", "submit", file))["reason"] == "ITEM_NATIONAL_LINE"
    where = ("--locality", XIAN)
    assert (await window.refused("line", "open", "002005952000", *where))["reason"] == "VALUE_INVALID"
    assert (await window.refused("line", "open", "000000000000", *where))["reason"] == "ITEM_UNKNOWN"
    assert (await window.refused("line", "open", "000511922000", *where))["reason"] == "ITEM_AMBIGUOUS"
    unknown = new_line_no(locality=window.a.me, now=utc_now())
    assert (await window.refused("line", "show", unknown))["reason"] == "NOT_FOUND"
    assert (await window.refused("line", "list", "--after", "GC1"))["reason"] == "ID_MALFORMED"


async def test_a_bundle_is_frozen_and_checked(window: Window):
    """The same text again is taken, another is not; one with a fault, or of another window, is not kept."""
    a = window.a
    bundle = window.file("bundle.toml", PAIR)
    for _ in range(2):
        assert (await must(a, "bundle", "import", bundle))["version"] == "1"
    changed = window.file("changed.toml", PAIR.replace("新生儿一件事", "另一件事"))
    assert (await window.refused("bundle", "import", changed))["reason"] == "VERSION_TAKEN"
    wrong = window.file("wrong.toml", PAIR.replace("C02", "C99").replace('version = "1"', 'version = "2"'))
    refused = await window.refused("bundle", "import", wrong)
    assert (refused["reason"], len(refused["faults"])) == ("BUNDLE_INVALID", 1)
    theirs = window.file("theirs.toml", PAIR.replace('accepting = "440500"', 'accepting = "610100"'))
    assert (await window.refused("bundle", "import", theirs))["detail"]["key"] == "accepting"
    assert [row["version"] for row in await must(a, "bundle", "list")] == ["1"]
    assert (await window.refused("bundle", "show", "nothing"))["reason"] == "NOT_FOUND"


async def test_a_bundle_becomes_one_application(window: Window):
    """What is missing is named by part; whole, it is filed in one go, and both ends know by which bundle."""
    a, b, out = window.a, window.b, window.folder / "joint.json"
    await must(a, "bundle", "import", window.file("bundle.toml", PAIR))
    given = brought()
    short = {**given, "materials": [{"code": "ID", "disposition": "copy", "copies": 1}]}
    file = window.file("short.json", json.dumps(short))
    refused = await window.refused("bundle", "prepare", "xinsheng", file, "--out", out)
    gap = next(one for one in refused["gaps"] if one["blocks"])
    assert (gap["member"], gap["code"], gap["shared"]) == ("money", "C05", "ID")
    assert not out.exists()
    file = window.file("twisted.json", json.dumps({**given, "测试乙": "测试乙"}))
    refused = await window.refused("bundle", "prepare", "xinsheng", file, "--out", out)
    assert (refused["reason"], "测试乙" in json.dumps(refused, ensure_ascii=False)) == (
        "VALUE_INVALID",
        False,
    )
    file = window.file("answers.json", json.dumps(given))
    await must(a, "bundle", "prepare", "xinsheng", file, "--out", out)
    for name in ("id", "form", "paper"):
        window.file(f"{name}.pdf", f"%PDF-1.4\n% {name}\n")
    opened = await must(a, "joint", "open", out, "--files", window.folder)
    await healed(a, b)
    for part in opened["parts"]:
        for city in (a, b):
            (view,) = await must(city, "case", "show", part["case"])
            assert view["document"]["submitted"]["lead"]["bundle"] == "xinsheng@1"
    (row,) = await must(a, "joint", "list")
    assert row["lead"] == opened["lead"]
    assert "测试乙" not in a.log_file.read_text("utf-8")
