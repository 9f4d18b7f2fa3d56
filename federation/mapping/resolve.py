"""Resolve: which item of the handling place is meant by an item of the accepting place.

In order: a reviewed crosswalk row; then the national code both share. Total: it finds one item,
or says between which ones a person must choose, or why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from federation.errors import Reason
from federation.ids import Locality
from federation.items import Item, ItemKey
from federation.items.codes import is_national
from federation.items.form import condition_words
from federation.items.tables import Channel
from federation.mapping.crosswalk import Relation
from federation.mapping.match import Ambiguous, Matched, Resolution, Unmapped
from federation.mapping.routes import Federation, Route


def resolve(
    federation: Federation, item: ItemKey | str, *, to: Locality, on: date, accepting: Locality | None = None
) -> Resolution:
    """Find the handling place's item for one of the accepting place's.

    Args:
        federation: catalogues and crosswalks.
        item: the item's key, or a code of 12, 31 or 33 characters. A key or code that only ``to``
            itself has is taken as it is.
        to: the handling place.
        on: the day of the application.
        accepting: whose code it is; None looks in every catalogue but that of ``to``.

    Returns:
        One match, or the choices, or why there is none; never raises.
    """
    if to not in federation.catalogues:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why=f"没有办理地 {to} 的事项目录，请更新名录")
    found = _asked(federation, item, to, accepting)
    if not found:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why="目录中没有这个事项，请用“事项查询”找到事项")
    answers = [_one(federation, asked, to, on) for asked in found]
    return answers[0] if len(answers) == 1 else _together(answers)


def _asked(
    federation: Federation, item: ItemKey | str, to: Locality, accepting: Locality | None
) -> tuple[Item, ...]:
    catalogues = federation.catalogues
    if isinstance(item, ItemKey):
        own = catalogues[item.locality].by_code.get(item.code) if item.locality in catalogues else None
        return (own,) if own is not None and own.key == item else ()
    places = [place for place in catalogues if place != to] if accepting is None else [accepting]
    found = tuple(one for place in places if place in catalogues for one in catalogues[place].find(item))
    return found or catalogues[to].find(item)


def _one(federation: Federation, item: Item, to: Locality, on: date) -> Resolution:
    if item.channel is Channel.NATIONAL_LINE:
        return _national_line(item)
    if not item.in_force(on):
        return _not_in_force(item, on)
    if item.key.locality == to:
        return federation.shared(item, item)
    routes = [route for route in federation.routes(item, to) if route.in_force(on)]
    if any(route.row.relation is Relation.NONE for route in routes):
        note = next((route.row.note for route in routes if route.row.note), "办理地没有对应事项")
        return Unmapped(reason=Reason.ITEM_UNMAPPED, why=f"不能代收：{note}{_ask(item)}", item=item)
    stale = next((route for route in routes if route.stale), None)
    if stale is not None:
        return _stale(stale, item)
    matches = [match for route in routes for match in route.matches]
    if not routes and is_national(item.base):
        matches = [
            federation.shared(item, found) for found in federation.catalogues[to].by_base.get(item.base, ())
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


def _stale(route: Route, item: Item) -> Unmapped:
    why = f"对照表 {route.crosswalk.name} 与现行事项目录不符（{route.stale}），请管理员重新审核并导入对照表"
    return Unmapped(reason=Reason.CROSSWALK_INVALID, why=why, item=item)


def _ask(item: Item) -> str:
    return f"，咨询电话 {item.phone}（{item.organ_name}）" if item.phone else f"，请向{item.organ_name}咨询"


def _choice_sentence(choices: tuple[Matched, ...]) -> str:
    return "对应办理地多个事项，请按情形或管辖选定一个：" + "；".join(map(_choice_line, choices))


def _choice_line(match: Matched) -> str:
    line = f"{match.handling.title}（{match.handling.organ_name}）"
    if match.condition is None:
        return line
    form = {spec.code: spec for spec in match.accepting.fields}
    return f"{condition_words(match.condition, form)}的，办{line}"


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
