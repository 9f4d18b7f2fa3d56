"""Scores and reports: by a formula a manager can follow, worst first, safe to open."""

from __future__ import annotations

import json
import re

import pytest

from federation.errors import InvalidInput
from federation.items.lint import (
    ELEMENTS,
    RULES,
    Aspect,
    LintReport,
    as_data,
    lint,
    read_guide,
    report_page,
    score,
)
from federation.items.lint.html import SHOWN_ITEMS
from tests.unit.lint.base import PAGE, changed

WORSE = changed("承诺办结时限", "21个工作日", and_also={"监督电话": None})


def test_a_right_page_scores_full():
    """Everything due is there and right."""
    found = score(read_guide(PAGE), ())
    assert (found.completeness, found.accuracy, found.lacking) == (100, 100, ())


def test_scores_follow_the_formula():
    """One error of accuracy costs 10, one element of those due is lacking."""
    guide = read_guide(WORSE)
    found = score(guide, lint(guide))
    due = [one for one in ELEMENTS if guide.says(one.field) and one.due(guide)]
    assert found.accuracy == 90
    assert found.lacking == ("监督电话",)
    assert found.completeness == round(100 * (len(due) - 1) / len(due))


def test_a_rule_costs_once():
    """Two bad numbers are one rule, and a warning costs 5."""
    guide = read_guide(changed("咨询电话", "0735-222201", and_also={"监督电话": "0735-222231"}))
    found = lint(guide)
    assert [one.rule for one in found] == ["phone.invalid", "phone.invalid"]
    assert score(guide, found).accuracy == 95


def test_scores_never_fall_below_zero():
    """An empty page is at the bottom, not below it."""
    guide = read_guide("")
    found = score(guide, lint(guide))
    assert found.completeness == 0
    assert 0 <= found.accuracy <= 100


def test_rules_of_elements_are_rules_of_completeness():
    """Only a rule of completeness takes an element away, and each of them does."""
    named = {code for one in ELEMENTS for code in one.rules}
    assert named == {code for code, rule in RULES.items() if rule.aspect is Aspect.COMPLETE}


def test_rules_can_be_switched_off():
    """A rule that is off finds nothing and costs nothing; a name that is no rule's is refused."""
    guide = read_guide(WORSE)
    off = frozenset({"limit.promise_over_legal", "phone.supervision"})
    assert lint(guide, off=off) == ()
    assert LintReport.of([guide], off=off).total.accuracy == 100
    with pytest.raises(InvalidInput):
        lint(guide, off=["no.such_rule"])


def test_reports_are_worst_first():
    """Items, organs and rules: what needs mending most comes first."""
    other = changed("实施主体", "郴州市北湖区行政审批服务局")
    report = LintReport.of(map(read_guide, (PAGE, WORSE, other)))
    assert report.items[0].score.accuracy == 90
    assert [one.name for one in report.organs] == ["郴州市北湖区市场监督管理局", "郴州市北湖区行政审批服务局"]
    assert (report.organs[0].items, report.organs[0].accuracy, report.organs[0].errors) == (2, 95.0, 1)
    assert {one.code for one in report.rules} == {"limit.promise_over_legal", "phone.supervision"}


def test_reports_are_data():
    """JSON carries the whole of it."""
    data = as_data(LintReport.of([read_guide(WORSE)]))
    assert data == json.loads(json.dumps(data))
    assert {"rule", "severity", "section", "quote", "why"} == set(data["items"][0]["findings"][0])


def test_the_page_for_managers_needs_nothing_else():
    """One file: no script, no address, no image, no import; the words of guides are escaped."""
    evil = changed(
        "实施主体",
        '<script>alert("x")</script>市场监督管理局',
        and_also={"承诺办结时限": "30个工作日<img src=x>"},
    )
    page = report_page(LintReport.of([read_guide(evil)]), title="<b>龙湖区</b>")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>龙湖区" not in page
    assert re.findall(r"https?:|src=|@import|url\(|<link|javascript:", page) == []
    assert "完备度" in page
    assert "limit.promise_over_legal" in page


def test_the_page_says_how_scores_are_made():
    """The formula and every rule that fired, with its reason."""
    page = report_page(LintReport.of([read_guide(WORSE)]))
    assert "完备度 = " in page
    assert "准确性 = 100" in page
    assert RULES["phone.supervision"].source in page


def test_long_reports_stay_small():
    """Beyond the first hundreds an item is one line."""
    guides = [read_guide(WORSE)] * (SHOWN_ITEMS + 2)
    page = report_page(LintReport.of(guides))
    assert page.count("<details>") == SHOWN_ITEMS
    assert "以下 2 项只列分数" in page
