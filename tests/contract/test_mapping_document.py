"""docs/mapping.md says what the code does."""

from __future__ import annotations

from tests.contract.blocks import BLOCK
from tests.contract.render_mapping import DOCUMENT, PARTS, render


def test_the_reference_is_fresh() -> None:
    """Run `python -m tests.contract.render_mapping` after changing a table; every part has its place."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert render(text) == text
    assert [found[2] for found in BLOCK.finditer(text)] == list(PARTS)
