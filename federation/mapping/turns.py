"""Several versions of one pair's crosswalk: each counts until the next begins.

The same rule as for catalogues (`History`), but a crosswalk that begins on the day of an earlier one
takes its place: no case depends on a crosswalk after it was opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from federation.ids import Locality
from federation.mapping.crosswalk import Crosswalk


def in_turn(documents: Iterable[Crosswalk]) -> tuple[Crosswalk, ...]:
    """Close each version on the first day of the next, so that on no day two of one pair count.

    Args:
        documents: of any pairs, each pair's in the order in which they were published.

    Returns:
        By pair and first day; one that never counts is left out.
    """
    by_pair: dict[tuple[Locality, Locality], dict[date, Crosswalk]] = defaultdict(dict)
    for one in documents:
        by_pair[one.accepting, one.handling][one.effective_from or date.min] = one
    return tuple(closed for _, versions in sorted(by_pair.items()) for closed in _closed(versions))


def _closed(versions: dict[date, Crosswalk]) -> Iterable[Crosswalk]:
    ordered = sorted(versions.items())
    for (_, one), (next_day, _) in pairwise(ordered):
        end = one.effective_to
        yield replace(one, effective_to=next_day if end is None else min(end, next_day))
    yield ordered[-1][1]
