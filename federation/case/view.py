"""The case as its author saw it: what both ends can fold alike, whatever has come in since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sys import maxsize

from federation.case.authors import Side
from federation.case.case import Case
from federation.case.fold import fold
from federation.case.order import Placed
from federation.errors import Reason
from federation.ids import CaseId, MessageId


def view_of(
    case_id: CaseId,
    side: Side,
    seen: int,
    *,
    accepting: Sequence[Placed],
    handling: Sequence[Placed],
    refused: Mapping[MessageId, Reason],
) -> Case:
    """Fold the case as one end sees it that knows ``seen`` entries of the other log."""
    own, other = (accepting, handling) if side is Side.ACCEPTING else (handling, accepting)
    cut = max([seen, *(placed.act.seen for placed in own if placed.act.message_id not in refused)])
    met = [placed for placed in other if placed.position < cut]
    accepting, handling = (own, met) if side is Side.ACCEPTING else (met, own)
    return fold(
        case_id, accepting, handling, refused=refused, known_accepting=maxsize, known_handling=maxsize
    )
