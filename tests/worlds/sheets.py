"""Spreadsheets made for a test: small catalogues and crosswalks, with one thing changed at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from federation.ids import Locality
from federation.items import Catalogue, load_catalogue

SHANTOU, XIAN = Locality("440500"), Locality("610100")
ORGANS = {SHANTOU: "11440500TEXT00017J", XIAN: "11610100TEXT00025R"}
BASE = "000131911001"

Rows = Sequence[Mapping[str, object]]
Sheets = Mapping[str, Rows]


def xlsx(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """A workbook of plain rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def grid(rows: Rows) -> list[list[object]]:
    """A header of all the keys, then the rows."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [list(header), *([row.get(key) for key in header] for row in rows)]


def book(sheets: Sheets) -> bytes:
    """A workbook of rows by header."""
    return xlsx({name: grid(rows) for name, rows in sheets.items()})


def csv_file(rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> bytes:
    """A CSV of plain rows."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def task_code(locality: Locality = SHANTOU, base: str = BASE) -> str:
    """The implementation code of an item of the city's own organ, level 3."""
    return f"{ORGANS[locality]}3{base}"


def item(locality: Locality = SHANTOU, base: str = BASE, **changes: object) -> dict[str, Any]:
    """A row of 实施清单 that is right, then changed."""
    types = {"01": "行政许可", "05": "行政给付", "20": "公共服务"}
    row: dict[str, Any] = {
        "事项名称": "食品经营许可",
        "基本编码": base,
        "实施编码": task_code(locality, base),
        "事项类型": types[base[2:4]],
        "实施主体": "某某局",
        "实施主体编码": ORGANS[locality],
        "行使层级": "市级",
        "办件类型": "承诺件",
        "服务对象": "自然人、企业法人",
        "法定办结时限": 20,
        "法定办结时限单位": "工作日",
        "承诺办结时限": 10,
        "承诺办结时限单位": "工作日",
        "受理条件": "符合法定条件",
        "咨询电话": "0754-88000000",
    }
    return row | changes


def material(code: str, name: str = "", *, task: str = "", **changes: object) -> dict[str, Any]:
    """A row of 材料清单."""
    row: dict[str, Any] = {
        "实施编码": task or task_code(),
        "材料编码": code,
        "材料名称": name or f"材料{code}",
        "材料类型": "原件",
        "材料形式": "纸质",
        "材料必要性": "必要",
        "来源渠道": "申请人自备",
        "份数": 1,
    }
    return row | changes


def form_field(code: str, kind: str = "文本", *, task: str = "", **changes: object) -> dict[str, Any]:
    """A row of 表单字段."""
    row: dict[str, Any] = {
        "实施编码": task or task_code(),
        "字段编码": code,
        "字段名称": f"字段{code}",
        "字段类型": kind,
        "是否必填": "是",
    }
    return row | changes


def catalogue(sheets: Sheets, *, locality: Locality = SHANTOU) -> Catalogue:
    """The catalogue of a workbook that is right."""
    return load_catalogue(book(sheets), locality=locality, version="1").catalogue


def city(
    locality: Locality,
    *,
    fields: Rows = (),
    materials: Rows = (),
    items: Rows | None = None,
) -> Catalogue:
    """A city with one item (or those given) and its form and list."""
    task = task_code(locality)
    sheets: dict[str, Rows] = {"实施清单": items or [item(locality)]}
    if materials:
        sheets["材料清单"] = [{"实施编码": task, **row} for row in materials]
    if fields:
        sheets["表单字段"] = [{"实施编码": task, **row} for row in fields]
    return catalogue(sheets, locality=locality)


def crosswalk_sheets(
    rows: Rows,
    *,
    materials: Rows = (),
    fields: Rows = (),
    codes: Rows = (),
    info: Mapping[str, object] | None = None,
) -> dict[str, Rows]:
    """The sheets of a crosswalk from Shantou to Xi'an."""
    head = {"受理地": SHANTOU, "办理地": XIAN, "版本": "1"} | dict(info or {})
    sheets: dict[str, Rows] = {"对照说明": [head], "事项对照": rows}
    bare = {"受理地事项编码": BASE, "受理地材料编码": None, "办理地材料编码": None, "材料关系": None}
    if materials:
        sheets["材料对照"] = [bare | dict(row) for row in materials]
    plain = {"受理地事项编码": BASE, "办理地字段编码": None, "规则": None, "受理地字段编码": None}
    if fields:
        sheets["字段规则"] = [plain | dict(row) for row in fields]
    if codes:
        sheets["代码表"] = codes
    return sheets


EXACT: dict[str, object] = {"受理地事项编码": BASE, "办理地事项编码": BASE, "对应关系": "相同"}
