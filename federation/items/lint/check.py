"""Run the rules over a guide."""

from __future__ import annotations

from collections.abc import Collection

from federation.errors import InvalidInput, Reason
from federation.items.lint.guide import Guide
from federation.items.lint.rule import Finding, Severity
from federation.items.lint.table import RULES

_ORDER = {severity: place for place, severity in enumerate(Severity)}


def known(off: Collection[str]) -> frozenset[str]:
    """The rules that are to be switched off, checked.

    Raises:
        InvalidInput: VALUE_INVALID, a name that is no rule's.
    """
    strange = sorted(set(off) - RULES.keys())
    if strange:
        raise InvalidInput(Reason.VALUE_INVALID, field="off", rule=strange[0])
    return frozenset(off)


def lint(guide: Guide, *, off: Collection[str] = frozenset()) -> tuple[Finding, ...]:
    """Everything the rules find in one guide, errors first, then in the order of the rules.

    Args:
        guide: from `read_guide` or `guide_of`.
        off: codes of rules not to run.

    Raises:
        InvalidInput: VALUE_INVALID, ``off`` names no rule.
    """
    left_out = known(off)
    found = [
        Finding(
            rule=rule.code,
            severity=fault.severity or rule.severity,
            section=fault.spot.section,
            quote=fault.spot.quote,
            why=fault.why,
        )
        for rule in RULES.values()
        if rule.code not in left_out
        for fault in rule.check(guide)
    ]
    return tuple(sorted(found, key=lambda one: _ORDER[one.severity]))
