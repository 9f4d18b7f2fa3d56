"""The ways a crosswalk is read: from accepting to handling place; a hub document also back.

What is written once for both ways is turned here, and only what can be turned: a copy, a date or a
unit is the same rule the other way; a code table is read from right to left; what the canonical
catalogue asks more is, on the way back, not needed. Whether a turned rule is sound is for `checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from federation.ids import Locality
from federation.mapping.crosswalk import (
    CodeRow,
    Crosswalk,
    CrosswalkRow,
    Direction,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
)
from federation.mapping.once import Once
from federation.mapping.rows import positions, target
from federation.mapping.rules import Tables

# Kinds of field rule that are also right the other way round, with one field on each side.
TURNS = frozenset({RuleKind.COPY, RuleKind.CODE_TABLE, RuleKind.DATE, RuleKind.UNIT})
_RELATIONS: Mapping[Relation, Relation] = {
    Relation.EXACT: Relation.EXACT,
    Relation.BROADER: Relation.NARROWER,
    Relation.NARROWER: Relation.BROADER,
    Relation.SPLIT: Relation.BROADER,  # one of several canonical items, each within the city's
}
_MATERIALS: Mapping[MaterialRelation, MaterialRelation] = {
    MaterialRelation.EQUAL: MaterialRelation.EQUAL,
    MaterialRelation.SUBSTITUTE: MaterialRelation.SUBSTITUTE,
    MaterialRelation.EXTRA: MaterialRelation.NOT_NEEDED,
    MaterialRelation.NOT_NEEDED: MaterialRelation.EXTRA,
    MaterialRelation.CONDITIONAL: MaterialRelation.EQUAL,  # when, the city's own list says
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One way of reading a document: rows and code tables as they hold in that direction.

    Attributes:
        document: the crosswalk.
        back: whether it is read from the canonical catalogue to the city.
        places: where in ``document.rows`` the rows that start from a code stand, made when first asked for.
        make_tables: makes ``tables``, likewise.
    """

    document: Crosswalk
    back: bool
    places: Callable[[], Mapping[str, tuple[int, ...]]] = field(repr=False, compare=False)
    make_tables: Callable[[], Tables] = field(repr=False, compare=False)

    @property
    def start(self) -> Locality:
        """Whose items the rows start from."""
        return self.document.handling if self.back else self.document.accepting

    @property
    def end(self) -> Locality:
        """Whose items they lead to."""
        return self.document.accepting if self.back else self.document.handling

    @property
    def tables(self) -> Tables:
        """The code tables by name: code of ``start`` → code of ``end``."""
        return self.make_tables()

    def row(self, at: int) -> CrosswalkRow | None:
        """The row at a place as it reads this way; None if it says nothing this way."""
        row = self.document.rows[at]
        if not self.back:
            return _up(row)
        return None if row.relation is Relation.NONE else turned(row)


def legs(document: Crosswalk) -> tuple[Leg, ...]:
    """The way there; for a hub document also the way back. Costs nothing before it is used."""
    there = Leg(
        document=document,
        back=False,
        places=Once(lambda: positions(document).accepting),
        make_tables=Once(lambda: _tables(document, Direction.DOWN)),
    )
    if not document.hub:
        return (there,)
    back = Leg(
        document=document,
        back=True,
        places=Once(lambda: positions(document).handling),
        make_tables=Once(lambda: _tables(document, Direction.UP)),
    )
    return there, back


def _tables(document: Crosswalk, without: Direction) -> Tables:
    back = without is Direction.UP
    tables: dict[str, dict[str, str]] = {}
    for row in document.codes:
        table = tables.setdefault(row.table, {})
        if row.direction is not without:
            start, end = code_pair(row, back=back)
            table[start] = end
    return MappingProxyType({name: MappingProxyType(table) for name, table in tables.items()})


def code_pair(row: CodeRow, *, back: bool) -> tuple[str, str]:
    """The two codes of a row, in the order in which they are read."""
    return (row.handling, row.accepting) if back else (row.accepting, row.handling)


def _up(row: CrosswalkRow) -> CrosswalkRow:
    materials = tuple(rule for rule in row.materials if rule.direction is not Direction.DOWN)
    fields = tuple(rule for rule in row.fields if rule.direction is not Direction.DOWN)
    return replace(row, materials=materials, fields=fields)


def turned(row: CrosswalkRow) -> CrosswalkRow:
    """A row of a hub document from the canonical item back to the city's."""
    return replace(
        row,
        accepting=target(row),
        handling=row.accepting,
        relation=_RELATIONS[row.relation] if row.back is None else Relation.SPLIT,
        condition=row.back,
        back=None,
        materials=tuple(turned_material(rule) for rule in row.materials if goes_back(rule)),
        fields=tuple(turned_field(rule) for rule in row.fields if goes_back(rule)),
    )


def goes_back(rule: MaterialRule | FieldRule) -> bool:
    """Whether a row has a meaning on the way back."""
    if rule.direction is Direction.BOTH and isinstance(rule, FieldRule):
        return rule.kind in TURNS and len(rule.sources) == 1
    return rule.direction is not Direction.UP


def turned_material(rule: MaterialRule) -> MaterialRule:
    """A material's row as it reads on the way back; one written for that way stays as it is."""
    if rule.direction is Direction.DOWN:
        return rule
    relation = _MATERIALS[rule.relation]
    return replace(rule, source=rule.target, target=rule.source, relation=relation, condition=None)


def turned_field(rule: FieldRule) -> FieldRule:
    """A field's rule as it reads on the way back; one written for that way stays as it is."""
    if rule.direction is Direction.DOWN:
        return rule
    return replace(rule, target=rule.sources[0], sources=(rule.target,))
