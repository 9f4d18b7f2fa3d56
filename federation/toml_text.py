"""TOML as people write it, read without surprises."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

_WORDS: Mapping[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "greater_than_equal": "不小于 {ge}",
    "less_than_equal": "不大于 {le}",
    "string_pattern_mismatch": "写法不合",
    "string_too_long": "最多 {max_length} 字",
    "string_too_short": "至少 {min_length} 字",
    "too_long": "最多 {max_length} 个",
    "too_short": "至少 {min_length} 个",
    "int_type": "要写整数",
    "string_type": "要写文字，加引号",
    "list_type": "要写列表",
    "dict_type": "要写成表",
    "model_type": "要写成表",
}


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


def said_of(fault: Mapping[str, Any]) -> str:
    """What is wrong with a key, in Chinese, of one of pydantic's ``errors()``; the value itself is not repeated."""
    kind = str(fault["type"])
    return _WORDS.get(kind, kind).format_map(fault.get("ctx", {}))
