"""核验台账 as a supervisor reads it: four ends of a request, at 80 columns but for ids, without a licence's number."""

from __future__ import annotations

from typing import Any

import pytest

from node.cli import draw

ROW: dict[str, Any] = {
    "case": "KT44050061010020261124AAAAAA0",
    "message_id": "019ab000-0000-7000-8000-000000000001",
    "asker": "610100",
    "answerer": "440500",
    "asked_at": "2026-11-24T01:30:00.000000+00:00",
    "actor": {"organ": "11610100TEXT010440", "place": "610100", "officer": "B07"},
    "name": "营业执照[副本]",
    "type": "11100000000013127D001",
    "issuer": "11440500TEXT00017J",
    "purpose": "核验\n主体资格",
    "status": "answered",
    "term": "已答复",
    "reason": "",
    "answer": "expired",
    "answer_term": "已过期",
    "answered_at": "2026-11-24T02:00:00.000000+00:00",
    "answered_by": {"organ": "11440500TEXT00017J", "place": "440500", "officer": "A01"},
}
WAITS = ROW | {"answered_by": None, "answer": "", "answer_term": "", "answered_at": ""}


def seen(capsys: pytest.CaptureFixture[str], *rows: dict[str, Any], full: bool = False) -> str:
    draw.licence_log({"from": "2026-11-01", "to": "2026-11-30", "rows": rows, "full": full})
    return capsys.readouterr().out


def test_an_answered_request(capsys: pytest.CaptureFixture[str]) -> None:
    """Who asked whom, when, about what kind, in which case and why; what was answered, by whom, when."""
    text = seen(capsys, ROW)
    for part in (
        *("1 次", "2026-11-24 09:30:00", "610100 → 440500", "营业执照[副本]", "已过期", ROW["case"]),
        *("用途：核验 主体资格", "11610100TEXT010440 B07", "11440500TEXT00017J A01 2026-11-24 10:00:00"),
    ):
        assert part in text
    assert "下一页" not in text


@pytest.mark.parametrize(
    ("status", "term", "reason"),
    [("open", "待答复", ""), ("void", "办件已终结，不必答复", ""), ("refused", "拒收", "LICENCE_LIMIT")],
)
def test_a_request_without_an_answer(
    capsys: pytest.CaptureFixture[str], status: str, term: str, reason: str
) -> None:
    """How far it is, and why it was refused."""
    text = seen(capsys, WAITS | {"status": status, "term": term, "reason": reason})
    assert term in text
    assert reason in text
    assert "答复：" not in text


def test_a_full_page_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the next page begins; nothing at all on an empty one."""
    text = seen(capsys, ROW, full=True)
    assert f'--after "{ROW["asked_at"]} {ROW["message_id"]}"' in text
    assert "0 次" in seen(capsys)
