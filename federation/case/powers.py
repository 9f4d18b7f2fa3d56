"""Which agreement a case stands under, and what the window may do by it: moved authorship, never doubled.

A case pins the agreement it was filed under; that one rules it to its end, also after its term. Without any
agreement between two cities the template 代收代办 holds (`COLLECTION`). Articles without a name: 行政许可法.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from federation.case.agreement import COLLECTION, POWER_TERMS, Agreement, Entrustment, WindowPower
from federation.case.authors import Side, author_of
from federation.case.case import Case
from federation.case.choices import Delivery, Mode
from federation.case.events import Act, Delivered, Submitted
from federation.case.terms import Kind, kind_of
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import CaseId, Locality

MOVES: Mapping[Kind, WindowPower] = {
    Kind.CORRECTION_REQUESTED: WindowPower.NOTIFY_ONCE,
    Kind.ACCEPTED: WindowPower.ACCEPT,
}
"""Acts of the handling organ that a power hands to the window: while it has the power, the organ has not."""

NEEDS: Mapping[Kind, WindowPower] = {
    Kind.SUBMITTED: WindowPower.RECEIVE,
    Kind.ORIGINAL_VERIFIED: WindowPower.VERIFY_ORIGINAL,
    Kind.DELIVERED: WindowPower.DELIVER_RESULT,
}
"""The window's own acts, and the power each of them needs; its applicant's papers it may always hand back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What the window may do in one case.

    Attributes:
        granted: its powers.
        entrustment: who may accept, and how long (24条).
    """

    granted: frozenset[WindowPower] = COLLECTION
    entrustment: Entrustment | None = None

    def moved(self, on: date) -> frozenset[Kind]:
        """Kinds that the window writes on a day, and the organ does not.

        Acceptance falls back to the organ on the day its entrustment ends: competence stays where the law
        put it, only its exercise was entrusted (24条).
        """
        entrusted = self.entrustment is not None and self.entrustment.in_force(on)
        return frozenset(
            kind
            for kind, power in MOVES.items()
            if power in self.granted and (entrusted or power is not WindowPower.ACCEPT)
        )


TEMPLATE = Powers()
"""代收代办: where two cities have no agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """The agreements one node holds, each signed by both its cities. Build it with `of`.

    Attributes:
        held: by (accepting, handling), the one that starts last first.
    """

    held: Mapping[tuple[Locality, Locality], tuple[Agreement, ...]]

    @classmethod
    def of(cls, agreements: Iterable[Agreement]) -> Self:
        """Sort them by pair and start."""
        by_pair: dict[tuple[Locality, Locality], list[Agreement]] = {}
        for one in agreements:
            by_pair.setdefault((one.accepting, one.handling), []).append(one)
        return cls(
            held={
                pair: tuple(sorted(them, key=lambda one: (one.start, one.version), reverse=True))
                for pair, them in by_pair.items()
            }
        )

    def between(self, case: CaseId) -> tuple[Agreement, ...]:
        """All between the two ends of a case, the one that starts last first."""
        return self.held.get((case.accepting, case.handling), ())

    def pinned(self, case: CaseId, pin: str) -> Agreement | None:
        """The agreement a case names; None if it names none.

        Raises:
            Illegal: AGREEMENT_UNKNOWN if it names one that is not held.
        """
        if not pin:
            return None
        found = next((one for one in self.between(case) if one.pin == pin), None)
        if found is None:
            raise Illegal(Reason.AGREEMENT_UNKNOWN, accepting=case.accepting, handling=case.handling)
        return found

    def to_pin(self, case: CaseId, code: str, on: date) -> Agreement | None:
        """The agreement an application of this day for this item goes by: the newest in force.

        Returns:
            None if no agreement ever named the item: the template holds.

        Raises:
            Illegal: AGREEMENT_ENDED if one did, and the newest in force, if any, does not.
        """
        begun = [one for one in self.between(case) if one.start <= on]
        newest = next((one for one in begun if one.in_force(on)), None)
        if newest is not None and newest.terms(*codes_of(code)) is not None:
            return newest
        named = next((one for one in begun if one.terms(*codes_of(code)) is not None), None)
        if named is not None:
            raise Illegal(Reason.AGREEMENT_ENDED, version=named.version, end=named.end.isoformat())
        return None

    def powers(self, case: CaseId, submitted: Submitted | None) -> Powers:
        """What the window may do in a case, by what it was filed under.

        Raises:
            Illegal: AGREEMENT_UNKNOWN.
        """
        agreement = self.pinned(case, submitted.agreement) if submitted is not None else None
        if agreement is None or submitted is None:
            return TEMPLATE
        terms = agreement.terms(*codes_of(submitted.item.code))
        if terms is None:
            return Powers(granted=frozenset())
        if (
            submitted.mode is Mode.FULL_ONLINE
        ):  # its window helps 帮办: what moves to a window stays the organ's
            return Powers(granted=terms.powers - set(MOVES.values()))
        return Powers(granted=terms.powers, entrustment=terms.entrustment)


