"""The receiver's judge of Open, and what it says of itself (docs/protocol/link.md, Open and Greet)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import Reason
from federation.ids import LogId
from federation.link.head import ForkProof
from federation.link.receiver import Elsewhere, Inbound, Refuse, Repeat, standing
from tests.unit.link.ends import (
    ENTRIES,
    EPOCH,
    LATER_EPOCH,
    LOG,
    NOW,
    SENDER,
    append,
    frontier,
    head,
    inbound,
    judged_open,
    opened,
    opening,
    receipt,
    seconds,
    taken_open,
)
from tests.worlds.trust import SHANTOU, XIAN, YUNFU

TWO = ENTRIES[:2]


def refused(verdict: object) -> Reason:
    """The reason of a verdict, which must be a refusal."""
    assert isinstance(verdict, Refuse)
    return verdict.reason


def test_opening_a_new_log():
    """The first pump opens a log that holds nothing."""
    request = opening(())
    verdict = taken_open(judged_open(request, Inbound(log=LOG, frontier=frontier(()))))
    assert verdict.epoch == EPOCH
    assert verdict.opened.head is request


def test_opening_at_the_standing():
    """A later pump opens exactly where the log stands."""
    assert taken_open(judged_open(opening(TWO, epoch=LATER_EPOCH), inbound(TWO))).epoch == LATER_EPOCH


@pytest.mark.parametrize("size", [0, 1, 3])
def test_opening_elsewhere(size: int):
    """An Open at another size is answered with where we stand."""
    assert judged_open(opening(ENTRIES[:size], epoch=LATER_EPOCH), inbound(TWO)) == Elsewhere()


def test_opening_over_another_history():
    """An Open at our size over other entries is answered with where we stand."""
    assert judged_open(opening((b"x", b"y"), epoch=LATER_EPOCH), inbound(TWO)) == Elsewhere()


@pytest.mark.parametrize("counter", [0, 1, 3])
def test_a_counter_that_is_not_above_ours(counter: int):
    """A counter not above the open one is refused, whatever its nonce."""
    epoch = replace(LATER_EPOCH, counter=counter)
    assert judged_open(opening(TWO, epoch=epoch), inbound(TWO)) == Elsewhere()


def test_counter_zero_opens_nothing():
    """Counters begin at one."""
    new = Inbound(log=LOG, frontier=frontier(()))
    assert judged_open(opening((), epoch=replace(EPOCH, counter=0)), new) == Elsewhere()


def test_an_open_repeated():
    """The same Open gets the stored Opened, byte for byte, at any hour and after entries were taken."""
    request = opening(())
    answer = opened(request)
    kept = replace(inbound(TWO), last_opened=answer)
    assert judged_open(request, kept, now=NOW + seconds(86_400)) == Repeat(answer=answer)


def test_an_open_signed_again():
    """The same epoch asked for with a later date is no repeat: the pump greets and takes a new one."""
    kept = replace(inbound(), last_opened=opened(opening(())))
    assert judged_open(opening((), at=NOW + seconds(1)), kept) == Elsewhere()


@pytest.mark.parametrize("nonce", [b"", b"n" * 15, b"n" * 17])
def test_a_nonce_has_16_bytes(nonce: bytes):
    """A shorter or longer nonce is malformed."""
    epoch = replace(LATER_EPOCH, nonce=nonce)
    assert refused(judged_open(opening(TWO, epoch=epoch), inbound(TWO))) is Reason.MALFORMED


@pytest.mark.parametrize(("drift", "reason"), [(299, None), (301, Reason.STALE), (-301, Reason.STALE)])
def test_freshness(drift: int, reason: Reason | None):
    """An Open is good for five minutes either way."""
    verdict = judged_open(opening(TWO, epoch=LATER_EPOCH), inbound(TWO), now=NOW + seconds(drift))
    assert (refused(verdict) if reason else None) is reason


def test_a_head_is_not_an_open():
    """A signature over a head does not open an epoch."""
    as_head = SENDER.head(head(TWO, epoch=LATER_EPOCH))
    assert refused(judged_open(as_head, inbound(TWO))) is Reason.SIGNATURE


def test_parties():
    """Receiver, log and connection must fit."""
    honest = head(TWO, epoch=LATER_EPOCH)
    wrong = (
        replace(honest, receiver=YUNFU),
        replace(honest, sender=XIAN),
        replace(honest, log=LogId.make(XIAN, SHANTOU)),
        replace(honest, log=LogId.make(SHANTOU, XIAN, 2)),
    )
    for one in wrong:
        assert refused(judged_open(SENDER.open(one), inbound(TWO))) is Reason.PARTIES
    assert refused(judged_open(SENDER.open(honest), inbound(TWO), peer=YUNFU)) is Reason.FORWARDER


def test_a_forked_link_opens_no_more():
    """Once a fork is proven, no pump takes the link."""
    proof = ForkProof(first=append((), TWO).head, second=append((), (b"x", b"y")).head)
    stopped = replace(inbound(TWO), fork=proof)
    assert refused(judged_open(opening(TWO, epoch=LATER_EPOCH), stopped)) is Reason.FORKED


def test_standing_says_all_that_covers_it():
    """A Standing names size, root, the newest receipt and the newest Opened."""
    kept = inbound(TWO)
    said = standing(kept, now=NOW, in_reply_to=b"r" * 32)
    assert (said.size, said.root) == (2, frontier(TWO).root)
    assert said.last_receipt == receipt(SENDER.head(head(TWO)))
    assert said.last_opened == kept.last_opened
    assert (said.sender, said.receiver, said.in_reply_to) == (SHANTOU, XIAN, b"r" * 32)
