"""The words of one kind of paper: read from TOML, checked whole before anything is printed with them.

A text names places in braces, ``{applicant}``. An entry of a list may be a text, ``{text = "…", when = "place"}``
for a paragraph that stands only where that place is not empty, ``{table = "name"}``, with a ``caption`` if it needs one,
or ``{facts = true}`` where the particulars go. A row of particulars is a list of cells, or ``{row = […], when = "place"}``.
A key with ``_other`` behind it stands for items that are no administrative licence 行政许可. Nothing else is a language here: no
expressions, no loops, no includes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from federation.errors import KuayuError, Reason
from node.documents.blocks import Paper
from node.documents.kinds import KINDS, REMEDIES, DocumentKind
from node.documents.numbers import DEFAULT, Pattern, parse_pattern
from node.documents.places import TABLES

_OTHER = "_other"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with places: literal text, then a place or nothing, in turn."""

    parts: tuple[tuple[str, str | None], ...]

    @property
    def places(self) -> frozenset[str]:
        """What it names."""
        return frozenset(place for _, place in self.parts if place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paragraph or table of the body, or the particulars; and the place without which it is left out."""

    text: Text | None = None
    table: str = ""
    caption: Text | None = None
    facts: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A row of the particulars: label, value or label, value, label, value; left out as an `Entry` is."""

    cells: tuple[Text, ...]
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The words of a kind of paper, checked.

    Attributes:
        title: its name.
        word: 文种代字 in its number.
        pattern: how its numbers look.
        head: the line above the title.
        to: whom it addresses; None for a form.
        barcode: what is printed as a barcode, if anything.
        facts: rows of a table of particulars.
        body: paragraphs and tables.
        remedies: the clause on review and suit, if it ends with one.
        foot: small print.
        signatures: who signs.
        sealed: whether it ends with the organ, its seal and the date.
        paper: its size.
        basis: the law it stands on.
    """

    kind: DocumentKind
    title: str
    word: str
    pattern: Pattern
    head: Text
    to: Text | None
    barcode: Text | None
    facts: tuple[FactRow, ...]
    body: tuple[Entry, ...]
    remedies: Text | None
    foot: tuple[Text, ...]
    signatures: tuple[Text, ...]
    sealed: bool
    paper: Paper
    basis: str

    @property
    def is_notice(self) -> bool:
        """Whether an event carries it: then it has a number, and a file that stays."""
        return KINDS[self.kind].event is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A kind's words for licences 行政许可, and for all other items."""

    licence: Template
    other: Template


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Entry(_Strict):
    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, raw: object) -> object:
        return {"text": raw} if isinstance(raw, str) else raw

    text: str = ""
    table: str = ""
    caption: str = ""
    facts: bool = False
    when: str = ""


class _Row(_Strict):
    @model_validator(mode="before")
    @classmethod
    def _of_list(cls, raw: object) -> object:
        return {"row": raw} if isinstance(raw, list) else raw

    row: list[str]
    when: str = ""


class _Words(_Strict):
    """A template as it is written."""

    title: str
    word: str = ""
    pattern: str = DEFAULT
    head: str = "{organ}"
    to: str = ""
    barcode: str = ""
    facts: list[_Row] = []
    body: list[_Entry] = []
    remedies: bool | str = False
    foot: list[str] = []
    signatures: list[str] = []
    sealed: bool = False
    paper: str = ""
    basis: str = ""


OVERRIDES = frozenset(
    {"title", "word", "pattern", "head", "facts", "body", "remedies", "foot", "signatures", "basis"}
)
"""What a locality may lay over the shipped words; each also with ``_other``."""


def load_pair(kind: DocumentKind, over: Mapping[str, Any], clause: str) -> Pair:
    """The words of a kind, with a locality's own over them.

    Args:
        kind: which.
        over: the locality's own keys.
        clause: the clause on review and suit, for kinds that end with it.

    Raises:
        KuayuError: CONFIG, with the kind, the key and what is wrong with it.
    """
    for key in over:
        if key.removesuffix(_OTHER) not in OVERRIDES:
            raise _wrong(kind, key, "a locality may change " + " ".join(sorted(OVERRIDES)))
    raw = tomllib.loads(
        resources.files(f"{__package__}.templates").joinpath(f"{kind}.toml").read_text("utf-8")
    )
    plain = {key: value for key, value in (raw | dict(over)).items() if not key.endswith(_OTHER)}
    twins = {
        key.removesuffix(_OTHER): value
        for source in (raw, over)
        for key, value in source.items()
        if key.endswith(_OTHER)
        or (source is over and f"{key}{_OTHER}" in raw and f"{key}{_OTHER}" not in over)
    }
    return Pair(licence=_template(kind, plain, clause), other=_template(kind, plain | twins, clause))


