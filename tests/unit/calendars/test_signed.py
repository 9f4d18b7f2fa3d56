"""Signed years: the country's by the roots, a place's own by the office of a member that lies in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.calendars.signed import CALENDAR_TYPE, lies_in, open_year
from federation.errors import InvalidInput, Untrusted
from federation.ids import Locality
from federation.trust import dsse
from federation.trust.directory import KeyUse
from tests.worlds import trust
from tests.worlds.trust import NOON, ROOT_SIGNERS, ROOTS, SHANTOU, XIAN

OFFICES = {locality: trust.signer(f"{locality}-document-1") for locality in (SHANTOU, XIAN)}


def _member(locality):
    office = replace(trust.key_of(OFFICES[locality]), use=KeyUse.DOCUMENT)
    return trust.member(locality, keys={office.key_id: office})


DIRECTORY = trust.directory(*map(_member, OFFICES))


def text(locality):
    """A year's file of this place."""
    return f'locality = "{locality}"\nyear = 2027\nversion = 1\nsource = "公告"\n'.encode()


def opened(payload, *signers):
    """Sign and open as a node does."""
    envelope = dsse.sign(CALENDAR_TYPE, payload, signers)
    return open_year(envelope, directory=DIRECTORY, roots=ROOTS, at=NOON)


@pytest.mark.parametrize("place", ["440500", "440000"])
def test_a_city_signs_its_own_days_and_its_provinces(place):
    """The office of a member that lies in the place."""
    assert opened(text(place), OFFICES[SHANTOU]).locality == place


@pytest.mark.parametrize("place", ["610100", "610000", "440507", "445300", "100000"])
def test_nobody_signs_the_days_of_another_place(place):
    """Not of another city or province, not of a part of its own that is a place by itself, not the country's."""
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        opened(text(place), OFFICES[SHANTOU])


def test_the_roots_state_the_countrys_year():
    """By their threshold; a place's own they may state too."""
    assert opened(text("100000"), *ROOT_SIGNERS[:2]).year == 2027
    assert opened(text("640000"), *ROOT_SIGNERS[:2]).locality == "640000"
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        opened(text("100000"), ROOT_SIGNERS[0])


def test_a_bare_file_is_not_imported():
    """Without an envelope nobody answers for it."""
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        open_year(text("440500"), directory=DIRECTORY, roots=ROOTS, at=NOON)


def test_what_is_signed_is_still_read_with_care():
    """A signature makes no good file of a bad one."""
    with pytest.raises(InvalidInput, match=r"^CALENDAR_INVALID"):
        opened(text("440500") + b"extra = 1\n", OFFICES[SHANTOU])


def test_who_lies_where():
    """By the leading digits of the code (GB/T 2260)."""
    assert lies_in(Locality("640100"), Locality("640000"))
    assert lies_in(Locality("640100"), Locality("640100"))
    assert not lies_in(Locality("640100"), Locality("640104"))
    assert not lies_in(Locality("640100"), Locality("610000"))
