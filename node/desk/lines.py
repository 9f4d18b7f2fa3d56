"""国垂事项 items of national lines: the guide, and what was seen there since, entered by hand. Never a case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from federation.case import check_actor
from federation.case.line import OVER, Line, LineNote, LineStatus, SeenBy, check_note
from federation.case.parts import Actor
from federation.days import day_of, start_of
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import LineNo, Locality, MessageId
from federation.items.tables import Channel
from node.desk.desk import Desk
from node.desk.guide import find_item, guide_of
from node.ids import new_line_no
from node.store.lines import add_line, add_note, load_line, noted_before
from node.store.logs import text_time
from node.store.store import Row, Tx

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a clerk enters.

    Attributes:
        seen_on: on which day; None is today.
        reference: the applicant's own number on the line; empty if there is none, or none that is new.
    """

    message_id: MessageId
    actor: Actor
    status: LineStatus
    seen_by: SeenBy
    seen_on: date | None = None
    reference: str = ""


async def open_line(
    desk: Desk, *, message_id: MessageId, actor: Actor, locality: Locality, code: str, reference: str = ""
) -> tuple[Line, str]:
    """Note that an applicant was guided to a national line; the line, and the guide as JSON.

    Sent again under the same message id it answers with the line it opened.

    Raises:
        InvalidInput: as `find_item`; VALUE_INVALID for an item that nodes handle: that is a case;
            ITEM_NOT_IN_FORCE.
        Illegal: ORGAN_UNLISTED.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    item, now = find_item(desk, locality, code), desk.clock()
    if item.channel is not Channel.NATIONAL_LINE:
        raise InvalidInput(Reason.VALUE_INVALID, field="item", channel=item.channel.value)
    if not item.in_force(day_of(now)):
        raise InvalidInput(Reason.ITEM_NOT_IN_FORCE, item=item.key.code)
    seen = Seen(
        message_id=message_id,
        actor=actor,
        status=LineStatus.GUIDED,
        seen_by=SeenBy.GUIDE,
        reference=reference,
    )
    note = _note(desk, seen, now, first=True)
    number = new_line_no(locality=desk.me, now=now)
    line = Line(number=number, item=item.key, title=item.title, notes=(note,))

    async def unit(tx: Tx) -> Line:
        before = await noted_before(tx, message_id)
        if before is not None:
            return await load_line(tx, before)
        await add_line(tx, line)
        return line

    return await desk.store.write(unit), guide_of(item)


async def note_line(desk: Desk, number: LineNo, seen: Seen) -> Line:
    """Add what was seen; a message id already noted has no second effect.

    Raises:
        InvalidInput: NOT_FOUND; as `check_note`.
        Illegal: ORGAN_UNLISTED.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    note = _note(desk, seen, desk.clock(), first=False)

    async def unit(tx: Tx) -> Line:
        await load_line(tx, number)
        before = await noted_before(tx, seen.message_id)
        if before is None:
            await add_note(tx, number, note)
        return await load_line(tx, before or number)

    return await desk.store.write(unit)


def _note(desk: Desk, seen: Seen, now: datetime, *, first: bool) -> LineNote:
    """A note, checked; who enters it must be an organ of this city."""
    check_actor(seen.actor)
    if not desk.directory().speaks_for(desk.me, seen.actor.organ):
        raise Illegal(Reason.ORGAN_UNLISTED, organ=seen.actor.organ)
    today = day_of(now)
    note = LineNote(
        message_id=seen.message_id,
        actor=seen.actor,
        at=now,
        status=seen.status,
        seen_by=seen.seen_by,
        seen_on=seen.seen_on or today,
        reference=seen.reference,
    )
    check_note(note, today=today, first=first)
    return note


async def show_line(desk: Desk, number: LineNo) -> Line:
    """One line with everything noted, the applicant's numbers too. Raises InvalidInput: NOT_FOUND."""
    async with desk.store.read() as tx:
        return await load_line(tx, number)


async def list_lines(desk: Desk, *, open_only: bool, after: str, count: int) -> list[Row]:
    """A page of lines as they stand, the latest opened first; without the applicants' numbers.

    Args:
        desk: the desk.
        open_only: leave out those after which nobody has to look again.
        after: number of the last line of the page before; empty for the first page.
        count: at most so many, 0 for a page.
    """
    hidden = sorted(OVER) if open_only else []
    page = {"after": LineNo(after) if after else "", "count": min(count or PAGE, PAGE)}
    async with desk.store.read() as tx:
        return await tx.all("list_lines", hidden=json.dumps(hidden), **page)


async def count_lines(desk: Desk, *, first: date, last: date) -> dict[LineStatus, int]:
    """How the lines opened from the first day to the last stand: counted apart, they are no cases."""
    stretch = {"first": _midnight(first), "end": _midnight(last + timedelta(days=1))}
    async with desk.store.read() as tx:
        rows = await tx.all("count_lines", **stretch)
    return {LineStatus(row["status"]): row["count"] for row in rows}


def _midnight(day: date) -> str:
    """When a day begins in Beijing, as the store writes it."""
    return text_time(start_of(day))
