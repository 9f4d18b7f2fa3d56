"""The receipt as its readers see it: text, metadata, bytes."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from federation.case.choices import AgentBasis, Delivery, Disposition
from federation.errors import KuayuError
from federation.items import Limit
from federation.items.tables import LimitUnit
from node.documents.blocks import Facts
from node.documents.compose import compose
from node.documents.kinds import DocumentKind
from node.documents.receipt import ReceiptMaterial, ReceiptParty, ReceiptView, filling, render_receipt
from node.documents.settings import parse_settings

WORDS = parse_settings("").templates[DocumentKind.RECEIPT].licence
NAME, NUMBER = "𬱖小㛃", "440524197001010086"
AGENT, AGENT_NUMBER = "阿依古丽·买买提", "610113198506150020"
VIEW = ReceiptView(
    case_id="KT4405006101002026100921I3V9R",
    local_no="11440500TEXT00017J0001319110012026100900010001",
    item_name="食品经营许可（延续）",
    item_code="11610104TEXT02012P4000131911002",
    accepting_place="广东省汕头市",
    accepting_organ="汕头市政务服务中心",
    officer="A12",
    handling_place="陕西省西安市",
    handling_organ="西安市莲湖区市场监督管理局",
    applicant=ReceiptParty(name=NAME, id_label="居民身份证", id_number=NUMBER),
    agent=ReceiptParty(name=AGENT, id_label="居民身份证", id_number=AGENT_NUMBER),
    agent_basis=AgentBasis.AUTHORISATION,
    materials=(
        ReceiptMaterial(
            name="食品经营许可证正、副本", disposition=Disposition.SURRENDER, originals=2, scans=2
        ),
        ReceiptMaterial(name="业务主管单位批准文件", disposition=Disposition.RETURN, originals=1, scans=1),
        ReceiptMaterial(name="营业执照", disposition=Disposition.VERIFY_AND_HAND_BACK, originals=1, copies=1),
        ReceiptMaterial(name="从业人员健康证明", disposition=Disposition.COPY, copies=3, scans=1),
        ReceiptMaterial(name="申请书", disposition=Disposition.KEEP, originals=1),
        ReceiptMaterial(name="𠮷祥㙟店照片", disposition=Disposition.COPY, scans=1),
    ),
    delivery=Delivery.WINDOW,
    promised=Limit(amount=5, unit=LimitUnit.WORKING_DAY),
    received_at=datetime(2026, 10, 8, 16, 5, tzinfo=UTC),
    notice_version="2026-01",
    window_phone="0754-88000001",
    handling_phone="029-87000201",
)


def _read(view: ReceiptView) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_receipt(view, WORDS)))


def _text(view: ReceiptView) -> str:
    return "".join("".join(page.extract_text() for page in _read(view).pages).split())


def _facts(view: ReceiptView) -> tuple[tuple[str, ...], ...]:
    return next(block.rows for block in compose(WORDS, filling(view)).blocks if isinstance(block, Facts))


@pytest.fixture(scope="module")
def text() -> str:
    """The text of the receipt, rendered once."""
    return _text(VIEW)


@pytest.fixture(scope="module")
def reader() -> pypdf.PdfReader:
    """The file of the receipt, rendered once."""
    return _read(VIEW)


def test_the_sheet_says_what_an_applicant_needs(text: str) -> None:
    """Case, item, both places, organ, window, time in Beijing, limit, phones, how to ask."""
    for wanted in (
        "跨省通办收件凭证",
        VIEW.case_id,
        VIEW.local_no,
        VIEW.item_name,
        VIEW.item_code,
        "汕头市政务服务中心",
        "西安市莲湖区市场监督管理局",
        "A12号",
        "2026年10月09日00:05（北京时间）",
        "5个工作日",
        "0754-88000001",
        "029-87000201",
        "12345",
        "查询进度",
        "版本2026-01",
        "不是受理决定",
        "第1页共1页",
    ):
        assert wanted in text, wanted


def test_every_disposition_says_what_becomes_of_the_paper(text: str) -> None:
    """Handed back, copied, kept, returned later, surrendered, or only scanned."""
    for wanted in ("当场退还", "原件未收", "存档，不退还", "办结后退还", "收回，不退还", "仅收电子件"):
        assert wanted in text, wanted


def test_persons_are_masked_and_their_numbers_nowhere(text: str) -> None:
    """Neither name nor number nor birth date of applicant or agent stands in the file."""
    assert "𬱖**" in text
    assert "4405**********0086" in text
    assert "阿***·***" in text
    assert not any(secret in text for secret in (NAME, NUMBER, AGENT, AGENT_NUMBER, "19700101"))


def test_an_organisation_stands_in_full() -> None:
    """Its name and code are public."""
    company = ReceiptParty(
        name="汕头市㛃记潮味餐饮有限公司",
        id_label="统一社会信用代码",
        id_number="91440507MA4KTC011Y",
        organisation=True,
    )
    text = _text(replace(VIEW, applicant=company))
    assert company.name in text
    assert company.id_number in text


def test_rare_characters_survive(text: str) -> None:
    """Beyond the BMP, missing from GBK, and the dot in a name: all in the text a reader can copy."""
    assert all(char in text for char in "𬱖𠮷㙟·")


def test_metadata_names_nobody(reader: pypdf.PdfReader) -> None:
    """Title, date and the library's name; no author, no subject, no XMP."""
    assert reader.metadata is not None
    assert set(reader.metadata) <= {"/Title", "/CreationDate", "/Producer"}
    assert reader.metadata.title == "跨省通办收件凭证"
    assert reader.xmp_metadata is None


