"""A signed year: what the federation states for the country its roots sign, a place's own days its city's office.

The national years that come with this library need no signature: who trusts the program trusts them.
"""

from __future__ import annotations

from datetime import datetime

from federation.calendars.year import FILE_BYTES, CalendarYear, load_year
from federation.errors import Reason, Untrusted
from federation.ids import CANONICAL, Locality
from federation.trust import dsse
from federation.trust.cosigned import open_by_roots, open_cosigned
from federation.trust.directory import Directory
from federation.trust.dsse import Roots

CALENDAR_TYPE = "application/vnd.kuayu.calendar.v1+toml"
ENVELOPE_BYTES = 2 * FILE_BYTES  # base64 and signatures


def open_year(envelope: bytes, *, directory: Directory, roots: Roots, at: datetime) -> CalendarYear:
    """Verify and read a signed year.

    Args:
        envelope: as received.
        directory: whose offices' keys count.
        roots: the federation's root keys.
        at: when an office's key must be valid, UTC.

    Raises:
        Untrusted: UNSIGNED unless the threshold of root keys signed it, or, for a place's own days, the office of
            a member that lies in that place.
        InvalidInput: CALENDAR_INVALID.
    """
    try:
        return load_year(
            open_by_roots(envelope, payload_type=CALENDAR_TYPE, roots=roots, limit=ENVELOPE_BYTES)
        )
    except Untrusted:
        signed = open_cosigned(
            envelope, payload_type=CALENDAR_TYPE, directory=directory, at=at, limit=ENVELOPE_BYTES
        )
    year = load_year(signed.payload)
    if year.locality == CANONICAL:
        raise Untrusted(Reason.UNSIGNED, why="roots", locality=year.locality)
    if not any(lies_in(member, year.locality) for member in signed.by):
        raise Untrusted(Reason.UNSIGNED, locality=year.locality)
    return year


def text_of(envelope: bytes) -> bytes:
    """The file in an envelope; nobody's signature is checked.

    Raises:
        Untrusted: DIRECTORY_INVALID if it is no such envelope.
    """
    return dsse.read_envelope(envelope, payload_type=CALENDAR_TYPE, limit=ENVELOPE_BYTES).payload


def lies_in(member: Locality, place: Locality) -> bool:
    """Whether a locality is a place or belongs to it: ``640100`` lies in ``640000`` (GB/T 2260)."""
    return member.startswith(place.removesuffix("00").removesuffix("00"))
