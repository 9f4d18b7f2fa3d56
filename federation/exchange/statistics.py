"""What supervision counts: cases by how they stand, ended, kept their limits, were corrected and rated.

A case is counted once, under the day it was taken in, which its number bears; so taken in = ended + open, always.
Counts hold no personal data: a case gives its mode, the other city, its item and its ending.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from federation.case import Case
from federation.case.agreement import MODE_TERMS
from federation.case.clock import Card, Clock, ClockName, ClockState
from federation.case.events import Accepted, CorrectionRequested, Finished, NotAccepted, Submitted
from federation.case.process import NotRequired
from federation.case.states import Facet, ParcelState, Rating
from federation.case.terms import TERMS, Kind, kind_of
from federation.days import day_of
from federation.ids import Locality

OPEN = "open"
ENDINGS: Mapping[str, str] = {
    **{kind.value: TERMS[kind].zh for kind in Kind if kind.value.startswith("Finished.")},
    Kind.NOT_ACCEPTED.value: TERMS[Kind.NOT_ACCEPTED].zh,
    Kind.NOT_REQUIRED.value: TERMS[Kind.NOT_REQUIRED].zh,
}
"""Ways to end, by kind of event, with their Chinese terms."""


class By(StrEnum):
    """What is counted apart."""

    MODE = "mode"
    CITY = "city"
    ITEM = "item"
    END = "end"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of some cases; those of two groups add up.

    Attributes:
        taken_in: cases.
        accepted: of these, those that were accepted.
        open: of these, those without an end.
        ended: of these, those with one, by kind of ending.
        on_time: ended cases that kept their limit: the promised one, or the legal where none was promised.
        late: ended cases that did not.
        undated: ended cases without such a limit: not accepted, or none is known here.
        yellow: yellow cards now.
        red: red cards: limits that were broken, whoever owed them.
        days: calendar days from taking in to the end, over the ended cases.
        corrected: cases with a notice 补正告知.
        parcels_lost: parcels that are lost.
        rated: ratings.
        bad: of these, bad ones that count.
        repaired: of these, put right.
    """

    taken_in: int = 0
    accepted: int = 0
    open: int = 0
    ended: Mapping[str, int] = field(default_factory=dict)
    on_time: int = 0
    late: int = 0
    undated: int = 0
    yellow: int = 0
    red: int = 0
    days: int = 0
    corrected: int = 0
    parcels_lost: int = 0
    rated: int = 0
    bad: int = 0
    repaired: int = 0

    def __add__(self, other: Figures) -> Figures:
        """The counts of both."""
        kinds = (kind for kind in ENDINGS if kind in self.ended or kind in other.ended)
        ended = {kind: self.ended.get(kind, 0) + other.ended.get(kind, 0) for kind in kinds}
        numbers = (one.name for one in fields(self) if one.name != "ended")
        sums: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in numbers}
        return Figures(**sums, ended=ended)

    @property
    def ends(self) -> int:
        """How many have ended."""
        return sum(self.ended.values())

    @property
    def average_tenths(self) -> int | None:
        """Tenths of a calendar day from taking in to the end; None if none has ended."""
        return round(10 * self.days / self.ends) if self.ends else None


def figures_of(case: Case, clocks: Iterable[Clock]) -> Figures:
    """The counts of one case; of one that was not opened, none."""
    taken = _first(case, Submitted)
    if taken is None:
        return Figures()
    listed = tuple(clocks)
    end = _ending(case)
    kept = _kept(listed) if end is not None else None
    ratings = [case.state(Facet.RATING, stage) for stage in case.ratings]
    return Figures(
        taken_in=1,
        accepted=int(_first(case, Accepted) is not None),
        open=int(end is None),
        ended={end[0]: 1} if end is not None else {},
        on_time=int(kept is True),
        late=int(kept is False),
        undated=int(end is not None and kept is None),
        yellow=sum(clock.card is Card.YELLOW for clock in listed),
        red=sum(clock.card is Card.RED for clock in listed),
        days=(end[1] - taken).days if end is not None else 0,
        corrected=int(_first(case, CorrectionRequested) is not None),
        parcels_lost=sum(parcel.state is ParcelState.LOST for parcel in case.parcels.values()),
        rated=len(ratings),
        bad=sum(state in _BAD for state in ratings),
        repaired=sum(state is Rating.FIXED for state in ratings),
    )


def group_of(case: Case, by: By, me: Locality) -> str:
    """Under what a case is counted."""
    return _GROUPS[by](case, me)


_BAD = frozenset({Rating.BAD, Rating.UPHELD, Rating.FIXED})
_DECISION = (ClockName.PROMISED, ClockName.LEGAL)


def _first(case: Case, kind: type) -> date | None:
    acts = (act for act in case.effective if isinstance(act.event, kind))
    return next((day_of(case.said_at(act)) for act in acts), None)


def _ending(case: Case) -> tuple[str, date] | None:
    """The last ending of a case that the organ has ended, and its day."""
    kinds = (Finished, NotAccepted, NotRequired)
    acts = [act for act in case.effective if isinstance(act.event, kinds)]
    return (kind_of(acts[-1].event).value, day_of(case.said_at(acts[-1]))) if acts else None


def _kept(clocks: Iterable[Clock]) -> bool | None:
    """Whether the decision kept its limit; None if it had none."""
    states = {clock.name: clock.state for clock in clocks if clock.name in _DECISION}
    ends = (states[name] for name in _DECISION if name in states)
    state = next(ends, None)
    return {ClockState.MET: True, ClockState.LATE: False}.get(state) if state is not None else None


def _item(case: Case, _me: Locality) -> str:
    return case.item.code if case.item is not None else ""


def _mode(case: Case, _me: Locality) -> str:
    return case.submitted.mode if case.submitted is not None else ""


def _city(case: Case, me: Locality) -> str:
    return case.case_id.other(me)


def _end(case: Case, _me: Locality) -> str:
    end = _ending(case)
    return end[0] if end is not None else OPEN


def _month(case: Case, _me: Locality) -> str:
    return case.case_id.day.strftime("%Y-%m")  # as cases are found: else a month outside the days asked for


_GROUPS = {By.MODE: _mode, By.CITY: _city, By.ITEM: _item, By.END: _end, By.MONTH: _month}


def term_of(by: By | None, group: str) -> str:
    """What a group is called; its own code where it has no other name here."""
    terms: Mapping[By | None, Mapping[str, str]] = {
        By.MODE: {mode.value: term for mode, term in MODE_TERMS.items()},
        By.END: {OPEN: "在办", **ENDINGS},
    }
    return terms.get(by, {}).get(group, group)
