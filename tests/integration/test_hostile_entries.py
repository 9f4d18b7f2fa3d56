"""Entries that must have no effect, inside well-signed batches: taken by the log, refused in the reverse log.

The log takes bytes without reading them; what cannot be applied is answered by a Refusal with its reason, has
no effect at either end, and never blocks the entry behind it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from federation.case.choices import Leg
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    Delivered,
    Event,
    ParcelLost,
    ParcelReceived,
    ParcelSent,
    Refusal,
    WithdrawalRequested,
)
from federation.case.parts import Actor, Blob, Document, Material, Paper
from federation.errors import Reason
from federation.ids import CaseId, Digest, MessageId, ParcelNo, Place, Uscc
from federation.limits import ENTRY_BYTES
from federation.v1 import envelope_pb2
from federation.wire.entries import read_act
from node.delivery import apply
from node.ids import new_case_id
from tests.worlds.clerks import applicant, record, submitted
from tests.worlds.ground import CHENZHOU, SHANTOU, XIAN, until
from tests.worlds.member import Hand, body_of, hand, remake
from tests.worlds.nodes import City, cities

pytestmark = pytest.mark.slow

NOBODY = MessageId.make(unix_ms=1, random=1)
FILE = Blob(digest=Digest.of(bytes(32)), size=10, media_type="application/pdf")


def new_case() -> CaseId:
    return new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))


async def verdicts(made: Hand, *entries: bytes) -> list[Reason | None]:
    """Send entries; what each was refused for, by the stored verdict and by the Refusal in the reverse log."""
    first = await made.send(*entries)
    upto = first + len(entries)

    async def applied() -> bool:
        return bool(made.at.log_row(made.log)["applied"] >= upto)

    await until(applied, what="entries applied")
    rows = made.at.rows(
        "SELECT position, reason FROM entry WHERE log = :l AND position >= :f ORDER BY position",
        l=made.log,
        f=first,
    )
    stored = {row["position"]: Reason(row["reason"]) if row["reason"] else None for row in rows}
    told = {one.position: one.reason for one in refusals(made.at) if first <= one.position < upto}
    assert told == {
        position: reason for position, reason in stored.items() if reason not in {None, Reason.DUPLICATE}
    }
    return [stored[position] for position in range(first, upto)]


def refusals(city: City) -> list[Refusal]:
    """Every Refusal in the log a node sends, closed or still staged."""
    rows = city.rows("SELECT bytes FROM entry WHERE log = :l UNION ALL SELECT bytes FROM staged", l=city.out)
    acts = [read_act(row["bytes"]) for row in rows]
    return [act.event for act in acts if isinstance(act.event, Refusal)]


async def between_good_ones(made: Hand, *entries: bytes) -> list[Reason | None]:
    """The verdicts on entries that stand between two good applications, which are not touched by them."""
    first, last = (made.entry(made.act(new_case(), submitted(XIAN))) for _ in range(2))
    before, *found, after = await verdicts(made, first, *entries, last)
    assert (before, after) == (None, None)
    return found


async def test_bytes_that_are_no_envelope(shantou: Hand) -> None:
    """Garbage, and an envelope cut short anywhere."""
    good = shantou.entry(shantou.act(new_case(), submitted(XIAN)))
    cut = [good[:size] for size in (1, 7, len(good) // 2, len(good) - 1)]
    found = await between_good_ones(shantou, b"\xff", b"garbage", random.randbytes(1000), *cut)
    assert None not in found
    assert found[:2] == [Reason.MALFORMED, Reason.MALFORMED]


Wrong = Callable[[Hand], bytes]


def _header(**changes: object) -> Wrong:
    return lambda hand: remake(hand.entry(hand.act(new_case(), submitted(XIAN))), **changes)


def _body(change: Callable[[bytes], bytes]) -> Wrong:
    def make(hand: Hand) -> bytes:
        entry = hand.entry(hand.act(new_case(), submitted(XIAN)))
        return remake(entry, body=change(body_of(entry)))

    return make


def _without_event(body: bytes) -> bytes:
    act = envelope_pb2.Act.FromString(body)
    act.ClearField("submitted")
    return act.SerializeToString()


def _bad_mode(body: bytes) -> bytes:
    act = envelope_pb2.Act.FromString(body)
    act.submitted.mode = 99
    return act.SerializeToString()


def _says(event: Event, **changes: object) -> Wrong:
    return lambda hand: hand.entry(hand.act(**{"case": new_case(), "event": event, **changes}))


STRANGER = Actor(organ=Uscc("11610104TEXT02039F"), place=Place("610104"), officer="X1")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        pytest.param(_header(commitment=bytes(32)), Reason.COMMITMENT, id="another commitment"),
        pytest.param(_header(version=2), Reason.ENVELOPE_VERSION, id="another version"),
        pytest.param(_header(key_reference="k1"), Reason.ENVELOPE_VERSION, id="sealed"),
        pytest.param(_header(sender=CHENZHOU), Reason.PARTIES, id="another sender"),
        pytest.param(_header(receiver=CHENZHOU), Reason.PARTIES, id="another receiver"),
        pytest.param(_header(message_id="x"), Reason.ID_MALFORMED, id="no message id"),
        pytest.param(_header(salt=b"short"), Reason.MALFORMED, id="short salt"),
        pytest.param(_body(lambda body: body[:-3]), Reason.MALFORMED, id="body cut short"),
        pytest.param(_body(lambda body: body + b"\xfa\x3e\x01x"), Reason.EVENT_UNKNOWN, id="unknown field"),
        pytest.param(_body(_without_event), Reason.EVENT_UNKNOWN, id="no event we know"),
        pytest.param(_body(_bad_mode), Reason.VALUE_INVALID, id="unknown mode"),
        pytest.param(
            _says(
                submitted(XIAN),
                case=CaseId.make(accepting=CHENZHOU, handling=XIAN, on=date(2026, 3, 1), random=3),
            ),
            Reason.PARTIES,
            id="a case of others",
        ),
        pytest.param(_says(submitted(XIAN), case=None), Reason.CASE_ID, id="no case"),
        pytest.param(_says(submitted(XIAN), actor=STRANGER), Reason.ORGAN_UNLISTED, id="organ not listed"),
        pytest.param(_says(submitted(XIAN), seen=10**6), Reason.SEEN_AHEAD, id="seen what we never said"),
        pytest.param(
            _says(Accepted(document=Document(number="1", title="t", file=FILE), promised_days=1)),
            Reason.POWER_MISSING,
            id="not the window's to say",
        ),
        pytest.param(_says(WithdrawalRequested(reason="不办了")), Reason.CASE_UNKNOWN, id="unknown case"),
        pytest.param(
            _says(replace(submitted(XIAN), applicant=replace(applicant(), id_number="440524197001010087"))),
            Reason.CITIZEN_ID_CHECK,
            id="wrong check digit",
        ),
        pytest.param(
            _says(
                replace(
                    submitted(XIAN),
                    item=replace(submitted(XIAN).item, code="11610104TEXT02039F400051192299999"),
                )
            ),
            Reason.ITEM_UNKNOWN,
            id="unknown item",
        ),
        pytest.param(
            _says(replace(submitted(XIAN), materials=(Material(code="C99"),))),
            Reason.MATERIAL_UNKNOWN,
            id="unknown material",
        ),
    ],
)
async def test_refused_by_name(shantou: Hand, wrong: Wrong, reason: Reason) -> None:
    """Each is refused with its reason, and its neighbours have their effect."""
    assert await between_good_ones(shantou, wrong(shantou)) == [reason]


async def test_steps_a_case_does_not_allow(shantou: Hand) -> None:
    """Illegal transitions and references, a second application, a parcel nobody sent: refused, the case as it was."""
    case = new_case()
    assert await verdicts(shantou, shantou.entry(shantou.act(case, submitted(XIAN)))) == [None]
    before = shantou.at.rows("SELECT state FROM casebook WHERE case_id = :c", c=case)[0]["state"]
    events = (
        (submitted(XIAN), Reason.CASE_EXISTS),
        (Corrected(notice=NOBODY), None),
        (Delivered(documents=("ZZ",), to_applicant=True), None),
        (ParcelReceived(carrier="ems", number=ParcelNo("9800000000001"), papers=()), None),
    )
    for event, reason in events:
        (found,) = await between_good_ones(shantou, shantou.entry(shantou.act(case, event)))
        assert found in (
            {reason}
            if reason
            else {
                Reason.EVENT_TRANSITION,
                Reason.EVENT_REFERENCE,
                Reason.PARCEL_UNKNOWN,
                Reason.VALUE_MISSING,
            }
        )
    assert shantou.at.rows("SELECT state FROM casebook WHERE case_id = :c", c=case)[0]["state"] == before


async def test_papers_into_an_envelope_that_was_opened(shantou: Hand) -> None:
    """From a sender that knew of the opening in another case: refused. From one that could not know: it stands."""
    first, second, third = new_case(), new_case(), new_case()
    filed = [shantou.entry(shantou.act(case, submitted(XIAN))) for case in (first, second, third)]
    assert await verdicts(shantou, *filed) == [None] * 3
    number, papers = ParcelNo("9800000000471"), (Paper(code="C01", original=True),)
    sent = ParcelSent(carrier="ems", number=number, leg=Leg.W2H, papers=papers)
    assert await verdicts(shantou, shantou.entry(shantou.act(first, sent))) == [None]
    before = shantou.at.log_row(shantou.at.out)["size"]
    await record(shantou.at, first, ParcelReceived(carrier="ems", number=number, papers=papers))

    async def closed() -> bool:
        return bool(shantou.at.log_row(shantou.at.out)["size"] > before)

    await until(closed, what="the opening is in the log")
    crossing = shantou.entry(shantou.act(second, sent, seen=before))
    knowing = shantou.entry(shantou.act(third, sent, seen=before + 1))
    assert await verdicts(shantou, crossing, knowing) == [None, Reason.PARCEL_CLOSED]
    other = replace(sent, number=ParcelNo("9800000000472"))
    gone = ParcelLost(carrier="ems", number=other.number)
    fourth = new_case()
    at_once = [(third, other), (third, gone), (fourth, submitted(XIAN)), (fourth, other)]
    batch = [shantou.entry(shantou.act(case, event)) for case, event in at_once]
    assert await verdicts(shantou, *batch) == [None, None, None, Reason.PARCEL_CLOSED]
    assert await between_good_ones(shantou) == []


async def test_a_message_id_used_twice(shantou: Hand) -> None:
    """The second has no effect and no Refusal, in one batch or later, whatever it says."""
    act = shantou.act(new_case(), submitted(XIAN))
    other = replace(act, case=new_case())
    assert await verdicts(shantou, shantou.entry(act), shantou.entry(other)) == [None, Reason.DUPLICATE]
    assert await verdicts(shantou, shantou.entry(other)) == [Reason.DUPLICATE]
    assert not shantou.at.rows("SELECT 1 FROM casebook WHERE case_id = :c", c=other.case)


async def test_a_refusal_of_nothing(shantou: Hand) -> None:
    """A refusal is never refused, and one that names no entry of ours changes nothing."""
    known = {act.message_id for act in _own_acts(shantou.at)}
    for position in (0, 10**9, 2**63 - 1):
        said = Refusal(position=position, message_id=NOBODY, reason=Reason.MALFORMED)
        for case in (None, new_case()):
            assert await between_good_ones(shantou, shantou.entry(shantou.act(case, said))) == [None]
    marked = shantou.at.rows(
        "SELECT message_id FROM entry WHERE log = :l AND reason IS NOT NULL", l=shantou.at.out
    )
    assert not known.intersection(row["message_id"] for row in marked)


def _own_acts(city: City) -> list[Act]:
    return [read_act(row["bytes"]) for row in city.rows("SELECT bytes FROM entry WHERE log = :l", l=city.out)]


async def test_a_thousand_broken_entries(shantou: Hand) -> None:
    """Good entries with bytes flipped, cut out and doubled: each has one verdict, the node lives."""
    dice = random.Random(20260301)
    entries = [_broken(shantou.entry(shantou.act(new_case(), submitted(XIAN))), dice) for _ in range(1000)]
    found = await verdicts(shantou, *entries)
    assert len(found) == 1000
    assert sum(reason is not None for reason in found) > 900
    assert Reason.INTERNAL not in found
    assert await between_good_ones(shantou) == []


def _broken(entry: bytes, dice: random.Random) -> bytes:
    """One to three changes to the envelope or, with a fitting commitment, to its body."""
    inside = dice.random() < 0.5
    data = bytearray(body_of(entry) if inside else entry)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data))
        match dice.randrange(3):
            case 0:
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                del data[at : at + dice.randint(1, 40)]
            case _:
                data[at:at] = data[at : at + dice.randint(1, 40)]
        data = data or bytearray(b"x")
    return remake(entry, body=bytes(data)) if inside else bytes(data)


async def test_the_largest_entry(shantou: Hand) -> None:
    """An entry of exactly the limit is taken, and refused for what it is."""
    assert await between_good_ones(shantou, b"\xff" * ENTRY_BYTES) == [Reason.MALFORMED]


async def test_a_fault_of_our_own_stays_with_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry over which our own program stumbles is refused as INTERNAL; those behind it go on."""
    real = apply.judge

    def stumbling(act: Act, **held: object) -> object:
        if act.message_id == bad.message_id:
            raise ZeroDivisionError
        return real(act, **held)  # type: ignore[arg-type]

    monkeypatch.setattr(apply, "judge", stumbling)
    async with cities() as (a, b), b.inside():
        a.start()
        await b.ready()
        await b.import_catalogues()
        await a.stop()
        async with hand(SHANTOU, b) as made:
            await made.take()
            bad = made.act(new_case(), submitted(XIAN))
            assert await between_good_ones(made, made.entry(bad)) == [Reason.INTERNAL]
