"""docs/protocol/clocks.md says what the tables of clocks, calendars and powers say."""

from __future__ import annotations

from tests.contract.render_clocks import BLOCK, CARDS, DOCUMENT, PARTS, UNITS, Card, TimeUnit, render


def test_the_document_is_fresh() -> None:
    """Run `python -m tests.contract.render_clocks` after changing a table; every part has its place."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert render(text) == text
    assert [found[2] for found in BLOCK.finditer(text)] == list(PARTS)
    assert set(UNITS) == set(TimeUnit)
    assert set(CARDS) == set(Card)
