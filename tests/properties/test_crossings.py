"""Every way two acts can cross, walked exhaustively: from every reachable state, every legal move of both ends.

A configuration is what both ends hold plus what is on the way, up to two acts in each direction; longer
queues only repeat the pairs. The walk is cut into themes, because facets that share no table cannot get in
each other's way. What the walk shows by cases, the tables are shown to say for all.
"""

from __future__ import annotations

import itertools

import pytest

from federation.case import CROSSINGS, Kind, Outcome, Side
from federation.case.authors import AUTHORS, INTAKE, Author, Route
from federation.case.choices import Mode
from federation.case.crossings import CORRECTED_MEANWHILE, HARMLESS, INDEPENDENT, PERSONS, QUIET
from federation.case.machine import TABLES
from federation.case.paperwork import SUPERSEDABLE
from federation.case.states import Facet
from tests.worlds.themes_modes import ALL as THEMES
from tests.worlds.walk import Met, Pair, walk

ROWS = {**CROSSINGS, **CORRECTED_MEANWHILE}
MANY = {Facet.DOCUMENT, Facet.PARCEL, Facet.TALK, Facet.FEE, Facet.RATING}
FOREIGN = {Side.ACCEPTING: Author.HANDLING, Side.HANDLING: Author.ACCEPTING}


@pytest.fixture(scope="module")
def met() -> dict[str, Met]:
    """The whole walk, once."""
    return {
        name: walk(theme.start(), theme.menu, on_the_way=theme.on_the_way) for name, theme in THEMES.items()
    }


@pytest.fixture(scope="module")
def pairs(met: dict[str, Met]) -> dict[Pair, set[Outcome]]:
    """All pairs of all themes."""
    found: dict[Pair, set[Outcome]] = {}
    for one in met.values():
        for pair, outcomes in one.pairs.items():
            found.setdefault(pair, set()).update(outcomes)
    return found


def facets(kind: Kind) -> set[Facet]:
    """The facets a kind moves."""
    return {facet for facet, table in TABLES.items() if any(moved is kind for _, moved in table)}


def may_write(side: Side, kind: Kind, mode: Mode) -> bool:
    """Whether some case of a mode lets an end write a kind."""
    authors = {AUTHORS[kind][route] for route in Route}
    return INTAKE[mode] is side if authors == {Author.INTAKE} else authors != {FOREIGN[side]}


def may_cross(intake: Kind, organ: Kind) -> bool:
    """Whether there is a mode in which the accepting end writes the one and the handling end the other."""
    return any(
        may_write(Side.ACCEPTING, intake, mode) and may_write(Side.HANDLING, organ, mode) for mode in Mode
    )


@pytest.mark.slow
def test_the_walk_is_as_large_as_it_was(met):
    """A theme that suddenly reaches little would make the other tests here say little."""
    assert {name: one.spots for name, one in met.items() if one.spots < THEMES[name].least} == {}
    assert all(theme.least for theme in THEMES.values())


@pytest.mark.slow
def test_every_act_admitted_has_an_outcome(met):
    """No act that its author's desk admitted is left waiting once both ends know everything."""
    assert {name: one.unexplained for name, one in met.items() if one.unexplained} == {}


@pytest.mark.slow
def test_both_ends_hold_one_case(met):
    """Whatever crossed, and whichever end learned first: with nothing on the way there is one case."""
    assert {name: one.apart for name, one in met.items() if one.apart} == {}


@pytest.mark.slow
def test_the_table_is_total(pairs):
    """Every pair that crosses and shares a table has a row or is declared independent, and never both."""
    assert not set(CROSSINGS) & INDEPENDENT
    crossing = {pair for pair in pairs if facets(pair[0]) & facets(pair[1])}
    free = {pair for pair in crossing if pair[0] in HARMLESS or pair[1] in QUIET}
    assert crossing - set(CROSSINGS) - INDEPENDENT - free == set()


