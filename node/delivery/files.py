"""Files between nodes: giving those of a case to its other end, pulling those we do not have.

As a rule the receiver of an entry pulls the files it names. After a restore a city may also pull its own back
from the other end, which holds them by the same entry.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Digest, Locality
from federation.link.head import BlobAsk, Call, PayloadType, Signed
from federation.link.parties import NONCE_BYTES, check_call
from federation.trust.directory import Directory
from federation.trust.suites import Signer
from federation.wire.statements import sign
from node.delivery.backoff import next_delay, wait_for_work
from node.observe.log import Event, log, reason_fields
from node.peers.channel import PeerChannel
from node.store.blobs import BlobFolder
from node.store.logs import text_time
from node.store.store import Row, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FileServing:
    """Gives a file to the other end of the case whose entries name it."""

    me: Locality
    store: Store
    folder: BlobFolder
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]

    async def chunks(self, call: Signed[Call], *, peer: Locality) -> AsyncIterator[bytes]:
        """The chunks asked for.

        Raises:
            KuayuError: PARTIES, STALE …, BLOB_NOT_NAMED if no entry between the caller and us names it,
                BLOB_UNKNOWN if it is not here.
        """
        check_call(call, me=self.me, peer=peer, trust=self.directory(), now=self.clock())
        ask = call.statement.ask
        if not isinstance(ask, BlobAsk):
            raise KuayuError(Reason.MALFORMED)
        async with self.store.read() as tx:
            row = await tx.one("get_blob", case_id=ask.case, digest=ask.digest)
        if row is None or row["peer"] != call.statement.caller:
            raise KuayuError(Reason.BLOB_NOT_NAMED, digest=ask.digest)
        async for chunk in self.folder.chunks(ask.case, ask.digest, offset=ask.offset):
            yield chunk


class Puller:
    """Pulls what is missing from one peer, one file after the other, resuming where it stopped."""

    def __init__(
        self,
        *,
        me: Locality,
        peer: Locality,
        store: Store,
        folder: BlobFolder,
        channel: PeerChannel,
        signer: Signer,
        clock: Callable[[], datetime],
        pulled: Callable[[], None],
        stop_at: Callable[[str], None],
    ) -> None:
        """Take its place; ``pulled`` is called when files have come."""
        self._pulled, self._stop_at = pulled, stop_at
        self._me, self._peer = me, peer
        self._store, self._folder, self._channel = store, folder, channel
        self._signer, self._clock = signer, clock
        self._retrying = True  # until known otherwise: the store may hold retries of before the start
        self._hurried = False
        self._wake = asyncio.Event()

    def hurry(self) -> None:
        """The peer spoke to us: what waited may be pulled now."""
        if self._retrying:
            self._hurried = True
            self._wake.set()

    def wake(self) -> None:
        """There may be something to pull."""
        self._wake.set()

    async def run(self) -> None:
        """Pull for ever."""
        await self._find_gone()
        while True:
            self._wake.clear()
            if self._hurried:
                self._hurried = self._retrying = False
                await self._store.write(lambda tx: tx.run("hurry_blobs", peer=self._peer))
            async with self._store.read() as tx:
                rows = await tx.all("wanted_blobs", peer=self._peer, now=text_time(self._clock()))
            for row in rows:
                await self._attempt(row)
            if rows:
                self._pulled()
            else:
                await wait_for_work(self._wake)

    async def _find_gone(self) -> None:
        """Files that the store knows and the disk does not, as after a restore of the folder."""
        last: Row | None = {"case_id": "", "digest": ""}
        while last is not None:
            last = await self._find_gone_after(last)

    async def _find_gone_after(self, last: Row) -> Row | None:
        """One page; the last row of it, None at the end."""
        async with self._store.read() as tx:
            rows = await tx.all("kept_blobs", peer=self._peer, **last)
        page = [{name: row[name] for name in ("case_id", "digest")} for row in rows]
        gone = await asyncio.to_thread(lambda: [row for row in page if not self._on_disk(row)])
        if gone:
            await self._store.write(lambda tx: tx.many("blob_gone", gone))
        return page[-1] if page else None

    def _on_disk(self, row: Row) -> bool:
        return self._folder.has(CaseId(row["case_id"]), Digest(row["digest"]))

    async def _attempt(self, row: Row) -> None:
        case, digest = CaseId(row["case_id"]), Digest(row["digest"])
        try:
            await self._pull(case, digest, row["size"])
        except (KuayuError, OSError) as error:
            self._retrying = True
            log(Event.BLOB_FAILED, peer=self._peer, case=case, **reason_fields(error))
            retry_at = self._clock() + timedelta(seconds=next_delay(row["retry_step"]))
            await self._store.write(
                lambda tx: tx.run("retry_blob", case_id=case, digest=digest, retry_at=text_time(retry_at))
            )

    async def _watched(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            yield chunk
            self._stop_at("blob half pulled")

    async def _pull(self, case: CaseId, digest: Digest, size: int) -> None:
        if not self._folder.has(case, digest):
            offset = self._folder.part_size(case, digest)
            ask = BlobAsk(case=case, digest=digest, offset=offset)
            call = Call(
                caller=self._me,
                callee=self._peer,
                at=self._clock(),
                nonce=os.urandom(NONCE_BYTES),
                ask=ask,
            )
            signed = sign(call, as_type=PayloadType.CALL, signer=self._signer)
            chunks = self._watched(self._channel.read_blob(signed))
            await self._folder.pull(case, digest, size=size, chunks=chunks)
        await self._store.write(lambda tx: tx.run("blob_here", case_id=case, digest=digest))
        log(Event.BLOB_PULLED, peer=self._peer, case=case, bytes=size)