def test_fonts_are_embedded(reader: pypdf.PdfReader) -> None:
    """A terminal without Chinese fonts prints it all the same."""
    page = reader.pages[0]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor


@pytest.mark.slow
def test_equal_views_give_equal_bytes() -> None:
    """A reprint is the same file; another case is not."""
    assert render_receipt(VIEW, WORDS) == render_receipt(replace(VIEW), WORDS)
    assert render_receipt(VIEW, WORDS) != render_receipt(replace(VIEW, officer="A13"), WORDS)


def test_a_long_list_goes_over_pages_with_its_header_and_numbers() -> None:
    """Fifty materials: every page repeats the header and says which of how many it is."""
    long = replace(VIEW, materials=VIEW.materials * 9)
    pages = ["".join(page.extract_text().split()) for page in _read(long).pages]
    assert len(pages) > 1
    assert all(f"第{n}页共{len(pages)}页" in text for n, text in enumerate(pages, 1))
    assert all("材料名称" in text for text in pages[:2])
    assert "签名" in pages[-1]


@pytest.mark.parametrize(("days", "said"), [(0, "即办件"), (1, "1个工作日"), (25, "25个工作日")])
def test_the_limit_is_said_in_a_sentence(days: int, said: str) -> None:
    """An item decided at once has no number of days."""
    promised = Limit(amount=days, unit=LimitUnit.WORKING_DAY)
    facts = dict(row[:2] for row in _facts(replace(VIEW, promised=promised)))
    assert said in facts["办理时限"]


def test_an_applicant_without_agent_has_no_agents_row() -> None:
    """Nothing empty is printed."""
    labels = [row[0] for row in _facts(replace(VIEW, agent=None, agent_basis=None))]
    assert "受委托人" not in labels


def test_a_locality_has_words_of_its_own() -> None:
    """Title, particulars, table and signatures are laid over ours; what must be said must be said."""
    own = """
[documents.receipt]
title = "异地代收材料回执"
head = "{window}"
facts = [["办件", "{case}"], ["事项", "{item}", "申请人", "{applicant_listed}"], {row = ["代办", "{agent_listed}"], when = "agent"}]
body = [{facts = true}, "由{handling_organ}办理。{received}收到，{limit}", {table = "taken"}]
signatures = ["签名："]
"""
    words = parse_settings(own).templates[DocumentKind.RECEIPT].licence
    text = "".join(compose(words, filling(VIEW)).text.split())
    assert all(
        said in text for said in ("异地代收材料回执", "由西安市莲湖区市场监督管理局办理", "代办阿***·***")
    )
    assert "代办" not in compose(words, filling(replace(VIEW, agent=None))).text
    with pytest.raises(KuayuError) as refused:
        parse_settings(own.replace('{table = "taken"}', '"材料若干"'))
    assert refused.value.detail["place"] == "taken"


def test_nothing_in_a_text_breaks_the_sheet() -> None:
    """A private-use character, a line break and a very long word are printed somehow, never fatal."""
    odd = replace(VIEW, item_name="\ue123换行\n" + "W" * 300)
    assert "[U+E123]" in _text(odd)
