"""Resolve: which item of the handling place is meant by an item of the accepting place.

In order: a reviewed crosswalk row; then the national code both share. Total: it finds one item,
or says between which ones a person must choose, or why there is none. A `Federation` prepares all
of it once, so that resolving is a look-up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from federation.errors import Reason
from federation.ids import BaseCode, Locality
from federation.items import Catalogue, Condition, Item, ItemKey
from federation.items.codes import is_national
from federation.items.tables import Channel
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow, Relation
from federation.mapping.plan import Plan, explicit, implicit
from federation.mapping.rules import Step


class Via(StrEnum):
    """What a match rests on."""

    CROSSWALK = "crosswalk"
    NATIONAL_CODE = "national_code"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One item of the handling place.

    Attributes:
        accepting: the item asked about.
        handling: the item a case is filed under.
        relation: what the handling item is to the accepting one.
        via: what the match rests on.
        crosswalk: name and version of the crosswalk; empty unless it rests on one.
        canonical: the national code both mean, if there is one.
        condition: the situation that chose it, for SPLIT.
        note: what the crosswalk remarks for the window.
        why: the match in one Chinese sentence.
        plan: how an application is translated.
        steps: what the trace says of the choice of item.
    """

    accepting: Item
    handling: Item
    relation: Relation
    via: Via
    crosswalk: str = ""
    canonical: BaseCode | None = None
    condition: Condition | None = None
    note: str = ""
    why: str
    plan: Plan = field(repr=False, compare=False)
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several items: a person, or the situation (`narrow`), must choose.

    Attributes:
        why: in Chinese, for the window.
        choices: the matches to choose from, by the handling place's code.
        reason: ITEM_AMBIGUOUS.
    """

    why: str
    choices: tuple[Matched, ...]
    reason: Reason = Reason.ITEM_AMBIGUOUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """No case can be opened.

    Attributes:
        reason: ITEM_UNKNOWN, ITEM_UNMAPPED or ITEM_NATIONAL_LINE.
        why: in Chinese, for the window to tell the applicant.
        item: the item the applicant asked about, or the handling place's that cannot be used.
    """

    reason: Reason
    why: str
    item: Item | None = None


Resolution = Matched | Ambiguous | Unmapped


@dataclass(frozen=True, slots=True)
class _Route:
    """A crosswalk row prepared for one accepting item: where it leads, and when."""

    crosswalk: Crosswalk
    row: CrosswalkRow
    matches: tuple[Matched, ...]

    def in_force(self, on: date) -> bool:
        return self.crosswalk.in_force(on) and self.row.in_force(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """Catalogues and crosswalks of several localities, prepared for look-up. Build it with `of`.

    Attributes:
        catalogues: one for each locality.
        crosswalks: as loaded against these catalogues.
    """

    catalogues: Mapping[Locality, Catalogue]
    crosswalks: tuple[Crosswalk, ...]
    _routes: Mapping[tuple[str, Locality], tuple[_Route, ...]] = field(repr=False, compare=False)
    _national: dict[tuple[ItemKey, ItemKey], Matched] = field(
        default_factory=dict, repr=False, compare=False
    )  # plans by national code, made when first asked for: a pure function's memory

    @classmethod
    def of(cls, catalogues: Iterable[Catalogue], crosswalks: Iterable[Crosswalk] = ()) -> Self:
        """Prepare every row of every crosswalk; they must have been loaded against these catalogues."""
        by_locality = {catalogue.locality: catalogue for catalogue in catalogues}
        documents = tuple(crosswalks)
        routes: dict[tuple[str, Locality], list[_Route]] = defaultdict(list)
        for document in documents:
            for row in document.rows:
                for item in by_locality[document.accepting].find(row.accepting):
                    route = _route(document, row, item, by_locality[document.handling])
                    routes[item.key.code, document.handling].append(route)
        return cls(
            catalogues=MappingProxyType(by_locality),
            crosswalks=documents,
            _routes=MappingProxyType({key: tuple(found) for key, found in routes.items()}),
        )

    def routes(self, item: Item, to: Locality) -> tuple[_Route, ...]:
        """The crosswalk rows of an item, of all dates."""
        return self._routes.get((item.key.code, to), ())

    def national(self, accepting: Item, handling: Item) -> Matched:
        """The match of two items by their national code."""
        pair = accepting.key, handling.key
        match = self._national.get(pair)
        if match is None:
            match = self._national.setdefault(pair, _by_national_code(accepting, handling))
        return match


def handling_items(row: CrosswalkRow, catalogue: Catalogue) -> tuple[Item, ...]:
    """The items of the handling place a row leads to; through the canonical code if it names none."""
    code = row.handling or row.canonical
    return catalogue.find(code) if code else ()


def _route(document: Crosswalk, row: CrosswalkRow, item: Item, handling: Catalogue) -> _Route:
    steps = _situation_step(row)
    matches = tuple(
        Matched(
            accepting=item,
            handling=found,
            relation=row.relation,
            via=Via.CROSSWALK,
            crosswalk=document.name,
            canonical=row.canonical,
            condition=row.condition,
            note=row.note,
            why=f"按对照表 {document.name}：{row.relation.label}" + (f"（{row.note}）" if row.note else ""),
            plan=explicit(row, item, found, document.tables),
            steps=tuple(replace(step, target=found.key.code) for step in steps),
        )
        for found in handling_items(row, handling)
    )
    return _Route(document, row, matches)


def _situation_step(row: CrosswalkRow) -> tuple[Step, ...]:
    if row.condition is None:
        return ()
    return (
        Step(target="", rule=row.relation.value, sources=(row.condition.field,), note=str(row.condition)),
    )


def _by_national_code(accepting: Item, handling: Item) -> Matched:
    return Matched(
        accepting=accepting,
        handling=handling,
        relation=Relation.EXACT,
        via=Via.NATIONAL_CODE,
        canonical=accepting.base,
        why=f"两地使用同一国家基本编码 {accepting.base}；没有对照表，只按相同编码和名称带入",
        plan=implicit(accepting, handling),
    )


def resolve(federation: Federation, item: ItemKey | str, *, to: Locality, on: date) -> Resolution:
    """Find the handling place's item for one of the accepting place's.

    Args:
        federation: catalogues and crosswalks.
        item: the item's key, or a code of 12, 31 or 33 characters that only one locality other
            than ``to`` has. A key or code of ``to`` itself is taken as it is.
        to: the handling place.
        on: the day of the application.

    Returns:
        One match, or the choices, or why there is none; never raises.
    """
    if to not in federation.catalogues:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why=f"没有办理地 {to} 的事项目录，请更新名录")
    found = _asked(federation, item, to)
    if not found:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why="目录中没有这个事项，请用“事项查询”找到事项")
    answers = [_one(federation, asked, to, on) for asked in found]
    return answers[0] if len(answers) == 1 else _together(answers)


def _asked(federation: Federation, item: ItemKey | str, to: Locality) -> tuple[Item, ...]:
    if isinstance(item, ItemKey):
        catalogue = federation.catalogues.get(item.locality)
        found = catalogue.by_code.get(item.code) if catalogue else None
        return (found,) if found is not None and found.key == item else ()
    others = tuple(
        found
        for locality, catalogue in federation.catalogues.items()
        if locality != to
        for found in catalogue.find(item)
    )
    return others or federation.catalogues[to].find(item)


def _one(federation: Federation, item: Item, to: Locality, on: date) -> Resolution:
    if item.channel is Channel.NATIONAL_LINE:
        return _national_line(item)
    if not item.in_force(on):
        return _not_in_force(item, on)
    if item.key.locality == to:
        return _direct(item)
    routes = [route for route in federation.routes(item, to) if route.in_force(on)]
    if any(route.row.relation is Relation.NONE for route in routes):
        note = next((route.row.note for route in routes if route.row.note), "办理地没有对应事项")
        return Unmapped(reason=Reason.ITEM_UNMAPPED, why=f"不能代收：{note}{_ask(item)}", item=item)
    matches = [match for route in routes for match in route.matches]
    if not routes and is_national(item.base):
        matches = [
            federation.national(item, found) for found in federation.catalogues[to].by_base.get(item.base, ())
        ]
    return _usable(item, matches, on)


def _usable(item: Item, matches: list[Matched], on: date) -> Resolution:
    open_ = [match for match in matches if _closed(match.handling, on) is None]
    if len(open_) == 1 and open_[0].condition is None:
        return open_[0]
    if open_:
        choices = tuple(sorted(open_, key=lambda match: match.handling.key.code))
        return Ambiguous(why=_choice_sentence(choices), choices=choices)
    closed = [_closed(match.handling, on) for match in matches]
    return next(
        (answer for answer in closed if answer is not None),
        Unmapped(
            reason=Reason.ITEM_UNMAPPED,
            why=f"办理地没有登记对应事项，也没有共同的国家编码，不能代收{_ask(item)}",
            item=item,
        ),
    )


def _closed(item: Item, on: date) -> Unmapped | None:
    if item.channel is Channel.NATIONAL_LINE:
        return _national_line(item)
    return None if item.in_force(on) else _not_in_force(item, on)


def _national_line(item: Item) -> Unmapped:
    why = f"“{item.title}”走国家垂管系统，本系统不收件；请按指南引导申请人{_ask(item)}"
    return Unmapped(reason=Reason.ITEM_NATIONAL_LINE, why=why, item=item)


def _not_in_force(item: Item, on: date) -> Unmapped:
    why = f"“{item.title}”在 {on.isoformat()} 不办理（{item.state.label}）{_ask(item)}"
    return Unmapped(reason=Reason.ITEM_UNMAPPED, why=why, item=item)


def _ask(item: Item) -> str:
    return f"，咨询电话 {item.phone}（{item.organ_name}）" if item.phone else f"，请向{item.organ_name}咨询"


def _direct(item: Item) -> Matched:
    return Matched(
        accepting=item,
        handling=item,
        relation=Relation.EXACT,
        via=Via.DIRECT,
        why="已是办理地自己的事项，按其表单和清单填报",
        plan=implicit(item, item),
    )


def _choice_sentence(choices: tuple[Matched, ...]) -> str:
    lines = [
        f"{match.handling.title}（{match.handling.organ_name}）"
        + (f"：{match.condition}" if match.condition else "")
        for match in choices
    ]
    return "对应办理地多个事项，请按情形或管辖选定一个：" + "；".join(lines)


def _together(answers: list[Resolution]) -> Resolution:
    """Several accepting items under one code: all their matches are choices."""
    choices: list[Matched] = []
    for answer in answers:
        match answer:
            case Matched():
                choices.append(answer)
            case Ambiguous():
                choices += answer.choices
            case Unmapped():
                pass
    if not choices:
        return answers[0]
    found = tuple(sorted(choices, key=lambda one: (one.handling.key.code, one.accepting.key.code)))
    return (
        found[0]
        if len(found) == 1 and found[0].condition is None
        else Ambiguous(why=_choice_sentence(found), choices=found)
    )


def narrow(ambiguous: Ambiguous, fields: Mapping[str, str]) -> Matched | Ambiguous:
    """Choose by the situation the accepting place's form tells; unchanged where it does not.

    Args:
        ambiguous: from `resolve`.
        fields: the form, by the accepting place's codes.
    """
    left = tuple(
        match
        for match in ambiguous.choices
        if match.condition is None or match.condition.holds(fields) is not False
    )
    sure = [match for match in left if match.condition is None or match.condition.holds(fields)]
    if len(left) == 1 and len(sure) == 1:
        return left[0]
    return Ambiguous(why=_choice_sentence(left), choices=left) if left else ambiguous
