"""Propose counterparts: for every item of one catalogue the likeliest items of another, for a person to confirm.

`suggest` weighs the evidence of each pair worth a look, then lets the items of the one catalogue
compete for those of the other: what another item fits better is proposed less. Nothing is applied:
a proposal becomes a crosswalk row when a person says so (`confirmation`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz, process

from federation.items import Catalogue, Item
from federation.mapping.suggest import weigh
from federation.mapping.suggest.index import Vectors, cosine, nearest, vectors
from federation.mapping.suggest.profile import Profile, profiles
from federation.mapping.suggest.reasons import reasons, same_code

TOP = 5
FLOOR = 0.12
"""Below this nothing is proposed; it keeps nearly every right counterpart (docs/mapping-suggest.md)."""

DOUBTFUL = 0.3
"""Below this a proposal says itself that it is a guess."""

_LIKE, _SPELT_LIKE = 48, 16  # candidates by likeness of words, and by spelling
_WITHOUT_CODE = 0.95  # an equal code goes before every likeness of names
_CODE_NEEDS = 0.25  # an equal code under names that have nothing in common is a slip of a pen
_TAKEN, _TAKEN_MOST = 2.0, 0.65  # share lost per point by which another item fits better, and at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One possible counterpart.

    Attributes:
        item: of the other catalogue.
        score: 0–1; how sure, for ranking and not a probability.
        reasons: in Chinese, what speaks for it and what against.
    """

    item: Item
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What is proposed for one item.

    Attributes:
        item: of the first catalogue.
        proposals: best first; none if nothing is likely enough.
    """

    item: Item
    proposals: tuple[Proposal, ...]


def suggest(ours: Catalogue, theirs: Catalogue, *, top: int = TOP) -> tuple[Suggestions, ...]:
    """Propose counterparts in ``theirs`` for every item of ``ours``, in the order of their codes.

    Deterministic; the order of rows in either catalogue does not matter. Items that are cancelled or
    drafts are left out on both sides.

    Args:
        ours: the catalogue to find counterparts for.
        theirs: the catalogue to find them in.
        top: at most so many proposals for an item.
    """
    left, right = profiles(ours), profiles(theirs)
    table = _compete(_weigh(left, right), left)
    return tuple(
        Suggestions(item=profile.item, proposals=_best(profile, left, right, row, top))
        for profile, row in zip(left, table, strict=True)
    )


Row = Mapping[int, float]  # score by position in the other catalogue


class _Standing(NamedTuple):
    """A score after competition, and which of the first catalogue's items took from it."""

    score: float
    rival: int | None


def _weigh(left: Sequence[Profile], right: Sequence[Profile]) -> list[Row]:
    words = vectors(left, right, lambda profile: profile.words)
    bags = (
        (weigh.RESULT, vectors(left, right, lambda profile: profile.result)),
        (weigh.LAW, vectors(left, right, lambda profile: profile.law)),
        (weigh.PAPERS, vectors(left, right, lambda profile: profile.papers)),
    )
    coded = _by_code(right)
    plain = [profile.phrase.plain for profile in right]
    rows: list[Row] = []
    for at, near in enumerate(nearest(words, _LIKE)):
        ours = left[at]
        found = [*coded.get(ours.item.base, ()), *_spelt_like(ours, plain)]
        near |= {other: _of(words, at, other) or 0.0 for other in found}
        rows.append(
            {
                other: _score(ours, right[other], likeness, [(w, _of(v, at, other)) for w, v in bags])
                for other, likeness in near.items()
            }
        )
    return rows


def _spelt_like(ours: Profile, plain: Sequence[str]) -> list[int]:
    found = process.extract(ours.phrase.plain, plain, scorer=fuzz.ratio, limit=_SPELT_LIKE)
    return [at for _, _, at in found]


def _of(found: Vectors, ours: int, theirs: int) -> float | None:
    return cosine(found.ours[ours], found.theirs[theirs])


def _score(ours: Profile, theirs: Profile, likeness: float, bags: list[tuple[float, float | None]]) -> float:
    names = [(weigh.OBJECT, likeness), (weigh.SPELLING, weigh.spelling(ours, theirs))]
    others = [(weigh.LINE, weigh.line(ours, theirs)), (weigh.LIMIT, weigh.limits(ours.item, theirs.item))]
    score = weigh.supported([*names, *others, *bags]) * weigh.against(ours, theirs)
    if same_code(ours.item, theirs.item) and weigh.supported(names) >= _CODE_NEEDS:
        return _WITHOUT_CODE + (1 - _WITHOUT_CODE) * score
    return _WITHOUT_CODE * score


def _by_code(right: Sequence[Profile]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, profile in enumerate(right):
        found.setdefault(profile.item.base, []).append(at)
    return found


def _compete(rows: Sequence[Row], left: Sequence[Profile]) -> list[dict[int, _Standing]]:
    """Lower what another item of the first catalogue fits better."""
    rivals: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, row in enumerate(rows):
        for other, score in row.items():
            rivals[other].append((-score, at))
    for fitting in rivals.values():
        fitting.sort()
    return [
        {other: _standing(score, left[at], left, rivals[other]) for other, score in row.items()}
        for at, row in enumerate(rows)
    ]


def _standing(
    score: float, ours: Profile, left: Sequence[Profile], rivals: Sequence[tuple[float, int]]
) -> _Standing:
    """The score of a pair after its best rival's. Situations of one item are no rivals of each other."""
    for minus, by in rivals:
        if -minus <= score:
            break
        if left[by].item.task != ours.item.task:
            return _Standing(score * (1 - min(_TAKEN_MOST, _TAKEN * (-minus - score))), by)
    return _Standing(score, None)


def _best(
    ours: Profile, left: Sequence[Profile], right: Sequence[Profile], row: Mapping[int, _Standing], top: int
) -> tuple[Proposal, ...]:
    likely = [at for at, standing in row.items() if standing.score >= FLOOR]
    likely.sort(key=lambda at: (-row[at].score, right[at].item.key.code))
    return tuple(_proposal(ours, right[at], row[at], left) for at in likely[:top])


def _proposal(ours: Profile, theirs: Profile, standing: _Standing, left: Sequence[Profile]) -> Proposal:
    rival = [] if standing.rival is None else [f"另有更接近的事项：{left[standing.rival].item.title}"]
    doubt = ["把握不大，请仔细核对"] if standing.score < DOUBTFUL else []
    said = (*reasons(ours, theirs), *rival, *doubt)
    return Proposal(item=theirs.item, score=standing.score, reasons=said)
