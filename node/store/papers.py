"""The register of document numbers 文号, and the index of parcels.

A number is claimed in the transaction that records its event, so that a number without an event and an event
without its number cannot be. Whatever else brings entries of ours, settling after a restore too, notes their
numbers: the counter never gives one twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from federation.case import Case
from federation.case.events import Act, Issued
from federation.case.paperwork import documents_of
from federation.case.terms import Kind
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality, ParcelNo
from node.store.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotted:
    """A number that was printed on a document and is still to be claimed.

    Attributes:
        series: the name of its series.
        serial: its place in it.
        day: the day printed on the document.
    """

    series: str
    serial: int
    day: date


class NumberTaken(Exception):
    """The number was given to another document meanwhile, or the day has changed: make the paper again."""


async def free_serial(tx: Tx, *, organ: str, series: str, above: int, number_of: Callable[[int], str]) -> int:
    """The next serial of a series whose number is free.

    Args:
        tx: the transaction.
        organ: whose series.
        series: its name.
        above: the last serial given elsewhere; the series goes on behind it.
        number_of: the number with a serial: one given by hand is passed over.
    """
    row = await tx.one("last_serial", organ=organ, series=series)
    serial = max(above, row["serial"] if row else 0) + 1
    while await tx.one("number_used", organ=organ, number=number_of(serial)) is not None:
        serial += 1
    return serial


async def claim_numbers(tx: Tx, act: Act, allotted: Allotted | None) -> None:
    """Enter the numbers of an act's documents, each for this organ once and for ever.

    Args:
        tx: the transaction that records the act.
        act: it.
        allotted: how its number was made; None for numbers given by hand.

    Raises:
        InvalidInput: DOCUMENT_NUMBER_USED if the organ used it in another case; within one case the tables decide.
        NumberTaken: an allotted number is no longer free, or bears another day.
    """
    if isinstance(act.event, Issued) or act.case is None:  # a certificate may keep its number when renewed
        return
    if allotted is not None and allotted.day != day_of(act.at):
        raise NumberTaken
    for document in documents_of(act.event):
        row = {
            "organ": act.actor.organ,
            "number": document.number,
            "series": allotted.series if allotted else None,
            "serial": allotted.serial if allotted else None,
            "case_id": act.case,
            "message_id": act.message_id,
        }
        if await tx.run("add_number", **row):
            continue
        if allotted is not None:
            raise NumberTaken
        used = await tx.one("number_used", organ=act.actor.organ, number=document.number)
        if used is not None and used["case_id"] != act.case:
            raise InvalidInput(Reason.DOCUMENT_NUMBER_USED, case=CaseId(used["case_id"]))


async def save_papers(tx: Tx, folded: Iterable[Case], *, me: Locality) -> None:
    """Note what the fold gave of numbers and parcels."""
    cases = list(folded)
    await tx.many("add_number", [row for case in cases for row in _numbers(case, me)])
    await tx.many(
        "add_parcel",
        [{"number": one.number, "case_id": case.case_id} for case in cases for one in case.parcels.values()],
    )


async def ended_beside(tx: Tx, numbers: Iterable[ParcelNo], *, peer: Locality) -> set[CaseId]:
    """Cases with a peer in which parcels of these numbers were opened, came back or are lost: few for each."""
    found: set[CaseId] = set()
    for known in await tx.all(
        "parcels_known", numbers=json.dumps(list(numbers))
    ):  # as a rule none: it is new
        number = known["number"]
        rows = await tx.all("parcel_ended", number=number, peer=peer)
        found |= {CaseId(row["case_id"]) for row in rows}
    return found


def _numbers(case: Case, me: Locality) -> Iterable[dict[str, object]]:
    organs = {row.message_id: row.actor.organ for row in case.rows if row.author == me}
    for number, paper in case.documents.items():
        if paper.message_id in organs and paper.kind is not Kind.ISSUED:
            yield {
                "organ": organs[paper.message_id],
                "number": number,
                "series": None,
                "serial": None,
                "case_id": case.case_id,
                "message_id": paper.message_id,
            }
