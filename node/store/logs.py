"""Rows of logs as the link's values, and back. All decisions are `federation.link`'s."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from federation.ids import CaseId, Locality, LogId, MessageId
from federation.limits import BATCH_BYTES
from federation.link.head import Countersigned, Epoch, ForkProof, Head, Signed
from federation.link.merkle import HASH_BYTES, Frontier, NodeRef, frontier_refs
from federation.link.receiver import Inbound, Take
from federation.link.sender import Batch, Outbound, Owned, Settlement
from federation.wire.statements import decode_fork, decode_signed, encode_fork, encode_signed
from node.store.store import Row, Tx

PAGE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry of ours that has no position yet."""

    message_id: MessageId
    case: CaseId | None
    entry: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A closed batch on its way: where it begins, its entries, the head signed over them."""

    first: int
    entries: tuple[bytes, ...]
    head: Signed[Head]


def text_time(at: datetime) -> str:
    """How times stand in the store: RFC 3339 UTC with microseconds, so that text order is time order."""
    return at.isoformat(timespec="microseconds")


async def add_link(tx: Tx, *, me: Locality, peer: Locality) -> None:
    """Make both logs of a link known."""
    await tx.run("add_log", log=LogId.make(me, peer), peer=peer, outgoing=1)
    await tx.run("add_log", log=LogId.make(peer, me), peer=peer, outgoing=0)


async def load_inbound(tx: Tx, log: LogId) -> Inbound | None:
    """What we keep of a log we receive; None for a log we do not know."""
    row = await tx.one("get_log", log=log)
    if row is None or row["outgoing"]:
        return None
    return Inbound(
        log=log,
        frontier=_frontier(row),
        epoch=_epoch(row),
        last_receipt=_countersigned(row["last_receipt"]),
        last_opened=_countersigned(row["last_opened"]),
        fork=decode_fork(row["fork"]) if row["fork"] else None,
    )


async def load_outbound(tx: Tx, log: LogId) -> Outbound:
    """What we keep of a log we send."""
    row = await tx.one("get_log", log=log)
    assert row is not None, log  # noqa: S101  # the pump starts after add_link
    return Outbound(
        log=log,
        frontier=_frontier(row),
        epoch=_epoch(row),
        top_counter=row["top_counter"],
        acked=_countersigned(row["last_receipt"]),
    )


async def past_receipt(tx: Tx, head: Head) -> Signed[Countersigned] | None:
    """The receipt first given for a head's epoch and size."""
    row = await tx.one(
        "first_receipt",
        log=head.log,
        counter=head.epoch.counter,
        nonce=head.epoch.nonce,
        size=head.size,
    )
    return _countersigned(row["bytes"]) if row else None


async def store_take(
    tx: Tx, *, verdict: Take, entries: Sequence[bytes], receipt: Signed[Countersigned]
) -> None:
    """Step 7 of Append: entries, frontier and receipt."""
    head = receipt.statement.head.statement
    first = head.size - len(entries)
    if entries:
        rows = zip(entries, verdict.nodes, strict=True)
        await tx.many(
            "add_entry",
            [
                {
                    "log": head.log,
                    "position": first + k,
                    "message_id": None,
                    "case_id": None,
                    "bytes": entry,
                    "nodes": nodes,
                }
                for k, (entry, nodes) in enumerate(rows)
            ],
        )
        await tx.run(
            "grow_log", log=head.log, size=head.size, peaks=b"".join(verdict.frontier.peaks), was=first
        )
    await store_receipt(tx, receipt)
    await tx.run("clear_bad_roots", log=head.log)


async def store_receipt(tx: Tx, receipt: Signed[Countersigned]) -> None:
    """Keep a receipt, given or got, as the newest."""
    data = encode_signed(receipt)
    await _add_receipt(tx, receipt, data, kind="receipt")
    await tx.run("set_receipt", log=receipt.statement.head.statement.log, receipt=data)


async def store_opened(tx: Tx, opened: Signed[Countersigned]) -> None:
    """Keep an Opened, given or got, and its epoch as the open one."""
    head = opened.statement.head.statement
    data = encode_signed(opened)
    await _add_receipt(tx, opened, data, kind="opened")
    await tx.run("open_epoch", log=head.log, counter=head.epoch.counter, nonce=head.epoch.nonce, opened=data)


async def _add_receipt(tx: Tx, receipt: Signed[Countersigned], data: bytes, *, kind: str) -> None:
    head = receipt.statement.head.statement
    await tx.run(
        "add_receipt",
        log=head.log,
        counter=head.epoch.counter,
        nonce=head.epoch.nonce,
        size=head.size,
        at=text_time(receipt.statement.at),
        kind=kind,
        bytes=data,
    )


async def store_fork(tx: Tx, log: LogId, proof: ForkProof) -> None:
    """Keep the first proof of a fork; it stops the link."""
    await tx.run("set_fork", log=log, fork=encode_fork(proof))


async def stage(tx: Tx, log: LogId, waiting: Sequence[Waiting]) -> None:
    """Put entries last in the queue of a log."""
    for one in waiting:
        await tx.run("stage", log=log, message_id=one.message_id, case_id=one.case, bytes=one.entry)


