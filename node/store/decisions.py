"""What two cities' acts left to a person when they crossed: a task at the end the table names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from federation.case import Case, left_to_persons, side_of
from federation.errors import Reason
from federation.ids import Locality
from node.store.logs import text_time
from node.store.store import Tx


async def open_decisions(tx: Tx, folded: Iterable[Case], *, me: Locality, now: datetime) -> None:
    """Open a task for each, once."""
    rows = [
        {
            "case_id": case.case_id,
            "message_id": message_id,
            "kind": "crossing",
            "reason": Reason.PERSON_DECIDES,
            "at": text_time(now),
        }
        for case in folded
        for message_id, side in left_to_persons(case)
        if side is side_of(me, case.case_id)
    ]
    await tx.many("add_task", rows)
