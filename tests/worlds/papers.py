"""Documents of the test world: what a locality says of them, a case, and one event of every kind that has one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypdf

from federation.case import Case, Side
from federation.case.choices import DayUnit, Delivery, Procedure, Result
from federation.case.events import (
    Accepted,
    Arrived,
    CorrectionRequested,
    Event,
    Finished,
    NotAccepted,
    WithdrawalRequested,
)
from federation.case.parts import Deferred, Difference, Document, Party
from federation.case.process import Extended, FeeDue, NotRequired, Suspended
from federation.ids import Uscc
from federation.items import Item, MaterialSpec, load_catalogue
from federation.items.tables import Need
from node.documents.blocks import Sheet
from node.documents.compose import Filling, compose
from node.documents.kinds import DocumentKind
from node.documents.particulars import Ground, common, of_event
from node.documents.settings import DocumentSettings, parse_settings
from node.documents.sheet import typeset
from node.documents.template import Template
from tests.worlds.acts import CORRECTION
from tests.worlds.case import APPLICANT, MATERIALS, XIAN, World, blob, document, submitted

ROOT = Path(__file__).resolve().parents[2]
ORGAN = Uscc("11610104TEXT02012P")
NAME = "欧阳𬱖㛃"
LAKE = """
[organs.11610104TEXT02012P]
short = "莲市监"
review = "西安市莲湖区人民政府"
court = "西安铁路运输法院"

[organs.11610104TEXT02039F]
short = "莲民"
review = "西安市莲湖区人民政府"
court = "西安铁路运输法院"

[organs.11440500TEXT00017J]
short = "汕政服"

[halls.610100]
name = "西安市政务服务中心跨省通办窗口"
address = "陕西省西安市未央区某路1号"
phone = "029-86000000"

[halls.440500]
name = "汕头市政务服务中心跨省通办窗口"
address = "广东省汕头市龙湖区某路2号"
phone = "0754-88000000"
"""
"""What the nodes are told of their documents."""
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
UNMADE = Document(number="", title="", file=None)
REASON = "经营场所平面布局不符合《食品经营许可审查通则》的要求：粗加工间与烹饪间未分开设置。"

EVENTS: Mapping[DocumentKind, Event] = {
    DocumentKind.CORRECTION: CorrectionRequested(
        document=UNMADE,
        defects=(
            Difference(material="M-KEEP", note="申请书第3页未签名，请由经营者本人签名并注明日期"),
            Difference(material="M-ID", note="复印件不清，证件有效期无法辨认"),
        ),
        days=10,
    ),
    DocumentKind.ACCEPTANCE: Accepted(document=UNMADE, promised_days=10),
    DocumentKind.NON_ACCEPTANCE: NotAccepted(
        document=UNMADE, reason="申请事项不属于本机关职权范围，请向西安市交通运输局申请。"
    ),
    DocumentKind.NOT_REQUIRED: NotRequired(
        document=UNMADE, reason="仅销售预包装食品，依法实行备案，不需要取得许可。"
    ),
    DocumentKind.PROCEDURE: Suspended(
        procedure=Procedure.EXPERT_REVIEW,
        days=15,
        unit=DayUnit.WORKING_DAY,
        reason="经营项目含特殊医学用途配方食品，须组织专家评审。",
        document=UNMADE,
    ),
    DocumentKind.EXTENSION: Extended(
        days=10, approver="张局长", reason="现场核查期间申请人临时停业，无法按期完成核查。", document=UNMADE
    ),
    DocumentKind.FEE: FeeDue(
        code="61010426000000000012", name="公证费", fen=20_050, payee="西安市公证处", document=UNMADE
    ),
    DocumentKind.GRANT: Finished(result=Result.GRANT),
    DocumentKind.DENIAL: Finished(result=Result.DENY, reason=REASON),
    DocumentKind.COMPLETION: Finished(result=Result.DONE, reason="档案复制件已制作。"),
    DocumentKind.RETURN: Finished(result=Result.RETURN, reason="补正后的材料仍不齐全。"),
    DocumentKind.WITHDRAWAL: Finished(result=Result.WITHDRAWN),
    DocumentKind.VOID: Finished(result=Result.VOIDED, reason="同一事项重复受理。"),
    DocumentKind.LAPSE: Finished(result=Result.LAPSED, reason="自告知书送达之日起十日内未补正。"),
    DocumentKind.FORWARDING: Finished(result=Result.FORWARDED, reason="已移送西安市市场监督管理局办理。"),
}
"""The event of every document, before the document is made."""

DEFERRED = Accepted(
    document=UNMADE,
    promised_days=10,
    deferred=(Deferred(material="M-LATER", days=5, promise=blob("promise")),),
)


@cache
def item() -> Item:
    """A food licence as Xi'an publishes it, asking for the materials of the test case."""
    sheet = (ROOT / "examples/catalogues/xian.xlsx").read_bytes()
    catalogue = load_catalogue(sheet, locality=XIAN, version="2026.1").catalogue
    (found,) = catalogue.find("11610104TEXT02012P4000131911002")
    names = {
        "M-KEEP": "申请书",
        "M-BACK": "业务主管单位批准文件",
        "M-OLD": "食品经营许可证正、副本",
        "M-ID": "居民身份证",
        "M-LATER": "𠮷祥㙟店平面图",
    }
    specs = tuple(MaterialSpec(code=code, name=name, need=Need.REQUIRED) for code, name in names.items())
    return replace(found, materials=specs, fee_note="按陕价费发〔2000〕1号收取")


