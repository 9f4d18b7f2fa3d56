"""电子证照核验 over all cases: so many a day and city, counted alike at both ends, and worded for a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.case import Side, judge
from federation.case.agreement_file import describe, diff_agreements
from federation.case.choices import LicenceState
from federation.case.events import Arrived, Finished, Result
from federation.case.licences import day_limit
from federation.case.pending import Duty, pending
from federation.case.powers import NO_AGREEMENTS, Agreements
from federation.case.process import LicenceAnswered, LicenceAsked
from federation.errors import InvalidInput, Reason
from federation.limits import DAY_LICENCES, MOST_DAY_LICENCES
from tests.worlds.acts import at
from tests.worlds.agreements import agreement, under
from tests.worlds.case import CASE, document, speaks_for, submitted
from tests.worlds.process import LICENCE

A, H = Side.ACCEPTING, Side.HANDLING
CHECK = LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验主体资格")


def verdict(world, asked, *, side=H, event=CHECK):
    """What the judge says of a request when so many of its day stand before it."""
    act = world.draw(side, event)
    return judge(act, speaks=speaks_for, agreements=world.agreements, asked=asked, **world.held(side))


@pytest.mark.parametrize(
    ("asked", "reason"), [(DAY_LICENCES - 1, None), (DAY_LICENCES, Reason.LICENCE_LIMIT)]
)
def test_so_many_a_day(asked, reason):
    """The last of the day stands, the one behind it does not: alike at the desk and at the other city's inbox."""
    world = at((H, Arrived()))
    act = world.draw(H, CHECK)
    found = {
        judge(act, speaks=speaks_for, agreements=NO_AGREEMENTS, asked=asked, **world.held(side)).reason
        for side in Side
    }
    assert found == {reason}


def test_it_says_how_many_and_until_when():
    """How many were asked, how many may be, from which day in Beijing again; nothing about the licence."""
    world = at((H, Arrived()))
    act = replace(world.draw(H, CHECK), at=world.logs[H][-1].act.at.replace(hour=16) + timedelta(days=1))
    said = judge(act, speaks=speaks_for, agreements=NO_AGREEMENTS, asked=120, **world.held(H))
    day = (act.at + timedelta(hours=8, days=1)).date().isoformat()
    assert (said.reason, dict(said.detail), said.content) == (
        Reason.LICENCE_LIMIT,
        {"asked": 120, "limit": DAY_LICENCES, "until": day},
        False,
    )


@pytest.mark.parametrize(("agreed", "asked", "admitted"), [(2, 1, True), (2, 2, False), (0, 0, False)])
def test_the_agreement_says_how_many(agreed, asked, admitted):
    """Its number goes by the agreement the case is filed under; none at all is a number."""
    world = under(agreement(more=f"licence_checks = {agreed}"))
    world.must(H, Arrived())
    assert verdict(world.settle(), asked).admitted is admitted


def test_only_requests_are_counted():
    """Whatever else is written on a full day stands: an answer is no request."""
    world = at((H, Arrived()), (H, CHECK))
    (question,) = world.case(A).questions
    answer = LicenceAnswered(question=question, state=LicenceState.EXPIRED)
    assert verdict(world, DAY_LICENCES, side=A, event=answer).admitted


def test_the_number_of_a_case():
    """Without an agreement the default; with one its own, and one not held is not guessed."""
    one = agreement(more="licence_checks = 7")
    pinned = replace(submitted(), agreement=one.pin)
    assert day_limit(CASE, submitted(), Agreements.of([one])) == DAY_LICENCES
    assert day_limit(CASE, pinned, Agreements.of([one])) == 7
    with pytest.raises(Exception, match=Reason.AGREEMENT_UNKNOWN):
        day_limit(CASE, pinned, NO_AGREEMENTS)


@pytest.mark.parametrize("said", ["-1", str(MOST_DAY_LICENCES + 1), "true", "1.5", '"9"'])
def test_an_agreement_with_another_number_does_not_load(said):
    """A number from 0 to the most that may be agreed, and nothing else."""
    with pytest.raises(InvalidInput) as refused:
        agreement(more=f"licence_checks = {said}")
    assert (refused.value.reason, refused.value.detail["key"]) == (Reason.AGREEMENT_INVALID, "licence_checks")


def test_a_new_number_is_said():
    """Whoever compares two versions reads it, also where one of them names none."""
    old, new = agreement(), agreement(more="licence_checks = 0")
    assert diff_agreements(old, new) == (f"每日电子证照核验次数上限：{DAY_LICENCES} → 0",)
    assert (describe(old)["licence_checks"], describe(new)["licence_checks"]) == (DAY_LICENCES, 0)


PARTY = submitted().applicant


@pytest.mark.parametrize("field", ["name", "purpose"])
@pytest.mark.parametrize(
    "words",
    [
        f"核验{PARTY.name}的主体资格",
        f"核验{PARTY.name[0]} {PARTY.name[1:]}",
        f"证件 {PARTY.id_number[:6]} {PARTY.id_number[6:]}",
        "联系电话 138-0000-0000",
        "银行卡6222020000000000000",
    ],
    ids=["name", "name with a blank", "number", "telephone", "bank card"],
)
def test_nobody_is_named_in_what_is_listed(field, words):
    """Name and purpose are listed over many cases: no person stands in them, however it is written."""
    found = at((H, Arrived())).write(H, replace(CHECK, **{field: words}))
    assert (found.reason, found.detail["field"], found.content) == (Reason.VALUE_INVALID, field, True)


@pytest.mark.parametrize("words", ["核验主体资格（2026-11-24受理）", "依〔2026〕12号核验许可范围，第3项"])
def test_days_and_numbers_of_papers_may_stand_there(words):
    """What is no number of a person passes."""
    assert at((H, Arrived())).write(H, replace(CHECK, purpose=words)).admitted


def test_who_answers():
    """The end that was asked, once; the one that asked never, and nobody a request of another case."""
    world = at((H, Arrived()), (H, CHECK))
    (question,) = world.case(A).questions
    answer = LicenceAnswered(question=question, state=LicenceState.VALID)
    assert world.write(H, answer).reason is Reason.EVENT_AUTHOR
    world.must(A, answer)
    again = replace(answer, state=LicenceState.REVOKED)
    assert world.settle().write(A, again).reason is Reason.EVENT_TRANSITION
    assert world.case(H).questions[question].answer == answer


def test_it_ends_with_its_case():
    """Once the case is decided nobody owes an answer and nobody asks any more; a late answer still is a fact."""
    world = at((H, Arrived()), (H, CHECK))
    (question,) = world.case(A).questions
    assert Duty.CHECK_LICENCE in {one.duty for one in pending(world.case(A))}
    world.must(H, Finished(result=Result.RETURN, reason="退件", document=document("TJ-1")))
    assert Duty.CHECK_LICENCE not in {one.duty for one in pending(world.settle().case(A))}
    assert world.write(H, CHECK).reason is Reason.EVENT_TRANSITION
    world.must(A, LicenceAnswered(question=question, state=LicenceState.NOT_FOUND))
    assert world.settle().case(H).questions[question].answer is not None
