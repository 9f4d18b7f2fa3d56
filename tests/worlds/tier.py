"""How much the tests draw: all in `make test`, a part in `make check` (tests/conftest.py)."""

from __future__ import annotations

from hypothesis import settings

FULL = 100  # Hypothesis' own default


def drawn(full: int) -> int:
    """How many examples of a property are drawn where ``full`` are drawn when everything is tested."""
    return max(4, full * settings().max_examples // FULL)
