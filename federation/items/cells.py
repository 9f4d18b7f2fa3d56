"""Read one cell: text, code, whole number, date or a code from a table; say what was repaired.

Laws: a repair is stated, never silent; what could be read in two ways is refused. Full-width
digits and letters, invisible characters and outer spaces are repaired where they cannot carry
meaning; digits that a spreadsheet rounded or whose leading zeros it dropped are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

from federation.items.raw import CELL_CHARS, Cell, Covered, NotPlain, Serial1904
from federation.items.tables import Coded

EXCEL_EPOCH = date(1899, 12, 30)  # serial 1 is 1900-01-01; right for every day after 1900-02-28
MAC_EPOCH = date(1904, 1, 1)  # of workbooks that say so
EXACT_DIGITS = 15  # what a spreadsheet keeps of a number (ECMA-376 part 1 §18.17.5.2)
FIRST_YEAR, LAST_YEAR = 1949, 2100  # a publication or effective date outside is a slip of the pen

EMPTY_MARKS = frozenset({"/", "//", "\\", "-", "--", "—", "——", "–"})  # what people write into an empty cell
DITTO_MARKS = frozenset({"同上", "同上。", "（同上）", "同前", "〃", "″", "”", "''", '"'})  # the value above
_MARK_CHARS = 4

_C = TypeVar("_C", bound=Coded)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u0000-\u0008\u000b-\u001f\u007f-\u009f\U000e0000-\U000e007f]"
)
_LOST = re.compile("[\ufffd\ud800-\udfff]|锟斤拷|烫烫烫")  # what wrong decoding leaves behind
_LINE_END = re.compile(r"\r\n?")
_SPACE = re.compile(r"\s+")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")  # what spreadsheets take for a formula, guarded or not
_CODE_AND_LABEL = re.compile(r"[(]?([0-9]{1,2})[)]?[-—_.、:]?([^0-9].*)")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_WHOLE = re.compile(r"[0-9]{1,9}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_ZERO_PART = re.compile(r"\.0+$")
_YMD = re.compile(
    r"([0-9]{4})(?:[-—–]([0-9]{1,2})[-—–]|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})[日号]?"
)
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}")  # as a text file has it: nothing else in a column of days
_TIME = re.compile(
    r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?$"
)  # without a zone: with one, whose day?
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_HAN_DIGITS = (
    {"〇": 0, "零": 0, "○": 0} | {digit: n for n, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
)


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones; nothing else changes."""
    return text.translate(_HALF_WIDTH)


class CellFault(ValueError):
    """This cell cannot be read; ``why`` is for the person who will correct it."""

    def __init__(self, why: str, allowed: tuple[str, ...] = ()) -> None:
        self.why = why
        self.allowed = allowed
        super().__init__(why)


def plain(value: Cell) -> str:
    """The cell as written, for comparison and reports.

    Raises:
        CellFault: a formula, an Excel error, characters lost in decoding, or longer than a cell may be.
    """
    if isinstance(value, Covered):
        value = value.value
    if isinstance(value, NotPlain):
        raise CellFault(value.why)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact below
        value = int(value)
    text = "" if value is None else str(value)
    if len(text) > CELL_CHARS:
        raise CellFault(f"单元格有 {len(text)} 个字符，超过 {CELL_CHARS} 的上限")
    if _LOST.search(text):
        raise CellFault("有乱码，原来的字已丢失，请对照原文重录")
    return text


def is_blank(value: Cell) -> bool:
    """Whether a cell is empty to the eye; one merged with those above it is."""
    if isinstance(value, str):
        return not value or not (value[0].isalnum() or _INVISIBLE.sub("", value).strip())
    return value is None or isinstance(value, Covered)


def visible(text: str) -> str:
    """The text without invisible characters and outer spaces."""
    return _INVISIBLE.sub("", text).strip()


