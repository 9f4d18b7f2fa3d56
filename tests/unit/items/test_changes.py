"""What changed in one item: every value of it, its materials and its form, each said in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from federation.ids import BaseCode
from federation.items import Choice, Condition, DateFormat, FieldSpec, Item, Limit, MaterialSpec
from federation.items.changes import FIELD_VALUES, ITEM_VALUES, MATERIAL_VALUES, Aspect, changes
from federation.items.tables import (
    Channel,
    FieldType,
    HandleArea,
    HandleType,
    ItemState,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    SourceType,
    UseLevel,
)
from tests.worlds.items import CARD, CITY_NEW, field, item, material


def said(old: Item, new: Item) -> list[str]:
    """What is said of one item."""
    return [one.said for one in changes(old, new)]


# Another value for every attribute that is compared.
OTHER: dict[str, Any] = {
    "name": "别的名称",
    "situation": "个人",
    "base": BaseCode(CARD),
    "type": "07",
    "local_base": "甲1",
    "local_task": "甲2",
    "organ": CITY_NEW,
    "organ_name": "别的局",
    "organ_kind": OrganKind.STATUTORY,
    "level": UseLevel.COUNTY,
    "promised": Limit(amount=5, unit=LimitUnit.WORKING_DAY),
    "promised_note": "不含公示",
    "legal": Limit(amount=0, unit=LimitUnit.WORKING_DAY),
    "legal_note": "不含公示",
    "special": "听证",
    "accept_condition": "年满十八周岁",
    "servers": (ServerType.NATURAL,),
    "fee": True,
    "fee_note": "10元",
    "fee_basis": "某文件",
    "state": ItemState.SUSPENDED,
    "effective_from": date(2026, 1, 1),
    "effective_to": date(2027, 1, 1),
    "channel": Channel.NATIONAL_LINE,
    "kind": ProjectType.INSTANT,
    "handle_types": (HandleType.WINDOW,),
    "area": HandleArea.NATION,
    "scene_count": 0,
    "scene_reason": "核验",
    "flow": "受理、决定",
    "express": False,
    "by_law": "某法",
    "result": "许可证",
    "result_type": ResultType.LICENCE,
    "phone": "12345",
    "supervision": "12345",
    "address": "一楼",
    "hours": "九点",
    "materials_note": "见附件",
    "synthetic": True,
}
OTHER_MATERIAL: dict[str, Any] = {
    "code": "M09",
    "name": "户口簿",
    "need": Need.DEFERRABLE,
    "condition": Condition("F01", ("1",)),
    "originals": 3,
    "copies": 2,
    "type": MaterialType.ORIGINAL,
    "format": MaterialFormat.PAPER,
    "source": SourceType.APPLICANT,
    "note": "盖章",
}
OTHER_FIELD: dict[str, Any] = {
    "code": "F09",
    "label": "曾用名",
    "type": FieldType.CHOICE,
    "required": False,
    "choices": (Choice("1", "是"),),
    "date_format": DateFormat.HAN,
    "unit": "元",
}


def test_nothing_is_left_out_of_the_comparison() -> None:
    """Every attribute of the three classes is compared, whatever is added to them later."""
    apart = {"key", "task", "handling_item", "materials", "fields"}  # by the code, and by lists of their own
    assert {name for name, _, _ in ITEM_VALUES if "." not in name} == {
        one.name for one in fields(Item)
    } - apart
    assert {name for name, _ in MATERIAL_VALUES} == {one.name for one in fields(MaterialSpec)}
    assert {name for name, _ in FIELD_VALUES} == {one.name for one in fields(FieldSpec)}


@pytest.mark.parametrize("name", sorted(OTHER))
def test_every_value_of_an_item(name: str) -> None:
    """One value that is another is one change, said in words, both ways round."""
    old, new = item(), replace(item(), **{name: OTHER[name]})
    (there,), (back,) = changes(old, new), changes(new, old)
    assert (there.before, there.after) == (back.after, back.before)
    assert there.aspect is back.aspect
    assert there.label in there.said
    assert there.after in there.said


@pytest.mark.parametrize("name", sorted(OTHER_MATERIAL))
def test_every_value_of_a_material(name: str) -> None:
    """The material keeps its place beside one that stays."""
    old = material("M01", "申请表")
    new = replace(old, **{name: OTHER_MATERIAL[name]})
    stays = material("M02", "身份证")
    (found,) = changes(item(materials=(old, stays)), item(materials=(new, stays)))
    assert (found.aspect, found.about) == (Aspect.MATERIAL_CHANGED, new.code)
    assert found.after in found.said


@pytest.mark.parametrize("name", sorted(OTHER_FIELD))
def test_every_value_of_a_field(name: str) -> None:
    """The field keeps its place beside one that stays."""
    old = field("F01", "姓名")
    new = replace(old, **{name: OTHER_FIELD[name]})
    stays = field("F02", "电话")
    (found,) = changes(item(fields=(old, stays)), item(fields=(new, stays)))
    assert (found.aspect, found.about) == (Aspect.FIELD_CHANGED, new.code)
    assert found.after in found.said


def test_a_limit_says_whether_it_became_shorter() -> None:
    """In one unit that can be said; between two units it is not."""
    days, month = Limit(amount=5, unit=LimitUnit.WORKING_DAY), Limit(amount=1, unit=LimitUnit.MONTH)
    assert said(item(), item(promised=days)) == ["承诺办结时限由“10个工作日”改为“5个工作日”（缩短）"]
    assert said(item(promised=days), item()) == ["承诺办结时限由“5个工作日”改为“10个工作日”（延长）"]
    assert said(item(), item(promised=month)) == ["承诺办结时限由“10个工作日”改为“1个月”"]
    assert said(item(), item(promised=None)) == ["删去承诺办结时限“10个工作日”"]


def test_materials_that_came_went_and_were_numbered_anew() -> None:
    """A new first line moves all the numbers on: only the line is new."""
    new = (
        material("M01", "承诺书", need=Need.DEFERRABLE),
        material("M02", "申请表"),
        material("M03", "身份证"),
    )
    assert said(item(), item(materials=new)) == [
        "增加材料“承诺书”（M01），容缺后补",
        "材料“申请表”（M01）的编码由“M01”改为“M02”",
        "材料“身份证”（M02）的编码由“M02”改为“M03”",
    ]
    assert said(item(), item(materials=item().materials[:1])) == ["减少材料“身份证”（M02）"]


def test_fields_and_an_order_that_changed() -> None:
    """Only the order of what stayed counts as order."""
    first, second = item().fields
    assert said(item(), item(fields=(second, first))) == ["填报项的顺序有调整"]
    assert said(item(), item(fields=(field("F00", "编号"), first, second))) == [
        "增加填报项“编号”（F00），必填"
    ]
    assert said(item(), item(fields=(second,))) == ["减少填报项“姓名”（F01）"]


def test_long_values_are_whole_and_cut_only_in_words() -> None:
    """A sentence can be read; the value is there to the last character."""
    text = "须符合" + "条件" * 100
    (found,) = changes(item(), item(accept_condition=text))
    assert found.after == text
    assert len(found.said) < 100
