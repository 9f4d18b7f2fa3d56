"""Every story, acted out on both ends' judges and folds, with the link cut where the story cuts it."""

from __future__ import annotations

import pytest

from examples.cases import Application, applications, stories
from federation.case import Handling, Kind, Side, kind_of
from tests.worlds.stories import Play

ENDS = {
    "grant_window": Handling.ISSUED,
    "grant_returns": Handling.ISSUED,
    "grant_home": Handling.ISSUED,
    "grant_online": Handling.ISSUED,
    "corrected_granted": Handling.ISSUED,
    "correction_returned": Handling.RETURNED,
    "correction_crosses_return": Handling.RETURNED,
    "not_accepted": Handling.NOT_ACCEPTED,
    "denied": Handling.DENIED,
    "withdrawn": Handling.WITHDRAWN,
    "withdrawal_refused": Handling.ISSUED,
    "parcel_lost": Handling.ISSUED,
    "parcel_returned": Handling.ISSUED,
    "withdrawal_crosses_decision": Handling.ISSUED,
    "lost_crosses_received": Handling.ISSUED,
    "window_accepts": Handling.ISSUED,
    "envelope": Handling.ISSUED,
    "envelope_done": Handling.DONE,
    "envelope_differs": Handling.ISSUED,
    "version_changes": Handling.ISSUED,
    "version_after": Handling.ISSUED,
    "deferred_supplied": Handling.ISSUED,
    "deferred_lapsed": Handling.LAPSED,
    "correction_lapsed": Handling.LAPSED,
    "special_procedure": Handling.ISSUED,
    "fee_paid": Handling.ISSUED,
    "transferred": Handling.ISSUED,
    "forwarded": Handling.FORWARDED,
    "not_required": Handling.NOT_REQUIRED,
    "returned": Handling.RETURNED,
    "voided": Handling.VOIDED,
    "notice_reissued": Handling.ISSUED,
    "rating_repaired": Handling.ISSUED,
    "rating_dismissed": Handling.ISSUED,
    "licence_checked": Handling.ISSUED,
    "signed_for_by_another": Handling.ISSUED,
    "archived": Handling.ISSUED,
    "red_card": Handling.ACCEPTED,
    "full_online": Handling.ISSUED,
    "full_online_denied": Handling.DENIED,
    "full_online_withdrawn": Handling.WITHDRAWN,
    "joint_granted": Handling.ISSUED,
    "joint_apart": Handling.ISSUED,
    "joint_stopped": Handling.RETURNED,
    "joint_refused": Handling.DENIED,
}
OPEN = {"red_card"}
"""Stories that stop while something is still owed."""
CROSSINGS = {
    "correction_crosses_return": "correction-after-end",
    "withdrawal_crosses_decision": "withdrawal-after-decision",
    "lost_crosses_received": "lost-yet-received",
}
ALL = {one["id"]: one for one in applications()}
TOLD = [one for one in ALL.values() if one["story"] in ENDS]


@pytest.mark.parametrize("application", TOLD, ids=lambda one: f"{one['id']}-{one['story']}")
def test_a_story_is_legal_and_ends_alike_at_both_ends(application: Application) -> None:
    """Every act is admitted where its author stands, both ends fold the same case, nothing is refused."""
    world = Play(application).act()
    ours, theirs = world.case(Side.ACCEPTING), world.case(Side.HANDLING)
    assert ours == theirs
    assert ours.handling is ENDS[application["story"]]
    assert not world.refused[Side.ACCEPTING]
    assert not world.refused[Side.HANDLING]
    assert not ours.incomplete
    assert ours.ended is (application["story"] not in OPEN)


@pytest.mark.parametrize(("story", "code"), CROSSINGS.items())
def test_a_crossing_story_crosses(story: str, code: str) -> None:
    """The acts during the cut meet as the table of crossings says."""
    application = next(one for one in TOLD if one["story"] == story)
    case = Play(application).act().case(Side.ACCEPTING)
    assert code in {crossing for row in case.rows for crossing in row.crossings}


def test_together_the_stories_use_every_event() -> None:
    """No kind of the spine is left out; a Refusal is what the story `refused` expects."""
    used = {
        kind_of(placed.act.event) for one in TOLD for log in Play(one).act().logs.values() for placed in log
    }
    expected = {Kind(step["expect"]) for one in stories().values() for step in one if "expect" in step}
    assert used | expected == set(Kind)


def test_every_story_is_told_and_every_application_has_one() -> None:
    """No story without an application, none unknown."""
    assert {one["story"] for one in ALL.values()} == set(stories())


def test_a_cut_comes_once_in_every_story() -> None:
    """Both halls work on during the cut; it is one stretch, so one cut serves all stories at once."""
    for name, told in stories().items():
        links = [step.get("link", "up") for step in told]
        stretches = [link for place, link in enumerate(links) if place == 0 or links[place - 1] != link]
        assert stretches.count("cut") == 1, name


def test_an_original_comes_back_and_an_old_certificate_is_surrendered() -> None:
    """The story of the association: the approval returns to the applicant, the certificate stays."""
    case = Play(ALL["05"]).act().case(Side.ACCEPTING)
    holders = {one.code: str(one.holder) for one in case.custody}
    assert holders["C03"] == "applicant"
    assert holders["C04"] in {"handling", "surrendered"}
