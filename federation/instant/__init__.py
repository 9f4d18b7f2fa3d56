"""秒批: cases a machine may grant by rules the organ declared itself (docs/instant.md, ADR 0017).

`rule` reads the document, `judge` says what follows for one case, `audit` asks years later whether a machine's act
followed its rule. Only ever a grant: whatever does not fit
waits for a person.
"""

from federation.instant.audit import FOLLOWED_TERMS, Followed, audit
from federation.instant.judge import InstantVerdict, Outcome, Why, basis_of, decide, files_of, next_step
from federation.instant.rule import InstantRule, load_rule

__all__ = [
    "FOLLOWED_TERMS",
    "Followed",
    "InstantRule",
    "InstantVerdict",
    "Outcome",
    "Why",
    "audit",
    "basis_of",
    "decide",
    "files_of",
    "load_rule",
    "next_step",
]
