"""Filling the words of a template with what one case says: a sheet ready to be set.

A place that is empty where the words need it is refused with its name: a gap on a sealed paper costs the organ
more than a second try. Nothing is masked here: which places are, the words decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from federation.errors import InvalidInput, KuayuError, Reason
from node.documents.blocks import (
    CASE_NO,
    Barcode,
    Block,
    Facts,
    Heading,
    Line,
    Notes,
    Prose,
    Seal,
    Sheet,
    Signatures,
    Table,
)
from node.documents.places import SETTINGS, TABLES
from node.documents.template import Entry, Template, Text

Row = tuple[str, ...]


class Filling:
    """What one paper is filled with.

    Args:
        organ: USCC of the organ that makes it out, to say whose setting is missing.
        values: text by place.
        tables: rows by table; a column 序号 is added.
    """

    def __init__(
        self, *, organ: str, values: Mapping[str, str], tables: Mapping[str, Sequence[Row]] | None = None
    ) -> None:
        self._organ = organ
        self._values = values
        self.tables = tables or {}

    def has(self, name: str) -> bool:
        """Whether a place or table is not empty."""
        return bool(self._values.get(name) or self.tables.get(name))

    def write(self, text: Text) -> str:
        """A text with its places filled.

        Raises:
            KuayuError: CONFIG if a setting of the operator's is missing.
            InvalidInput: VALUE_MISSING if anything else is.
        """
        return "".join(literal + (self._value(place) if place else "") for literal, place in text.parts)

    def _value(self, place: str) -> str:
        value = self._values.get(place, "")
        if value:
            return value
        if place in SETTINGS:
            raise KuayuError(
                Reason.CONFIG, file="documents", setting=SETTINGS[place].format(organ=self._organ)
            )
        raise InvalidInput(Reason.VALUE_MISSING, field=place)


def compose(template: Template, filling: Filling) -> Sheet:
    """What stands on the paper. Raises as `Filling.write`."""
    return Sheet(title=template.title, blocks=tuple(_blocks(template, filling)), paper=template.paper)


def _blocks(template: Template, filling: Filling) -> Iterator[Block]:
    write = filling.write
    yield Heading(office=write(template.head), title=template.title, formal=template.is_notice)
    if template.is_notice:
        yield Line(content=write(_NUMBER))
    if template.barcode is not None:
        number = write(template.barcode)
        yield Barcode(number=number, form=CASE_NO if template.barcode.places == _CASE else "{}")
    if template.to is not None:
        yield Prose(paragraphs=(write(template.to),), indent=False)
    for entry in template.body:
        if not entry.when or filling.has(entry.when):
            yield _entry(entry, template, filling)
    if template.remedies is not None:
        yield Prose(paragraphs=(write(template.remedies),))
    if template.sealed:
        yield Seal(organ=write(_ORGAN), date=write(_DATE))
    if template.foot:
        yield Notes(lines=tuple(map(write, template.foot)), caption="")
    if template.signatures:
        yield Signatures(texts=tuple(map(write, template.signatures)))


def _entry(entry: Entry, template: Template, filling: Filling) -> Block:
    if entry.facts:
        shown = (row.cells for row in template.facts if not row.when or filling.has(row.when))
        return Facts(rows=tuple(tuple(map(filling.write, cells)) for cells in shown))
    if entry.text is not None:
        return Prose(paragraphs=(filling.write(entry.text),))
    rows = filling.tables.get(entry.table, ())
    if not rows:
        raise InvalidInput(Reason.VALUE_MISSING, field=entry.table)
    numbered = tuple((str(number), *row) for number, row in enumerate(rows, 1))
    caption = filling.write(entry.caption) if entry.caption is not None else ""
    return Table(caption=caption, columns=TABLES[entry.table], rows=numbered)


_CASE = frozenset({"case"})
_NUMBER, _ORGAN, _DATE = (Text((("", place),)) for place in ("number", "organ", "date"))
