"""What a rule says of a case: a grant, or that a person decides, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.case import Kind, Side, digest
from federation.case.choices import Result
from federation.case.events import (
    Accepted,
    Arrived,
    Corrected,
    CorrectionRequested,
    Event,
    Finished,
    WithdrawalRequested,
)
from federation.case.parts import MACHINE, Actor, Difference, Field
from federation.case.process import OriginalVerified
from federation.errors import Reason
from federation.instant import InstantRule, Outcome, Why, basis_of, decide, load_rule, next_step
from tests.worlds.case import ACTORS, World, document, opened, submitted
from tests.worlds.instant import RULE
from tests.worlds.modes import STOP, joint

DEFECTS = (Difference(material="M-OLD", note="缺"),)
ROBOT = replace(ACTORS[Side.HANDLING], officer=MACHINE)


def rule(**changes: str) -> InstantRule:
    """The rule with some of its words changed."""
    text = RULE
    for old, new in changes.items():
        text = text.replace(old, new)
    return load_rule(text.encode())


def filed(**changes: object) -> World:
    """A world with a case filed otherwise."""
    world = World()
    world.must(Side.ACCEPTING, replace(submitted(), **changes))
    return world.settle()


def test_what_fits_is_granted_with_all_it_read() -> None:
    """The inputs are the listed values and facts, as they were read."""
    found = decide(rule(), opened().case(Side.HANDLING))
    assert (found.outcome, found.why) == (Outcome.GRANT, Why.MET)
    assert {one.code: one.value for one in found.inputs} == {
        "purpose": "开店",
        "delivery": "window",
        "by_agent": "no",
    }


@pytest.mark.parametrize(
    ("changes", "said", "why", "about"),
    [
        ({}, {"fields": (Field(code="purpose", value="住"),)}, Why.NOT_MET, ""),
        ({}, {"fields": ()}, Why.MISSING, "purpose"),
        ({}, {"materials": ()}, Why.MATERIAL, "M-KEEP"),
        ({"000131901001": "000131901002"}, {}, Why.OTHER_ITEM, ""),
        (
            {'type = "text"': 'type = "number"', 'purpose == "开店"': "purpose > 1"},
            {},
            Why.UNREADABLE,
            "purpose",
        ),
    ],
)
def test_what_does_not_fit_is_a_persons(
    changes: dict[str, str], said: dict[str, object], why: Why, about: str
) -> None:
    """Never a refusal: the case waits, and the verdict says for what."""
    found = decide(rule(**changes), filed(**said).case(Side.HANDLING))
    assert (found.outcome, found.why, found.about) == (Outcome.PERSON, why, about)


def test_another_organs_case() -> None:
    """Once an organ has acted, only its own rules speak of the case."""
    world = opened()
    world.must(Side.HANDLING, Arrived(), Accepted(document=document("受1"), promised_days=1))
    assert decide(rule(), world.case(Side.HANDLING)).outcome is Outcome.GRANT
    other = rule(**{"11610100TEXT00025R": "11440500TEXT00017J"})
    assert decide(other, world.case(Side.HANDLING)).why is Why.OTHER_ITEM


def test_one_step_after_another_to_the_grant() -> None:
    """签收, 受理, 办结, each once; both ends fold the same case, and its acts carry the rule."""
    world, made = opened(), rule()
    verdict = decide(made, world.case(Side.HANDLING))
    basis = basis_of(made, verdict)
    events = {
        Kind.ARRIVED: Arrived(),
        Kind.ACCEPTED: Accepted(document=document("受1"), promised_days=1, basis=basis),
        Kind.FINISHED_GRANT: Finished(result=Result.GRANT, document=document("准1"), basis=basis),
    }
    taken = []
    while (step := next_step(made, world.case(Side.HANDLING))) is not None:
        taken.append(step)
        world.must(Side.HANDLING, events[step], actor=ROBOT)
    assert taken == list(events)
    world.settle()
    assert digest(world.case(Side.ACCEPTING)) == digest(world.case(Side.HANDLING))
    assert basis.digest == made.digest
    assert basis.inputs == verdict.inputs


@pytest.mark.parametrize("by", [ROBOT, ACTORS[Side.HANDLING]])
def test_who_signed_for_the_packet_decided_nothing(by: Actor) -> None:
    """A person who signs and finds nothing wrong leaves the case to the rule."""
    world = opened()
    world.must(Side.HANDLING, Arrived(), actor=by)
    assert next_step(rule(), world.case(Side.HANDLING)) is Kind.ACCEPTED


@pytest.mark.parametrize(
    ("side", "events"),
    [
        (Side.HANDLING, (Arrived(differences=DEFECTS),)),
        (Side.HANDLING, (Arrived(), CorrectionRequested(document=document("补1"), defects=DEFECTS, days=10))),
        (Side.ACCEPTING, (WithdrawalRequested(reason=""),)),
    ],
)
def test_a_person_who_judged_keeps_the_case(side: Side, events: tuple[Event, ...]) -> None:
    """After a difference found, a request to correct or a wish to withdraw, the rule does nothing more."""
    world = opened()
    world.must(side, *events)
    assert next_step(rule(), world.settle().case(Side.HANDLING)) is None


def test_accepted_by_a_person_ended_by_a_person() -> None:
    """A rule does not end what a person took up."""
    world = opened()
    world.must(Side.HANDLING, Arrived(), Accepted(document=document("受1"), promised_days=1))
    assert next_step(rule(), world.case(Side.HANDLING)) is None


def test_accepted_by_another_rule() -> None:
    """A rule ends what it accepted itself; what another, or another version, accepted is a person's."""
    world, made = opened(), rule()
    world.must(Side.HANDLING, Arrived())
    basis = basis_of(made, decide(made, world.case(Side.HANDLING)))
    world.must(Side.HANDLING, Accepted(document=document("受1"), promised_days=1, basis=basis), actor=ROBOT)
    case = world.case(Side.HANDLING)
    assert next_step(made, case) is Kind.FINISHED_GRANT
    assert next_step(rule(**{"2026.1": "2026.2"}), case) is None


