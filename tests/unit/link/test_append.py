"""The receiver's judge of Append, step by step (docs/protocol/link.md, Append)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import Reason
from federation.ids import LogId
from federation.limits import BATCH_BYTES, BATCH_ENTRIES, ENTRY_BYTES
from federation.link.head import ForkProof
from federation.link.receiver import Elsewhere, Fork, Inbound, Refuse, Repeat, judge_append
from tests.unit.link.ends import (
    ENTRIES,
    EPOCH,
    LATER_EPOCH,
    LOG,
    NOW,
    RECEIVER,
    SENDER,
    TRUST,
    append,
    frontier,
    head,
    inbound,
    judged,
    receipt,
    seconds,
    taken,
)
from tests.worlds import trust as world
from tests.worlds.trust import SHANTOU, XIAN, YUNFU

TWO, REST = ENTRIES[:2], ENTRIES[2:]


def refused(verdict: object) -> Reason:
    """The reason of a verdict, which must be a refusal."""
    assert isinstance(verdict, Refuse)
    return verdict.reason


# step 1


def test_too_many_entries():
    """1,024 entries are judged on, 1,025 are refused before anything is verified."""
    most = append((), [b"x"] * BATCH_ENTRIES)
    assert taken(judged(most, inbound())).frontier.size == BATCH_ENTRIES
    more = replace(most, entries=(*most.entries, b"x"), head=RECEIVER.head(most.head.statement))
    assert refused(judged(more, inbound())) is Reason.TOO_MANY


def test_too_large_an_entry():
    """256 KiB are taken, one byte more is not."""
    assert taken(judged(append((), [b"x" * ENTRY_BYTES]), inbound()))
    assert refused(judged(append((), [b"x" * (ENTRY_BYTES + 1)]), inbound())) is Reason.TOO_LARGE


def test_too_large_a_batch():
    """2 MiB in all are taken, one byte more is not, though each entry is small enough."""
    full = [b"x" * ENTRY_BYTES] * (BATCH_BYTES // ENTRY_BYTES)
    assert taken(judged(append((), full), inbound()))
    assert refused(judged(append((), [*full, b"x"]), inbound())) is Reason.TOO_LARGE


def test_positions_must_add_up():
    """First position and count must give the head's size."""
    crooked = replace(append(TWO, REST), first=1)
    assert refused(judged(crooked, inbound(TWO))) is Reason.MALFORMED


def test_an_entry_has_bytes():
    """An empty entry is no envelope."""
    assert refused(judged(append((), [b"x", b""]), inbound())) is Reason.MALFORMED


# step 2


def test_it_must_be_for_us():
    """A head for another receiver is refused."""
    other = replace(head(TWO), receiver=YUNFU, log=LogId.make(SHANTOU, YUNFU))
    request = replace(append((), TWO), head=SENDER.head(other))
    assert refused(judged(request, inbound())) is Reason.PARTIES


def test_the_log_must_name_both_ends():
    """A head whose log is between others is refused."""
    request = replace(append((), TWO), head=SENDER.head(replace(head(TWO), log=LogId.make(YUNFU, XIAN))))
    assert refused(judged(request, inbound())) is Reason.PARTIES


def test_it_must_be_the_log_that_was_looked_up():
    """A head over another log of the same two ends is not judged by this log's state."""
    second = replace(head(TWO), log=LogId.make(SHANTOU, XIAN, 2))
    request = replace(append((), TWO), head=SENDER.head(second))
    assert refused(judged(request, inbound())) is Reason.PARTIES


def test_we_do_not_send_to_ourselves():
    """A head that names us as sender is refused."""
    own = replace(head(TWO), sender=XIAN)
    assert refused(judged(replace(append((), TWO), head=SENDER.head(own)), inbound())) is Reason.PARTIES


def test_a_connection_that_is_not_the_senders():
    """A third member's connection may not bring it unless the sender lists it as forwarder."""
    assert refused(judged(append((), TWO), inbound(), peer=YUNFU)) is Reason.FORWARDER


def test_a_listed_forwarder_may_bring_it():
    """The directory admits a forwarder that the sender lists."""
    lists = world.member(SHANTOU, forwarders=frozenset({YUNFU}))
    directory = world.directory(lists, world.member(XIAN), world.member(YUNFU))
    verdict = judge_append(
        append((), TWO), inbound=inbound(), past=None, me=XIAN, peer=YUNFU, trust=directory, now=NOW
    )
    assert taken(verdict).frontier == frontier(TWO)


# step 3


