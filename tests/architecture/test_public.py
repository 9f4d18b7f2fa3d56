"""Every public name of the mapping library says what it takes, gives and raises.

The table below says what is asked of which kind of name. What a test cannot see, units and sources,
is up to whoever reads.
"""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import pytest

ROOMS = (
    "federation.items",
    "federation.items.lint",
    "federation.mapping",
    "federation.mapping.compare",
    "federation.mapping.coverage",
    "federation.mapping.expression",
    "federation.mapping.manifest",
    "federation.mapping.prefill",
    "federation.mapping.suggest",
)
FEW = 2  # parameters from which on each is explained


def public() -> Iterator[tuple[str, Any]]:
    """Every class and function that a room exports, and the public methods of the classes."""
    for room in ROOMS:
        module = importlib.import_module(room)
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing) or isinstance(thing, FunctionType):
                yield f"{room}.{name}", thing
            if inspect.isclass(thing):
                for own, member in vars(thing).items():
                    inner = (
                        member.fget if isinstance(member, property) else getattr(member, "__func__", member)
                    )
                    if not own.startswith("_") and isinstance(inner, FunctionType):
                        yield f"{room}.{name}.{own}", inner


PUBLIC = dict(public())


def section(thing: Any, title: str) -> str:
    """What stands under a heading of a docstring in Google style."""
    found = re.search(rf"^{title}:\n((?:    .*\n?|\n)+)", inspect.getdoc(thing) or "", re.MULTILINE)
    return found[1] if found else ""


def missing(thing: Any, title: str, names: Iterator[str]) -> list[str]:
    """Which of the names are not explained under a heading."""
    return [name for name in names if not re.search(rf"^    \**{name}:", section(thing, title), re.MULTILINE)]


def body(thing: FunctionType) -> ast.AST:
    """The syntax tree of a function."""
    return ast.parse(textwrap.dedent(inspect.getsource(thing)))


def parameters(thing: FunctionType) -> list[str]:
    """The names of a function's parameters, without the object itself."""
    return [name for name in inspect.signature(thing).parameters if name not in {"self", "cls"}]


def silent(thing: Any) -> list[str]:
    """What a name does not say and should."""
    said = inspect.getdoc(thing) or ""
    wrong = [] if said else ["docstring"]
    if inspect.isclass(thing):
        if dataclasses.is_dataclass(thing) and not issubclass(thing, enum.Enum):
            fields = (field.name for field in dataclasses.fields(thing) if not field.name.startswith("_"))
            wrong += missing(thing, "Attributes", fields)
        return wrong
    names = parameters(thing)
    if len(names) >= FEW:
        wrong += missing(thing, "Args", iter(names))
    if any(isinstance(node, ast.Raise) for node in ast.walk(body(thing))) and "Raises:" not in said:
        wrong.append("Raises")
    returns = str(inspect.signature(thing).return_annotation)
    if "| None" in returns and "None" not in said:
        wrong.append("when None")
    return wrong


@pytest.mark.parametrize("name", PUBLIC)
def test_it_says_what_it_is(name: str):
    """A docstring; parameters under Args if there are several, fields under Attributes, what is raised."""
    assert silent(PUBLIC[name]) == []


def test_what_is_not_said_is_found():
    """A test of the test: each thing that is asked for is missed where it is not there."""

    @dataclasses.dataclass
    class Bare:
        """Said."""

        value: int

    def bare(one: int, other: int) -> int | None:
        """Said."""
        if one > other:
            raise ValueError
        return other

    assert silent(Bare) == ["value"]
    assert silent(bare) == ["one", "other", "Raises", "when None"]
    assert silent(lambda: 0) == ["docstring"]
