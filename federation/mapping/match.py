"""What `resolve` answers: a match, a choice, or why there is none. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from federation.errors import Reason
from federation.ids import BaseCode
from federation.items import Condition, Item
from federation.mapping.crosswalk import Relation
from federation.mapping.plan import Plan
from federation.mapping.rules import Step


class Via(StrEnum):
    """What a match rests on."""

    CROSSWALK = "crosswalk"
    NATIONAL_CODE = "national_code"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One item of the handling place.

    Attributes:
        accepting: the item asked about.
        handling: the item a case is filed under.
        relation: what the handling item is to the accepting one.
        via: what the match rests on.
        crosswalk: name and version of the crosswalk; empty unless it rests on one.
        canonical: the national code both mean, if there is one.
        condition: the situation that chose it, for SPLIT.
        note: what the crosswalk remarks for the window.
        why: the match in one Chinese sentence.
        plan: how an application is translated.
        steps: what the trace says of the choice of item.
    """

    accepting: Item
    handling: Item
    relation: Relation
    via: Via
    crosswalk: str = ""
    canonical: BaseCode | None = None
    condition: Condition | None = None
    note: str = ""
    why: str
    plan: Plan = field(repr=False, compare=False)
    steps: tuple[Step, ...] = ()


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
