"""The case 办件: events, who may write them, the tables of what may follow what, the fold.

What other rooms need is exported here; the tables themselves are in the modules named for them.
"""

from federation.case.authors import Side, author_of, side_of
from federation.case.case import Case, Paperwork
from federation.case.check import check_actor, check_event
from federation.case.crossing import Crossing
from federation.case.crossings import CROSSINGS
from federation.case.custody import HOLDER_TERMS, Holder, Holding, Parcel
from federation.case.digest import canonical, digest, digest_of
from federation.case.fold import fold
from federation.case.judge import Speaks, Verdict, check_act, judge
from federation.case.order import Placed
from federation.case.party import ID_TYPES, ORGANISATIONS, check_party
from federation.case.pending import DUTY_TERMS, Duty, Pending, left_to_persons, pending
from federation.case.possible import possible
from federation.case.states import STATE_TERMS, DocumentState, Handling, ParcelState, Withdrawal
from federation.case.terms import TERMS, Kind, Term, kind_of
from federation.case.timeline import Note, Outcome, Row
from federation.case.view import view_of

__all__ = [
    "CROSSINGS",
    "DUTY_TERMS",
    "HOLDER_TERMS",
    "ID_TYPES",
    "ORGANISATIONS",
    "STATE_TERMS",
    "TERMS",
    "Case",
    "Crossing",
    "DocumentState",
    "Duty",
    "Handling",
    "Holder",
    "Holding",
    "Kind",
    "Note",
    "Outcome",
    "Paperwork",
    "Parcel",
    "ParcelState",
    "Pending",
    "Placed",
    "Row",
    "Side",
    "Speaks",
    "Term",
    "Verdict",
    "Withdrawal",
    "author_of",
    "canonical",
    "check_act",
    "check_actor",
    "check_event",
    "check_party",
    "digest",
    "digest_of",
    "fold",
    "judge",
    "kind_of",
    "left_to_persons",
    "pending",
    "possible",
    "side_of",
    "view_of",
]
