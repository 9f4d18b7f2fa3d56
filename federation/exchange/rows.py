"""The rows of one case for the national exchange tables: who applied, what was done, how it ended.

A row says what the case says and nothing else; what the tables ask and the case does not hold stays empty,
unless the table must have it: then the case is not exported and the reason names the column. Officers are
numbers here as everywhere. Rows are personal data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from federation.case import ORGANISATIONS, Case
from federation.case.events import (
    Accepted,
    Act,
    Finished,
    Issued,
    NotAccepted,
    ParcelReceived,
    ParcelSent,
    Submitted,
)
from federation.case.process import Extended, NotRequired, Resumed, StepTaken, Suspended
from federation.days import BEIJING
from federation.errors import InvalidInput, Reason
from federation.exchange.codes import CodeSets
from federation.exchange.tables import TABLES
from federation.items import Item

Rows = Mapping[str, tuple[Mapping[str, str], ...]]
"""Rows by table, each by column."""

_Values = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What an export adds to the case.

    Attributes:
        item: the item version the case is filed under.
        codes: codes of the receiving system.
        batch: number of this export.
        at: when it is made.
        source: who sends it.
    """

    item: Item
    codes: CodeSets
    batch: str
    at: datetime
    source: str


def rows_of(case: Case, filed: Filed) -> Rows:
    """All rows of a case.

    Raises:
        InvalidInput: CODE_UNDECLARED; EXPORT_INCOMPLETE or TOO_LARGE with table and column.
    """
    maker = _Maker(case, filed)
    made = {
        "up_pro_accept": maker.accept(),
        "up_pro_process": maker.process(),
        "up_pro_special_procedure": maker.special(),
        "up_pro_result": maker.result(),
        "up_pro_material": maker.materials(),
        "up_pro_pay": maker.payments(),
        "up_pro_logistics": maker.logistics(),
    }
    return {
        name: tuple(_whole(name, maker.row(name, key, values)) for key, values in found)
        for name, found in made.items()
    }


def time_text(at: datetime | None) -> str:
    """A time as the tables write it, in Beijing: YYYYMMDDThhmmss (GB/T 39046-2020)."""
    return "" if at is None else at.astimezone(BEIJING).strftime("%Y%m%dT%H%M%S")


def _whole(name: str, row: _Values) -> Mapping[str, str]:
    table = TABLES[name]
    for column, limit in table.columns.items():
        value = row.get(column, "")
        if not value and column in table.required:
            raise InvalidInput(Reason.EXPORT_INCOMPLETE, table=name, column=column)
        if len(value) > limit:
            raise InvalidInput(Reason.TOO_LARGE, table=name, column=column, limit=limit)
    return {column: row.get(column, "") for column in table.columns}


