"""An evidence file proves who said what when, or names the step at which it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.case.events import WithdrawalRequested
from federation.errors import Reason, Unavailable, Untrusted
from federation.evidence.bundle import Exhibit, LogPart, ReceiptKind, encode_bundle, parse_bundle
from federation.evidence.report import STEPS, Standing, Step
from federation.evidence.verify import verify_bundle
from federation.link.merkle import inclusion_proof
from federation.trust import strict_json
from federation.trust.dsse import Roots
from federation.wire.entries import write_entry
from tests.worlds.evidence import (
    CASE,
    DIRECTORY,
    MINUTE,
    OTHER,
    SUBMITTED,
    Log,
    bundle,
    epoch,
    story,
)
from tests.worlds.trust import (
    LOG_SIGNERS,
    NOON,
    ROOTS,
    SHANTOU,
    START,
    XIAN,
    YUNFU,
    directory,
    key_of,
    member,
    signer,
)

NOW = NOON + timedelta(days=400)


def verified(data, *, roots=ROOTS, now=NOW):
    return verify_bundle(data, roots=roots, now=now)


def failing(report):
    """Name the steps that failed; enforce raises exactly then."""
    assert not report.verified
    with pytest.raises(Untrusted) as refused:
        report.enforce()
    assert refused.value.reason is Reason.EVIDENCE_INVALID
    return {check.step for check in report.failed}


def single(**receipt):
    """One log with one submitted case, receipted as told."""
    log = Log(SHANTOU, XIAN)
    log.say(SUBMITTED, seen=0)
    log.receipt(**receipt)
    return log


def edited(data, change):
    """Change the JSON document of a bundle."""
    document = json.loads(data)
    change(document)
    return strict_json.dump(document)


def with_entry(log, position):
    """Add an entry with its true proof to a true file, as a dishonest maker does."""
    true = parse_bundle(bundle(single()))
    exhibit = Exhibit(
        position=position,
        entry=log.entries[position],
        receipt=len(log.receipts) - 1,
        proof=inclusion_proof(position, len(log.entries), log.fetch),
    )
    part = LogPart(
        log=log.log,
        receipts=tuple(one.written() for one in log.receipts),
        exhibits=(*true.logs[0].exhibits, exhibit),
    )
    return encode_bundle(replace(true, logs=(part,)))


def test_a_true_file_tells_who_said_what_when():
    """Every entry of the case and no other's, with its arrival and both keys; all seven steps held."""
    report = verified(bundle(*story()))
    report.enforce()
    assert report.case == CASE
    assert {check.step for check in report.checks} == set(Step) == set(STEPS)
    told = [(one.log.sender, one.position, type(one.act.event).__name__) for one in report.findings]
    assert told == [
        (SHANTOU, 1, "Submitted"),
        (SHANTOU, 2, "Accepted"),
        (SHANTOU, 3, "WithdrawalRequested"),
        (XIAN, 1, "Arrived"),
        (XIAN, 2, "Refusal"),
        (XIAN, 3, "Accepted"),
    ]
    assert [one.received_at - NOON for one in report.findings] == [n * MINUTE for n in (5, 7, 9, 6, 8, 8)]
    for one in report.findings:
        assert one.standing is Standing.PROVEN
        assert one.sender_key == LOG_SIGNERS[one.log.sender].key_id
        assert one.receiver_key == LOG_SIGNERS[one.log.receiver].key_id


def test_both_cities_state_the_same_digest():
    """The order in which a node names its logs does not matter to the case."""
    out, back = story()
    one, two = parse_bundle(bundle(out, back)), parse_bundle(bundle(back, out))
    assert one.digest == two.digest
    assert verified(bundle(back, out)).digest == one.digest


def test_a_file_travels_unchanged():
    """Parsing and writing gives the same bytes."""
    data = bundle(*story())
    assert encode_bundle(parse_bundle(data)) == data


def test_what_the_receiver_has_not_receipted_is_never_called_proven():
    """It is listed as unreceipted, without a time or keys, and does not count in the case's digest."""
    out, back = story()
    before = parse_bundle(bundle(out, back)).digest
    out.say(WithdrawalRequested(reason="再次"), seen=4)
    report = verified(bundle(out, back))
    report.enforce()
    last = report.findings[3]
    assert last.standing is Standing.UNRECEIPTED
    assert (last.received_at, last.sender_key, last.receiver_key) == (None, None, None)
    assert report.digest == before


def test_a_file_in_which_nothing_is_receipted_proves_nothing():
    """No check fails, and still it is not verified."""
    log = Log(SHANTOU, XIAN)
    log.say(SUBMITTED, seen=0)
    report = verified(bundle(log))
    assert failing(report) == set()
    assert report.findings[0].standing is Standing.UNRECEIPTED


