"""Make the example catalogues, their crosswalk and the list of organs from `source/*.toml`.

Everything made is invented: codes in the 9xx range, organs whose code says TEXT, phones that ring
nowhere. Run it after editing the sources: ``python examples/make_catalogues.py``. The same sources
give the same content; a test fails if what is checked in is not what this makes.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from stdnum.cn import uscc

from federation.ids import Uscc
from federation.items.columns import catalogue_tables
from federation.items.grid import Table
from federation.items.readers import UNDECLARED
from federation.items.tables import ITEM_TYPES, FieldType, UseLevel
from federation.mapping.columns import CROSSWALK_TABLES

HERE = Path(__file__).parent
STAMP = datetime(2026, 1, 1, tzinfo=UTC)  # of every file made, so that equal content is equal bytes
CITIES = ("shantou", "xian", "yinchuan")

Source = Mapping[str, Any]
Rows = list[dict[str, object]]

_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(name: str) -> dict[str, Any]:
    """A source file."""
    return tomllib.loads((HERE / "source" / f"{name}.toml").read_text(encoding="utf-8"))


def organ_code(organ: Source) -> Uscc:
    """A fictional organ's code with both check characters (GB 11714, GB 32100-2015)."""
    body = f"TEXT{organ['number']}"
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _GB11714_WEIGHTS, strict=True))
    check = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    head = f"{organ['kind']}{organ['place']}{body}{check}"
    return Uscc(head + uscc.calc_check_digit(head))


def organs(cities: Iterable[Source]) -> dict[str, list[dict[str, str]]]:
    """What each city's member speaks for, for the development directory."""
    return {
        city["locality"]: [
            {"uscc": organ_code(organ), **{name: organ[name] for name in ("name", "place", "role")}}
            for organ in city["organs"].values()
        ]
        for city in cities
    }


def codes(city: Source, item: Source) -> dict[str, str]:
    """The implementation code of an item, and its handling-item code if it has one."""
    organ = city["organs"][item["organ"]]
    task = f"{organ_code(organ)}{organ['level']}{item['base']}"
    return {"task_code": task} | ({"task_handle_item": task + item["handling"]} if "handling" in item else {})


def item_row(city: Source, item: Source) -> dict[str, object]:
    """One row of 实施清单."""
    organ = city["organs"][item["organ"]]
    return codes(city, item) | {
        "task_name": item["name"],
        "catalog_code": item["base"],
        "handle_item_name": item.get("situation"),
        "task_type": ITEM_TYPES[item["base"][2:4]],
        "dept_name": organ["name"],
        "dept_code": organ_code(organ),
        "use_level": UseLevel.by_code(organ["level"]).label,
        "project_type": item["kind"],
        "server_type": item["serves"],
        "anticipate_day": item["legal"],
        "anticipate_type": item.get("legal_unit", "工作日"),
        "promise_day": item["promised"],
        "promise_type": item.get("promised_unit", "工作日"),
        "accept_condition": item["condition"],
        "plan_effective_date": date.fromisoformat(city["effective"]),
        "task_state": "在用",
        "link_way": organ["phone"],
        "supervise_way": city["supervision"],
        "transact_addr": city["address"],
        "transact_time": city["hours"],
        "is_fee": "是" if item.get("fee") else "否",
        "fee_stand": item.get("fee_note"),
        "special_procedure": item.get("special"),
        "result_name": item["result"],
        "channel": item.get("channel", "本系统"),
        "synthetic": "是",
    }


def material_rows(city: Source, item: Source) -> Rows:
    """Its rows of 材料清单."""
    names = (
        "material_code",
        "material_name",
        "material_type",
        "material_format",
        "is_need",
        "source_type",
        "page_num",
        "condition",
    )
    rows = [dict(zip(names, line.split("|"), strict=False)) for line in item["materials"]]
    return [codes(city, item) | row | {"page_num": int(row["page_num"])} for row in rows]


def field_rows(city: Source, item: Source) -> Rows:
    """Its rows of 表单字段."""
    rows: Rows = []
    for line in item["fields"]:
        code, label, kind, required, detail = line.split("|")
        row: dict[str, object] = {
            "field_code": code,
            "field_label": label,
            "field_type": FieldType.by_code(kind).label,
            "is_required": required,
        }
        match FieldType.by_code(kind):
            case FieldType.CHOICE:
                row["choices"] = detail
            case FieldType.DATE:
                row["date_format"] = city["date_format"]
            case FieldType.NUMBER:
                row["unit"] = detail
        rows.append(codes(city, item) | row)
    return rows


