"""How real cities vary names: other words, another order, brackets; of items, materials and fields."""

from __future__ import annotations

import re

from examples.cities.dice import Dice
from examples.cities.pool import PoolField, PoolItem, PoolMaterial, blocks

# What is said otherwise at the beginning of a name, and verbs that end a name or stand before its brackets.
_NOUNS: tuple[tuple[str, str], ...] = (
    ("社会团体", "社会团体（社团）"),
    ("民办非企业单位", "社会服务机构"),
    ("企业职工基本养老保险", "城镇职工基本养老保险"),
    ("道路货物运输驾驶员", "道路货运驾驶员"),
    ("残疾人证", "中华人民共和国残疾人证"),
    ("机动车驾驶证", "驾驶证"),
    ("社会保障卡", "社保卡"),
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
    ("设立许可", "设立审批"),
    ("经营许可", "经营审批"),
    ("经营审批", "经营许可"),
    ("活动审批", "活动许可"),
    ("活动许可", "活动审批"),
    ("购买审批", "购买许可"),
    ("对象认定", "对象确认"),
    ("家庭认定", "家庭确认"),
    ("身份认定", "身份确认"),
    ("组织认定", "组织确认"),
    ("等级认定", "等级评定"),
    ("备案", "备案登记"),
    ("转移接续", "转移"),
    ("转移接续申请", "转移"),
    ("查询", "查阅"),
    ("变更", "变更登记"),
    ("注销", "注销登记"),
    ("审查", "审核"),
)
_BRACKETED = re.compile(r"(.+)（(首次申请|变更|延续|注销|新办|初审)）")
_VERB = re.compile(r"(.{4,})(?<!丢失|遗失|首次|期满)(?<!、)(换领|补领|核发|签发|注销|变更|补办|补发)")
_MATERIAL_WORDS: tuple[tuple[str, str], ...] = (
    ("申请表", "申请书"),
    ("申请书", "申请表"),
    ("证明材料", "相关证明"),
    ("正、副本", "（正副本）"),
    ("平面图", "平面布局图"),
    ("管理制度", "管理制度文本"),
    ("决议", "决议（纪要）"),
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
        front = found[2] != "初审" and dice.share(0.5, *ask, "front")
        return f"{found[2]}{found[1]}" if front else f"{found[1]}{found[2]}"
    if turned is not None:
        return f"{turned[2]}{turned[1]}"
    return dice.pick(item.also, *ask, "last") if item.also else item.name


def _changes(name: str) -> list[str]:
    """The name with each word that may be said otherwise changed."""
    stem, bracket, rest = name.partition("（")
    changed = [name.replace(old, new, 1) for old, new in _NOUNS if name.startswith(old)]
    for old, new in _VERBS:
        if stem.endswith(old) and not (new.endswith("登记") and "登记" in stem):
            changed.append(f"{stem.removesuffix(old)}{new}{bracket}{rest}")
    return changed


def material_name(material: PoolMaterial, dice: Dice, *ask: str) -> str:
    """A city's name for a material."""
    ask = ("material", *ask, material.name)
    kind = dice.number(*ask) % 100
    if material.also and kind < 55:  # noqa: PLR2004
        return dice.pick(material.also, *ask, "also")
    changes = [
        pair for pair in _MATERIAL_WORDS if material.name.endswith(pair[0]) and pair[1] not in material.name
    ]
    if changes and kind < 75:  # noqa: PLR2004
        old, new = dice.pick(changes, *ask, "word")
        return material.name.removesuffix(old) + new
    if material.name.startswith("原") and not material.name.startswith("原始") and kind < 85:  # noqa: PLR2004
        return f"旧{material.name[1:]}"
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
