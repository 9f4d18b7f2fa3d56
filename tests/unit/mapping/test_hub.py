"""Crosswalks through the canonical catalogue: read both ways, one after the other, written and read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality
from federation.items import CellError, SheetRefused
from federation.mapping import (
    Ambiguous,
    Application,
    Crosswalk,
    Direction,
    Federation,
    LoadedCrosswalk,
    Matched,
    MaterialRelation,
    Relation,
    Unmapped,
    Via,
    load_crosswalk,
    narrow,
    resolve,
    translate,
    write_crosswalk,
)
from tests.worlds.sheets import (
    BASE,
    ORGANS,
    SHANTOU,
    XIAN,
    book,
    city,
    crosswalk_sheets,
    form_field,
    item,
    material,
    task_code,
)

DAY = date(2026, 11, 24)
OWN, THEIRS = "442015901001", "612015901001"  # provincial codes: nothing in common but what people say
ORGANS[CANONICAL] = "11100000TEXT00017X"


def _organ() -> str:
    from stdnum.cn import uscc  # noqa: PLC0415

    head = "11100000TEXT00017"
    return head + uscc.calc_check_digit(head)


ORGANS[CANONICAL] = _organ()


def form(place: Locality, base: str, *fields: dict[str, object]) -> list[dict[str, object]]:
    return [field | {"实施编码": task_code(place, base)} for field in fields]


A = city(
    SHANTOU,
    items=[item(SHANTOU, OWN)],
    fields=form(
        SHANTOU,
        OWN,
        form_field("XM"),
        form_field("RQ", "日期"),
        form_field("LB", "选项", 可选值="1:个人;2:企业"),
        form_field("S"),
        form_field("C"),
        form_field("K"),
    ),
    materials=[
        material("M1", task=task_code(SHANTOU, OWN)),
        material("M2", task=task_code(SHANTOU, OWN)),
        material("M3", task=task_code(SHANTOU, OWN)),
    ],
)
HUB = city(
    CANONICAL,
    items=[item(CANONICAL, BASE)],
    fields=form(
        CANONICAL,
        BASE,
        form_field("NAME"),
        form_field("DATE", "日期", 日期格式="YYYYMMDD"),
        form_field("TYPE", "选项", 可选值="P:个人;O:企业"),
        form_field("ADDRESS"),
    ),
    materials=[
        material("H1", task=task_code(CANONICAL, BASE)),
        material("H2", task=task_code(CANONICAL, BASE)),
        material("H3", task=task_code(CANONICAL, BASE)),
    ],
)
B = city(
    XIAN,
    items=[item(XIAN, THEIRS)],
    fields=form(
        XIAN,
        THEIRS,
        form_field("F1"),
        form_field("F2", "日期", 日期格式="YYYY年MM月DD日"),
        form_field("F3", "选项", 可选值="A:自然人;B:单位"),
        form_field("F4"),
        form_field("F5"),
    ),
    materials=[
        material("C1", task=task_code(XIAN, THEIRS)),
        material("C2", task=task_code(XIAN, THEIRS)),
        material("C3", task=task_code(XIAN, THEIRS)),
    ],
)


def hub(place: Locality, base: str, *, rows=None, fields=(), materials=(), codes=(), version="1"):  # type: ignore[no-untyped-def]
    sheets = crosswalk_sheets(
        rows or [{"受理地事项编码": base, "规范事项编码": BASE, "对应关系": "相同"}],
        info={"受理地": place, "办理地": CANONICAL, "版本": version},
        materials=[{"受理地事项编码": base, **row} for row in materials],
        fields=[{"受理地事项编码": base, **row} for row in fields],
        codes=codes,
    )
    for name in ("材料对照", "字段规则"):
        for row in sheets.get(name, ()):
            row["受理地事项编码"] = base  # type: ignore[index]
    return book(sheets)


def rule(theirs: str | None, kind: str, ours: str | None, **more: object) -> dict[str, object]:
    return {"办理地字段编码": theirs, "规则": kind, "受理地字段编码": ours, **more}


def relation(ours: str | None, theirs: str | None, kind: str, **more: object) -> dict[str, object]:
    return {"受理地材料编码": ours, "办理地材料编码": theirs, "材料关系": kind, **more}


def codes(**pairs: str) -> list[dict[str, object]]:
    return [
        {"代码表名称": "类别", "受理地代码": ours, "办理地代码": theirs} for ours, theirs in pairs.items()
    ]


FROM_A = hub(
    SHANTOU,
    OWN,
    fields=[
        rule("NAME", "照抄", "XM"),
        rule("DATE", "日期换写法", "RQ"),
        rule("TYPE", "代码转换", "LB", 代码表="类别"),
        rule("ADDRESS", "合并", "S、C", 方向="上行"),
        rule("ADDRESS", "照抄", "S", 方向="下行"),
    ],
    materials=[relation("M1", "H1", "等同"), relation("M2", "H2", "可替代"), relation("M3", None, "不需")],
    codes=[
        {"代码表名称": "类别", "受理地代码": "1", "办理地代码": "P"},
        {"代码表名称": "类别", "受理地代码": "2", "办理地代码": "O"},
    ],
)
TO_B = hub(
    XIAN,
    THEIRS,
    fields=[
        rule("NAME", "照抄", "F1"),
        rule("DATE", "日期换写法", "F2"),
        rule("TYPE", "代码转换", "F3", 代码表="类别"),
        rule("ADDRESS", "照抄", "F4"),
    ],
    materials=[
        relation("C1", "H1", "等同"),
        relation("C2", "H2", "等同"),
        relation("C3", None, "不需", 说明="西安另要材料三"),
        relation(None, "H3", "另需"),
    ],
    codes=[
        {"代码表名称": "类别", "受理地代码": "A", "办理地代码": "P"},
        {"代码表名称": "类别", "受理地代码": "B", "办理地代码": "O"},
    ],
)


def loaded(source: bytes, accepting=A) -> LoadedCrosswalk:  # type: ignore[no-untyped-def]
    return load_crosswalk(source, accepting=accepting, handling=HUB)


def federation(*more: Crosswalk) -> Federation:
    documents = [loaded(FROM_A).crosswalk, loaded(TO_B, B).crosswalk]
    return Federation.of([A, HUB, B], [*more, *documents])


def found(at: Federation, base: str = OWN, to: Locality = XIAN) -> Matched:
    answer = resolve(at, base, to=to, on=DAY)
    assert isinstance(answer, Matched)
    return answer


def errors_of(source: bytes, accepting=A) -> list[CellError]:  # type: ignore[no-untyped-def]
    with pytest.raises(SheetRefused) as caught:
        loaded(source, accepting)
    return list(caught.value.report.errors)


APPLICATION = Application(
    fields={"XM": "张三", "RQ": "2026-03-02", "LB": "2", "S": "金平区", "C": "某街1号", "K": "无用"},
    materials=("M1", "M2", "M3"),
)


def test_two_cities_meet_in_the_canonical_item() -> None:
    """Each wrote its own document; the way leads up by the one and down by the other."""
    match = found(federation())
    assert (match.via, match.relation, match.canonical) == (Via.CANONICAL, Relation.EXACT, BASE)
    assert match.crosswalk == "440500-100000/1 + 610100-100000/1"
    result = translate(APPLICATION, match)
    assert dict(result.fields) == {"F1": "张三", "F2": "2026年03月02日", "F3": "B", "F4": "金平区某街1号"}
    assert result.materials == ("C1", "C2")
    assert [(gap.code, gap.label) for gap in result.gaps] == [("F5", "字段F5"), ("C3", "材料C3")]
    assert {one.code for one in result.unused} == {"K", "M3"}


def test_the_trace_names_both_rules_and_what_lies_between() -> None:
    """Every value says from which field it came, through which canonical one, and how."""
    steps = {step.target: step for step in translate(APPLICATION, found(federation())).trace}
    assert (steps["F4"].rule, steps["F4"].sources, steps["F4"].via) == ("JOIN", ("S", "C"), ("ADDRESS",))
    assert (steps["F1"].rule, steps["F3"].rule) == ("COPY", "CODE_TABLE")
    assert (steps["C1"].rule, steps["C2"].rule, steps["C2"].via) == ("EQUAL", "SUBSTITUTE", ("H2",))


def test_the_way_back_reads_the_same_documents() -> None:
    """From Xi'an to Shantou: turned rules, and the one that was written for the way down."""
    match = found(federation(), THEIRS, SHANTOU)
    given = Application(
        fields={"F1": "李四", "F2": "2026年03月02日", "F3": "A", "F4": "某街"}, materials=("C1",)
    )
    result = translate(given, match)
    assert dict(result.fields) == {"XM": "李四", "RQ": "2026-03-02", "LB": "1", "S": "某街"}
    assert result.materials == ("M1",)
    assert [gap.code for gap in result.gaps] == ["C", "K", "M2", "M3"]