@dataclass(frozen=True, slots=True)
class _Maker:
    case: Case
    filed: Filed

    def row(self, table: str, key: str, values: _Values) -> _Values:
        """A row with its identity: the same case gives the same ``row_guid``, so that it can be sent again."""
        identity = hashlib.sha256(f"{self.case.case_id}/{table}/{key}".encode()).hexdigest()[:32]
        return values | {
            "row_guid": identity,
            "project_no": self._number(),
            "cd_batch": self.filed.batch,
            "cd_operation": "I",
            "cd_time": time_text(self.filed.at),
            "data_source": self.filed.source,
        }

    def _number(self) -> str:
        return self._submitted().local_no or str(self.case.case_id)

    def _submitted(self) -> Submitted:
        if self.case.submitted is None:
            raise InvalidInput(Reason.CASE_UNKNOWN, case=self.case.case_id)
        return self.case.submitted

    def _acts(self, *kinds: type) -> list[Act]:
        return [act for act in self.case.effective if isinstance(act.event, kinds)]

    def accept(self) -> Iterator[tuple[str, _Values]]:
        """The one row that says who applied for what."""
        said, item = self._submitted(), self.filed.item
        party, agent = said.applicant, said.agent
        accepted = next(iter(self._acts(Accepted)), None)
        person = "organisation" if party.id_scheme == ORGANISATIONS else "person"
        yield (
            "",
            {
                "catalog_code": item.base,
                "task_code": item.task,
                "task_handle_item": item.handling_item or "",
                "task_name": item.name,
                "task_version": said.item.version,
                "project_name": item.title,
                "project_type": self.filed.codes.code("project_type", item.kind.value),
                "apply_type": "1",
                "applyer_name": party.name,
                "applyer_type": self.filed.codes.code("applicant", person),
                "applyer_page_type": party.id_type or party.id_scheme,
                "applyer_page_code": party.id_number,
                "contact_name": agent.name if agent else party.name,
                "contact_type": (agent.id_type if agent else party.id_type) or party.id_scheme,
                "contact_code": agent.id_number if agent else party.id_number,
                "contact_mobile": (agent.phone if agent else "") or party.phone,
                "address": party.address,
                "apply_date": time_text(self._acts(Submitted)[0].at),
                "accept_date": time_text(accepted.at) if accepted else "",
                "accept_doc_no": accepted.event.document.number
                if accepted and isinstance(accepted.event, Accepted)
                else "",
                "org_name": item.organ_name,
                "org_code": self.case.organ or item.organ,
                "handle_user_name": accepted.actor.officer if accepted else "",
            },
        )

    def process(self) -> Iterator[tuple[str, _Values]]:
        """One row for each step of the organ."""
        for act in self._acts(StepTaken):
            if isinstance(act.event, StepTaken):
                yield (
                    act.message_id,
                    {
                        "process_name": act.event.name,
                        "event_name": self.filed.codes.code("step", act.event.end),
                        "handle_explain": act.event.note,
                        "handle_user_name": act.actor.officer,
                        "event_start_time": time_text(act.at),
                        "event_end_time": time_text(act.at),
                    },
                )

    def special(self) -> Iterator[tuple[str, _Values]]:
        """One row for each special procedure, with its end; and for the extension."""
        ends = {act.event.suspension: act for act in self._acts(Resumed) if isinstance(act.event, Resumed)}
        for act in self._acts(Suspended, Extended):
            match act.event:
                case Suspended(procedure=procedure, reason=reason):
                    end = ends.get(act.message_id)
                    kind, name = "suspended", str(procedure)
                    outcome = end.event.outcome if end and isinstance(end.event, Resumed) else ""
                    ended = end.at if end else None
                case Extended(approver=approver, reason=reason):
                    kind, name, outcome, ended = "extended", "延长期限", f"批准：{approver}", act.at
                case _:
                    continue
            yield (
                act.message_id,
                {
                    "special_type": self.filed.codes.code("special_type", kind),
                    "special_name": name,
                    "special_time": time_text(act.at),
                    "special_reason": reason,
                    "applyer_user_name": act.actor.officer,
                    "end_time": time_text(ended),
                    "result": outcome,
                    "handle_user": act.actor.officer,
                },
            )

    def result(self) -> Iterator[tuple[str, _Values]]:
        """The end, with the certificates it led to."""
        end = next(iter(self._acts(Finished, NotAccepted, NotRequired)), None)
        if end is None:
            return
        issued = [
            document
            for act in self._acts(Issued)
            if isinstance(act.event, Issued)
            for document in act.event.documents
        ]
        match end.event:
            case Finished(result=result, reason=reason):
                word = str(result)
            case NotRequired(reason=reason):
                word = "not_required"
            case NotAccepted(reason=reason):
                word = "not_accepted"
            case _:
                return
        rating = next(iter(reversed(tuple(self.case.ratings.values()))), None)
        yield (
            "",
            {
                "result_type": self.filed.codes.code("result", word),
                "result_date": time_text(end.at),
                "result_explain": reason,
                "result_cetr_name": "、".join(document.title for document in issued),
                "result_cetr_no": "、".join(document.number for document in issued),
                "is_delivery_results": "1" if self.case.parcels else "0",
                "satisfaction": self.filed.codes.code("satisfaction", rating.said.level) if rating else "",
            },
        )

    def materials(self) -> Iterator[tuple[str, _Values]]:
        """One row for each material that was taken in."""
        names = {spec.code: spec.name for spec in self.filed.item.materials}
        for material in self.case.materials:
            paper = material.originals or material.copies
            word = (
                "deferred"
                if material.code in self.case.promised
                else str(material.disposition)
                if paper
                else "scan"
            )
            yield (
                material.code,
                {
                    "material_name": names.get(material.code, material.code),
                    "get_type": self.filed.codes.code("get_type", word),
                    "get_num": str(material.originals + material.copies or len(material.files)),
                    "material_attach_name": "、".join(blob.digest for blob in material.files)[:500],
                },
            )

    def payments(self) -> Iterator[tuple[str, _Values]]:
        """One row for each fee."""
        for code, charge in self.case.charges.items():
            yield (
                code,
                {
                    "pay_no": code,
                    "org_name": charge.said.payee,
                    "amount": f"{charge.said.fen // 100}.{charge.said.fen % 100:02d}",
                    "pay_time": time_text(charge.paid_at),
                },
            )

    def logistics(self) -> Iterator[tuple[str, _Values]]:
        """One row for each parcel."""
        sent = {act.event.number: act for act in self._acts(ParcelSent) if isinstance(act.event, ParcelSent)}
        found = {
            act.event.number: act
            for act in self._acts(ParcelReceived)
            if isinstance(act.event, ParcelReceived)
        }
        for key, parcel in self.case.parcels.items():
            out, back = sent.get(parcel.number), found.get(parcel.number)
            yield (
                key,
                {
                    "express_no": parcel.number,
                    "send_org": out.actor.organ if out else "",
                    "send_time": time_text(out.at if out else None),
                    "receive_org": back.actor.organ if back else "",
                    "receive_time": time_text(back.at if back else None),
                },
            )
