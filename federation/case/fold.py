"""The fold: two logs in, one case out, the same at both ends whatever arrived first.

Acts that were refused have no effect. Every other act was legal where its author stood (`judge` saw to it),
so here only one question is left: is it still legal in the common order? If yes it applies; if not, a
crossing says what becomes of it; if none does, it waits for the other end's verdict without effect.
Nothing here raises on what the logs hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from federation.case.authors import Side
from federation.case.case import Case
from federation.case.crossing import Crossing
from federation.case.crossing_powers import GROUND_LOST
from federation.case.crossings import Met, crossed
from federation.case.effects import Draft, record, record_overtaken
from federation.case.events import Refusal
from federation.case.machine import apply
from federation.case.order import Placed, Step, merge
from federation.case.states import START, Facet, Handling, Subject, Withdrawal
from federation.case.subjects import touched
from federation.case.terms import TERMS, kind_of
from federation.case.timeline import Note, Outcome, Row
from federation.errors import REASONS, Illegal, Reason
from federation.ids import CaseId, MessageId

_OWN = (Facet.HANDLING, Facet.WITHDRAWAL)  # they have attributes of their own


def fold(
    case_id: CaseId,
    accepting: Sequence[Placed],
    handling: Sequence[Placed],
    *,
    refused: Mapping[MessageId, Reason],
    known_accepting: int,
    known_handling: int,
) -> Case:
    """Fold the acts of one case.

    Args:
        case_id: the case.
        accepting: its acts in the accepting place's log, in log order, refused ones included.
        handling: its acts in the handling place's log, likewise.
        refused: why acts were refused, by message id; Refusal acts in the logs count without being here.
        known_accepting: how many entries of the accepting place's log this node holds, staged ones apart.
        known_handling: how many entries of the handling place's log this node holds, staged ones apart.

    Returns:
        The case. `Case.incomplete` says that acts wait for entries this node does not hold.
    """
    reasons = {**_refusals(accepting, handling), **_refusals(handling, accepting), **refused}
    merged = merge(
        accepting,
        handling,
        known_accepting=known_accepting,
        known_handling=known_handling,
        refused=reasons.keys(),
    )
    draft = Draft(case_id=case_id)
    met: list[Met] = []
    for step in merged.steps:
        reason = reasons.get(step.act.message_id)
        if reason is None:
            _take(draft, step, met)
        else:
            _refuse(draft, step, reason)
    for step in merged.waiting:
        _add(draft, step, Outcome.WAITING)
    return _finish(draft, incomplete=bool(merged.waiting))


def _refusals(by: Sequence[Placed], of: Sequence[Placed]) -> dict[MessageId, Reason]:
    """Find what the Refusals of one log name in the other: by position and, if it parsed, by message."""
    said = {one.act.event.position: one.act.event for one in by if isinstance(one.act.event, Refusal)}
    return {
        one.act.message_id: refusal.reason
        for one in of
        if said and (refusal := said.get(one.position)) is not None
        if refusal.message_id in {None, one.act.message_id}
    }


def _take(draft: Draft, step: Step, met: list[Met]) -> None:
    kind, (subjects, replaced) = kind_of(step.act.event), touched(step.act, step.side, draft)
    unseen = [one for one in met if one.position >= step.cut] if step.side is Side.ACCEPTING else []
    try:
        moved = apply(draft.states, kind, subjects, replaced)
    except Illegal:
        rows = list(crossed(kind, subjects, unseen, overtaken=True))
        _overtake(draft, step, (rows or _groundless(draft, step))[-1:])
        return
    record(draft, step.side, step.act)
    draft.move(moved)
    rows = list(dict.fromkeys(crossed(kind, subjects, unseen, overtaken=False)))
    _add(draft, step, Outcome.CROSSED if rows else Outcome.APPLIED, rows)
    if step.side is Side.HANDLING:
        correction = step.act.supersedes is not None
        met.append(Met(step.position, kind, (*subjects, *replaced), correction=correction))


def _groundless(draft: Draft, step: Step) -> list[Crossing]:
    """An act about one of the same author's that was overtaken falls with it."""
    about = step.act.supersedes or getattr(step.act.event, "notice", None)
    return [GROUND_LOST] if about in draft.overtaken else []


def _overtake(draft: Draft, step: Step, rows: Sequence[Crossing]) -> None:
    if rows:
        record_overtaken(draft, step.act)
    _add(draft, step, Outcome.CROSSED if rows else Outcome.WAITING, rows)


def _refuse(draft: Draft, step: Step, reason: Reason) -> None:
    _add(draft, step, Outcome.REFUSED, reason=reason)
    text = f"对方未接收本条“{TERMS[kind_of(step.act.event)].zh}”，双方均不生效：{REASONS[reason].zh}"
    draft.notes.append(Note(side=step.side, message_id=step.act.message_id, text=text))


def _add(
    draft: Draft, step: Step, outcome: Outcome, rows: Sequence[Crossing] = (), reason: Reason | None = None
) -> None:
    act = step.act
    draft.rows.append(
        Row(
            message_id=act.message_id,
            kind=kind_of(act.event),
            author=act.author,
            actor=act.actor,
            at=act.at,
            outcome=outcome,
            crossings=tuple(row.code for row in rows),
            reason=reason,
        )
    )
    for row in rows:
        draft.notes.append(Note(side=Side.ACCEPTING, message_id=act.message_id, text=row.accepting))
        draft.notes.append(Note(side=Side.HANDLING, message_id=act.message_id, text=row.handling))


def _finish(draft: Draft, *, incomplete: bool) -> Case:
    said = draft.submitted
    return Case(
        case_id=draft.case_id,
        handling=Handling(draft.states.get(Subject(Facet.HANDLING), START[Facet.HANDLING])),
        withdrawal=Withdrawal(draft.states.get(Subject(Facet.WITHDRAWAL), START[Facet.WITHDRAWAL])),
        incomplete=incomplete,
        submitted=said,
        materials=tuple(draft.materials.values()),
        fields=tuple(draft.fields.values()),
        documents=draft.documents,
        parcels=draft.parcels,
        taken=draft.taken,
        files=draft.files,
        organ=draft.organ,
        suspension=draft.suspension,
        superseded=draft.superseded,
        since=draft.since,
        deferred=draft.deferred,
        charges=draft.charges,
        questions=draft.questions,
        ratings=draft.ratings,
        states_of={subject: state for subject, state in draft.states.items() if subject.facet not in _OWN},
        open_notice=draft.open_notice,
        open_withdrawal=draft.open_withdrawal,
        rows=tuple(draft.rows),
        effective=tuple(draft.effective.values()),
        notes=tuple(draft.notes),
    )
