"""Make the tutorial's spreadsheets from `cities.toml`, as untidy as cities send them.

Zhangzhou's is a workbook that people have worked on: a title, two header rows, merged and hidden
cells, full-width digits, notes at the end, and three cells that are wrong. Chenzhou's is an export in
GBK, one .csv for each table. Run it after editing: ``python -m examples.tutorial.make_sheets``.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from examples.make_catalogues import STAMP, organ_code, still

HERE = Path(__file__).parent
Rows = list[dict[str, object]]

_MATERIAL = ("材料名称", "材料类型", "材料形式", "材料必要性", "来源渠道", "份数", "适用情形")
_FIELD = ("字段编码", "字段名称", "字段类型", "是否必填")
_LIMIT = re.compile(r"(\d+)(\D+)")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_TOP = ("序号", "事项名称", "实施编码", "基本编码", "实施主体", "办件类型", "服务对象", "法定办结时限", None,
        "承诺办结时限", None, "咨询电话", "办理渠道")  # fmt: skip
_LOW = (*(None,) * 7, "时限", "单位", "时限", "单位", None, None)
_CHENZHOU = ("事项全称", "业务办理项名称", "实施编码", "业务办理项编码", "实施主体", "办件类型", "服务对象",
             "法定办结时限", "承诺办结时限", "咨询电话")  # fmt: skip

CORRECTIONS = {"日": "工作日", "当场办结": "即办件", "视情况": "容缺后补"}  # the reader makes them


def read() -> dict[str, Any]:
    """The source."""
    return tomllib.loads((HERE / "cities.toml").read_text(encoding="utf-8"))


def tables(city: Mapping[str, Any]) -> dict[str, Rows]:
    """A city's items, materials and form fields, by label."""
    found: dict[str, Rows] = {"实施清单": [], "材料清单": [], "表单字段": []}
    for item in city["item"]:
        row = _item(city, item["row"])
        codes = {"实施编码": row["实施编码"], "业务办理项编码": row["业务办理项编码"]}
        found["实施清单"].append(row)
        found["材料清单"] += [
            codes | dict(zip(_MATERIAL, line.split("|"), strict=False)) for line in item.get("materials", ())
        ]
        found["表单字段"] += [codes | _field(line) for line in item.get("fields", ())]
    return found


def _item(city: Mapping[str, Any], line: str) -> dict[str, object]:
    name, situation, organ, base, number, kind, serves, legal, promised, more = line.split("|")
    number_of, organ_name = city["organs"][organ].split()
    code = organ_code({"kind": "11", "place": city["locality"], "number": number_of})
    level = "1" if city["locality"] == "100000" else "3"
    task = f"{code}{level}{base}"
    row: dict[str, object] = {
        "事项名称": name,
        "业务办理项名称": situation or None,
        "实施编码": task,
        "业务办理项编码": task + number if number else None,
        "基本编码": base,
        "实施主体": organ_name,
        "办件类型": kind,
        "服务对象": serves,
    }
    for label, limit in (("法定办结时限", legal), ("承诺办结时限", promised)):
        found = _LIMIT.fullmatch(limit)
        if found is None:
            raise ValueError(limit)
        row |= {label: int(found[1]), f"{label}单位": found[2]}
    return row | dict(part.split("=") for part in more.split(";") if part)


def _field(line: str) -> dict[str, object]:
    *values, more = line.split("|")
    row: dict[str, object] = dict(zip(_FIELD, values, strict=True))
    return row | {"可选值": more if row["字段类型"] == "选项" else None,
                  "日期格式": more if row["字段类型"] == "日期" else None}  # fmt: skip


def untidy(city: Mapping[str, Any], corrections: Mapping[str, str]) -> bytes:
    """Zhangzhou's workbook, as sent or with some words corrected."""
    found = tables(city)
    for row in (row for rows in found.values() for row in rows):
        row |= {label: corrections[word] for label, word in row.items() if word in corrections}
    book = Workbook()
    book.remove(book.worksheets[0])
    _untidy_items(book.create_sheet("实施清单"), found["实施清单"])
    _untidy_materials(book.create_sheet("材料清单"), found["材料清单"])
    _plain(book.create_sheet("表单字段"), found["表单字段"], without={"业务办理项编码"})
    return _saved(book)


