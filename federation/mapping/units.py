"""Units of measure 计量单位 that a form may ask for, and exact conversion between them.

A conversion that does not come out within six decimals is refused: nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

DECIMALS = 6
SCALE: int = 10**DECIMALS

# For each quantity, how many of the smallest unit each unit is.
UNITS: Mapping[str, Mapping[str, Fraction]] = MappingProxyType(
    {
        "金额": {"元": Fraction(1), "万元": Fraction(10_000), "亿元": Fraction(100_000_000)},
        "时长": {"月": Fraction(1), "季度": Fraction(3), "年": Fraction(12)},
        "日数": {"日": Fraction(1), "天": Fraction(1), "周": Fraction(7)},
        "面积": {
            "平方米": Fraction(1),
            "亩": Fraction(2000, 3),
            "公顷": Fraction(10_000),
            "平方千米": Fraction(1_000_000),
        },
        "长度": {"厘米": Fraction(1, 100), "米": Fraction(1), "千米": Fraction(1000), "公里": Fraction(1000)},
        "质量": {"克": Fraction(1, 1000), "千克": Fraction(1), "公斤": Fraction(1), "吨": Fraction(1000)},
    }
)


def factor(unit: str, to: str) -> Fraction | None:
    """How many ``to`` one ``unit`` is; None if they do not measure the same."""
    for units in UNITS.values():
        if unit in units and to in units:
            return units[unit] / units[to]
    return None


def scaled(number: str) -> int:
    """A plain decimal, as `form.is_number` accepts it, counted in millionths."""
    whole, _, part = number.partition(".")
    return int(whole + part.ljust(DECIMALS, "0")) if part else int(whole) * SCALE


def plain(millionths: int) -> str:
    """A number of millionths as a plain decimal, without needless zeros."""
    units, decimals = divmod(abs(millionths), SCALE)
    sign = "-" if millionths < 0 else ""
    return f"{sign}{units}.{decimals:0{DECIMALS}}".rstrip("0") if decimals else f"{sign}{units}"


def convert(number: str, by: Fraction) -> str | None:
    """A plain decimal times a factor, as a plain decimal; None if it needs more than six decimals.

    Args:
        number: as `form.is_number` accepts it.
        by: from `factor`.
    """
    times, over = by.as_integer_ratio()
    value, rest = divmod(scaled(number) * times, over)
    return None if rest else plain(value)