def test_a_repeat_gets_the_stored_receipt():
    """Entries that were taken get the receipt given then, byte for byte, days later and after other epochs."""
    request = append((), TWO)
    past = receipt(request.head)
    kept = inbound(ENTRIES, epoch=LATER_EPOCH)
    verdict = judged(request, kept, past=past, now=NOW + seconds(9 * 86_400))
    assert verdict == Repeat(answer=past)


def test_a_repeat_signed_again_is_a_repeat():
    """A waiting head that was signed again with a later date gets the receipt for the earlier one."""
    past = receipt(append((), TWO).head)
    again = append((), TWO, at=NOW + seconds(200))
    assert judged(again, inbound(TWO), past=past, now=NOW + seconds(201)) == Repeat(answer=past)


# step 4


@pytest.mark.parametrize("drift", [299, 300, -299, -300])
def test_fresh_enough(drift: int):
    """Five minutes either way are taken."""
    assert taken(judged(append((), TWO), inbound(), now=NOW + seconds(drift)))


@pytest.mark.parametrize("drift", [301, -301, 300.001, 360])
def test_stale(drift: float):
    """More than five minutes either way is a clock fault or a replay."""
    assert refused(judged(append((), TWO), inbound(), now=NOW + seconds(drift))) is Reason.STALE


def test_a_wrong_signature():
    """A head signed by another key of the right name is refused."""
    honest = append((), TWO)
    forged = replace(honest.head, signature=RECEIVER.head(honest.head.statement).signature)
    wrong_key = replace(honest, head=forged)
    assert refused(judged(wrong_key, inbound())) is Reason.KEY_UNKNOWN
    claimed = replace(forged.signature, key_id=honest.head.signature.key_id)
    forged = replace(honest.head, signature=claimed)
    assert refused(judged(replace(honest, head=forged), inbound())) is Reason.SIGNATURE


def test_an_open_is_not_a_head():
    """A signature under another payload type does not verify: an Open cannot be passed off as a head."""
    honest = append((), TWO)
    as_open = replace(honest, head=SENDER.open(honest.head.statement))
    assert refused(judged(as_open, inbound())) is Reason.SIGNATURE


def test_altered_bytes():
    """A payload with one bit changed does not verify."""
    honest = append((), TWO)
    flipped = bytes([honest.head.payload[0] ^ 1]) + honest.head.payload[1:]
    assert refused(judged(replace(honest, head=replace(honest.head, payload=flipped)), inbound())) is (
        Reason.SIGNATURE
    )


def test_a_suspended_sender():
    """Nothing of a suspended member is taken."""
    suspended = world.directory(world.member(SHANTOU, suspended_from=NOW), world.member(XIAN))
    verdict = judge_append(
        append((), TWO), inbound=inbound(), past=None, me=XIAN, peer=SHANTOU, trust=suspended, now=NOW
    )
    assert refused(verdict) is Reason.MEMBER_SUSPENDED


# step 5


def test_a_gap():
    """Entries beyond our size are answered with where we stand, and nothing is taken."""
    assert judged(append(ENTRIES[:3], ENTRIES[3:]), inbound(TWO)) == Elsewhere()


def test_entries_below_our_size():
    """Entries that overlap what we have, in another cut than they were taken in, are answered likewise."""
    assert judged(append(ENTRIES[:1], ENTRIES[1:]), inbound(TWO)) == Elsewhere()


@pytest.mark.parametrize("nonce", [EPOCH.nonce, b"o" * 16])
@pytest.mark.parametrize("counter", [2, 3, 4])
def test_another_epoch(counter: int, nonce: bytes):
    """Only the open epoch is taken: neither an earlier, nor a later, nor one with another nonce."""
    epoch = replace(EPOCH, counter=counter, nonce=nonce)
    verdict = judged(append(TWO, REST, epoch=epoch), inbound(TWO))
    assert (verdict == Elsewhere()) is (epoch != EPOCH)


def test_before_any_epoch():
    """A log that nobody has opened takes nothing."""
    new = Inbound(log=LOG, frontier=frontier(()))
    assert judged(append((), TWO), new) == Elsewhere()


# step 6


def test_other_bytes_under_an_honest_head():
    """Entries that do not give the signed root are refused; nothing of them is kept."""
    changed = replace(append(TWO, REST), entries=(b"THIRD", *REST[1:]))
    assert refused(judged(changed, inbound(TWO))) is Reason.BAD_ROOT


def test_entries_in_another_order():
    """Order is part of the root."""
    turned = replace(append(TWO, REST), entries=REST[::-1])
    assert refused(judged(turned, inbound(TWO))) is Reason.BAD_ROOT


