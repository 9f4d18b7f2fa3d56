"""``kuayu mapping`` on files, without a node: what programs get and what people see at 80 columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from examples.make_catalogues import organ_code
from federation.errors import REASONS, Reason
from federation.ids import Locality
from federation.mapping import load_crosswalk
from federation.mapping.manifest import catalogues_for
from node.cli.draw import paper
from tests.unit.cli.conftest import Kuayu
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    Sheets,
    crosswalk_sheets,
    form_field,
    item,
    material,
    task_code,
)

WIDTH = 80
NAME = "谯抱朴"
FIRST, SECOND, THIRD = BASE, "000511922000", "440166921000"
CHANGE, SPLIT, NOWHERE = (task_code(SHANTOU, base) for base in (FIRST, SECOND, THIRD))
THEIRS = task_code(XIAN, FIRST)
KINDS = "1:生活补贴;2:护理补贴"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)
    monkeypatch.setattr(paper.problems, "width", WIDTH)


def fields(place: Locality, base: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Fields of an item."""
    return [row | {"实施编码": task_code(place, base)} for row in rows]


def put(folder: Path, name: str, sheets: Sheets) -> Path:
    """A file as a system would send it."""
    (folder / name).write_text(json.dumps(sheets, ensure_ascii=False), "utf-8")
    return folder / name


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Two cities: an item with rules and materials, one split by situation, one that has no counterpart."""
    number, choice = {"计量单位": "万元"}, {"可选值": KINDS}
    ours = {
        "实施清单": [item(SHANTOU, base, 事项名称=f"[b]事项[/b]{base}") for base in (FIRST, SECOND, THIRD)],
        "表单字段": [
            *fields(
                SHANTOU,
                FIRST,
                form_field("MC"),
                form_field("ZJ", "数字", **number),
                form_field("BZ", 是否必填="否"),
            ),
            *fields(SHANTOU, SECOND, form_field("LB", "选项", **choice)),
        ],
        "材料清单": [material("M1", "申请表"), material("M2", "照片")],
    }
    codes = [f"{task_code(XIAN, SECOND)}0{at}" for at in (1, 2)]
    theirs = {
        "实施清单": [
            item(XIAN),
            *(item(XIAN, SECOND, 业务办理项编码=code, 业务办理项名称=code[-2:]) for code in codes),
        ],
        "表单字段": fields(XIAN, FIRST, form_field("F1"), form_field("F2", "数字", 计量单位="元")),
        "材料清单": [material(code, task=task_code(XIAN, FIRST)) for code in ("C1", "C2")],
    }
    split = [
        {"受理地事项编码": SECOND, "办理地事项编码": code, "对应关系": "按情形分", "情形": f"LB={at}"}
        for at, code in enumerate(codes, 1)
    ]
    none = {"受理地事项编码": THIRD, "对应关系": "无对应", "说明": "西安不临海"}
    pair = crosswalk_sheets(
        [EXACT, *split, none],
        fields=[
            {"办理地字段编码": "F1", "规则": "表达式", "受理地字段编码": "MC", "表达式": "MC"},
            {"办理地字段编码": "F2", "规则": "单位换算", "受理地字段编码": "ZJ"},
        ],
        materials=[
            {"受理地材料编码": "M1", "办理地材料编码": "C1", "材料关系": "等同"},
            {"办理地材料编码": "C2", "材料关系": "另需", "说明": "二份"},
        ],
    )
    put(tmp_path, "a.json", ours)
    put(tmp_path, "b.json", theirs)
    put(tmp_path, "pair.json", pair)
    path = tmp_path / "federation.toml"
    path.write_text(
        "".join(
            f'[[catalogue]]\nlocality = "{place}"\nversion = "1"\nfile = "{name}.json"\n'
            for name, place in (("a", SHANTOU), ("b", XIAN))
        )
        + '[[crosswalk]]\nfile = "pair.json"\n',
        "utf-8",
    )
    return path


def answer(kuayu: Kuayu, *words: str | Path) -> Any:
    """The JSON of a command that has to work."""
    said = kuayu("--json", "mapping", *words)
    assert said.code == 0, said.out
    return json.loads(said.out)


def shown(kuayu: Kuayu, *words: str | Path) -> str:
    """What a person sees, inside 80 columns."""
    said = kuayu("mapping", *words)
    assert said.code == 0, said.err
    return said.out


ON = ("--on", "2026-10-09")
TO = ("--to", XIAN)


def test_coverage(kuayu: Kuayu, manifest: Path, tmp_path: Path) -> None:
    """A document with the time it took, a page, and for people a matrix with totals."""
    page = tmp_path / "coverage.html"
    found = answer(kuayu, "coverage", manifest, *ON, "--html", page)
    assert (found["on"], found["total"]["covered"], found["total"]["asked"]) == ("2026-10-09", 5, 6)
    assert found["seconds"] >= 0
    html = page.read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert "统计用时" in html
    text = shown(kuayu, "coverage", manifest, *ON)
    for part in (
        "汕头",
        "西安",
        "67%",
        "100%",
        "5（83%）",
        "审定为无对应 1",
        "要用表达式的 1 条（50%）",
        "没有发现矛盾",
    ):
        assert part in text


def test_coverage_of_one_pair(kuayu: Kuayu, manifest: Path) -> None:
    """Only that pair, and for people its lists."""
    ends = ("--from", SHANTOU, "--to", XIAN)
    (pair,) = answer(kuayu, "coverage", manifest, *ON, *ends)["pairs"]
    assert (pair["accepting"], pair["handling"]) == (SHANTOU, XIAN)
    text = shown(kuayu, "coverage", manifest, *ON, *ends)
    for part in ("审定为无对应（1）", NOWHERE, "往返有损失（2）", "[b]事项[/b]"):
        assert part in text


def test_many_cities_fit(kuayu: Kuayu, tmp_path: Path) -> None:
    """More cities than a terminal is wide stand in several tables; nothing is cut off."""
    places = [
        "440500",
        "610100",
        "431000",
        "350600",
        "640100",
        "230400",
        "445300",
        "440100",
        "440300",
        "440600",
        "441300",
        "441500",
    ]
    parts = []
    for place in places:
        row = item(SHANTOU) | {"实施主体编码": organ_code({"kind": "11", "place": place, "number": "0001"})}
        row["实施编码"] = f"{row['实施主体编码']}3{BASE}"
        put(tmp_path, f"{place}.json", {"实施清单": [row]})
        parts.append(f'[[catalogue]]\nlocality = "{place}"\nversion = "1"\nfile = "{place}.json"\n')
    (tmp_path / "m.toml").write_text("".join(parts), "utf-8")
    text = shown(kuayu, "coverage", tmp_path / "m.toml", *ON)
    assert "…" not in text
    assert text.count("100%") == 12 * 11 + 1
    assert max(map(cell_len, text.splitlines())) <= WIDTH


def test_compare(kuayu: Kuayu, manifest: Path) -> None:
    """By the crosswalk, or two codes by name; for people two columns and what to do."""
    found = answer(kuayu, "compare", manifest, CHANGE, *TO, *ON)
    assert found["theirs"]["locality"] == XIAN
    assert found["why"].startswith("按对照表 440500-610100/1")
    lines = {(line["aspect"], line["theirs_code"]): line["says"] for line in found["lines"]}
    assert lines["MATERIAL", "C2"] == "办理地另需“材料C2”，请收取（二份）"
    by_name = answer(kuayu, "compare", manifest, CHANGE, THEIRS, *TO, *ON)
    assert by_name["why"] == "没有对照依据，材料和填报项按名称对齐"
    text = shown(kuayu, "compare", manifest, CHANGE, *TO, *ON)
    for part in ("受理地 440500", "办理地 610100", "办理地另需“材料C2”", "申请材料", "[b]事项[/b]", "不同 "):
        assert part in text


def test_resolve(kuayu: Kuayu, manifest: Path) -> None:
    """One, several, none: each is an answer."""
    one = answer(kuayu, "resolve", manifest, CHANGE, *TO, *ON)
    assert (one["outcome"], one["matches"][0]["via"]) == ("matched", "crosswalk")
    several = answer(kuayu, "resolve", manifest, SPLIT, *TO, *ON)
    assert (several["outcome"], several["reason"]) == ("ambiguous", "ITEM_AMBIGUOUS")
    assert [match["situations"] for match in several["matches"]] == [
        ["“字段LB”为“生活补贴”"],
        ["“字段LB”为“护理补贴”"],
    ]
    none = answer(kuayu, "resolve", manifest, NOWHERE, *TO, *ON)
    assert (none["outcome"], none["reason"], none["matches"]) == ("unmapped", "ITEM_UNMAPPED", [])
    text = shown(kuayu, "resolve", manifest, CHANGE, *TO, *ON)
    for part in ("按对照表 440500-610100/1", THEIRS, "相同"):
        assert part in text


def test_translate(kuayu: Kuayu, manifest: Path) -> None:
    """Every value with its rule and source; gaps and what was not used; the same for people."""
    form = {"MC": "甲[店]", "ZJ": "50", "BZ": "加急"}
    file = put(manifest.parent, "application.json", {"fields": form, "materials": [{"code": "M1"}, "M2"]})  # type: ignore[dict-item]
    words = ("translate", manifest, "--item", CHANGE, *TO, "--application", file, *ON)
    found = answer(kuayu, *words)
    values = {one["code"]: (one["value"], one["rule"], one["sources"]) for one in found["fields"]}
    assert values == {
        "F1": ("甲[店]", "EXPRESSION", [{"code": "MC", "label": "字段MC", "value": "甲[店]"}]),
        "F2": ("500000", "UNIT", [{"code": "ZJ", "label": "字段ZJ", "value": "50"}]),
    }
    assert [(gap["code"], gap["blocks"]) for gap in found["gaps"]] == [("C2", True)]
    assert [(one["kind"], one["code"]) for one in found["unused"]] == [("field", "BZ"), ("material", "M2")]
    assert [(one["code"], [source["code"] for source in one["sources"]]) for one in found["materials"]] == [
        ("C1", ["M1"])
    ]
    assert found["complete"] is False
    text = shown(kuayu, *words)
    for part in ("500000", "单位换算", "甲[店]", "还缺什么", "C2", "没有用上", "BZ", "不能报送"):
        assert part in text


def test_translate_by_situation(kuayu: Kuayu, manifest: Path) -> None:
    """The form chooses between situations; without the answer the command fails and names the choices."""
    file = put(manifest.parent, "application.json", {"fields": {"LB": "2"}})  # type: ignore[dict-item]
    words = ("translate", manifest, "--item", SPLIT, *TO, "--application", file, *ON)
    assert answer(kuayu, *words)["handling"]["title"].endswith("（02）")
    put(manifest.parent, "application.json", {})
    error = kuayu("--json", "mapping", *words).error
    assert error["reason"] == "ITEM_AMBIGUOUS"
    assert len(error["answer"]["matches"]) == 2
    assert "“字段LB”为“护理补贴”" in kuayu("mapping", *words).err


def test_check(kuayu: Kuayu, manifest: Path) -> None:
    """Figures, the share of expressions and warnings of one that holds; the cells of one that does not."""
    folder = manifest.parent
    pair = folder / "pair.json"
    ends = ("--accepting", folder / "a.json", "--handling", folder / "b.json")
    found = answer(kuayu, "check", pair, *ends)
    assert found == answer(kuayu, "check", pair, "--manifest", manifest)
    assert (found["crosswalk"], found["rows"], found["materials"]) == ("440500-610100/1", 4, 2)
    rules = {"total": 2, "kinds": {"UNIT": 1, "EXPRESSION": 1}, "expressions": 1, "share": 0.5}
    assert found["rules"] == rules
    assert "要用表达式的规则 1 条，占 50.0%" in shown(kuayu, "check", pair, "--manifest", manifest)
    swapped = kuayu("--json", "mapping", "check", pair, "--accepting", ends[3], "--handling", ends[1]).error
    assert (swapped["reason"], swapped["detail"]["option"]) == ("VALUE_INVALID", "--accepting")
    put(folder, "pair.json", crosswalk_sheets([EXACT | {"对应关系": "差不多"}]))
    error = kuayu("--json", "mapping", "check", pair, *ends).error
    assert error["reason"] == "CROSSWALK_INVALID"
    assert [cell["header"] for cell in error["report"]["errors"]] == ["对应关系"]
    assert "差不多" in kuayu("mapping", "check", pair, *ends).err


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_convert(kuayu: Kuayu, manifest: Path, ending: str) -> None:
    """Another kind of file, the same crosswalk."""
    pair, out = manifest.parent / "pair.json", manifest.parent / f"out.{ending}"
    (done,) = answer(kuayu, "convert", pair, out, "--manifest", manifest)
    assert done == {"file": str(out), "bytes": out.stat().st_size}
    ends = catalogues_for(pair, manifest)
    one, two = (load_crosswalk(file, accepting=ends[0], handling=ends[1]).crosswalk for file in (pair, out))
    assert one == two


BAD: list[tuple[Reason, str, tuple[str, ...]]] = [
    (Reason.NOT_FOUND, "MANIFEST", ("coverage", NAME)),
    (Reason.VALUE_INVALID, "", ("coverage", "{file}")),
    (Reason.ID_MALFORMED, "--to", ("coverage", "{manifest}", "--to", NAME)),
    (Reason.NOT_FOUND, "", ("coverage", "{manifest}", "--to", "431000")),
    (Reason.VALUE_INVALID, "--on", ("coverage", "{manifest}", "--on", NAME)),
    (Reason.NOT_FOUND, "--out", ("coverage", "{manifest}", "--html", "{folder}/" + NAME + "/x.html")),
    (Reason.ITEM_UNKNOWN, "", ("compare", "{manifest}", NAME, "--to", XIAN)),
    (Reason.ITEM_UNKNOWN, "", ("compare", "{manifest}", CHANGE, NAME, "--to", XIAN)),
    (Reason.ITEM_UNMAPPED, "", ("compare", "{manifest}", NOWHERE, "--to", XIAN)),
    (Reason.ID_MALFORMED, "--from", ("resolve", "{manifest}", CHANGE, "--to", XIAN, "--from", NAME)),
    (Reason.NOT_FOUND, "--application", ("translate", "{manifest}", "--item", CHANGE, "--to", XIAN, "--application", NAME)),
    (Reason.VALUE_INVALID, "--application", ("translate", "{manifest}", "--item", CHANGE, "--to", XIAN, "--application", "{file}")),
    (Reason.NOT_FOUND, "FILE", ("check", NAME)),
    (Reason.VALUE_MISSING, "--accepting", ("check", "{pair}")),
    (Reason.VALUE_MISSING, "--handling", ("check", "{pair}", "--accepting", "{pair}")),
    (Reason.CROSSWALK_INVALID, "", ("check", "{file}", "--manifest", "{manifest}")),
    (Reason.VALUE_INVALID, "", ("convert", "{pair}", "{folder}/x.pdf", "--manifest", "{manifest}")),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "option", "words"), BAD)
def test_failures(
    reason: Reason, option: str, words: tuple[str, ...], *, kuayu: Kuayu, manifest: Path
) -> None:
    """The reason and the option, for programs and for people; what was typed is not repeated."""
    folder = manifest.parent
    file = folder / f"{NAME}.csv"
    file.write_text(f"{NAME}\n1\n", "utf-8")
    names = {"manifest": manifest, "file": file, "folder": folder, "pair": folder / "pair.json"}
    typed = [word.format(**names) for word in words]
    error = kuayu("--json", "mapping", *typed).error
    assert error["reason"] == reason, error
    assert not option or error["detail"]["option"] == option
    assert NAME not in json.dumps(error["detail"], ensure_ascii=False)
    said = kuayu("mapping", *typed)
    assert said.err.splitlines()[0].split()[:2] == ["✗", reason]
    assert REASONS[reason].zh in said.err


def test_a_wrong_federation_is_told_file_by_file(kuayu: Kuayu, manifest: Path) -> None:
    """Every file that is wrong with its cells, for programs and for people."""
    put(manifest.parent, "a.json", {"实施清单": [item(SHANTOU, 行使层级="天级")]})
    (manifest.parent / "b.json").unlink()
    error = kuayu("--json", "mapping", "coverage", manifest).error
    assert [(one["file"], one["reason"]) for one in error["files"]] == [
        ("a.json", "SHEET_VALUE"), ("b.json", "NOT_FOUND"), ("pair.json", "CROSSWALK_INVALID"),
    ]  # fmt: skip
    assert [cell["header"] for cell in error["files"][0]["report"]["errors"]] == ["行使层级"]
    said = kuayu("mapping", "coverage", manifest)
    assert said.code == 2
    for part in ("a.json", "行使层级", "天级", "b.json", "pair.json"):
        assert part in said.err
