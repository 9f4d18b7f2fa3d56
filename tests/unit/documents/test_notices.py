"""Every document as its reader has it: text, numbers, seal, remedies; nothing missing, nothing masked wrongly."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from federation.case import ORGANISATIONS, Side
from federation.case.choices import TimeUnit
from federation.case.parts import Difference, Party
from federation.errors import InvalidInput, KuayuError, Reason
from node.documents.compose import Filling, compose
from node.documents.kinds import KINDS, REMEDIES, DocumentKind
from node.documents.particulars import common, later_row, of_event, taken_in
from node.documents.settings import parse_settings
from node.documents.sheet import typeset
from tests.worlds.papers import (
    DEFERRED,
    EVENTS,
    NAME,
    NOW,
    ORGAN,
    REASON,
    case_of,
    ground,
    notice,
    pages,
    read,
    sheet,
    template,
    world,
)

NUMBER = "440524197001010086"
SAID = {
    DocumentKind.CORRECTION: (
        "第三十二条第一款第（四）项",
        "现将需要补正的全部内容一次告知如下",
        "申请书第3页未签名，请由经营者本人签名并注明日期",
        "居民身份证",
        "送达之日起10日（自然日）内",
        "签收时间",
    ),
    DocumentKind.ACCEPTANCE: ("第三十二条第一款第（五）项", "决定予以受理", "10个工作日内办结"),
    DocumentKind.NON_ACCEPTANCE: ("第三十二条第一款第（二）项", "决定不予受理", "请向西安市交通运输局申请"),
    DocumentKind.NOT_REQUIRED: ("第三十二条第一款第（一）项", "告知不受理", "依法实行备案"),
    DocumentKind.PROCEDURE: ("第四十五条", "专家评审", "15个工作日", "不计算在办理期限内", "特殊医学用途"),
    DocumentKind.EXTENSION: (
        "第四十二条第一款",
        "经本机关负责人（张局长）批准",
        "延长10个工作日",
        "临时停业",
    ),
    DocumentKind.FEE: (
        "公证费",
        "200.50元",
        "贰佰元伍角整",
        "61010426000000000012",
        "西安市公证处",
        "陕价费发",
    ),
    DocumentKind.GRANT: ("第三十八条第一款", "决定准予行政许可", "食品经营许可证", NUMBER),
    DocumentKind.DENIAL: ("第三十八条第二款", "决定不予行政许可", REASON, "业务主管单位批准文件1份", NUMBER),
    DocumentKind.COMPLETION: ("已经办结", "档案复制件已制作"),
    DocumentKind.RETURN: ("决定退件", "补正后的材料仍不齐全", "重新提出申请"),
    DocumentKind.WITHDRAWAL: ("于2026年1月5日请求撤回", "同意撤回"),
    DocumentKind.VOID: ("决定作废", "同一事项重复受理"),
    DocumentKind.LAPSE: ("莲市监补〔2026〕3号", "终结本次申请的办理", "十日内未补正"),
    DocumentKind.FORWARDING: ("转报或者移送", "西安市市场监督管理局"),
}
"""What each document must tell its reader, beside what all of them must."""


@pytest.mark.parametrize("kind", EVENTS)
def test_a_document_says_what_the_law_asks(kind: DocumentKind) -> None:
    """Organ, title, number, addressee by full name, item, case, grounds, date, seal; remedies where they belong."""
    text = "".join(sheet(kind).text.split())
    wanted = (
        "西安市莲湖区市场监督管理局",
        template(kind).title,
        "莲市监〔2026〕12号",
        NAME,
        case_of(kind).case_id,
        "食品经营许可（延续）",
        "2026年11月24日",
        "（印章）",
        "029-87000201",
        *("".join(part.split()) for part in SAID[kind]),
    )
    assert [part for part in wanted if part not in text] == []
    clause = ("六十日内", "西安市莲湖区人民政府", "六个月内", "西安铁路运输法院")
    assert all((part in text) is (REMEDIES in KINDS[kind].must) for part in clause)
    assert not re.search(r"[{}]", text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", EVENTS)
def test_a_document_prints_what_it_says(kind: DocumentKind) -> None:
    """Every word of the sheet can be read back from the file; its metadata names nobody."""
    pdf = notice(kind)
    text = read(pdf)
    words = [word for block in sheet(kind).blocks for word in block.words]
    assert [word for word in words if "".join(word.split()) not in text] == []
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == template(kind).title
    assert set(metadata) <= {"/Title", "/CreationDate", "/Producer"}


@pytest.mark.parametrize("kind", EVENTS)
def test_for_other_items_no_licensing_law_is_cited(kind: DocumentKind) -> None:
    """A public service is no licence: its documents do not call it one."""
    assert "行政许可" not in sheet(kind, licence=False).text


def test_only_decisions_bear_the_whole_number() -> None:
    """A notice that may be opened by others shows the ends of the identity number only."""
    whole = {kind for kind in EVENTS if NUMBER in sheet(kind).text}
    assert whole == {DocumentKind.GRANT, DocumentKind.DENIAL}
    assert "4405**********0086" in sheet(DocumentKind.CORRECTION).text


def test_acceptance_with_deferred_materials() -> None:
    """What may follow is listed with its limit, and nothing says that all was there."""
    text = sheet(DocumentKind.ACCEPTANCE, event=DEFERRED).text
    assert "𠮷祥㙟店平面图" in text
    assert "自受理之日起5个工作日内" in text
    assert "申请材料齐全" not in text


def test_acceptance_of_what_is_decided_at_once() -> None:
    """No number of days is promised."""
    event = replace(EVENTS[DocumentKind.ACCEPTANCE], promised_days=0)
    text = sheet(DocumentKind.ACCEPTANCE, event=event).text
    assert "即办件" in text
    assert "承诺" not in text


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (None, "5个工作日"),
        (TimeUnit.WORKING_DAY, "5个工作日"),
        (TimeUnit.CALENDAR_DAY, "5日（自然日）"),
        (TimeUnit.MONTH, "5个月"),
        (TimeUnit.HOUR, "5小时"),
    ],
)
def test_acceptance_says_what_the_promise_is_counted_in(unit: TimeUnit | None, words: str) -> None:
    """The applicant reads the unit that the clock counts."""
    event = replace(EVENTS[DocumentKind.ACCEPTANCE], promised_days=5, promised_unit=unit)
    assert words in sheet(DocumentKind.ACCEPTANCE, event=event).text


def test_an_organisation_is_addressed_as_one() -> None:
    """Its code stands whole: it is public."""
    company = Party(
        name="汕头市㛃记潮味餐饮有限公司",
        id_scheme=ORGANISATIONS,
        id_type="",
        id_number="91440507MA4KTC011Y",
        address="汕头市",
    )
    text = sheet(DocumentKind.DENIAL, case=world(party=company).case(Side.HANDLING)).text
    assert "你单位于" in text
    assert "91440507MA4KTC011Y" in text


def test_a_long_table_goes_over_pages() -> None:
    """Two hundred defects, one of them two thousand characters long: every page has the head, none is lost."""
    defects = tuple(Difference(material="M-KEEP", note=f"第{n}处须补正") for n in range(199))
    event = replace(
        EVENTS[DocumentKind.CORRECTION], defects=(*defects, Difference(material="M-ID", note="补" * 2000))
    )
    found = pages(notice(DocumentKind.CORRECTION, event=event))
    text = "".join(found)
    assert len(found) > 4
    assert all(f"第{n}处须补正" in text for n in range(199))
    assert text.count("补" * 10) > 0
    assert sum(page.count("补") for page in found) > 2000
    assert all("需要补正的内容" in page for page in found[:-1])
    assert all(f"第{n}页共{len(found)}页" in page for n, page in enumerate(found, 1))
    assert "（印章）" in found[-1]


def test_the_seal_never_stands_alone() -> None:
    """Wherever the text ends, organ and date stand together with the words before or the signatures behind."""
    for lines in range(14, 24, 2):
        event = replace(EVENTS[DocumentKind.DENIAL], reason="\n".join(["理由"] * lines))
        found = pages(notice(DocumentKind.DENIAL, event=event))
        assert [("（印章）" in page, "2026年11月24日" in page) for page in found if "（印章）" in page] == [
            (True, True)
        ]


def test_text_with_breaks_and_rare_characters() -> None:
    """Line breaks make paragraphs, tabs blanks; what the font lacks is named, and braces in a text are only braces."""
    event = replace(EVENTS[DocumentKind.DENIAL], reason="一、甲\n二、\t乙\ue123{organ}𬱖")
    text = read(notice(DocumentKind.DENIAL, event=event))
    assert "一、甲二、乙[U+E123]{organ}𬱖" in text


@pytest.mark.parametrize("setting", ["review", "court"])
def test_remedies_without_an_address_are_refused(setting: str) -> None:
    """Whom to turn to must be said, or the time limit is a year: the operator is told what to fill in."""
    with pytest.raises(KuayuError) as refused:
        _without(setting)
    assert refused.value.reason is Reason.CONFIG
    assert refused.value.detail["setting"] == f"organs.{ORGAN}.{setting}"


def _without(setting: str) -> None:
    kind = DocumentKind.DENIAL
    case, known = case_of(kind), ground()
    assert known.settings is not None
    known = replace(known, settings=known.settings.model_copy(update={setting: ""}))
    values, tables = of_event(case, known, EVENTS[kind])
    values |= {**common(case, known), "basis": "法", "title": "书", "number": "号"}
    compose(template(kind), Filling(organ=ORGAN, values=values, tables=tables))


def test_a_gap_is_refused_with_its_name() -> None:
    """A case that nobody wants back has no day of withdrawal."""
    case = case_of(DocumentKind.GRANT)
    with pytest.raises(InvalidInput) as refused:
        notice(DocumentKind.WITHDRAWAL, case=case)
    assert refused.value.detail == {"field": "wanted_back"}


def test_equal_documents_are_equal_files() -> None:
    """The digest in the event is that of these words; another number is another file."""
    assert (printed := notice(DocumentKind.GRANT)) == notice(DocumentKind.GRANT)
    assert printed != notice(DocumentKind.GRANT, number="莲市监〔2026〕13号")


def form(kind: DocumentKind, **tables: list[tuple[str, ...]]) -> str:
    """The text of a form of a case."""
    case, known = world().case(Side.HANDLING), ground()
    filling = Filling(organ=ORGAN, values=common(case, known), tables=tables)
    return read(typeset(compose(template(kind), filling), NOW))


def test_the_proof_of_delivery() -> None:
    """Who serves what on whom, room to sign, and what does not count."""
    text = form(DocumentKind.PROOF, documents=[("补正告知书", "莲市监补〔2026〕3号", "1")])
    for wanted in (
        "送达回证",
        NAME,
        "莲市监补〔2026〕3号",
        "受送达人签名或者盖章",
        "收到日期",
        "送达人（工号）",
    ):
        assert wanted in text
    assert "快递员代签、放置代收点不算送达" in text


def test_the_list_of_what_was_taken_in() -> None:
    """Every material with its counts, what becomes of it and where it is; the applicant's name masked."""
    case, known = world().case(Side.HANDLING), ground()
    text = form(DocumentKind.HANDOVER, originals=taken_in(case, known))
    for wanted in (
        "材料物品清单",
        "欧***",
        "申请书",
        "收取原件",
        "用后退还",
        "收回旧证",
        "收件窗口1份",
        "移交人",
    ):
        assert wanted in text
    assert NAME not in text


