"""收件凭证 of a case, for the applicant to carry home: gathered here, printed by `node.documents`."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from federation.case import ID_TYPES, ORGANISATIONS, Case
from federation.case.parts import Material, Party
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Uscc
from federation.items import Item
from node.desk.desk import Desk
from node.desk.look import load_case
from node.documents.kinds import DocumentKind
from node.documents.receipt import HOTLINE, ReceiptMaterial, ReceiptParty, ReceiptView, render_receipt


async def print_receipt(desk: Desk, case: CaseId) -> bytes:
    """The receipt as PDF.

    Raises:
        InvalidInput: CASE_UNKNOWN.
    """
    folded = await load_case(desk, case)
    words = desk.documents.templates[DocumentKind.RECEIPT]
    return await asyncio.to_thread(render_receipt, _view(desk, folded), words.licence)


def _view(desk: Desk, case: Case) -> ReceiptView:
    said = case.submitted
    if said is None:
        raise InvalidInput(Reason.CASE_UNKNOWN, case=case.case_id)
    row = case.rows[0]
    item = desk.library.filed(said.item, case.case_id)
    directory = desk.directory()
    accepting = directory.member(row.author)  # whose the intake is: online the handling place
    window = accepting.organs.get(row.actor.organ)
    return ReceiptView(
        case_id=case.case_id,
        local_no=said.local_no,
        item_name=item.title if item else said.item.code,
        item_code=said.item.code,
        accepting_place=accepting.name,
        accepting_organ=window.name if window else row.actor.organ,
        officer=row.actor.officer,
        handling_place=directory.member(case.case_id.handling).name,
        handling_organ=item.organ_name if item else directory.member(case.case_id.handling).name,
        applicant=_party(said.applicant),
        agent=_party(said.agent) if said.agent else None,
        agent_basis=said.agent_basis,
        materials=tuple(_material(one, item) for one in said.materials),
        delivery=said.delivery,
        promised=item.promised if item else None,
        received_at=_whole_second(row.at),
        notice_version=said.notice_version,
        window_phone=_phone(desk, row.actor.organ, case.case_id.day),
        handling_phone=(item.phone if item else "") or HOTLINE,
        supervision_phone=(item.supervision if item else "") or HOTLINE,
    )


def _party(party: Party) -> ReceiptParty:
    known = ID_TYPES.get((party.id_scheme, party.id_type))
    return ReceiptParty(
        name=party.name,
        id_label=known.zh if known else "证件",
        id_number=party.id_number,
        organisation=party.id_scheme == ORGANISATIONS,
    )


def _material(material: Material, item: Item | None) -> ReceiptMaterial:
    names = {spec.code: spec.name for spec in item.materials} if item else {}
    return ReceiptMaterial(
        name=names.get(material.code, material.code),
        disposition=material.disposition,
        originals=material.originals,
        copies=material.copies,
        scans=len(material.files),
    )


def _phone(desk: Desk, organ: Uscc, on: date) -> str:
    """The window's phone as its own catalogue publishes it; the government hotline where it does not."""
    own = desk.library.federation.catalogue(desk.me, on)
    phones = (item.phone for item in own.items if item.organ == organ and item.phone) if own else iter(())
    return next(phones, HOTLINE)


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
