"""A bundle over invented items of two other cities, one on a national line and one of the window's own hall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from federation.case.agreement import ItemTerms
from federation.case.bundle import Bundle, Checked, check_bundle
from federation.case.bundle_file import load_bundle
from federation.case.choices import Mode
from federation.case.powers import NO_AGREEMENTS, Agreements
from federation.ids import Locality
from federation.items import Catalogue, Item
from federation.items.form import DateFormat
from federation.items.tables import Channel, FieldType, Need
from tests.worlds.agreements import agreement
from tests.worlds.items import field, item, material
from tests.worlds.items import version as catalogue

SHANTOU, XIAN, YINCHUAN = Locality("440500"), Locality("610100"), Locality("640100")
ON = date(2026, 11, 24)
FOOD, BIRTH, PASSPORT, LOCAL = "000131911001", "000709902001", "000155931001", "000131911002"
TEXT = """
name = "birth"
version = "2026.1"
title = "出生一件事"
accepting = "440500"
rule = "all"
guidance = "先登记。"
[[member]]
key = "food"
place = "610100"
item = "000131911001"
[[member]]
key = "birth"
place = "640100"
item = "000709902001"
[[member]]
key = "passport"
place = "610100"
item = "000155931001"
[[member]]
key = "local"
place = "440500"
item = "000131911002"
[[material]]
code = "ID"
name = "身份证"
serves = [{ member = "food", code = "M01", copies = 1 }, { member = "birth", code = "M01", originals = 1 }]
[[field]]
code = "DAY"
name = "日期"
serves = [{ member = "food", code = "F02" }, { member = "birth", code = "F02" }]
"""


def items() -> dict[str, Item]:
    """The items by their base codes."""
    papers = (material("M01", "身份证"), material("M02", "照片", need=Need.OPTIONAL))
    plain = field("F02", "日期", type=FieldType.DATE, date_format=DateFormat.PLAIN)
    return {
        FOOD: item(base=FOOD, materials=papers, fields=(field("F01", "姓名"), plain)),
        BIRTH: item(
            base=BIRTH,
            materials=papers,
            fields=(field("F01", "姓名"), replace(plain, date_format=DateFormat.DASHED)),
        ),
        PASSPORT: item(base=PASSPORT, channel=Channel.NATIONAL_LINE),
        LOCAL: item(base=LOCAL),
    }


def catalogues(**changed: Item) -> Mapping[Locality, Catalogue]:
    """Each place's catalogue; ``changed`` items by ``b`` and their base code."""
    held = {**items(), **{name.removeprefix("b"): one for name, one in changed.items()}}
    where = {XIAN: (FOOD, PASSPORT), YINCHUAN: (BIRTH,), SHANTOU: (LOCAL,)}
    return {place: catalogue(*(held[code] for code in codes)) for place, codes in where.items()}


def bundle(*changes: tuple[str, str]) -> Bundle:
    """The bundle, with words of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_bundle(text.encode())


def checked(of: Bundle | None = None, agreements: Agreements = NO_AGREEMENTS, **changed: Item) -> Checked:
    """The bundle held against the catalogues."""
    return check_bundle(of or bundle(), catalogue_of=catalogues(**changed).get, agreements=agreements, on=ON)


def agreed(*modes: Mode) -> Agreements:
    """An agreement of Shantou and Xi'an about the food item in some modes."""
    terms = ItemTerms(codes=(FOOD,), modes=frozenset(modes), powers=frozenset())
    made: Any = agreement()
    return Agreements.of([replace(made, items=(terms,))])


PAIR = """
name = "xinsheng"
version = "1"
title = "新生儿一件事"
accepting = "440500"
rule = "each"
[[member]]
key = "money"
place = "610100"
item = "000536941000"
[[member]]
key = "paper"
place = "610100"
item = "002023971000"
[[member]]
key = "passport"
place = "610100"
item = "000155931001"
[[material]]
code = "ID"
name = "身份证"
serves = [{ member = "paper", code = "C02", copies = 1 }, { member = "money", code = "C05" }]
[[field]]
code = "MQ"
name = "母亲姓名"
serves = [{ member = "money", code = "F01" }, { member = "paper", code = "F03" }]
"""
"""A bundle of two items of Xi'an in the example catalogues, and one on a national line."""
PASSPORT_CODE = "11610100TEXT01052T3000155931001"


def brought() -> dict[str, Any]:
    """Everything an applicant needs for it."""
    paper = {"disposition": "keep", "originals": 1}
    number = "440511199503120020"
    return {
        "applicant": {
            "name": "测试乙",
            "id_scheme": "GA/T 2000.156",
            "id_type": "111",
            "id_number": number,
            "phone": "16000000002",
            "address": "广东省汕头市龙湖区",
        },
        "delivery": "home",
        "identity_checked": True,
        "form_checked": True,
        "notice_version": "2026-01",
        "fields": {"MQ": "测试乙"},
        "materials": [{"code": "ID", "files": ["id.pdf"], "disposition": "copy", "copies": 1}],
        "members": {
            "money": {
                "fields": {
                    "F02": number,
                    "F03": "20261008",
                    "F04": "SC",
                    "F05": "1",
                    "F06": "6800",
                    "F07": "6222000000000000001",
                },
                "materials": [
                    {"code": "C01", "files": ["form.pdf"], **paper},
                    {"code": "C02", "files": ["paper.pdf"], **paper},
                    {"code": "C03", "files": ["paper.pdf"], **paper},
                ],
            },
            "paper": {
                "fields": {
                    "F01": "测试丙",
                    "F02": "20261008",
                    "F04": number,
                    "F05": "西安市某医院",
                    "F06": "YS",
                },
                "materials": [
                    {"code": "C01", "files": ["form.pdf"], **paper},
                    {"code": "C03", "files": ["paper.pdf"], **paper},
                ],
            },
        },
    }