def test_the_operators_phone_goes_before_the_catalogues() -> None:
    """An organ may name its own line."""
    text = '[organs.11610104TEXT02012P]\nshort = "莲"\nphone = "029-1"'
    known = replace(ground(), settings=parse_settings(text).organs[ORGAN])
    assert common(case_of(DocumentKind.GRANT), known)["phone"] == "029-1"


def test_a_promise_to_bring_something_later() -> None:
    """容缺受理承诺书: to the organ, by the applicant in full, what is to come by when, and what follows if not."""
    case, known = case_of(DocumentKind.GRANT), ground()
    text = form(DocumentKind.PROMISE, deferred=[later_row(case, known, "M-LATER", "5")])
    for wanted in (
        "容缺受理承诺书",
        NAME,
        "自受理之日起5个工作日内",
        "逾期未补齐的，办理机关依法终结办理",
        "承诺日期",
    ):
        assert wanted in text


@pytest.mark.parametrize(
    ("code", "days", "reason"),
    [
        ("M-NOBODY", "5", Reason.EVENT_REFERENCE),
        ("M-KEEP", "5", Reason.EVENT_REFERENCE),
        ("M-LATER", "0", Reason.VALUE_INVALID),
        ("M-LATER", "", Reason.VALUE_INVALID),
        ("M-LATER", "五", Reason.VALUE_INVALID),
        ("M-LATER", "99999999999", Reason.VALUE_INVALID),
    ],
)
def test_what_cannot_be_promised(code: str, days: str, reason: Reason) -> None:
    """Nothing that the item does not ask for, nothing that is there, no time without an end."""
    with pytest.raises(InvalidInput) as refused:
        later_row(case_of(DocumentKind.GRANT), ground(), code, days)
    assert refused.value.reason is reason
