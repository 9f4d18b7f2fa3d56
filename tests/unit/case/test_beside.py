"""One envelope with several cases of two members: closed once, closed for all of them, alike at both ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.case import Placed, Side, Verdict, judge
from federation.case.choices import Leg, Tracking
from federation.case.events import Act, Event, ParcelLost, ParcelReceived, ParcelReturned, ParcelSent
from federation.case.parts import Paper
from federation.case.powers import NO_AGREEMENTS
from federation.case.process import ParcelTracked
from federation.errors import Reason
from federation.ids import CaseId, MessageId, ParcelNo
from federation.limits import PARCEL_NUMBER_DAYS
from tests.worlds.case import ACTORS, FIRST, MEMBERS, SECOND, SHANTOU, START, XIAN, speaks_for, submitted

A, H = Side.ACCEPTING, Side.HANDLING
CASES = tuple(
    CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 1, 5), random=number) for number in range(4)
)
ONE, TWO, THREE, FOUR = CASES
KEPT = (Paper(code="M-KEEP", original=True),)


def sent(number: ParcelNo = FIRST, leg: Leg = Leg.W2H) -> ParcelSent:
    """The original that is kept, into an envelope."""
    return ParcelSent(carrier="ems", number=number, leg=leg, papers=KEPT)


def found(number: ParcelNo = FIRST) -> ParcelReceived:
    """The same, found in it."""
    return ParcelReceived(carrier="ems", number=number, papers=KEPT)


@dataclass(frozen=True)
class Logs:
    """One case as a member holds it."""

    case: CaseId
    accepting: list[Placed]
    handling: list[Placed]
    refused: dict[MessageId, Reason]


@dataclass
class Halls:
    """Two link logs with the acts of all cases, and how far each end has applied the other's."""

    logs: dict[Side, list[Act]] = field(default_factory=lambda: {side: [] for side in Side})
    known: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    refused: dict[MessageId, Reason] = field(default_factory=dict)
    count: int = 0
    later: timedelta = timedelta()

    def held(self, case: CaseId, upto: dict[Side, int]) -> Logs:
        logs = {
            side: [Placed(k, act) for k, act in enumerate(self.logs[side][: upto[side]]) if act.case == case]
            for side in Side
        }
        return Logs(case=case, accepting=logs[A], handling=logs[H], refused=self.refused)

    def verdict(self, act: Act, upto: dict[Side, int]) -> Verdict:
        assert act.case is not None
        own = self.held(act.case, upto)
        return judge(
            act,
            accepting=own.accepting,
            handling=own.handling,
            refused=own.refused,
            known_accepting=upto[A],
            known_handling=upto[H],
            speaks=speaks_for,
            agreements=NO_AGREEMENTS,
            beside=[self.held(case, upto) for case in CASES],
        )

    def draw(self, side: Side, case: CaseId, event: Event, seen: int | None = None) -> Act:
        self.count += 1
        return Act(
            message_id=MessageId.make(unix_ms=1_767_574_800_000 + self.count, random=self.count),
            case=case,
            author=MEMBERS[side],
            actor=ACTORS[side],
            seen=self.known[side] if seen is None else seen,
            at=START + timedelta(minutes=self.count) + self.later,
            event=event,
        )

    def write(self, side: Side, case: CaseId, event: Event) -> Reason | None:
        """At the desk: what it is refused for; else it is in the log."""
        act = self.draw(side, case, event)
        at_desk = {side: len(self.logs[side]), side.other: self.known[side]}
        reason = self.verdict(act, at_desk).reason
        if reason is None:
            self.logs[side].append(act)
        return reason

    def hostile(self, side: Side, case: CaseId, event: Event, seen: int | None = None) -> None:
        """Into the log whatever it is worth."""
        self.logs[side].append(self.draw(side, case, event, seen))

    def receive(self, side: Side) -> Reason | None:
        """Apply the next entry of the other log: what it is refused for."""
        act = self.logs[side.other][self.known[side]]
        reason = self.verdict(act, {side: len(self.logs[side]), side.other: self.known[side]}).reason
        self.known[side] += 1
        if reason is not None:
            self.refused[act.message_id] = reason
        return reason

    def settle(self) -> list[Reason]:
        """Deliver everything both ways; what was refused."""
        reasons = [
            self.receive(side) for side in Side for _ in range(len(self.logs[side.other]) - self.known[side])
        ]
        return [reason for reason in reasons if reason is not None]


def filed() -> Halls:
    """Four cases that both ends know, with one original each at the window."""
    halls = Halls()
    for case in CASES:
        assert halls.write(A, case, submitted()) is None
    assert halls.settle() == []
    return halls


def opened() -> Halls:
    """An envelope with one case, opened, and the sender knows it."""
    halls = filed()
    assert [halls.write(A, ONE, sent()), halls.settle()] == [None, []]
    assert [halls.write(H, ONE, found()), halls.settle()] == [None, []]
    return halls


