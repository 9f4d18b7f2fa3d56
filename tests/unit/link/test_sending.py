"""Closing batches, finding the common prefix, settling, epochs and the hold on a large resend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.errors import KuayuError, Reason
from federation.ids import MessageId
from federation.limits import BATCH_BYTES, BATCH_ENTRIES, ENTRY_BYTES, RESEND_DAYS, RESEND_ENTRIES
from federation.link.epoch import check_tenure, claim, next_epoch, top_counter
from federation.link.head import Epoch, Standing
from federation.link.receiver import standing
from federation.link.sender import (
    PROBES,
    Outbound,
    Owned,
    Settlement,
    close_batch,
    must_hold,
    narrow,
    probe_sizes,
    settle,
)
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
    judged,
    opened,
    opening,
    receipt,
    taken,
)

OPEN = Outbound(log=LOG, frontier=frontier(()), epoch=EPOCH, top_counter=EPOCH.counter)


def owned(number: int) -> Owned:
    """A message of ours."""
    message_id = MessageId.make(unix_ms=number, random=number)
    return Owned(message_id=message_id, entry=f"{message_id} body".encode())


A, B, C, D, E = (owned(number) for number in range(1, 6))


def entries(messages: Sequence[Owned]) -> list[bytes]:
    """Their bytes."""
    return [one.entry for one in messages]


def said(messages: Sequence[Owned]) -> Standing:
    """The Standing of a receiver that holds these messages."""
    return standing(inbound(entries(messages)), now=NOW, in_reply_to=b"")


def settled(
    common: Sequence[Owned],
    *,
    tail: Sequence[Owned] = (),
    theirs: Sequence[Owned] = (),
    staged: Sequence[Owned] = (),
) -> Settlement:
    """Settle with a receiver that holds the common messages and then its own."""
    return settle(
        common=frontier(entries(common)),
        tail=tail,
        read_back=theirs,
        staged=[one.message_id for one in staged],
        said=said([*common, *theirs]),
    )


# closing


def test_a_batch_is_what_the_receiver_takes():
    """What is closed here, the receiver's judge takes there, and both have one frontier."""
    batch = close_batch(OPEN, list(ENTRIES), now=NOW)
    assert (batch.first, batch.entries) == (0, ENTRIES)
    assert batch.head == head(ENTRIES)
    verdict = taken(judged(append((), batch.entries), inbound()))
    assert (verdict.frontier, verdict.nodes) == (batch.frontier, batch.nodes)


def test_an_empty_batch_dates_the_log():
    """With nothing staged, the head covers what was there, at a later date."""
    batch = close_batch(replace(OPEN, frontier=frontier(ENTRIES)), [], now=NOW)
    assert (batch.first, batch.entries, batch.frontier) == (5, (), frontier(ENTRIES))


def test_a_batch_stays_within_the_limits():
    """At most 1,024 entries, at most 2 MiB, and at most what the operator chose."""
    assert len(close_batch(OPEN, [b"x"] * (BATCH_ENTRIES + 5), now=NOW).entries) == BATCH_ENTRIES
    large = [b"x" * ENTRY_BYTES] * 9
    assert len(close_batch(OPEN, large, now=NOW).entries) == BATCH_BYTES // ENTRY_BYTES
    assert close_batch(OPEN, list(ENTRIES), limit=2, now=NOW).entries == ENTRIES[:2]


def test_nothing_is_signed_before_an_epoch_is_open():
    """Without an epoch there is no batch."""
    with pytest.raises(KuayuError) as caught:
        close_batch(replace(OPEN, epoch=None), list(ENTRIES), now=NOW)
    assert caught.value.reason is Reason.SETTLE_MISMATCH


# the check that keeps two pumps apart


def test_a_pump_goes_on_where_it_left():
    """A log that is as this pump left it passes."""
    check_tenure(OPEN, claim(EPOCH, OPEN.frontier))


@pytest.mark.parametrize(
    "stored",
    [
        replace(OPEN, epoch=LATER_EPOCH),
        replace(OPEN, epoch=replace(EPOCH, nonce=b"o" * 16)),
        replace(OPEN, epoch=None),
        replace(OPEN, frontier=frontier(ENTRIES[:1])),
    ],
)
def test_a_pump_that_finds_another_log_stops(stored: Outbound):
    """Another epoch, nonce, size or root: another pump or a restore came between."""
    with pytest.raises(KuayuError) as caught:
        check_tenure(stored, claim(EPOCH, OPEN.frontier))
    assert caught.value.reason is Reason.SETTLE_MISMATCH


def test_the_same_size_with_another_root_stops_a_pump():
    """Size alone would not do."""
    stored = replace(OPEN, frontier=frontier((b"x", b"y")))
    with pytest.raises(KuayuError):
        check_tenure(stored, claim(EPOCH, frontier(ENTRIES[:2])))


# epochs


