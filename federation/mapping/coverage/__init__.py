"""Coverage 覆盖情况: what of a federation leads where, what does not, and where crosswalks disagree.

`coverage` takes stock of a whole federation on a day, or of some of its pairs; `as_document` writes the
answer for programs, `as_html` as one page that a person reads.
"""

from federation.mapping.coverage.document import as_document
from federation.mapping.coverage.names import place_name
from federation.mapping.coverage.page import as_html
from federation.mapping.coverage.stock import Coverage, Document, Pair, Place
from federation.mapping.coverage.survey import coverage, questions
from federation.mapping.coverage.values import (
    Choice,
    Conflict,
    ConflictKind,
    Fill,
    Line,
    Loss,
    LossKind,
    RuleCount,
    Standing,
)

__all__ = [
    "Choice",
    "Conflict",
    "ConflictKind",
    "Coverage",
    "Document",
    "Fill",
    "Line",
    "Loss",
    "LossKind",
    "Pair",
    "Place",
    "RuleCount",
    "Standing",
    "as_document",
    "as_html",
    "coverage",
    "place_name",
    "questions",
]
