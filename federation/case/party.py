"""Who applies: names and identity documents, by a table of document types and how their numbers look.

Only what is sure is checked. A number of a type that is not in the table passes if it is visible text of at
most 30 characters: refusing a real person is worse than taking a wrong digit, which the card shows anyway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from federation.case.parts import Party
from federation.case.text import ADDRESS_CHARS, NAME_CHARS, check_line, check_text
from federation.errors import InvalidInput, Reason
from federation.ids import CitizenId, Uscc

PERSONS = "GA/T 2000.156"
ORGANISATIONS = "USCC"
NUMBER_CHARS = 30

_PHONE = re.compile(r"\+?[0-9][0-9() -]{4,24}[0-9]")
_TYPE = re.compile(r"[0-9]{3}")
_RESIDENCE = re.compile(r"(?:71|81|82|83|9[0-9])[0-9]{15}[0-9Xx]")
# 港澳台居民居住证 (81, 82, 83; 71 is Taiwan's own code) and 外国人永久居留证 (9): 18 digits too, another type


@dataclass(frozen=True, slots=True, kw_only=True)
class IdType:
    """A type of identity document.

    Attributes:
        zh: its name.
        looks: what its number looks like, for the documentation.
        check: raises InvalidInput if a number cannot be one.
    """

    zh: str
    looks: str
    check: Callable[[str], object]


def _shape(pattern: str) -> Callable[[str], object]:
    compiled = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def check(number: str) -> None:
        if compiled.fullmatch(number) is None:
            raise InvalidInput(Reason.IDENTITY_DOCUMENT)

    return check


def _citizen(number: str) -> object:
    if _RESIDENCE.fullmatch(number):
        raise InvalidInput(Reason.IDENTITY_DOCUMENT)
    return CitizenId(number)


ID_TYPES: Mapping[tuple[str, str], IdType] = {
    (PERSONS, "111"): IdType(zh="居民身份证", looks="18位，GB 11643 校验", check=_citizen),
    (PERSONS, "112"): IdType(zh="临时居民身份证", looks="18位，GB 11643 校验", check=_citizen),
    (PERSONS, "414"): IdType(zh="普通护照", looks="5–15位字母或数字", check=_shape(r"[A-Z0-9]{5,15}")),
    (PERSONS, "511"): IdType(
        zh="台湾居民来往大陆通行证", looks="8位数字，旧版7–14位", check=_shape(r"[A-Z0-9()]{7,14}")
    ),
    (PERSONS, "516"): IdType(
        zh="港澳居民来往内地通行证", looks="H或M加8位或10位数字", check=_shape(r"[HM][0-9]{8}(?:[0-9]{2})?")
    ),
    (PERSONS, "553"): IdType(
        zh="外国人永久居留证",
        looks="9开头18位，或3位字母加12位数字",
        check=_shape(r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}"),
    ),
}
"""Types whose numbers have a known form; GA/T 2000.156-2016 for the codes."""


def check_party(party: Party, *, field: str) -> None:
    """Check the applicant or the agent.

    Args:
        party: who.
        field: ``applicant`` or ``agent``, for the error's detail.

    Raises:
        InvalidInput: VALUE_MISSING, TOO_LARGE, VALUE_INVALID; CITIZEN_ID_CHECK, USCC_CHECK or
            IDENTITY_DOCUMENT for a number that its type does not know, or an unknown scheme or type.
    """
    check_line(party.name, field=f"{field}.name", limit=NAME_CHARS)
    check_line(party.id_number, field=f"{field}.id_number", limit=NUMBER_CHARS)
    check_text(party.address, field=f"{field}.address", limit=ADDRESS_CHARS, required=False)
    if party.phone and not _PHONE.fullmatch(party.phone):
        raise InvalidInput(Reason.VALUE_INVALID, field=f"{field}.phone")
    try:
        _check_number(party)
    except InvalidInput as error:
        raise InvalidInput(error.reason, field=f"{field}.id_number") from None


def _check_number(party: Party) -> None:
    if party.id_scheme == ORGANISATIONS:
        Uscc(party.id_number)
    elif party.id_scheme != PERSONS or not _TYPE.fullmatch(party.id_type):
        raise InvalidInput(Reason.IDENTITY_DOCUMENT)
    elif (known := ID_TYPES.get((PERSONS, party.id_type))) is not None:
        known.check(party.id_number)