def test_nothing_goes_into_an_opened_envelope() -> None:
    """Refused at the sender's desk, and at the receiver's inbox if the sender has no honest desk."""
    halls = opened()
    assert halls.write(A, TWO, sent()) is Reason.PARCEL_CLOSED
    halls.hostile(A, TWO, sent())
    assert halls.settle() == [Reason.PARCEL_CLOSED]
    assert halls.write(A, TWO, sent(SECOND)) is None


@pytest.mark.parametrize("end", [ParcelLost, ParcelReturned])
def test_nor_into_one_that_is_lost_or_came_back(end: type[ParcelLost | ParcelReturned]) -> None:
    """The sender's own word closes it too, seen or not: it stands in the same log."""
    halls = filed()
    assert halls.write(A, ONE, sent()) is None
    assert halls.write(A, ONE, end(carrier="ems", number=FIRST)) is None
    assert halls.write(A, TWO, sent()) is Reason.PARCEL_CLOSED
    halls.hostile(A, TWO, sent())
    assert halls.settle() == [Reason.PARCEL_CLOSED]


def test_nor_a_second_time_in_one_case() -> None:
    """The table of one case says it with the same reason."""
    assert opened().write(A, ONE, sent()) is Reason.PARCEL_CLOSED


@pytest.mark.parametrize("receiver_first", [True, False])
def test_what_crosses_stands(receiver_first: bool) -> None:
    """Packed before its sender could know of the opening: it stands at both ends, and waits to be found."""
    halls = filed()
    assert [halls.write(A, ONE, sent()), halls.settle()] == [None, []]
    if receiver_first:
        assert [halls.write(H, ONE, found()), halls.write(A, TWO, sent())] == [None, None]
    else:
        assert [halls.write(A, TWO, sent()), halls.write(H, ONE, found())] == [None, None]
    assert halls.settle() == []
    assert halls.write(H, TWO, ParcelReceived(carrier="ems", number=FIRST, papers=KEPT)) is None


def test_what_was_seen_is_not_unseen() -> None:
    """A sender that acted on the opening cannot say afterwards that it had not seen it."""
    halls = opened()
    track = ParcelTracked(carrier="ems", number=FIRST, status=Tracking.SIGNED, tracked_at=START)
    assert halls.write(A, ONE, track) is None
    halls.hostile(A, TWO, sent(), seen=0)
    assert halls.settle() == [Reason.PARCEL_CLOSED]


def test_what_was_found_in_it_may_follow() -> None:
    """Papers of a case that nobody had listed: their list comes after the opening."""
    halls = opened()
    assert [halls.write(H, TWO, found()), halls.settle()] == [None, []]
    assert [halls.write(A, TWO, sent()), halls.settle()] == [None, []]
    assert halls.write(A, THREE, sent()) is Reason.PARCEL_CLOSED


def test_found_alone_closes_nothing() -> None:
    """A number reported without any dispatch may be one mistyped: it closes nobody's envelope."""
    halls = filed()
    assert [halls.write(H, ONE, found()), halls.settle()] == [None, []]
    assert [halls.write(A, TWO, sent()), halls.settle()] == [None, []]


def test_a_number_comes_again_after_a_year() -> None:
    """Then it is another envelope; not a day before."""
    halls = opened()
    halls.later = timedelta(days=PARCEL_NUMBER_DAYS - 1)
    assert halls.write(A, TWO, sent()) is Reason.PARCEL_CLOSED
    halls.later = timedelta(days=PARCEL_NUMBER_DAYS + 1)
    assert [halls.write(A, TWO, sent()), halls.settle()] == [None, []]


def test_a_refused_opening_opens_nothing() -> None:
    """What has no effect closes nothing."""
    halls = filed()
    assert [halls.write(A, ONE, sent()), halls.settle()] == [None, []]
    halls.hostile(H, ONE, found())
    halls.refused[halls.logs[H][-1].message_id] = Reason.EVENT_REFERENCE
    halls.known[A] += 1
    assert [halls.write(A, TWO, sent()), halls.settle()] == [None, []]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["send", "find", "lose", "back", "to west", "to east"]),
        st.sampled_from(CASES),
        st.sampled_from([FIRST, SECOND]),
    ),
    max_size=24,
)


@settings(max_examples=40, deadline=None)
@given(moves=MOVES)
def test_an_honest_sender_is_never_refused(moves: list[tuple[str, CaseId, ParcelNo]]) -> None:
    """Whatever crosses whatever: what one end's desk admits the other end's inbox admits."""
    halls = filed()
    for what, case, number in moves:
        match what:
            case "send":
                halls.write(A, case, sent(number))
            case "find":
                halls.write(H, case, found(number))
            case "lose":
                halls.write(A, case, ParcelLost(carrier="ems", number=number))
            case "back":
                halls.write(A, case, ParcelReturned(carrier="ems", number=number))
            case _:
                side = H if what == "to west" else A
                if halls.known[side] < len(halls.logs[side.other]):
                    assert halls.receive(side) is None
    assert halls.settle() == []
