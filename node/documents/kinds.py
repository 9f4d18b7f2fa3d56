"""The kinds of paper a node makes, which event each belongs to, and what each must say.

`templates/<kind>.toml` holds the words; a locality lays its own over them (`settings`). docs/documents.md is
rendered from these tables. Articles without a name are those of the Administrative Licensing Law 行政许可法.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.terms import Kind
from node.documents.places import FORM, NOTICE, PARCEL, PLACES, RECEIPT


class DocumentKind(StrEnum):
    """A kind of paper; the value names its template and its table in a locality's file."""

    CORRECTION = "correction"
    ACCEPTANCE = "acceptance"
    NON_ACCEPTANCE = "non_acceptance"
    NOT_REQUIRED = "not_required"
    PROCEDURE = "procedure"
    EXTENSION = "extension"
    FEE = "fee"
    GRANT = "grant"
    DENIAL = "denial"
    COMPLETION = "completion"
    RETURN = "return"
    WITHDRAWAL = "withdrawal"
    VOID = "void"
    LAPSE = "lapse"
    FORWARDING = "forwarding"
    RECEIPT = "receipt"
    PROMISE = "promise"
    PROOF = "proof"
    HANDOVER = "handover"
    MANIFEST = "manifest"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindInfo:
    """What a kind of paper is.

    Attributes:
        event: whose document it is; None for a form that no event carries.
        source: where the law or the field asks for it.
        own: places that its words may name beside those of every notice, form or parcel.
        must: places, tables and clauses that it must name, whoever wrote its words.
    """

    event: Kind | None
    source: str
    own: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    group: frozenset[str] = NOTICE

    @property
    def places(self) -> frozenset[str]:
        """Every place its words may name."""
        return self.group | self.own


REMEDIES = "remedies"
"""Stands among what a kind must name for the clause on review 行政复议 and suit 行政诉讼."""


def _notice(event: Kind, source: str, *must: str, optional: tuple[str, ...] = ()) -> KindInfo:
    own = frozenset((*must, *optional)) - {REMEDIES}
    return KindInfo(event=event, source=source, own=own & PLACES.keys(), must=frozenset(must))


KINDS: Mapping[DocumentKind, KindInfo] = {
    DocumentKind.CORRECTION: _notice(Kind.CORRECTION_REQUESTED, "32条(四)", "basis", "defects", "days"),
    DocumentKind.ACCEPTANCE: _notice(
        Kind.ACCEPTED,
        "32条(五)、32条第二款",
        "basis",
        "deferred",
        optional=("promised", "instant", "complete"),
    ),
    DocumentKind.NON_ACCEPTANCE: _notice(
        Kind.NOT_ACCEPTED, "32条(二)、32条第二款", "basis", "reason", REMEDIES
    ),
    DocumentKind.NOT_REQUIRED: _notice(Kind.NOT_REQUIRED, "32条(一)(二)", "basis", "reason", REMEDIES),
    DocumentKind.PROCEDURE: _notice(Kind.SUSPENDED, "45条", "basis", "procedure", "days", "reason"),
    DocumentKind.EXTENSION: _notice(Kind.EXTENDED, "42条", "basis", "days", "reason", "approver"),
    DocumentKind.FEE: _notice(
        Kind.FEE_DUE,
        "58条、59条",
        "charge",
        "amount",
        "capital",
        "payment_code",
        "payee",
        optional=("fee_note",),
    ),
    DocumentKind.GRANT: _notice(
        Kind.FINISHED_GRANT, "38条第一款", "basis", "applicant_number", optional=("reason", "result")
    ),
    DocumentKind.DENIAL: _notice(
        Kind.FINISHED_DENY, "38条第二款", "basis", "applicant_number", "reason", REMEDIES
    ),
    DocumentKind.COMPLETION: _notice(
        Kind.FINISHED_DONE, "公共服务、转移、备案等事项的办结", optional=("reason", "result")
    ),
    DocumentKind.RETURN: _notice(Kind.FINISHED_RETURN, "广东省办件数据 退回办结", "reason", REMEDIES),
    DocumentKind.WITHDRAWAL: _notice(
        Kind.FINISHED_WITHDRAWN, "政务大厅实务 撤回申请", "wanted_back", optional=("reason",)
    ),
    DocumentKind.VOID: _notice(Kind.FINISHED_VOIDED, "广东省办件数据 作废办结", "reason", REMEDIES),
    DocumentKind.LAPSE: _notice(
        Kind.FINISHED_LAPSED, "广东省办件数据 补正不来办结", "overdue", "reason", REMEDIES
    ),
    DocumentKind.FORWARDING: _notice(Kind.FINISHED_FORWARDED, "广东省办件数据 转报办结", "reason"),
    DocumentKind.RECEIPT: KindInfo(
        event=None,
        source="国办发〔2020〕35号 异地收件；收件凭证",
        own=RECEIPT,
        must=frozenset({"case", "item", "applicant_listed", "handling_organ", "received", "limit", "taken"}),
        group=FORM,
    ),
    DocumentKind.PROMISE: KindInfo(
        event=None,
        source="政务大厅实务 容缺受理承诺",
        must=frozenset({"case", "item", "applicant", "deferred"}),
        group=FORM,
    ),
    DocumentKind.PROOF: KindInfo(
        event=None,
        source="案卷评查标准 送达回证；民事诉讼法 送达",
        must=frozenset({"documents", "applicant"}),
        group=FORM,
    ),
    DocumentKind.HANDOVER: KindInfo(
        event=None, source="国办发〔2020〕35号 异地收件；交接实务", must=frozenset({"originals"}), group=FORM
    ),
    DocumentKind.MANIFEST: KindInfo(
        event=None,
        source="GB/T 39046 表15 物流；交接实务",
        must=frozenset({"papers", "parcel"}),
        group=PARCEL,
    ),
    DocumentKind.LABEL: KindInfo(
        event=None,
        source="快递暂行条例 22条 实名收寄、详情单",
        must=frozenset({"parcel", "to_name", "to_phone", "to_address"}),
        own=frozenset({"to_phone", "to_address", "from_phone", "from_address"}),
        group=PARCEL,
    ),
}

KIND_OF_EVENT: Mapping[Kind, DocumentKind] = {
    info.event: kind for kind, info in KINDS.items() if info.event is not None
}