def guarded(text: str) -> str:
    """Text that no spreadsheet runs as a formula: with an apostrophe where it begins like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def says_empty(value: Cell) -> bool:
    """Whether a cell holds only a stroke or a dash, which people write where there is nothing to say."""
    return type(value) is str and len(value) <= _MARK_CHARS and label_key(value) in EMPTY_MARKS


def is_mark(text: str) -> bool:
    """Whether people mean by it that there is nothing to say, or the same as above."""
    return text in DITTO_MARKS or says_empty(text)


def literal(text: str) -> str:
    """Text as a cell that is read as this very text: guarded, also where it is only / or 同上."""
    return f"'{text}" if is_mark(text) else guarded(text)


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and (_FORMULA.match(text) or is_mark(text[1:])) else text


def read_text(value: Cell) -> tuple[str, str]:
    """Text as written, without invisible characters and outer spaces.

    Returns:
        The text, and why it differs from what is written (empty if it does not).

    Raises:
        CellFault: a formula, or a text that Excel has turned into a date or a truth value.
    """
    if isinstance(value, bool | date | timedelta) or hasattr(value, "tzinfo"):
        raise CellFault("Excel 已把这里的文字转成日期或逻辑值，请设为文本格式后重新录入")
    text = _LINE_END.sub("\n", plain(value))
    clean = visible(text)
    if clean != (bare := _unguarded(clean)):
        return bare, "去掉防止当作公式的撇号"
    return clean, "" if clean == text else "去掉不可见字符和首尾空格"


def read_code(value: Cell, *, length: int | None = None) -> tuple[str, str]:
    """A code of digits and capital letters; ``length`` in characters, if it is fixed.

    Raises:
        CellFault: the digits are lost (scientific notation, dropped zeros) or not a code at all.
    """
    written = plain(value)
    rounded = isinstance(value, int) and abs(value) >= 10**EXACT_DIGITS
    if rounded or isinstance(value, float) or _SCIENTIFIC.fullmatch(narrow(written).strip()):
        raise CellFault("编码已被 Excel 转成科学计数或小数，后面的数字已丢失，请设为文本格式后按原编码重录")
    if isinstance(value, int) and length is not None and len(written) != length:
        raise CellFault(f"编码被当作数字，开头的 0 已丢失（应为 {length} 位），请设为文本格式后重录")
    text, why = read_text(value)
    written = text.removeprefix("'")
    half = narrow(written)
    code = _SPACE.sub("", half).upper()
    if not code.isascii() or not code.isalnum():
        raise CellFault("编码只能由数字和大写字母组成")
    if half != written:
        why = "编码里的全角字母、数字改为半角"
    elif code != text:
        why = "编码去掉空格、撇号，字母改为大写"
    elif isinstance(value, int):
        why = "编码由数字转为文本"
    return code, why


def read_whole(value: Cell, *, most: int, unit: str = "") -> tuple[int, str]:
    """A whole number from 0 to ``most``, with or without its ``unit`` behind it.

    Raises:
        CellFault: not a whole number, or out of range.
    """
    text = plain(value)
    half = _SPACE.sub("", narrow(_INVISIBLE.sub("", text)))
    number = _ZERO_PART.sub("", half.removesuffix(unit))
    if _GROUPED.fullmatch(number):
        number = number.replace(",", "")
    if isinstance(value, bool | date) or not _WHOLE.fullmatch(number) or int(number) > most:
        raise CellFault(f"应为 0 到 {most} 的整数")
    if not isinstance(value, str) or number == text:
        return int(number), ""
    if number != half:
        return int(number), "去掉单位、千位分隔符或小数点后的 0"
    return int(number), "全角数字改为半角" if narrow(text) != text else "去掉不可见字符和首尾空格"


def read_day(value: Cell) -> tuple[date, str]:
    """A day: a date cell, an Excel serial number, or one of the notations in use.

    Raises:
        CellFault: no such day, month or day missing, or readable in two ways.
    """
    if isinstance(value, datetime):
        return _plausible(value.date()), "去掉时间部分" if value.time() != time() else ""
    if isinstance(value, date):
        return _plausible(value), ""
    written = plain(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and written.isdigit():
        return _day_of_number(written, MAC_EPOCH if isinstance(value, Serial1904) else EXCEL_EPOCH)
    half = narrow(_INVISIBLE.sub("", written)).strip()
    text = _SPACE.sub("", _TIME.sub("", half))
    if _SERIAL.fullmatch(text):
        return _day_of_number(text, EXCEL_EPOCH)
    day, why = _day_of_text(text)
    if why == "" and text != written:
        why = "去掉时间部分" if _TIME.search(half) else "全角改为半角，去掉空格"
    return _plausible(day), why


def _day_of_number(written: str, epoch: date) -> tuple[date, str]:
    if len(written) == len("20260105"):
        day, why = _day_of_text(written)
        return _plausible(day), why
    try:
        day = epoch + timedelta(days=int(written))
    except OverflowError:
        raise CellFault("不是日期") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellFault("像是 Excel 日期序号，但年份不合理，请核对后按 2026-01-05 的写法重录")
    return day, "由 Excel 日期序号换算" + ("（1904 日期系统）" if epoch == MAC_EPOCH else "")


def _day_of_text(text: str) -> tuple[date, str]:
    if found := _EIGHT.fullmatch(text):
        return _calendar_day(*found.groups()), "由八位数字写法换算"
    if found := _YMD.fullmatch(text):
        year, *months, day = found.groups()
        month = next(part for part in months if part)
        made = _calendar_day(year, month, day)
        return made, "" if text == made.isoformat() else "由其他日期写法换算"
    if found := _HAN_DATE.fullmatch(text):
        year = "".join(str(_HAN_DIGITS[digit]) for digit in found[1])
        return _calendar_day(year, _han_number(found[2]), _han_number(found[3])), "由汉字日期换算"
    raise CellFault("不是完整、明确的日期，请按 2026-01-05 的写法填写年、月、日")


def _calendar_day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellFault("没有这一天，请核对月和日") from None


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellFault(f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，请核对")
    return day


def _han_number(text: str) -> str:
    """一 … 三十一; anything else gives a day that no month has."""
    return str(han_number(text) or 99)


def han_number(text: str) -> int | None:
    """A number in Chinese, 一 to 九十九; None if it is none."""
    tens, found, ones = text.partition("十")
    if not found:
        return _HAN_DIGITS.get(text)
    if len(tens) > 1 or len(ones) > 1 or not {*tens, *ones} <= _HAN_DIGITS.keys():
        return None
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def number_of(text: str) -> int | None:
    """A number in digits or in Chinese; None if it is none."""
    return int(text) if text.isascii() and text.isdigit() else han_number(text)


def spaced(written: str) -> str:
    """Why a label or a digit was read although spaces or what nobody sees stand in it; empty if none do."""
    return "去掉不可见字符和空格" if _SPACE.search(written) or _INVISIBLE.search(written) else ""


def label_key(text: str) -> str:
    """Two spellings of a label that differ only in brackets, width or spaces have one key."""
    return _SPACE.sub("", narrow(_INVISIBLE.sub("", text)))


def read_coded(table: type[_C], value: Cell, *, digits: Mapping[str, str] | None = None) -> tuple[str, str]:
    """A member of a code table, by its label, another spelling of it, or its code.

    Args:
        table: the table.
        value: the cell.
        digits: which codes may stand for which member; None for the table's own, all of them.

    Raises:
        CellFault: not in the table; the allowed values are named.
    """
    written = plain(value)
    key = label_key(written)
    if member := _labels(table).get(key) or _labels(table).get(key.replace("其它", "其他")):
        same = key in {label_key(member.label), member.value}
        return member, spaced(written) if same else f"“{key}”即“{member.label}”"
    codes = {member.value: member for member in table} if digits is None else digits
    if member := codes.get(key):
        return member, spaced(written) or ("" if written == key else "全角数字改为半角")
    if both := _CODE_AND_LABEL.fullmatch(key):
        member = _labels(table).get(both[2])
        if member and member in {
            codes.get(both[1]),
            next((one for one in table if one.value == both[1]), None),
        }:
            return member, f"“{key}”即“{member.label}”"
    if key.isdigit() and any(key == member.value for member in table):
        raise CellFault(f"数字“{key}”在各系统里含义不同：请写名称，或先说明来源系统", table.allowed())
    raise CellFault("不在代码表中", table.allowed())


@cache
def _labels(table: type[_C]) -> dict[str, _C]:
    return {label_key(text): member for member in table for text in (member.label, *member.other)}
