"""Cases filed online 全程网办, and parts of joint cases 多地联办: who writes what, and what the lead may say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.calendars import Calendars, shipped
from federation.case import Duty, Handling, Kind, Placed, Side, canonical, digest, fold, pending
from federation.case.authors import AUTHORS, INTAKE, Author, author_of
from federation.case.choices import Delivery, JointOutcome, JointRule, Mode, Result, Satisfaction, Stage
from federation.case.clock import ClockName, Known, ReceiptBasis, Rules
from federation.case.clocks import due
from federation.case.events import Arrived, Finished, Issued, WithdrawalRequested
from federation.case.joint import PartState, Step, check_gathering, gather
from federation.case.machine import TABLES
from federation.case.parts import JointPart
from federation.case.process import Assisted, Gathered, Rated
from federation.case.states import Facet, Joint, Subject
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, Reason
from tests.worlds.acts import ACCEPTED, GRANT, delivered
from tests.worlds.case import CASE, MATERIALS, SHANTOU, START, XIAN, World, document, submitted
from tests.worlds.endings import bring_to_end
from tests.worlds.modes import (
    CHENZHOU,
    HERE,
    PROCEED,
    STOP,
    THERE,
    filed_online,
    joint,
    lead,
    online,
    part,
)

A, H = Side.ACCEPTING, Side.HANDLING
TAKEN_UP = (Arrived(), ACCEPTED)
ISSUED = Issued(documents=(document("ZZ-1"),))
RETURN = Finished(result=Result.RETURN, reason="联办已终止", document=document("TJ-1"))
VOID = Finished(result=Result.VOIDED, reason="联办已终止", document=document("ZF-1"))


def refused(world: World, side: Side, event: object) -> Reason | None:
    """Why a desk refuses."""
    return world.settle().write(side, event).reason


def agreed() -> World:
    """A part that its organ grants."""
    world = joint()
    world.must(H, *TAKEN_UP, GRANT)
    return world.settle()


# whose the intake is


def test_the_whole_intake_is_one_ends():
    """Every kind of the intake goes by the mode, whatever the route."""
    intake = {kind for kind, row in AUTHORS.items() if Author.INTAKE in row.values()}
    assert intake == {
        *(Kind.SUBMITTED, Kind.CORRECTED, Kind.DEFERRED_SUPPLIED, Kind.ORIGINAL_VERIFIED),
        *(Kind.NOTICE_SERVED, Kind.WITHDRAWAL_REQUESTED, Kind.RATED_GOOD, Kind.RATED_BAD),
    }
    assert {kind: set(AUTHORS[kind].values()) for kind in intake} == {
        kind: {Author.INTAKE} for kind in intake
    }
    assert {mode: INTAKE[mode] for mode in Mode} == {
        Mode.REMOTE_COLLECTION: A,
        Mode.JOINT: A,
        Mode.FULL_ONLINE: H,
    }


@pytest.mark.parametrize(("side", "event"), [(A, online()), (H, submitted()), (H, part())])
def test_the_wrong_end_files(side, event):
    """An application of a mode is filed by the end that has its intake."""
    assert World().write(side, event).reason is Reason.EVENT_AUTHOR


def test_online_the_window_only_helps():
    """The other end of a case filed online writes nothing of its intake; helping it may."""
    world = filed_online()
    assert refused(world, A, WithdrawalRequested(reason="不办了")) is Reason.EVENT_AUTHOR
    rating = Rated(about=Stage.INTAKE, level=Satisfaction.FAIR, named=True)
    assert refused(world, A, rating) is Reason.EVENT_AUTHOR
    assert refused(world, H, Assisted(note="帮办")) is Reason.EVENT_AUTHOR
    assert refused(world, A, Assisted(note="指导上传材料")) is None
    assert refused(world, H, WithdrawalRequested(reason="不办了")) is None
    assert world.settle().case(A) == world.case(H)


def test_a_forged_intake_has_no_effect():
    """What the window of a case filed online writes into its log all the same, the other end refuses."""
    world = filed_online()
    world.put(A, world.draw(A, WithdrawalRequested(reason="不办了")))
    world.settle()
    assert list(world.refused[H].values()) == [Reason.EVENT_AUTHOR]
    assert world.case(A) == world.case(H)


def test_nobody_files_over_the_other_end():
    """A case the window filed is not filed again online by an end that claims not to have seen it."""
    world = World()
    world.must(A, submitted())
    world.put(H, replace(world.draw(H, online()), seen=0))
    world.settle()
    assert Reason.CASE_EXISTS in world.refused[A].values()
    assert world.case(A) == world.case(H)


@pytest.mark.parametrize("material", MATERIALS)
def test_online_takes_no_paper(material):
    """Originals and copies have no place in a case filed online."""
    said = World().write(H, replace(online(), materials=(material,)))
    assert (said.reason, said.detail["field"]) == (Reason.VALUE_INVALID, "materials.originals")


def test_online_duties_are_the_handling_places():
    """Signing, then everything of the intake, waits for the place that has it."""
    world = filed_online()
    assert [(one.side, one.duty) for one in pending(world.case(A))] == [(H, Duty.SIGN_FOR)]
    world.must(H, *TAKEN_UP)
    waiting = {one.duty: one.side for one in pending(world.settle().case(A))}
    assert waiting[Duty.SERVE] is H
    assert author_of(Rated(about=Stage.INTAKE, level=Satisfaction.FAIR, named=True), world.case(A)) is H


# what a part must say


@pytest.mark.parametrize(
    ("event", "reason", "field"),
    [
        (replace(part(), lead=None), Reason.VALUE_MISSING, "lead"),
        (replace(submitted(), lead=lead()), Reason.VALUE_MISSING, "lead"),
        (replace(part(), lead=replace(lead(), parts=(HERE,))), Reason.VALUE_MISSING, "lead.parts"),
        (replace(part(), lead=replace(lead(), parts=(HERE, HERE))), Reason.VALUE_INVALID, "lead.parts"),
        (
            replace(part(), lead=lead(JointRule.ALL, HERE, JointPart(place=SHANTOU, item="X"))),
            Reason.VALUE_INVALID,
            "lead.parts",
        ),
        (replace(part(), lead=replace(lead(), case=CASE)), Reason.VALUE_INVALID, "lead.case"),
        (replace(part(), lead=lead(JointRule.ALL, THERE, JointPart(place=XIAN, item="X"))), Reason.EVENT_REFERENCE, "lead.parts"),
        (
            replace(part(), lead=replace(lead(), case=type(CASE).make(accepting=CHENZHOU, handling=CHENZHOU, on=CASE.day, random=1), parts=(HERE, JointPart(place=SHANTOU, item="X")))),
            Reason.EVENT_REFERENCE,
            "lead.case",
        ),
    ],
)  # fmt: skip
def test_a_part_names_its_lead(event, reason, field):
    """The lead is the filing place's own, and the part is among those it names."""
    said = World().write(A, event)
    assert (said.reason, said.detail["field"]) == (reason, field)