async def staged(tx: Tx, log: LogId, *, count: int) -> list[Waiting]:
    """The first entries in the queue of a log."""
    rows = await tx.all("staged_first", log=log, count=count, bytes=BATCH_BYTES)
    return [
        Waiting(
            message_id=MessageId(row["message_id"]),
            case=CaseId(row["case_id"]) if row["case_id"] else None,
            entry=bytes(row["bytes"]),
        )
        for row in rows
    ]


async def store_batch(tx: Tx, *, batch: Batch, waiting: Sequence[Waiting], head: Signed[Head]) -> bool:
    """Closing: positions, frontier, signed head. False if the stored size is not the batch's first."""
    log = batch.head.log
    grown = await tx.run(
        "grow_log",
        log=log,
        size=batch.frontier.size,
        peaks=b"".join(batch.frontier.peaks),
        was=batch.first,
    )
    if not grown:
        return False
    rows = zip(waiting, batch.nodes, strict=True)
    await tx.many(
        "add_entry",
        [
            {
                "log": log,
                "position": batch.first + k,
                "message_id": one.message_id,
                "case_id": one.case,
                "bytes": one.entry,
                "nodes": nodes,
            }
            for k, (one, nodes) in enumerate(rows)
        ],
    )
    await tx.many("unstage", [{"log": log, "message_id": one.message_id} for one in waiting])
    await tx.run("set_flight", log=log, first=batch.first, head=encode_signed(head))
    return True


async def load_flight(tx: Tx, log: LogId) -> Flight | None:
    """The batch that was closed and not yet answered."""
    row = await tx.one("get_flight", log=log)
    if row is None:
        return None
    head = decode_signed(Head, row["head"])
    rows = await entries_from(tx, log, start=row["first"], count=head.statement.size - row["first"])
    return Flight(first=row["first"], entries=tuple(bytes(one["bytes"]) for one in rows), head=head)


async def entries_from(tx: Tx, log: LogId, *, start: int, count: int) -> list[Row]:
    """Rows of entries from a position on."""
    return await tx.all("entries_from", log=log, start=start, count=count)


async def frontier_at(tx: Tx, log: LogId, size: int) -> Frontier:
    """The frontier at an earlier size, from stored subtree nodes."""
    return Frontier.read(size, await fetch_nodes(tx, log, frontier_refs(size)))


async def fetch_nodes(tx: Tx, log: LogId, refs: Sequence[NodeRef]) -> Callable[[NodeRef], bytes]:
    """Read the nodes a plan names, in one query; then they are looked up without waiting."""
    positions = json.dumps(sorted({ref.entry for ref in refs}))
    rows = await tx.all("nodes_at", log=log, positions=positions)
    held = {row["position"]: bytes(row["nodes"]) for row in rows}
    return lambda ref: ref.read(held[ref.entry])


async def store_settlement(
    tx: Tx, log: LogId, settlement: Settlement, cases: dict[MessageId, CaseId], *, claim: Epoch
) -> None:
    """Settling, atomic: our log ends at the receiver's standing, what was not taken waits again.

    Args:
        tx: the transaction.
        log: our log.
        settlement: the judge's plan.
        cases: the case of every imported or returned message that has one.
        claim: the epoch this pump will ask for.
    """
    rows = zip(settlement.imported, settlement.nodes, strict=True)
    await tx.run("drop_tail", log=log, common=settlement.common)
    await tx.many(
        "add_entry",
        [
            {
                "log": log,
                "position": settlement.common + k,
                "message_id": owned.message_id,
                "case_id": cases.get(owned.message_id),
                "bytes": owned.entry,
                "nodes": nodes,
            }
            for k, (owned, nodes) in enumerate(rows)
        ],
    )
    await tx.many("unstage", [{"log": log, "message_id": one} for one in settlement.drop])
    await _stage_again(tx, log, settlement.returned, cases)
    frontier = settlement.frontier
    await tx.run(
        "cut_log",
        log=log,
        size=frontier.size,
        peaks=b"".join(frontier.peaks),
        counter=claim.counter,
        nonce=claim.nonce,
    )
    await tx.run("clear_flight", log=log)


async def _stage_again(tx: Tx, log: LogId, returned: Sequence[Owned], cases: dict[MessageId, CaseId]) -> None:
    lowest = await tx.one("lowest_rank")
    assert lowest is not None  # noqa: S101  # an aggregate always has a row
    start = lowest["rank"] - len(returned)
    await tx.many(
        "stage_first",
        [
            {
                "rank": start + k,
                "log": log,
                "message_id": owned.message_id,
                "case_id": cases.get(owned.message_id),
                "bytes": owned.entry,
            }
            for k, owned in enumerate(returned)
        ],
    )


def _frontier(row: Row) -> Frontier:
    peaks = bytes(row["peaks"])
    return Frontier(
        size=row["size"],
        peaks=tuple(peaks[k : k + HASH_BYTES] for k in range(0, len(peaks), HASH_BYTES)),
    )


def _epoch(row: Row) -> Epoch | None:
    if row["epoch_counter"] is None:
        return None
    return Epoch(counter=row["epoch_counter"], nonce=bytes(row["epoch_nonce"]))


def _countersigned(data: bytes | None) -> Signed[Countersigned] | None:
    return decode_signed(Countersigned, bytes(data)) if data else None
