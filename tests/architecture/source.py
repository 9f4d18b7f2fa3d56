"""The project's own source as these tests read it: paths under version control, parsed once."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("federation", "node", "certs", "tests", "examples", "benchmarks")
GENERATED = "federation/v1/"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@functools.cache
def tracked() -> tuple[str, ...]:
    """Every file under version control, and every new one that is not ignored, relative to the root."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(sorted(path for path in set(listed) if path and (ROOT / path).is_file()))


@functools.cache
def written(*rooms: str) -> tuple[str, ...]:
    """Python files written by hand below the rooms named (all rooms if none is)."""
    roots = tuple(f"{room}/" for room in rooms or ROOMS)
    return tuple(
        path
        for path in tracked()
        if path.endswith(".py") and path.startswith(roots) and not path.startswith(GENERATED)
    )


@functools.cache
def text(path: str) -> str:
    """The text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def tree(path: str) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(text(path), filename=path)


def nodes(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of every file below the rooms, with the file's path."""
    for path in written(*rooms):
        for node in ast.walk(tree(path)):
            yield path, node


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute chain, the name of a name, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""
