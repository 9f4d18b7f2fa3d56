"""Whether a machine followed its rule: the text of that version, the basis in the act, the proven case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import Side
from federation.case.parts import Automatic, Field
from federation.instant import Followed, audit, basis_of, decide, load_rule
from tests.worlds.case import opened
from tests.worlds.instant import RULE

CASE = opened().case(Side.HANDLING)
MADE = load_rule(RULE.encode())
BASIS = basis_of(MADE, decide(MADE, CASE))


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
    assert audit(MADE, basis, CASE) is found


def test_a_case_without_what_the_rule_needs() -> None:
    """No file of the material: nothing that the machine can have looked at."""
    bare = replace(CASE, materials=())
    assert audit(MADE, BASIS, bare) is Followed.OTHER_CASE


def test_a_condition_that_does_not_hold() -> None:
    """Inputs that are the case's, and no grant follows from them."""
    strict = load_rule(RULE.replace('by_agent == "no"', 'by_agent == "yes"').encode())
    assert audit(strict, replace(BASIS, digest=strict.digest), CASE) is Followed.NOT_MET
