"""Weigh the evidence that two items are one, 0–1.

What speaks for it is averaged over what both catalogues say: likeness of names, line, materials,
result, legal basis, limits. What speaks against it multiplies: another stage of application,
another 事项类型, marks that exclude each other, another level or another kind of applicant. So a
catalogue of names alone is weighed by names alone, and no likeness makes 转入 of 转出.

The figures were set by trying on tests/data/suggest (first.txt, second.txt) and on the cities of
examples/federation, also without materials, without organs, with a part of the items and with half
of the synonyms; they are rounded, because more digits would only repeat those sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from federation.items import Item
from federation.mapping.suggest.contrasts import ASIDE, FIRST, KIN, LIFE
from federation.mapping.suggest.departments import nearness
from federation.mapping.suggest.profile import Profile

OBJECT, SPELLING, LINE, RESULT, LAW, PAPERS, LIMIT = 1.0, 1.2, 0.6, 0.3, 0.3, 0.15, 0.05

STAGE_OTHER = 0.45  # another stage altogether; kindred ones come nearer to 1
STAGE_WHOLE = 0.83  # the one is about a stage, the other is not split by stages
STAGE_FIRST = 0.95  # as before, but the stage is the first: an item that is not split often means it
STAGE_APART = 0.8  # as before, but the stage is no part of the other: 年审, 停业
TYPE_OTHER = 0.45  # how much an unlikely 事项类型 takes away
MARK_EXCLUDES, MARK_ALONE = 0.68, 0.97  # per kind of mark: two values, or a value in one name only
LEVEL_OTHER, APPLICANT_OTHER = 0.9, 0.8
_EXCLUDED_TWICE = 2  # more kinds of mark that exclude each other say nothing new

_ALIKE: Mapping[frozenset[str], float] = {
    frozenset(pair.split()): value
    for value, pairs in {
        0.6: ("07 20", "07 10", "10 20"),
        0.5: ("01 07", "05 20"),
        0.4: ("01 10", "05 07"),
    }.items()
    for pair in pairs
}
_TYPE_UNLIKELY = 0.2


def supported(signals: Iterable[tuple[float, float | None]]) -> float:
    """The mean of the signals that are there, each with its weight."""
    there = [(weight, value) for weight, value in signals if value is not None]
    return sum(weight * value for weight, value in there) / sum(weight for weight, _ in there)


def spelling(ours: Profile, theirs: Profile) -> float:
    """How much of the two names stands in the same order (normalised Indel similarity), 0–1."""
    return fuzz.ratio(ours.phrase.plain, theirs.phrase.plain) / 100


def line(ours: Profile, theirs: Profile) -> float | None:
    """Nearness of the organs' lines; None if one is unknown."""
    return nearness(ours.lines, theirs.lines) if ours.lines and theirs.lines else None


def limits(ours: Item, theirs: Item) -> float | None:
    """Whether the legal limits are equal; None if one is not given."""
    if ours.legal is None or theirs.legal is None:
        return None
    return float(ours.legal == theirs.legal)


def against(ours: Profile, theirs: Profile) -> float:
    """What is left of the support after all that speaks against it, 0–1."""
    left = stage(ours.phrase.stages, theirs.phrase.stages)
    left *= 1 - TYPE_OTHER * (1 - kind(ours.item.type, theirs.item.type))
    left *= marks(ours.phrase.marks, theirs.phrase.marks)
    if ours.item.level is not theirs.item.level:
        left *= LEVEL_OTHER
    return left if served_alike(ours.item, theirs.item) else left * APPLICANT_OTHER


def served_alike(ours: Item, theirs: Item) -> bool:
    """Whether some applicant may use both; true where one does not say for whom it is."""
    return not ours.servers or not theirs.servers or not set(ours.servers).isdisjoint(theirs.servers)


def stage(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How well the stages of application go together, 0–1."""
    if ours == theirs:
        return 1.0
    kin = max((KIN.get(frozenset((one, other)), 0.0) for one in ours for other in theirs), default=0.0)
    shared = ours & theirs
    beside = ours & ASIDE != theirs & ASIDE and shared <= LIFE
    if beside or (ours and theirs and not shared):
        return STAGE_OTHER + (0.97 - STAGE_OTHER) * kin
    if shared:
        return 1.0
    named = ours or theirs
    if named == {FIRST}:
        return STAGE_FIRST
    return STAGE_WHOLE if named <= LIFE else STAGE_APART


def kind(ours: str, theirs: str) -> float:
    """How often two cities give one item these two 事项类型, 0–1."""
    return 1.0 if ours == theirs else _ALIKE.get(frozenset((ours, theirs)), _TYPE_UNLIKELY)


def marks(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> float:
    """What is left after marks that exclude each other, or stand in one name only."""
    alone = len(ours.keys() ^ theirs.keys())
    return float(MARK_EXCLUDES ** min(_EXCLUDED_TWICE, len(excluding(ours, theirs))) * MARK_ALONE**alone)


def excluding(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> list[str]:
    """Kinds of mark of which both names have values, and none in common."""
    return sorted(one for one in ours.keys() & theirs.keys() if not ours[one] & theirs[one])
