"""The sender believes a receipt, an Opened or a Standing only if it is what it asked for, and covered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from federation.errors import KuayuError, Reason
from federation.ids import LogId
from federation.link.head import Countersigned, Head, Signed, Standing
from federation.link.receiver import standing
from federation.link.sender import believe_opened, believe_past, believe_receipt, believe_standing
from tests.unit.link.ends import (
    ENTRIES,
    EPOCH,
    LATER_EPOCH,
    LOG,
    NOW,
    RECEIVER,
    SENDER,
    TRUST,
    frontier,
    head,
    inbound,
    opened,
    opening,
    receipt,
    seconds,
)
from tests.worlds import trust as world
from tests.worlds.trust import SHANTOU, XIAN, YUNFU

TWO = ENTRIES[:2]
SENT = head(TWO)
REQUEST = b"what we signed"


def reason(check: Callable[[], None]) -> Reason:
    """Why something is not believed."""
    with pytest.raises(KuayuError) as caught:
        check()
    return caught.value.reason


def believe(answer: Signed[Countersigned], sent: Head = SENT) -> None:
    """As a pump that sent this head."""
    believe_receipt(answer, sent=sent, trust=TRUST, now=NOW)


# receipts


def test_an_honest_receipt():
    """The receiver's signature over our signed head is believed."""
    believe(receipt(SENDER.head(SENT)))


def test_a_receipt_for_an_earlier_date():
    """After a head was signed again, the receipt may carry the earlier one, or a later."""
    for moved in (-200, 200):
        believe(receipt(SENDER.head(replace(SENT, at=NOW + seconds(moved)))))


@pytest.mark.parametrize(
    "other",
    [
        head(ENTRIES),
        head((b"x", b"y")),
        head(TWO, epoch=LATER_EPOCH),
        head(TWO, epoch=replace(EPOCH, nonce=b"o" * 16)),
        replace(SENT, log=LogId.make(SHANTOU, XIAN, 2)),
    ],
)
def test_a_receipt_for_something_else(other: Head):
    """Another size, root, epoch or log is not what we sent."""
    assert reason(lambda: believe(receipt(SENDER.head(other)))) is Reason.REPLY_MISMATCH


def test_a_receipt_that_the_receiver_did_not_sign():
    """We cannot receipt ourselves, nor can an Opened stand for a receipt."""
    by_us = SENDER.receipt(receipt(SENDER.head(SENT)).statement)
    assert reason(lambda: believe(by_us)) is Reason.KEY_UNKNOWN
    as_opened = RECEIVER.opened(receipt(SENDER.head(SENT)).statement)
    assert reason(lambda: believe(as_opened)) is Reason.SIGNATURE


def test_a_receipt_over_a_head_we_did_not_sign():
    """The receiver cannot make up our head."""
    invented = receipt(RECEIVER.head(SENT))
    assert reason(lambda: believe(invented)) is Reason.KEY_UNKNOWN


def test_an_opened_for_what_we_asked():
    """An Opened is the receiver's signature over our Open, and nothing else is."""
    asked = opening(TWO)
    believe_opened(opened(asked), sent=asked.statement, trust=TRUST, now=NOW)
    as_receipt = receipt(asked)
    assert reason(lambda: believe_opened(as_receipt, sent=asked.statement, trust=TRUST, now=NOW)) is (
        Reason.SIGNATURE
    )
    elsewhere = opened(opening(ENTRIES))
    assert reason(lambda: believe_opened(elsewhere, sent=asked.statement, trust=TRUST, now=NOW)) is (
        Reason.REPLY_MISMATCH
    )


