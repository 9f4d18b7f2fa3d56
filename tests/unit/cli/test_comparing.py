"""``kuayu items diff`` on two files, and the tables of versions: for a program, and for a clerk at 80 columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from node.cli import draw
from node.cli.draw import paper
from tests.unit.cli.conftest import Kuayu
from tests.worlds.sheets import BASE, ORGANS, SHANTOU, XIAN, Rows, book, item, material, task_code

CARD = "000511905001"
OTHER_ORGAN = "11440500TEXT01036Q"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", 80)
    monkeypatch.setattr(paper.problems, "width", 80)


def moved(base: str, **changes: object) -> dict[str, Any]:
    """An item after its organ was reorganised."""
    return item(base=base, 实施编码=f"{OTHER_ORGAN}3{base}", 实施主体编码=OTHER_ORGAN) | changes


def write(folder: Path, name: str, rows: Rows, *materials: dict[str, Any]) -> Path:
    path = folder / name
    sheets: dict[str, Rows] = {"实施清单": rows}
    path.write_bytes(book({**sheets, "材料清单": list(materials)} if materials else sheets))
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Two items; one has a material."""
    rows = [item(), item(base=CARD, 事项名称="高龄津贴[甲]")]
    return write(tmp_path, "old.xlsx", rows, material("M01", "申请表"))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """One moved and became quicker, one is gone, one came."""
    rows = [moved(BASE, 承诺办结时限=5), item(base="000131912000", 事项名称="医疗器械")]
    return write(tmp_path, "new.xlsx", rows, material("M01", "申请书", task=f"{OTHER_ORGAN}3{BASE}"))


def test_the_comparison_for_a_program(kuayu: Kuayu, old: Path, new: Path) -> None:
    """Counts, items by code, changes with both values and a sentence; no node is asked."""
    found = json.loads(kuayu("items", "diff", old, new, "--json").out)
    assert found["localities"] == [SHANTOU, SHANTOU]
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 1, "unclear": 0, "unchanged": 0}
    assert [one["base"] for one in found["removed"]] == [CARD]
    (changed,) = found["changed"]
    assert (changed["old"]["code"], changed["new"]["code"]) == (task_code(), f"{OTHER_ORGAN}3{BASE}")
    assert changed["rule"]["code"] == "SITUATION"
    said = {one["aspect"]["code"]: one for one in changed["changes"]}
    assert (said["LIMIT"]["before"], said["LIMIT"]["after"]) == ("10个工作日", "5个工作日")
    assert said["MATERIAL_CHANGED"]["about"] == "M01"
    assert {one["code"]: one["items"] for one in found["aspects"]}["LIMIT"] == 1


def test_the_comparison_for_a_clerk(kuayu: Kuayu, old: Path, new: Path) -> None:
    """Names with brackets as they are, codes whole, sentences in Chinese."""
    text = kuayu("items", "diff", old, new).out
    for part in (
        "取消 1 项，新增 1 项，变更 1 项",
        "高龄津贴[甲]",
        f"{ORGANS[SHANTOU]}3{BASE}",
        "承诺办结时限由“10个工作日”改为“5个工作日”（缩短）",
        "视为同一事项",
    ):
        assert part in text


def test_two_that_do_not_differ(kuayu: Kuayu, old: Path) -> None:
    """Said, not left empty."""
    assert kuayu("items", "diff", old, old).out.strip() == "不变 2 项"


def test_two_cities_are_no_two_versions(kuayu: Kuayu, old: Path, tmp_path: Path) -> None:
    """They are compared, and the clerk is told that it may not be meant."""
    other = write(tmp_path, "xian.xlsx", [item(XIAN)])
    assert "两份目录的地区不同（440500、610100）" in kuayu("items", "diff", old, other).out


def test_a_split_is_left_to_a_person(kuayu: Kuayu, old: Path, tmp_path: Path) -> None:
    """One item became two situations: which of them it is, is not guessed."""
    rows = [
        item(业务办理项编码=task_code() + number, 业务办理项名称=name)
        for number, name in (("01", "个人"), ("02", "企业"))
    ]
    text = kuayu("items", "diff", old, write(tmp_path, "split.xlsx", rows)).out
    assert "待人工确认 1 项" in text
    assert "可能拆分为" in text


