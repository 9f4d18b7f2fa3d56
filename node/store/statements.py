"""SQL lives in .sql files; code knows it by name.

A file holds statements, each behind a line ``-- name: verb_noun`` and a sentence. Nothing is split on
``;``, so a semicolon in a literal or comment is harmless.
"""

from __future__ import annotations

import sqlite3
from importlib import resources

from federation.errors import KuayuError, Reason

_MARK = "-- name: "


def load_statements(package: str) -> dict[str, str]:
    """All named statements of a package of .sql files.

    Raises:
        KuayuError: CONFIG if two have one name.
    """
    found: dict[str, str] = {}
    for file in resources.files(package).iterdir():
        if file.name.endswith(".sql") and not file.name[:4].isdigit():
            for block in file.read_text("utf-8").split(_MARK)[1:]:
                name, _, body = block.partition("\n")
                if name.strip() in found:
                    raise KuayuError(Reason.CONFIG, statement=name.strip())
                found[name.strip()] = body.strip().rstrip(";")
    return found


def load_migrations(package: str) -> list[list[str]]:
    """The migrations in order, each as its list of statements."""
    files = sorted(
        (f for f in resources.files(package).iterdir() if f.name.endswith(".sql") and f.name[:4].isdigit()),
        key=lambda f: f.name,
    )
    return [_whole_statements(f.read_text("utf-8")) for f in files]


def _whole_statements(text: str) -> list[str]:
    statements, held = [], ""
    for line in text.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            statements.append(held.strip())
            held = ""
    return statements