NO_AGREEMENTS = Agreements(held={})
"""A node that holds none."""


def codes_of(code: str) -> tuple[str, ...]:
    """The codes an item is known by: of 33 characters also its 31 and 12, of 31 also its 12."""
    task = code[:_TASK] if len(code) >= _TASK else ""
    return tuple(dict.fromkeys(one for one in (code, task, task[-_BASE:]) if one))


_TASK, _BASE = 31, 12


def check_powers(view: Case, act: Act, side: Side, agreements: Agreements) -> None:
    """Check that this end may write this act: its author, its power, and for an application its agreement.

    Args:
        view: the case as its author knows it.
        act: what is to be written.
        side: which end wrote it.
        agreements: those held.

    Raises:
        InvalidInput: VALUE_INVALID for a mode that the agreement does not allow for the item.
        Illegal: EVENT_AUTHOR; POWER_MISSING; ENTRUSTMENT_MISSING; AGREEMENT_UNKNOWN, AGREEMENT_ENDED,
            AGREEMENT_REQUIRED.
    """
    event, kind, on = act.event, kind_of(act.event), day_of(act.at)
    submitted = event if isinstance(event, Submitted) else view.submitted
    powers = agreements.powers(view.case_id, submitted)
    author = author_of(event, view, moved=powers.moved(on))
    if side is Side.ACCEPTING:
        _check_window(view, act, powers, on)
    if author not in {None, side}:
        raise Illegal(Reason.EVENT_AUTHOR, kind=kind, author=side, **_moved_by(kind, powers, on))
    if isinstance(event, Submitted):
        _check_filing(view.case_id, event, on, agreements)


def _check_window(view: Case, act: Act, powers: Powers, on: date) -> None:
    """A window has the power, and for acceptance the entrusted organ acts while it is entrusted."""
    kind = kind_of(act.event)
    needed = MOVES.get(kind, NEEDS.get(kind))
    own_papers = isinstance(act.event, Delivered) and all(map(view.is_own_paper, act.event.documents))
    if needed is None or own_papers:
        return
    if needed not in powers.granted:
        raise Illegal(Reason.POWER_MISSING, **_named(needed))
    if needed is WindowPower.ACCEPT:
        entrusted = powers.entrustment
        if entrusted is None or not entrusted.in_force(on) or act.actor.organ != entrusted.organ:
            raise Illegal(
                Reason.ENTRUSTMENT_MISSING,
                organ=act.actor.organ,
                on=on.isoformat(),
                **_entrusted(entrusted),
            )


def _named(power: WindowPower) -> dict[str, str]:
    """A power as a person knows it, and the clause it comes from."""
    term, source = POWER_TERMS[power]
    return {"power": power.value, "term": term, "clause": source}


def _moved_by(kind: Kind, powers: Powers, on: date) -> dict[str, str]:
    """The power by which an act of the organ is the window's now, if it is."""
    return _named(MOVES[kind]) if kind in powers.moved(on) else {}


def _entrusted(entrustment: Entrustment | None) -> dict[str, str]:
    """Who is entrusted, and how long, for whoever is not."""
    if entrustment is None:
        return {}
    return {
        "entrusted": entrustment.organ,
        "start": entrustment.start.isoformat(),
        "end": entrustment.end.isoformat(),
    }


def _check_filing(case: CaseId, event: Submitted, on: date, agreements: Agreements) -> None:
    """An application goes by an agreement in force that names its item, in a mode and by a way it allows."""
    agreement = agreements.pinned(case, event.agreement)
    if agreement is None:
        expected = agreements.to_pin(case, event.item.code, on)
        if expected is not None:
            raise Illegal(Reason.AGREEMENT_REQUIRED, version=expected.version)
        return
    if not agreement.in_force(on):
        raise Illegal(Reason.AGREEMENT_ENDED, version=agreement.version, end=agreement.end.isoformat())
    terms = agreement.terms(*codes_of(event.item.code))
    if terms is None:
        raise Illegal(Reason.POWER_MISSING, **_named(WindowPower.RECEIVE), item=event.item.code)
    if event.mode not in terms.modes:
        raise InvalidInput(Reason.VALUE_INVALID, field="mode", mode=event.mode)
    if event.delivery is Delivery.WINDOW and WindowPower.DELIVER_RESULT not in terms.powers:
        raise Illegal(Reason.POWER_MISSING, **_named(WindowPower.DELIVER_RESULT))
