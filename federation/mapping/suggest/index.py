"""How alike two bags of words are, rare pieces counting more; and which items are worth a closer look.

Weight of a piece: its own, times ln((N + 1) / (n + 0.5)) where n of the N items of both catalogues
hold it (inverse document frequency); likeness is the cosine of two such vectors. Everything is
counted in the two catalogues at hand: nothing is trained and nothing is shipped.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from federation.mapping.suggest.profile import Bag, Profile

Vector = Mapping[str, float]  # of length 1, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """The vectors of one bag of every item of both catalogues, in the order of their profiles."""

    ours: tuple[Vector, ...]
    theirs: tuple[Vector, ...]


def vectors(ours: Sequence[Profile], theirs: Sequence[Profile], bag_of: Callable[[Profile], Bag]) -> Vectors:
    """Weigh the bags of two catalogues against each other."""
    bags = [bag_of(profile) for profile in (*ours, *theirs)]
    held = Counter(piece for bag in bags for piece in bag)
    weight = {piece: math.log((len(bags) + 1) / (count + 0.5)) for piece, count in held.items()}
    made = tuple(_unit({piece: own * weight[piece] for piece, own in bag.items()}) for bag in bags)
    return Vectors(ours=made[: len(ours)], theirs=made[len(ours) :])


def _unit(vector: dict[str, float]) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {piece: value / length for piece, value in vector.items()} if length else {}


def cosine(ours: Vector, theirs: Vector) -> float | None:
    """0–1; None if one of them is empty."""
    if not ours or not theirs:
        return None
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    return sum(value * theirs.get(piece, 0.0) for piece, value in ours.items())


def nearest(found: Vectors, most: int) -> list[dict[int, float]]:
    """For each of ours the positions of the ``most`` likest of theirs, with their cosine."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, vector in enumerate(found.theirs):
        for piece, value in vector.items():
            postings[piece].append((at, value))
    rows = []
    for vector in found.ours:
        likeness: dict[int, float] = defaultdict(float)
        for piece, value in vector.items():
            for at, other in postings.get(piece, ()):
                likeness[at] += value * other
        best = sorted(likeness, key=lambda at: (-likeness[at], at))[:most]
        rows.append({at: likeness[at] for at in best})
    return rows