def test_a_value_that_does_not_come_through_is_a_gap() -> None:
    """A wrong date stops at the canonical form, and the window is asked for the target's own notation."""
    result = translate(replace(APPLICATION, fields={"RQ": "2026-13-02", "LB": "9"}), found(federation()))
    gaps = {gap.code: gap for gap in result.gaps}
    assert gaps["F2"].reason is gaps["F3"].reason is Reason.VALUE_INVALID
    assert "YYYY年MM月DD日" in gaps["F2"].ask
    assert gaps["F1"].reason is Reason.FIELD_MISSING


def test_a_document_of_the_two_cities_stands_above() -> None:
    """What they reviewed together counts, not what each reviewed with the canonical catalogue."""
    rows = [{"受理地事项编码": OWN, "办理地事项编码": task_code(XIAN, THEIRS), "对应关系": "办理地更窄"}]
    pair = load_crosswalk(book(crosswalk_sheets(rows)), accepting=A, handling=B).crosswalk
    match = found(federation(pair))
    assert (match.via, match.relation) == (Via.CROSSWALK, Relation.NARROWER)


def test_one_reviewed_leg_and_one_equal_code() -> None:
    """The canonical item's national code is enough for the city that has it."""
    national = city(XIAN, items=[item(XIAN, BASE)])
    at = Federation.of([A, HUB, national], [loaded(FROM_A).crosswalk])
    match = found(at)
    assert (match.via, match.handling.base, match.crosswalk) == (Via.CANONICAL, BASE, "440500-100000/1")
    both = Federation.of([city(SHANTOU), HUB, national], [])
    assert found(both, BASE).via is Via.NATIONAL_CODE


