"""表达式 as a rule of a crosswalk: traced like any other, and its faults in its cell."""

from __future__ import annotations

import pytest

from federation.errors import Reason
from federation.items import SheetRefused
from federation.mapping import Application, Federation, Matched, load_crosswalk, resolve, translate
from federation.mapping.rules import expression_share
from tests.worlds.examples import TODAY
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    book,
    city,
    crosswalk_sheets,
    form_field,
    task_code,
)

FIELDS = [
    form_field("KIND", "选项", 可选值="1:甲;2:乙"),
    form_field("NAME"),
    form_field("ALIAS", 是否必填="否"),
]


def load(expression: str, sources: str) -> Matched:
    """The match through one rule 表达式 and one 照抄."""
    theirs = [form_field("T", task=task_code(XIAN)), form_field("U", task=task_code(XIAN))]
    accepting, handling = city(SHANTOU, fields=FIELDS), city(XIAN, fields=theirs)
    rules = [
        {
            "办理地字段编码": "T",
            "规则": "表达式",
            "受理地字段编码": sources,
            "表达式": expression,
            "说明": "注",
        },
        {"办理地字段编码": "U", "规则": "照抄", "受理地字段编码": "NAME"},
    ]
    sheets = crosswalk_sheets([EXACT], fields=rules)
    crosswalk = load_crosswalk(book(sheets), accepting=accepting, handling=handling).crosswalk
    assert expression_share(crosswalk) == (1, 2)
    match = resolve(Federation.of([accepting, handling], [crosswalk]), BASE, to=XIAN, on=TODAY)
    assert isinstance(match, Matched)
    return match


def test_a_rule_in_a_crosswalk_is_traced_like_any_other() -> None:
    """The step names the rule and every source; what is missing is a gap that says which source."""
    match = load('KIND == "1" ? NAME : NAME + "（" + ALIAS + "）"', "KIND、NAME、ALIAS")
    given = {"KIND": "2", "NAME": "甲", "ALIAS": "乙"}
    done = translate(Application(fields=given), match)
    assert done.fields["T"] == "甲（乙）"
    step = next(step for step in done.trace if step.target == "T")
    assert (step.rule, step.sources, step.note) == ("EXPRESSION", ("KIND", "NAME", "ALIAS"), "注")
    lacking = translate(Application(fields={"KIND": "2", "NAME": "甲"}), match)
    (gap,) = lacking.gaps
    assert (gap.reason, gap.code, gap.blocks) == (Reason.FIELD_MISSING, "T", True)
    assert "受理地缺“字段ALIAS”" in gap.ask
    assert {unused.code for unused in lacking.unused} == {"KIND"}
    wrong = translate(Application(fields=given | {"KIND": "7"}), match)
    assert [(gap.reason, gap.code) for gap in wrong.gaps] == [(Reason.VALUE_INVALID, "T")]


def test_a_faulty_rule_is_reported_in_its_cell() -> None:
    """Sheet, row, column and the sentence."""
    with pytest.raises(SheetRefused) as refused:
        load('KIND == "3" ? NAME : "x"', "KIND、NAME")
    (error,) = refused.value.report.errors
    assert (error.sheet, error.row, error.header) == ("字段规则", 2, "表达式")
    assert '没有代码 "3"' in error.why
