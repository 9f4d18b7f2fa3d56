"""docs/exchange.md and docs/archive.md say what the tables of `federation.exchange` and `archive` say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.blocks import BLOCK
from tests.contract.render_exchange import DOCUMENTS, PARTS, render


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_document_is_fresh(document: Path) -> None:
    """Run `python -m tests.contract.render_exchange` after changing a table."""
    text = document.read_text(encoding="utf-8")
    assert render(text) == text


def test_every_part_has_its_place() -> None:
    """Each table stands in one document."""
    found = [one[2] for document in DOCUMENTS for one in BLOCK.finditer(document.read_text(encoding="utf-8"))]
    assert found == list(PARTS)
