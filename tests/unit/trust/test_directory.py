"""The directory's judgements: who signed, when, for whom it speaks, who may carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.errors import Reason, Untrusted
from federation.ids import KeyId, Locality
from federation.trust.directory import Directory
from federation.trust.suites import Signature
from tests.worlds.trust import (
    LOG_SIGNERS,
    NOON,
    ORGANS,
    SHANTOU,
    START,
    XIAN,
    YUNFU,
    directory,
    key_of,
    member,
    public,
    signer,
)

KIND = "application/vnd.kuayu.head.v1"
HOUR = timedelta(hours=1)


def refused(reason):
    return pytest.raises(Untrusted, match=f"^{reason.value}")


def check(book: Directory, signature, *, locality=SHANTOU, kind=KIND, payload=b"head", at=NOON):
    book.verify(locality, kind, payload, signature, at)


def test_what_a_member_signed_verifies():
    """A signature by the member's open key, over exactly these bytes and this type."""
    check(directory(), LOG_SIGNERS[SHANTOU].sign(KIND, b"head"))


@pytest.mark.parametrize(
    "lie",
    [{"payload": b"heae"}, {"payload": b""}, {"kind": "application/vnd.kuayu.open.v1"}],
    ids=["other bytes", "no bytes", "other type"],
)
def test_a_signature_over_something_else_is_refused(lie):
    """The payload and the payload type are both signed."""
    with refused(Reason.SIGNATURE):
        check(directory(), LOG_SIGNERS[SHANTOU].sign(KIND, b"head"), **lie)


def test_an_impostor_is_refused_at_each_door():
    """Another member's key, an unlisted key, a stranger, a listed id over another key's signature."""
    book = directory()
    xian = LOG_SIGNERS[XIAN].sign(KIND, b"head")
    with refused(Reason.KEY_UNKNOWN):
        check(book, xian)
    with refused(Reason.KEY_UNKNOWN):
        check(book, signer("nobody").sign(KIND, b"head"))
    with refused(Reason.MEMBER_UNKNOWN):
        check(book, xian, locality=Locality("431000"))
    with refused(Reason.SIGNATURE):
        check(book, replace(xian, key_id=LOG_SIGNERS[SHANTOU].key_id))


def test_another_suite_than_the_keys_is_a_downgrade():
    """The directory says the suite; a signature that names another is refused before any arithmetic."""
    made = LOG_SIGNERS[SHANTOU].sign(KIND, b"head")
    other = Signature(key_id=made.key_id, suite="none", value=b"")
    with refused(Reason.SUITE_UNKNOWN):
        check(directory(), other)


def test_a_closed_key_verifies_what_it_signed_while_open_and_nothing_else():
    """Valid from its first moment to before its last; evidence passes the statement's time."""
    own = LOG_SIGNERS[SHANTOU]
    closed = key_of(own, valid_from=START + HOUR, valid_to=NOON)
    book = directory(member(SHANTOU, keys={own.key_id: closed}), member(XIAN))
    signature = own.sign(KIND, b"head")
    check(book, signature, at=START + HOUR)
    check(book, signature, at=NOON - timedelta(microseconds=1))
    for outside in (START, NOON, NOON + 100 * HOUR):
        with refused(Reason.KEY_EXPIRED):
            check(book, signature, at=outside)


def test_a_suspended_member_is_refused_from_then_on():
    """What it signed before stays proven."""
    book = directory(member(SHANTOU, suspended_from=NOON), member(XIAN))
    signature = LOG_SIGNERS[SHANTOU].sign(KIND, b"head")
    check(book, signature, at=NOON - HOUR)
    with refused(Reason.MEMBER_SUSPENDED):
        check(book, signature, at=NOON)


def test_a_node_finds_its_own_key_and_is_told_when_it_may_not_sign():
    """Of the keys in hand the newest open one; none listed or none open is named."""
    own, coming, stranger = LOG_SIGNERS[SHANTOU], signer("440500-log-2"), signer("nobody")
    keys = {one.key_id: one for one in (key_of(own), key_of(coming, valid_from=NOON + HOUR))}
    book = directory(member(SHANTOU, keys=keys), member(XIAN))
    held = [public(stranger), public(own), public(coming)]
    assert book.signing_key(SHANTOU, held, NOON).key_id == own.key_id
    assert book.signing_key(SHANTOU, held, NOON + HOUR).key_id == coming.key_id
    with refused(Reason.KEY_EXPIRED):
        book.signing_key(SHANTOU, [public(coming)], NOON)
    with refused(Reason.KEY_UNKNOWN):
        book.signing_key(SHANTOU, [public(stranger)], NOON)


