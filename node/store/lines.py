"""Notes on items of national lines, in the store."""

from __future__ import annotations

from datetime import date, datetime

from federation.case.line import Line, LineNote, LineStatus, SeenBy
from federation.case.parts import Actor
from federation.errors import InvalidInput, Reason
from federation.ids import LineNo, Locality, MessageId, Place, Uscc
from federation.items import ItemKey
from node.store.logs import text_time
from node.store.store import Row, Tx


async def noted_before(tx: Tx, message_id: MessageId) -> LineNo | None:
    """The line that a message was noted on; None if it is new."""
    row = await tx.one("line_of_message", message_id=message_id)
    return LineNo(row["number"]) if row is not None else None


async def load_line(tx: Tx, number: LineNo) -> Line:
    """One line with its notes.

    Raises:
        InvalidInput: NOT_FOUND.
    """
    row = await tx.one("get_line", number=number)
    if row is None:
        raise InvalidInput(Reason.NOT_FOUND, line=number)
    key = ItemKey(
        locality=Locality(row["locality"]), scheme=row["scheme"], code=row["code"], version=row["version"]
    )
    notes = tuple(_note(one) for one in await tx.all("line_notes", number=number))
    return Line(number=number, item=key, title=row["title"], notes=notes)


async def add_line(tx: Tx, line: Line) -> None:
    """Keep a new line with its first note."""
    key = line.item
    await tx.run(
        "add_line",
        number=line.number,
        locality=key.locality,
        scheme=key.scheme,
        code=key.code,
        version=key.version,
        title=line.title,
        opened_at=text_time(line.last.at),
    )
    await add_note(tx, line.number, line.last)


async def add_note(tx: Tx, number: LineNo, note: LineNote) -> None:
    """Keep one more note."""
    await tx.run(
        "add_line_note",
        number=number,
        message_id=note.message_id,
        at=text_time(note.at),
        organ=note.actor.organ,
        place=note.actor.place,
        officer=note.actor.officer,
        status=note.status,
        seen_by=note.seen_by,
        seen_on=note.seen_on.isoformat(),
        reference=note.reference,
    )


def _note(row: Row) -> LineNote:
    return LineNote(
        message_id=MessageId(row["message_id"]),
        actor=Actor(organ=Uscc(row["organ"]), place=Place(row["place"]), officer=row["officer"]),
        at=datetime.fromisoformat(row["at"]),
        status=LineStatus(row["status"]),
        seen_by=SeenBy(row["seen_by"]),
        seen_on=date.fromisoformat(row["seen_on"]),
        reference=row["reference"],
    )
