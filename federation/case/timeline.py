"""The timeline of a case: a line for every act with what became of it, and what the clerks are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from federation.case.authors import Side
from federation.case.parts import Actor
from federation.case.terms import Kind
from federation.errors import Reason
from federation.ids import Locality, MessageId


class Outcome(StrEnum):
    """What became of an act."""

    APPLIED = "applied"
    CROSSED = "crossed"
    REFUSED = "refused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the timeline.

    Attributes:
        message_id: the entry.
        kind: what happened.
        author: the member that wrote it.
        actor: who acted.
        at: the author's clock.
        outcome: what became of it.
        crossings: codes of the crossings that decided or annotate it.
        reason: why it was refused.
    """

    message_id: MessageId
    kind: Kind
    author: Locality
    actor: Actor
    at: datetime
    outcome: Outcome
    crossings: tuple[str, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a clerk at one end is told about an entry, in Chinese."""

    side: Side
    message_id: MessageId
    text: str