def test_a_city_without_the_item_is_said() -> None:
    """An item that has a canonical one, which the other city has not, is not guessed."""
    at = Federation.of([A, HUB, city(XIAN, items=[item(XIAN, "000511905001")])], [loaded(FROM_A).crosswalk])
    answer = resolve(at, OWN, to=XIAN, on=DAY)
    assert isinstance(answer, Unmapped)
    assert answer.reason is Reason.ITEM_UNMAPPED


def test_split_on_the_way_down_by_the_canonical_form() -> None:
    """One canonical item, two of the city's: the accepting form chooses, through its canonical field."""
    task = task_code(XIAN, THEIRS)
    two = city(
        XIAN,
        items=[
            item(XIAN, THEIRS, 业务办理项编码=task + n, 业务办理项名称=name)
            for n, name in (("01", "个人"), ("02", "企业"))
        ],
    )
    rows = [
        {
            "受理地事项编码": task + n,
            "规范事项编码": BASE,
            "对应关系": "办理地更宽",
            "规范情形": f"TYPE={kind}",
        }
        for n, kind in (("01", "P"), ("02", "O"))
    ]
    down = loaded(hub(XIAN, THEIRS, rows=rows), two)
    at = Federation.of([A, HUB, two], [loaded(FROM_A).crosswalk, down.crosswalk])
    answer = resolve(at, OWN, to=XIAN, on=DAY)
    assert isinstance(answer, Ambiguous)
    assert "“字段TYPE”为“个人”的，办" in answer.why
    chosen = narrow(answer, {"LB": "2"})
    assert isinstance(chosen, Matched)
    assert chosen.handling.situation == "企业"
    assert [(step.rule, step.sources) for step in chosen.steps] == [("SPLIT", ("LB",))]
    assert narrow(answer, {}) == answer
    plain = [{name: value for name, value in row.items() if name != "规范情形"} for row in rows]
    warned = loaded(hub(XIAN, THEIRS, rows=plain), two)
    assert [one.header for one in warned.warnings] == ["规范情形"]