def test_the_next_epoch_is_above_all_that_are_known():
    """Our store's counter, its open epoch, the Standing's receipt and its Opened all count."""
    high = replace(EPOCH, counter=9)
    fresh = replace(OPEN, epoch=None, top_counter=0)
    nothing = replace(said([A]), last_receipt=None, last_opened=None)
    assert top_counter(fresh, nothing) == 0
    assert top_counter(replace(fresh, top_counter=9), nothing) == 9
    assert top_counter(replace(fresh, epoch=high), nothing) == 9
    told = replace(nothing, last_receipt=receipt(SENDER.head(head(entries([A]), epoch=high))))
    assert top_counter(fresh, told) == 9
    told = replace(nothing, last_opened=opened(opening((), epoch=high)))
    assert next_epoch(fresh, told, nonce=b"q" * 16) == Epoch(counter=10, nonce=b"q" * 16)


# the common prefix


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (3, 66), (0, 64), (0, 65), (0, 10_000)])
def test_probes(low: int, high: int):
    """At most 64 sizes, rising, the last one the highest; all of them where they fit."""
    sizes = probe_sizes(low, high)
    assert len(sizes) == min(PROBES, high - low)
    assert list(sizes) == sorted(set(sizes))
    if high > low:
        assert (sizes[0] > low, sizes[-1]) == (True, high)


@pytest.mark.parametrize("common", [0, 1, 63, 64, 65, 500, 999, 1000])
def test_the_common_prefix_is_found(common: int):
    """Two rounds find the common prefix of a thousand entries, whatever it is."""

    def roots(sizes: Sequence[int], mark: bytes) -> list[bytes]:
        return [b"same %d" % size if size <= common else mark for size in sizes]

    low, high, rounds = 0, 1000, 0
    while low < high:
        sizes = probe_sizes(low, high)
        low, high = narrow(low, high, ours=roots(sizes, b"ours"), theirs=roots(sizes, b"theirs"))
        rounds += 1
    assert (low, rounds <= 2) == (common, True)


def test_a_peer_that_gives_other_roots_than_asked():
    """Every root that was asked for must be given."""
    with pytest.raises(KuayuError) as caught:
        narrow(0, 2, ours=[b"1", b"2"], theirs=[b"1"])
    assert caught.value.reason is Reason.REPLY_MISMATCH


# settling


def test_nothing_to_settle():
    """Equal logs stay as they are."""
    done = settled([A, B])
    assert (done.imported, done.returned, done.drop) == ((), (), frozenset())
    assert done.frontier == frontier(entries([A, B]))


def test_what_we_lack_is_read_back():
    """After a restore of ours, the receiver gives us our own entries; those still staged are dropped."""
    done = settled([A], theirs=[B, C], staged=[C, D])
    assert done.imported == (B, C)
    assert done.drop == {C.message_id}
    assert done.returned == ()
    assert done.frontier == frontier(entries([A, B, C]))
    assert len(done.nodes) == 2


def test_what_the_receiver_lacks_goes_back_to_staging():
    """After a restore of theirs, what they lost waits again, in its old order, before all else."""
    done = settled([A], tail=[B, C], staged=[D])
    assert (done.common, done.returned, done.imported) == (1, (B, C), ())


def test_both_at_once():
    """What stands elsewhere in the receiver's log is not sent again; only the rest is."""
    done = settled([A], tail=[B, C, D], theirs=[E, C], staged=[E])
    assert done.imported == (E, C)
    assert done.returned == (B, D)
    assert done.drop == {E.message_id}


def test_a_message_waits_once():
    """A log that holds a message twice does not stage it twice."""
    done = settled([], tail=[A, B, A])
    assert done.returned == (A, B)


def test_settling_ends_exactly_at_the_standing():
    """What was read back must give the Standing's size and root, or nothing is settled."""
    for read in ([B], [B, C, D], [C, B], []):
        with pytest.raises(KuayuError) as caught:
            settle(common=frontier(entries([A])), tail=[], read_back=read, staged=[], said=said([A, B, C]))
        assert caught.value.reason is Reason.SETTLE_MISMATCH


def test_settling_over_a_prefix_that_is_not_common():
    """If our log moved since the probes, the roots differ and nothing is settled."""
    with pytest.raises(KuayuError):
        settle(common=frontier(entries([D])), tail=[], read_back=[B], staged=[], said=said([A, B]))


# the hold on a resend


def many(count: int) -> Settlement:
    """A settlement that sends so many messages again."""
    return replace(settled([A]), returned=(B,) * count)


@pytest.mark.parametrize(
    ("days", "count", "held"),
    [
        (None, 1, False),
        (None, RESEND_ENTRIES, False),
        (None, RESEND_ENTRIES + 1, True),
        (RESEND_DAYS, 1, False),
        (RESEND_DAYS + 1, 1, True),
        (RESEND_DAYS + 1, 0, False),
    ],
)
def test_a_large_or_old_resend_waits(days: int | None, count: int, held: bool):
    """More than 10,000 entries, or entries receipted more than 7 days ago, wait for the operator."""
    lost_since = None if days is None else NOW - timedelta(days=days)
    assert must_hold(many(count), lost_since=lost_since, now=NOW) is held


def test_the_hold_begins_after_exactly_seven_days():
    """Seven days to the microsecond are resent, one microsecond more is held."""
    edge = NOW - timedelta(days=RESEND_DAYS)
    assert not must_hold(many(1), lost_since=edge, now=NOW)
    assert must_hold(many(1), lost_since=edge - timedelta(microseconds=1), now=NOW)
