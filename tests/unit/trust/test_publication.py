"""A directory is taken whole from a threshold of root keys, or refused whole."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.errors import InvalidInput, Reason, Untrusted
from federation.ids import KeyId
from federation.trust import dsse, strict_json
from federation.trust.dsse import Roots, encode_roots, parse_roots
from federation.trust.publication import (
    DIRECTORY_BYTES,
    PAYLOAD_TYPE,
    encode_directory,
    parse_directory,
    sign_directory,
)
from tests.worlds.trust import (
    LOG_SIGNERS,
    ROOT_SIGNERS,
    ROOTS,
    SHANTOU,
    START,
    XIAN,
    YUNFU,
    draft,
    key_of,
    member,
    signer,
)


def refused(reason=Reason.DIRECTORY_INVALID):
    return pytest.raises(Untrusted, match=f"^{reason.value}")


def read(envelope, **options):
    return parse_directory(envelope, roots=ROOTS, **options)


def resigned(change):
    """Sign whatever ``change`` makes of a good payload: content only the parser can refuse."""
    document = json.loads(encode_directory(draft()))
    changed = change(document)
    payload = changed if isinstance(changed, bytes) else strict_json.dump(changed or document)
    return dsse.sign(PAYLOAD_TYPE, payload, ROOT_SIGNERS[:2])


def test_what_was_signed_is_what_is_read():
    """A round trip gives an equal value, which keeps the envelope's own bytes."""
    full = member(
        SHANTOU,
        endpoints=("127.0.0.1:7441", "node.shantou.example:443", "[::1]:7441"),
        forwarders=frozenset({YUNFU}),
        suspended_from=START + timedelta(days=1),
        keys={
            one.key_id: one
            for one in (
                key_of(LOG_SIGNERS[SHANTOU], valid_to=START + timedelta(days=9)),
                key_of(signer("next"), valid_from=START + timedelta(days=9)),
            )
        },
    )
    made = draft(full, member(XIAN), member(YUNFU), version=7)
    envelope = sign_directory(made, ROOT_SIGNERS)
    assert read(envelope) == replace(made, source=envelope)


def test_the_payload_has_one_spelling():
    """Encoding what was read gives the payload that was signed; Chinese stays Chinese."""
    envelope = sign_directory(draft(), ROOT_SIGNERS[:2])
    payload = base64.b64decode(json.loads(envelope)["payload"])
    assert encode_directory(read(envelope)) == payload
    assert "汕头市".encode() in payload


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_any_two_of_three_roots_are_enough(pair):
    """No root is special."""
    read(sign_directory(draft(), [ROOT_SIGNERS[number] for number in pair]))


@pytest.mark.parametrize(
    "signers",
    [
        ROOT_SIGNERS[:1],
        (ROOT_SIGNERS[0], ROOT_SIGNERS[0]),
        (ROOT_SIGNERS[0], signer("nobody")),
        (ROOT_SIGNERS[0], LOG_SIGNERS[SHANTOU]),
        (ROOT_SIGNERS[0], replace(ROOT_SIGNERS[0], key_id=KeyId("root-2"))),
        (ROOT_SIGNERS[0], replace(signer("nobody"), key_id=KeyId("root-2"))),
    ],
    ids=["one", "one twice", "a stranger", "a member", "one under two names", "a stranger as a root"],
)
def test_fewer_than_the_threshold_of_different_roots_is_refused(signers):
    """Signatures are counted by key, not by entry."""
    with refused():
        read(sign_directory(draft(), signers))


def test_a_bad_signature_beside_enough_good_ones_does_no_harm():
    """A root that lost its key cannot block the others."""
    envelope = json.loads(sign_directory(draft(), ROOT_SIGNERS))
    envelope["signatures"][0]["sig"] = strict_json.put_bytes(bytes(64))
    read(strict_json.dump(envelope))


def test_the_threshold_is_reached_only_by_the_bytes_signed():
    """A payload swapped under good signatures, or another payload type, is refused."""
    envelope = json.loads(sign_directory(draft(), ROOT_SIGNERS[:2]))
    envelope["payload"] = strict_json.put_bytes(encode_directory(draft(version=2)))
    with refused():
        read(strict_json.dump(envelope))
    with refused():
        read(dsse.sign("application/json", encode_directory(draft()), ROOT_SIGNERS[:2]))


def test_size_is_checked_before_anything_is_read():
    """An envelope over 4 MiB is refused unread, signed or not."""
    with refused():
        read(b"[" * (DIRECTORY_BYTES + 1))


@pytest.mark.parametrize(
    "envelope",
    [b"", b"{}", b"null", b"\xff\xfe{}", b"[" * 100_000, b'{"payloadType":"x","payloadType":"x"}'],
    ids=["empty", "no fields", "null", "not UTF-8", "deep", "a name twice"],
)
def test_what_is_no_envelope_is_refused(envelope):
    """With the reason of the directory's room, never with a parser's exception."""
    with refused():
        read(envelope)


