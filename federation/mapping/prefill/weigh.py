"""What each fact is worth on a day: which one is used for its code, and why the others are not.

A fact stands if the table takes it from that source, it is not too old, it is written as the table says, and no
other source that stands says otherwise: whoever puts in data answers for its being right (个人信息保护法 8条), so
a contradiction is for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from federation.items import FieldSpec
from federation.items.form import fits
from federation.mapping.prefill.facts import Fact
from federation.mapping.prefill.table import PrefillTable


@dataclass(slots=True, kw_only=True)
class Weighed:
    """What each fact is worth.

    Attributes:
        standing: by code, the one that is used.
        torn: by code, which sources contradict each other.
        why: of every fact that does not stand, in Chinese.
    """

    standing: dict[str, Fact] = field(default_factory=dict)
    torn: dict[str, str] = field(default_factory=dict)
    why: dict[Fact, str] = field(default_factory=dict)


def weigh(table: PrefillTable, facts: Sequence[Fact], on: date) -> Weighed:
    """Judge every fact; of several that say the same, the table's first source stands.

    Args:
        table: what is taken, from whom, for how long.
        facts: about one applicant.
        on: today.
    """
    weighed = Weighed()
    sound: dict[str, list[Fact]] = {}
    for fact in facts:
        why = _unfit(table, fact, on)
        if why:
            weighed.why[fact] = why
        else:
            sound.setdefault(fact.code, []).append(fact)
    for code, several in sound.items():
        order = table.facts[code].sources.index
        first, *others = sorted(several, key=lambda fact: order(fact.source))
        if len({fact.value for fact in several}) > 1:
            weighed.torn[code] = "、".join(fact.source.label for fact in (first, *others)) + "所说不一致"
            weighed.why.update(dict.fromkeys(several, weighed.torn[code]))
        else:
            weighed.standing[code] = first
            weighed.why.update(dict.fromkeys(others, f"与{first.source.label}一致，以其为准"))
    return weighed


def _unfit(table: PrefillTable, fact: Fact, on: date) -> str:
    """Why a fact cannot stand, whatever the others say; empty if it can."""
    need, source = table.facts.get(fact.code), fact.source.label
    if need is None:
        return "预填表没有这项事实"
    if fact.source not in need.sources:
        return f"来自{source}，预填表不采用"
    if fact.on > on:
        return f"{source}的取得日期在今天之后"
    if need.good_days is not None and (on - fact.on).days > need.good_days:
        term = f"用 {need.good_days} 天" if need.good_days else "当天用"
        return f"由{source}于 {fact.on} 取得，只能{term}"
    return "" if fits(need.spec)(fact.value) else f"来自{source}，写法不合（应为{_writing(need.spec)}）"


def _writing(spec: FieldSpec) -> str:
    """How a fact has to be written; a table names its choices by code alone."""
    return " " + "、".join(choice.code for choice in spec.choices) + " 之一" if spec.choices else spec.hint()