@cache
def settings() -> DocumentSettings:
    """Xi'an's."""
    return parse_settings(LAKE)


def ground(*, licence: bool = True, today: date = date(2026, 11, 24)) -> Ground:
    """What is known beside the case."""
    return Ground(
        organ=ORGAN,
        organ_name="西安市莲湖区市场监督管理局",
        entrusted="",
        settings=settings().organs[ORGAN],
        places=("广东省汕头市", "陕西省西安市"),
        window="汕头市政务服务中心",
        item=item() if licence else replace(item(), type="20"),
        correction_unit=DayUnit.CALENDAR_DAY,
        today=today,
    )


PERSON = replace(APPLICANT, name=NAME)


def world(*, party: Party = PERSON, delivery: Delivery = Delivery.WINDOW) -> World:
    """A case of somebody whose name has rare characters."""
    made = World()
    made.must(Side.ACCEPTING, replace(submitted(delivery=delivery, materials=MATERIALS), applicant=party))
    made.settle().must(Side.HANDLING, Arrived())
    return made.settle()


def case_of(kind: DocumentKind) -> Case:
    """The case as it stands before the event of a kind."""
    made = world()
    if kind is DocumentKind.LAPSE:
        made.must(Side.HANDLING, replace(CORRECTION, document=document("莲市监补〔2026〕3号")))
    if kind is DocumentKind.WITHDRAWAL:
        made.must(Side.ACCEPTING, WithdrawalRequested(reason=""))
    return made.settle().case(Side.HANDLING)


def template(kind: DocumentKind, *, licence: bool = True, held: DocumentSettings | None = None) -> Template:
    """The words of a kind."""
    pair = (held or settings()).templates[kind]
    return pair.licence if licence else pair.other


def sheet(
    kind: DocumentKind,
    *,
    event: Event | None = None,
    case: Case | None = None,
    licence: bool = True,
    held: DocumentSettings | None = None,
    number: str = "莲市监〔2026〕12号",
) -> Sheet:
    """A document of a kind, composed."""
    case, known = case or case_of(kind), ground(licence=licence)
    words = template(kind, licence=licence, held=held)
    values, tables = of_event(case, known, event or EVENTS[kind])
    values |= {**common(case, known), "basis": words.basis, "title": words.title, "number": number}
    return compose(words, Filling(organ=ORGAN, values=values, tables=tables))


def notice(kind: DocumentKind, **known: Any) -> bytes:
    """A document of a kind, set; arguments as `sheet`."""
    return typeset(sheet(kind, **known), NOW)


def read(pdf: bytes) -> str:
    """The text of a PDF without blanks."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
