"""Render the tables of docs/exchange.md and docs/archive.md from the code; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from federation.archive import STEPS
from federation.exchange import TABLES, national
from federation.exchange.codes import WORDS
from tests.contract.blocks import BLOCK, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "docs" / "exchange.md", ROOT / "docs" / "archive.md")


def words() -> str:
    """The words of every set, with the national codes."""
    codes = national().codes
    said = (
        (f"`{name}`", ", ".join(f"`{word}` {codes[name][word]}" for word in codes[name])) for name in WORDS
    )
    return table(["set", "words, and their national codes"], said)


def tables() -> str:
    """Every table with its columns."""
    parts = []
    for one in TABLES.values():
        rows = (
            (f"**`{name}`**" if column.required else f"`{name}`", column.zh, column.length)
            for name, column in one.columns.items()
        )
        parts.append(f"### `{one.name}` {one.zh}\n\n" + table(["column", "中文", "length"], rows))
    return "\n".join(parts)


def steps() -> str:
    """The steps of verifying a packet."""
    return table(["step", "步骤", "what"], ((int(step), zh, en) for step, (zh, en) in STEPS.items()))


PARTS: dict[str, Callable[[], str]] = {"words": words, "tables": tables, "steps": steps}


def render(text: str) -> str:
    """A document with its tables made anew."""
    return BLOCK.sub(lambda found: found[1] + PARTS[found[2]]() + found[4], text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(render(document.read_text(encoding="utf-8")), encoding="utf-8")
