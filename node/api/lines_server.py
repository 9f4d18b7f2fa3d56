"""The part of the local API about guides and notes on national lines. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.case.line import SEEN_TERMS, STATUS_TERMS, Line, LineNote, LineStatus, SeenBy
from federation.ids import LineNo, Locality, MessageId
from federation.v1 import local_pb2
from federation.wire.parcels import get_actor, put_actor
from node.api.guard import guarded
from node.api.read import get_optional_day, get_word
from node.desk import guide, lines
from node.desk.desk import Desk
from node.desk.lines import Seen
from node.store.logs import text_time
from node.store.store import Row


class LinesService:
    """Guides, notes on national lines."""

    desk: Desk

    @guarded
    async def ShowItem(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ShowItemRequest, context: Any
    ) -> local_pb2.ShowItemResponse:
        """The guide of an item."""
        del context
        on = get_optional_day(request.on, "on")
        shown = guide.show_item(self.desk, Locality(request.locality), request.item, on=on)
        return local_pb2.ShowItemResponse(json=shown)

    @guarded
    async def OpenLine(  # noqa: N802
        self, request: local_pb2.OpenLineRequest, context: Any
    ) -> local_pb2.OpenLineResponse:
        """An applicant was guided to a line."""
        del context
        line, shown = await lines.open_line(
            self.desk,
            message_id=MessageId(request.message_id),
            actor=get_actor(request.actor),
            locality=Locality(request.locality),
            code=request.item,
            reference=request.reference,
        )
        return local_pb2.OpenLineResponse(line=_standing(line), guide=shown)

    @guarded
    async def NoteLine(  # noqa: N802
        self, request: local_pb2.NoteLineRequest, context: Any
    ) -> local_pb2.NoteLineResponse:
        """What was seen."""
        del context
        seen = Seen(
            message_id=MessageId(request.message_id),
            actor=get_actor(request.actor),
            status=get_word(LineStatus, request.status, "status"),
            seen_by=get_word(SeenBy, request.seen_by, "seen_by"),
            seen_on=get_optional_day(request.seen_on, "seen_on"),
            reference=request.reference,
        )
        line = await lines.note_line(self.desk, LineNo(request.number), seen)
        return local_pb2.NoteLineResponse(line=_standing(line))

    @guarded
    async def ShowLine(  # noqa: N802
        self, request: local_pb2.ShowLineRequest, context: Any
    ) -> local_pb2.ShowLineResponse:
        """One line."""
        del context
        line = await lines.show_line(self.desk, LineNo(request.number))
        return local_pb2.ShowLineResponse(
            line=_standing(line), reference=line.reference, notes=[_note(note) for note in line.notes]
        )

    @guarded
    async def ListLines(  # noqa: N802
        self, request: local_pb2.ListLinesRequest, context: Any
    ) -> local_pb2.ListLinesResponse:
        """A page of lines."""
        del context
        rows = await lines.list_lines(
            self.desk, open_only=request.open, after=request.after, count=request.count
        )
        return local_pb2.ListLinesResponse(rows=[_listed(row) for row in rows])


def _standing(line: Line) -> local_pb2.LineRow:
    last = line.last
    return local_pb2.LineRow(
        number=line.number,
        locality=line.item.locality,
        code=line.item.code,
        title=line.title,
        opened_at=text_time(line.notes[0].at),
        status=last.status,
        term=STATUS_TERMS[last.status][0],
        seen_by=last.seen_by,
        seen_on=last.seen_on.isoformat(),
    )


def _listed(row: Row) -> local_pb2.LineRow:
    return local_pb2.LineRow(
        number=row["number"],
        locality=row["locality"],
        code=row["code"],
        title=row["title"],
        opened_at=row["opened_at"],
        status=row["status"],
        term=STATUS_TERMS[LineStatus(row["status"])][0],
        seen_by=row["seen_by"],
        seen_on=row["seen_on"],
    )


def _note(note: LineNote) -> local_pb2.LineNote:
    return local_pb2.LineNote(
        message_id=note.message_id,
        at=note.at.isoformat(),
        actor=put_actor(note.actor),
        status=note.status,
        term=STATUS_TERMS[note.status][0],
        seen_by=note.seen_by,
        seen_term=SEEN_TERMS[note.seen_by],
        seen_on=note.seen_on.isoformat(),
        reference=note.reference,
    )