def test_an_entry_arrived_with_the_first_receipt_that_covers_it():
    """Later receipts over more, or over the same size anew, do not move its time."""
    log = single(at=NOON)
    log.receipt(NOON + MINUTE)
    log.say(SUBMITTED, seen=0, case=OTHER)
    log.receipt(NOON + 2 * MINUTE)
    data = bundle(log)
    assert verified(data).findings[0].received_at == NOON
    sizes = [len(part.receipts) for part in parse_bundle(data).logs]
    assert sizes == [2], "the receipt of arrival, and the newest"


def test_an_opening_is_a_receipt_too():
    """An Opened counter-signs all below its size, under its own payload types."""
    report = verified(bundle(single(kind=ReceiptKind.OPENED)))
    report.enforce()
    swapped = edited(
        bundle(single(kind=ReceiptKind.OPENED)),
        lambda d: d["logs"][0]["receipts"][0].update(kind="receipt"),
    )
    assert Step.RECEIPTS in failing(verified(swapped))


def test_a_receipt_over_a_voided_history_is_passed_over():
    """After a restore the positions are others'; only receipts over the log as it stands are used."""
    gone = Log(SHANTOU, XIAN)
    gone.say(SUBMITTED, seen=0, case=OTHER)
    gone.receipt(NOON)
    log = Log(SHANTOU, XIAN)
    log.say(SUBMITTED, seen=0)
    log.receipts += gone.receipts
    log.receipt(NOON + MINUTE, head=log.head(NOON, epoch=epoch(2)))
    report = verified(bundle(log))
    report.enforce()
    assert report.findings[0].received_at == NOON + MINUTE


def test_the_verifier_brings_the_roots():
    """The same file under other root keys proves nothing."""
    strangers = tuple(
        replace(key, public=signer(f"stranger-{n}").key.public_key().public_bytes_raw())
        for n, key in enumerate(ROOTS.keys)
    )
    report = verified(bundle(*story()), roots=Roots(keys=strangers, threshold=2))
    assert {Step.DIRECTORIES, Step.RECEIPTS} <= failing(report)
    assert all(one.standing is Standing.FAILED for one in report.findings)


@pytest.mark.parametrize(
    "receipt",
    [
        {"by_receiver": LOG_SIGNERS[SHANTOU]},
        {"by_sender": LOG_SIGNERS[XIAN]},
        {"by_receiver": LOG_SIGNERS[YUNFU]},
        {"by_sender": replace(signer("thief"), key_id=LOG_SIGNERS[SHANTOU].key_id)},
        {"by_receiver": replace(signer("thief"), key_id=LOG_SIGNERS[XIAN].key_id)},
        {"at": START - MINUTE},
        {"at": NOW + timedelta(minutes=6)},
        {"version": 2},
    ],
    ids=[
        "sender receipts itself",
        "receiver writes",
        "a third receipts",
        "thief as sender",
        "thief as receiver",
        "before the keys",
        "from the future",
        "another directory",
    ],
)
def test_a_receipt_by_the_wrong_key_or_at_the_wrong_time_is_refused(receipt):
    """Step 3, and the entry is not proven."""
    report = verified(bundle(single(**receipt), directories={1: DIRECTORY.source, 2: DIRECTORY.source}))
    assert Step.RECEIPTS in failing(report)
    assert report.findings[0].standing is Standing.FAILED
    assert report.findings[0].received_at is None


@pytest.mark.parametrize(
    "changes",
    [{"receiver": YUNFU}, {"sender": YUNFU}, {"log": Log(SHANTOU, YUNFU).log}],
    ids=["receiver", "sender", "log"],
)
def test_a_head_for_other_parties_is_refused(changes):
    """However well signed, a head of another link proves nothing here."""
    log = Log(SHANTOU, XIAN)
    log.say(SUBMITTED, seen=0)
    log.receipt(head=log.head(NOON, **changes))
    assert Step.RECEIPTS in failing(verified(bundle(log)))


def test_each_receipt_is_judged_by_the_directory_it_names():
    """A key closed at once in version 2 does not undo what a receiver that had version 1 signed for."""
    own = LOG_SIGNERS[SHANTOU]
    closed = key_of(own, valid_to=NOON - MINUTE)
    later = directory(member(SHANTOU, keys={own.key_id: closed}), member(XIAN), version=2)
    both = {1: DIRECTORY.source, 2: later.source}
    verified(bundle(single(version=1), directories=both)).enforce()
    assert failing(verified(bundle(single(version=2), directories=both))) >= {Step.RECEIPTS}


def test_a_version_has_one_content():
    """Two directories of one version, both rightly signed, are refused."""
    other = directory(member(SHANTOU), member(XIAN))
    data = edited(bundle(*story()), lambda d: d["directories"].append(strict_json.put_bytes(other.source)))
    assert failing(verified(data)) == {Step.DIRECTORIES}


