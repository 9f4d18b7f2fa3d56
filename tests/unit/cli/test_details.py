"""Below an error stands what a clerk can read: every word that the code says of why has its Chinese."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from node.cli.details import WHYS, detail_line
from tests.architecture.source import ROOT

PARTS = {"a character that ", " lacks", "field limit", "Value error, "}
"""Of a sentence that names an encoding and stands as it is; what a library says, looked for and taken off."""


def said() -> Iterator[str]:
    """The fixed English words given as ``why`` anywhere."""
    for folder in ("federation", "node"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.parent.name == "v1":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                named = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "why"
                if named or (isinstance(node, ast.keyword) and node.arg == "why"):
                    yield from (
                        one.value
                        for one in ast.walk(node.value)
                        if isinstance(one, ast.Constant) and isinstance(one.value, str)
                        if one.value.isascii() and " " in one.value.strip()
                    )


def test_every_why_has_its_chinese() -> None:
    """A sentence in English alone is nothing for a window."""
    missing = {word for word in said() if word not in WHYS}
    assert missing <= PARTS


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("why", "given twice", "原因 why: 写了两次　given twice"),
        ("why", "“甲”当日不办理", "原因 why: “甲”当日不办理"),
        ("state", "arrived", "当前状态 state: 已签收　arrived"),
        ("kind", "Accepted", "种类 kind: 受理　Accepted"),
        ("limit", 5, "上限 limit: 5"),
        ("whatever", "x", "whatever: x"),
    ],
)
def test_a_line(key: str, value: object, line: str) -> None:
    """Chinese first, then what programs see."""
    assert detail_line(key, value) == line
