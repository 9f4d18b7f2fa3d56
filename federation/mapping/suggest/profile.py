"""What of an item is compared with others: its name taken apart, its line, and bags of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from federation.items import Catalogue, Item
from federation.items.tables import ItemState
from federation.mapping.suggest.departments import SUBJECTS, lines_of
from federation.mapping.suggest.phrase import Phrase, flat, read

Bag = Mapping[str, float]  # pieces of one and two characters, and how much each says

_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2,7}?(?:省|自治区))?([\u4e00-\u9fff]{2,8}?(?:市|自治州|地区|盟))?([\u4e00-\u9fff]{2,6}?(?:区|县|旗|市))?"
)
_SHORT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[省市]$")  # 汕头市 is also called 汕头; 高新区 is not 高新
_GONE = frozenset({ItemState.CANCELLED, ItemState.DRAFT})
_ONE, _TWO, _ACT = 0.5, 1.0, 0.5  # one character says less than two; an act less than its object


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An item prepared for comparison.

    Attributes:
        item: the item.
        phrase: its title taken apart.
        lines: of its organ; empty if unknown.
        words: bag of its title's object and acts.
        papers: bag of its materials' names.
        result: bag of its result's name.
        law: bag of its legal basis.
    """

    item: Item
    phrase: Phrase
    lines: frozenset[str]
    words: Bag
    papers: Bag
    result: Bag
    law: Bag


def profiles(catalogue: Catalogue) -> tuple[Profile, ...]:
    """Profiles of all items that are not cancelled or drafts, by code."""
    places = _places(item.organ_name for item in catalogue.items)
    return tuple(_profile(item, places) for item in catalogue.items if item.state not in _GONE)


def _profile(item: Item, places: tuple[str, ...]) -> Profile:
    lines = lines_of(item)
    phrase = read(item.title, places)
    for line in sorted(lines & SUBJECTS.keys()):
        if SUBJECTS[line] not in phrase.plain:
            phrase = read(f"{item.title}({SUBJECTS[line]})", places)
    acts = {f"#{nature}": _ACT for nature in phrase.natures}
    return Profile(
        item=item,
        phrase=phrase,
        lines=lines,
        words=bag(phrase.pieces) | acts,
        papers=bag(read(material.name).plain for material in item.materials),
        result=bag([read(item.result).plain]),
        law=bag([flat(item.by_law)]),
    )


def bag(texts: Iterable[str]) -> dict[str, float]:
    """Every character and every two neighbours of each text, once."""
    found: dict[str, float] = {}
    for text in texts:
        found |= dict.fromkeys(text, _ONE)
        found |= {text[at : at + 2]: _TWO for at in range(len(text) - 1)}
    return found


def _places(organs: Iterable[str]) -> tuple[str, ...]:
    """Names of places at the start of organs' names, longest first."""
    found = {flat(part) for organ in set(organs) for part in _start(organ) if part}
    found |= {_SHORT.sub("", place) for place in found}
    return tuple(sorted(found, key=lambda place: (-len(place), place)))


def _start(organ: str) -> tuple[str, ...]:
    match = _PLACE.match(organ)
    return match.groups() if match else ()
