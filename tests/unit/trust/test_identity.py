"""A connection is one member, by one URI of its certificate."""

from __future__ import annotations

import pytest

from federation.errors import Reason, Untrusted
from federation.ids import Locality
from federation.trust.identity import identity_uri, parse_identity, peer_identity


def test_the_uri_names_the_locality():
    """There and back."""
    assert identity_uri(Locality("440500")) == "kuayu://440500"
    assert parse_identity("kuayu://440500") == Locality("440500")


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "440500",
        "kuayu://",
        "kuayu://44050",
        "kuayu://4405000",
        "kuayu://440500/",
        "kuayu://440500?x",
        "kuayu://u@440500",
        "KUAYU://440500",
        "spiffe://440500",
        "kuayu://kuayu://440500",
        "kuayu://４４０５００",
        "kuayu://440500\n",
    ],
)
def test_anything_else_names_nobody(uri):
    """No lax reading of a name that decides who somebody is."""
    with pytest.raises(Untrusted) as refused:
        parse_identity(uri)
    assert refused.value.reason is Reason.PARTIES


def test_a_certificate_names_one_member():
    """Other names are passed over; none or two identities are refused."""
    assert peer_identity(["localhost", "127.0.0.1", "kuayu://440500"]) == Locality("440500")
    assert peer_identity(["kuayu://440500", "kuayu://440500"]) == Locality("440500")
    for names in ([], ["localhost"], ["kuayu://440500", "kuayu://610100"], ["kuayu://440500", "Kuayu://x"]):
        with pytest.raises(Untrusted, match=r"^PARTIES"):
            peer_identity(names)
