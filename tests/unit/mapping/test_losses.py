"""What does not come back from the way there and back: every value that a rule can turn is tried."""

from __future__ import annotations

from typing import Any

from federation.ids import Locality
from federation.items import Choice, DateFormat, Item
from federation.items.tables import FieldType
from federation.mapping import (
    FieldRule,
    MaterialRelation,
    MaterialRule,
    RuleKind,
)
from federation.mapping.coverage import (
    Coverage,
    Line,
    LossKind,
    Standing,
)
from federation.mapping.crosswalk import CodeRow, Part
from tests.worlds.league import (
    SHANTOU,
    XIAN,
    crosswalk,
    item,
    paper,
    row,
    taken,
    text,
)


def lines(found: Coverage, start: Locality = SHANTOU, end: Locality = XIAN) -> list[Line]:
    """What becomes of each item of a pair."""
    return list(found.pairs[start, end].lines)


EQUAL = MaterialRelation.EQUAL


def trip(
    ours: Item,
    theirs: Item,
    there: dict[str, Any],
    back: dict[str, Any],
    tables: tuple[tuple[CodeRow, ...], tuple[CodeRow, ...]] = ((), ()),
) -> list[tuple[str, str, str]]:
    """Losses of an item there and back: kind, code, why."""
    found = taken(
        {SHANTOU: [ours], XIAN: [theirs]},
        crosswalk(SHANTOU, XIAN, row(ours, theirs, **there), codes=tables[0]),
        crosswalk(XIAN, SHANTOU, row(theirs, ours, **back), codes=tables[1]),
    )
    (line,) = lines(found)
    assert line.home
    return [(loss.kind.value, loss.code, loss.why) for loss in line.losses]


def copied(*codes_: tuple[str, str]) -> tuple[FieldRule, ...]:
    return tuple(FieldRule(target=end, kind=RuleKind.COPY, sources=(start,)) for start, end in codes_)


def test_nothing_is_lost_where_all_is_copied() -> None:
    """Every field and material that is carried both ways comes back."""
    ours = item(SHANTOU, 1, fields=(text("A"), text("B")), materials=(paper("M1"),))
    theirs = item(XIAN, 1, fields=(text("X"), text("Y")), materials=(paper("C1"),))
    there = {
        "fields": copied(("A", "X"), ("B", "Y")),
        "materials": (MaterialRule(source="M1", target="C1", relation=EQUAL),),
    }
    back = {
        "fields": copied(("X", "A"), ("Y", "B")),
        "materials": (MaterialRule(source="C1", target="M1", relation=EQUAL),),
    }
    assert trip(ours, theirs, there, back) == []


def test_what_does_not_come_back() -> None:
    """Lost on the way there, lost on the way back, swapped; materials likewise."""
    ours = item(
        SHANTOU,
        1,
        fields=(text("A"), text("B"), text("C"), text("D")),
        materials=(paper("M1"), paper("M2"), paper("M3")),
    )
    theirs = item(XIAN, 1, fields=(text("X"), text("Y"), text("Z")), materials=(paper("C1"), paper("C2")))
    there = {
        "fields": copied(("A", "X"), ("B", "Y"), ("C", "Z")),
        "materials": (
            MaterialRule(source="M1", target="C1", relation=EQUAL),
            MaterialRule(source="M2", target="C2", relation=EQUAL),
            MaterialRule(source="M3", target="", relation=MaterialRelation.NOT_NEEDED, note="不收照片"),
        ),
    }
    back = {
        "fields": copied(("X", "B"), ("Y", "A")),
        "materials": (MaterialRule(source="C1", target="M1", relation=EQUAL),),
    }
    assert trip(ours, theirs, there, back) == [
        ("FIELD_CHANGED", "A", "例如“甲A”成了“甲B”"),
        ("FIELD_CHANGED", "B", "例如“甲B”成了“甲A”"),
        ("FIELD_LOST", "C", "去程有规则，回程没有规则填回"),
        ("FIELD_LOST", "D", "去程就没有：办理地表单没有对应的项"),
        ("MATERIAL_LOST", "M2", "去程有对应，回程没有能还原它的材料"),
        ("MATERIAL_LOST", "M3", "去程就没有：不收照片"),
    ]