@pytest.mark.parametrize(
    ("fields", "materials", "code_rows", "header"),
    [
        ([rule("ADDRESS", "合并", "S、C")], (), (), "方向"),
        ([rule("NAME", "固定值", None, 固定值="x")], (), (), "方向"),
        ([rule("NAME、DATE", "照抄", "XM")], (), (), "办理地字段编码"),
        ([rule("NAME", "照抄", "XM、S", 方向="下行")], (), (), "受理地字段编码"),
        ([rule("NAME", "照抄", "RQ")], (), (), "规则"),
        ([rule("NAME", "照抄", "XM"), rule("ADDRESS", "照抄", "XM", 方向="下行")], (), (), "受理地字段编码"),
        ((), [relation("M1", "H1", "等同"), relation("M1", "H1", "等同", 方向="下行")], (), "受理地材料编码"),
        ((), [relation("M1", "H9", "等同", 方向="下行")], (), "办理地材料编码"),
        (
            (),
            (),
            [{"代码表名称": "t", "受理地代码": ours, "办理地代码": "P"} for ours in ("1", "2")],
            "办理地代码",
        ),
    ],
)
def test_what_cannot_be_read_both_ways_is_refused(fields, materials, code_rows, header) -> None:  # type: ignore[no-untyped-def]
    """The cell to change is named, in the column where the person wrote it."""
    errors = errors_of(hub(SHANTOU, OWN, fields=fields, materials=materials, codes=code_rows))
    assert {error.header for error in errors} == {header}


def test_directions_have_no_meaning_between_two_cities() -> None:
    """A document that is read one way only does not say which way."""
    rows = [{"受理地事项编码": OWN, "办理地事项编码": task_code(XIAN, THEIRS), "对应关系": "相同"}]
    sheets = crosswalk_sheets(rows, fields=[rule("F1", "照抄", "XM", 方向="双向", 受理地事项编码=OWN)])
    with pytest.raises(SheetRefused) as caught:
        load_crosswalk(book(sheets), accepting=A, handling=B)
    assert [error.header for error in caught.value.report.errors] == ["方向"]


@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_written_and_read_again_it_is_equal(ending: str) -> None:
    """Nothing is lost on the way through Excel, a diff or a program."""
    document = loaded(FROM_A).crosswalk
    assert loaded(write_crosswalk(document, ending)).crosswalk == document


def test_no_text_becomes_a_formula() -> None:
    """What begins like one comes back as it was, and no spreadsheet runs it."""
    document = loaded(FROM_A).crosswalk
    row = document.rows[0]
    evil = replace(row, note="=HYPERLINK(1)", materials=(replace(row.materials[0], note="@SUM(A1)"),))
    changed = replace(document, rows=(evil,))
    for ending in ("xlsx", "csv", "json"):
        assert loaded(write_crosswalk(changed, ending)).crosswalk == changed
    assert b",=" not in write_crosswalk(changed, "csv")
    with pytest.raises(InvalidInput):
        write_crosswalk(replace(document, version=" 1"), "csv")
    with pytest.raises(InvalidInput):
        write_crosswalk(document, "pdf")


def test_values_know_their_direction() -> None:
    """A rule written for the way down stands by the city's field as its target."""
    (row,) = loaded(FROM_A).crosswalk.rows
    down = [one for one in row.fields if one.direction is Direction.DOWN]
    assert [(one.target, one.sources) for one in down] == [("S", ("ADDRESS",))]
    assert [one.relation for one in row.materials][-1] is MaterialRelation.NOT_NEEDED
