"""An event's own content, before any question of case, author or order.

Required text, lengths, counts, sizes, identity documents, and which kinds need their document 文书. Nothing
here knows the case. Details name fields, never values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from federation.case.blobs import blobs_of
from federation.case.check_joint import check_gathered, check_lead
from federation.case.check_process import PROCESS_CHECKS
from federation.case.choices import Delivery, Mode, Result
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Delivered,
    Event,
    Finished,
    Issued,
    NotAccepted,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Submitted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.case.limits import (
    MOST_COPIES,
    MOST_DAYS,
    check_count,
    check_materials,
    check_number,
    check_unique,
)
from federation.case.paperwork import check_documents
from federation.case.parts import Actor, Automatic, Blob, Difference, Material, Paper
from federation.case.party import check_party
from federation.case.terms import Kind, kind_of
from federation.case.text import CARRIER_CHARS, OFFICER_CHARS, check_line, check_text
from federation.errors import InvalidInput, Reason
from federation.limits import (
    BLOB_BYTES,
    CASE_BLOB_BYTES,
    CASE_BLOBS,
    FIELD_COUNT,
    FRESH_SECONDS,
    LOCAL_NO_CHARS,
)

_NEEDS_NO_REASON = frozenset({Result.GRANT, Result.DONE})
ON_LINE = frozenset({Mode.FULL_ONLINE})
"""Modes in which no paper is taken in: 全程网办."""


def check_actor(actor: Actor) -> None:
    """Check who acted.

    Raises:
        InvalidInput: if the officer's number is missing, too long or not visible text.
    """
    check_line(actor.officer, field="actor.officer", limit=OFFICER_CHARS)


def check_event(event: Event, *, at: datetime) -> None:
    """Check an event's own content.

    Args:
        event: what is said to have happened.
        at: its author's clock when it was written, UTC.

    Raises:
        InvalidInput: VALUE_MISSING, VALUE_INVALID, TOO_LARGE, TOO_MANY, DOCUMENT_MISSING, or what
            `check_party` raises; the detail names the field.
    """
    blobs = blobs_of(event)
    check_files([blob.size for blob in blobs])
    for blob in blobs:
        _check_blob(blob)
    check_documents(event)
    _CHECKS[kind_of(event)](event, at)


def check_files(sizes: Collection[int]) -> None:
    """Check the files of an event, or of a case, together.

    Raises:
        InvalidInput: TOO_MANY or TOO_LARGE.
    """
    check_count(sizes, "files", CASE_BLOBS)
    if sum(sizes) > CASE_BLOB_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, field="files", limit=CASE_BLOB_BYTES)


def _check_blob(blob: Blob) -> None:
    check_line(blob.media_type, field="file.media_type")
    if blob.size > BLOB_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, field="file.size", limit=BLOB_BYTES)
    check_number(blob.size, "file.size", least=1, most=BLOB_BYTES)


def _check_fields(event: Submitted | Corrected) -> None:
    check_count(event.fields, "fields", FIELD_COUNT)
    check_unique((one.code for one in event.fields), "fields")
    for one in event.fields:
        check_line(one.code, field="field.code")
        check_text(one.value, field="field.value", required=False)


def _check_differences(differences: tuple[Difference, ...], field: str, *, least: int = 0) -> None:
    check_count(differences, field, FIELD_COUNT, least=least)
    for difference in differences:
        check_line(difference.material, field=f"{field}.material", required=False)
        check_text(difference.note, field=f"{field}.note")


def _check_papers(papers: tuple[Paper, ...], *, least: int) -> None:
    check_count(papers, "papers", FIELD_COUNT, least=least)
    for paper in papers:
        check_line(paper.code, field="paper.code")
        check_number(paper.count, "paper.count", least=1, most=MOST_COPIES)


def _submitted(event: Submitted, _at: datetime) -> None:
    check_lead(event)
    for name in ("scheme", "code", "version"):
        check_line(getattr(event.item, name), field=f"item.{name}")
    check_party(event.applicant, field="applicant")
    _check_agent(event)
    check_materials(event.materials)
    check_paperless(event.mode, event.materials)
    _check_fields(event)
    if not (event.identity_checked and event.form_checked):
        raise InvalidInput(Reason.VALUE_MISSING, field="identity_checked, form_checked")
    check_line(event.notice_version, field="notice_version")
    check_line(event.local_no, field="local_no", limit=LOCAL_NO_CHARS, required=False)
    check_line(event.crosswalk, field="crosswalk", required=False)
    check_line(event.agreement, field="agreement", required=False)
    addresses = (event.applicant.address, event.agent.address if event.agent else "")
    if event.delivery is Delivery.HOME and not any(addresses):
        raise InvalidInput(Reason.VALUE_MISSING, field="applicant.address")


def check_paperless(mode: Mode | None, materials: Collection[Material]) -> None:
    """Check that a case filed online takes in no paper (国办发〔2020〕35号: 全程网办, 电子材料).

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    if mode in ON_LINE and any(material.originals or material.copies for material in materials):
        raise InvalidInput(Reason.VALUE_INVALID, field="materials.originals", mode=str(mode))


def _check_agent(event: Submitted) -> None:
    if (event.agent is None) is not (event.agent_basis is None):
        raise InvalidInput(Reason.VALUE_MISSING, field="agent, agent_basis")
    if event.agent is not None:
        check_party(event.agent, field="agent")


