"""Render the generated parts of docs/protocol/limits.md, reasons.md and link.md; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from federation.errors import REASONS
from federation.limits import LIMITS
from tests.contract.blocks import BLOCK, table
from tests.model.safeguards import Safeguard
from tests.model.test_safeguards import SECOND_LOCKS

PAGES = Path(__file__).resolve().parents[2] / "docs" / "protocol"
DOCUMENTS = tuple(PAGES / name for name in ("limits.md", "reasons.md", "link.md"))


def limits() -> str:
    """Every limit with its reason."""
    rows = ((f"`{one.name}`", f"{one.value:,}", one.unit, one.why) for one in LIMITS)
    return table(["limit", "value", "unit", "why"], rows)


def reasons() -> str:
    """Every reason: whose fault, retry or not, what to do."""
    rows = (
        (f"`{reason}`", info.fault.value, "yes" if info.retry else "no", info.zh, info.en)
        for reason, info in REASONS.items()
    )
    return table(["code", "fault", "again", "中文", "English"], rows)


def safeguards() -> str:
    """What keeps the link whole."""
    return "".join(f"- {one.value}\n" for one in Safeguard if one not in SECOND_LOCKS)


def second_locks() -> str:
    """What another safeguard covers as well."""
    return "".join(f"- {one.value}\n" for one in SECOND_LOCKS)


PARTS: dict[str, Callable[[], str]] = {
    "limits": limits,
    "reasons": reasons,
    "safeguards": safeguards,
    "second_locks": second_locks,
}


def render(document: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", document)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(render(document.read_text(encoding="utf-8")), encoding="utf-8")