def _template(kind: DocumentKind, raw: Mapping[str, Any], clause: str) -> Template:
    try:
        words = _Words.model_validate(raw)
        paper = Paper[words.paper or (Paper.A4 if KINDS[kind].event is None else Paper.NOTICE).name]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _wrong(kind, where, first["msg"]) from error
    except KeyError as error:
        raise _wrong(kind, "paper", " ".join(Paper.__members__)) from error
    remedies = clause if words.remedies is True else words.remedies or ""
    template = Template(
        kind=kind,
        title=words.title,
        word=words.word,
        pattern=_pattern(kind, words.pattern),
        head=_text(kind, "head", words.head),
        to=_text(kind, "to", words.to) if words.to else None,
        barcode=_text(kind, "barcode", words.barcode) if words.barcode else None,
        facts=tuple(_row(kind, one) for one in words.facts),
        body=tuple(_entry(kind, one) for one in words.body),
        remedies=_text(kind, "remedies", remedies) if remedies else None,
        foot=tuple(_text(kind, "foot", one) for one in words.foot),
        signatures=tuple(_text(kind, "signatures", one) for one in words.signatures),
        sealed=words.sealed,
        paper=paper,
        basis=words.basis,
    )
    _check(template)
    return template


def _pattern(kind: DocumentKind, text: str) -> Pattern:
    try:
        return parse_pattern(text)
    except KuayuError as error:
        raise _wrong(kind, "pattern", str(error.detail["why"])) from error


def _text(kind: DocumentKind, key: str, text: str) -> Text:
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise _wrong(kind, key, "unbalanced braces") from error
    for _literal, place, width, turned in found:
        if place is None:
            continue
        if width or turned or place not in KINDS[kind].places:
            raise _wrong(kind, key, "no such place", place=f"{{{place}}}")
    return Text(tuple((literal, place) for literal, place, _width, _turned in found))


def _row(kind: DocumentKind, raw: _Row) -> FactRow:
    if len(raw.row) not in _ROW:
        raise _wrong(kind, "facts", "a row is label, value or label, value, label, value")
    _check_when(kind, "facts", raw.when)
    return FactRow(cells=tuple(_text(kind, "facts", cell) for cell in raw.row), when=raw.when)


def _check_when(kind: DocumentKind, key: str, when: str) -> None:
    if when and when not in KINDS[kind].places | TABLES.keys():
        raise _wrong(kind, key, "no such place", place=when)


def _entry(kind: DocumentKind, raw: _Entry) -> Entry:
    if sum(map(bool, (raw.text, raw.table, raw.facts))) != 1:
        raise _wrong(kind, "body", "an entry is a text, a table or the facts")
    if raw.table and raw.table not in TABLES:
        raise _wrong(kind, "body", "no such table", place=raw.table)
    if raw.caption and not raw.table:
        raise _wrong(kind, "body", "a caption stands over a table")
    _check_when(kind, "body", raw.when)
    text = _text(kind, "body", raw.text) if raw.text else None
    caption = _text(kind, "body", raw.caption) if raw.caption else None
    return Entry(text=text, table=raw.table, caption=caption, facts=raw.facts, when=raw.when)


def _check(template: Template) -> None:
    """What the law wants said is said, whoever wrote the words."""
    named = {place for text in _texts(template) for place in text.places}
    named |= {entry.table for entry in template.body}
    if template.remedies is not None:
        named.add(REMEDIES)
    missing = KINDS[template.kind].must - named
    if missing:
        raise _wrong(template.kind, "body", "must be named", place=min(missing))
    if not template.title or (template.is_notice and not template.word):
        raise _wrong(template.kind, "title, word", "empty")
    if template.is_notice and not (template.sealed and template.to):
        raise _wrong(template.kind, "to, sealed", "a notice addresses somebody and is sealed")


_ROW = frozenset({2, 4})


def _texts(template: Template) -> Iterator[Text]:
    yield template.head
    yield from filter(None, (template.to, template.barcode, template.remedies))
    if any(entry.facts for entry in template.body):
        yield from (text for row in template.facts for text in row.cells)
    yield from (text for entry in template.body for text in (entry.text, entry.caption) if text is not None)
    yield from (*template.foot, *template.signatures)


def _wrong(kind: DocumentKind, key: str, why: str, **more: str) -> KuayuError:
    return KuayuError(Reason.CONFIG, document=kind, key=key, why=why, **more)