def test_an_entry_that_is_not_in_the_log_is_refused():
    """Other bytes, another position, another entry's proof: step 4."""
    data = bundle(*story())

    def swap(document):
        first, second = document["logs"][0]["entries"][:2]
        first["entry"], second["entry"] = second["entry"], first["entry"]

    def shift(document):
        document["logs"][0]["entries"][0]["position"] = 0

    def unproven(document):
        document["logs"][0]["entries"][0]["proof"] = []

    for change in (swap, shift, unproven):
        report = verified(edited(data, change))
        assert Step.INCLUSION in failing(report)
        assert any(one.standing is Standing.FAILED for one in report.findings)


def test_an_envelope_for_others_or_with_another_body_is_refused():
    """Step 5: though it stands in the log and both signed for the log."""
    act = Log(SHANTOU, XIAN).say(SUBMITTED, seen=0)
    good = write_entry(act, receiver=XIAN, salt=bytes(16))
    for entry in (
        write_entry(act, receiver=YUNFU, salt=bytes(16)),
        write_entry(replace(act, author=YUNFU), receiver=XIAN, salt=bytes(16)),
        good.replace("古丽".encode(), "古力".encode()),
        good[:-1],
        b"\x00",
    ):
        log = single()
        log.put(entry)
        log.receipt(NOON + MINUTE)
        report = verified(with_entry(log, 1))
        assert Step.ENVELOPE in failing(report)
        assert [one.standing for one in report.findings] == [Standing.PROVEN, Standing.FAILED]


def test_an_act_of_another_case_is_refused():
    """Step 6: it is proven to stand in the log, and does not belong in this file."""
    log = single()
    log.say(SUBMITTED, seen=0, case=OTHER)
    log.receipt(NOON + MINUTE)
    report = verified(with_entry(log, 1))
    assert Step.ACT in failing(report)


def test_the_stated_digest_must_be_the_folded_one():
    """Step 7: another digest, or an entry left out that the digest counts."""
    data = bundle(*story())
    assert failing(verified(edited(data, lambda d: d.update(digest="sha256:" + "0" * 64)))) == {Step.FOLD}
    assert failing(verified(edited(data, lambda d: d["logs"][0]["entries"].pop()))) == {Step.FOLD}


def test_a_node_that_lost_a_directory_cannot_make_a_file():
    """The version that a receipt names must be kept; so must at least one entry be there."""
    with pytest.raises(Unavailable, match=r"directory"):
        bundle(single(version=2))
    with pytest.raises(Unavailable, match=r"entries"):
        bundle(Log(SHANTOU, XIAN))


def first(document, *way):
    """Walk down the first log of a document."""
    spot = document["logs"][0]
    for step in way:
        spot = spot[step]
    return spot


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(format="kuayu-evidence/2"),
        lambda d: d.update(made_for="somebody"),
        lambda d: d.update(case="KT440500610100202602040000070"),
        lambda d: d.update(digest="md5:00"),
        lambda d: d.update(logs=[]),
        lambda d: d.update(directories=[first(d, "entries", 0, "entry")] * 65),
        lambda d: d["logs"].append(first(d)),
        lambda d: first(d).update(log="440500-445300-1"),
        lambda d: first(d).pop("receipts"),
        lambda d: first(d, "entries").reverse(),
        lambda d: first(d, "entries").append(first(d, "entries", -1)),
        lambda d: first(d, "entries", 0).update(position=-1),
        lambda d: first(d, "entries", 0).update(position="1"),
        lambda d: first(d, "entries", 0).update(position=1 << 60),
        lambda d: first(d, "entries", 0).update(receipt=9),
        lambda d: first(d, "entries", 0).update(receipt=-1),
        lambda d: first(d, "entries", 0).update(receipt=None),
        lambda d: first(d, "entries", 0).update(entry=""),
        lambda d: first(d, "entries", 0).update(entry=strict_json.put_bytes(bytes(256 * 1024 + 1))),
        lambda d: first(d, "entries", 0).update(proof=[strict_json.put_bytes(bytes(31))]),
        lambda d: first(d, "entries", 0).update(proof=[strict_json.put_bytes(bytes(32))] * 65),
        lambda d: first(d, "receipts", 0).update(kind="head"),
        lambda d: first(d, "receipts", 0, "signature").update(suite="none"),
        lambda d: first(d, "receipts", 0, "signature").update(key_id=""),
    ],
)
def test_another_shape_is_refused_at_step_one(change):
    """Unknown, missing, mistyped, out of order, beyond a limit, or twice."""
    report = verified(edited(bundle(*story()), change))
    assert failing(report) == {Step.SHAPE}
    assert (report.case, report.findings) == (None, ())


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"\xff", b"[" * 100_000, b" " * (64 * 1024 * 1024 + 1)]
)
def test_what_is_no_evidence_is_refused_at_step_one(data):
    """Whatever the bytes, a report comes back, and it says no."""
    assert failing(verified(data)) == {Step.SHAPE}
