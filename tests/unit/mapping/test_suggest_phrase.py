"""Names taken apart, organs told to lines, and the tables of words themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from federation.ids import BaseCode
from federation.mapping.suggest.contrasts import ASIDE, FIRST, KIN, LIFE, MARKS, STAGES
from federation.mapping.suggest.departments import KINDRED, LINES, SUBJECTS, lines_of, nearness
from federation.mapping.suggest.phrase import flat, read
from federation.mapping.suggest.profile import profiles
from federation.mapping.suggest.words import NATURES, NOISE, SAME
from tests.unit.mapping.labelled import SIDES, catalogue

STAGE = {
    "食品经营许可证核发": set(),
    "食品经营许可（首次申请）": {"首次"},
    "药品经营许可证换发（有效期届满）": {"换发"},
    "机动车驾驶证期满换领": {"延续"},
    "居民身份证遗失补领": {"补发"},
    "营业执照补（换）领": {"补发", "换发"},
    "护士变更注册、延续注册": {"变更", "延续"},
    "社会团体登记（成立）": {"首次"},
    "设立人力资源服务机构许可（变更）": {"变更"},
    "宗教活动场所设立、变更、注销登记（终止）": {"注销"},
    "基本医疗保险关系转移接续（转入）": {"转入"},
    "道路运输证信息查询": {"查询"},
    "单位参保证明查询打印": {"查询", "出具"},
    "与单位终止劳动关系提取住房公积金": set(),
    "失业人员领取失业补助金": set(),
}


@pytest.mark.parametrize("name", STAGE)
def test_stages(name: str):
    """The step in the life of a licence, as its many names say it."""
    assert read(name).stages == STAGE[name]


SAME_NAMES = [
    ("城镇企业职工基本养老保险关系转移接续", "企业养老保险关系转移"),
    ("《出生医学证明》补发", "出生医学证明遗失补办"),
    ("企业投资项目备案（内资）", "企业投资项目备案(内资)"),
    ("网络预约出租汽车经营许可", "网约车经营许可证核发"),
    ("农药经营许可（限制使用农药除外）", "农药经营许可证核发"),
    ("危险化学品经营许可证延期申请", "危化品经营许可延续"),
    ("民办非企业单位成立登记", "社会服务机构成立登记"),
    ("对义务兵家庭优待金的发放", "对义务兵家庭优待金的给付"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NAMES)
def test_names_of_one_meaning(one: str, other: str):
    """Two cities' names for one thing read the same: object, stage and marks."""
    first, second = read(one), read(other)
    assert (first.pieces, first.stages, first.marks) == (second.pieces, second.stages, second.marks)


def test_marks_exclude_each_other():
    """Words that never stand for each other are told apart by kind."""
    assert read("城镇职工基本医疗保险").marks["人群"] == {"职工"}
    assert read("城乡居民基本医疗保险").marks["人群"] == {"居民"}
    assert read("往来港澳通行证").marks["证件"] == {"港澳通行证"}


def test_own_places_say_nothing():
    """A city's own name in an item's name is left out, its districts' too; like-sounding words stay."""
    ours = catalogue(SIDES["first"][0], "公安|07|汕头市居住证签发", "科技|20|高新技术企业认定")
    plain = {profile.item.name: profile.phrase.plain for profile in profiles(ours)}
    assert plain == {"汕头市居住证签发": "居住证许可", "高新技术企业认定": "高新技术企业认定"}


def test_an_item_of_the_fund_is_about_the_fund():
    """Where all items of an organ are about one thing, those that do not say so count as saying it."""
    (found,) = profiles(catalogue(SIDES["first"][0], "公积金|20|单位缴存登记"))
    assert found.phrase.pieces == ("单位缴存", "公积金")


ORGANS = {
    "汕头市食品药品监督管理局": {"药监"},
    "西安市莲湖区市场监督管理局": {"市监"},
    "某市卫生和计划生育委员会": {"卫健"},
    "某市国土资源局": {"自然"},
    "某市文化广电旅游体育局": {"文旅", "广电", "体育"},
    "某市住房公积金管理中心": {"公积金"},
    "某市公安局交通警察支队": {"公安"},
    "某市医疗保障事业中心": {"医保"},
    "某市社会保险基金管理局": {"人社"},
    "某市行政审批服务局": set(),
    "某市政务服务数据管理局": set(),
}


@pytest.mark.parametrize("organ", ORGANS)
def test_lines_by_name(organ: str):
    """Organs of today and of before the reforms are told to their lines; approval bureaus to none."""
    item = catalogue(SIDES["first"][0], "市监|01|x").items[0]
    assert lines_of(replace(item, organ_name=organ)) == ORGANS[organ]


def test_lines_by_national_code():
    """An approval bureau's item with a national code belongs to that code's department."""
    item = catalogue(SIDES["second"][1], "文旅|01|x").items[0]
    assert lines_of(item) == set()
    assert lines_of(replace(item, base=BaseCode("000115011001"))) == {"自然"}


def test_nearness_of_lines():
    """The same line, a kindred one, a strange one."""
    market, drug, police = frozenset({"市监"}), frozenset({"药监"}), frozenset({"公安"})
    assert [nearness(market, other) for other in (market, drug, police)] == [1.0, 0.3, 0.0]


def test_no_word_is_read_two_ways():
    """A word has one meaning: it is under one head, and is not a stage or noise as well."""
    meant = [flat(word) for head, words in SAME.items() for word in (head, *words)]
    assert sorted(set(meant)) == sorted(meant)
    stages = {flat(word) for words in STAGES.values() for word in words}
    noise = set(map(flat, NOISE))
    assert not set(meant) & (stages | noise)
    assert not stages & noise


def test_tables_speak_of_what_is_there():
    """Kinships, sets and subjects name stages, acts and lines that exist."""
    assert {FIRST} | LIFE | ASIDE | set(chain.from_iterable(KIN)) <= STAGES.keys()
    assert SAME.keys() | {"备案"} >= NATURES
    assert set(chain.from_iterable(KINDRED)) | SUBJECTS.keys() <= LINES.keys()
    assert all(mark.count(":") == 1 for mark in MARKS)
    assert not LIFE & ASIDE


def test_marks_are_words_that_are_left():
    """A mark's word is not one that is read as another before marks are looked for."""
    rewritten = {flat(word) for words in SAME.values() for word in words}
    assert not {flat(word) for words in MARKS.values() for word in words} & rewritten
