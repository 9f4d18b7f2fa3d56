"""Units: exact or refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from federation.mapping.units import UNITS, convert, factor


@pytest.mark.parametrize(
    ("number", "unit", "to", "result"),
    [
        ("1.5", "万元", "元", "15000"),
        ("15000", "元", "万元", "1.5"),
        ("0", "元", "万元", "0"),
        ("-0", "元", "万元", "0"),
        ("0.01", "元", "万元", "0.000001"),
        ("2", "年", "月", "24"),
        ("18", "月", "年", "1.5"),
        ("7", "月", "年", None),
        ("-3.25", "吨", "千克", "-3250"),
        ("3", "亩", "平方米", "2000"),
        ("1", "亩", "平方米", None),
        ("0.001", "元", "万元", None),
        ("999999999999999999", "亿元", "元", "99999999999999999900000000"),
    ],
)
def test_conversions(number: str, unit: str, to: str, result: str | None) -> None:
    """Six decimals at most; what needs more is not rounded."""
    by = factor(unit, to)
    assert by is not None
    assert convert(number, by) == result


def test_only_what_measures_the_same_converts() -> None:
    """Money is not time, and a bare count is nothing."""
    assert factor("元", "月") is None
    assert factor("", "元") is None
    assert factor("", "") is None
    for units in UNITS.values():
        for one in units:
            assert factor(one, one) == Fraction(1)
