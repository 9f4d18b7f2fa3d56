"""收件凭证: what the applicant carries home from the window.

`filling` says what is known, persons masked; the words are a template as those of every paper.
Not here: other documents 文书, and where the view comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from federation.case.choices import AgentBasis, Delivery, Disposition
from federation.items import Limit
from node.documents.compose import Filling, Row, compose
from node.documents.mask import mask_name, mask_number
from node.documents.sheet import typeset
from node.documents.template import Template

HOTLINE = "12345"
BEIJING = timezone(timedelta(hours=8), "北京时间")

DISPOSITIONS: dict[Disposition, tuple[str, str]] = {
    Disposition.VERIFY_AND_HAND_BACK: ("核验退还", "原件核验无误，已当场退还"),
    Disposition.COPY: ("收复印件", "复印件寄办理地，原件未收"),
    Disposition.KEEP: ("收取原件", "原件寄办理地存档，不退还"),
    Disposition.RETURN: ("用后退还", "原件寄办理地，办结后退还"),
    Disposition.SURRENDER: ("收回旧证", "旧证寄办理地收回，不退还"),
}
DELIVERIES: dict[Delivery, str] = {
    Delivery.WINDOW: "到本收件窗口领取",
    Delivery.HOME: "由办理机关寄到申请人所留地址",
    Delivery.ONLINE: "电子送达",
}
BASES: dict[AgentBasis, str] = {
    AgentBasis.AUTHORISATION: "受委托人",
    AgentBasis.GUARDIAN: "监护人",
    AgentBasis.REPRESENTATIVE: "法定代表人（负责人）或经办人",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptParty:
    """A person or organisation as in the case; it is masked here, not before.

    Attributes:
        id_label: what the document is called, for example ``居民身份证``.
        organisation: organisations are public and stand in full.
    """

    name: str
    id_label: str
    id_number: str
    organisation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptMaterial:
    """One material received: copies of paper by kind, scans as files."""

    name: str
    disposition: Disposition
    originals: int = 0
    copies: int = 0
    scans: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """All that a receipt says.

    Attributes:
        promised: from acceptance, as the handling place publishes it; 0 = 即办件; None where it publishes none.
        received_at: aware; printed in Beijing time, and the creation date of the PDF.
        officer: number of the window or clerk, never a name.
    """

    case_id: str
    local_no: str = ""
    item_name: str
    item_code: str
    accepting_place: str
    accepting_organ: str
    officer: str
    handling_place: str
    handling_organ: str
    applicant: ReceiptParty
    agent: ReceiptParty | None = None
    agent_basis: AgentBasis | None = None
    materials: tuple[ReceiptMaterial, ...]
    delivery: Delivery
    promised: Limit | None
    received_at: datetime
    notice_version: str
    window_phone: str
    handling_phone: str
    supervision_phone: str = HOTLINE


def filling(view: ReceiptView) -> Filling:
    """What a receipt is filled with; persons are masked, unless the words name them in full."""
    applicant, received = view.applicant, view.received_at.astimezone(BEIJING)
    values = {
        "organ": view.accepting_organ,
        "date": f"{received.year}年{received.month}月{received.day}日",
        "case": view.case_id,
        "item": view.item_name,
        "item_code": view.item_code,
        "applicant": applicant.name,
        "applicant_label": applicant.id_label,
        "applicant_masked": _number(applicant),
        "applicant_listed": _name(applicant),
        "window": view.accepting_organ,
        "accepting_place": view.accepting_place,
        "handling_place": view.handling_place,
        "handling_organ": view.handling_organ,
        "phone": view.window_phone,
        "supervision": view.supervision_phone,
        "officer": view.officer,
        "received": f"{received:%Y年%m月%d日 %H:%M}（北京时间）",
        "limit": _promise(view.promised),
        "delivery": DELIVERIES[view.delivery],
        "local_no": view.local_no or "—",
        "handling_phone": view.handling_phone,
        "notice_version": view.notice_version,
        "count": str(len(view.materials)),
        **_agent(view),
    }
    return Filling(organ="", values=values, tables={"taken": [_material(one) for one in view.materials]})


def _agent(view: ReceiptView) -> dict[str, str]:
    if view.agent is None:
        return {}
    return {
        "agent": view.agent.name,
        "agent_basis": BASES[view.agent_basis] if view.agent_basis else "代理人",
        "agent_listed": _name(view.agent),
        "agent_label": view.agent.id_label,
        "agent_masked": _number(view.agent),
    }


def _promise(limit: Limit | None) -> str:
    if limit is None:
        return "以办理机关公布的时限为准。是否受理由办理机关决定。"
    if limit.amount == 0:
        return "即办件：材料齐全、符合法定形式的，办理机关受理当日办结；材料寄递时间除外。"
    return (
        f"自办理机关受理之日起{limit}内办结；补正、依法不计入的时间及材料寄递时间除外。"
        "是否受理由办理机关决定。"
    )


def _name(party: ReceiptParty) -> str:
    return party.name if party.organisation else mask_name(party.name)


def _number(party: ReceiptParty) -> str:
    return party.id_number if party.organisation else mask_number(party.id_number)


def _material(one: ReceiptMaterial) -> Row:
    way, fate = DISPOSITIONS[one.disposition] if one.originals or one.copies else ("—", "仅收电子件")
    counts = (f"{count} 份" if count else "—" for count in (one.originals, one.copies, one.scans))
    return (one.name, *counts, way, fate)


def render_receipt(view: ReceiptView, words: Template) -> bytes:
    """The receipt as an A4 PDF with its font inside; about a second of one processor: call it in a thread.

    Args:
        view: ``received_at`` must be aware.
        words: the locality's.

    Returns:
        The bytes of the file; equal views and words give equal bytes.

    Raises:
        InvalidInput: VALUE_MISSING if the words need what is not known.
    """
    return typeset(compose(words, filling(view)), view.received_at)
