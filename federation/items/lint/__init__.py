"""Lint of item guides 办事指南: completeness 完备度 and accuracy 准确性 of pages and of catalogues.

`read_guide` reads a page and `guide_of` a catalogue's item into one kind of value; `lint` runs the rules of
`RULES` over it; `score` and `LintReport` say how good it is. docs/lint.md names every rule.
"""

from federation.items.lint.check import lint
from federation.items.lint.facts import facts
from federation.items.lint.from_item import guide_of, guides_of
from federation.items.lint.guide import Guide, Said
from federation.items.lint.html import report_page
from federation.items.lint.read import read_guide
from federation.items.lint.report import GroupReport, ItemReport, LintReport, RuleReport, as_data
from federation.items.lint.rule import Aspect, Finding, Rule, Severity
from federation.items.lint.score import ELEMENTS, Score, score
from federation.items.lint.table import RULES

__all__ = [
    "ELEMENTS",
    "RULES",
    "Aspect",
    "Finding",
    "GroupReport",
    "Guide",
    "ItemReport",
    "LintReport",
    "Rule",
    "RuleReport",
    "Said",
    "Score",
    "Severity",
    "as_data",
    "facts",
    "guide_of",
    "guides_of",
    "lint",
    "read_guide",
    "report_page",
    "score",
]
