"""Making the archive packet of a case: its evidence and files from the store, its names from the directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial

from federation.archive import Filing, Proven, assemble, check_filing, write
from federation.case.parts import Actor, Blob
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from federation.limits import CHUNK_BYTES
from node.desk import evidence
from node.desk.batches import item_of
from node.desk.desk import Desk
from node.desk.receipt import print_receipt
from node.store.logs import text_time
from node.store.store import Tx


async def pack(
    desk: Desk, case: CaseId, *, number: str, retention: str, actor: Actor
) -> AsyncIterator[bytes]:
    """The packet's bytes, in pieces of at most 1 MiB; nothing of it is kept here.

    Args:
        desk: the desk.
        case: one that has ended, as far as both cities have signed for.
        number: 档号.
        retention: 保管期限.
        actor: who asks.

    Raises:
        InvalidInput: CASE_UNKNOWN; what `check_filing` raises.
        Illegal: EVENT_TRANSITION for a case that has not ended.
        Untrusted: EVIDENCE_INVALID.
        KuayuError: BLOB_UNKNOWN for a file that is not here, BLOB_DIGEST for one that is not what it was.
    """
    check_filing(number, retention)
    data, now = await evidence.export(desk, case), desk.clock()
    proven = await asyncio.to_thread(Proven.of, data, roots=desk.roots, now=now)
    receipt = await print_receipt(desk, case)
    parts = await asyncio.to_thread(
        assemble,
        proven,
        _filing(desk, proven, number, retention),
        receipt=receipt,
        read=partial(_read, desk, case),
    )
    await desk.store.write(partial(_audit, case=case, actor=actor, at=text_time(now)))
    pieces = write(parts)
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _filing(desk: Desk, proven: Proven, number: str, retention: str) -> Filing:
    case = proven.case
    item = item_of(desk, case)
    directory = desk.directory()
    handling = directory.member(case.case_id.handling)
    organ = handling.organs.get(case.organ) if case.organ is not None else None
    return Filing(
        number=number,
        retention=retention,
        accepting=directory.member(case.case_id.accepting).name,
        handling=handling.name,
        organ=organ.name if organ is not None else "",
        item=item.title if item is not None else "",
        materials={spec.code: spec.name for spec in item.materials} if item is not None else {},
    )


def _read(desk: Desk, case: CaseId, blob: Blob) -> Iterator[bytes]:
    try:
        file = desk.folder.path(case, blob.digest).open("rb")
    except OSError as error:
        raise KuayuError(Reason.BLOB_UNKNOWN, digest=blob.digest) from error
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


async def _audit(tx: Tx, *, case: CaseId, actor: Actor, at: str) -> None:
    who = f"{actor.organ}/{actor.officer}"
    await tx.run("add_audit", at=at, actor=who, verb="Packed", case_id=case, message_id=None, reason=None)
