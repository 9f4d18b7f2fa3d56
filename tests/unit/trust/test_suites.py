"""Signatures against vectors any language can use, and the suites' refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import KeyId
from federation.trust.suites import SoftwareSigner, Suite, pae, verify

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/dsse.json").read_text(encoding="utf-8"))
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["seed"]))
PUBLIC = bytes.fromhex(VECTORS["public"])
SIGNER = SoftwareSigner(key_id=KeyId("vector"), key=KEY)


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda c: c["payload_type"])
def test_vectors(case):
    """The encoding counts bytes, Chinese included; the signature over it is the vector's and verifies."""
    payload = bytes.fromhex(case["payload"])
    assert pae(case["payload_type"], payload).hex() == case["pae"]
    made = SIGNER.sign(case["payload_type"], payload)
    assert made.value.hex() == case["signature"]
    verify(
        public=PUBLIC,
        suite=Suite.ED25519,
        payload_type=case["payload_type"],
        payload=payload,
        signature=made,
    )


def test_the_specifications_own_example():
    """DSSE's example, spelled out."""
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@pytest.mark.parametrize("value", [b"", bytes(63), bytes(64), bytes(65)])
def test_a_malformed_signature_is_refused_as_any_other(value):
    """Wrong length or content is SIGNATURE, never the library's exception."""
    made = replace(SIGNER.sign("t", b"p"), value=value)
    with pytest.raises(Untrusted) as refused:
        verify(public=PUBLIC, suite=Suite.ED25519, payload_type="t", payload=b"p", signature=made)
    assert refused.value.reason is Reason.SIGNATURE


def test_a_malformed_public_key_is_refused():
    """A key of another length cannot verify anything."""
    with pytest.raises(Untrusted, match=r"^SIGNATURE"):
        verify(
            public=PUBLIC[:31],
            suite=Suite.ED25519,
            payload_type="t",
            payload=b"p",
            signature=SIGNER.sign("t", b"p"),
        )


def test_a_signer_loads_its_own_kind_of_key_only():
    """PEM of Ed25519 is taken; another kind, an encrypted or a broken file is CONFIG."""
    assert SoftwareSigner.from_pem(pem(KEY), key_id=KeyId("vector")).sign("t", b"p") == SIGNER.sign("t", b"p")
    for bad in (b"", pem(KEY)[:-40], pem(generate_private_key(SECP256R1()))):
        with pytest.raises(KuayuError, match=r"^CONFIG"):
            SoftwareSigner.from_pem(bad, key_id=KeyId("vector"))