@pytest.mark.slow
def test_the_table_has_no_dead_rows(met, pairs):
    """Every row and every declared independence is met somewhere, and rows have the effect they claim."""
    assert (set(CROSSINGS) | INDEPENDENT) - set(pairs) == set()
    used = {found for one in met.values() for found in one.codes}
    assert {(spot, row.code) for spot, row in ROWS.items()} - used == set()


def test_what_is_declared_once_is_not_declared_again():
    """A pair of a harmless or quiet kind needs no line among the independent ones."""
    assert {pair for pair in INDEPENDENT if pair[0] in HARMLESS or pair[1] in QUIET} == set()
    assert {pair for pair in CROSSINGS if pair[0] in HARMLESS or pair[1] in QUIET} == set()


@pytest.mark.slow
def test_independent_pairs_alone_never_overtake(pairs):
    """Where only independent acts were unseen, the accepting act applied."""
    lonely = {pair for pair in INDEPENDENT if not any((pair[0], other) in CROSSINGS for other in Kind)}
    assert {pair: pairs[pair] for pair in lonely if pairs[pair] != {Outcome.APPLIED}} == {}


@pytest.mark.slow
def test_harmless_acts_always_apply(pairs):
    """Whatever was unseen, a harmless accepting act applied; each of them was tried."""
    found = {pair: outcomes for pair, outcomes in pairs.items() if pair[0] in HARMLESS}
    assert {pair: outcomes for pair, outcomes in found.items() if outcomes != {Outcome.APPLIED}} == {}
    assert {pair[0] for pair in found} == HARMLESS


@pytest.mark.slow
def test_quiet_acts_never_overtake(met, pairs):
    """Where all that was unseen was quiet, the accepting act applied; each quiet kind was tried."""
    after = set().union(*(one.after_quiet for one in met.values()))
    assert {found for found in after if found[1] is not Outcome.APPLIED} == set()
    assert {pair[1] for pair in pairs} >= QUIET


@pytest.mark.slow
def test_the_tables_say_why(pairs):
    """No table lets a harmless act be overtaken, nor any accepting act by a quiet one: for every state of it.

    Where a kind has a row before a handling act it has one after it. Documents, parcels, fees, questions and
    ratings are left to the walk: there two acts seldom mean the same one.
    """
    lost = set()
    for facet in set(Facet) - MANY:
        table = TABLES[facet]
        for (state, intake), (before, organ) in itertools.product(table, table):
            if may_cross(intake, organ) and state is before and (table[before, organ], intake) not in table:
                lost.add((intake, organ))
    assert {pair for pair in lost if pair[0] in HARMLESS or pair[1] in QUIET} == set()
    assert {pair for pair in lost & set(pairs) if pair not in CROSSINGS} == set()


@pytest.mark.slow
def test_a_correction_is_told_to_whoever_used_the_old_document(met):
    """An act about a replaced document takes effect with a note; all others do not notice a correction."""
    told = {kind: outcomes for one in met.values() for kind, outcomes in one.corrected.items()}
    assert set(CORRECTED_MEANWHILE) <= set(told)
    silent = {kind: outcomes for kind, outcomes in told.items() if kind not in CORRECTED_MEANWHILE}
    assert silent
    assert {kind for kind, outcomes in silent.items() if outcomes != {Outcome.APPLIED}} == set()
    assert set(CORRECTED_MEANWHILE).isdisjoint(SUPERSEDABLE)


def test_codes_name_one_row_each():
    """A crossing's code is one row's, however many pairs share the row, and both clerks are told something."""
    rows = set(ROWS.values())
    assert len({row.code for row in rows}) == len(rows)
    assert all(row.accepting and row.handling for row in rows)


def test_what_a_person_decides():
    """Rows that no rule can decide name the end where a person must, and tell him to."""
    assert {"correction-after-lapse", "deferred-after-lapse"} <= set(PERSONS)
    assert all("请经办人" in row.handling for row in ROWS.values() if row.person is Side.HANDLING)
