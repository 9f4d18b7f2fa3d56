"""Amounts in words, as a bank reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.documents.amount import in_words, in_yuan

_DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def value(words: str) -> int:
    """Read an amount back: the oracle."""
    yuan, _, rest = words.partition("元") if "元" in words else ("", "", words)
    fen = 0
    for sign, unit in zip(rest[::2], rest[1::2], strict=False):
        fen += _DIGITS.get(sign, 0) * {"角": 10, "分": 1}.get(unit, 0)
    if rest.startswith("零"):
        fen = _DIGITS[rest[1]]
    total = group = digit = 0
    for sign in yuan:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            group, digit = group + digit * _UNITS[sign], 0
        elif sign == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        else:
            total, group, digit = (total + group + digit) * 10**8, 0, 0
    return (total + group + digit) * 100 + fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (1, "壹分"),
        (10, "壹角整"),
        (100, "壹元整"),
        (1000, "壹拾元整"),
        (10_005, "壹佰元零伍分"),
        (20_050, "贰佰元伍角整"),
        (100_101, "壹仟零壹元零壹分"),
        (1_000_000, "壹万元整"),
        (1_000_100, "壹万零壹元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (100_000_000_00, "壹亿元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (140_932, "壹仟肆佰零玖元叁角贰分"),
        (600_714, "陆仟零柒元壹角肆分"),
    ],
)
def test_amounts_in_words(fen: int, words: str) -> None:
    """The examples of the rule, and the gaps where a 零 stands."""
    assert in_words(fen) == words


@given(st.integers(1, 10**13 - 1))
def test_words_are_worth_their_amount(fen: int) -> None:
    """Read back they give the same amount; no two 零 stand together."""
    assert value(in_words(fen)) == fen
    assert "零零" not in in_words(fen)


@pytest.mark.parametrize(("fen", "text"), [(1, "0.01"), (1000, "10.00"), (123_456_789, "1,234,567.89")])
def test_amounts_in_digits(fen: int, text: str) -> None:
    """With two decimals, thousands apart."""
    assert in_yuan(fen) == text
