"""Who a connection is: the SAN URI ``kuayu://<locality>`` of its TLS certificate.

A certificate names exactly one member. It proves who brings bytes, never who wrote them: that is
the signature's to prove (DESIGN §3).
"""

from __future__ import annotations

from collections.abc import Iterable

from federation.errors import InvalidInput, Reason, Untrusted
from federation.ids import Locality

SCHEME = "kuayu://"


def identity_uri(locality: Locality) -> str:
    """The URI that a member's certificate carries as subject alternative name."""
    return SCHEME + locality


def server_name(locality: Locality) -> str:
    """The DNS name that a member's certificate carries beside the URI.

    TLS libraries check a server by DNS name; with this one a client knows it reached this member,
    whatever address its endpoint has.
    """
    return f"{locality}.kuayu"


def parse_identity(uri: str) -> Locality:
    """The member that a SAN URI names.

    Raises:
        Untrusted: PARTIES if it is not exactly ``kuayu://`` and six digits of a locality.
    """
    try:
        return Locality(uri.removeprefix(SCHEME) if uri.startswith(SCHEME) else "")
    except InvalidInput as error:
        raise Untrusted(Reason.PARTIES, what="certificate identity") from error


def peer_identity(names: Iterable[str]) -> Locality:
    """The member that a verified certificate names among all its subject alternative names.

    Raises:
        Untrusted: PARTIES if none or more than one name is a ``kuayu://`` URI, or it is malformed.
    """
    uris = {name for name in names if name.casefold().startswith(SCHEME)}
    if len(uris) != 1:
        raise Untrusted(Reason.PARTIES, what="certificate identity", found=len(uris))
    return parse_identity(uris.pop())
