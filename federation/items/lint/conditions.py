"""The conditions 受理条件 of a page, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from federation.items.lint import words
from federation.items.lint.entries import Entry
from federation.items.lint.guide import Said
from federation.items.lint.listing import bare, numbered, split
from federation.items.lint.pointers import points_away

_INTRO = re.compile(r".{0,40}(?:下列|以下|如下)[^。]{0,16}[：:]?|.{0,30}[：:]")
_ANY = re.compile(r"(?:符合|具备|满足|属于|具有|(?<![没无])有)[^。；]{0,16}之一|任[一选]|任意一")


def read_conditions(entries: Sequence[Entry]) -> tuple[Said[str], ...]:
    """Every condition in order; words that only announce or only point elsewhere are none."""
    return tuple(one for entry in entries for one in _of(entry))


def are_alternatives(entries: Sequence[Entry]) -> bool:
    """Whether one of the conditions is enough: 符合下列条件之一."""
    return any(_ANY.search(entry.value) for entry in entries)


def _of(entry: Entry) -> Iterator[Said[str]]:
    parts = [part for part in entry.parts if part.text]
    several = len(parts) > 1
    top = next((part.line for part in parts if part.line.style), None)
    for part in parts:
        if top is not None and part.line.depth > top.depth:
            continue  # what stands below a condition belongs to it
        announced = several and not part.line.style and _INTRO.fullmatch(part.text)
        if announced or points_away(part.text) or words.blank(part.text):
            continue
        listed = numbered(part.text)
        if len(listed) == 1 and not several:
            listed = split(listed[0], "；;\n")
        for one in listed:
            if bare(one) and not (len(listed) > 1 and _INTRO.fullmatch(one)):
                yield Said(bare(one), entry.section, part.quote(bare(one)))
