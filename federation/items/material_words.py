"""材料类型 and 材料形式: two columns that systems swap.

By label each value says which of the two it is, so a swap is repaired and said. By digit both
tables have 1, 2, 3: unless the source's profile says whose digits they are, the column is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from federation.items.grid import Record, View
from federation.items.readers import MaterialDigits
from federation.items.report import Findings, Spot
from federation.items.tables import MaterialFormat, MaterialType

_NAMES = ("material_type", "material_format")
_SWAPPED = "两列内容互换：原件、复印件是材料类型，纸质、电子化是材料形式；已按名称读取"
_DIGITS = "数字在两张代码表里都有，而各系统这两列的名称互换：请写名称，或先说明来源系统"


@dataclass(slots=True)
class _Seen:
    """What one sheet's two columns held."""

    view: View
    rows: int = 0
    swapped: int = 0
    digits: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _NAMES})
    first: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class MaterialWords:
    """Settles the two columns row by row, and says once per sheet what it did."""

    findings: Findings
    policy: MaterialDigits
    seen: dict[str | None, _Seen] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Put the values of a row where they belong."""
        seen = self.seen.setdefault(record.view.sheet, _Seen(record.view))
        seen.rows += 1
        found = {name: record.values.pop(name, None) for name in _NAMES}
        for name, value in found.items():
            if isinstance(value, str) and not isinstance(value, MaterialType | MaterialFormat):
                seen.digits[name].add(value)
                seen.first.setdefault(name, record.row)
                found[name] = self._by_digit(name, value)
        self._place(record, found, seen)

    def _place(self, record: Record, found: dict[str, object], seen: _Seen) -> None:
        kind = [value for value in found.values() if isinstance(value, MaterialType)]
        form = [value for value in found.values() if isinstance(value, MaterialFormat)]
        if len(kind) > 1 or len(form) > 1:
            why = "材料类型和材料形式两列写的是同一类内容，请核对"
            record.wrong(self.findings, "material_format", why)
            return
        headed = isinstance(found["material_type"], MaterialFormat) or isinstance(
            found["material_format"], MaterialType
        )
        seen.swapped += headed
        if kind:
            record.values["material_type"] = kind[0]
        if form:
            record.values["material_format"] = form[0]

    def _by_digit(self, name: str, digit: str) -> MaterialType | MaterialFormat | None:
        if self.policy is MaterialDigits.REFUSE:
            return None
        plain = (name == "material_type") is (self.policy is MaterialDigits.AS_HEADED)
        return MaterialType.by_code(digit) if plain else MaterialFormat.by_code(digit)

    def settle(self) -> None:
        """Say for each sheet what was swapped or cannot be told."""
        for seen in self.seen.values():
            spots = [seen.view.spot(0, name) for name in _NAMES]
            if self.policy is MaterialDigits.REFUSE:
                self._refuse_digits(seen)
            if seen.swapped:
                both = Spot(
                    seen.view.sheet,
                    0,
                    ",".join(spot.column for spot in spots),
                    "、".join(spot.header for spot in spots),
                )
                how = "全部" if seen.swapped == seen.rows else "其中"
                self.findings.repair(both, "互换", "按名称读取", f"{_SWAPPED}（{how} {seen.swapped} 行）")

    def _refuse_digits(self, seen: _Seen) -> None:
        allowed = (
            *(f"材料类型：{text}" for text in MaterialType.allowed()),
            *(f"材料形式：{text}" for text in MaterialFormat.allowed()),
        )
        for name in _NAMES:
            if seen.digits[name]:
                spot = seen.view.spot(seen.first[name], name)
                self.findings.error(
                    spot, ", ".join(sorted(seen.digits[name])), _DIGITS, allowed=allowed, blocking=True
                )
