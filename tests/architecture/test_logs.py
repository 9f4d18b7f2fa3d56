"""The list of log events is what the node says, no more and no less."""

from __future__ import annotations

import ast
import re

from node.observe.log import _SAFE_FIELDS, Event
from tests.architecture.source import dotted, nodes

NAMES = ("Event.", "LogEvent.")


def log_calls():
    """Every call of ``log`` below node/."""
    for path, node in nodes("node"):
        if isinstance(node, ast.Call) and dotted(node.func) == "log" and node.args:
            yield path, node


def events_in(node: ast.AST) -> set[str]:
    """The events an expression names; a conditional names two."""
    return {name.partition(".")[2] for part in ast.walk(node) if (name := dotted(part)).startswith(NAMES)}


def test_every_event_is_said():
    """Each event of the list is written by some call of ``log``."""
    said = set().union(*(events_in(call.args[0]) for _, call in log_calls()))
    assert {event.name for event in Event} == said


def test_events_are_room_and_verb():
    """Names are ``room.what_happened``."""
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", event.value) for event in Event)


def test_every_field_is_on_the_allow_list():
    """A field that redaction would leave out is a mistake where it is written."""
    given = {
        f"{path}: {keyword.arg}"
        for path, call in log_calls()
        for keyword in call.keywords
        if keyword.arg is not None and keyword.arg not in _SAFE_FIELDS
    }
    assert not given


def test_nobody_logs_otherwise():
    """Only node/observe/log.py knows structlog and the standard library's logging."""
    found = {
        path
        for path, node in nodes("node", "federation", "certs")
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        if name.partition(".")[0] in {"logging", "structlog"}
    }
    assert found == {"node/observe/log.py"}
