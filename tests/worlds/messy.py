"""Workbooks as people leave them: merged, hidden, dated from 1904; and parts changed by hand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openpyxl import load_workbook

from tests.worlds.sheets import item, xlsx

TOP = [
    "序号", "事项名称", "基本编码", "实施编码", "事项类型", "实施主体", None, "行使层级", "办件类型",
    "服务对象", "法定办结时限", None, "承诺办结时限", None, "受理条件",
]  # fmt: skip
LOW = [None] * 5 + ["名称", "编码"] + [None] * 3 + ["时限", "单位", "时限", "单位", None]


def edited(packed: bytes, sheet: str, change: Callable[[Any], None]) -> bytes:
    """A workbook with something done to one of its sheets in openpyxl."""
    book = load_workbook(io.BytesIO(packed))
    change(book[sheet])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def merged(packed: bytes, sheet: str, *ranges: str) -> bytes:
    """A workbook with cells merged; only the first of each keeps its value."""

    def merge(page: Any) -> None:
        for one in ranges:
            page.merge_cells(one)

    return edited(packed, sheet, merge)


def hidden(packed: bytes, sheet: str, *, rows: Iterable[int] = (), columns: Iterable[str] = ()) -> bytes:
    """A workbook with rows and columns hidden."""

    def hide(page: Any) -> None:
        for row in rows:
            page.row_dimensions[row].hidden = True
        for letter in columns:
            page.column_dimensions[letter].hidden = True

    return edited(packed, sheet, hide)


SHEET = "xl/worksheets/sheet1.xml"
_INLINE = re.compile(rb'<c ([^>]*?) ?t="inlineStr"([^>]*)><is>(.*?)</is></c>', re.DOTALL)
_STRINGS = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def as_excel_writes(packed: bytes) -> bytes:
    """A workbook of one sheet with its texts in shared strings, as Excel and WPS write them."""
    strings: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        strings.append(found[3])
        return b'<c %s t="s"%s><v>%d</v></c>' % (found[1], found[2], len(strings) - 1)

    kind = f'<Override PartName="/{_STRINGS}" ContentType="{_KIND}" /></Types>'.encode()
    shared = repacked(
        packed,
        {
            SHEET: lambda part: _INLINE.sub(share, part),
            "[Content_Types].xml": lambda part: part.replace(b"</Types>", kind),
        },
    )
    items = b"".join(b"<si>%s</si>" % text for text in strings)
    out = io.BytesIO(shared)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(_STRINGS, f'<sst xmlns="{_MAIN}">'.encode() + items + b"</sst>")
    return out.getvalue()


def repacked(packed: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """A workbook with the XML of some parts changed; each must be there, and change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        assert changes.keys() <= set(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            made = changes.get(name, bytes)(part)
            assert name not in changes or made != part
            new.writestr(name, made)
    return out.getvalue()


def two_row_header(rows: Sequence[Mapping[str, object]], *, title: bool = True) -> bytes:
    """实施清单 with 法定办结时限 over 时限 and 单位, and the like; single labels merged over both rows."""
    first = 2 if title else 1
    values = [[at, *list(row.values())[: len(TOP) - 1]] for at, row in enumerate(rows, 1)]
    head = [["汕头市实施清单（2026年版）"]] if title else []
    packed = xlsx({"实施清单": [*head, TOP, LOW, *values]})
    singles = [
        f"{chr(65 + at)}{first}:{chr(65 + at)}{first + 1}" for at, low in enumerate(LOW) if low is None
    ]
    groups = [f"{a}{first}:{b}{first}" for a, b in ("FG", "KL", "MN")]
    return merged(packed, "实施清单", *singles, *groups, *(["A1:O1"] if title else []))


def without(*labels: str, **changes: object) -> dict[str, object]:
    """A row of 实施清单 that lacks some columns."""
    return {label: value for label, value in item(**changes).items() if label not in labels}
