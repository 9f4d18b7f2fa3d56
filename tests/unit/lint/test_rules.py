"""Every rule fires where it must and is silent where something only looks wrong."""

from __future__ import annotations

import pytest

from federation.items.lint import RULES
from tests.unit.lint.base import PAGE, Case, changed, found
from tests.unit.lint.faults import FAULTS
from tests.unit.lint.look_alikes import LOOK_ALIKES
from tests.unit.lint.more_faults import MORE_FAULTS
from tests.unit.lint.more_look_alikes import MORE_LOOK_ALIKES

CATALOGUES_ONLY = {"material.situation_dead"}  # tested on items: a page has no form


def name(case: Case) -> str:
    """Rule and entry for the test's name."""
    return f"{case.rule}-{case.label}"


def test_the_page_is_right():
    """The page all cases start from gives no finding."""
    assert found(PAGE) == {}


@pytest.mark.parametrize("case", [*FAULTS, *MORE_FAULTS], ids=name)
def test_fault_is_found(case: Case):
    """One thing is wrong: its rule says so, quoting the page, and no other rule speaks."""
    page = changed(case.label, case.text, and_also=case.also)
    findings = found(page)
    assert {case.rule} == set(findings)
    assert all(finding.quote in page and finding.why for finding in findings[case.rule])


@pytest.mark.parametrize("case", [*LOOK_ALIKES, *MORE_LOOK_ALIKES], ids=name)
def test_look_alike_is_left_alone(case: Case):
    """What looks like a fault of this rule is none."""
    assert found(changed(case.label, case.text, and_also=case.also)) == {}


def test_every_rule_is_tried_both_ways():
    """No rule without a case that must fire and one that must not."""
    rules = set(RULES) - CATALOGUES_ONLY
    assert rules == {case.rule for case in FAULTS}
    assert rules == {case.rule for case in LOOK_ALIKES}
