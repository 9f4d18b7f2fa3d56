"""TOML as people write it, read without surprises."""

from __future__ import annotations

import tomllib
from typing import Any


def read_toml(data: bytes) -> dict[str, Any]:
    """Read a document that is already known to be small.

    Args:
        data: UTF-8, with or without a byte order mark.

    Returns:
        Its tables.

    Raises:
        ValueError: it is not UTF-8, not TOML, or nested so deeply that nothing of ours is written like it.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
