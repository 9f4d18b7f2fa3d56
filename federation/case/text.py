"""Text that people typed: what may stand in a name, a code, a remark. Invisible characters may not.

Names pass as they are written on the document: with ·, of one character, long, with characters beyond the
BMP or newer than this Python's tables, and with private-use characters, by which older systems write rare
ones. What is refused cannot be seen, and so cannot be compared by a clerk.
"""

from __future__ import annotations

import re
import unicodedata

from federation.errors import InvalidInput, Reason
from federation.hidden import hidden
from federation.limits import TEXT_CHARS

NAME_CHARS = 200
LABEL_CHARS = 100
CODE_CHARS = 100
ADDRESS_CHARS = 500
OFFICER_CHARS = 50
CARRIER_CHARS = 50

BETWEEN = re.compile(r"[\s()\u2010-\u2015-]+")
"""What people write between the digits of one number."""
_PERSONAL = re.compile(r"[0-9]{14}[0-9Xx]|(?<![0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])", re.ASCII)
"""15 digits and more: an identity document or a bank card; a mobile number."""
_BLANKS = " \u3000"
_LINE_BREAKS = str.maketrans("", "", "\n\r\t")


def check_line(value: str, *, field: str, limit: int = CODE_CHARS, required: bool = True) -> None:
    """Check one line of text, such as a name or a code.

    Args:
        value: the text.
        field: where it stands, for the error's detail.
        limit: characters at most.
        required: whether it must not be empty.

    Raises:
        InvalidInput: VALUE_MISSING; TOO_LARGE; VALUE_INVALID for an invisible or control character, a
            blank other than space and ideographic space, or blanks at either end.
    """
    _check_size(value, field, limit, required=required)
    if value.strip() != value or hidden(value):
        raise InvalidInput(Reason.VALUE_INVALID, field=field)
    if not value.isascii() and any(
        unicodedata.category(char) == "Zs" and char not in _BLANKS for char in value
    ):
        raise InvalidInput(Reason.VALUE_INVALID, field=field)


def check_text(value: str, *, field: str, limit: int = TEXT_CHARS, required: bool = True) -> None:
    """Check text of several lines, such as a reason or a form value.

    Raises:
        InvalidInput: VALUE_MISSING; TOO_LARGE; VALUE_INVALID for an invisible or control character other
            than a line break or tab.
    """
    _check_size(value, field, limit, required=required)
    if hidden(value.translate(_LINE_BREAKS)):
        raise InvalidInput(Reason.VALUE_INVALID, field=field)


def check_impersonal(value: str, *, field: str) -> None:
    """Check that no number of a person stands in a text that is listed outside its case.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    if _PERSONAL.search(BETWEEN.sub("", unicodedata.normalize("NFKC", value))):
        raise InvalidInput(Reason.VALUE_INVALID, field=field, why="a number of a person")


def _check_size(value: str, field: str, limit: int, *, required: bool) -> None:
    if required and not value.strip():
        raise InvalidInput(Reason.VALUE_MISSING, field=field)
    if len(value) > limit:
        raise InvalidInput(Reason.TOO_LARGE, field=field, limit=limit)
