"""docs/documents.md says what the tables and the shipped words of `node.documents` say."""

from __future__ import annotations

import re

from node.documents.kinds import DocumentKind
from node.documents.settings import parse_settings
from tests.contract.blocks import BLOCK
from tests.contract.render_documents import DOCUMENT, PARTS, render


def test_the_document_is_fresh() -> None:
    """Run `python -m tests.contract.render_documents` after changing a table; every part has its place."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert render(text) == text
    assert [found[2] for found in BLOCK.finditer(text)] == list(PARTS)


def test_the_example_is_a_good_file() -> None:
    """What the page shows as a locality's file loads, and does what the page says."""
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    settings = parse_settings(example)
    denial = settings.templates[DocumentKind.DENIAL].licence
    series = denial.pattern.series(organ="西教", word=denial.word, year=2026)
    assert series.number(12) == "西教不准〔2026〕12号"
    assert settings.last["11610100TEXT010440", "西教补〔2026〕#号"] == 57
