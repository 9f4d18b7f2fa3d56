"""Score proposals against pairs that people labelled.

precision@1: of the codes labelled with a counterpart, the share whose first proposal is right; a
code for which nothing is proposed counts as wrong. recall@5: of the labelled pairs, the share whose
counterpart is among the first five proposals. Codes labelled as without counterpart are in neither
figure; for them the share is told for which nothing was proposed.

A code of 12 or 31 characters may mean several items. One on the left is served by the proposals of
all its items, best first; one on the right is found when any of its items is proposed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from federation.errors import InvalidInput, Reason
from federation.items import Catalogue, Item
from federation.mapping.suggest.propose import TOP, Proposal, Suggestions, suggest

_LEFT, _RIGHT = "a_code", "b_code"
_CODE = re.compile(r"[0-9A-Z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One labelled pair.

    Attributes:
        ours: a code of 12, 31 or 33 characters in the first catalogue.
        theirs: one in the second; empty if there is no counterpart.
    """

    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How good the proposals are on one labelled set (definitions: this module).

    Attributes:
        codes: codes with a counterpart.
        first_right: those whose first proposal is right.
        proposed: those for which anything was proposed.
        pairs: labelled pairs.
        found: those among the first five.
        alone: codes without counterpart.
        alone_silent: those for which nothing was proposed.
        unknown: labelled codes that stand in no catalogue; their pairs count as not found.
        missed: codes whose first proposal is wrong, in order.
    """

    codes: int
    first_right: int
    proposed: int
    pairs: int
    found: int
    alone: int
    alone_silent: int
    unknown: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision_at_1(self) -> float | None:
        """0–1; None without codes that have a counterpart."""
        return self.first_right / self.codes if self.codes else None

    @property
    def recall_at_5(self) -> float | None:
        """0–1; None without pairs."""
        return self.found / self.pairs if self.pairs else None


def read_pairs(source: bytes) -> tuple[Pair, ...]:
    """Read labelled pairs from a .csv with the columns ``a_code`` and ``b_code``; others are left.

    A code with several counterparts has several rows, or several codes in one cell.

    Raises:
        InvalidInput: VALUE_INVALID if it is not UTF-8 or GB18030 text, or a column is missing.
    """
    text = _text(source)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    header = [cell.strip().lower() for cell in next(rows, [])]
    if not {_LEFT, _RIGHT} <= set(header):
        raise InvalidInput(Reason.VALUE_INVALID, option="--score", form="a_code,b_code")
    at = (header.index(_LEFT), header.index(_RIGHT))
    found = []
    for row in rows:
        ours, theirs = (_CODE.findall(row[place].upper()) if place < len(row) else [] for place in at)
        found += [Pair(ours=code, theirs=other) for code in ours for other in theirs or [""]]
    return tuple(dict.fromkeys(found))


def _text(source: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(Reason.VALUE_INVALID, option="--score", form="UTF-8, GB18030")


def score(pairs: Iterable[Pair], ours: Catalogue, theirs: Catalogue) -> Score:
    """Propose counterparts and compare them with labelled pairs.

    Args:
        pairs: from `read_pairs`.
        ours: the catalogue to find counterparts for.
        theirs: the catalogue to find them in.
    """
    return compare(pairs, suggest(ours, theirs, top=TOP), ours, theirs)


def compare(
    pairs: Iterable[Pair], suggestions: Sequence[Suggestions], ours: Catalogue, theirs: Catalogue
) -> Score:
    """Compare proposals with labelled pairs.

    Args:
        pairs: from `read_pairs`.
        suggestions: from `suggest`, five for each item.
        ours: the catalogue they were made for.
        theirs: the catalogue they were found in.
    """
    right: dict[str, set[str]] = {}
    for pair in pairs:
        right.setdefault(pair.ours, set()).update({pair.theirs} - {""})
    made = {one.item.key.code: one.proposals for one in suggestions}
    first = {code: _first(code, made, ours) for code in right}
    wanted = {code: others for code, others in right.items() if others}
    alone = right.keys() - wanted.keys()
    hits = {
        code: [{other for other in others if item in theirs.find(other)} for item in first[code]]
        for code, others in wanted.items()
    }
    missed = tuple(code for code, found in hits.items() if not (found and found[0]))
    return Score(
        codes=len(wanted),
        first_right=len(wanted) - len(missed),
        proposed=sum(map(bool, hits.values())),
        pairs=sum(map(len, wanted.values())),
        found=sum(len(set[str]().union(*found)) for found in hits.values()),
        alone=len(alone),
        alone_silent=sum(not first[code] for code in alone),
        unknown=tuple(
            [code for code in right if not ours.find(code)]
            + [other for others in wanted.values() for other in sorted(others) if not theirs.find(other)]
        ),
        missed=missed,
    )


def _first(code: str, made: Mapping[str, tuple[Proposal, ...]], ours: Catalogue) -> list[Item]:
    """The items proposed for a code, best first, at most five."""
    found = [proposal for item in ours.find(code) for proposal in made.get(item.key.code, ())]
    found.sort(key=lambda proposal: (-proposal.score, proposal.item.key.code))
    return list({proposal.item.key.code: proposal.item for proposal in found}.values())[:TOP]
