"""The tables themselves: complete, without dead states, and the only thing that moves a case."""

from __future__ import annotations

import itertools
from enum import StrEnum

import pytest

from federation.case import STATE_TERMS, TERMS, Kind, choices
from federation.case.authors import AUTHORS, Route
from federation.case.check import _CHECKS
from federation.case.effects import _EFFECTS
from federation.case.events import Event
from federation.case.machine import REPLACED_FROM, TABLES, apply
from federation.case.paperwork import DOCUMENTS
from federation.case.states import (
    START,
    UNDECIDED,
    DocumentState,
    Facet,
    Handling,
    Subject,
    Withdrawal,
)
from federation.case.subjects import _TOUCHES
from federation.case.terms import kind_of
from federation.case.words import WORDS, word
from federation.errors import Illegal, Reason
from tests.worlds.case import Side, opened, organ_moves, submitted
from tests.worlds.process import organ_process

STATES: dict[Facet, type[StrEnum]] = {facet: type(state) for facet, state in START.items()}
CASE = Subject(Facet.HANDLING)


def reachable(facet):
    """States that can be reached from the first one."""
    found = {START[facet]}
    rows = {**TABLES[facet], **{(state, None): DocumentState.REPLACED for state in REPLACED_FROM}}
    while more := {after for (state, _), after in rows.items() if state in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("facet", Facet)
def test_no_state_is_out_of_reach(facet):
    """Every state of a facet is reached by some sequence of events, and none is missing from the terms."""
    assert reachable(facet) == set(STATES[facet])
    assert all(STATE_TERMS[state] for state in STATES[facet])


def test_no_two_states_share_a_value():
    """Equal values of two StrEnums would be one key of a table."""
    assert len(STATE_TERMS) == sum(len(states) for states in STATES.values())


@pytest.mark.parametrize("table", [TERMS, AUTHORS, DOCUMENTS, _CHECKS, _EFFECTS, _TOUCHES])
def test_every_kind_has_its_row(table):
    """Each table that speaks of kinds speaks of all of them."""
    assert set(table) == set(Kind)


def test_every_event_class_has_a_kind():
    """An event class without a kind would be an event without rules."""
    assert {kind.value.split(".")[0] for kind in Kind} == {one.__name__ for one in Event.__args__}
    assert kind_of(submitted()) is Kind.SUBMITTED


def test_every_choice_has_its_word():
    """What a form offers can be shown to a clerk; no enum and no value of one is left out."""
    enums = {one for one in vars(choices).values() if isinstance(one, type) and issubclass(one, StrEnum)}
    assert set(WORDS) == enums - {StrEnum}
    assert [choice for kind in WORDS for choice in kind if not word(choice)] == []
    assert all(len(set(words.values())) == len(words) for words in WORDS.values())


def test_authors_know_every_route():
    """A route without an author would be a fact without one."""
    assert all(set(row) == set(Route) for row in AUTHORS.values())


def test_every_undecided_state_leads_to_a_decision():
    """From every state before the decision the organ can end the case."""
    for state in UNDECIDED - {Handling.UNOPENED}:
        seen, grow = {state}, {state}
        while grow := {after for (one, _), after in TABLES[Facet.HANDLING].items() if one in grow} - seen:
            seen |= grow
        assert seen - UNDECIDED


@pytest.mark.parametrize(
    ("states", "kind", "touched", "reason"),
    [
        ({}, Kind.ARRIVED, [CASE], Reason.CASE_UNKNOWN),
        ({CASE: Handling.CORRECTED}, Kind.CORRECTION_REQUESTED, [CASE], Reason.NOTICE_ONCE),
        ({CASE: Handling.CORRECTING}, Kind.CORRECTION_REQUESTED, [CASE], Reason.NOTICE_ONCE),
        ({CASE: Handling.ACCEPTED}, Kind.CORRECTION_REQUESTED, [CASE], Reason.EVENT_TRANSITION),
        ({}, Kind.FEE_PAID, [Subject(Facet.FEE, "0")], Reason.EVENT_REFERENCE),
        ({}, Kind.ANSWERED, [Subject(Facet.TALK, "")], Reason.EVENT_REFERENCE),
        ({}, Kind.RATING_FIXED, [Subject(Facet.RATING, "")], Reason.EVENT_REFERENCE),
        ({}, Kind.DEFERRED_SUPPLIED, [Subject(Facet.PROMISE, "M")], Reason.EVENT_REFERENCE),
        ({CASE: Handling.ACCEPTED}, Kind.ISSUED, [CASE], Reason.EVENT_TRANSITION),
        ({}, Kind.NOTICE_SERVED, [Subject(Facet.DOCUMENT, "")], Reason.EVENT_REFERENCE),
        ({}, Kind.PARCEL_LOST, [Subject(Facet.PARCEL, "accepting:1")], Reason.PARCEL_UNKNOWN),
    ],
)
def test_a_missing_row_is_illegal(states, kind, touched, reason):
    """Apply raises with the reason of what is missing, and changes nothing."""
    before = dict(states)
    with pytest.raises(Illegal) as refused:
        apply(states, kind, touched)
    assert refused.value.reason is reason
    assert states == before


def test_one_missing_row_stops_all_facets():
    """An event that may move one facet but not the other moves neither."""
    states = {CASE: Handling.ARRIVED, Subject(Facet.WITHDRAWAL): Withdrawal.REQUESTED}
    with pytest.raises(Illegal):
        apply(states, Kind.ACCEPTED, list(states))


def test_what_is_replaced_must_be_in_force():
    """A document that is not there, or that another took the place of, cannot be replaced."""
    made, gone, other = (Subject(Facet.DOCUMENT, number) for number in "abc")
    states = {made: DocumentState.SERVED, gone: DocumentState.REPLACED}
    new = Subject(Facet.DOCUMENT, "new")
    assert apply(states, Kind.ACCEPTED, [new], [made]) == {
        new: DocumentState.MADE,
        made: DocumentState.REPLACED,
    }
    for subject, reason in ((gone, Reason.EVENT_TRANSITION), (other, Reason.EVENT_REFERENCE)):
        with pytest.raises(Illegal) as refused:
            apply(states, Kind.ACCEPTED, [new], [subject])
        assert refused.value.reason is reason


def test_a_pending_withdrawal_is_answered_first():
    """Of all the organ can do to a case, only the two answers move a withdrawal that waits."""
    leading_on = {kind for state, kind in TABLES[Facet.WITHDRAWAL] if state is Withdrawal.REQUESTED}
    assert leading_on == {Kind.WITHDRAWAL_REFUSED, Kind.FINISHED_WITHDRAWN}


def test_the_menu_of_the_test_world_is_complete():
    """The walks of the property tests try every kind the organ writes on the case itself."""
    case = opened().case(Side.HANDLING)
    menu = itertools.chain(organ_moves(case), organ_process(case))
    tried = {kind_of(event) for event in menu} | {Kind.WITHDRAWAL_REFUSED, Kind.RESUMED}
    assert tried >= {kind for _, kind in TABLES[Facet.HANDLING] if AUTHORS[kind][Route.WINDOW] == "handling"}
