"""Suggest counterparts between two catalogues whose codes do not meet, for a person to confirm.

`suggest` proposes, ranked and with reasons in Chinese; `score` measures proposals on labelled
pairs; `review_sheets` writes them down for a person, and `confirmed_rows` makes crosswalk rows of
what the person ticked. Nothing is applied unconfirmed.
"""

from federation.mapping.suggest.confirmation import confirmed_rows, review_sheets
from federation.mapping.suggest.propose import FLOOR, TOP, Proposal, Suggestions, suggest
from federation.mapping.suggest.scoring import Pair, Score, compare, read_pairs, score
from federation.mapping.suggest.sources import SKETCH

__all__ = [
    "FLOOR",
    "SKETCH",
    "TOP",
    "Pair",
    "Proposal",
    "Score",
    "Suggestions",
    "compare",
    "confirmed_rows",
    "read_pairs",
    "review_sheets",
    "score",
    "suggest",
]
