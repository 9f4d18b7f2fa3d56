"""Read a .json: arrays of objects, each array a sheet whose keys are column names.

The national exchange tables come so: ``{"up_task_general_basic": [{…}], …}``, bare or inside
another object. The text is read twice, first for the keys, then row by row, so that memory does not
grow with the number of rows.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from federation.items.raw import CHUNK_BYTES, SHEET_ROWS, Cell, NotPlain, RawSheet, Row, bounded, unreadable
from federation.items.report import SheetRefused

_BAD = "JSON 有语法错误或不是 UTF-8 编码，请改正后重试"
_DEEPEST = 8  # objects around a table
_Object = dict[str, object]
_Piece = tuple[str, _Object | None]  # the array's name, and one of its objects; None opens the array


def json_sheets(stream: BinaryIO) -> Iterator[RawSheet]:
    """Every array of objects, as a sheet with the key it stands under as its name.

    Raises:
        SheetRefused: SHEET_UNREADABLE, also while the sheets are read.
    """
    headers: list[dict[str, None]] = []
    for _, row in _pieces(stream):
        if row is None:
            headers.append({})
        else:
            headers[-1].update(dict.fromkeys(row))
    pieces = _pieces(stream)
    waiting: list[_Piece] = []
    for header in headers:
        name = (waiting.pop() if waiting else next(pieces))[0]
        rows = _rows(pieces, waiting, tuple(header), name or None)
        yield RawSheet(name or None, rows)
        for _ in rows:
            pass  # what was not read of this sheet stands before the next


def _rows(
    pieces: Iterator[_Piece], waiting: list[_Piece], header: tuple[str, ...], name: str | None
) -> Iterator[Row]:
    """The keys are the header row, number 0; the first object is row 1."""
    yield 0, bounded(header, 0, name)
    for number, piece in enumerate(pieces, 1):
        if piece[1] is None:
            waiting.append(piece)
            return
        if number > SHEET_ROWS:
            raise unreadable(f"超过 {SHEET_ROWS} 行", name, row=number)
        yield number, tuple(_value(piece[1].get(key)) for key in header)


def _value(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return NotPlain(json.dumps(value, ensure_ascii=False), "这里应是文字或数字，不能是数组或对象")


def _pieces(stream: BinaryIO) -> Iterator[_Piece]:
    stream.seek(0)
    text = _Text(stream)
    try:
        yield from _walk(text, "", 0)
        if text.sign():
            _refuse()
    except SheetRefused:
        raise
    except (ValueError, RecursionError):
        _refuse()


def _walk(text: _Text, name: str, depth: int) -> Iterator[_Piece]:
    sign = text.sign()
    if sign == "[":
        yield name, None
        for _ in text.parts("[", "]"):
            row = text.value()
            if not isinstance(row, dict):
                raise unreadable(f"“{name}”应是由对象组成的数组", name or None)
            yield name, row
    elif sign == "{" and depth < _DEEPEST:
        for _ in text.parts("{", "}"):
            key = text.value()
            if not isinstance(key, str):
                _refuse()
            text.take(":")
            yield from _walk(text, key, depth + 1)
    elif depth:
        text.value()
        yield name, None  # a lone value beside the tables: an empty sheet, which is said to be no table
    else:
        _refuse()


def _refuse() -> NoReturn:
    raise unreadable(_BAD) from None


class _Text:
    """JSON text that is decoded as it is needed and forgotten once read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._parse = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number).raw_decode
        self._text = ""
        self._at = 0

    def _more(self, size: int = CHUNK_BYTES) -> bool:
        data = self._stream.read(size)
        self._text = self._text[self._at :] + self._decode.decode(data, final=not data)
        self._at = 0
        return bool(data)

    def sign(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            while self._at < len(self._text):
                if not (char := self._text[self._at]).isspace():
                    return char
                self._at += 1
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Pass the sign that must come next."""
        if self.sign() != sign:
            _refuse()
        self._at += 1

    def parts(self, opening: str, closing: str) -> Iterator[None]:
        """Stop before each part of an array or object, whose signs and commas are passed here."""
        self.take(opening)
        if self.sign() != closing:
            yield
            while self.sign() == ",":
                self.take(",")
                yield
        self.take(closing)

    def value(self) -> object:
        """The value that comes next, whole; more is read, ever more at once, until it is."""
        self.sign()
        size = CHUNK_BYTES
        while True:
            try:
                value, end = self._parse(self._text, self._at)
            except json.JSONDecodeError:
                if not self._more(size):
                    raise
                size *= 2
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return value


def _once(pairs: list[tuple[str, object]]) -> _Object:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise unreadable("JSON 的一个对象里有同名的键，请删去一个")
    return row


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
