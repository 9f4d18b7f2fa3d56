"""Signed questions: Greet, Read and ReadBlob are for the ends of a log or case only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Digest, LogId
from federation.link.head import BlobAsk, Call, GreetAsk, ReadAsk, Signed
from federation.link.parties import PROBES, check_call
from tests.unit.link.ends import LOG, NOW, RECEIVER, SENDER, TRUST, seconds
from tests.worlds import trust as world
from tests.worlds.trust import SHANTOU, XIAN, YUNFU

CASE = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 2, 4), random=7)
OTHERS = CaseId.make(accepting=YUNFU, handling=XIAN, on=date(2026, 2, 4), random=7)
FILE = Digest.of(b"d" * 32)
GREET = Call(caller=SHANTOU, callee=XIAN, at=NOW, nonce=b"n" * 16, ask=GreetAsk(log=LOG))


def asks(ask: GreetAsk | ReadAsk | BlobAsk) -> Call:
    """A question of the sender to the receiver."""
    return replace(GREET, ask=ask)


def check(call: Signed[Call], **changes: object) -> None:
    """Check as the receiver does."""
    check_call(call, **({"me": XIAN, "peer": SHANTOU, "trust": TRUST, "now": NOW} | changes))


def reason(call: Signed[Call], **changes: object) -> Reason:
    """Why a question is refused."""
    with pytest.raises(KuayuError) as caught:
        check(call, **changes)
    return caught.value.reason


@pytest.mark.parametrize(
    "ask",
    [
        GreetAsk(log=LOG),
        ReadAsk(log=LOG, start=0, root_sizes=tuple(range(PROBES))),
        BlobAsk(case=CASE, digest=FILE, offset=0),
    ],
)
def test_an_honest_question(ask: GreetAsk | ReadAsk | BlobAsk):
    """A member asks about its own log, and for a file of a case it is an end of."""
    check(SENDER.call(asks(ask)))


@pytest.mark.parametrize(
    "ask",
    [
        GreetAsk(log=LogId.make(YUNFU, XIAN)),
        GreetAsk(log=LogId.make(XIAN, SHANTOU)),
        ReadAsk(log=LogId.make(YUNFU, XIAN), start=0),
        BlobAsk(case=OTHERS, digest=FILE, offset=0),
    ],
)
def test_what_is_not_the_callers(ask: GreetAsk | ReadAsk | BlobAsk):
    """Nobody reads another member's log or another case's files."""
    assert reason(SENDER.call(asks(ask))) is Reason.PARTIES


def test_parties():
    """The question must be for us, and not from us."""
    assert reason(SENDER.call(replace(GREET, callee=YUNFU))) is Reason.PARTIES
    assert reason(RECEIVER.call(replace(GREET, caller=XIAN))) is Reason.PARTIES


def test_forwarders():
    """A third member's connection may bring it only if the caller lists it."""
    call = SENDER.call(GREET)
    assert reason(call, peer=YUNFU) is Reason.FORWARDER
    lists = world.member(SHANTOU, forwarders=frozenset({YUNFU}))
    check(call, peer=YUNFU, trust=world.directory(lists, world.member(XIAN), world.member(YUNFU)))


@pytest.mark.parametrize("drift", [299, -299])
def test_fresh(drift: int):
    """A question is good for five minutes either way."""
    check(SENDER.call(GREET), now=NOW + seconds(drift))


@pytest.mark.parametrize("drift", [301, -301])
def test_stale(drift: int):
    """And no longer."""
    assert reason(SENDER.call(GREET), now=NOW + seconds(drift)) is Reason.STALE


def test_signature():
    """The caller's own key must have signed it."""
    assert reason(RECEIVER.call(GREET)) is Reason.KEY_UNKNOWN
    honest = SENDER.call(GREET)
    assert reason(replace(honest, payload=honest.payload + b" ")) is Reason.SIGNATURE


@pytest.mark.parametrize("nonce", [b"", b"n" * 15, b"n" * 17])
def test_nonce(nonce: bytes):
    """A nonce has 16 bytes."""
    assert reason(SENDER.call(replace(GREET, nonce=nonce))) is Reason.MALFORMED


def test_positions():
    """Sixty-four roots may be asked for; a position is not negative."""
    many = ReadAsk(log=LOG, start=0, root_sizes=tuple(range(PROBES + 1)))
    assert reason(SENDER.call(asks(many))) is Reason.TOO_MANY
    assert reason(SENDER.call(asks(ReadAsk(log=LOG, start=-1)))) is Reason.MALFORMED
    assert reason(SENDER.call(asks(ReadAsk(log=LOG, start=0, root_sizes=(3, -1))))) is Reason.MALFORMED
    assert reason(SENDER.call(asks(BlobAsk(case=CASE, digest=FILE, offset=-1)))) is Reason.MALFORMED
