"""Resolve: which item of the handling place is meant by an item of the accepting place.

In order: a reviewed crosswalk row of the two cities; then their rows with the canonical catalogue;
then the national code both share. Total: it finds one item, or says between which ones a person
must choose, or why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from federation.errors import Reason
from federation.ids import CANONICAL, Locality
from federation.items import Catalogue, Item, ItemKey
from federation.items.tables import Channel
from federation.mapping.crosswalk import Relation
from federation.mapping.match import Ambiguous, Matched, Resolution, Unmapped
from federation.mapping.routes import Federation, Route
from federation.mapping.ways import direct, ways

_Asked = tuple[Item, Catalogue]


def resolve(
    federation: Federation, item: ItemKey | str, *, to: Locality, on: date, accepting: Locality | None = None
) -> Resolution:
    """Find the handling place's item for one of the accepting place's.

    Args:
        federation: catalogues and crosswalks.
        item: the item's key, or a code of 12, 31 or 33 characters. A key or code that only ``to``
            itself has is taken as it is. A key means the version it names, whatever is in force.
        to: the handling place.
        on: the day of the application: it says which versions of catalogues and crosswalks count.
        accepting: whose code it is; None looks in every catalogue but that of ``to``.

    Returns:
        One match, or the choices, or why there is none; never raises. The same question is answered
        from memory.
    """
    question = item, to, on, accepting
    known = federation.memory.get(question)
    return known if known is not None else federation.memory.keep(question, _resolve(federation, *question))


def _resolve(
    federation: Federation, item: ItemKey | str, to: Locality, on: date, accepting: Locality | None
) -> Resolution:
    end = federation.catalogue(to, on)
    if end is None:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why=_no_catalogue(federation, to, on))
    found = _asked(federation, item, end, on, accepting)
    if not found:
        return Unmapped(reason=Reason.ITEM_UNKNOWN, why="目录中没有这个事项，请用“事项查询”找到事项")
    answers = [_one(federation, asked, end, on) for asked in found]
    return answers[0] if len(answers) == 1 else _together(answers)


def _no_catalogue(federation: Federation, to: Locality, on: date) -> str:
    if to in federation.histories:
        return f"办理地 {to} 的事项目录在 {on.isoformat()} 尚未生效，请核对日期或更新名录"
    return f"没有办理地 {to} 的事项目录，请更新名录"


def _asked(
    federation: Federation, item: ItemKey | str, end: Catalogue, on: date, accepting: Locality | None
) -> list[_Asked]:
    if isinstance(item, ItemKey):
        return _by_key(federation, item, on)
    places = federation.localities if accepting is None else (accepting,)
    held = (federation.catalogue(place, on) for place in places if place not in (end.locality, CANONICAL))
    found = [(one, catalogue) for catalogue in held if catalogue for one in catalogue.find(item)]
    return found or [(one, end) for one in end.find(item)]


def _by_key(federation: Federation, key: ItemKey, on: date) -> list[_Asked]:
    """The item of that very version: of the catalogue in force if it has it, else of the latest that has."""
    history = federation.histories.get(key.locality)
    if history is None:
        return []
    now = history.on(on)
    for catalogue in (*((now,) if now else ()), *reversed(history.versions)):
        own = catalogue.by_code.get(key.code)
        if own is not None and own.key == key:
            return [(own, catalogue)]
    return []


def _one(federation: Federation, asked: _Asked, end: Catalogue, on: date) -> Resolution:
    item, start = asked
    if item.channel is Channel.NATIONAL_LINE:
        return _national_line(item)
    if not item.in_force(on):
        return _not_in_force(item, on)
    if item.key.locality == end.locality:
        return direct(item)
    found = ways(federation, item, start, end, on)
    if isinstance(found, Route):
        return _ended(found, item)
    return _usable(item, found, on)


def _ended(route: Route, item: Item) -> Unmapped:
    if route.row.relation is Relation.NONE:
        note = route.row.note or "办理地没有对应事项"
        return Unmapped(reason=Reason.ITEM_UNMAPPED, why=f"不能代收：{note}{_ask(item)}", item=item)
    name = route.leg.document.name
    why = f"对照表 {name} 与现行事项目录不符（{route.stale}），请管理员重新审核并导入对照表"
    return Unmapped(reason=Reason.CROSSWALK_INVALID, why=why, item=item)


def _usable(item: Item, matches: tuple[Matched, ...], on: date) -> Resolution:
    open_ = [match for match in matches if _closed(match.handling, on) is None]
    if len(open_) == 1 and not open_[0].situations:
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


def _choice_sentence(choices: tuple[Matched, ...]) -> str:
    several = len({match.accepting.key for match in choices}) > 1  # of our own: situations, districts
    lines = (_choice_line(match, whose=several) for match in choices)
    return "对应办理地多个事项，请按情形或管辖选定一个：" + "；".join(lines)


def _choice_line(match: Matched, *, whose: bool) -> str:
    line = f"{match.handling.title}（{match.handling.organ_name}）"
    when = [f"本地事项为“{match.accepting.title}”（{match.accepting.organ_name}）"] if whose else []
    when += [one.words for one in match.situations]
    return f"{'且'.join(when)}的，办{line}" if when else line


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
        if len(found) == 1 and not found[0].situations
        else Ambiguous(why=_choice_sentence(found), choices=found)
    )


def narrow(ambiguous: Ambiguous, fields: Mapping[str, str]) -> Matched | Ambiguous:
    """Choose by the situation the accepting place's form tells; unchanged where it does not.

    Args:
        ambiguous: from `resolve`.
        fields: the form, by the accepting place's codes.
    """
    judged = [(match, match.holds(fields)) for match in ambiguous.choices]
    left = tuple(match for match, holds in judged if holds is not False)
    sure = [match for match, holds in judged if holds]
    if len(left) == 1 and len(sure) == 1:
        return left[0]
    return Ambiguous(why=_choice_sentence(left), choices=left) if left else ambiguous
