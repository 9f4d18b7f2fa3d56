"""One item on its way to one other place: where it leads, how much comes over, what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from federation.errors import Reason
from federation.items import Item
from federation.mapping.coverage.conflicts import matches
from federation.mapping.coverage.losses import losses
from federation.mapping.coverage.values import Choice, Fill, Line, Loss, Standing
from federation.mapping.gaps import Gap
from federation.mapping.match import Ambiguous, Matched, Resolution, Unmapped

Answers = Mapping[str, Resolution]
"""What each item of a place is at another, by the item's code."""


def line(item: Item, answer: Resolution, home: Answers, standing: Standing, shapes: Sequence[str]) -> Line:
    """What becomes of an item.

    Args:
        item: of the accepting place.
        answer: what it is at the handling place.
        home: what the handling place's items are at the accepting place.
        standing: from `standing_of`.
        shapes: of text to send there and back.
    """
    found = matches(answer)
    returns = [(match, back) for match in found for back in _returns(match, home)]
    lost: dict[tuple[str, str], Loss] = {}
    for match, back in returns:
        for loss in losses(match, back, shapes):
            lost.setdefault((loss.kind, loss.code), loss)
    return Line(
        item=item,
        standing=standing,
        reason=None if isinstance(answer, Matched) else answer.reason,
        why=answer.why,
        choices=tuple(map(choice_of, found)),
        fill=sum(map(_fill, found), Fill()),
        home=bool(returns),
        losses=tuple(lost.values()),
    )


def _returns(match: Matched, home: Answers) -> Iterable[Matched]:
    """The ways back from a counterpart that lead home."""
    answer = home.get(match.handling.key.code)
    found = matches(answer) if answer is not None else ()
    return (back for back in found if back.handling.key.code == match.accepting.key.code)


def standing_of(item: Item, answer: Resolution, on: date, none: AbstractSet[str]) -> Standing:
    """How an item stands at another place.

    Args:
        item: of the accepting place.
        answer: what it is there.
        on: the day.
        none: codes of the items of which a document says that they have no counterpart there.
    """
    match answer:
        case Matched():
            return Standing.MATCHED
        case Ambiguous(choices=choices):
            return Standing.SITUATION if all(one.situations for one in choices) else Standing.AMBIGUOUS
        case Unmapped():
            return _without(item, answer, on, none)


def _without(item: Item, answer: Unmapped, on: date, none: AbstractSet[str]) -> Standing:
    own = answer.item is None or answer.item.key == item.key
    if answer.reason is Reason.ITEM_NATIONAL_LINE:
        return Standing.OWN_LINE if own else Standing.THEIR_LINE
    if answer.reason is Reason.CROSSWALK_INVALID:
        return Standing.STALE
    if answer.item is not None and not answer.item.in_force(on):
        return Standing.OWN_CLOSED if own else Standing.THEIR_CLOSED
    return Standing.DECLARED_NONE if item.key.code in none else Standing.UNMAPPED


def choice_of(match: Matched) -> Choice:
    """A match without its plan: what is kept of it."""
    return Choice(
        item=match.handling,
        via=match.via,
        crosswalk=match.crosswalk,
        relation=match.relation,
        when="且".join(situation.words for situation in match.situations),
    )


def _fill(match: Matched) -> Fill:
    plan = match.plan
    ruled = {part.code for part in plan.fields if part.sources or not isinstance(part.run({}), Gap)}
    must = {spec.code for spec in match.handling.fields if spec.required}
    return Fill(
        fields=len(plan.fields),
        filled=len(ruled),
        required=len(must),
        required_filled=len(must & ruled),
        materials=len(plan.materials),
        served=sum(bool(part.sources) for part in plan.materials),
    )
