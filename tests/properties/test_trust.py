"""A changed bit of a published directory, or of what a member signed, never passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import Untrusted
from federation.trust.publication import parse_directory, sign_directory
from tests.worlds.trust import LOG_SIGNERS, NOON, ROOT_SIGNERS, ROOTS, SHANTOU, directory, draft

ENVELOPE = sign_directory(draft(), ROOT_SIGNERS[:2])
DIRECTORY = directory()


@given(st.integers(0, len(ENVELOPE) * 8 - 1))
def test_a_flipped_bit_of_the_envelope_is_refused(bit):
    """Signed by just the threshold, every bit of the file counts: names, base64, key ids, all."""
    changed = bytearray(ENVELOPE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Untrusted):
        parse_directory(bytes(changed), roots=ROOTS)


@given(st.integers(0, len(ENVELOPE) - 1))
def test_a_cut_envelope_is_refused(length):
    """At whatever byte it ends early."""
    with pytest.raises(Untrusted):
        parse_directory(ENVELOPE[:length], roots=ROOTS)


@given(st.binary(max_size=300))
def test_noise_is_refused(noise):
    """Arbitrary bytes raise Untrusted and nothing else."""
    with pytest.raises(Untrusted):
        parse_directory(noise, roots=ROOTS)


@given(st.text(max_size=40), st.binary(max_size=200), st.text(max_size=40), st.binary(max_size=200))
def test_a_signature_is_for_one_type_and_one_payload(kind, payload, other_kind, other):
    """Whatever the two are, a signature over one never verifies over the other."""
    made = LOG_SIGNERS[SHANTOU].sign(kind, payload)
    DIRECTORY.verify(SHANTOU, kind, payload, made, NOON)
    if (kind, payload) != (other_kind, other):
        with pytest.raises(Untrusted):
            DIRECTORY.verify(SHANTOU, other_kind, other, made, NOON)
