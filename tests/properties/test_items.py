"""Items: codes round trip, a day is a day in every notation, damaged files never raise a stranger."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.ids import BaseCode, HandlingItemCode, TaskCode
from federation.items import SheetRefused, load_catalogue
from federation.items.cells import CellFault, read_code, read_day, read_text, read_whole
from federation.items.codes import base_of, decode, parse
from federation.items.form import DateFormat, read_date, write_date
from tests.worlds.sheets import SHANTOU, book, csv_file, form_field, grid, item, material
from tests.worlds.tier import drawn

ORGANS = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18)
BASES = st.text("0123456789", min_size=12, max_size=12)
DAYS = st.dates(date(1949, 1, 1), date(2100, 12, 31))
HAN = "〇一二三四五六七八九"


@given(BASES, ORGANS, st.sampled_from("1234567"), st.integers(0, 99))
def test_codes_round_trip(base: str, organ: str, level: str, number: int) -> None:
    """Taken apart and put together again, a code is itself; the long ones hold the short."""
    task = f"{organ}{level}{base}"
    for text, kind in ((base, BaseCode), (task, TaskCode), (f"{task}{number:02}", HandlingItemCode)):
        code = parse(text)
        assert type(code) is kind
        assert code == text
        assert decode(base_of(code)).code == base


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@given(BASES, st.sampled_from(["", " ", "\u200b", "\ufeff", "\u00a0", "\t"]))
def test_repairs_of_a_code_give_the_code_and_are_said(base: str, noise: str) -> None:
    """Whatever width and whatever invisible around it: the same code, and a reason unless it was plain."""
    for written in (base + noise, noise + base, _full_width(base), base[:5] + noise + base[5:]):
        code, why = read_code(written, length=12)
        assert code == base
        assert bool(why) is (written != base)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (HAN[ones] if ones else "")


@given(DAYS)
def test_a_day_in_every_notation(day: date) -> None:
    """All notations in use, and Excel's serial number, mean the same day."""
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    serial = (day - date(1899, 12, 30)).days
    for written in (
        day,
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{_han(day.month)}月{_han(day.day)}日",
        f"{day} 00:00:00",
        serial,
        float(serial),
    ):
        assert read_day(written)[0] == day
    for notation in DateFormat:
        assert read_date(write_date(day, notation), notation) == day


CELLS = st.one_of(
    st.text(max_size=20),
    st.text("0123456789年月日./-〇一二三十 :T", max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(CELLS)
def test_any_cell_is_read_or_refused(cell: object) -> None:
    """No reader raises anything but its own refusal."""
    for read in (
        read_text,
        read_code,
        read_day,
        lambda value: read_code(value, length=12),
        lambda value: read_whole(value, most=10),
    ):
        with suppress(CellFault):
            read(cell)


@cache
def _good() -> tuple[bytes, bytes]:
    sheets = {"实施清单": [item()], "材料清单": [material("M01")], "表单字段": [form_field("F01")]}
    return book(sheets), csv_file(grid([item()]), encoding="gb18030")


def _damage(content: bytes, flips: list[tuple[int, int]], cut: int) -> bytes:
    changed = bytearray(content)
    for at, value in flips:
        changed[at % len(changed)] = value
    return bytes(changed[: len(changed) - cut % len(changed)])


FLIPS = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=6)
CUTS = st.one_of(st.just(0), st.integers(0, 1 << 20))


@settings(max_examples=drawn(60), deadline=None)
@given(FLIPS, CUTS, st.integers(0, 20))
def test_damaged_files_are_refused_or_read(flips: list[tuple[int, int]], cut: int, which: int) -> None:
    """Flipped and cut bytes, outside and inside the archive: a refusal with a report, or an import."""
    packed, text = _good()
    inside = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as old,
        zipfile.ZipFile(inside, "w") as new,
    ):
        names = old.namelist()
        for name in names:
            part = old.read(name)
            new.writestr(name, _damage(part, flips, cut) if name == names[which % len(names)] else part)
    for content in (_damage(packed, flips, cut), _damage(text, flips, cut), inside.getvalue()):
        with suppress(SheetRefused):
            load_catalogue(content, locality=SHANTOU, version="1")


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
ROWS = st.lists(st.lists(st.one_of(st.none(), WORDS, st.integers(0, 50)), max_size=5), max_size=8)


@given(ROWS)
@settings(max_examples=drawn(60), deadline=None)
def test_rows_of_anything_below_a_good_header(rows: list[list[object]]) -> None:
    """Every row is imported, in the report, or said to be left out: none is lost."""
    header, first = grid([item()])
    try:
        loaded = load_catalogue(csv_file([header, first, *rows]), locality=SHANTOU, version="1")
        errors, ignored = set(), {row for entry in loaded.ignored for row in entry.rows}
    except SheetRefused as error:
        errors = {entry.row for entry in error.report.errors}
        ignored = {row for entry in error.report.ignored for row in entry.rows}
    assert set(range(3, 3 + len(rows))) <= errors | ignored
