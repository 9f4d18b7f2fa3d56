"""What holds of the link's judges for every input: batches, settling, probes, and single flipped bits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import KuayuError
from federation.ids import MessageId
from federation.link.head import Append
from federation.link.receiver import Repeat, Take, judge_append, standing
from federation.link.sender import (
    Outbound,
    Owned,
    believe_receipt,
    close_batch,
    narrow,
    probe_sizes,
    settle,
)
from federation.trust.suites import Signature
from tests.unit.link.ends import (
    EPOCH,
    LOG,
    NOW,
    RECEIVER,
    SENDER,
    TRUST,
    append,
    frontier,
    head,
    inbound,
    receipt,
)
from tests.worlds.trust import SHANTOU, XIAN

ENTRY = st.binary(min_size=1, max_size=40)
ENTRIES = st.lists(ENTRY, min_size=1, max_size=12)


def message(number: int) -> Owned:
    """A message of ours."""
    message_id = MessageId.make(unix_ms=number, random=number)
    return Owned(message_id=message_id, entry=message_id.encode())


MESSAGES = st.lists(st.integers(min_value=0, max_value=9).map(message), max_size=8)


def flip(data: bytes, bit: int) -> bytes:
    """The bytes with one bit changed."""
    at = bit % (len(data) * 8)
    return data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


@given(st.lists(ENTRIES, max_size=5))
def test_sender_and_receiver_grow_alike(batches: list[list[bytes]]):
    """Whatever the sender closes the receiver takes, batch after batch, and both have one frontier."""
    mine, kept = Outbound(log=LOG, frontier=frontier(()), epoch=EPOCH), inbound()
    for entries in batches:
        batch = close_batch(mine, entries, now=NOW)
        request = Append(first=batch.first, entries=batch.entries, head=SENDER.head(batch.head))
        verdict = judge_append(request, inbound=kept, past=None, me=XIAN, peer=SHANTOU, trust=TRUST, now=NOW)
        assert isinstance(verdict, Take)
        assert (verdict.frontier, verdict.nodes) == (batch.frontier, batch.nodes)
        signed = RECEIVER.receipt(verdict.receipt)
        believe_receipt(signed, sent=batch.head, trust=TRUST, now=NOW)
        mine = replace(mine, frontier=batch.frontier)
        kept = replace(kept, frontier=verdict.frontier, last_receipt=signed)
    assert mine.frontier == frontier([entry for entries in batches for entry in entries])


@given(ENTRIES, st.integers(min_value=0), st.integers(min_value=0))
def test_a_flipped_bit_is_never_taken(entries: list[bytes], which: int, bit: int):
    """One bit of an entry, of the head's bytes or of its signature: nothing is taken, nothing repeated."""
    honest = append((), entries)
    parts = [*entries, honest.head.payload, honest.head.signature.value]
    which %= len(parts)
    bad = flip(parts[which], bit)
    if which < len(entries):
        request = replace(honest, entries=(*entries[:which], bad, *entries[which + 1 :]))
    elif which == len(entries):
        request = replace(honest, head=replace(honest.head, payload=bad))
    else:
        signature: Signature = replace(honest.head.signature, value=bad)
        request = replace(honest, head=replace(honest.head, signature=signature))
    verdict = judge_append(request, inbound=inbound(), past=None, me=XIAN, peer=SHANTOU, trust=TRUST, now=NOW)
    assert not isinstance(verdict, (Take, Repeat))


@given(ENTRIES, st.sampled_from(["payload", "signature", "head", "head signature"]), st.integers(min_value=0))
def test_a_receipt_with_a_flipped_bit_is_never_believed(entries: list[bytes], part: str, bit: int):
    """One bit of either signature, or of either signed text."""
    good = receipt(SENDER.head(head(entries)))
    inside = good.statement.head
    match part:
        case "payload":
            bad = replace(good, payload=flip(good.payload, bit))
        case "signature":
            bad = replace(good, signature=replace(good.signature, value=flip(good.signature.value, bit)))
        case "head":
            changed = replace(inside, payload=flip(inside.payload, bit))
            bad = replace(good, statement=replace(good.statement, head=changed))
        case _:
            value = flip(inside.signature.value, bit)
            changed = replace(inside, signature=replace(inside.signature, value=value))
            bad = replace(good, statement=replace(good.statement, head=changed))
    with pytest.raises(KuayuError):
        believe_receipt(bad, sent=head(entries), trust=TRUST, now=NOW)


@given(ENTRIES, st.integers(min_value=0))
def test_a_truncated_batch_is_never_taken(entries: list[bytes], keep: int):
    """Fewer entries than the head covers are never taken, whatever position is claimed."""
    honest = append((), entries)
    shorter = tuple(entries[: keep % len(entries)])
    for first in (0, len(entries) - len(shorter)):
        request = replace(honest, first=first, entries=shorter)
        verdict = judge_append(
            request, inbound=inbound(), past=None, me=XIAN, peer=SHANTOU, trust=TRUST, now=NOW
        )
        assert not isinstance(verdict, (Take, Repeat))


@given(MESSAGES, MESSAGES, MESSAGES, MESSAGES)
def test_settling_loses_and_doubles_nothing(
    common: list[Owned], tail: list[Owned], theirs: list[Owned], staged: list[Owned]
):
    """Every message of ours is afterwards in the log or waiting, what the receiver has is not sent again."""
    waiting = [one for one in dict.fromkeys(staged) if one not in common and one not in tail]
    said = standing(inbound([one.entry for one in (*common, *theirs)]), now=NOW, in_reply_to=b"")
    done = settle(
        common=frontier([one.entry for one in common]),
        tail=tail,
        read_back=theirs,
        staged=[one.message_id for one in waiting],
        said=said,
    )
    left = [one for one in waiting if one.message_id not in done.drop]
    again = [*done.returned, *left]
    assert {*common, *tail, *theirs, *waiting} == {*common, *done.imported, *again}
    assert len({one.message_id for one in again}) == len(again)
    assert not {one.message_id for one in done.imported} & {one.message_id for one in again}
    assert (done.frontier.size, done.frontier.root) == (said.size, said.root)
    assert list(done.returned) == [one for one in dict.fromkeys(tail) if one not in theirs]


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_the_common_prefix_is_always_found(ours: int, theirs: int, same: int):
    """Whatever both logs are, probing ends at the largest size at which they agree, in three rounds."""
    common, low, high, rounds = min(same, ours, theirs), 0, min(ours, theirs), 0
    while low < high:
        sizes = probe_sizes(low, high)
        mine = [b"%d" % size if size <= common else b"mine" for size in sizes]
        other = [b"%d" % size if size <= common else b"other" for size in sizes]
        low, high = narrow(low, high, ours=mine, theirs=other)
        rounds += 1
    assert low == common
    assert rounds <= 3
