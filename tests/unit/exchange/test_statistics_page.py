"""The page of statistics: whole, self-contained, adding up, nothing of a case in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from federation.exchange.statistics import By
from node.cli.draw.supervision import SHOWN_GROUPS, as_page

SAID = {"city": "汕头", "first": "2026-01-01", "last": "2026-12-31", "made": "2026-12-31 18:00"}


def row(group: str, term: str, count: int, **more: Any) -> dict[str, Any]:
    """A row as the command gives it: of so many cases two thirds have ended, one too late."""
    ended = 2 * count // 3
    return {
        "group": group,
        "term": term,
        "taken_in": count,
        "accepted": ended,
        "open": count - ended,
        "on_time": max(ended - 1, 0),
        "late": min(ended, 1),
        "undated": 0,
        "yellow": 1,
        "red": min(ended, 1),
        "corrected": count // 4,
        "parcels_lost": 0,
        "rated": count // 2,
        "bad": 1,
        "repaired": 1,
        "average_days": 7.5 if ended else None,
        "ended": {"Finished.grant": ended} if ended else {},
        **more,
    }


GROUPS = {
    By.MODE: [
        row("remote_collection", "异地代收代办", 180),
        row("full_online", "全程网办", 90),
        row("joint", "多地联办", 30),
    ],
    By.CITY: [row("610100", "西安市", 120), row("431000", "郴州市", 100), row("350600", "漳州市", 80)],
    By.ITEM: [row(f"1161010{n:02}", f"事项{n}<b>", n) for n in range(60)],
    By.END: [row("Finished.grant", "办结(准予)", 200), row("open", "在办", 100, average_days=None, ended={})],
    By.MONTH: [row(f"2026-{month:02}", f"2026-{month:02}", 25) for month in range(1, 13)],
}


class _Page(HTMLParser):
    """Tags, attributes and text; every tag that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data.strip())


@pytest.fixture(scope="module")
def page() -> _Page:
    """A year of a city."""
    return _Page(as_page(row("", "", 300), GROUPS, said=SAID, unknown=2))


def test_the_page_is_whole_and_alone(page: _Page) -> None:
    """Well formed, no script, no address: it may be mailed and printed."""
    assert page.open == []
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert not page.attributes & {"href", "src", "onclick"}


def test_what_a_manager_asks_first(page: _Page) -> None:
    """How many, how many in time, how long, what went wrong, and what the numbers mean."""
    text = " ".join(page.text)
    for said in (
        "汕头",
        "300",
        "99.5%",
        "7.5",
        "按时办结率",
        "按业务模式",
        "异地代收代办",
        "2 件的时限未计算",
    ):
        assert said in text
    assert "事项59<b>" in text  # as text, not as a tag
    assert "b" not in page.tags


def test_many_items_are_cut_and_still_add_up() -> None:
    """The largest first; the rest in one row, with their counts and averages."""
    text = _Page(as_page(row("", "", 1770), {By.ITEM: GROUPS[By.ITEM]}, said=SAID)).text
    assert "事项59<b>" in text
    assert "事项9<b>" not in text
    rest = text.index(f"其余 {60 - SHOWN_GROUPS} 个")
    numbers = [one for one in text[rest + 1 :] if one]
    assert numbers[:2] == ["3%", str(sum(range(60 - SHOWN_GROUPS)))]


def test_a_time_without_cases() -> None:
    """It says so, and divides by nothing."""
    page = _Page(as_page(None, {by: [] for by in By}, said=SAID))
    assert "这段时间没有收件。" in page.text
    assert "按业务模式" not in page.text


def test_lines_are_told_apart() -> None:
    """What went over national lines was guided, not handled."""
    lines = [{"term": "已告知", "count": 3}, {"term": "已办结", "count": 1}]
    text = "".join(_Page(as_page(row("", "", 3), {}, said=SAID, lines=lines)).text)
    assert "国垂事项指引 4 项，不计入办件：已告知 3，已办结 1" in text
