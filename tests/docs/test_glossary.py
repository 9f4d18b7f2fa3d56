"""The glossary holds the words that the code and the screens use."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from federation.case import TERMS, Kind
from federation.case.clock import CLOCK_TERMS, ClockName
from node.documents.kinds import KINDS, DocumentKind
from tests.contract.render_documents import titles
from tests.docs.snippets import DOCUMENTS, ROOT

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
NEVER = ("ticket", "attachment", "resync", "heartbeat", "whitelist", "tenant")


@pytest.mark.parametrize("kind", Kind)
def test_every_event_has_its_row(kind: Kind):
    """Chinese term, code name and English meaning of each event stand in one row, as in the code."""
    term = TERMS[kind]
    assert f"| {term.zh} | `{kind.value}` | {term.en} |" in PAGE


def test_no_event_is_made_up():
    """The table holds no event that the code has not."""
    rows = re.findall(r"^\| \S+ \| `([A-Za-z.]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(kind.value for kind in Kind)


def test_no_chinese_word_stands_for_two_things():
    """A Chinese word has one row."""
    words = [row for row in re.findall(r"^\| ([^|a-zA-Z-]+) \|", PAGE, re.MULTILINE) if row != "中文"]
    assert len(words) > len(Kind)
    assert [word for word, count in Counter(words).items() if count > 1] == []


@pytest.mark.parametrize("word", NEVER)
def test_words_to_avoid_are_avoided(word: str):
    """What the glossary warns of is used in no other document."""
    using = [
        document.name
        for document in DOCUMENTS
        if document.name != "glossary.md"
        and re.search(rf"\b{word}s?\b", document.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert not using


@pytest.mark.parametrize("clock", ClockName)
def test_every_clock_has_its_row(clock: ClockName):
    """Chinese term, meaning, code and source of each clock stand in one row, as in the code."""
    term = CLOCK_TERMS[clock]
    assert f"| {term.zh} | {term.en} | `{clock}` | {term.source} |" in PAGE


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_document_has_its_row(kind: DocumentKind):
    """Code, titles and source of each paper stand in one row, as in the code and the shipped words."""
    assert f"| `{kind}` | {titles(kind)} | {KINDS[kind].source} |" in PAGE
