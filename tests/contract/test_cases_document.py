"""docs/protocol/cases.md says what the tables of `federation.case` say."""

from __future__ import annotations

from tests.contract.blocks import BLOCK
from tests.contract.render_cases import DOCUMENT, PARTS, render


def test_the_document_is_fresh() -> None:
    """Run `python -m tests.contract.render_cases` after changing a table; every part has its place."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert render(text) == text
    assert [found[2] for found in BLOCK.finditer(text)] == list(PARTS)
