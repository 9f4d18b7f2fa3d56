"""``kuayu mapping index``: one file made of a manifest, which the library opens."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from examples.cases import HERE
from federation.ids import Locality
from federation.mapping.index import open_index
from node.cli.main import main

MANIFEST = """
[[catalogue]]
locality = "440500"
version = "2026.1"
file = "catalogues/shantou.xlsx"
[[catalogue]]
locality = "610100"
version = "2026.3"
file = "catalogues/xian.xlsx"
[[crosswalk]]
file = "crosswalks/440500-610100.xlsx"
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The two example cities."""
    for folder in ("catalogues", "crosswalks"):
        shutil.copytree(HERE / folder, tmp_path / folder)
    path = tmp_path / "federation.toml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, verb: str = "index") -> tuple[int, Any]:
    """The exit code of a command, and its JSON."""
    with pytest.raises(SystemExit) as ended:
        main(["--json", "mapping", verb, *map(str, words)])
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


def test_an_index_is_made_of_a_manifest(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what it wrote, and what it wrote is the federation."""
    out = tmp_path / "federation.kyx"
    code, (done,) = said(capsys, manifest, out)
    read = open_index(out)
    held = [history.latest for history in read.histories.values()]
    assert code == 0
    assert done == {
        "file": str(out),
        "bytes": out.stat().st_size,
        "catalogues": 2,
        "items": sum(len(one.items) for one in held),
        "crosswalks": 1,
    }
    assert set(read.histories) == {Locality("440500"), Locality("610100")}


def test_a_manifest_that_is_wrong_makes_no_index(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every file that is wrong is named, and nothing is written."""
    manifest.write_text(manifest.read_text("utf-8").replace("xian.xlsx", "nobody.xlsx"), encoding="utf-8")
    code, answer = said(capsys, manifest, tmp_path / "federation.kyx")
    assert code == 2
    assert "catalogues/nobody.xlsx" in [one["file"] for one in answer["error"]["files"]]
    assert not list(tmp_path.glob("federation.kyx*"))


def test_a_folder_that_is_not_there(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said before anything is loaded."""
    code, answer = said(capsys, manifest, tmp_path / "nowhere" / "federation.kyx")
    assert (code, answer["error"]["reason"]) == (2, "NOT_FOUND")


def test_an_index_stands_for_its_manifest(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A verb that takes a manifest answers the same from the index made of it."""
    out = tmp_path / "federation.kyx"
    said(capsys, manifest, out)
    asked = ("000131911002", "--from", "440500", "--to", "610100", "--on", "2026-11-24")
    expected = said(capsys, manifest, *asked, verb="resolve")
    assert expected[0] == 0
    assert said(capsys, out, *asked, verb="resolve") == expected
