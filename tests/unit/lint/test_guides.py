"""The sample guides: read as they stand, every fault found, nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from federation.items.lint import RULES, Finding, facts, lint, read_guide

DATA = Path(__file__).resolve().parents[2] / "data" / "guides"
PAGES = sorted(DATA.glob("*.md"))


def told(page: Path) -> dict[str, Any]:
    """What the page is known to say and to have wrong."""
    return json.loads(page.with_suffix(".facts.json").read_text(encoding="utf-8"))


def findings(page: Path) -> tuple[Finding, ...]:
    """What the rules say of it."""
    return lint(read_guide(page.read_text(encoding="utf-8")))


def is_meant(finding: Finding, wanted: dict[str, str]) -> bool:
    """Whether a finding is the wanted one: same rule, section and words."""
    near = wanted["quote"] in finding.quote or finding.quote in wanted["quote"]
    return (finding.rule, finding.section) == (wanted["rule"], wanted["section"]) and near


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_finding_is_given(page: Path):
    """Rule, section, words and gravity as written down beside the page."""
    given = findings(page)
    for wanted in told(page)["findings"]:
        assert any(is_meant(one, wanted) and one.severity.value == wanted["severity"] for one in given), (
            wanted
        )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nothing_else_is_given(page: Path):
    """No finding of a rule that has nothing to say about this page: what only looks wrong is left alone."""
    allowed = {one["rule"] for one in [*told(page)["findings"], *told(page)["optional"]]}
    assert {one.rule for one in findings(page)} - allowed == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_words_of_the_page_are_quoted(page: Path):
    """Each quote stands in the page, letter by letter."""
    text = page.read_text(encoding="utf-8")
    assert [one.quote for one in findings(page) if one.quote not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_read_right(page: Path):
    """Locality, codes, limits, steps, conditions, contacts: field by field."""
    wanted, read = told(page), facts(read_guide(page.read_text(encoding="utf-8")))
    for name in ("locality", "steps", "conditions"):
        assert wanted[name] == read[name]
    assert wanted["fields"] == {name: read["fields"].get(name) for name in wanted["fields"]}
    assert wanted["contacts"]["phones"] == read["contacts"]["phones"]
    assert wanted["contacts"]["supervision"] == read["contacts"]["supervision"]
    assert wanted["contacts"]["address"] == read["contacts"]["address"]
    assert (read["contacts"]["hours"] or "").startswith(wanted["contacts"]["hours"] or "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_materials_are_read_right(page: Path):
    """Every material with its numbers, its need and its source; remarks may say more."""
    wanted, read = told(page)["materials"], facts(read_guide(page.read_text(encoding="utf-8")))["materials"]
    notes = [one.pop("note", "") for one in read]
    assert all(one.pop("note", "") in note for one, note in zip(wanted, notes, strict=True))
    assert wanted == read


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_laws_are_read_right(page: Path):
    """Titles and articles; a date before the number may be left out."""
    wanted, read = told(page)["laws"], facts(read_guide(page.read_text(encoding="utf-8")))["laws"]
    assert [law.replace("8月31日", "") for law in read] == wanted


def test_every_kind_of_finding_is_a_rule():
    """The 36 kinds of rules.json, and one of our own for the forms of catalogues."""
    kinds = json.loads((DATA / "rules.json").read_text(encoding="utf-8"))
    assert set(RULES) - set(kinds) == {"material.situation_dead"}
    assert set(kinds) <= set(RULES)


def test_right_pages_score_full():
    """Pages without a fault have 100 of 100."""
    right = [page for page in PAGES if not told(page)["findings"] and not told(page)["optional"]]
    assert len(right) > 1
    assert all(findings(page) == () for page in right)
