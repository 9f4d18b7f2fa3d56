"""Licence checks 电子证照核验 over all cases, for supervisors and auditors: never a licence's number or its holder.

The index says which requests there are; everything else is read from their cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from federation.case import Case
from federation.case.choices import LicenceState
from federation.case.events import Act
from federation.case.parts import Actor
from federation.case.process import LicenceAnswered, LicenceAsked
from federation.days import start_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality, MessageId
from node.desk.desk import Desk
from node.store.cases import CaseLogs, fold_logs, load_cases, load_known
from node.store.logs import text_time
from node.store.store import Row, Tx

PAGE = 100


class Asked(StrEnum):
    """Whose requests."""

    OURS = "ours"
    THEIRS = "theirs"


class Status(StrEnum):
    """How far a request is."""

    OPEN = "open"
    ANSWERED = "answered"
    VOID = "void"
    REFUSED = "refused"


STATUS_TERMS: Mapping[Status, str] = {
    Status.OPEN: "待答复",
    Status.ANSWERED: "已答复",
    Status.VOID: "办件已终结，不必答复",
    Status.REFUSED: "拒收",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One request, and what came of it.

    Attributes:
        case: in which.
        act: the LicenceAsked.
        asked: its content.
        answerer: the city that was asked.
        reason: why it was refused.
        state: what the issuing place said; None while it has not.
        answered_at: when.
        answered_by: who.
    """

    case: CaseId
    act: Act
    asked: LicenceAsked
    answerer: Locality
    status: Status
    reason: Reason | None = None
    state: LicenceState | None = None
    answered_at: datetime | None = None
    answered_by: Actor | None = None


async def list_checks(
    desk: Desk, *, first: date, last: date, asked: Asked | None, after: str, count: int
) -> list[Check]:
    """A page of requests, the newest first.

    Args:
        desk: the desk.
        first: the first day of asking.
        last: the last day.
        asked: whose; None for both cities'.
        after: time and message id of the last row of the page before; empty for the first page.
        count: at most so many, 0 for a page.

    Raises:
        InvalidInput: VALUE_INVALID for days the wrong way round, or an ``after`` that is none.
    """
    if last < first:
        raise InvalidInput(Reason.VALUE_INVALID, field="last", first=first.isoformat())
    end = text_time(start_of(last + timedelta(days=1)))
    at, message_id = min(_place(after), (end, "")) if after else (end, "")
    page = {
        "first": text_time(start_of(first)),
        "asker": desk.me if asked is Asked.OURS else "",
        "other": desk.me if asked is Asked.THEIRS else "",
        "at": at,
        "message_id": message_id,
        "count": min(count or PAGE, PAGE),
    }
    async with desk.store.read() as tx:
        rows = await tx.all("list_licence_checks", **page)
        cases = await _cases(tx, desk.me, {CaseId(row["case_id"]) for row in rows})
    return [found for row in rows if (found := _check(row, *cases[CaseId(row["case_id"])])) is not None]


def _place(after: str) -> tuple[str, str]:
    """The time, as the store writes it, and the message id that a page begins behind."""
    at, _, message_id = after.partition(" ")
    try:
        return text_time(datetime.fromisoformat(at).astimezone(UTC)), MessageId(message_id)
    except (ValueError, OverflowError, InvalidInput) as error:
        raise InvalidInput(Reason.VALUE_INVALID, field="after", form="asked_at message_id") from error


async def _cases(tx: Tx, me: Locality, wanted: set[CaseId]) -> dict[CaseId, tuple[CaseLogs, Case]]:
    """The cases of a page, a few queries for each peer."""
    found: dict[CaseId, tuple[CaseLogs, Case]] = {}
    for peer in {case.other(me) for case in wanted}:
        known = await load_known(tx, me=me, peer=peer)
        if known is not None:
            theirs = [case for case in wanted if case.other(me) == peer]
            loaded = await load_cases(tx, theirs, ours=known.ours)
            found |= {case: (logs, fold_logs(logs, known)) for case, logs in loaded.items()}
    return found


def _check(row: Row, logs: CaseLogs, case: Case) -> Check | None:
    """A request as its case has it; None if settling took it out of the log."""
    side = logs.side(Locality(row["asker"]))
    act = next((one.act for one in side if one.act.message_id == row["message_id"]), None)
    if act is None or not isinstance(act.event, LicenceAsked):
        return None
    reason = logs.refused.get(act.message_id)
    answer = _answer(case, act.message_id)
    return Check(
        case=case.case_id,
        act=act,
        asked=act.event,
        answerer=Locality(row["answerer"]),
        status=_status(case, reason, answer),
        reason=reason,
        state=answer.event.state if answer and isinstance(answer.event, LicenceAnswered) else None,
        answered_at=answer.at if answer else None,
        answered_by=answer.actor if answer else None,
    )


def _answer(case: Case, question: MessageId) -> Act | None:
    return next(
        (
            act
            for act in case.effective
            if isinstance(act.event, LicenceAnswered) and act.event.question == question
        ),
        None,
    )


def _status(case: Case, reason: Reason | None, answer: Act | None) -> Status:
    if reason is not None:
        return Status.REFUSED
    if answer is not None:
        return Status.ANSWERED
    return Status.VOID if case.decided else Status.OPEN
