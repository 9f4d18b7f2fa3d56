"""`kuayu lint`: pages and catalogues, for people and for programs, without a node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from federation.items.lint import RULES
from node.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
GUIDES = ROOT / "tests" / "data" / "guides"
FAULTY = GUIDES / "b3_道路货运从业资格证换证_西安.md"
RIGHT = GUIDES / "d1_食品生产许可_郴州_全对.md"
CATALOGUE = ROOT / "examples" / "catalogues" / "shantou.xlsx"


def run(*words: str | Path) -> int:
    """The command's exit code."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def answer(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict:
    """What the command says to a program."""
    assert run("lint", *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_page_for_programs(capsys: pytest.CaptureFixture[str]):
    """Facts, scores and findings of one page."""
    told = answer(capsys, FAULTY)
    assert told["facts"][0]["fields"]["dept_name"] == "西安市道路运输管理处"
    assert "organ.renamed" in {one["rule"] for one in told["items"][0]["findings"]}
    assert told["total"]["errors"] == 7


def test_a_page_for_people(capsys: pytest.CaptureFixture[str]):
    """Chinese first: what is wrong and where it stands."""
    assert run("lint", FAULTY) == 0
    said = capsys.readouterr().out
    assert "机关已更名或撤并" in said
    assert "原文" in said


def test_a_right_page(capsys: pytest.CaptureFixture[str]):
    """Nothing to mend."""
    assert run("lint", RIGHT, "--strict") == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_a_catalogue_with_a_page(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """Several files are one report; the HTML page is written beside it."""
    out = tmp_path / "report.html"
    told = answer(capsys, CATALOGUE, FAULTY, "--html", out)
    assert told["total"]["items"] == 18
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_rules_are_listed_and_switched_off(capsys: pytest.CaptureFixture[str]):
    """Each rule with its reason; one that is off is not in the report."""
    assert run("lint", "--rules", "--json") == 0
    assert [one["rule"] for one in json.loads(capsys.readouterr().out)] == list(RULES)
    told = answer(capsys, FAULTY, "--off", "organ.renamed")
    assert "organ.renamed" not in {one["rule"] for one in told["items"][0]["findings"]}
    assert told["off"] == ["organ.renamed"]


def test_errors_may_end_a_pipeline(capsys: pytest.CaptureFixture[str]):
    """--strict: exit code 1 if there is an error."""
    assert run("lint", FAULTY, "--strict") == 1
    assert capsys.readouterr().out


def test_older_encodings_are_read(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """A page in GB 18030 says the same."""
    page = tmp_path / "guide.txt"
    page.write_bytes(FAULTY.read_text(encoding="utf-8").encode("gb18030"))
    assert answer(capsys, page)["facts"] == answer(capsys, FAULTY)["facts"]


@pytest.mark.parametrize(
    "words", [[], ["--off", "no.rule", FAULTY], [ROOT / "LICENSE"]], ids=["no file", "no rule", "no guide"]
)
def test_what_it_cannot_do_is_said(capsys: pytest.CaptureFixture[str], words: list[str | Path]):
    """A reason, and exit code 2."""
    assert run("lint", *words, "--json") == 2
    assert "reason" in json.loads(capsys.readouterr().out)["error"]
