"""What `resolve` answers: a match, a choice, or why there is none. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from federation.errors import Reason
from federation.ids import BaseCode
from federation.items import Item
from federation.mapping.crosswalk import Relation
from federation.mapping.plan import Plan
from federation.mapping.rules import Step


class Via(StrEnum):
    """What a match rests on."""

    CROSSWALK = "crosswalk"
    CANONICAL = "canonical"
    NATIONAL_CODE = "national_code"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A situation 情形 under which a match is meant, as the accepting place's form tells it.

    Attributes:
        words: for a clerk: ``“申请类型”为“个人”``.
        fields: codes of the accepting place's form it reads.
        holds: whether it holds for a filled-in form; None while that cannot be told.
    """

    words: str
    fields: tuple[str, ...]
    holds: Callable[[Mapping[str, str]], bool | None] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One item of the handling place.

    Attributes:
        accepting: the item asked about.
        handling: the item a case is filed under.
        relation: what the handling item is to the accepting one.
        via: what the match rests on.
        crosswalk: name and version of the crosswalks, joined by `` + ``; empty unless it rests on one.
        canonical: the national code both mean, if there is one.
        situations: which must all hold; none where the item is not split.
        note: what the crosswalk remarks for the window.
        why: the match in one Chinese sentence.
        make_plan: makes ``plan`` when it is first asked for.
        steps: what the trace says of the choice of item.
    """

    accepting: Item
    handling: Item
    relation: Relation
    via: Via
    crosswalk: str = ""
    canonical: BaseCode | None = None
    situations: tuple[Situation, ...] = ()
    note: str = ""
    why: str
    make_plan: Callable[[], Plan] = field(repr=False, compare=False)
    steps: tuple[Step, ...] = ()

    @property
    def plan(self) -> Plan:
        """How an application is translated."""
        return self.make_plan()

    def holds(self, fields: Mapping[str, str]) -> bool | None:
        """Whether all its situations hold for the accepting place's form; None while one cannot be told."""
        answers = [situation.holds(fields) for situation in self.situations]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several items: a person, or the situation (`narrow`), must choose.

    Attributes:
        why: in Chinese, for the window.
        choices: the matches to choose from, by the handling place's code.
        reason: ITEM_AMBIGUOUS.
    """

    why: str
    choices: tuple[Matched, ...]
    reason: Reason = Reason.ITEM_AMBIGUOUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """No case can be opened.

    Attributes:
        reason: ITEM_UNKNOWN, ITEM_UNMAPPED, ITEM_NATIONAL_LINE, or CROSSWALK_INVALID where a
            catalogue was replaced and the row no longer fits it.
        why: in Chinese, for the window to tell the applicant.
        item: the item the applicant asked about, or the handling place's that cannot be used.
    """

    reason: Reason
    why: str
    item: Item | None = None


Resolution = Matched | Ambiguous | Unmapped
