"""A guide as a city publishes it: an item's names, limits, steps, visits, fee and address, all in order.

What real guides get wrong is planted later (`faults`): here steps add up to the promise, a promise is
never over the law's limit, what is not counted is said, and who must come is told why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from examples.cities.forms import Form
from examples.cities.lists import Listing
from examples.cities.names import item_name, option_label
from examples.cities.organs import City, Organ
from examples.cities.pool import PoolItem
from federation.ids import HandlingItemCode, TaskCode
from federation.items import Item
from federation.items.item import SCHEME, ItemKey, Limit
from federation.items.tables import Channel, HandleArea, HandleType, ProjectType, ResultType

_TOGETHER = re.compile("亲自到|共同到")
MODES = (HandleType.WINDOW, HandleType.WEB)
_LICENCES = ("证", "照", "证书", "牌", "卡")
_APPROVALS = ("批复", "决定", "决定书", "意见书", "通知书", "意见", "批准书")
_PRESENT = {
    "police": "须本人到场核验身份、采集人像或者查验原件",
    "notary": "公证员须当面核实当事人真实意思表示",
    "registry": "须当面核验原件并由申请人签字确认",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a city's item before it is published; ``option`` is what it is split off by."""

    city: City
    source: PoolItem
    organ: Organ
    task: TaskCode
    form: Form
    listing: Listing
    handling: HandlingItemCode | None = None
    option: str = ""


def published(draft: Draft) -> Item:
    """The item with its guide, list and form."""
    city, source, organ, task = draft.city, draft.source, draft.organ, draft.task
    dice = city.dice
    promised = _promised(city, source)
    visits, reason = _visits(city, source)
    fee, standard, basis = _fee(city, source)
    return Item(
        key=ItemKey(
            locality=city.code,
            scheme=SCHEME,
            code=draft.handling or task,
            version=str(dice.number("v", source.tail) % 6 + 1),
        ),
        name=item_name(source, city.told("name", source.tail)) if source.also else source.name,
        situation=option_label(draft.option, dice) if draft.option else "",
        base=task.base,
        task=task,
        handling_item=draft.handling,
        type=task[21:23],
        organ=organ.code,
        organ_name=organ.name,
        organ_kind=organ.kind,
        level=organ.level,
        kind=project_type(promised),
        servers=source.servers,
        handle_types=(HandleType.WINDOW,) if visits and dice.share(0.3, "window", source.tail) else MODES,
        area=_area(city, source),
        scene_count=visits,
        scene_reason=reason,
        legal=Limit(amount=source.legal, unit=source.unit),
        promised=Limit(amount=promised, unit=source.unit),
        promised_note=_promised_note(source, promised),
        accept_condition=source.condition,
        by_law="；".join(source.laws),
        flow=_flow(promised, source),
        phone=organ.phone,
        supervision=organ.supervision,
        address=organ.address,
        hours=organ.hours,
        fee=fee,
        fee_note=standard,
        fee_basis=basis,
        special=special_procedure(source),
        result=source.result,
        result_type=result_type(source.result),
        express=any(one.code == "LQFS" for one in source.fields) or dice.share(0.5, "express", source.tail),
        channel=channel(source),
        effective_from=_since(city, source),
        synthetic=True,
        materials=tuple(draft.listing.specs),
        fields=tuple(draft.form.fields),
    )


def _since(city: City, source: PoolItem) -> date:
    """The day of the reform for the items of a reorganised organ, else some day of the years before."""
    if source.organ in city.moved:
        return date.fromisoformat(city.effective)
    return date(2026, 1, 1) - timedelta(days=city.dice.number("since", source.tail) % 900)


def project_type(promised: int) -> ProjectType:
    """即办件 if it promises no day."""
    return ProjectType.PROMISED if promised else ProjectType.INSTANT


def _promised(city: City, source: PoolItem) -> int:
    """Cities promise more or less of the legal limit, never more than it."""
    ask = ("promised", source.tail)
    dice = city.told(*ask)
    if source.promised == 0:
        return 1 if dice.share(0.2, *ask) and source.legal > 1 else 0
    part = dice.pick((1.0, 1.0, 0.8, 0.6, 0.5, 1.2), *ask)
    return max(1, min(source.legal, round(source.promised * part)))


def _promised_note(source: PoolItem, promised: int) -> str:
    what = source.special.partition("，")[0]
    return f"不含{what}时间" if source.special and promised else ""


def special_procedure(source: PoolItem) -> str:
    """特别程序, with what it means for the limit."""
    return f"{source.special}，不计入承诺办结时限" if source.special else ""


def _visits(city: City, source: PoolItem) -> tuple[int, str]:
    if _TOGETHER.search(source.condition):
        return 1, "双方须共同到场，当面签署声明"
    must = source.organ in _PRESENT or (source.onsite and city.dice.share(0.4, "visit", source.tail))
    if not must:
        return 0, ""
    return 1, _PRESENT.get(source.organ, "须当场核验或者收回证件、证书原件")


def _fee(city: City, source: PoolItem) -> tuple[bool, str, str]:
    standard, _, basis = source.fee.partition("；")
    free = not source.fee or (not source.national_line and city.dice.share(0.1, "free", source.tail))
    return (False, "", "") if free else (True, standard, basis)


def _area(city: City, source: PoolItem) -> HandleArea:
    if source.national_line:
        return HandleArea.NATION
    return city.dice.pick(
        (HandleArea.PROVINCES, HandleArea.CITIES, HandleArea.CITIES, HandleArea.COUNTIES), "area", source.tail
    )


def _flow(promised: int, source: PoolItem) -> str:
    """Steps whose days add up to the promise."""
    day = source.unit.label
    if promised == 0:
        return "申请→受理→当场办结"
    if promised < 3:  # noqa: PLR2004 - too few days to share out
        return f"申请→受理→审查、决定（{promised}个{day}）→送达"
    middle = "审查（含现场核查，核查时间另计）" if "现场" in source.special else "审查"
    return f"申请→受理（1个{day}）→{middle}（{promised - 2}个{day}）→决定（1个{day}）→制证、送达"


def result_type(result: str) -> ResultType:
    """结果类型, by the last words of the result's name."""
    plain = result.partition("（")[0]
    if plain.endswith(_LICENCES):
        return ResultType.LICENCE
    return ResultType.APPROVAL if plain.endswith(_APPROVALS) else ResultType.OTHER


def channel(source: PoolItem) -> Channel:
    """National lines stay with their own systems."""
    return Channel.NATIONAL_LINE if source.national_line else Channel.NODE
