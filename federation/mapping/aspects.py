"""The aspects of an item that are one text each: how each is written, and what a difference means.

A table: aspect, how an item says it, what the window is told where two items say it differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from federation.items import Item, Limit
from federation.items.cells import label_key
from federation.items.codes import type_label
from federation.items.tables import Channel, Coded, ProjectType
from federation.mapping.differences import SAME, UNSAID, Aspect, Line

_CLAUSE = re.compile(r"[；;。\n]+")
_NUMBERING = re.compile(r"^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])\s*")
_CLAUSES = 3  # named of a long condition: the whole text stands beside the sentence
_CLAUSE_CHARS = 40


@dataclass(frozen=True, slots=True)
class _Row:
    """How an aspect is written, and the sentence where both places say it and differ."""

    aspect: Aspect
    text: Callable[[Item], str]
    says: Callable[[Item, Item], str]
    key: Callable[[Item], object] | None = None  # what must be equal; the text if None


def scalar_lines(ours: Item, theirs: Item) -> Iterator[Line]:
    """One line for each aspect that is one text."""
    return (_line(row, ours, theirs) for row in _ROWS)


def _line(row: _Row, ours: Item, theirs: Item) -> Line:
    here, there = row.text(ours), row.text(theirs)
    key = row.key or (lambda item: label_key(row.text(item)))
    if key(ours) == key(theirs):
        return Line(
            aspect=row.aspect, ours=here, theirs=there, same=True, says=SAME if there else f"两地都{UNSAID}"
        )
    if not there:
        says = f"办理地{UNSAID}，{_ask(theirs)}"
    elif not here:
        says = f"办理地：{there}；受理地{UNSAID}"
    else:
        says = row.says(ours, theirs)
    return Line(aspect=row.aspect, ours=here, theirs=there, same=False, says=says)


def _ask(item: Item) -> str:
    return f"请向{item.organ_name}咨询" + (f"（{item.phone}）" if item.phone else "")


def _noted(text: str, note: str) -> str:
    return f"{text}（{note}）" if text and note else text or note


def _labels(codes: Iterable[Coded]) -> str:
    return "、".join(code.label for code in codes)


def _limit(limit: Limit | None) -> str:
    return str(limit) if limit is not None else ""


def _limit_says(name: str, ours: Limit | None, theirs: Limit | None) -> str:
    if ours is None or theirs is None or ours == theirs:
        return f"{name}的说明不同，按办理地的说明计算"
    if not theirs.amount:
        return "办理地当场办结"
    if not ours.amount:
        return f"受理地当场办结，办理地要{theirs}"
    if ours.unit is not theirs.unit:
        return f"计算单位不同，按办理地的{theirs}计算"
    more = theirs.amount - ours.amount
    return f"办理地{name}{'长' if more > 0 else '短'}{abs(more)}个{theirs.unit.label}，为{theirs}"


def _set_says(ours: Iterable[Coded], theirs: Iterable[Coded], not_: str, also: str) -> str:
    here, there = tuple(ours), tuple(theirs)
    parts = (
        (not_, _labels(code for code in here if code not in there)),
        (also, _labels(code for code in there if code not in here)),
    )
    return "；".join(f"{verb}{labels}" for verb, labels in parts if labels)


def _clauses(text: str) -> dict[str, str]:
    """The clauses of a condition by what they say, numbering aside."""
    found = (_NUMBERING.sub("", part).strip() for part in _CLAUSE.split(text))
    return {label_key(part): part for part in found if part}


def _condition_says(ours: Item, theirs: Item) -> str:
    here, there = _clauses(ours.accept_condition), _clauses(theirs.accept_condition)
    more = [f"“{_cut(text)}”" for key, text in there.items() if key not in here]
    less = [f"“{_cut(text)}”" for key, text in here.items() if key not in there]
    parts = (("办理地另要求", more), ("办理地没有写", less))
    said = "；".join(
        f"{verb}{'、'.join(found[:_CLAUSES])}{'等' * (len(found) > _CLAUSES)}"
        for verb, found in parts
        if found
    )
    return said or "写法不同，内容相同"


def _cut(text: str) -> str:
    return text if len(text) <= _CLAUSE_CHARS else text[: _CLAUSE_CHARS - 1] + "…"


def _fee(item: Item) -> str:
    if not item.fee:
        return "不收费"
    about = "；".join(dict.fromkeys(part for part in (item.fee_note, item.fee_basis) if part))
    return _noted("收费", about)


def _fee_says(ours: Item, theirs: Item) -> str:
    if not theirs.fee:
        return "办理地不收费"
    if not ours.fee:
        return "办理地收费，由办理地收取，窗口不代收"
    return "收费标准不同，按办理地标准，由办理地收取"


def _visits(item: Item) -> str:
    if item.scene_count is None:
        return item.scene_reason
    return _noted(f"到现场{item.scene_count}次" if item.scene_count else "不用到现场", item.scene_reason)


def _visits_says(ours: Item, theirs: Item) -> str:
    if theirs.scene_count == 0:
        return "办理地不要求到现场"
    if ours.scene_count == theirs.scene_count:
        return "到现场的原因不同，请按办理地告知申请人"
    return f"办理地要求{_visits(theirs)}"


def _express(item: Item) -> str:
    return "" if item.express is None else "支持" if item.express else "不支持"


def _result(item: Item) -> str:
    return _noted(item.result, item.result_type.label if item.result_type else "")


_ROWS: tuple[_Row, ...] = (
    _Row(
        Aspect.ORGAN,
        lambda item: f"{item.organ_name}（{item.level.label}）",
        lambda _ours, theirs: (
            f"由{theirs.organ_name}决定" + (f"，咨询电话 {theirs.phone}" if theirs.phone else "")
        ),
        lambda item: item.organ,
    ),
    _Row(
        Aspect.TYPE,
        lambda item: type_label(item.type),
        lambda ours, theirs: f"办理地按{type_label(theirs.type)}办理，受理地按{type_label(ours.type)}",
    ),
    _Row(
        Aspect.KIND,
        lambda item: item.kind.label,
        lambda ours, theirs: (
            "办理地即时办结"
            if theirs.kind is ProjectType.INSTANT
            else f"办理地是{theirs.kind.label}，受理地是{ours.kind.label}"
        ),
    ),
    _Row(
        Aspect.SERVERS,
        lambda item: _labels(item.servers),
        lambda ours, theirs: _set_says(ours.servers, theirs.servers, "办理地不面向", "办理地还面向"),
        lambda item: frozenset(item.servers),
    ),
    _Row(
        Aspect.LEGAL,
        lambda item: _noted(_limit(item.legal), item.legal_note),
        lambda ours, theirs: _limit_says("法定时限", ours.legal, theirs.legal),
    ),
    _Row(
        Aspect.PROMISED,
        lambda item: _noted(_limit(item.promised), item.promised_note),
        lambda ours, theirs: _limit_says("承诺时限", ours.promised, theirs.promised),
    ),
    _Row(Aspect.CONDITION, lambda item: item.accept_condition, _condition_says),
    _Row(Aspect.FEE, _fee, _fee_says),
    _Row(
        Aspect.SPECIAL,
        lambda item: item.special,
        lambda _ours, theirs: f"特别程序不同，按办理地：{theirs.special}",
    ),
    _Row(
        Aspect.HANDLE_TYPES,
        lambda item: _labels(item.handle_types),
        lambda ours, theirs: _set_says(ours.handle_types, theirs.handle_types, "办理地没有", "办理地还有"),
        lambda item: frozenset(item.handle_types),
    ),
    _Row(Aspect.VISITS, _visits, _visits_says),
    _Row(Aspect.EXPRESS, _express, lambda _ours, theirs: f"办理地{_express(theirs)}物流快递"),
    _Row(
        Aspect.RESULT,
        _result,
        lambda ours, theirs: f"办理地发{_result(theirs)}，受理地发{_result(ours)}",
    ),
    _Row(
        Aspect.CHANNEL,
        lambda item: item.channel.label,
        lambda _ours, theirs: (
            "办理地走国家垂管系统，本系统不收件，请按指南引导"
            if theirs.channel is Channel.NATIONAL_LINE
            else "办理地由本系统收件"
        ),
    ),
)