def test_every_choice_is_tried() -> None:
    """Two codes that became one come back as one of them; a code no table names does not come back."""
    ours = item(SHANTOU, 1, fields=(choices("LB", "1", "2", "3", "4"),))
    theirs = item(XIAN, 1, fields=(choices("F", "A", "B"),))
    there = {"fields": (FieldRule(target="F", kind=RuleKind.CODE_TABLE, sources=("LB",), table="表"),)}
    back = {"fields": (FieldRule(target="LB", kind=RuleKind.CODE_TABLE, sources=("F",), table="表"),)}
    ((kind, code, why),) = trip(ours, theirs, there, back, (table("1A", "2B", "3B"), table("A1", "B2")))
    assert (kind, code, why) == ("FIELD_CHANGED", "LB", "例如“3 名3”成了“2 名2”；带不回来：“4 名4”")
    narrow = item(SHANTOU, 1, fields=(choices("LB", "1", "2"),))
    assert trip(narrow, theirs, there, back, (table("1A", "2B"), table("A1", "B2"))) == []


def table(*pairs: str) -> tuple[CodeRow, ...]:
    """A code table: ``1A`` turns 1 into A."""
    return tuple(CodeRow(table="表", accepting=pair[0], handling=pair[1]) for pair in pairs)


def choices(code: str, *values: str) -> Any:
    """A choice field."""
    return text(code, type=FieldType.CHOICE, choices=tuple(Choice(value, f"名{value}") for value in values))


def test_a_constant_is_not_what_was_sent() -> None:
    """A field that is always filled alike comes back changed, though one of its values would not show it."""
    ours = item(SHANTOU, 1, fields=(choices("LB", "1", "2"), text("A")))
    theirs = item(XIAN, 1, fields=(text("X"),))
    there = {"fields": (FieldRule(target="X", kind=RuleKind.CONSTANT, value="异地"),)}
    back = {
        "fields": (
            FieldRule(target="LB", kind=RuleKind.CONSTANT, value="1"),
            FieldRule(target="A", kind=RuleKind.COPY, sources=("X",)),
        )
    }
    assert trip(ours, theirs, there, back) == [
        ("FIELD_CHANGED", "LB", "例如“2 名2”成了“1 名1”"),
        ("FIELD_CHANGED", "A", "例如“甲A”成了“异地”、“440500199903070000”成了“异地”"),
    ]


def test_dates_and_units_are_tried() -> None:
    """Another notation comes back whole; months told in years do not always."""
    ours = item(
        SHANTOU,
        1,
        fields=(
            text("D", type=FieldType.DATE),
            text("N", type=FieldType.NUMBER, unit="月"),
            text("W", type=FieldType.NUMBER, unit="万元"),
        ),
    )
    theirs = item(
        XIAN,
        1,
        fields=(
            text("X", type=FieldType.DATE, date_format=DateFormat.HAN),
            text("Y", type=FieldType.NUMBER, unit="年"),
            text("Z", type=FieldType.NUMBER, unit="元"),
        ),
    )
    kinds = (("D", "X", RuleKind.DATE), ("N", "Y", RuleKind.UNIT), ("W", "Z", RuleKind.UNIT))
    there = {
        "fields": tuple(FieldRule(target=end, kind=kind, sources=(start,)) for start, end, kind in kinds)
    }
    back = {"fields": tuple(FieldRule(target=start, kind=kind, sources=(end,)) for start, end, kind in kinds)}
    ((kind, code, why),) = trip(ours, theirs, there, back)
    assert (kind, code) == (LossKind.FIELD_CHANGED, "N")
    assert "“7”" in why


def test_joined_and_split_again() -> None:
    """A separator that takes the pieces apart again loses nothing; without a rule for a piece it is lost."""
    ours = item(SHANTOU, 1, fields=(text("S"), text("Q")))
    theirs = item(XIAN, 1, fields=(text("DZ"),))
    there = {"fields": (FieldRule(target="DZ", kind=RuleKind.JOIN, sources=("S", "Q"), separator="/"),)}
    pieces = tuple(
        FieldRule(target=code, kind=RuleKind.SPLIT, sources=("DZ",), separator="/", part=Part(at))
        for at, code in enumerate(("S", "Q"), 1)
    )
    assert trip(ours, theirs, there, {"fields": pieces}) == []
    assert [one[:2] for one in trip(ours, theirs, there, {"fields": pieces[:1]})] == [("FIELD_LOST", "Q")]


def test_a_way_back_that_nobody_wrote() -> None:
    """It is named as one way, and nothing is said of losses."""
    ours, theirs = item(SHANTOU, 1, fields=(text("A"),)), item(XIAN, 1)
    found = taken({SHANTOU: [ours], XIAN: [theirs]}, crosswalk(SHANTOU, XIAN, row(ours, theirs)))
    (line,) = lines(found)
    assert (line.standing, line.home, line.losses) == (Standing.MATCHED, False, ())
    assert not found.conflicts
