"""The index of licence checks 电子证照核验: to count a day's, and to list them over all cases.

Whatever brings a request into a case notes it: the desk, the inbox, and settling after a restore. What was asked and
answered is not copied here: it stands in the case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from federation.case.events import Act
from federation.case.process import LicenceAsked
from federation.days import day_of
from federation.ids import Locality
from node.store.logs import text_time
from node.store.store import Tx


async def note_checks(tx: Tx, acts: Iterable[Act], *, now: datetime) -> None:
    """Note the requests among some acts; one noted before stays as it was."""
    await tx.many(
        "add_licence_check",
        [
            {
                "asker": act.author,
                "message_id": act.message_id,
                "answerer": act.case.other(act.author),
                "case_id": act.case,
                "day": day_of(act.at).isoformat(),
                "asked_at": text_time(act.at),
                "noted_on": day_of(now).isoformat(),
            }
            for act in acts
            if act.case is not None and isinstance(act.event, LicenceAsked)
        ],
    )


async def count_asked(
    tx: Tx, *, asker: Locality, answerer: Locality, days: Iterable[date]
) -> dict[date, int]:
    """How many requests of some days stand in the log of a city to another; days without any are left out."""
    wanted = json.dumps([day.isoformat() for day in days])
    rows = await tx.all("licences_asked", asker=asker, answerer=answerer, days=wanted)
    return {date.fromisoformat(row["day"]): row["count"] for row in rows}


async def count_noted(tx: Tx, *, asker: Locality, answerer: Locality, day: date) -> int:
    """How many came on a day, whatever day is written on them."""
    row = await tx.one("licences_noted", asker=asker, answerer=answerer, day=day.isoformat())
    return row["count"] if row else 0


async def flood_told(tx: Tx, *, asker: Locality, answerer: Locality, day: date) -> bool:
    """Whether a person was told on a day that too many came."""
    found = await tx.one("licence_flood_told", asker=asker, answerer=answerer, day=day.isoformat())
    return found is not None