def test_a_head_over_another_history():
    """A head whose earlier entries are not ours is refused, though its new ones are as sent."""
    other = append((b"1st", b"2nd"), REST)
    assert refused(judged(other, inbound(TWO))) is Reason.BAD_ROOT


# step 7


def test_what_is_taken():
    """The verdict holds all that the transaction stores: frontier, nodes, and the receipt to sign."""
    request = append(TWO, REST)
    verdict = taken(judged(request, inbound(TWO), now=NOW + seconds(2)))
    assert verdict.frontier == frontier(ENTRIES)
    assert len(verdict.nodes) == len(REST)
    assert verdict.receipt.head is request.head
    assert verdict.receipt.at == NOW + seconds(2)
    assert verdict.receipt.directory_version == TRUST.version


def test_judging_changes_nothing():
    """A verdict leaves what it judged by as it was."""
    kept = inbound(TWO)
    before = replace(kept)
    judged(append(TWO, REST), kept)
    judged(append(TWO, (b"other",)), kept)
    assert kept == before


# step 5, the same position with other bytes: a fork


def test_same_position_other_bytes():
    """A second head with another root for a size that was taken in the same epoch is proof of a fork."""
    past = receipt(append((), TWO).head)
    other = append((), (b"first", b"SECOND"))
    verdict = judged(other, inbound(TWO), past=past)
    assert verdict == Fork(proof=ForkProof(first=past.statement.head, second=other.head))


def test_a_fork_needs_a_signature():
    """Without the sender's signature on both heads there is no proof, only a refusal."""
    past = receipt(append((), TWO).head)
    other = append((), (b"first", b"SECOND"))
    unsigned = replace(
        other, head=replace(other.head, signature=RECEIVER.head(other.head.statement).signature)
    )
    assert refused(judged(unsigned, inbound(TWO), past=past)) is Reason.KEY_UNKNOWN


def test_a_fork_shown_without_entries():
    """A dating head with another root for a taken size is proof as well."""
    past = receipt(append((), TWO).head)
    other = append((b"first", b"SECOND"), ())
    assert isinstance(judged(other, inbound(TWO), past=past), Fork)


def test_the_same_size_in_another_epoch_is_no_fork():
    """After a restore the same size may come with another root, in a later epoch."""
    request = append((), (b"first", b"SECOND"), epoch=LATER_EPOCH)
    assert judged(request, inbound(TWO), past=None) == Elsewhere()


def test_a_forked_link_is_stopped():
    """Once the proof is kept nothing new is taken, and repeats are still answered."""
    past = receipt(append((), TWO).head)
    proof = ForkProof(first=past.statement.head, second=append((), (b"x", b"y")).head)
    stopped = replace(inbound(TWO), fork=proof)
    assert refused(judged(append(TWO, REST), stopped)) is Reason.FORKED
    assert judged(append((), TWO), stopped, past=past) == Repeat(answer=past)


# step 5, dating an idle log


def test_dating_an_idle_log():
    """A later head over the same entries is counter-signed anew: it proves silence until then."""
    later = append(TWO, (), at=NOW + seconds(3600))
    verdict = taken(judged(later, inbound(TWO), past=inbound(TWO).last_receipt, now=NOW + seconds(3601)))
    assert verdict.frontier == frontier(TWO)
    assert verdict.nodes == ()
    assert verdict.receipt.head is later.head


def test_dating_an_empty_log():
    """A log without entries can be dated too."""
    assert taken(judged(append((), ()), inbound())).frontier.size == 0


def test_dating_after_an_open():
    """The first head of a new epoch, over what was there before it, is taken."""
    kept = replace(inbound(TWO), epoch=LATER_EPOCH)
    assert taken(judged(append(TWO, (), epoch=LATER_EPOCH), kept))


@pytest.mark.parametrize("before", [0, 1, 100])
def test_a_date_that_is_known_already(before: int):
    """A dating head not later than the last one gets the newest receipt, byte for byte."""
    last = receipt(SENDER.head(head(TWO, at=NOW)))
    kept = replace(inbound(TWO), last_receipt=last)
    verdict = judged(append(TWO, (), at=NOW - seconds(before)), kept, past=last)
    assert verdict == Repeat(answer=last)


def test_dating_elsewhere():
    """A dating head over a size that is not ours is answered with where we stand."""
    assert judged(append(ENTRIES, ()), inbound(TWO)) == Elsewhere()
    assert judged(append(ENTRIES[:1], ()), inbound(TWO)) == Elsewhere()
