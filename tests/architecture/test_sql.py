"""SQL stands in .sql files, named; Python knows it by name (STYLE §1, procrastinate)."""

from __future__ import annotations

import ast
import re

from node.store.statements import load_migrations, load_statements
from tests.architecture.source import nodes, text, tracked

SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|VIEW|TRIGGER)\s)",
    re.IGNORECASE | re.DOTALL,
)
PACKAGE = "node.store.sqlite"


def test_no_sql_in_python():
    """No string in the application is a statement; BEGIN, SAVEPOINT and PRAGMA are the store's own."""
    found = [
        f"{path}:{node.lineno}"
        for path, node in nodes("node", "federation", "certs")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert not found


def test_transactions_are_the_stores():
    """Only node/store/store.py begins, commits or sets pragmas."""
    words = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b")
    found = {
        path
        for path, node in nodes("node", "federation", "certs")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and words.match(node.value)
    }
    assert found == {"node/store/store.py"}


def test_every_statement_is_used_and_every_use_is_written():
    """A name in a .sql file is called somewhere, and every name called is there."""
    written = set(load_statements(PACKAGE))
    called = {
        argument.value
        for _, node in nodes("node")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"one", "all", "run", "many"}
        and node.args
        and isinstance(argument := node.args[0], ast.Constant)
        and isinstance(argument.value, str)
    }
    assert called - written == set()
    assert written - called == set()


def test_every_statement_has_its_sentence():
    """Under every ``-- name:`` stands a sentence that says what the statement is for."""
    mute = [
        name
        for path in tracked()
        if path.startswith("node/store/") and path.endswith(".sql")
        for name in re.findall(r"^-- name: (\w+)\n(?!-- )", text(path), re.MULTILINE)
    ]
    assert not mute


def test_migrations_parse_whole():
    """Migrations are read as whole statements, never split at a semicolon inside one."""
    assert all(statement.endswith(";") for migration in load_migrations(PACKAGE) for statement in migration)
