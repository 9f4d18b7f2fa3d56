"""The one table of reasons is whole: every error has a reason, every reason a row and a use."""

from __future__ import annotations

import ast
import importlib
import re

from federation.errors import REASONS, KuayuError, Reason
from tests.architecture.source import dotted, nodes, text, written

RESERVED = re.compile(r"^\| `([A-Z_]+)` \| reserved", re.MULTILINE)


def families(kind: type[KuayuError]) -> set[type[KuayuError]]:
    """A class and everything derived from it."""
    return {kind}.union(*(families(child) for child in kind.__subclasses__()))


def every_family() -> set[type[KuayuError]]:
    """All error classes of the project, wherever they are defined."""
    for path in written("federation", "node", "certs"):
        if "KuayuError" in text(path) or "InvalidInput" in text(path):
            importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return families(KuayuError)


def uses() -> set[str]:
    """Every reason that the code names outside the table itself."""
    return {
        name.removeprefix("Reason.")
        for path, node in nodes("federation", "node", "certs")
        if path != "federation/errors.py" and isinstance(node, ast.Attribute)
        if (name := dotted(node)).startswith("Reason.")
    } | {kind.default.name for kind in every_family()}


def test_every_error_has_a_reason():
    """Whatever subclass is raised without saying why, its default is a row of the table."""
    assert all(kind.default in REASONS for kind in every_family())


def test_every_reason_has_a_row():
    """The table covers the enum, in both languages, each a whole sentence."""
    assert set(REASONS) == set(Reason)
    assert all(info.zh.endswith("。") and info.en.endswith(".") for info in REASONS.values())


def test_codes_are_their_names():
    """A released code is the name of its member: nothing is renamed in one place only."""
    assert all(reason.value == reason.name for reason in Reason)


def test_every_reason_is_used_or_reserved():
    """A reason nobody gives is a promise nobody keeps: it is used, or the documents say reserved."""
    reserved = set(RESERVED.findall(text("docs/protocol/README.md")))
    assert {reason.name for reason in Reason} - uses() == reserved
