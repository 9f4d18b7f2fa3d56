"""The report on many items: by organ, by rule, and item by item, worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from federation.items.lint.check import known, lint
from federation.items.lint.guide import Guide
from federation.items.lint.rule import Finding, Severity
from federation.items.lint.score import Score, score
from federation.items.lint.table import RULES

NO_ORGAN = "（没有写实施主体）"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReport:
    """One item: its findings and scores.

    Attributes:
        title: name with situation, or the page's headline.
        code: implementation or handling-item code; empty if the guide has none.
        organ: name of the organ; empty if the guide has none.
        findings: errors first.
        score: 完备度 and 准确性.
    """

    title: str
    code: str
    organ: str
    findings: tuple[Finding, ...]
    score: Score

    @classmethod
    def of(cls, guide: Guide, *, off: Collection[str] = frozenset()) -> Self:
        """Lint and score one guide.

        Args:
            guide: from `read_guide` or `guide_of`.
            off: codes of rules to leave out.

        Raises:
            InvalidInput: VALUE_INVALID, ``off`` names no rule.
        """
        findings = lint(guide, off=off)
        name = guide.name.value if guide.name else guide.title
        situation = (
            f"（{guide.situation.value}）" if guide.situation and guide.situation.value not in name else ""
        )
        return cls(
            title=name + situation,
            code=guide.key,
            organ=guide.organ.value if guide.organ else "",
            findings=findings,
            score=score(guide, findings),
        )

    def count(self, severity: Severity) -> int:
        """How many findings of that severity."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """The items of one organ, or of the whole report.

    Attributes:
        name: of the organ; 全部 for the whole report.
        items: how many.
        completeness: mean 完备度, 0–100, to one decimal.
        accuracy: mean 准确性, likewise.
        errors: how many findings of that severity.
        warnings: likewise.
        hints: likewise.
    """

    name: str
    items: int
    completeness: float
    accuracy: float
    errors: int
    warnings: int
    hints: int

    @classmethod
    def of(cls, name: str, items: Sequence[ItemReport]) -> Self:
        """The means over some items; of none, 100.

        Args:
            name: of the group.
            items: in any order.
        """
        number = max(1, len(items))
        return cls(
            name=name,
            items=len(items),
            completeness=round(sum(one.score.completeness for one in items) / number, 1) if items else 100.0,
            accuracy=round(sum(one.score.accuracy for one in items) / number, 1) if items else 100.0,
            errors=sum(one.count(Severity.ERROR) for one in items),
            warnings=sum(one.count(Severity.WARNING) for one in items),
            hints=sum(one.count(Severity.INFO) for one in items),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """How often a rule found something.

    Attributes:
        code: of the rule.
        title: what it is called.
        severity: of its findings.
        findings: how many.
        items: in how many items.
    """

    code: str
    title: str
    severity: Severity
    findings: int
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """The whole report.

    Attributes:
        total: over all items.
        organs: worst first.
        rules: those that found something, most items first.
        items: worst first.
        off: the rules that were switched off.
    """

    total: GroupReport
    organs: tuple[GroupReport, ...]
    rules: tuple[RuleReport, ...]
    items: tuple[ItemReport, ...]
    off: tuple[str, ...] = ()

    @classmethod
    def of(cls, guides: Iterable[Guide], *, off: Collection[str] = frozenset()) -> Self:
        """Lint and score every guide.

        Args:
            guides: from `read_guide` or `guides_of`.
            off: codes of rules to leave out.

        Raises:
            InvalidInput: VALUE_INVALID, ``off`` names no rule.
        """
        left_out = known(off)
        items = sorted((ItemReport.of(guide, off=left_out) for guide in guides), key=_worst)
        by_organ: dict[str, list[ItemReport]] = defaultdict(list)
        for item in items:
            by_organ[item.organ or NO_ORGAN].append(item)
        organs = (GroupReport.of(name, found) for name, found in by_organ.items())
        return cls(
            total=GroupReport.of("全部", items),
            organs=tuple(sorted(organs, key=lambda one: (one.completeness + one.accuracy, one.name))),
            rules=_rules(items),
            items=tuple(items),
            off=tuple(sorted(left_out)),
        )


def _worst(item: ItemReport) -> tuple[float, int, str, str]:
    return item.score.mean, -item.count(Severity.ERROR), item.title, item.code


def _rules(items: Sequence[ItemReport]) -> tuple[RuleReport, ...]:
    found: dict[str, int] = defaultdict(int)
    within: dict[str, int] = defaultdict(int)
    for item in items:
        for finding in item.findings:
            found[finding.rule] += 1
        for code in {finding.rule for finding in item.findings}:
            within[code] += 1
    reports = (
        RuleReport(
            code=code,
            title=RULES[code].title,
            severity=RULES[code].severity,
            findings=found[code],
            items=within[code],
        )
        for code in RULES
        if code in found
    )
    return tuple(sorted(reports, key=lambda one: (-one.items, -one.findings, one.code)))


def as_data(report: LintReport) -> dict[str, Any]:
    """The report as JSON carries it.

    Returns:
        ``total``, ``organs``, ``rules``, ``items`` with their ``findings`` (rule, severity, section, quote, why)
        and scores, ``off``.
    """
    return {
        "total": _group(report.total),
        "organs": [_group(one) for one in report.organs],
        "rules": [
            {
                "rule": one.code,
                "title": one.title,
                "severity": one.severity.value,
                "findings": one.findings,
                "items": one.items,
            }
            for one in report.rules
        ],
        "items": [_item(one) for one in report.items],
        "off": list(report.off),
    }


def _group(one: GroupReport) -> Mapping[str, Any]:
    return MappingProxyType(
        {
            "name": one.name,
            "items": one.items,
            "completeness": one.completeness,
            "accuracy": one.accuracy,
            "errors": one.errors,
            "warnings": one.warnings,
            "hints": one.hints,
        }
    ).copy()


def _item(one: ItemReport) -> dict[str, Any]:
    return {
        "title": one.title,
        "code": one.code,
        "organ": one.organ,
        "completeness": one.score.completeness,
        "accuracy": one.score.accuracy,
        "lacking": list(one.score.lacking),
        "costs": dict(one.score.costs),
        "findings": [finding_data(finding) for finding in one.findings],
    }


def finding_data(finding: Finding) -> dict[str, str]:
    """One finding as JSON carries it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "section": finding.section,
        "quote": finding.quote,
        "why": finding.why,
    }
