"""The receiver's shell: one transaction per request, and the answer only after its commit.

Decides nothing: `federation.link.receiver` does. Signing happens between verdict and commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from federation.errors import KuayuError, Reason
from federation.ids import Locality, LogId
from federation.limits import BAD_ROOT_ALARM, BATCH_BYTES, BATCH_ENTRIES
from federation.link.head import (
    Append,
    Call,
    Countersigned,
    GreetAsk,
    Head,
    PayloadType,
    ReadAsk,
    ReadPage,
    Rejected,
    Signed,
)
from federation.link.parties import check_call
from federation.link.receiver import (
    Elsewhere,
    Fork,
    Inbound,
    Refuse,
    Repeat,
    Take,
    TakeOpen,
    judge_append,
    judge_open,
    standing,
)
from federation.trust.directory import Directory
from federation.trust.suites import Signer
from federation.wire.statements import Answer, decode_signed, sign
from node.observe.log import Event, log
from node.store import logs
from node.store.store import Store, Tx

Named = tuple[str, Answer]
A = TypeVar("A", GreetAsk, ReadAsk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """Answers what peers ask of this node.

    Attributes:
        arrived: called with the sender after new entries were committed.
        heard: called with a member that spoke to us, authenticated.
        taken_over: called with a member whose pump took its link to us, as it does after a restore.
        stop_at: names points at which a fault test stops the process; does nothing in life.
    """

    me: Locality
    store: Store
    signer: Signer
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    arrived: Callable[[Locality], None]
    heard: Callable[[Locality], None]
    taken_over: Callable[[Locality], None]
    stop_at: Callable[[str], None]

    async def append(self, append: Append, *, peer: Locality) -> Named:
        """Entries, or a later date for the log."""
        answer = await self.store.write(lambda tx: self._append(tx, append, peer))
        if answer[0] == "receipt":
            self.heard(append.head.statement.sender)
            if append.entries:
                self.stop_at("peer committed")
                self.arrived(append.head.statement.sender)
        return answer

    async def open(self, opening: Signed[Head], *, peer: Locality) -> Named:
        """A pump takes the link."""
        answer = await self.store.write(lambda tx: self._open(tx, opening, peer))
        if answer[0] == "opened":
            self.heard(opening.statement.sender)
            self.taken_over(opening.statement.sender)
        return answer

    async def greet(self, call: Signed[Call], *, peer: Locality) -> Named:
        """Where we stand."""
        now = self.clock()
        try:
            check_call(call, me=self.me, peer=peer, trust=self.directory(), now=now)
            async with self.store.read() as tx:
                inbound = await logs.load_inbound(tx, _asked(call, GreetAsk).log)
        except KuayuError as error:
            return self._rejected(error.reason, now, peer)
        self.heard(call.statement.caller)
        return (
            self._standing(inbound, now, call.payload)
            if inbound
            else self._rejected(Reason.MEMBER_UNKNOWN, now, peer)
        )

    async def read(self, call: Signed[Call], *, peer: Locality) -> Named:
        """The sender of a log reads it back."""
        now = self.clock()
        try:
            check_call(call, me=self.me, peer=peer, trust=self.directory(), now=now)
            async with self.store.read() as tx:
                return "page", await _page(tx, _asked(call, ReadAsk))
        except KuayuError as error:
            return self._rejected(error.reason, now, peer)

    async def _append(self, tx: Tx, append: Append, peer: Locality) -> Named:
        head, now = append.head.statement, self.clock()
        inbound = await logs.load_inbound(tx, head.log)
        if inbound is None:
            return self._rejected(Reason.MEMBER_UNKNOWN, now, peer)
        verdict = judge_append(
            append,
            inbound=inbound,
            past=await logs.past_receipt(tx, head),
            me=self.me,
            peer=peer,
            trust=self.directory(),
            now=now,
        )
        match verdict:
            case Take():
                receipt = sign(verdict.receipt, as_type=PayloadType.RECEIPT, signer=self.signer)
                await logs.store_take(tx, verdict=verdict, entries=append.entries, receipt=receipt)
                return "receipt", receipt
            case Repeat(answer=answer):
                return "receipt", answer
            case Elsewhere():
                return self._standing(inbound, now, append.head.payload)
            case Refuse(reason=reason):
                await self._count(tx, head.log, reason)
                return self._rejected(reason, now, peer)
            case Fork(proof=proof):
                await logs.store_fork(tx, head.log, proof)
                log(Event.LINK_FORKED, peer=head.sender, size=head.size)
                return "forked", proof

    async def _open(self, tx: Tx, opening: Signed[Head], peer: Locality) -> Named:
        now = self.clock()
        inbound = await logs.load_inbound(tx, opening.statement.log)
        if inbound is None:
            return self._rejected(Reason.MEMBER_UNKNOWN, now, peer)
        verdict = judge_open(opening, inbound=inbound, me=self.me, peer=peer, trust=self.directory(), now=now)
        match verdict:
            case TakeOpen(opened=statement):
                opened = sign(statement, as_type=PayloadType.OPENED, signer=self.signer)
                await logs.store_opened(tx, opened)
                return "opened", opened
            case Repeat(answer=answer):
                return "opened", answer
            case Elsewhere():
                return self._standing(inbound, now, opening.payload)
            case Refuse(reason=reason):
                return self._rejected(reason, now, peer)

    async def _count(self, tx: Tx, log_id: LogId, reason: Reason) -> None:
        if reason is not Reason.BAD_ROOT:
            return
        row = await tx.one("count_bad_root", log=log_id)
        if row is not None and row["bad_roots"] >= BAD_ROOT_ALARM:
            log(Event.LINK_BAD_ROOT, peer=log_id.sender, count=row["bad_roots"])

    def _standing(self, inbound: Inbound, now: datetime, request: bytes) -> Named:
        said = standing(inbound, now=now, in_reply_to=hashlib.sha256(request).digest())
        return "standing", sign(said, as_type=PayloadType.STANDING, signer=self.signer)

    def _rejected(self, reason: Reason, now: datetime, peer: Locality) -> Named:
        log(Event.PEER_REJECTED, peer=peer, reason=reason)
        return "rejected", Rejected(reason=reason, now=now)


def _asked(call: Signed[Call], kind: type[A]) -> A:
    """The question, which must be the one of the rpc it came by."""
    ask = call.statement.ask
    if not isinstance(ask, kind):
        raise KuayuError(Reason.MALFORMED, what="ask")
    return ask


async def _page(tx: Tx, asked: ReadAsk) -> ReadPage:
    inbound = await logs.load_inbound(tx, asked.log)
    if inbound is None:
        raise KuayuError(Reason.MEMBER_UNKNOWN)
    page = {"start": asked.start, "count": BATCH_ENTRIES, "bytes": BATCH_BYTES}
    entries = [bytes(row["bytes"]) for row in await tx.all("entries_page", log=asked.log, **page)]
    upto = asked.start + len(entries)
    receipts = await tx.all("receipts_between", log=asked.log, above=asked.start, upto=upto)
    roots = [
        (await logs.frontier_at(tx, asked.log, size)).root if size <= inbound.frontier.size else b""
        for size in asked.root_sizes
    ]
    return ReadPage(
        start=asked.start,
        entries=tuple(entries),
        receipts=tuple(decode_signed(Countersigned, row["bytes"]) for row in receipts),
        roots=tuple(roots),
        size=inbound.frontier.size,
    )