def test_a_receipt_read_back():
    """An old receipt is believed if our log has its root, also after the receiver's key was closed."""
    old = receipt(SENDER.head(SENT))
    believe_past(old, log=LOG, root=frontier(TWO).root, trust=TRUST)
    key = world.key_of(world.LOG_SIGNERS[XIAN], valid_to=NOW + timedelta(days=1))
    closed = world.directory(world.member(SHANTOU), world.member(XIAN, keys={key.key_id: key}))
    believe_past(old, log=LOG, root=frontier(TWO).root, trust=closed)
    assert reason(lambda: believe_past(old, log=LOG, root=frontier(ENTRIES).root, trust=TRUST)) is (
        Reason.REPLY_MISMATCH
    )
    other_log = LogId.make(SHANTOU, XIAN, 2)
    assert reason(lambda: believe_past(old, log=other_log, root=frontier(TWO).root, trust=TRUST)) is (
        Reason.REPLY_MISMATCH
    )


# standings


def said(**changes: object) -> Signed[Standing]:
    """A Standing after two entries; ``changes`` replace what it says, and it is signed as changed."""
    honest = standing(inbound(TWO), now=NOW, in_reply_to=sha256(REQUEST).digest())
    return RECEIVER.standing(replace(honest, **changes))


def believe_it(one: Signed[Standing]) -> None:
    """As a pump that sent the request."""
    believe_standing(one, log=LOG, request=REQUEST, trust=TRUST, now=NOW)


def test_an_honest_standing():
    """Size and root covered by our own signed head."""
    believe_it(said())


def test_a_standing_of_an_empty_log():
    """Nothing need cover an empty log."""
    believe_it(said(size=0, root=frontier(()).root, last_receipt=None, last_opened=None))


def test_a_standing_covered_by_an_open():
    """An Open of ours covers a size as well as a head does."""
    believe_it(said(last_receipt=None, last_opened=opened(opening(TWO, epoch=LATER_EPOCH))))


def test_a_standing_for_another_request():
    """An old Standing cannot be played again."""
    replayed = said(in_reply_to=sha256(b"an earlier request").digest())
    assert reason(lambda: believe_it(replayed)) is Reason.REPLY_MISMATCH


@pytest.mark.parametrize(
    "changes",
    [{"log": LogId.make(SHANTOU, YUNFU)}, {"sender": YUNFU}, {"receiver": YUNFU}],
)
def test_a_standing_about_another_log(changes: dict[str, object]):
    """Log, sender and receiver must be ours."""
    assert reason(lambda: believe_it(said(**changes))) is Reason.PARTIES


@pytest.mark.parametrize("drift", [301, -301])
def test_a_stale_standing(drift: int):
    """A Standing dated more than five minutes off is not believed."""
    assert reason(lambda: believe_it(said(at=NOW + seconds(drift)))) is Reason.STALE


def test_a_standing_that_the_receiver_did_not_sign():
    """Only the receiver says where it stands."""
    by_us = SENDER.standing(said().statement)
    assert reason(lambda: believe_it(by_us)) is Reason.KEY_UNKNOWN


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 3, "root": frontier(ENTRIES[:3]).root},
        {"size": 1, "root": frontier(ENTRIES[:1]).root},
        {"root": frontier((b"x", b"y")).root},
        {"last_receipt": None},
    ],
)
def test_a_standing_we_never_signed(changes: dict[str, object]):
    """The receiver cannot hold what no head or Open of ours covers."""
    assert reason(lambda: believe_it(said(**changes))) is Reason.SETTLE_MISMATCH


def test_a_standing_covered_by_a_forged_head():
    """A head that the receiver signed in our place covers nothing."""
    forged = receipt(RECEIVER.head(head(ENTRIES)))
    grown = said(size=5, root=frontier(ENTRIES).root, last_receipt=forged)
    assert reason(lambda: believe_it(grown)) is Reason.KEY_UNKNOWN


def test_a_standing_covered_by_another_logs_head():
    """A head of ours over another log covers nothing here."""
    other = replace(SENT, log=LogId.make(SHANTOU, XIAN, 2))
    assert reason(lambda: believe_it(said(last_receipt=receipt(SENDER.head(other))))) is Reason.PARTIES
