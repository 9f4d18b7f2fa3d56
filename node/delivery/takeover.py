"""Taking a link: greet, settle, open (docs/protocol/link.md, "Settling").

Ends with an epoch that both ends agreed on, opened exactly at the receiver's standing. Every step
is safe to repeat from the start, so whatever fails is simply tried again later.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from federation.case.blobs import blobs_of
from federation.case.events import Act
from federation.errors import KuayuError, Reason, Unavailable, Untrusted
from federation.ids import CaseId, Locality, LogId, MessageId
from federation.link.epoch import Tenure, check_tenure, claim, next_epoch
from federation.link.head import (
    Call,
    Countersigned,
    GreetAsk,
    Head,
    PayloadType,
    ReadAsk,
    ReadPage,
    Signed,
    Standing,
)
from federation.link.parties import NONCE_BYTES
from federation.link.sender import (
    Outbound,
    Owned,
    Settlement,
    believe_opened,
    believe_past,
    believe_standing,
    head_at,
    must_hold,
    narrow,
    probe_sizes,
    settle,
)
from federation.trust.directory import Directory
from federation.trust.suites import Signer
from federation.wire.entries import read_act, read_entry
from federation.wire.statements import decode_signed, sign
from node.observe.log import Event, log
from node.peers.channel import PeerChannel, rejection
from node.store import logs
from node.store.cases import want_blobs
from node.store.store import Row, Store, Tx

HELD, RELEASED = 1, 2

Refold = Callable[[Tx, set[CaseId]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What comparing the two logs gave.

    Attributes:
        common: the largest size at which both logs have one root.
        agreed: the largest size up to which our receipts are those of the receiver's store we talk to.
        read_from: the position from which its receipts were read.
        parted: whether that store does not know an epoch we opened: it was restored, or is a standby.
        read_back: the receiver's entries above the common size.
        receipts: what it gave above the agreed size.
    """

    common: int
    agreed: int
    read_from: int
    parted: bool
    read_back: list[Owned]
    receipts: list[Signed[Countersigned]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Takes the link from us to one peer.

    Attributes:
        refold: called inside a transaction with the cases whose entries changed their positions.
    """

    me: Locality
    peer: Locality
    store: Store
    channel: PeerChannel
    signer: Signer
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    refold: Refold

    @property
    def log_id(self) -> LogId:
        """The log we send."""
        return LogId.make(self.me, self.peer)

    async def take(self) -> Tenure:
        """Greet, settle, open.

        Returns:
            The tenure of the epoch that is now open at both ends.

        Raises:
            KuayuError: PEER_UNREACHABLE, RESEND_HELD, or why the peer's answers cannot be believed.
        """
        said = await self.greet()
        found = await self._compare(said)
        try:
            settled = await self.store.write(lambda tx: self._settle_unit(tx, found, said))
        except KuayuError as error:
            if error.reason is Reason.RESEND_HELD:
                log(Event.LINK_HELD, peer=self.peer, size=said.size)
                await self.store.write(lambda tx: tx.run("set_held", log=self.log_id, held=HELD))
            raise
        return await self._open(settled)

    async def greet(self) -> Standing:
        """Where the peer stands, believed. Raises as `take`."""
        call = self._call(GreetAsk(log=self.log_id))
        name, answer = await self.channel.greet(call)
        if name != "standing" or not isinstance(answer, Signed):
            raise rejection(answer)
        standing: Signed[Standing] = answer  # type: ignore[assignment]  # by its name
        believe_standing(
            standing, log=self.log_id, request=call.payload, trust=self.directory(), now=self.clock()
        )
        return standing.statement

    async def _compare(self, said: Standing) -> _Found:
        """What both logs share, and what the receiver has above it; receipts we never got come along."""
        async with self.store.read() as tx:
            ours = await logs.load_outbound(tx, self.log_id)
        common = await self._common_size(ours, said)
        async with self.store.read() as tx:
            parting = await tx.one("parting", log=self.log_id, counter=_last_counter(said))
            agreed = min(common, parting["size"]) if parting else common
            row = await tx.one("newest_receipted", log=self.log_id, upto=agreed)
        position = start = row["size"] if row else 0
        back: list[bytes] = []
        receipts: list[Signed[Countersigned]] = []
        while position < said.size:
            page = await self._read(position, ())
            if not page.entries:
                raise Untrusted(Reason.SETTLE_MISMATCH, size=page.size)
            back += page.entries[max(0, common - position) : said.size - position]
            receipts += page.receipts
            position += len(page.entries)
        return _Found(
            common=common,
            agreed=agreed,
            read_from=start,
            parted=parting is not None,
            read_back=[Owned(message_id=read_entry(one).header.message_id, entry=one) for one in back],
            receipts=receipts,
        )

    async def _settle_unit(self, tx: Tx, found: _Found, said: Standing) -> Outbound:
        """Settling: one transaction that reads our tail, ends at the standing and claims the epoch."""
        ours = await logs.load_outbound(tx, self.log_id)
        row = await tx.one("newest_receipted", log=self.log_id, upto=found.agreed)
        if found.common > ours.frontier.size or (row["size"] if row else 0) < found.read_from:
            raise Untrusted(Reason.SETTLE_MISMATCH, why="log moved")
        tail = await _tail(tx, self.log_id, found.common, ours.frontier.size)
        staged = [MessageId(row["message_id"]) for row in await tx.all("staged_ids", log=self.log_id)]
        plan = settle(
            common=await logs.frontier_at(tx, self.log_id, found.common),
            tail=[owned for owned, _ in tail],
            read_back=found.read_back,
            staged=staged,
            said=said,
        )
        await self._check_hold(tx, plan)
        cases = {owned.message_id: case for owned, case in tail if case is not None}
        imported = [read_act(owned.entry) for owned in plan.imported]
        cases |= {act.message_id: act.case for act in imported if act.case is not None}
        epoch = next_epoch(ours, said, nonce=os.urandom(NONCE_BYTES))
        await logs.store_settlement(tx, self.log_id, plan, cases, claim=epoch)
        await self._store_receipts(tx, found, said)
        await self._name_files(tx, imported)
        if plan.imported or plan.returned:
            await tx.run("set_unsettled", log=self.log_id, start=plan.common)
        log(
            Event.LINK_SETTLED,
            peer=self.peer,
            size=plan.frontier.size,
            count=len(plan.imported),
            last=len(plan.returned),
        )
        return await logs.load_outbound(tx, self.log_id)

    async def _check_hold(self, tx: Tx, plan: Settlement) -> None:
        """A large or old resend waits for the operator, before anything is changed."""
        row = await tx.one("get_log", log=self.log_id)
        lost = await tx.one("receipt_covering", log=self.log_id, position=plan.common)
        lost_since = decode_signed(Countersigned, lost["bytes"]).statement.at if lost else None
        if must_hold(plan, lost_since=lost_since, now=self.clock()) and (not row or row["held"] != RELEASED):
            raise Unavailable(Reason.RESEND_HELD, peer=self.peer, entries=len(plan.returned))

    async def _store_receipts(self, tx: Tx, found: _Found, said: Standing) -> None:
        """Ours become those of the store we talk to: both ends date every entry alike.

        Those above the agreed size are void; those read back are kept, if our log holds what they cover. A log
        that grew since the Standing brings receipts beyond it: they come again another time.
        """
        await tx.run("void_receipts", log=self.log_id, above=found.agreed, counter=_last_counter(said))
        if found.parted:
            await tx.run("set_parted", log=self.log_id, size=found.agreed)
        for receipt in (*found.receipts, *([said.last_receipt] if said.last_receipt else [])):
            size = receipt.statement.head.statement.size
            if size <= said.size:
                root = (await logs.frontier_at(tx, self.log_id, size)).root
                believe_past(receipt, log=self.log_id, root=root, trust=self.directory())
                await logs.store_receipt(tx, receipt)
        await tx.run("reset_receipt", log=self.log_id)

    async def _name_files(self, tx: Tx, imported: Sequence[Act]) -> None:
        """Files that our own entries name, known again: the peer may pull them, or give them back to us."""
        for act in imported:
            if act.case is not None:
                await want_blobs(tx, act.case, blobs_of(act.event), peer=self.peer, ours=True, here=False)

    async def finish(self, tx: Tx) -> None:
        """Once all that settling moved stands again: its cases folded anew, the link is settled.

        Called after Opened was stored and after each closing; until then the Standing may have been out of
        date, and what the other end has seen of our log may be more than our log holds.
        """
        row = await tx.one("get_log", log=self.log_id)
        if row is None or row["unsettled_from"] is None or await tx.one("any_returned", log=self.log_id):
            return
        moved = await tx.all("cases_from", log=self.log_id, start=row["unsettled_from"])
        await self.refold(tx, {CaseId(one["case_id"]) for one in moved})
        await tx.run("clear_unsettled", log=self.log_id)

    async def _common_size(self, ours: Outbound, said: Standing) -> int:
        """The largest size at which both logs have one root (RFC 9162 §2.1: then they agree below it)."""
        high = min(ours.frontier.size, said.size)
        if await self._root(high) == await self._their_root(high, said):
            return high
        low, high = 0, high - 1
        while low < high:
            sizes = probe_sizes(low, high)
            theirs = (await self._read(0, sizes)).roots
            low, high = narrow(low, high, ours=[await self._root(size) for size in sizes], theirs=theirs)
        return low

    async def _root(self, size: int) -> bytes:
        async with self.store.read() as tx:
            return (await logs.frontier_at(tx, self.log_id, size)).root

    async def _their_root(self, size: int, said: Standing) -> bytes:
        return said.root if size == said.size else (await self._read(0, (size,))).roots[0]

    async def _read(self, start: int, root_sizes: tuple[int, ...]) -> ReadPage:
        call = self._call(ReadAsk(log=self.log_id, start=start, root_sizes=root_sizes))
        _, answer = await self.channel.read(call)
        if not isinstance(answer, ReadPage) or len(answer.roots) != len(root_sizes):
            raise rejection(answer)
        return answer

    async def _open(self, settled: Outbound) -> Tenure:
        """Ask for the claimed epoch; only the Opened of both ends makes it ours."""
        if settled.epoch is None:
            raise Untrusted(Reason.SETTLE_MISMATCH, why="no claim")
        tenure = claim(settled.epoch, settled.frontier)
        asked = head_at(self.log_id, epoch=settled.epoch, frontier=settled.frontier, now=self.clock())
        opening: Signed[Head] = sign(asked, as_type=PayloadType.OPEN, signer=self.signer)
        name, answer = await self.channel.open(opening)
        if name != "opened" or not isinstance(answer, Signed):
            raise rejection(answer)
        opened: Signed[Countersigned] = answer  # type: ignore[assignment]  # by its name
        believe_opened(opened, sent=asked, trust=self.directory(), now=self.clock())
        await self.store.write(lambda tx: self._store_opened(tx, opened, tenure))
        log(Event.LINK_OPENED, peer=self.peer, epoch=tenure.epoch.counter, size=tenure.size)
        return tenure

    async def _store_opened(self, tx: Tx, opened: Signed[Countersigned], tenure: Tenure) -> None:
        check_tenure(await logs.load_outbound(tx, self.log_id), tenure)
        await logs.store_opened(tx, opened)
        await tx.run("set_held", log=self.log_id, held=0)
        await self.finish(tx)

    def _call(self, ask: GreetAsk | ReadAsk) -> Signed[Call]:
        call = Call(caller=self.me, callee=self.peer, at=self.clock(), nonce=os.urandom(NONCE_BYTES), ask=ask)
        return sign(call, as_type=PayloadType.CALL, signer=self.signer)


def _last_counter(said: Standing) -> int:
    """The newest epoch the receiver knows; 0 if none."""
    return said.last_opened.statement.head.statement.epoch.counter if said.last_opened else 0


async def _tail(tx: Tx, log_id: LogId, common: int, size: int) -> list[tuple[Owned, CaseId | None]]:
    rows: list[Row] = await logs.entries_from(tx, log_id, start=common, count=size - common)
    return [
        (
            Owned(message_id=MessageId(row["message_id"]), entry=bytes(row["bytes"])),
            CaseId(row["case_id"]) if row["case_id"] else None,
        )
        for row in rows
    ]
