"""Exports in the store: what was handed out, what a hub has since, and what came back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from federation.case.parts import Actor
from federation.errors import InvalidInput, Reason
from federation.exchange import Reject
from federation.ids import CaseId
from node.store.logs import text_time
from node.store.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an export held, and how many rejects it put behind us."""

    rows: int
    cases: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of reject rows.

    Attributes:
        cases: those that are to be exported again.
        taken: rows taken in; those that were known before are among them.
        overtaken: rows that are about an earlier sending than the last: their case was sent again since.
        unknown: which rows of the file are about none of ours, from 1.
    """

    cases: tuple[CaseId, ...]
    taken: int
    overtaken: int
    unknown: tuple[int, ...]


async def begin_export(tx: Tx, *, hub: str, actor: Actor, now: datetime) -> int:
    """Begin an export; its number. One that was not kept is forgotten."""
    await tx.run("drop_unkept")
    row = await tx.one("add_export", hub=hub, actor=f"{actor.organ}/{actor.officer}", at=text_time(now))
    return int(row["seq"]) if row is not None else 0


async def exported_of(tx: Tx, cases: Iterable[CaseId], *, hub: str) -> Mapping[CaseId, Mapping[str, str]]:
    """What a hub has of some cases: tables by row."""
    found: defaultdict[CaseId, dict[str, str]] = defaultdict(dict)
    for row in await tx.all("exported_of", hub=hub, cases=json.dumps(list(cases))):
        found[CaseId(row["case_id"])][row["row_guid"]] = row["sheet"]
    return found


async def keep_export(tx: Tx, number: int, *, now: datetime) -> Kept:
    """An export's files are saved.

    Raises:
        InvalidInput: NOT_FOUND if it is not the last one, or kept already.
    """
    at = text_time(now)
    begun = await tx.one("keep_export", batch=number, at=at)
    if begun is None:
        raise InvalidInput(Reason.NOT_FOUND, what="export")
    counted = await tx.one("count_export", batch=number)
    await tx.run("keep_rows", hub=begun["hub"], batch=number)
    await tx.run("forget_rows", hub=begun["hub"], batch=number)
    closed = await tx.run("close_rejects", hub=begun["hub"], batch=number, at=at)
    await tx.run("audit_export", batch=number, at=at, actor=begun["actor"])
    await tx.run("drop_unkept")
    return Kept(
        rows=counted["sent"] if counted else 0, cases=counted["cases"] if counted else 0, closed=closed
    )


async def take_rejects(
    tx: Tx, rejects: Iterable[tuple[Reject, int | None]], *, hub: str, now: datetime
) -> Taken:
    """Take in rows that a hub did not take, each with the number of the sending it is about, if it says."""
    at, cases, taken, overtaken = text_time(now), dict[CaseId, None](), 0, 0
    unknown: list[int] = []
    for place, (reject, sending) in enumerate(rejects, 1):
        row = await tx.one("get_exported", hub=hub, row_guid=reject.row_guid)
        if row is None or row["sheet"] != reject.table:
            unknown.append(place)
        elif sending is not None and sending < row["batch"]:
            overtaken += 1
        else:
            taken += 1
            cases[CaseId(row["case_id"])] = None
            await tx.run(
                "add_reject",
                hub=hub,
                row_guid=reject.row_guid,
                case_id=row["case_id"],
                sheet=reject.table,
                kind=reject.kind,
                why=reject.why,
                at=at,
            )
            await tx.run("not_taken", hub=hub, row_guid=reject.row_guid)
    return Taken(cases=tuple(cases), taken=taken, overtaken=overtaken, unknown=tuple(unknown))
