"""文号: patterns, series, and numbers given before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import KuayuError, Reason
from node.documents.numbers import DEFAULT, last_of, parse_pattern


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (DEFAULT, "莲市监补〔2026〕12号"),
        ("{organ}〔{year}〕{serial}号", "莲市监〔2026〕12号"),
        ("{organ}{word}〔{year}〕第{serial:4}号", "莲市监补〔2026〕第0012号"),
        ("（{year}）{organ}{word}字第{serial}号", "（2026）莲市监补字第12号"),
    ],
)
def test_a_pattern_says_how_numbers_look(pattern: str, number: str) -> None:
    """Every usual form of a 文号."""
    series = parse_pattern(pattern).series(organ="莲市监", word="补", year=2026)
    assert series.number(12) == number
    assert last_of(number) == (series.name, 12)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{organ}{word}〔2026〕{serial}号",
        "{organ}{word}〔{year}〕号",
        "{organ}〔{year}〕{serial}{serial}号",
        "{organ.__class__}〔{year}〕{serial}号",
        "{organ!r}〔{year}〕{serial}号",
        "{organ:4}〔{year}〕{serial}号",
        "{organ}〔{year}〕{serial:x}号",
        "{organ}〔{year}〕{serial:04}号",
        "{place}〔{year}〕{serial}号",
        "{organ}〔{year}〕{serial",
        "{organ}〔{year}〕{serial}#",
    ],
)
def test_a_wrong_pattern_is_refused(pattern: str) -> None:
    """A place that is unknown, missing or twice there; anything that is more than a place."""
    with pytest.raises(KuayuError) as refused:
        parse_pattern(pattern)
    assert refused.value.reason is Reason.CONFIG


def test_a_series_is_what_differs_in_the_serial_only() -> None:
    """Another organ, word or year counts for itself; without the word all kinds count together."""
    each, together = parse_pattern(DEFAULT), parse_pattern("{organ}〔{year}〕{serial}号")
    spots = [
        (organ, word, year) for organ in ("莲市监", "莲民") for word in ("补", "受") for year in (2026, 2027)
    ]
    names = [each.series(organ=organ, word=word, year=year).name for organ, word, year in spots]
    assert len(set(names)) == len(spots)
    shared = {together.series(organ=organ, word=word, year=year).name for organ, word, year in spots}
    assert len(shared) == len(spots) / 2


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_numbers_of_a_series_are_told_apart(one: int, other: int) -> None:
    """Two serials never give one number, and each leads back to its serial."""
    series = parse_pattern("{organ}{word}〔{year}〕{serial:3}号").series(organ="莲市监", word="补", year=2026)
    assert (series.number(one) == series.number(other)) is (one == other)
    assert last_of(series.number(one)) == (series.name, one)


def test_a_number_without_a_serial_tells_nothing() -> None:
    """It cannot be the last of a series."""
    with pytest.raises(KuayuError) as refused:
        last_of("无号")
    assert refused.value.reason is Reason.CONFIG
