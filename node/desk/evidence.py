"""Gathering the evidence of a case: what `federation.evidence` makes a file of."""

from __future__ import annotations

from federation.errors import InvalidInput, Reason
from federation.evidence import Extract, Receipted, ReceiptKind, make_bundle
from federation.ids import CaseId, LogId
from federation.link.head import Countersigned
from federation.link.merkle import NodeRef
from federation.wire.statements import decode_signed
from node.desk.desk import Desk
from node.store import logs
from node.store.store import Row, Tx


async def export(desk: Desk, case: CaseId) -> bytes:
    """The evidence file of a case (kuayu-evidence/1).

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    peer = case.other(desk.me)
    async with desk.store.read() as tx:
        if await tx.one("get_case", case_id=case) is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=case)
        rows = await tx.all("evidence_entries", case_id=case)
        parts = []
        for log in (LogId.make(desk.me, peer), LogId.make(peer, desk.me)):
            extract = await _extract(tx, log, [row for row in rows if row["log"] == log])
            if extract is not None:
                parts.append((extract, await _nodes(tx, log, extract)))
        directories = {row["version"]: bytes(row["bytes"]) for row in await tx.all("all_directories")}
    return make_bundle(case, parts, directories)


async def _extract(tx: Tx, log: LogId, rows: list[Row]) -> Extract | None:
    """What bears on the case; of a log without an entry of it the receipt that shows how far it was."""
    kept = await tx.one("get_log", log=log)
    if not rows and not (kept and kept["last_receipt"]):
        return None
    candidates = {}
    for row in rows:
        found = await tx.one("receipt_covering", log=log, position=row["position"])
        if found is not None:
            candidates[bytes(found["bytes"])] = found["kind"]
    if kept is not None and kept["last_receipt"]:
        candidates[bytes(kept["last_receipt"])] = "receipt"
    return Extract(
        log=log,
        size=kept["size"] if kept else 0,
        entries={row["position"]: bytes(row["bytes"]) for row in rows},
        receipts=[
            Receipted(kind=ReceiptKind(kind), receipt=decode_signed(Countersigned, data))
            for data, kind in candidates.items()
        ],
    )


async def _nodes(tx: Tx, log: LogId, extract: Extract) -> dict[NodeRef, bytes]:
    refs = list(extract.refs())
    fetch = await logs.fetch_nodes(tx, log, refs)
    return {ref: fetch(ref) for ref in refs}