def test_cases_of_other_modes_keep_their_text():
    """A case that is no part of a joint one has the canonical text it had before there were any."""
    world = World()
    world.must(A, submitted())
    assert b'"lead"' not in canonical(world.case(A))
    assert b'"lead"' in canonical(joint().case(A))


# one refusal stops all


def test_nothing_is_issued_before_all_agree():
    """The organ may grant; it issues, and anybody hands over, once the lead has gathered."""
    world = agreed()
    assert refused(world, H, ISSUED) is Reason.JOINT_WAITING
    assert refused(world, A, delivered("JD-1")) is Reason.JOINT_WAITING
    assert not world.case(A).ended
    assert [(one.side, one.duty) for one in pending(world.case(H))][:1] == [(A, Duty.GATHER)]
    world.must(A, PROCEED)
    world.settle().must(H, ISSUED)
    assert world.settle().case(A).state(Facet.JOINT) is Joint.PROCEED
    assert digest(world.case(A)) == digest(world.case(H))


def test_after_a_stop_the_organ_ends_its_part():
    """Nothing is granted, issued or handed over; what was granted is voided, the rest returned."""
    world = agreed()
    world.must(A, STOP)
    assert refused(world, H, ISSUED) is Reason.JOINT_STOPPED
    assert refused(world, A, delivered("JD-1")) is Reason.JOINT_STOPPED
    assert [(one.side, one.duty) for one in pending(world.case(H))][:1] == [(H, Duty.END_JOINT)]
    world.must(H, VOID)
    undecided = joint()
    undecided.must(H, *TAKEN_UP)
    undecided.settle().must(A, STOP)
    assert refused(undecided, H, GRANT) is Reason.JOINT_STOPPED
    undecided.must(H, RETURN)
    assert undecided.settle().case(A).handling is Handling.RETURNED


