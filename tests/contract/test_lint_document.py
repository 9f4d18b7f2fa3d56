"""docs/lint.md says what the rules are."""

from __future__ import annotations

from federation.items.lint import RULES
from tests.contract.blocks import BLOCK
from tests.contract.render_lint import DOCUMENT, PARTS, render


def test_the_tables_are_fresh() -> None:
    """Run `python -m tests.contract.render_lint` after changing a rule; every part has its place."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert render(text) == text
    assert [found[2] for found in BLOCK.finditer(text)] == list(PARTS)


def test_every_rule_is_named() -> None:
    """No rule without its row."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [code for code in RULES if f"| `{code}` |" not in text] == []
