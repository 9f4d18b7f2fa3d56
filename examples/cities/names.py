"""How real cities vary names: other words, another order, brackets; of items, materials and fields."""

from __future__ import annotations

import re

from examples.cities.dice import Dice
from examples.cities.pool import PoolField, PoolItem, PoolMaterial, blocks

# What is said otherwise wherever it stands, and verbs that end a name or stand before its brackets.
_NOUNS: tuple[tuple[str, str], ...] = (
    ("社会团体", "社会团体（社团）"),
    ("民办非企业单位", "社会服务机构"),
    ("企业职工基本养老保险", "城镇职工基本养老保险"),
    ("提取住房公积金", "住房公积金提取"),
    ("道路货物运输驾驶员", "道路货运驾驶员"),
    ("残疾人证", "中华人民共和国残疾人证"),
    ("机动车驾驶证", "驾驶证"),
    ("资格认定", "资格审定"),
    ("社会保障卡", "社保卡"),
    ("登记证核发", "登记证书核发"),
    ("基本医疗保险", "医保"),
    ("普通护照", "因私普通护照"),
)
_VERBS: tuple[tuple[str, str], ...] = (
    ("丢失补领", "补办"),
    ("补发", "补办"),
    ("补领", "补发"),
    ("补办", "补领"),
    ("换领", "换发"),
    ("换发", "换证"),
    ("换证", "换发"),
    ("补证", "补办"),
    ("核发", "发放"),
    ("核发", "办理"),
    ("签发", "核发"),
    ("给付", "发放"),
    ("给付", "申领"),
    ("申领", "申请"),
    ("首次申请", "新办"),
    ("新办", "首次申请"),
    ("设立审批", "设立许可"),
    ("审批", "许可"),
    ("许可", "审批"),
    ("认定", "确认"),
    ("备案", "备案登记"),
    ("转移接续", "转移"),
    ("转移接续申请", "转移"),
    ("查询", "查阅"),
    ("设立登记", "开业登记"),
    ("办理", "申办"),
    ("变更", "变更登记"),
    ("注销", "注销登记"),
    ("审查", "审核"),
)
_BRACKETED = re.compile(r"(.+)（(.{2,8})）")
_VERB = re.compile(r"(.{4,})(换领|补领|核发|签发|换证|补证|注销|变更|延续|补办|补发)")
_MATERIAL_WORDS: tuple[tuple[str, str], ...] = (
    ("申请表", "申请书"),
    ("申请书", "申请表"),
    ("证明材料", "相关证明"),
    ("正、副本", "（正副本）"),
    ("平面图", "平面布局图"),
    ("管理制度", "管理制度文本"),
    ("原", "旧"),
    ("决议", "决议（纪要）"),
    ("复印件", ""),
    ("合同", "合同文本"),
    ("声明", "声明书"),
    ("清单", "明细表"),
    ("报告", "报告书"),
)


def item_name(item: PoolItem, dice: Dice) -> str:
    """A city's name for an item: its own words for the same thing."""
    ask = ("name", item.tail)
    kind = dice.number(*ask) % 100
    if kind < 30:  # noqa: PLR2004 - three in ten keep the national name
        return item.name
    if kind < 62 and item.also:  # noqa: PLR2004 - a third use a name of their own
        return dice.pick(item.also, *ask, "also")
    changes = _changes(item.name)
    found = _BRACKETED.fullmatch(item.name)
    turned = _VERB.fullmatch(item.name)
    if kind < 90 and changes:  # noqa: PLR2004 - a quarter change a word
        return dice.pick(changes, *ask, "word")
    if found is not None:
        return f"{found[2]}{found[1]}" if dice.share(0.5, *ask, "front") else f"{found[1]}{found[2]}"
    if turned is not None:
        return f"{turned[2]}{turned[1]}"
    return dice.pick(item.also, *ask, "last") if item.also else item.name


def _changes(name: str) -> list[str]:
    """The name with each word that may be said otherwise changed."""
    stem, bracket, rest = name.partition("（")
    changed = [name.replace(old, new, 1) for old, new in _NOUNS if old in name and new not in name]
    for old, new in _VERBS:
        if stem.endswith(old):
            changed.append(f"{stem.removesuffix(old)}{new}{bracket}{rest}")
    return changed


def material_name(material: PoolMaterial, dice: Dice, *ask: str) -> str:
    """A city's name for a material."""
    ask = ("material", *ask, material.name)
    kind = dice.number(*ask) % 100
    if material.also and kind < 55:  # noqa: PLR2004
        return dice.pick(material.also, *ask, "also")
    changes = [pair for pair in _MATERIAL_WORDS if pair[0] in material.name]
    if changes and kind < 75:  # noqa: PLR2004
        old, new = dice.pick(changes, *ask, "word")
        return material.name.replace(old, new, 1)
    if material.name.endswith(("表", "书")) and kind > 90:  # noqa: PLR2004
        return f"《{material.name}》"
    return material.name


def _others(table: str, label: str) -> tuple[str, ...]:
    return tuple(blocks()[table].get(label, ()))


def field_label(field: PoolField, dice: Dice) -> str:
    """A city's label for a field: the same on all of its forms."""
    others = _others("labels", field.label)
    return dice.pick((field.label, *others), "label", field.label) if others else field.label


def option_label(label: str, dice: Dice) -> str:
    """A city's words for an option: the same on all of its forms."""
    others = _others("options", label)
    return dice.pick((label, label, *others), "option", label) if others else label