def test_a_member_speaks_for_the_organs_it_lists():
    """And for no other's; a stranger for none."""
    book = directory()
    assert book.speaks_for(SHANTOU, ORGANS[SHANTOU].uscc)
    assert not book.speaks_for(SHANTOU, ORGANS[XIAN].uscc)
    assert not book.speaks_for(Locality("431000"), ORGANS[SHANTOU].uscc)


def test_only_its_own_connection_and_listed_forwarders_may_carry():
    """An empty list admits nobody; a forwarder carries one way, and not once it is suspended."""
    closed = directory()
    assert closed.admits(SHANTOU, SHANTOU)
    assert not closed.admits(YUNFU, SHANTOU)
    carried = member(SHANTOU, forwarders=frozenset({YUNFU}))
    book = directory(carried, member(XIAN), member(YUNFU))
    assert book.admits(YUNFU, SHANTOU)
    assert not book.admits(SHANTOU, YUNFU)
    assert not book.admits(XIAN, SHANTOU)
    assert not book.admits(Locality("431000"), SHANTOU)
    assert not book.admits(YUNFU, Locality("431000"))
    suspended = directory(carried, member(XIAN), member(YUNFU, suspended_from=START))
    assert not suspended.admits(YUNFU, SHANTOU)


def test_expiry_is_an_alarm_and_not_a_stop():
    """Past its expiry the directory says so and still verifies."""
    book = directory()
    late = book.expires + HOUR
    assert not book.expired(NOON)
    assert book.expired(late)
    check(book, LOG_SIGNERS[SHANTOU].sign(KIND, b"head"), at=late)


def test_a_later_version_may_add_and_close():
    """New member, new key, a key closed, a closing brought forward: all follow."""
    own, more = key_of(LOG_SIGNERS[SHANTOU]), key_of(signer("440500-log-2"), valid_from=NOON)
    first = directory(member(SHANTOU), member(XIAN))
    closing = replace(own, valid_to=NOON + HOUR)
    second = directory(
        member(SHANTOU, keys={own.key_id: closing, more.key_id: more}),
        member(XIAN),
        member(YUNFU),
        version=2,
    )
    second.check_follows(first)
    sooner = {own.key_id: replace(own, valid_to=NOON), more.key_id: more}
    third = directory(member(SHANTOU, keys=sooner), member(XIAN), member(YUNFU), version=3)
    third.check_follows(second)
    third.check_follows(third)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {KeyId("440500-log-1"): key_of(replace(signer("other"), key_id=KeyId("440500-log-1")))},
        {KeyId("440500-log-1"): key_of(LOG_SIGNERS[SHANTOU], valid_from=START - HOUR, valid_to=NOON)},
        {KeyId("440500-log-1"): key_of(LOG_SIGNERS[SHANTOU], valid_to=NOON + HOUR)},
        {KeyId("440500-log-1"): key_of(LOG_SIGNERS[SHANTOU])},
    ],
    ids=["removed", "replaced", "backdated", "closed later", "reopened"],
)
def test_a_later_version_may_not_take_back(keys):
    """A key that verified evidence yesterday verifies it tomorrow, whoever signs the directory."""
    closed = {KeyId("440500-log-1"): key_of(LOG_SIGNERS[SHANTOU], valid_to=NOON)}
    first = directory(member(SHANTOU, keys=closed), member(XIAN))
    second = directory(member(SHANTOU, keys=keys), member(XIAN), version=2)
    with refused(Reason.DIRECTORY_INVALID):
        second.check_follows(first)
    with refused(Reason.DIRECTORY_INVALID):
        directory(member(XIAN), version=2).check_follows(first)


def test_one_version_has_one_content():
    """The same number over other bytes, or a lower number, is a rollback."""
    first = directory(version=2)
    for version in (1, 2):
        with refused(Reason.DIRECTORY_ROLLBACK):
            directory(member(XIAN), version=version).check_follows(first)
