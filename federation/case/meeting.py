"""Where a session 视频办 was held: a hand-off to the city's own video system, never a way in by itself.

An address or a number that both ends keep for years is no place for a password or a person. Query and fragment are
where meeting systems put passwords and names, so an address has neither.
"""

from __future__ import annotations

import re

from federation.case.text import check_impersonal, check_line
from federation.errors import InvalidInput, Reason

MEETING_CHARS = 200
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"https://{_LABEL}(?:\.{_LABEL})+(?::[1-9][0-9]{{0,4}})?(?:/[A-Za-z0-9._~-]*)*", re.ASCII
)
_NUMBER = re.compile(r"(?=(?:[0-9]-?){6,12}\Z)[0-9]+(?:-[0-9]+)*", re.ASCII)
_BREAKS = re.compile(r"[./_~]")


def check_meeting(value: str) -> None:
    """Check an https address, or a meeting number of 6 to 12 digits, in groups or not.

    Raises:
        InvalidInput: TOO_LARGE; VALUE_INVALID for what is neither, for an address with a user, a password, a
            query or a fragment, and for a number of a person.
    """
    check_line(value, field="meeting", limit=MEETING_CHARS, required=False)
    if not value:
        return
    if not _ADDRESS.fullmatch(value) and not _NUMBER.fullmatch(value):
        raise InvalidInput(Reason.VALUE_INVALID, field="meeting", form="https://host/path or 6-12 digits")
    check_impersonal(_BREAKS.sub("", value), field="meeting")
