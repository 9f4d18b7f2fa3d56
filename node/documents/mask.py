"""How halls print a person on paper that may be lost: 王*, 4405**********1234 (GB/T 35273-2020, 7.2)."""

from __future__ import annotations

import unicodedata

_LONG, _SHORT = 15, 8
_SEPARATORS = "·• -"


def mask_name(name: str) -> str:
    """Keep the first character, with its variation selector, and the separators; star the rest.

    A name of one character is starred whole.
    """
    kept: list[str] = []
    for position, char in enumerate(name.strip()):
        if unicodedata.category(char) == "Mn":
            kept.append(char if len(kept) == 1 else "")
        else:
            kept.append(char if position == 0 or char in _SEPARATORS else "*")
    return "".join(kept) if "*" in kept else "*" * bool(kept)


def mask_number(number: str) -> str:
    """Keep four characters at either end of a long number, two of a short one, one of a tiny one."""
    keep = 4 if len(number) >= _LONG else 2 if len(number) >= _SHORT else 1
    hidden = len(number) - 2 * keep
    if hidden <= 0:
        return "*" * len(number)
    return number[:keep] + "*" * hidden + number[-keep:]
