"""视频办、预审 as a record: a hand-off to the city's own system, without a way in and without a person."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from federation.case import Side, digest
from federation.case.choices import SessionKind
from federation.case.events import Act, Arrived
from federation.case.meeting import MEETING_CHARS, check_meeting
from federation.case.process import SessionHeld
from federation.errors import InvalidInput, Reason
from federation.wire.entries import read_act, write_entry
from tests.worlds.acts import at
from tests.worlds.case import START, blob

H = Side.HANDLING
HELD = SessionHeld(
    kind=SessionKind.VIDEO,
    held_at=START,
    identity_shown=True,
    seen_materials=("SFZ",),
    note="核对身份",
    file=blob("record"),
)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "https://video.example.gov.cn",
        "https://video.example.gov.cn/",
        "https://video.example.gov.cn:8443/room/a1-b2_c3",
        "https://xn--55qx5d.example.cn/x",
        "123456",
        "123-456-789",
        "123456789012",
    ],
)
def test_what_leads_to_a_meeting(value):
    """An https address with a path, or a meeting number, in groups or not; none at all."""
    check_meeting(value)


@pytest.mark.parametrize(
    "value",
    [
        "http://video.example.gov.cn/room",
        "https://user:secret@video.example.gov.cn/room",
        "https://user@video.example.gov.cn/room",
        "https://video.example.gov.cn/room?pwd=1234",
        "https://video.example.gov.cn/room#name",
        "https://video.example.gov.cn/%31",
        "https://视频.example.cn/room",
        "https://localhost/room",
        "https://-a.example.cn/",
        "https://video.example.gov.cn:0/",
        "https://video.example.gov.cn/440524197001010086",
        "https://video.example.gov.cn/440524/19700101/0086",
        "https://video.example.gov.cn/u/13800000000",
        "ftp://video.example.gov.cn/",
        "javascript:alert(1)",
        "video.example.gov.cn",
        "12345",
        "1234567890123",
        "440524197001010086",
        "13800000000",
        "123--456",
        "-123456",
        "会议123456",
        " 123456",
        "123456\n",
    ],
)
def test_what_is_no_hand_off(value):
    """No other scheme, no user, password, query or fragment, no hidden digits, and no number of a person."""
    with pytest.raises(InvalidInput) as refused:
        check_meeting(value)
    assert refused.value.reason is Reason.VALUE_INVALID
    assert refused.value.detail["field"] == "meeting"


def test_it_is_short():
    """As long as an address may be, and no longer."""
    rest = MEETING_CHARS - len("https://a.cn/")
    check_meeting("https://a.cn/" + "a" * rest)
    with pytest.raises(InvalidInput, match=Reason.TOO_LARGE):
        check_meeting("https://a.cn/" + "a" * (rest + 1))


def _written(event: SessionHeld) -> bytes:
    world = at((H, Arrived()))
    act: Act = world.draw(H, event)
    return write_entry(act, receiver=act.case.other(act.author), salt=bytes(16))


def test_the_record_holds_everything():
    """Who, when, whether the identity was shown, what was seen, the record's digest and the hand-off: over the wire."""
    event = replace(HELD, meeting="https://video.example.gov.cn/room/1")
    act = read_act(_written(event))
    assert act.event == event
    assert act.actor.organ
    assert act.actor.officer


def test_a_record_without_a_hand_off_is_the_bytes_it_was():
    """The field came later: where it says nothing, entry and case digest are what they were before it."""
    world = at((H, Arrived()), (H, HELD))
    assert sha256(_written(HELD)).hexdigest() == BEFORE
    with_meeting = at((H, Arrived()), (H, replace(HELD, meeting="123456")))
    assert digest(world.case(H)) == digest(with_meeting.case(H)) == CASE_BEFORE


BEFORE = "c2e5b64f246166ba50eb7c3d40ae0decc0157a3814e9e5d714f835050e2afc29"
CASE_BEFORE = "sha256:038bb18c9801fc9f5ff17b051acce609a25a19c7ec66f96a1eaeceeba356dbd9"
