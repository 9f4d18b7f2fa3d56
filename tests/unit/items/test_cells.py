"""One cell at a time: what is read, what is repaired and said, what is refused."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from federation.items.cells import CellFault, read_code, read_coded, read_day, read_text, read_whole
from federation.items.raw import CELL_CHARS, Cell, NotPlain, Serial1904
from federation.items.tables import LIMIT_DIGITS, LimitUnit, Need, UseLevel


@pytest.mark.parametrize(
    ("cell", "code", "repaired"),
    [
        ("000131911001", "000131911001", False),
        ("０００１３１９１１００１", "000131911001", True),
        (" 000131911001 ", "000131911001", True),
        ("0001 3191 1001", "000131911001", True),
        ("\u200b000131911001\ufeff", "000131911001", True),
        ("00013191\u00a01001", "000131911001", True),
        ("'000131911001", "000131911001", True),
        (440131911001, "440131911001", True),
        ("\u206600013191\u00ad1001\u2069", "000131911001", True),
    ],
)
def test_codes_are_repaired_and_said(cell: Cell, code: str, repaired: bool) -> None:
    """Full-width, invisible and separating characters carry no meaning in a code."""
    value, why = read_code(cell, length=12)
    assert (value, bool(why)) == (code, repaired)


@pytest.mark.parametrize(
    "cell",
    [
        131911001,
        1.31911001e8,
        "1.14405E+30",
        "1E+11",
        1.14405e30,
        "１．１４Ｅ＋１１",
        1234567890123456,
        "00013191\ufffd001",
        "甲乙丙",
        "000131-911001",
        "O0O1319110O1x!",
        NotPlain("=A1", "公式"),
    ],
)
def test_lost_digits_are_never_guessed(cell: Cell) -> None:
    """A dropped zero, scientific notation, a float, other signs: refused."""
    with pytest.raises(CellFault):
        read_code(cell, length=12)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2026, 1, 5, 0, 0), date(2026, 1, 5)),  # noqa: DTZ001 - what a date cell gives
        (date(2026, 1, 5), date(2026, 1, 5)),
        ("2026-01-05", date(2026, 1, 5)),
        ("2026-1-5", date(2026, 1, 5)),
        ("２０２６－０１－０５", date(2026, 1, 5)),
        (" 2026年01月05日 ", date(2026, 1, 5)),
        (20260105, date(2026, 1, 5)),
        (46027.0, date(2026, 1, 5)),
        ("二〇二六年十二月三十一日", date(2026, 12, 31)),
        ("二○二六年十月二十日", date(2026, 10, 20)),
        ("2024-02-29T00:00:00", date(2024, 2, 29)),
        ("2026-01-05 13:30:00", date(2026, 1, 5)),
        ("2026 年 1 月 5 日", date(2026, 1, 5)),
        ("2026年1月5号", date(2026, 1, 5)),
        ("2026—01—05", date(2026, 1, 5)),
        (Serial1904(44565), date(2026, 1, 5)),
    ],
)
def test_notations_of_a_day(cell: Cell, day: date) -> None:
    """Everything that can mean one day only."""
    assert read_day(cell)[0] == day


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-29",
        "2026/1.5",
        "05-01-2026",
        "1/5/26",
        "2026-01",
        "2026",
        "0",
        0,
        -1,
        True,
        45,
        99999999,
        46027.5,
        1e300,
        "二〇二六年十三月一日",
        "二〇二六年十十月一日",
        "二〇二六年一月三十二日",
        "2026-01-04T16:00:00Z",
        "2026-01-05T00:00:00+08:00",
        "0001-01-01",
        time(1, 2),
        "2026年1月5日起",
    ],
)
def test_what_is_no_day(cell: Cell) -> None:
    """No such day, no year, an hour, a range, a number without sense: refused."""
    with pytest.raises(CellFault):
        read_day(cell)


@pytest.mark.parametrize(
    ("cell", "number", "repaired"),
    [
        (20, 20, False),
        (20.0, 20, False),
        ("20", 20, False),
        ("２０", 20, True),
        (" 20 ", 20, True),
        (0, 0, False),
        ("1,200", 1200, True),
        ("１，２００", 1200, True),
        ("20.00", 20, True),
        ("2次", 2, True),
        ("2 次", 2, True),
    ],
)
def test_whole_numbers(cell: Cell, number: int, repaired: bool) -> None:
    """As number or text, in any width, with separators of thousands and the column's own unit."""
    value, why = read_whole(cell, most=2000, unit="次")
    assert (value, bool(why)) == (number, repaired)


@pytest.mark.parametrize("cell", [-1, 101, 2.5, "10个工作日", "十", True, "", "1e1", "٣", "²", "1,2", "2个"])
def test_what_is_no_whole_number(cell: Cell) -> None:
    """A sign, a fraction, words, other scripts' digits: refused, not cut down to what is a digit."""
    with pytest.raises(CellFault):
        read_whole(cell, most=100)


def test_text_loses_only_what_cannot_be_seen() -> None:
    """Inner spaces and line ends stay; outer ones and invisible characters go and are said."""
    assert read_text("第一条\n第二条") == ("第一条\n第二条", "")
    text, why = read_text("\u200b 某 局 \u00a0")
    assert (text, bool(why)) == ("某 局", True)
    assert read_text(13800000000.0)[0] == "13800000000"
    for cell in (datetime(2026, 1, 5, 0, 0), True, "长" * (CELL_CHARS + 1)):  # noqa: DTZ001 - a date cell
        with pytest.raises(CellFault):
            read_text(cell)


def test_codes_of_a_table_by_label_by_spelling_by_code() -> None:
    """All three mean the member; another spelling is said; anything else names what is allowed."""
    assert read_coded(UseLevel, "市级") == (UseLevel.CITY, "")
    assert read_coded(UseLevel, 3) == (UseLevel.CITY, "")
    member, why = read_coded(UseLevel, "县（区）级")
    assert (member, bool(why)) == (UseLevel.COUNTY, True)
    for cell in ("3 市级", "3-市级", "（3）市级", "3、市级", "3设区的市级"):
        member, why = read_coded(UseLevel, cell)
        assert (member, bool(why)) == (UseLevel.CITY, True)
    with pytest.raises(CellFault):
        read_coded(UseLevel, "4 市级")
    assert read_coded(Need, " 必要 ") == (Need.REQUIRED, "去掉不可见字符和空格")
    with pytest.raises(CellFault) as caught:
        read_coded(UseLevel, "州级")
    assert caught.value.allowed == UseLevel.allowed()


@pytest.mark.parametrize("cell", ["日", "天", "2", 3, "个", ""])
def test_an_ambiguous_unit_is_refused(cell: Cell) -> None:
    """日 may be a working day or a calendar day; digits other than 1 differ between systems."""
    with pytest.raises(CellFault):
        read_coded(LimitUnit, cell, digits=LIMIT_DIGITS)
