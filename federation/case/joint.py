"""A joint case 多地联办 as its lead sees it: how every part stands, what follows from it, what is to be written.

The lead is no case of its own: it is the parts that name it. Nothing here is held anywhere; it is read off
the parts as folded, so that whoever holds them finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.case import AGREED, Case
from federation.case.choices import JointOutcome, JointRule
from federation.case.parts import JointPart, Lead
from federation.case.process import Gathered
from federation.case.states import Facet, Handling, Joint
from federation.errors import Illegal, Reason
from federation.ids import CaseId


class PartState(StrEnum):
    """How one part stands."""

    MISSING = "missing"
    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"


PART_TERMS: Mapping[PartState, str] = {
    PartState.MISSING: "未收件",
    PartState.OPEN: "办理中",
    PartState.AGREED: "同意",
    PartState.REFUSED: "未准",
}


class Step(StrEnum):
    """What the window does about one part."""

    FILE = "file"
    WAIT = "wait"
    GATHER = "gather"
    HAND_OVER = "hand_over"
    WAIT_FOR_END = "wait_for_end"
    NOTHING = "nothing"


STEP_TERMS: Mapping[Step, str] = {
    Step.FILE: "补交这一部分",
    Step.WAIT: "等待办理地",
    Step.GATHER: "汇总",
    Step.HAND_OVER: "送达结果、退还原件",
    Step.WAIT_FOR_END: "等待办理地退件或作废",
    Step.NOTHING: "无",
}

_APART = "各自办结，不汇总"
_JOINED: Mapping[tuple[PartState, Joint], str] = {
    (PartState.MISSING, Joint.ALONE): "未收件，不能汇总",
    (PartState.OPEN, Joint.GATHERING): "办结后汇总",
    (PartState.AGREED, Joint.GATHERING): "等候汇总",
    (PartState.AGREED, Joint.PROCEED): "已汇总，可出证",
    (PartState.REFUSED, Joint.GATHERING): "本部分未准，其余终止",
    (PartState.REFUSED, Joint.PROCEED): "汇总后本部分又终结，其余终止",
    (PartState.OPEN, Joint.STOPPED): "联办已终止，待退件",
    (PartState.AGREED, Joint.STOPPED): "联办已终止，待作废",
    (PartState.REFUSED, Joint.STOPPED): "联办已终止，本部分已了结",
}
"""What the joint case means to a part, where one refusal stops all: every pair that the tables reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartStanding:
    """One part: its case, if it was filed, and how it stands."""

    part: JointPart
    case: CaseId | None
    handling: Handling
    state: PartState
    joint: Joint
    step: Step

    def joined(self, rule: JointRule) -> str:
        """What the joint case means to it, in words for the window."""
        return _APART if rule is JointRule.EACH else _JOINED[self.state, self.joint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What a lead finds.

    Attributes:
        lead: the joint case.
        parts: in the lead's order.
        outcome: what follows for those that wait; None while nothing does, and where each stands alone.
        refused: the first part that was refused, where one refusal stops all.
        write: the cases into which it is still to be written.
    """

    lead: Lead
    parts: tuple[PartStanding, ...]
    outcome: JointOutcome | None
    refused: JointPart | None
    write: tuple[CaseId, ...]

    @property
    def complete(self) -> bool:
        """Whether every part is decided."""
        return all(one.state in {PartState.AGREED, PartState.REFUSED} for one in self.parts)


def gather(lead: Lead, cases: Iterable[Case]) -> Gathering:
    """Read off the parts what follows.

    Args:
        lead: the joint case.
        cases: the cases that name it, in the order in which they were filed; of two for one part the later
            one counts, unless it never was opened.
    """
    by_part = _by_part(cases)
    states = {part: _state(by_part.get(part)) for part in lead.parts}
    outcome = _OUTCOME[lead.rule](states)
    refused = next((part for part, state in states.items() if state is PartState.REFUSED), None)
    stops = outcome is JointOutcome.STOP
    write = {part: case for part, case in by_part.items() if part in states and _waits(case, outcome)}
    return Gathering(
        lead=lead,
        parts=tuple(
            _standing(part, states[part], by_part.get(part), due=part in write) for part in lead.parts
        ),
        outcome=outcome,
        refused=refused if stops else None,
        write=tuple(write[part].case_id for part in lead.parts if part in write),
    )


def check_gathering(found: Gathering, case: CaseId, event: Gathered) -> None:
    """Check that what is to be written into a part is what the parts say.

    Raises:
        Illegal: JOINT_CONTRADICTED.
    """
    refused = {one.part for one in found.parts if one.state is PartState.REFUSED}
    named = event.part is None or event.part in refused
    if event.outcome is not found.outcome or not named or case not in found.write:
        raise Illegal(Reason.JOINT_CONTRADICTED, outcome=event.outcome)


def _by_part(cases: Iterable[Case]) -> dict[JointPart, Case]:
    found: dict[JointPart, Case] = {}
    for case in cases:
        part = part_of(case)
        if part is not None and (part not in found or case.opened):
            found[part] = case
    return found


def part_of(case: Case) -> JointPart | None:
    """Which part a case is: by the application it holds; None before it is opened."""
    if case.submitted is None:
        return None
    return JointPart(place=case.case_id.handling, item=case.submitted.item.code)


def _state(case: Case | None) -> PartState:
    if case is None or not case.opened:
        return PartState.MISSING
    if not case.decided:
        return PartState.OPEN
    return PartState.AGREED if case.handling in AGREED else PartState.REFUSED


def _all(states: Mapping[JointPart, PartState]) -> JointOutcome | None:
    """One refused part stops all; they go on once every one has agreed."""
    if PartState.REFUSED in states.values():
        return JointOutcome.STOP
    return JointOutcome.PROCEED if set(states.values()) == {PartState.AGREED} else None


def _each(_states: Mapping[JointPart, PartState]) -> JointOutcome | None:
    """Nobody waits for anybody."""
    return None


_OUTCOME = {JointRule.ALL: _all, JointRule.EACH: _each}


def _waits(case: Case, outcome: JointOutcome | None) -> bool:
    """Whether the outcome is still to be written into a part: a stop also where they were going on."""
    state = case.state(Facet.JOINT)
    if outcome is JointOutcome.PROCEED:
        return state is Joint.GATHERING
    told = state not in {Joint.GATHERING, Joint.PROCEED}
    return outcome is JointOutcome.STOP and not told and _state(case) is not PartState.REFUSED


def _standing(part: JointPart, state: PartState, case: Case | None, *, due: bool) -> PartStanding:
    joint = Joint(case.state(Facet.JOINT)) if case is not None else Joint.ALONE
    return PartStanding(
        part=part,
        case=case.case_id if case is not None else None,
        handling=case.handling if case is not None else Handling.UNOPENED,
        state=state,
        joint=joint,
        step=Step.GATHER if due else _step(state, joint, ended=case is not None and case.ended),
    )


def _step(state: PartState, joint: Joint, *, ended: bool) -> Step:
    stopped = joint is Joint.STOPPED and state is not PartState.REFUSED
    if stopped:
        return Step.WAIT_FOR_END
    if state is PartState.AGREED and joint is Joint.GATHERING:
        return Step.WAIT
    return Step.NOTHING if ended else _STEPS[state]


_STEPS: Mapping[PartState, Step] = {
    PartState.MISSING: Step.FILE,
    PartState.OPEN: Step.WAIT,
    PartState.AGREED: Step.HAND_OVER,
    PartState.REFUSED: Step.HAND_OVER,
}