def catalogue_rows(city: Source) -> dict[str, Rows]:
    """The three sheets of a catalogue."""
    items = city["item"]
    return {
        "实施清单": [item_row(city, item) for item in items],
        "材料清单": [row for item in items for row in material_rows(city, item)],
        "表单字段": [row for item in items for row in field_rows(city, item)],
    }


def crosswalk_rows(source: Source, cities: Iterable[Source]) -> dict[str, Rows]:
    """The five sheets of the crosswalk."""
    situations = {
        f"{item['base']}/{item['handling']}": codes(city, item)["task_handle_item"]
        for city in cities
        for item in city["item"]
        if "handling" in item
    }
    sheets: dict[str, Rows] = {table.name: [] for table in CROSSWALK_TABLES}
    sheets["对照说明"].append(
        {
            "accepting": source["accepting"],
            "handling": source["handling"],
            "version": source["version"],
            "effective_from": date.fromisoformat(source["effective"]),
        }
    )
    for row in source["row"]:
        handling = row.get("handling")
        pair = {"accepting_code": row["accepting"], "handling_code": situations.get(handling, handling)}
        own = {"canonical_code": row.get("canonical"), "relation": row["relation"]}
        sheets["事项对照"].append(pair | own | {"condition": row.get("condition"), "note": row.get("note")})
        sheets["材料对照"] += [pair | _material_rule(line) for line in row.get("materials", ())]
        sheets["字段规则"] += [pair | _field_rule(line) for line in row.get("fields", ())]
    for name, lines in source["tables"].items():
        pairs = [line.split("=") for line in lines]
        sheets["代码表"] += [{"table": name, "from_code": ours, "to_code": theirs} for ours, theirs in pairs]
    return sheets


def _material_rule(line: str) -> dict[str, object]:
    names = ("source_material", "target_material", "material_relation", "condition", "note")
    return dict(zip(names, line.split("|"), strict=False))


def _field_rule(line: str) -> dict[str, object]:
    target, rule, sources, *more = line.split("|")
    parameters = dict(part.split("=", 1) for part in more[0].split(";")) if more else {}
    if parameters.get("separator") == " ":
        parameters["separator"] = "空格"
    return {"target_field": target, "rule": rule, "source_fields": sources, **parameters}


def workbook(title: str, sheets: Mapping[str, Rows], tables: Iterable[Table]) -> bytes:
    """An .xlsx as a city would send it: a title, a header, rows; every code is text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.append([title])
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.append([column.label for column in table.columns])
        for cell in sheet[2]:
            cell.font = Font(bold=True)
        for row in sheets[table.name]:
            sheet.append([row.get(column.field) for column in table.columns])
        for index, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(index)].width = max(10, 2 * len(column.label) + 4)
        for cells in sheet.iter_rows(min_row=3):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A3"
    packed = io.BytesIO()
    book.save(packed)
    return still(packed.getvalue())


def still(packed: bytes) -> bytes:
    """The same workbook without the hour it was made at."""
    made = io.BytesIO()
    stamp = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return made.getvalue()


def make() -> dict[str, bytes]:
    """Every file by its path below this folder."""
    cities = [read(name) for name in CITIES]
    tables = catalogue_tables(UNDECLARED)
    files = {
        f"catalogues/{name}.xlsx": workbook(
            f"{city['name']}政务服务事项实施清单（示例，内容虚构）", catalogue_rows(city), tables
        )
        for name, city in zip(CITIES, cities, strict=True)
    }
    crosswalk = read("crosswalk")
    pair = f"{crosswalk['accepting']}-{crosswalk['handling']}"
    title = f"{cities[0]['name']}—{cities[1]['name']}事项对照表（示例，内容虚构）"
    files[f"crosswalks/{pair}.xlsx"] = workbook(title, crosswalk_rows(crosswalk, cities), CROSSWALK_TABLES)
    files["organs.json"] = (json.dumps(organs(cities), ensure_ascii=False, indent=1) + "\n").encode()
    return files


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to; default: this one")
    out = parser.parse_args().out
    for name, content in make().items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{path}  {len(content)} bytes")


if __name__ == "__main__":
    main()