def _untidy_items(sheet: Worksheet, rows: Rows) -> None:
    sheet.append(["漳州市跨省通办事项实施清单（2026年版，样例，内容虚构）"])
    sheet.append(_TOP)
    sheet.append(_LOW)
    for number, row in enumerate(rows, 1):
        limits = [row[f"{kind}办结时限{unit}"] for kind in ("法定", "承诺") for unit in ("", "单位")]
        sheet.append(
            [number, *(row[label] for label in _TOP[1:7]), *limits, row["咨询电话"], row.get("办理渠道")]
        )
    sheet["C4"] = str(rows[0]["实施编码"]).translate(_FULL_WIDTH)
    sheet["D6"] = int(str(rows[2]["基本编码"]))  # Excel took the code for a number; its zeros are gone
    sheet.append([5, "残疾人证换领（已停办）", rows[1]["实施编码"]])
    sheet.row_dimensions[8].hidden = True
    sheet.append([None, "合计", "4项"])
    sheet.append(["注：本表为样例，以各单位公布的办事指南为准。"])
    for at, (top, low) in enumerate(zip(_TOP, _LOW, strict=True), 1):
        if top and not low:
            sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
    for group in ("A1:M1", "H2:I2", "J2:K2", "A10:M10"):
        sheet.merge_cells(group)


def _untidy_materials(sheet: Worksheet, rows: Rows) -> None:
    """The code of an item stands once, merged over all its materials."""
    labels = ("实施编码", *_MATERIAL[:6])
    sheet.append(labels)
    for row in rows:
        sheet.append([row[label] for label in labels])
    codes = [row["实施编码"] for row in rows]
    for code in dict.fromkeys(codes):
        first = codes.index(code) + 2
        sheet.merge_cells(
            start_row=first, end_row=first + codes.count(code) - 1, start_column=1, end_column=1
        )


def zipped(city: Mapping[str, Any]) -> bytes:
    """Chenzhou's export: three .csv in GBK, codes of its own system, limits and their unit in one cell."""
    found = tables(city)
    for row in found["实施清单"]:
        row["事项全称"] = row["事项名称"]
        for label in ("法定办结时限", "承诺办结时限"):
            row[label] = f"{row[label]}个{row[f'{label}单位']}"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, labels in (
            ("实施清单", _CHENZHOU),
            ("材料清单", ("实施编码", "业务办理项编码", *_MATERIAL)),
            ("表单字段", ("实施编码", "业务办理项编码", *_FIELD, "可选值", "日期格式")),
        ):
            entry = zipfile.ZipInfo(f"{name}.csv", STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, _csv(labels, found[name]))
    return packed.getvalue()


def _csv(labels: Iterable[str], rows: Rows) -> bytes:
    text = io.StringIO()
    out = csv.DictWriter(text, list(labels), extrasaction="ignore")
    out.writeheader()
    out.writerows(rows)
    return text.getvalue().encode("gbk")


def tidy(city: Mapping[str, Any]) -> bytes:
    """A workbook with nothing to find fault with."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables(city).items():
        _plain(book.create_sheet(name), rows, without=set())
    return _saved(book)


def _plain(sheet: Worksheet, rows: Rows, *, without: set[str]) -> None:
    labels = [
        label for label in dict.fromkeys(label for row in rows for label in row) if label not in without
    ]
    sheet.append(labels)
    for row in rows:
        sheet.append([row.get(label) for label in labels])


def _saved(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return still(packed.getvalue())


def make() -> dict[str, bytes]:
    """Every file by its name."""
    cities = read()
    return {
        "zhangzhou.xlsx": untidy(cities["zhangzhou"], {}),
        "zhangzhou-corrected.xlsx": untidy(cities["zhangzhou"], CORRECTIONS),
        "chenzhou.zip": zipped(cities["chenzhou"]),
        "yinchuan.xlsx": tidy(cities["yinchuan"]),
        "canonical.xlsx": tidy(cities["canonical"]),
    }


if __name__ == "__main__":
    for file, content in make().items():
        (HERE / file).write_bytes(content)