def _arrived(event: Arrived, _at: datetime) -> None:
    _check_differences(event.differences, "differences")


def _asked(event: CorrectionRequested, _at: datetime) -> None:
    _check_differences(event.defects, "defects", least=1)
    check_number(event.days, "days", least=1, most=MOST_DAYS)


def _served(event: NoticeServed, at: datetime) -> None:
    if event.served_at > at + timedelta(seconds=FRESH_SECONDS):
        raise InvalidInput(Reason.VALUE_INVALID, field="served_at", why="in the future")


def _corrected(event: Corrected, _at: datetime) -> None:
    check_count((*event.materials, *event.fields), "materials, fields", 2 * FIELD_COUNT, least=1)
    check_materials(event.materials)
    _check_fields(event)


def _accepted(event: Accepted, _at: datetime) -> None:
    check_number(event.promised_days, "promised_days", least=0, most=MOST_DAYS)
    check_count(event.deferred, "deferred", FIELD_COUNT)
    check_unique((one.material for one in event.deferred), "deferred")
    for one in event.deferred:
        check_line(one.material, field="deferred.material")
        check_number(one.days, "deferred.days", least=1, most=MOST_DAYS)
    _check_basis(event.basis)


def _check_basis(basis: Automatic | None) -> None:
    if basis is None:
        return
    check_line(basis.rule, field="basis.rule")
    check_line(basis.version, field="basis.version")
    check_count(basis.inputs, "basis.inputs", FIELD_COUNT)
    check_unique((one.code for one in basis.inputs), "basis.inputs")
    for one in basis.inputs:
        check_line(one.code, field="basis.inputs.code")
        check_text(one.value, field="basis.inputs.value", required=False)


def _not_accepted(event: NotAccepted, _at: datetime) -> None:
    check_text(event.reason, field="reason")


def _finished(event: Finished, _at: datetime) -> None:
    check_text(event.reason, field="reason", required=event.result not in _NEEDS_NO_REASON)
    check_line(event.local_code, field="local_code", limit=LOCAL_NO_CHARS, required=False)
    if (
        event.basis is not None and event.result not in _NEEDS_NO_REASON
    ):  # 38条: reasons are a person's to give
        raise InvalidInput(Reason.VALUE_INVALID, field="basis", result=event.result)
    _check_basis(event.basis)


def _issued(event: Issued, _at: datetime) -> None:
    check_count(event.documents, "documents", FIELD_COUNT)
    check_unique((document.number for document in event.documents), "documents")


def _wanted_back(event: WithdrawalRequested, _at: datetime) -> None:
    check_text(event.reason, field="reason", required=False)


def _goes_on(event: WithdrawalRefused, _at: datetime) -> None:
    check_text(event.reason, field="reason")


def _sent(event: ParcelSent, _at: datetime) -> None:
    check_line(event.carrier, field="carrier", limit=CARRIER_CHARS)
    _check_papers(event.papers, least=1)


def _received(event: ParcelReceived, _at: datetime) -> None:
    check_line(event.carrier, field="carrier", limit=CARRIER_CHARS)
    _check_differences(event.differences, "differences")
    _check_papers(event.papers, least=0 if event.differences else 1)


def _mishap(event: ParcelLost | ParcelReturned, _at: datetime) -> None:
    check_line(event.carrier, field="carrier", limit=CARRIER_CHARS)
    check_text(event.note, field="note", required=False)


def _delivered(event: Delivered, _at: datetime) -> None:
    check_count(event.documents, "documents", FIELD_COUNT, least=1)
    check_unique(event.documents, "documents")
    for number in event.documents:
        check_line(number, field="documents")


def _refusal(event: object, _at: datetime) -> None:
    """A refusal is never refused."""


_CHECKS: Mapping[Kind, Callable[[Any, datetime], None]] = {
    Kind.SUBMITTED: _submitted,
    Kind.ARRIVED: _arrived,
    Kind.CORRECTION_REQUESTED: _asked,
    Kind.NOTICE_SERVED: _served,
    Kind.CORRECTED: _corrected,
    Kind.ACCEPTED: _accepted,
    Kind.NOT_ACCEPTED: _not_accepted,
    Kind.FINISHED_GRANT: _finished,
    Kind.FINISHED_DENY: _finished,
    Kind.FINISHED_RETURN: _finished,
    Kind.FINISHED_WITHDRAWN: _finished,
    Kind.FINISHED_DONE: _finished,
    Kind.FINISHED_VOIDED: _finished,
    Kind.FINISHED_LAPSED: _finished,
    Kind.FINISHED_FORWARDED: _finished,
    **PROCESS_CHECKS,
    Kind.ISSUED: _issued,
    Kind.WITHDRAWAL_REQUESTED: _wanted_back,
    Kind.WITHDRAWAL_REFUSED: _goes_on,
    Kind.PARCEL_SENT: _sent,
    Kind.PARCEL_RECEIVED: _received,
    Kind.PARCEL_LOST: _mishap,
    Kind.PARCEL_RETURNED: _mishap,
    Kind.DELIVERED: _delivered,
    Kind.GATHERED_PROCEED: check_gathered,
    Kind.GATHERED_STOP: check_gathered,
    Kind.REFUSAL: _refusal,
}
