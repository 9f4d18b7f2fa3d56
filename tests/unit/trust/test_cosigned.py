"""Documents signed by several members' offices: who signed counts, over the same bytes, with the right key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from federation.errors import Reason, Untrusted
from federation.trust import dsse
from federation.trust.cosigned import add_signature, open_by_roots, open_cosigned
from federation.trust.directory import KeyUse
from tests.worlds import trust
from tests.worlds.trust import LOG_SIGNERS, NOON, ROOT_SIGNERS, ROOTS, SHANTOU, XIAN, YUNFU

KIND = "application/vnd.kuayu.test.v1"
PAYLOAD = "协议：汕头—西安".encode()
LIMIT = 1 << 16
OFFICES = {locality: trust.signer(f"{locality}-document-1") for locality in (SHANTOU, XIAN, YUNFU)}


def listed(locality, *, valid_to=None):
    """A member with its log key and its office's key."""
    own = trust.key_of(LOG_SIGNERS[locality])
    office = replace(trust.key_of(OFFICES[locality], valid_to=valid_to), use=KeyUse.DOCUMENT)
    return trust.member(locality, keys={own.key_id: own, office.key_id: office})


DIRECTORY = trust.directory(*(listed(locality) for locality in OFFICES))


def opened(envelope, *, directory=DIRECTORY, at=NOON):
    """Open as a node does."""
    return open_cosigned(envelope, payload_type=KIND, directory=directory, at=at, limit=LIMIT)


def signed(*signers):
    """An envelope signed by these, one after the other."""
    envelope = dsse.sign(KIND, PAYLOAD, signers[:1])
    for one in signers[1:]:
        envelope = add_signature(envelope, one, payload_type=KIND, limit=LIMIT)
    return envelope


def test_both_offices_sign_the_same_bytes():
    """One after the other adds a signature; both count, and the bytes are those written."""
    found = opened(signed(OFFICES[SHANTOU], OFFICES[XIAN]))
    assert found.payload == PAYLOAD
    assert found.by == {SHANTOU, XIAN}
    found.require(SHANTOU, XIAN)


def test_one_signature_is_not_two():
    """What only one signed names who is missing; the same office twice is still one."""
    found = opened(signed(OFFICES[SHANTOU], OFFICES[SHANTOU]))
    with pytest.raises(Untrusted) as refused:
        found.require(SHANTOU, XIAN)
    assert (refused.value.reason, refused.value.detail) == (Reason.UNSIGNED, {"missing": XIAN})
    assert (
        len(dsse.read_envelope(signed(*[OFFICES[XIAN]] * 2), payload_type=KIND, limit=LIMIT).signatures) == 1
    )


def test_the_nodes_key_signs_no_document_and_the_offices_no_log():
    """A key signs what it is listed for: who has the node cannot give its window new powers."""
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        opened(signed(LOG_SIGNERS[SHANTOU]))
    signature = OFFICES[SHANTOU].sign("t", b"p")
    with pytest.raises(Untrusted, match=r"^KEY_UNKNOWN"):
        DIRECTORY.verify(SHANTOU, "t", b"p", signature, NOON)
    DIRECTORY.verify(SHANTOU, "t", b"p", signature, NOON, use=KeyUse.DOCUMENT)


def test_a_closed_key_a_stranger_and_another_members_name_do_not_count():
    """Closed by then; not in the directory; signed by one office under the other's key id."""
    closed = trust.directory(listed(SHANTOU, valid_to=NOON), listed(XIAN))
    assert opened(signed(*OFFICES.values()), directory=closed).by == {XIAN}
    assert opened(signed(OFFICES[SHANTOU]), directory=closed, at=NOON - timedelta(seconds=1)).by == {SHANTOU}
    stranger = replace(trust.signer("x"), key_id=OFFICES[XIAN].key_id)
    assert opened(signed(OFFICES[SHANTOU], stranger)).by == {SHANTOU}


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"{}",
        PAYLOAD,
        dsse.sign("another/type", PAYLOAD, [OFFICES[SHANTOU]]),
        signed(OFFICES[SHANTOU]).replace(b'"payload":"', b'"payload":"AAAA'),
        b" " * (LIMIT + 1),
    ],
)
def test_what_is_no_such_envelope_is_refused(envelope):
    """Empty, bare, of another type, touched or too large: UNSIGNED, whoever asks."""
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        opened(envelope)
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        open_by_roots(envelope, payload_type=KIND, roots=ROOTS, limit=LIMIT)


def test_what_the_federation_states_its_roots_sign():
    """By the threshold of the root keys, and by no fewer."""
    enough, few = (dsse.sign(KIND, PAYLOAD, ROOT_SIGNERS[:count]) for count in (2, 1))
    assert open_by_roots(enough, payload_type=KIND, roots=ROOTS, limit=LIMIT) == PAYLOAD
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        open_by_roots(few, payload_type=KIND, roots=ROOTS, limit=LIMIT)
