"""收件凭证: what the applicant carries home from the window.

`compose` says what stands on the sheet, as text, persons masked; `sheet.typeset` prints it.
Not here: other documents 文书, and where the view comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from federation.case.choices import AgentBasis, Delivery, Disposition
from federation.items import Limit
from node.documents.blocks import Barcode, Column, Facts, Heading, Notes, Sheet, Signatures, Table
from node.documents.mask import mask_name, mask_number
from node.documents.sheet import typeset

TITLE = "跨省通办收件凭证"
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
        officer: number of the clerk, never a name.
    """

    case_id: str
    local_no: str = ""
    item_name: str
    item_code: str
    accepting_place: str
    accepting_organ: str
    window: str
    window_no: str
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
    supervision_phone: str = "12345"


_COLUMNS = (
    Column(head="序号", share=10, centred=True),
    Column(head="材料名称", share=60),
    Column(head="原件", share=13, centred=True),
    Column(head="复印件", share=14, centred=True),
    Column(head="电子件", share=14, centred=True),
    Column(head="处理方式", share=20, centred=True),
    Column(head="原件去向", share=49),
)


def compose(view: ReceiptView) -> Sheet:
    """What stands on the sheet; persons masked."""
    return Sheet(
        title=TITLE,
        blocks=(
            Heading(office=f"{view.accepting_place}　{view.window}", title=TITLE),
            Barcode(number=view.case_id),
            Facts(rows=_facts(view)),
            Table(
                caption=f"已收材料（{len(view.materials)} 项）",
                columns=_COLUMNS,
                rows=tuple(_material(n, one) for n, one in enumerate(view.materials, 1)),
            ),
            Notes(lines=_notes(view)),
            Signatures(
                texts=(
                    "申请人（代理人）签名：",
                    f"收件人（工号）：{view.officer}",
                    "收件窗口（盖章）：",
                    "　　　　年　　月　　日",
                )
            ),
        ),
    )


def _facts(view: ReceiptView) -> tuple[tuple[str, ...], ...]:
    received = view.received_at.astimezone(BEIJING)
    agent = view.agent
    basis = BASES[view.agent_basis] if view.agent_basis else "代理人"
    return (
        ("事项名称", view.item_name),
        ("事项编码", view.item_code),
        ("申请人", _name(view.applicant), view.applicant.id_label, _number(view.applicant)),
        *([(basis, _name(agent), agent.id_label, _number(agent))] if agent else []),
        ("收件地", view.accepting_place, "收件机构", view.accepting_organ),
        ("办理地", view.handling_place, "办理机关", view.handling_organ),
        ("收件时间", f"{received:%Y年%m月%d日 %H:%M}（北京时间）", "收件窗口", f"{view.window_no} 号"),
        ("办理时限", _promise(view.promised)),
        ("结果送达", DELIVERIES[view.delivery], "本地流水号", view.local_no or "—"),
    )


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


def _material(number: int, one: ReceiptMaterial) -> tuple[str, ...]:
    way, fate = DISPOSITIONS[one.disposition] if one.originals or one.copies else ("—", "仅收电子件")
    counts = (f"{count} 份" if count else "—" for count in (one.originals, one.copies, one.scans))
    return (str(number), one.name, *counts, way, fate)


def _notes(view: ReceiptView) -> tuple[str, ...]:
    return (
        "1. 本凭证证明收件窗口已收到上列材料并转送办理机关，不是受理决定；受理、审查和决定由办理机关作出。",
        f"2. 办理机关咨询电话：{view.handling_phone}；监督投诉电话：{view.supervision_phone}。",
        "3. 查询进度：报上方办件编号和预留手机号后四位，到本收件窗口查询，",
        f"　 或拨打收件窗口电话 {view.window_phone}。需要补正材料时，办理机关将一次性告知，由收件窗口送达。",
        f"4. 已向申请人宣读个人信息处理告知书（版本 {view.notice_version}）。领取结果请带本凭证和有效证件。",
        "5. 本凭证一式两份，申请人与收件窗口各执一份。",
    )


def render_receipt(view: ReceiptView) -> bytes:
    """The receipt as an A4 PDF with its font inside; about a second of one processor: call it in a thread.

    Args:
        view: ``received_at`` must be aware.

    Returns:
        The bytes of the file; equal views give equal bytes.
    """
    return typeset(compose(view), view.received_at)