def test_an_envelope_is_strict():
    """No unknown field, no lax or second spelling of base64, no crowd of signatures."""
    good = json.loads(sign_directory(draft(), ROOT_SIGNERS[:2]))
    one = good["signatures"][0]
    for change in (
        {"more": 1},
        {"payload": good["payload"] + "\n"},
        {"payload": good["payload"].rstrip("=") + "*"},
        {"signatures": []},
        {"signatures": [one] * 65},
        {"signatures": {"0": one}},
        {"signatures": [{**one, "sig": one["sig"][:-3] + "B=="}]},
    ):
        with refused():
            read(strict_json.dump({**good, **change}))


def test_a_rollback_is_refused():
    """A validly signed older version than the one seen has its own reason."""
    envelope = sign_directory(draft(version=3), ROOT_SIGNERS[:2])
    assert read(envelope, at_least_version=3).version == 3
    with refused(Reason.DIRECTORY_ROLLBACK):
        read(envelope, at_least_version=4)


def put(path, value):
    """Return a change that puts a value at a path of the document."""

    def change(document):
        *way, last = path
        spot = document
        for step in way:
            spot = spot[step]
        spot[last] = value

    return change


def twice(path):
    """Return a change that lists the first of a list again."""

    def change(document):
        spot = document
        for step in path:
            spot = spot[step]
        spot.append(spot[0])

    return change


def without(path):
    def change(document):
        *way, last = path
        spot = document
        for step in way:
            spot = spot[step]
        del spot[last]

    return change


MEMBER = ("members", 0)
KEY = (*MEMBER, "keys", 0)
ORGAN = (*MEMBER, "organs", 0)


@pytest.mark.parametrize(
    "change",
    [
        put(("more",), 1),
        put((*MEMBER, "more"), 1),
        put((*KEY, "private"), "AA=="),
        without(("version",)),
        without((*MEMBER, "suspended_from")),
        without((*KEY, "valid_to")),
        put(("version",), 0),
        put(("version",), "1"),
        put(("version",), 1.0),
        put(("version",), True),
        put(("version",), 1 << 60),
        put(("expires",), "2026-01-05T01:00:00Z"),
        put(("issued_at",), "2026-01-05 01:00:00"),
        put(("issued_at",), "2026-01-05T09:00:00+08:00"),
        put(("issued_at",), "2026-02-30T09:00:00Z"),
        put((*MEMBER, "locality"), "44050"),
        put((*MEMBER, "locality"), 440500),
        put((*MEMBER, "name"), ""),
        put((*MEMBER, "name"), "汕头\n市"),
        put((*MEMBER, "name"), "汕" * 101),
        put((*MEMBER, "endpoints"), ["127.0.0.1"]),
        put((*MEMBER, "endpoints"), ["127.0.0.1:70000"]),
        put((*MEMBER, "endpoints"), ["http://127.0.0.1:7441"]),
        put((*MEMBER, "forwarders"), ["431000"]),
        put((*ORGAN, "uscc"), "11440500MA0000001H"),
        put((*ORGAN, "places"), []),
        put((*ORGAN, "places"), ["4405"]),
        put((*KEY, "suite"), "none"),
        put((*KEY, "use"), "tls"),
        put((*KEY, "public"), "AA=="),
        put((*KEY, "key_id"), "Key 1"),
        put((*KEY, "valid_to"), "2020-01-01T00:00:00Z"),
        twice(("members",)),
        twice((*MEMBER, "keys")),
        twice((*MEMBER, "organs")),
        lambda document: put((*KEY, "public"), document["members"][1]["keys"][0]["public"])(document),
        lambda document: strict_json.dump(document).replace(b'"version":1', b'"version":1,"version":2'),
        lambda document: strict_json.dump(document).replace(b'"version":1', b'"version":NaN'),
        lambda document: strict_json.dump(document)[:-1],
        lambda _: b"",
    ],
)
def test_content_that_is_not_exactly_right_is_refused_though_signed(change):
    """Unknown, missing, mistyped, malformed, contradictory or double: DIRECTORY_INVALID."""
    read(resigned(lambda _: None))
    with refused():
        read(resigned(change))


def test_nothing_that_no_reader_would_take_is_ever_signed():
    """The publisher's own mistakes are caught before the root keys are used."""
    with refused():
        sign_directory(draft(member(SHANTOU, forwarders=frozenset({XIAN}))), ROOT_SIGNERS)
    with refused():
        sign_directory(draft(version=0), ROOT_SIGNERS)


def test_roots_fail_closed():
    """No keys, one key twice, or a threshold of nobody or of too many is not a policy."""
    one, two = ROOTS.keys[:2]
    for keys, threshold in (
        ((), 0),
        ((), 1),
        ((one, two), 0),
        ((one, two), 3),
        ((one, one), 1),
        ((one, replace(one, key_id=KeyId("again"))), 2),
        ((one, replace(two, public=b"short")), 1),
    ):
        with pytest.raises(InvalidInput, match=r"^CONFIG"):
            Roots(keys=keys, threshold=threshold)


def test_roots_travel_as_a_file():
    """roots.json comes back equal; a malformed one is CONFIG."""
    text = encode_roots(ROOTS)
    assert parse_roots(text) == ROOTS
    for bad in (b"", text[:-1], text.replace(b"ed25519", b"rsa"), text.replace(b"threshold", b"least")):
        with pytest.raises(InvalidInput, match=r"^CONFIG"):
            parse_roots(bad)
