"""Whether a machine followed its rule: the text of that version, the basis in the act, the proven case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import Side
from federation.case.choices import Result
from federation.case.events import Accepted, Act, Finished
from federation.case.parts import MACHINE, Automatic, Field
from federation.instant import Followed, audit, basis_of, decide, load_rule
from tests.worlds.case import document, opened
from tests.worlds.instant import RULE

WORLD = opened()
CASE = WORLD.case(Side.HANDLING)
MADE = load_rule(RULE.encode())
BASIS = basis_of(MADE, decide(MADE, CASE))
ACCEPTED = Accepted(document=document("SL-1"), promised_days=1, basis=BASIS)
GRANTED = Finished(result=Result.GRANT, document=document("JD-1"), basis=BASIS)


def act(event: Accepted | Finished, **who: str) -> Act:
    """An act of the rule's organ, by its machine unless somebody else is named."""
    drawn = WORLD.draw(Side.HANDLING, event)
    return replace(drawn, actor=replace(drawn.actor, **{"officer": MACHINE} | who))


def read(**changes: str | None) -> Automatic:
    """The basis with other inputs; None: without it."""
    inputs = {one.code: one.value for one in BASIS.inputs} | changes
    return replace(BASIS, inputs=tuple(Field(code=code, value=said) for code, said in inputs.items() if said))


@pytest.mark.parametrize(
    ("basis", "found"),
    [
        (BASIS, Followed.YES),
        (replace(BASIS, version="2"), Followed.OTHER_RULE),
        (replace(BASIS, digest="sha256:" + "0" * 64), Followed.OTHER_RULE),
        (read(weather="fine"), Followed.OTHER_INPUTS),
        (read(purpose="住"), Followed.OTHER_CASE),  # the application says 开店
        (read(by_agent=None), Followed.OTHER_CASE),
    ],
)
def test_what_does_not_fit_is_named(basis: Automatic, found: Followed) -> None:
    """The first thing that does not fit."""
    assert audit(MADE, act(replace(GRANTED, basis=basis)), CASE) is found


def test_a_case_without_what_the_rule_needs() -> None:
    """No file of the material: nothing that the machine can have looked at."""
    bare = replace(CASE, materials=())
    assert audit(MADE, act(GRANTED), bare) is Followed.OTHER_CASE


def test_a_condition_that_does_not_hold() -> None:
    """Inputs that are the case's, and no grant follows from them."""
    strict = load_rule(RULE.replace('by_agent == "no"', 'by_agent == "yes"').encode())
    assert (
        audit(strict, act(replace(GRANTED, basis=replace(BASIS, digest=strict.digest))), CASE)
        is Followed.NOT_MET
    )


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (act(ACCEPTED), Followed.YES),
        (act(replace(ACCEPTED, promised_days=2)), Followed.OTHER_ACT),
        (act(replace(GRANTED, result=Result.DONE)), Followed.OTHER_ACT),
        (act(GRANTED, officer="XA-118"), Followed.OTHER_ACT),
        (act(GRANTED, place="610102"), Followed.OTHER_ACT),
        (act(replace(GRANTED, basis=None)), Followed.OTHER_RULE),
    ],
)
def test_an_act_the_rule_does_not_know(one: Act, found: Followed) -> None:
    """Whoever has the node's key may write a rule's name beside what it never said."""
    assert audit(MADE, one, CASE) is found


def test_a_case_the_rule_is_not_about() -> None:
    """Another item, or another organ's."""
    for rule in (
        RULE.replace("000131901001", "000131901002"),
        RULE.replace("11610100TEXT00025R", "11610104TEXT02012P"),
    ):
        other = load_rule(rule.encode())
        basis = replace(BASIS, digest=other.digest)
        mine = act(replace(GRANTED, basis=basis), organ=other.organ)
        assert audit(other, mine, replace(CASE, organ=MADE.organ)) is Followed.OTHER_ACT