def test_a_joint_case_that_stopped() -> None:
    """A part is decided like any case until one refusal has stopped all: its return needs reasons."""
    world = joint()
    world.must(Side.HANDLING, Arrived())
    assert next_step(rule(), world.settle().case(Side.HANDLING)) is Kind.ACCEPTED
    world.must(Side.ACCEPTING, STOP)
    assert next_step(rule(), world.settle().case(Side.HANDLING)) is None


def test_a_paper_is_not_there_before_its_file() -> None:
    """Of a material without a file a machine has seen nothing."""
    papers = tuple(replace(one, files=()) for one in submitted().materials)
    found = decide(rule(), filed(materials=papers).case(Side.HANDLING))
    assert (found.why, found.about) == (Why.MATERIAL, "M-KEEP")


def test_a_base_code_does_not_reach_into_another_district() -> None:
    """The national code names every district's item; the rule is one organ's."""
    mine, other = rule(), "11610104TEXT02039F"
    for organ, why in ((mine.organ, Why.MET), (other, Why.OTHER_ITEM)):
        item = replace(submitted().item, code=f"{organ}4{mine.item}")
        assert decide(mine, filed(item=item).case(Side.HANDLING)).why is why


def test_an_original_replaced_is_verified_anew() -> None:
    """原件核验 speaks of the copy that was there then."""
    made = rule(**{'"by_agent"]': '"originals_verified"]', 'by_agent == "no"': 'originals_verified == "yes"'})
    world = opened()
    assert decide(made, world.case(Side.HANDLING)).why is Why.NOT_MET
    verified = OriginalVerified(materials=("M-KEEP",))
    world.must(Side.ACCEPTING, verified)
    assert decide(made, world.settle().case(Side.HANDLING)).why is Why.MET
    notice = world.must(
        Side.HANDLING,
        Arrived(),
        CorrectionRequested(document=document("补1"), defects=DEFECTS, days=10),
    )
    assert notice is not None
    world.settle()
    case = world.case(Side.ACCEPTING)
    assert case.open_notice is not None
    world.must(Side.ACCEPTING, Corrected(notice=case.open_notice, materials=(case.materials[0],)))
    assert decide(made, world.settle().case(Side.HANDLING)).why is Why.NOT_MET
    world.must(Side.ACCEPTING, verified)
    assert decide(made, world.settle().case(Side.HANDLING)).why is Why.MET


def test_a_machine_that_refuses_is_refused() -> None:
    """A basis on any end but a grant or done: reasons are a person's to give (38条)."""
    world = opened()
    made = rule()
    basis = basis_of(made, decide(made, world.case(Side.HANDLING)))
    world.must(Side.HANDLING, Arrived(), Accepted(document=document("受1"), promised_days=1))
    denial = Finished(result=Result.DENY, reason="不符", document=document("不1"), basis=basis)
    verdict = world.write(Side.HANDLING, denial)
    assert (verdict.reason, verdict.detail["field"]) == (Reason.VALUE_INVALID, "basis")


def test_only_a_machine_names_a_rule() -> None:
    """A person's acceptance with a basis, and a machine's without: refused."""
    world, made = opened(), rule()
    world.must(Side.HANDLING, Arrived())
    basis = basis_of(made, decide(made, world.case(Side.HANDLING)))
    said = Accepted(document=document("受1"), promised_days=1)
    assert world.write(Side.HANDLING, replace(said, basis=basis)).reason is Reason.VALUE_INVALID
    assert world.write(Side.HANDLING, said, actor=ROBOT).reason is Reason.VALUE_INVALID