def test_only_the_lead_gathers_and_only_where_one_stops_all():
    """The organ does not gather; where each part stands alone there is nothing to gather."""
    world = agreed()
    assert refused(world, H, PROCEED) is Reason.EVENT_AUTHOR
    stranger = replace(STOP, part=JointPart(place=CHENZHOU, item="X"))
    assert refused(world, A, stranger) is Reason.EVENT_REFERENCE
    alone = joint(JointRule.EACH)
    alone.must(H, *TAKEN_UP, GRANT)
    assert refused(alone, A, STOP) is Reason.EVENT_TRANSITION
    assert refused(alone, H, ISSUED) is None


@pytest.mark.parametrize(
    "event", [replace(STOP, part=None), replace(STOP, reason=""), replace(PROCEED, part=THERE)]
)
def test_a_stop_says_who_and_why(event):
    """A stop names the part that was refused and a reason; going on names none."""
    with pytest.raises(InvalidInput):
        agreed().write(A, event).enforce()


# the lead's own view


def other(world: World) -> object:
    """The same part as if Chenzhou decided it."""
    event = replace(part(), item=replace(part().item, locality=CHENZHOU, code=THERE.item))
    case = type(CASE).make(accepting=SHANTOU, handling=CHENZHOU, on=CASE.day, random=2)
    acts = [
        Placed(one.position, replace(one.act, case=case, author=CHENZHOU if side is H else SHANTOU, event=event if one.act.event == part() else one.act.event))
        for side in Side
        for one in world.logs[side]
    ]  # fmt: skip
    logs = {side: [one for one in acts if (one.act.author == SHANTOU) is (side is A)] for side in Side}
    return fold(case, logs[A], logs[H], refused={}, known_accepting=99, known_handling=99)


def ended(result: Result) -> World:
    """A part that ended so."""
    world = joint()
    world.must(H, *TAKEN_UP, Finished(result=result, reason="理由", document=document("JD-9")))
    return world.settle()


def test_all_agree():
    """They go on, and each part is still to be told."""
    cases = [agreed().case(A), other(agreed())]
    found = gather(lead(), cases)
    assert (found.outcome, found.refused) == (JointOutcome.PROCEED, None)
    assert found.write == tuple(one.case_id for one in cases)
    assert {one.step for one in found.parts} == {Step.GATHER}
    check_gathering(found, CASE, PROCEED)
    with pytest.raises(Illegal) as contradicted:
        check_gathering(found, CASE, STOP)
    assert contradicted.value.reason is Reason.JOINT_CONTRADICTED


@pytest.mark.parametrize("result", [Result.DENY, Result.RETURN, Result.VOIDED, Result.FORWARDED])
def test_one_refuses(result):
    """All stop; the refused part itself is not told, and only it may be named."""
    found = gather(lead(), [agreed().case(A), other(ended(result))])
    assert (found.outcome, found.refused, found.write) == (JointOutcome.STOP, THERE, (CASE,))
    check_gathering(found, CASE, STOP)
    with pytest.raises(Illegal):
        check_gathering(found, CASE, replace(STOP, part=HERE))
    with pytest.raises(Illegal):
        check_gathering(found, CASE, PROCEED)


def test_one_is_open_or_missing():
    """Nothing follows yet."""
    for cases in ([agreed().case(A), other(joint())], [agreed().case(A)]):
        found = gather(lead(), cases)
        assert (found.outcome, found.write, found.complete) == (None, (), False)
        assert found.parts[1].state in {PartState.OPEN, PartState.MISSING}


