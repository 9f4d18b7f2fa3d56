"""秒批: cases a machine may grant by rules the organ declared itself (docs/instant.md, ADR 0017).

`rule` reads the document, `judge` says what follows for one case. Only ever a grant: whatever does not fit
waits for a person.
"""

from federation.instant.judge import InstantVerdict, Outcome, Why, basis_of, decide, files_of, next_step
from federation.instant.rule import InstantRule, load_rule

__all__ = [
    "InstantRule",
    "InstantVerdict",
    "Outcome",
    "Why",
    "basis_of",
    "decide",
    "files_of",
    "load_rule",
    "next_step",
]