def test_a_file_that_is_no_catalogue(kuayu: Kuayu, old: Path, tmp_path: Path) -> None:
    """Which of the two, and every cell that is wrong in it."""
    wrong = write(tmp_path, "wrong.xlsx", [item(行使层级="九级")])
    said = kuayu("items", "diff", old, wrong, "--json").error
    assert (said["reason"], said["report"]["file"]) == ("SHEET_VALUE", "新目录")
    assert [one["value"] for one in said["report"]["errors"]] == ["九级"]
    text = kuayu("items", "diff", wrong, old).err
    assert "旧目录有误" in text
    assert "九级" in text


def test_a_source_with_headers_of_its_own(kuayu: Kuayu, old: Path, tmp_path: Path) -> None:
    """A profile says what they are; what is wrong with a profile is listed, and no name is repeated."""
    row = {"时限" if name == "承诺办结时限" else name: value for name, value in item(承诺办结时限=5).items()}
    other = write(tmp_path, "other.xlsx", [row])
    assert kuayu("items", "diff", old, other, "--json").error["reason"] == "SHEET_HEADER"
    profile = tmp_path / "source.toml"
    profile.write_text('name = "x"\n[headers]\n"时限" = "promise_day"\n', "utf-8")
    found = json.loads(kuayu("items", "diff", other, other, "--profile", profile, "--json").out)
    assert found["counts"]["unchanged"] == 1
    profile.write_text('nom = "x"', "utf-8")
    assert "不认识的项“nom”" in kuayu("items", "diff", old, other, "--profile", profile).err
    error = kuayu("items", "diff", old, other, "--profile", "陈小明", "--json").error
    assert (error["reason"], len(error["faults"])) == ("PROFILE_INVALID", 1)
    assert "陈小明" not in error["faults"][0]


VERSION = {
    "kind": "catalogue",
    "name": "440500",
    "version": "2026.2",
    "effective": "2026-12-01",
    "until": "",
    "items": 1746,
    "in_force": False,
}


def test_the_versions_at_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a version; days whole, today's marked."""
    first = {**VERSION, "version": "2026.1", "effective": "", "until": "2026-12-01", "in_force": True}
    crosswalk = {**VERSION, "kind": "crosswalk", "name": "440500-610100"}
    draw.version_list([first, VERSION, crosswalk])
    lines = capsys.readouterr().out.splitlines()
    assert any(all(part in line for part in ("现行", "目录", "一直", "2026-12-01", "1746")) for line in lines)
    assert any("对照表" in line and "440500-610100" in line for line in lines)
    draw.version_list([])
    assert "还没有导入" in capsys.readouterr().out


REPORT = {
    "errors": [],
    "warnings": [],
    "repairs": [],
    "ignored": [],
    "items": 17,
    "version": "2026.2",
    "effective": "2026-12-01",
    "until": "2027-03-01",
    "repeated": False,
    "stale": [{"crosswalk": "440500-610100/1", "item": BASE, "why": "没有材料M01"}],
    "differs": {
        "from": "2026.1",
        "added": 1,
        "removed": 0,
        "changed": 2,
        "unclear": 0,
        "unchanged": 14,
        "said": ["新增事项“甲[乙]”"],
    },
}


def test_an_import_says_from_when_and_what_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """Day, next version, counts, sentences, rows that no longer run; a repeat says only that."""
    draw.imported({"kind": "catalogue", "version": "2026.2", "report": REPORT})
    text = capsys.readouterr().out.replace("\n", "")
    for part in (
        "已导入目录 2026.2：17 项",
        "自 2026-12-01 起生效，到 2027-03-01 由下一版接替",
        "与 2026.1 相比：新增 1 项，变更 2 项，不变 14 项",
        "新增事项“甲[乙]”",
        "440500-610100/1",
    ):
        assert part in text
    draw.imported({"kind": "catalogue", "version": "2026.2", "report": {**REPORT, "repeated": True}})
    text = capsys.readouterr().out
    assert "内容相同，早已导入" in text
    assert "相比" not in text
