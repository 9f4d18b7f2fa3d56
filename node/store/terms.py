"""What clocks need of the store beside the cases: when entries were receipted, how far each log is known."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from federation.case.authors import Side, side_of
from federation.ids import CaseId, Locality, LogId, MessageId
from federation.link.head import Countersigned
from federation.wire.statements import decode_signed
from node.store.store import Tx

Received = dict[MessageId, datetime]


async def load_received(tx: Tx, cases: Iterable[CaseId]) -> Mapping[CaseId, Received]:
    """When the other end receipted the entries of some cases; those it has not are left out."""
    found: defaultdict[CaseId, Received] = defaultdict(dict)
    for row in await tx.all("receipted", cases=json.dumps(list(cases))):
        if row["at"] is not None and row["message_id"] is not None:
            found[CaseId(row["case_id"])][MessageId(row["message_id"])] = datetime.fromisoformat(row["at"])
    return found


async def load_until(tx: Tx, *, me: Locality, peer: Locality) -> Mapping[Locality, datetime]:
    """The date of the last head of each log of a link that both ends signed, if all below it is applied here.

    Until then the silence of its sender is proven.
    """
    until = {}
    for sender, receiver in ((me, peer), (peer, me)):
        row = await tx.one("get_log", log=LogId.make(sender, receiver))
        if row is not None and row["last_receipt"] is not None:
            head = decode_signed(Countersigned, bytes(row["last_receipt"])).statement.head.statement
            if row["outgoing"] or row["applied"] >= head.size:
                until[sender] = head.at
    return until


def by_side(until: Mapping[Locality, datetime], case: CaseId) -> dict[Side, datetime]:
    """The same as a case's clocks name it."""
    return {side_of(member, case): at for member, at in until.items()}
