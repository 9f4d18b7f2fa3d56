"""X.509 for mTLS between nodes: one authority, one certificate per member with its SAN identity.

Keys are ECDSA P-256, which every gRPC build speaks. A certificate proves who brings bytes; what
they say is proven by log signatures (DESIGN §3).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from federation.ids import Locality
from federation.trust.identity import identity_uri, server_name

SKEW = timedelta(minutes=5)  # a node whose clock is a little slow takes a new certificate all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate authority: its certificate, and the key that signs."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def make_authority(*, now: datetime, days: int) -> Authority:
    """A self-signed authority that may sign end certificates only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Kuayu development CA")
    certificate = (
        _builder(name, key, now=now, days=days)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, SHA256())
    )
    return Authority(certificate=certificate, key=key)


def issue(
    authority: Authority, locality: Locality, *, hosts: Iterable[str], now: datetime, days: int
) -> tuple[bytes, bytes]:
    """A member's certificate for both ends of TLS, and its key, in PEM.

    Args:
        authority: who signs.
        locality: the member; the certificate's only ``kuayu://`` name.
        hosts: names or addresses under which its node is called.
        now: start of validity (less five minutes).
        days: how long it is valid.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    names = [
        x509.UniformResourceIdentifier(identity_uri(locality)),
        x509.DNSName(server_name(locality)),
        *map(_host, hosts),
    ]
    issuer = authority.certificate
    certificate = (
        _builder(_name(f"Kuayu node {locality}"), key, now=now, days=days)
        .issuer_name(issuer.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, SHA256())
    )
    return certificate.public_bytes(Encoding.PEM), key_pem(key)


def key_pem(key: PrivateKeyTypes) -> bytes:
    """A private key as unencrypted PKCS #8 in PEM: the file's mode is its only guard."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _builder(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, *, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
