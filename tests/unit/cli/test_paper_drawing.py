"""Documents, parcels and originals at 80 columns: ids and times whole, nothing lost at the edge."""

from __future__ import annotations

from typing import Any

import pytest

from node.cli import draw
from node.cli.draw import paper
from tests.worlds.evidence import CASE

WIDTH = 80
AT, BEIJING = "2026-12-31T16:30:00+00:00", "2027-01-01 00:30:00"
MESSAGE = "0197f6a0-0000-7000-8000-000000000001"
PARCEL = "9800000000001"
LOST = {
    "case": CASE,
    "code": "C01",
    "name": "许可证[正本]",
    "original": True,
    "count": 2,
    "side": "accepting",
    "text": "由申请人决定",
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)


def drawn(capsys: pytest.CaptureFixture[str]) -> str:
    """What was drawn."""
    return capsys.readouterr().out


def test_documents_have_their_numbers_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Number and time in one piece; a document without a title goes by its event."""
    row = {
        "number": "莲市监不准〔2026〕112号",
        "title": "",
        "term": "办结(不予)",
        "state_term": "已送达",
        "served_at": AT,
    }
    draw.paper_list([row])
    text = drawn(capsys)
    assert all(part in text for part in (row["number"], row["term"], "已送达", BEIJING))


def test_originals_and_their_proof(capsys: pytest.CaptureFixture[str]) -> None:
    """Who has what, and each message with its id whole."""
    row = {"code": "C01", "name": "许可证[正本]", "term": "寄递途中", "parcel": PARCEL, "count": 2}
    move = {
        "message_id": MESSAGE,
        "term": "寄出",
        "at": AT,
        "code": "C01",
        "holder": "in_transit",
        "change": 2,
    }
    draw.custody_view({"at": AT, "rows": [row], "moves": [move]})
    text = drawn(capsys)
    assert all(part in text for part in ("许可证[正本]", "寄递途中", PARCEL, MESSAGE, BEIJING, "+2"))


def test_a_parcel_says_what_was_announced_and_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    """Both counts, the difference in words, and after a loss whose turn it is."""
    case: dict[str, Any] = {
        "case": CASE,
        "peer": "610100",
        "dispatcher": "accepting",
        "state": "received",
        "leg_term": "收件窗口→办理机关",
        "state_term": "已收到",
        "sent": [{"code": "C01", "original": True, "count": 2}],
        "received": [
            {"code": "C01", "original": True, "count": 1},
            {"code": "C02", "original": False, "count": 3},
        ],
        "differences": [{"material": "C01", "note": "原件：清单 2 份，实有 1 份[破]"}],
    }
    draw.parcel_view({"number": PARCEL, "cases": [case], "consequences": [LOST]})
    text = drawn(capsys)
    for part in (CASE, "C01 原件", "C02 复印件", "实有 1 份[破]", "许可证[正本]", "收件地", "由申请人决定"):
        assert part in text


def test_what_became_of_each_case(capsys: pytest.CaptureFixture[str]) -> None:
    """Recorded, recorded before, or refused with its reason, the spot, and what to do."""
    rows = [
        {"case": CASE, "reason": "", "detail": {}, "repeated": False},
        {"case": CASE, "reason": "", "detail": {}, "repeated": True},
        {
            "case": CASE,
            "reason": "EVENT_REFERENCE",
            "detail": {"code": "C[0]9", "held": 0},
            "repeated": False,
        },
    ]
    draw.parcel_outcomes({"number": PARCEL, "cases": rows, "consequences": []})
    text = "".join(drawn(capsys).split())
    assert text.count(CASE) == 3
    told = ("已登记", "未重复", "EVENT_REFERENCE", "请核对后重试", "code=C[0]9", "held=0")
    assert all(part in text for part in told)


def test_papers_that_crossed_the_opening_are_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Only those in the envelope that was opened; one on its way says nothing."""

    def case(name: str, state: str, dispatcher: str = "accepting") -> dict[str, Any]:
        empty = dict.fromkeys(("sent", "received", "differences"), ())
        words = dict.fromkeys(("leg_term", "state_term"), "")
        return {"case": name, "peer": "610100", "state": state, "dispatcher": dispatcher, **empty, **words}

    late = [case("一", "received"), case("二", "sent"), case("三", "sent", "handling")]
    for cases, told in ((late, ["二"]), (late[1:], [])):
        draw.parcel_view({"number": PARCEL, "cases": cases, "consequences": []})
        text = drawn(capsys)
        assert [name for name in "一二三" if f"{name} 拆封时还不知道" in text] == told
