"""A note on an item of a national line 国垂系统: what a window told the applicant, and what was seen there since.

No case: another system takes the application, decides and answers for it (DESIGN §5). What stands here is
what a clerk saw or was shown, entered by hand; it never crosses a link and is never counted as a case. Notes
are only added. Any status may follow any other: the line itself is not ours to judge, and people mistype.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from federation.case.parts import Actor
from federation.case.text import check_line
from federation.errors import InvalidInput, Reason
from federation.ids import LineNo, MessageId
from federation.items import ItemKey

REFERENCE_CHARS = 100


class LineStatus(StrEnum):
    """How the applicant's matter stands on its line, as far as the window knows."""

    GUIDED = "guided"
    FILED = "filed"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    NO_RECORD = "no_record"


class SeenBy(StrEnum):
    """Where what is noted was seen."""

    GUIDE = "guide"
    LINE = "line"
    MESSAGE = "message"
    PAPER = "paper"
    PHONE = "phone"
    APPLICANT = "applicant"


STATUS_TERMS: Mapping[LineStatus, tuple[str, str]] = {
    LineStatus.GUIDED: ("已指引", "自定"),
    LineStatus.FILED: ("已申请", "29条"),
    LineStatus.INCOMPLETE: ("待补正", "32条(四)"),
    LineStatus.ACCEPTED: ("已受理", "32条(五)"),
    LineStatus.GRANTED: ("已准予", "38条1款"),
    LineStatus.DENIED: ("不予办理", "32条(一)(二)、38条2款"),
    LineStatus.WITHDRAWN: ("已撤回", "自定"),
    LineStatus.NO_RECORD: ("查无记录", "自定"),
}
"""Chinese word of each status and where the word is from: 行政许可法, or our own 自定."""
SEEN_TERMS: Mapping[SeenBy, str] = {
    SeenBy.GUIDE: "本窗口指引",
    SeenBy.LINE: "国垂系统网页或客户端",
    SeenBy.MESSAGE: "国垂系统短信或消息",
    SeenBy.PAPER: "纸质通知或证件",
    SeenBy.PHONE: "国垂系统咨询电话",
    SeenBy.APPLICANT: "申请人口述",
}
OVER = frozenset({LineStatus.GRANTED, LineStatus.DENIED, LineStatus.WITHDRAWN})
"""After these nobody has to look again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNote:
    """What somebody saw.

    Attributes:
        message_id: of the entry, made by the caller.
        actor: who entered it.
        at: when.
        status: how it stands.
        seen_by: where it was seen.
        seen_on: on which day.
        reference: the applicant's own number on that line: personal data, shown with one line only.
    """

    message_id: MessageId
    actor: Actor
    at: datetime
    status: LineStatus
    seen_by: SeenBy
    seen_on: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item on a national line that somebody was guided to, and every note on it, oldest first."""

    number: LineNo
    item: ItemKey
    title: str
    notes: tuple[LineNote, ...]

    @property
    def last(self) -> LineNote:
        """What was entered last: how it stands."""
        return self.notes[-1]

    @property
    def reference(self) -> str:
        """The applicant's number as it was last entered; empty if it never was."""
        return next((note.reference for note in reversed(self.notes) if note.reference), "")


def check_note(note: LineNote, *, today: date, first: bool) -> None:
    """Check a note before it is kept.

    Args:
        note: the note.
        today: the day at the window.
        first: whether it opens the line: then, and only then, it says that the applicant was guided.

    Raises:
        InvalidInput: VALUE_INVALID for a day to come, or for a guiding that is not the first note;
            VALUE_INVALID or TOO_LARGE for the reference.
    """
    guided = (note.status is LineStatus.GUIDED, note.seen_by is SeenBy.GUIDE)
    if guided != (first, first):
        raise InvalidInput(Reason.VALUE_INVALID, field="status" if guided[0] is not first else "seen_by")
    if note.seen_on > today:
        raise InvalidInput(Reason.VALUE_INVALID, field="seen_on", why="in the future")
    check_line(note.reference, field="reference", limit=REFERENCE_CHARS, required=False)
