"""How many and how much an event may say: the checks that `check` and `check_process` share."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from federation.case.parts import Material
from federation.case.text import check_line
from federation.errors import InvalidInput, Reason
from federation.limits import FIELD_COUNT

MOST_COPIES = 9_999
MOST_DAYS = 3_650


def check_count(items: Collection[object], field: str, limit: int, *, least: int = 0) -> None:
    """Check how many there are.

    Raises:
        InvalidInput: VALUE_MISSING if there are too few, TOO_MANY.
    """
    if len(items) < least:
        raise InvalidInput(Reason.VALUE_MISSING, field=field)
    if len(items) > limit:
        raise InvalidInput(Reason.TOO_MANY, field=field, limit=limit)


def check_number(value: int, field: str, *, least: int, most: int) -> None:
    """Check a number.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    if not least <= value <= most:
        raise InvalidInput(Reason.VALUE_INVALID, field=field, least=least, most=most)


def check_unique(codes: Iterable[str], field: str) -> None:
    """Check that no code is there twice.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    listed = list(codes)
    if len(set(listed)) < len(listed):
        raise InvalidInput(Reason.VALUE_INVALID, field=field, why="repeated")


def check_materials(materials: tuple[Material, ...]) -> None:
    """Check materials as collected: codes once each, counts within bounds.

    Raises:
        InvalidInput: TOO_MANY, VALUE_INVALID, or what `check_line` raises.
    """
    check_count(materials, "materials", FIELD_COUNT)
    check_unique((material.code for material in materials), "materials")
    for material in materials:
        check_line(material.code, field="material.code")
        check_number(material.originals, "material.originals", least=0, most=MOST_COPIES)
        check_number(material.copies, "material.copies", least=0, most=MOST_COPIES)
