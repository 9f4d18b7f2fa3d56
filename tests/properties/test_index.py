"""The prepared index: whatever catalogue or crosswalk is written is read again, equal in every part."""

from __future__ import annotations

import tempfile
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.ids import BaseCode, HandlingItemCode, Locality, TaskCode, Uscc
from federation.items import Catalogue, Item, ItemKey
from federation.mapping import Crosswalk, CrosswalkRow
from federation.mapping.index import open_index, write_index
from federation.mapping.rows import positions
from tests.worlds.sheets import ORGANS, SHANTOU, XIAN
from tests.worlds.tier import drawn

LIKELY = ["", "A", "B", "汕头市", "a\ud800b", "\x00", '"[\\', "😀", "2026-01-01", "\u2028"]
BASES = st.from_regex(r"(00|44)2014[0-9]{3}00[0-9]", fullmatch=True).map(BaseCode)
TASKS = st.builds(lambda base: TaskCode(f"{ORGANS[SHANTOU]}3{base}"), BASES)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(LIKELY) | st.text(max_size=4),
    int: st.integers(-1, 1 << 70),
    bool: st.booleans(),
    date: st.dates(),
    BaseCode: BASES,
    TaskCode: TASKS,
    HandlingItemCode: st.builds(lambda task: HandlingItemCode(f"{task}01"), TASKS),
    Locality: st.sampled_from([SHANTOU, XIAN]),
    Uscc: st.sampled_from([Uscc(code) for code in ORGANS.values()]),
}
CODES = st.sampled_from(["A", "A一", "B01", "441", "\ud800"]) | TASKS | BASES
SOUGHT = ["", "A", "A一", "440114010001", "x" * 300]
FOUND_BY = {(ItemKey, "code"), (CrosswalkRow, "accepting"), (CrosswalkRow, "handling")}
"""Codes that records are found by: any text without zero bytes."""


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, all attributes of a dataclass drawn."""
    parts = typing.get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, types.UnionType):
        return st.none() | values(parts[0])
    if parts and parts[-1] is Ellipsis:
        return st.lists(values(parts[0]), max_size=2).map(tuple)
    if parts:
        return st.tuples(*map(values, parts))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    assert is_dataclass(hint), hint
    hints = typing.get_type_hints(hint)
    drawn = {one.name: values(hints[one.name]) for one in fields(hint)}
    return st.builds(hint, **drawn | {name: CODES for name in drawn if (hint, name) in FOUND_BY})


def catalogue(locality: Locality, items: list[Item]) -> Catalogue:
    """What a loader makes of items, in whatever order, twins included."""
    return Catalogue.of(locality=locality, version="1", items=items)


ITEMS = st.lists(values(Item), max_size=3)
ROWS = st.lists(values(CrosswalkRow), max_size=4).map(tuple)
HEADS = {name: values(hint) for name, hint in typing.get_type_hints(Crosswalk).items() if name != "rows"}
DOCUMENTS = st.lists(st.builds(Crosswalk, **HEADS, rows=ROWS), max_size=2)


@given(ITEMS, ITEMS, DOCUMENTS)
@settings(deadline=None, max_examples=drawn(15))
def test_what_is_read_is_what_was_written(
    ours: list[Item], theirs: list[Item], documents: list[Crosswalk]
) -> None:
    """Items, their codes and order, every row and code table, and where the rows stand."""
    written = [catalogue(SHANTOU, ours), catalogue(XIAN, theirs)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "federation.kyx"
        write_index(path, written, documents)
        read = open_index(path)
    for one in written:
        found = read.histories[one.locality].latest
        assert found == one
        assert [hash(item) for item in found.items] == [hash(item) for item in one.items]
        assert len(found.by_base) == len(one.by_base)
        assert [found.find(code) for code in SOUGHT] == [one.find(code) for code in SOUGHT]
    assert read.crosswalks == tuple(documents)
    for one, found in zip(documents, read.crosswalks, strict=True):
        assert positions(found) == positions(one)
