"""The pump of one link: closes batches, sends them, believes receipts. One batch in flight.

It signs nothing before it has taken the link (`takeover`), and closes a batch only while the stored
epoch, size and root are those it last closed: a second pump on the same store cannot fork the log.
Failures are kept in the store as a back-off and never given up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import Locality, LogId
from federation.limits import DATE_LOG_SECONDS, FRESH_SECONDS, IDLE_GREET_SECONDS
from federation.link.epoch import Tenure, check_tenure, claim
from federation.link.head import Append, Countersigned, Head, PayloadType, Signed
from federation.link.sender import Outbound, believe_receipt, close_batch
from federation.trust.directory import Directory
from federation.trust.suites import Signer
from federation.wire.statements import decode_signed, encode_signed, sign
from node.delivery.backoff import next_delay, wait_for_work
from node.delivery.takeover import Takeover
from node.observe.log import Event, log, reason_fields
from node.peers.channel import PeerChannel, rejection
from node.store import logs
from node.store.logs import Flight
from node.store.store import Store, Tx

RESIGN_SECONDS = FRESH_SECONDS // 2


class Pump:
    """Sends one log.

    Args:
        takeover: takes the link.
        settled: called when the link is ours, so that its cases may be written and its other way applied.
        lost: called when it no longer is.
        batch: most entries to close at once.
        stop_at: names points at which a fault test stops the process; None in life.
    """

    def __init__(
        self,
        *,
        takeover: Takeover,
        settled: Callable[[Locality], None],
        lost: Callable[[Locality], None],
        batch: int,
        stop_at: Callable[[str], None],
    ) -> None:
        self._takeover = takeover
        self._settled, self._lost = settled, lost
        self._batch = batch
        self._stop_at = stop_at
        self._tenure: Tenure | None = None
        self._told = False
        self._spoke: datetime | None = None
        self._backing_off = True  # until the first success: a start may fall into a stored one
        self._hurried = False
        self._looking = False
        self._wake = asyncio.Event()

    @property
    def _log(self) -> LogId:
        return self._takeover.log_id

    @property
    def _store(self) -> Store:
        return self._takeover.store

    def wake(self) -> None:
        """There may be something to send, or the peer is back."""
        self._wake.set()

    def hurry(self) -> None:
        """The peer spoke to us: back-off is over."""
        if self._backing_off:
            self._hurried = True
            self._wake.set()

    def look(self) -> None:
        """The peer took its link to us, as it does after a restore: see where it stands."""
        self._looking = True
        self._wake.set()

    def start_over(self) -> None:
        """Greet, settle and open before anything else."""
        self._tenure = None
        self._wake.set()

    async def run(self) -> None:
        """Send for ever."""
        self._tenure = None
        while True:
            self._wake.clear()
            wait = await self._waiting_time()
            if wait <= 0:
                wait = await self._attempt()
            if wait > 0:
                await wait_for_work(self._wake, seconds=wait)

    async def _attempt(self) -> float:
        """One step of work; seconds until the next, 0 for at once."""
        try:
            return await self._step()
        except KuayuError as error:
            log(Event.DELIVERY_FAILED, peer=self._takeover.peer, **reason_fields(error))
            if error.reason is not Reason.PEER_UNREACHABLE:
                self._tenure = None
                self._lost(self._takeover.peer)
            return await self._back_off(error.reason)

    async def _step(self) -> float:
        if self._tenure is None:
            self._told = False
            self._tenure = await self._takeover.take()
            await self._spoken()
        flight = await self._next_flight()
        await self._tell_settled()
        if flight is None:
            return await self._idle()
        while flight is not None:
            flight = await self._send(flight)
            await self._tell_settled()
        return 0

    async def _tell_settled(self) -> None:
        """The link is ours and everything that settling moved stands again."""
        if self._told:
            return
        async with self._store.read() as tx:
            row = await tx.one("get_log", log=self._log)
        if row is not None and row["unsettled_from"] is None:
            self._told = True
            self._settled(self._takeover.peer)

    async def _next_flight(self) -> Flight | None:
        """What was closed and not yet answered; else what can be closed now."""

        async def unit(tx: Tx) -> Flight | None:
            flight = await logs.load_flight(tx, self._log)
            return flight or await self._close(tx, even_empty=await self._must_date(tx))

        return await self._store.write(unit)

    async def _close(self, tx: Tx, *, even_empty: bool = False) -> Flight | None:
        """Closing, in one transaction with the check that nobody else closed or settled meanwhile."""
        waiting = await logs.staged(tx, self._log, count=self._batch)
        if not waiting and not even_empty:
            return None
        outbound = await self._own(tx)
        batch = close_batch(
            outbound, [one.entry for one in waiting], limit=self._batch, now=self._takeover.clock()
        )
        head = self._sign(batch.head)
        chosen = waiting[: len(batch.entries)]
        if not await logs.store_batch(tx, batch=batch, waiting=chosen, head=head):
            raise Untrusted(Reason.SETTLE_MISMATCH, why="log moved")
        await self._takeover.finish(tx)
        self._tenure = claim(batch.head.epoch, batch.frontier)
        return Flight(first=batch.first, entries=batch.entries, head=head)

    async def _own(self, tx: Tx) -> Outbound:
        """Our log, if it still is as this pump left it: first in every transaction of a pump."""
        outbound = await logs.load_outbound(tx, self._log)
        if self._tenure is None:
            raise Untrusted(Reason.SETTLE_MISMATCH, why="no tenure")
        check_tenure(outbound, self._tenure)
        return outbound

    async def _send(self, flight: Flight) -> Flight | None:
        """Send what is in flight; believe the receipt; close the next in the same transaction."""
        self._stop_at("batch closed")
        head = await self._freshen(flight)
        self._stop_at("sent")
        request = Append(first=flight.first, entries=flight.entries, head=head)
        name, answer = await self._channel.append(request)
        if name != "receipt" or not isinstance(answer, Signed):
            raise rejection(answer)
        receipt: Signed[Countersigned] = answer  # type: ignore[assignment]  # by its name
        believe_receipt(receipt, sent=head.statement, trust=self._directory, now=self._takeover.clock())
        self._stop_at("receipt not stored")
        following = await self._store.write(lambda tx: self._receipted(tx, receipt, first=flight.first))
        if flight.entries:
            log(Event.DELIVERY_SENT, peer=self._takeover.peer, first=flight.first, count=len(flight.entries))
        else:
            log(Event.DELIVERY_DATED, peer=self._takeover.peer, size=flight.first)
        await self._spoken()
        return following

    async def _receipted(self, tx: Tx, receipt: Signed[Countersigned], *, first: int) -> Flight | None:
        """Keep a receipt, if what it is for is what the store still has in flight."""
        await self._own(tx)
        row = await tx.one("get_flight", log=self._log)
        if row is None or row["first"] != first:
            raise Untrusted(Reason.SETTLE_MISMATCH, why="another flight")
        await logs.store_receipt(tx, receipt)
        await tx.run("clear_flight", log=self._log)
        return await self._close(tx)

    async def _freshen(self, flight: Flight) -> Signed[Head]:
        """A head that waited is signed again with a later date, over the same epoch, size and root."""
        head, now = flight.head, self._takeover.clock()
        if abs((now - head.statement.at).total_seconds()) < RESIGN_SECONDS:
            return head
        later = self._sign(replace(head.statement, at=now))

        async def unit(tx: Tx) -> None:
            await self._own(tx)
            await tx.run("set_flight", log=self._log, first=flight.first, head=encode_signed(later))

        await self._store.write(unit)
        return later

    async def _idle(self) -> float:
        """Nothing to send: greet once a minute, so that a restore of the peer is noticed."""
        now = self._takeover.clock()
        quiet = (now - self._spoke).total_seconds() if self._spoke else IDLE_GREET_SECONDS
        if quiet < IDLE_GREET_SECONDS and not self._looking:
            return IDLE_GREET_SECONDS - quiet
        self._looking = False
        said = await self._takeover.greet()
        mine = self._tenure
        opened = said.last_opened.statement.head.statement.epoch if said.last_opened else None
        if mine is None or (opened, said.size, said.root) != (mine.epoch, mine.size, mine.root):
            raise Untrusted(Reason.SETTLE_MISMATCH, why="peer stands elsewhere", size=said.size)
        await self._spoken()
        return IDLE_GREET_SECONDS

    async def _must_date(self, tx: Tx) -> bool:
        row = await tx.one("get_log", log=self._log)
        if row is None or row["last_receipt"] is None:
            return False
        last = decode_signed(Countersigned, row["last_receipt"]).statement.at
        return (self._takeover.clock() - last).total_seconds() > DATE_LOG_SECONDS

    async def _spoken(self) -> None:
        """The peer answered: what is stored of a back-off is over."""
        self._spoke = self._takeover.clock()
        if self._backing_off:
            at = logs.text_time(self._spoke)
            await self._store.write(lambda tx: tx.run("set_heard", log=self._log, at=at))
            self._backing_off = False

    async def _waiting_time(self) -> float:
        """Seconds that the stored back-off still asks for; none once the peer spoke to us."""
        if self._hurried or not self._backing_off:
            self._hurried = False
            return 0
        async with self._store.read() as tx:
            row = await tx.one("get_log", log=self._log)
        if row is None or row["retry_at"] is None:
            return 0
        return (datetime.fromisoformat(row["retry_at"]) - self._takeover.clock()).total_seconds()

    async def _back_off(self, reason: Reason) -> float:
        self._backing_off = True
        async with self._store.read() as tx:
            row = await tx.one("get_log", log=self._log)
        step = row["retry_step"] if row else 0
        delay = next_delay(step)
        retry_at = logs.text_time(self._takeover.clock() + timedelta(seconds=delay))
        await self._store.write(
            lambda tx: tx.run(
                "set_retry", log=self._log, retry_at=retry_at, retry_step=step + 1, reason=reason
            )
        )
        return delay

    def _sign(self, head: Head) -> Signed[Head]:
        return sign(head, as_type=PayloadType.HEAD, signer=self._signer)

    @property
    def _channel(self) -> PeerChannel:
        return self._takeover.channel

    @property
    def _signer(self) -> Signer:
        return self._takeover.signer

    @property
    def _directory(self) -> Directory:
        return self._takeover.directory()
