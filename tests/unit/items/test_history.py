"""Versions of a catalogue: which one counts on which day."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items import Catalogue
from federation.items.history import History
from tests.worlds.sheets import SHANTOU, XIAN

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def version(name: str, since: date | None, locality: Locality = SHANTOU) -> Catalogue:
    """An empty catalogue."""
    return Catalogue.of(locality=locality, version=name, items=(), effective_from=since)


FIRST, SECOND, THIRD = version("1", None), version("2", NOVEMBER), version("3", DECEMBER)


@pytest.mark.parametrize("given", list(itertools.permutations((FIRST, SECOND, THIRD))))
def test_a_version_counts_until_the_next_begins(given: tuple[Catalogue, ...]) -> None:
    """Whatever order they come in: the first day of the next is the first on which it counts no more."""
    history = History.of(given)
    assert history.versions == (FIRST, SECOND, THIRD)
    assert history.on(date(1, 1, 1)) is FIRST
    assert history.on(date(2026, 10, 31)) is FIRST
    assert history.on(NOVEMBER) is SECOND
    assert history.on(date(2026, 11, 30)) is SECOND
    assert history.on(DECEMBER) is THIRD
    assert history.on(date.max) is THIRD
    assert history.latest is THIRD
    assert [history.until(one) for one in history.versions] == [NOVEMBER, DECEMBER, None]


def test_nothing_counts_before_the_first() -> None:
    """A catalogue that begins on a day says nothing of the day before."""
    history = History.of([SECOND])
    assert history.on(date(2026, 10, 31)) is None
    assert history.on(NOVEMBER) is SECOND


def test_a_version_by_name() -> None:
    """One that is not held is None."""
    history = History.of([FIRST, SECOND])
    assert history.locality == SHANTOU
    assert history.version("2") is SECOND
    assert history.version("3") is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((), Reason.VALUE_MISSING),
        ((FIRST, version("2", None, XIAN)), Reason.VALUE_INVALID),
        ((FIRST, version("1", NOVEMBER)), Reason.VERSION_TAKEN),
        ((SECOND, version("3", NOVEMBER)), Reason.VERSION_TAKEN),
        ((FIRST, version("2", None)), Reason.VERSION_TAKEN),
        ((FIRST, FIRST), Reason.VERSION_TAKEN),
    ],
)
def test_what_is_no_history(given: tuple[Catalogue, ...], reason: Reason) -> None:
    """None at all, two places, two versions of one name or one day: nobody could say which counts."""
    with pytest.raises(InvalidInput) as refused:
        History.of(given)
    assert refused.value.reason is reason
