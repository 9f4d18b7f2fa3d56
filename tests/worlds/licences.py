"""Electronic licences as they are numbered (GB/T 36904-2018), and requests about them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from stdnum.iso7064 import mod_37_36

from federation.case.process import LicenceAsked
from federation.ids import LicenceId, Locality
from tests.worlds.ground import ACTORS

BUSINESS = "11100000000013127D001"
"""证照类型代码 of a business licence."""


def licence(issuer: str, serial: int) -> LicenceId:
    """The licence with this number that an organ issued."""
    parts = (BUSINESS, issuer, f"2026{serial:016d}", "001")
    check = mod_37_36.calc_check_digit("".join(parts))
    return LicenceId(".".join(("1.2.156.3005.2", *parts, check)))


def requests(answerer: Locality) -> Iterator[LicenceAsked]:
    """Requests to a city, each about another licence of its organ."""
    for serial in count(1):
        asked = licence(ACTORS[answerer].organ, serial)
        yield LicenceAsked(licence=asked, name="营业执照", purpose=f"核验主体资格第{serial}次")
