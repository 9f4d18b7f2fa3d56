"""Modules and functions stay small enough to be read in one sitting (STYLE §2)."""

from __future__ import annotations

from tests.architecture.source import FUNCTIONS, nodes, text, written

MODULE_LINES = 400
FUNCTION_LINES = 70


def test_modules_are_short():
    """No module written by hand is longer than the limit."""
    long = {path: lines for path in written() if (lines := text(path).count("\n")) > MODULE_LINES}
    assert not long


def test_functions_are_short():
    """No function written by hand is longer than the limit, decorators and docstring included."""
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path, node in nodes()
        if isinstance(node, FUNCTIONS) and (lines := node.end_lineno - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long


def test_every_module_tells_its_story():
    """Every module with code in it begins with a docstring."""
    mute = [
        path
        for path in written()
        if text(path).strip() and not text(path).lstrip().startswith(('"""', 'r"""'))
    ]
    assert not mute
