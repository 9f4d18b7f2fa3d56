"""Documents 文书 of a case: made from the organ's words, numbered, kept as the case's file, with their event.

One step: the paper is set with the next number of its series, and the transaction that records the event claims
that number. If somebody took it meanwhile, the paper is made again; if the event may not stand, nothing is
numbered. Also the forms that no event carries: 送达回证, 物品清单, 容缺受理承诺书.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from federation.case import Case
from federation.case.choices import DayUnit
from federation.case.clock import Rules
from federation.case.events import Event
from federation.case.parts import Actor, Blob, Document
from federation.case.states import DocumentState
from federation.case.terms import kind_of
from federation.days import day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality, LogId, MessageId, Uscc
from federation.wire.local import Wish
from node.desk.desk import Desk
from node.desk.look import load_case
from node.desk.recorder import Recorded
from node.documents.compose import Filling, Row, compose
from node.documents.kinds import KIND_OF_EVENT, DocumentKind
from node.documents.particulars import Ground, common, later_row, of_event, taken_in
from node.documents.sheet import typeset
from node.documents.template import Template
from node.store.papers import Allotted, NumberTaken, free_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    """A number for a document, and how it was allotted: not at all if it was given by hand."""

    number: str
    allotted: Allotted | None


async def generate(desk: Desk, message_id: MessageId, wish: Wish) -> Recorded:
    """Make the document an act needs, and record the act with it.

    Args:
        desk: the desk.
        message_id: names the act; sent again it has no second effect, and takes no second number.
        wish: the act; its document bears a number only if that is given by hand, and no file.

    Raises:
        InvalidInput: VALUE_INVALID for an act whose document is not made here, or that brings its own file;
            VALUE_MISSING for what the words need and the case does not say; and what `Recorder.record` raises.
        KuayuError: CONFIG for what the operator has not said of the organ.
    """
    kind = KIND_OF_EVENT.get(kind_of(wish.event))
    given: Document | None = getattr(wish.event, "document", None)
    if kind is None:
        raise InvalidInput(Reason.VALUE_INVALID, field="generate", event=type(wish.event).__name__)
    if given is not None and given.file is not None:
        raise InvalidInput(Reason.VALUE_INVALID, field="document.file", why="it is made here")
    async with desk.numbering:
        while not await _is_known(desk, message_id, wish.case):
            numbered, event = await _make(desk, wish, kind, by_hand=given.number if given is not None else "")
            try:
                return await desk.recorder.record(
                    message_id, replace(wish, event=event), allotted=numbered.allotted
                )
            except NumberTaken:
                continue
        return await desk.recorder.record(message_id, wish)


async def _is_known(desk: Desk, message_id: MessageId, case: CaseId) -> bool:
    ours = LogId.make(desk.me, case.other(desk.me))
    async with desk.store.read() as tx:
        return await tx.one("message_known", log=ours, message_id=message_id) is not None


async def _make(desk: Desk, wish: Wish, kind: DocumentKind, *, by_hand: str) -> tuple[_Numbered, Event]:
    """The act with its document, set and uploaded under the next free number."""
    case, now = await load_case(desk, wish.case), desk.clock()
    ground = ground_of(desk, case, wish.actor.organ, now=now, by=desk.me)
    template = _words(desk, kind, ground)
    values, tables = of_event(case, ground, wish.event)
    numbered = _Numbered(number=by_hand, allotted=None) if by_hand else await _next(desk, template, ground)
    values |= {
        **common(case, ground),
        "basis": template.basis,
        "title": template.title,
        "number": numbered.number,
    }
    sheet = compose(template, Filling(organ=ground.organ, values=values, tables=tables))
    file = await _store(desk, await asyncio.to_thread(typeset, sheet, _whole_second(now)))
    document = Document(number=numbered.number, title=template.title, file=file)
    event: Any = wish.event
    return numbered, replace(event, document=document)


async def _next(desk: Desk, template: Template, ground: Ground) -> _Numbered:
    if ground.settings is None:
        setting = f"organs.{ground.organ}.short"
        raise KuayuError(Reason.CONFIG, file="documents", setting=setting, why="no number without it")
    series = template.pattern.series(organ=ground.settings.short, word=template.word, year=ground.today.year)
    above = desk.documents.last.get((ground.organ, series.name), 0)
    async with desk.store.read() as tx:
        serial = await free_serial(
            tx, organ=ground.organ, series=series.name, above=above, number_of=series.number
        )
    allotted = Allotted(series=series.name, serial=serial, day=ground.today)
    return _Numbered(number=series.number(serial), allotted=allotted)


async def _store(desk: Desk, pdf: bytes) -> Blob:
    async def whole() -> AsyncIterator[bytes]:
        yield pdf

    return await desk.folder.receive(whole())


async def print_proof(desk: Desk, case: CaseId, numbers: Sequence[str], *, actor: Actor) -> bytes:
    """送达回证 to be signed for some documents of a case.

    Raises:
        InvalidInput: CASE_UNKNOWN; EVENT_REFERENCE for a document that is not there or no longer counts.
    """
    folded = await load_case(desk, case)
    for number in numbers:
        paper = folded.documents.get(number)
        if paper is None or paper.state is DocumentState.REPLACED:
            raise InvalidInput(Reason.EVENT_REFERENCE, field="documents", number=number)
    made = [folded.documents[number] for number in numbers]
    rows = [(one.document.title, one.document.number, "1") for one in made]
    by = {row.message_id: row for row in folded.rows}
    maker = by[made[0].message_id] if made else None
    organ = maker.actor.organ if maker is not None else actor.organ
    author = maker.author if maker is not None else None
    ground = ground_of(desk, folded, organ, now=desk.clock(), by=author)
    return await _print(desk, folded, DocumentKind.PROOF, ground, {"documents": rows})


async def print_handover(desk: Desk, case: CaseId, *, actor: Actor) -> bytes:
    """物品清单: what the window took in, and where each original is now. Raises InvalidInput: CASE_UNKNOWN."""
    folded = await load_case(desk, case)
    ground = ground_of(desk, folded, actor.organ, now=desk.clock())
    tables = {"originals": taken_in(folded, ground)}
    return await _print(desk, folded, DocumentKind.HANDOVER, ground, tables)


async def print_promise(desk: Desk, case: CaseId, later: Sequence[str], *, actor: Actor) -> bytes:
    """容缺受理承诺书 to be signed, before the acceptance that carries it.

    Args:
        desk: the desk.
        case: the case.
        later: ``MATERIAL=DAYS`` each: what may follow, within how many working days of acceptance.
        actor: who asks.

    Raises:
        InvalidInput: CASE_UNKNOWN; VALUE_INVALID for what is not of that form; EVENT_REFERENCE for a material
            that the item does not ask for, or that is there.
    """
    folded = await load_case(desk, case)
    ground = ground_of(desk, folded, actor.organ, now=desk.clock())
    rows = [later_row(folded, ground, code, days) for code, _, days in (one.rpartition("=") for one in later)]
    return await _print(desk, folded, DocumentKind.PROMISE, ground, {"deferred": rows})


async def _print(
    desk: Desk, case: Case, kind: DocumentKind, ground: Ground, tables: Mapping[str, Sequence[Row]]
) -> bytes:
    filling = Filling(organ=ground.organ, values=common(case, ground), tables=tables)
    sheet = compose(_words(desk, kind, ground), filling)
    return await asyncio.to_thread(typeset, sheet, _whole_second(desk.clock()))


def _words(desk: Desk, kind: DocumentKind, ground: Ground) -> Template:
    pair = desk.documents.templates[kind]
    return pair.licence if ground.is_licence else pair.other


def ground_of(desk: Desk, case: Case, organ: Uscc, *, now: datetime, by: Locality | None = None) -> Ground:
    """What a document of a case needs beside the case.

    Args:
        desk: the desk.
        case: the case.
        organ: who makes the paper out.
        now: when.
        by: the member that made it, if it is a notice: a window makes it in the name of the organ that
            entrusted it (24条).

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    said = case.submitted
    if said is None:
        raise InvalidInput(Reason.CASE_UNKNOWN, case=case.case_id)
    directory = desk.directory()
    accepting, handling = (directory.member(one) for one in (case.case_id.accepting, case.case_id.handling))
    names = {uscc: one.name for member in (accepting, handling) for uscc, one in member.organs.items()}
    settings = desk.documents.organs.get(organ)
    window = next(iter(case.rows)).actor.organ
    item = desk.library.filed(said.item, case.case_id)
    own = (settings.name if settings is not None else "") or names.get(organ, organ)
    for_another = by == case.case_id.accepting
    return Ground(
        organ=organ,
        organ_name=(item.organ_name if item is not None else handling.name) if for_another else own,
        entrusted=own if for_another else "",
        settings=settings,
        places=(accepting.name, handling.name),
        window=names.get(window, accepting.name),
        item=item,
        correction_unit=_correction_unit(desk, case, said.agreement),
        today=day_of(now),
    )


def _correction_unit(desk: Desk, case: Case, pin: str) -> DayUnit:
    agreement = desk.agreements.current.pinned(case.case_id, pin)
    return (agreement.rules() if agreement is not None else Rules(receipt_basis=None)).correction_unit


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
