"""What the verbs of events share: an event is built, its files uploaded, and it is recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from federation.case import kind_of
from federation.case.events import Event
from federation.case.parts import Blob, Document
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, MessageId
from node.cli.options import DocumentOpt
from node.cli.progress import Watch
from node.cli.session import message_id_of, session_of
from node.cli.uploads import upload_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The node, and who watches the uploads."""

    client: Any
    watch: Watch

    async def upload(self, path: Path) -> Blob:
        """Upload one file."""
        return (await upload_all(self.client, [path], watch=self.watch))[path]

    async def uploads(self, paths: Sequence[Path] | None) -> tuple[Blob, ...]:
        """Upload files, in order."""
        blobs = await upload_all(self.client, paths or (), watch=self.watch)
        return tuple(blobs[path] for path in paths or ())

    async def document(self, paper: DocumentOpt) -> Document:
        """A document with its file, if any."""
        file = await self.upload(paper.file) if paper.file else None
        return Document(number=paper.number, title=paper.title, file=file)

    async def documents(self, named: Sequence[tuple[str, str]], files: Sequence[Path]) -> list[Document]:
        """Documents, the first ones with the files in the same order."""
        blobs = await upload_all(self.client, files, watch=self.watch)
        given = [*(blobs[file] for file in files), *[None] * (len(named) - len(files))]
        return [
            Document(number=number, title=title, file=blob)
            for (number, title), blob in zip(named, given, strict=True)
        ]


def record(
    context: typer.Context,
    case: str,
    message_id: str,
    build: Callable[[Desk], Awaitable[Event]],
    *,
    supersedes: str = "",
    generate: bool = False,
) -> None:
    """Record what ``build`` makes, as who acts, and say what became of it.

    Args:
        context: of the command.
        case: the case.
        message_id: of a retry; empty for a new one.
        build: makes the event, its files uploaded.
        supersedes: the message it corrects, if any.
        generate: whether the node is to make the document.
    """
    session = session_of(context)
    before = MessageId(supersedes) if supersedes else None

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from federation.wire.local import Wish  # noqa: PLC0415  # not needed by commands that only look

        actor = config.actor(session.as_name)
        found, message = CaseId(case), message_id_of(message_id)
        event = await build(Desk(client=client, watch=session.watch))
        wish = Wish(case=found, actor=actor, supersedes=before, event=event)
        done = await client.record(message, wish, generate=generate)
        return {
            "case": case,
            "event": type(event).__name__,
            "kind": kind_of(event),
            "message_id": done.message_id,
            "state": done.state,
            "digest": done.digest,
            "repeated": done.repeated,
            "documents": [{"number": one.number, "title": one.title} for one in done.documents],
        }

    session.say(session.run(work), "recorded")


def time_of(text: str, option: str) -> datetime:
    """A time as RFC 3339; empty is now, without a zone this machine's.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    if not text:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.astimezone()
    except (ValueError, OverflowError) as error:
        raise InvalidInput(Reason.VALUE_INVALID, option=option, form="RFC 3339") from error
