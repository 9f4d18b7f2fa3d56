"""办件类型 in digits: 1 即办件, 2 承诺件 by the standard (A.6); some old systems have them the other way round.

What a sheet says of the limits tells whose digits they are: an 即办件 is done within a day, a 承诺件
is not done at once. A column that says the opposite, or that holds digits of the old set alone, is
refused until the source is declared; nothing is turned round on a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from federation.items.cells import label_key
from federation.items.grid import Record, View
from federation.items.readers import OLD_KINDS
from federation.items.report import Findings
from federation.items.tables import ProjectType

_NAME = "project_type"
_FEWEST = 2  # rows that contradict: one may be a slip of the pen
_WHY = (
    "数字与承诺办结时限矛盾（1 即办件却有多日时限，2 承诺件却当场办结），像是另一套代码"
    "（1 承诺件、2 即办件）：请写名称，或先说明来源系统"
)


@dataclass(slots=True)
class _Seen:
    """What one sheet's column held."""

    view: View
    first: int
    digits: set[str] = field(default_factory=set)
    fits: int = 0
    against: int = 0


@dataclass(slots=True)
class KindDigits:
    """Weighs the digits of 办件类型 row by row; ``declared`` says that the source's profile reads them."""

    findings: Findings
    declared: bool
    seen: dict[str | None, _Seen] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Count what a row says."""
        digit = label_key(str(record.written(_NAME) or "")[:3])
        if self.declared or not digit.isdigit():
            return
        seen = self.seen.setdefault(record.view.sheet, _Seen(record.view, record.row))
        seen.digits.add(digit)
        kind, days = record.values.get(_NAME), record.values.get("promise_day")
        if isinstance(kind, ProjectType) and isinstance(days, int) and kind is not ProjectType.OTHER:
            right = days <= 1 if kind is ProjectType.INSTANT else days > 0
            seen.fits += right
            seen.against += not right

    def settle(self) -> None:
        """Refuse the columns whose digits are of another set."""
        for seen in self.seen.values():
            if seen.digits & OLD_KINDS.keys() and seen.digits & {"1", "2"}:
                self.findings.blocking = (
                    True  # 3 and 4 are errors at their cells; 1 and 2 beside them mislead
                )
            elif seen.against >= _FEWEST and seen.against > seen.fits:
                spot, digits = seen.view.spot(seen.first, _NAME), ", ".join(sorted(seen.digits))
                self.findings.error(spot, digits, _WHY, allowed=ProjectType.allowed(), blocking=True)
