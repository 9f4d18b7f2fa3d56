"""What a rule is, and what it finds. The rules themselves stand in `rules`, the table in `table`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from federation.items.lint.guide import Guide, Spot


class Severity(StrEnum):
    """How grave a finding is: what misleads an applicant is an error."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """In Chinese."""
        return {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "提示"}[self]


class Aspect(StrEnum):
    """Which of the two scores a rule belongs to."""

    COMPLETE = "completeness"
    ACCURATE = "accuracy"

    @property
    def label(self) -> str:
        """In Chinese."""
        return {Aspect.COMPLETE: "完备度", Aspect.ACCURATE: "准确性"}[self]


class Fault(NamedTuple):
    """What a rule found: where, why, and how grave if that differs from the rule's own."""

    spot: Spot
    why: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        code: its name, with which it is switched off.
        title: what it finds, in Chinese, in a few words.
        severity: of its findings.
        aspect: which score it lowers.
        looks: what it looks for, and what it leaves alone.
        source: why this is a fault: standard, law, or the practice it rests on.
        check: guide in, faults out; pure.
    """

    code: str
    title: str
    severity: Severity
    aspect: Aspect
    looks: str
    source: str
    check: Callable[[Guide], Iterable[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault under the name of its rule.

    Attributes:
        rule: the rule's code.
        severity: how grave.
        section: of the guide, as the guide names it; 全文 for what is nowhere.
        quote: words of the guide, exactly as they stand there.
        why: what is wrong and what to do, in Chinese.
    """

    rule: str
    severity: Severity
    section: str
    quote: str
    why: str
