"""The papers of a parcel: label and manifest."""

from __future__ import annotations

import io

import pypdf

from node.documents.compose import Filling, Row, compose
from node.documents.kinds import DocumentKind
from node.documents.sheet import typeset
from tests.worlds.papers import NOW, ORGAN, pages, template

PARCEL = {
    "parcel": "9800000000001",
    "carrier": "EMS",
    "count": "40",
    "cases": "3",
    "leg": "收件窗口→办理机关",
    "date": "2026年11月24日",
    "from_name": "汕头市政务服务中心跨省通办窗口",
    "to_name": "西安市政务服务中心跨省通办窗口",
}
ADDRESSES = {
    "from_phone": "0754-88000000",
    "from_address": "广东省汕头市龙湖区某路2号",
    "to_phone": "029-86000000",
    "to_address": "陕西省西安市未央区某路1号政务服务中心三楼跨省通办综合窗口",
}


def printed(kind: DocumentKind, values: dict[str, str], **tables: list[Row]) -> bytes:
    """A paper of the parcel."""
    return typeset(compose(template(kind), Filling(organ=ORGAN, values=values, tables=tables)), NOW)


def test_the_manifest_lists_every_paper_over_pages() -> None:
    """Forty papers: the head on every page, a box to tick each, who packed and who opened."""
    rows = [
        (f"KT{n:027d}", "欧***", "食品经营许可证", "原件" if n % 2 else "复印件", "1", "□") for n in range(40)
    ]
    found = pages(printed(DocumentKind.MANIFEST, PARCEL, papers=rows))
    text = "".join(found)
    assert len(found) == 2
    assert all("办件编号" in page for page in found)
    assert all(row[0] in text for row in rows)
    assert text.count("□") == 40
    assert all(word in text for word in ("9800000000001", "3件", "40份", "寄件人（工号）", "收件人（工号）"))


def test_the_manifest_has_no_address() -> None:
    """Where it goes is the label's to say."""
    text = "".join(
        pages(printed(DocumentKind.MANIFEST, PARCEL | ADDRESSES, papers=[("KT", "", "", "", "", "")]))
    )
    assert not any(value in text for value in ADDRESSES.values())


def test_the_label_is_one_small_page() -> None:
    """10 × 15 cm, with both addresses, and that only the addressee may sign."""
    pdf = printed(DocumentKind.LABEL, PARCEL | ADDRESSES)
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [
        100,
        150,
    ]
    (text,) = pages(pdf)
    assert all(value in text for value in (*ADDRESSES.values(), PARCEL["parcel"], "须由收件人本人签收"))
