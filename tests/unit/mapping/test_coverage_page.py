"""Coverage as a document for programs and as a page for people: whole, escaped, standing alone."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from federation.ids import Locality
from federation.mapping import (
    Federation,
)
from federation.mapping.coverage import (
    Standing,
    as_document,
    as_html,
    coverage,
    place_name,
)
from federation.mapping.coverage.document import rounded
from federation.mapping.coverage.stock import percent
from tests.worlds.examples import federation as examples
from tests.worlds.league import (
    DAY,
    SHANTOU,
    XIAN,
    catalogue,
    crosswalk,
    item,
    paper,
    row,
    taken,
    text,
)


def test_document_is_plain_and_whole() -> None:
    """It survives JSON; every item of every pair stands in it once, and the counts agree with the lines."""
    found = coverage(examples(), on=DAY)
    document = json.loads(json.dumps(as_document(found), ensure_ascii=False))
    assert document == as_document(found)
    assert document["on"] == "2026-10-09"
    assert [place["name"] for place in document["places"]] == ["汕头", "西安", "银川"]
    for pair in document["pairs"]:
        standings = [one["standing"] for one in pair["items"]]
        assert pair["standings"] == {one.value: standings.count(one) for one in Standing}
        assert sum(pair["ways"].values()) == sum(bool(one["choices"]) for one in pair["items"])
        assert all(("reason" in one) is (one["standing"] != "MATCHED") for one in pair["items"])
    assert document["total"]["covered"] == sum(pair["covered"] for pair in document["pairs"])
    assert document["total"]["share"] == 0.4848  # Yinchuan has no crosswalk yet: national codes only


class Page(HTMLParser):
    """Tags, anchors and text of a page; every tag that is opened is closed."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def every(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.seen if name in attrs]


def test_page_stands_alone() -> None:
    """No script, nothing fetched, every anchor is there once, every pair has its cell and its lists."""
    page = Page(as_html(coverage(examples(), on=DAY), seconds=1.5))
    assert not {tag for tag, _ in page.seen} & {"script", "link", "img", "iframe", "object"}
    assert not [name for _, attrs in page.seen for name in attrs if name.startswith("on") or name == "src"]
    links = page.every("href")
    assert all(link.startswith("#") for link in links)
    anchors = page.every("id")
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in links} <= set(anchors)
    assert {"#p-440500-610100", "#p-610100-440500"} <= set(links)


def test_page_says_what_is_missing() -> None:
    """Shares, gaps with their code, the time it took; 100% is only said of everything."""
    html = as_html(coverage(examples(), on=DAY), seconds=1.5)
    for part in (
        "汕头",
        "西安",
        "15/16",
        "94%",
        "统计用时 1.5 秒",
        "出海船民证核发",
        "还没有对照（3）",
        "往返有损失",
    ):
        assert part in html
    assert not re.search(r"\b100%</", html)


@pytest.mark.parametrize(
    ("part", "whole", "words", "share"),
    [
        (0, 0, "—", None),
        (0, 9, "0%", 0),
        (9, 9, "100%", 1),
        (99_999, 100_000, "99%", 0.9999),
        (1, 100_000, "0.1%", 0.0001),
        (66, 59_779, "0.1%", 0.0011),
        (1, 2, "50%", 0.5),
    ],
)
def test_shares(part: int, whole: int, words: str, share: float | None) -> None:
    """Everything and nothing are only said of everything and nothing."""
    assert (percent(part, whole), rounded(part, whole)) == (words, share)


NASTY = "<script>alert(1)</script>&\"'{{ 7*7 }}"


def test_page_escapes_everything() -> None:
    """What stands in catalogues and crosswalks is text on the page, whatever it looks like."""
    ours = [
        item(SHANTOU, 1, name=NASTY, fields=(text("A", NASTY),), materials=(paper("M", NASTY),)),
        item(SHANTOU, 2, name=NASTY, organ_name=NASTY, phone=NASTY),
        item(SHANTOU, 3, name=NASTY),
    ]
    theirs = [item(XIAN, 1, name=NASTY), item(XIAN, 2, name=NASTY)]
    places = {SHANTOU: ours, XIAN: theirs}
    first = crosswalk(SHANTOU, XIAN, row(ours[0], theirs[0]), row(ours[1], None, note=NASTY), version=NASTY)
    second = crosswalk(XIAN, SHANTOU, row(theirs[0], ours[0]), row(theirs[1], ours[2]))
    third = crosswalk(
        SHANTOU, XIAN, row(ours[0], theirs[0]), version=NASTY + "2", effective_from=date(2027, 1, 1)
    )
    html = as_html(taken(places, first, second, third))
    assert "<script" not in html
    assert "49" not in re.findall(r"\{\{.*?\}\}|\b49\b", html)
    assert "&lt;script&gt;" in html
    Page(html)


def test_a_federation_of_nobody() -> None:
    """No catalogue, one catalogue, none in force: an empty answer, not an error."""
    for catalogues in (
        [],
        [catalogue(SHANTOU, [])],
        [catalogue(SHANTOU, [], effective_from=date(2027, 1, 1))],
    ):
        found = coverage(Federation.of(catalogues), on=DAY)
        assert (dict(found.pairs), found.conflicts) == ({}, ())
        assert as_document(found)["total"]["share"] is None
        Page(as_html(found))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("440500", "汕头"),
        ("445300", "云浮"),
        ("640100", "银川"),
        ("100000", "规范目录"),
        ("999999", "999999"),
    ],
)
def test_names_of_places(code: str, name: str) -> None:
    """As GB/T 2260 calls them, without 市; a code nobody knows stands for itself."""
    assert place_name(Locality(code)) == name