def test_each_stands_alone():
    """Nothing ever follows from the other parts, and nothing is written."""
    alone = lead(JointRule.EACH)
    found = gather(alone, [agreed().case(A), other(ended(Result.DENY))])
    assert (found.outcome, found.write, found.complete) == (None, (), True)


def test_a_part_is_voided_after_they_went_on():
    """A part that went on is told to stop when another one's grant is voided."""
    world = agreed()
    world.must(A, PROCEED)
    found = gather(lead(), [world.settle().case(A), other(ended(Result.VOIDED))])
    assert (found.outcome, found.write) == (JointOutcome.STOP, (CASE,))
    assert Gathered(outcome=JointOutcome.PROCEED) == PROCEED


def reachable() -> set[tuple[Handling, Joint]]:
    """How a part of a joint case in which one refusal stops all can stand, by the tables."""
    joint_kinds = {kind for _, kind in TABLES[Facet.JOINT]}
    met, todo = set(), [(Handling.SUBMITTED, Joint.GATHERING)]
    while todo:
        here = todo.pop()
        if here not in met:
            met.add(here)
            moves = ((to, kind) for (state, kind), to in TABLES[Facet.HANDLING].items() if state is here[0])
            for to, kind in moves:
                joined = TABLES[Facet.JOINT].get((here[1], kind)) if kind in joint_kinds else here[1]
                todo += [(to, joined)] if joined is not None else []
    return met


def test_every_part_is_told_what_the_joint_case_means_to_it():
    """In words for every state that the tables reach; a refused part never waits for anybody."""
    words = {}
    for handling, joined in {*reachable(), (Handling.UNOPENED, Joint.ALONE)}:
        case = replace(joint().case(A), handling=handling, states_of={Subject(Facet.JOINT): joined})
        (here, _) = gather(lead(), [case]).parts
        words[here.state, joined] = here.joined(JointRule.ALL)
        assert here.joined(JointRule.EACH) == "各自办结，不汇总"
    assert len(words) == len(set(words.values())) == 9
    refused = [text for (state, _), text in words.items() if state is PartState.REFUSED]
    assert len(refused) == 3
    assert not [text for text in refused if "待" in text or "等候" in text]


# clocks


@pytest.mark.parametrize("basis", ReceiptBasis)
def test_online_no_receipt_moves_the_organs_clock(basis):
    """What the handling place took in it has received when it says so, whatever the basis; nothing is forwarded."""
    world = filed_online()
    known = Known(received={}, until={}, now=START)
    clocks = due(
        world.case(A), rules=Rules(receipt_basis=basis), calendars=Calendars.of(shipped()), known=known
    )
    assert [(one.name, one.side, one.start) for one in clocks] == [(ClockName.NOTICE, H, day_of(START))]


# a way to end


ORGAN = ((), (Arrived(),), TAKEN_UP, (*TAKEN_UP, GRANT))


@pytest.mark.parametrize("told", [(), (STOP,), (PROCEED,), (PROCEED, STOP)])
@pytest.mark.parametrize("wish", [(), (WithdrawalRequested(reason="不办了"),)])
@pytest.mark.parametrize("done", ORGAN)
def test_a_part_can_always_end(done, wish, told):
    """However far the organ is and whatever the lead said of it, paying what is owed ends the part."""
    world = joint()
    for event in done:
        world.must(H, event)
    for event in (*wish, *told):  # what the tables refuse there is left out
        world.settle().write(A, event)
    bring_to_end(world)
    assert world.case(A).ended
    assert world.case(A) == world.case(H)


@pytest.mark.parametrize("done", ORGAN)
@pytest.mark.parametrize("delivery", Delivery)
def test_a_case_filed_online_can_always_end(done, delivery):
    """However far the organ is."""
    world = filed_online(delivery)
    for event in done:
        world.must(H, event)
    bring_to_end(world)
    assert world.case(A).ended
    assert world.case(A) == world.case(H)
