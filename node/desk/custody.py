"""Who holds which original of a case, at any moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from federation.case.custody_history import CustodyHistory, custody_at
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId
from federation.items import Item
from node.desk.desk import Desk
from node.store.cases import load_cases, load_known


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyView:
    """The answer, and the item whose list names the materials."""

    at: datetime
    history: CustodyHistory
    item: Item | None


async def custody_of(desk: Desk, case: CaseId, at: datetime | None) -> CustodyView:
    """Who held which original at a moment; None is now.

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    moment = at or desk.clock()
    async with desk.store.read() as tx:
        known = await load_known(tx, me=desk.me, peer=case.other(desk.me))
        if known is None or await tx.one("get_case", case_id=case) is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=case)
        logs = (await load_cases(tx, [case], ours=known.ours))[case]
    history = await asyncio.to_thread(
        custody_at, case, logs.accepting, logs.handling, refused=logs.refused, at=moment
    )
    return CustodyView(
        at=moment, history=history, item=desk.library.filed(logs.item, case) if logs.item else None
    )
