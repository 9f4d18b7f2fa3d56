"""Characters nobody sees: none may stand in what a person has to read and answer for."""

from __future__ import annotations

import re
import unicodedata

_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Default_Ignorable_Code_Point of Unicode (UAX #44), where the category alone does not tell; noncharacters.
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufdd0-\ufdef\ufff0-\uffff"
    "\U000e0000-\U000e0fff]"
)


def hidden(value: str) -> bool:
    """Whether an invisible or control character stands in a text; a line break is one."""
    if value.isascii() and value.isprintable():
        return False
    return _IGNORABLE.search(value) is not None or any(
        unicodedata.category(char) in _CATEGORIES for char in value
    )
