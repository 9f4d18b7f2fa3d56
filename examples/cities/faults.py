"""The faults that real guides have, planted one by one and written down, so that lint can be scored.

Each planter takes an item and gives it back with the fault and the words that show it, or None where
it cannot have that fault. The names are those of shared/samples/guides/rules.json.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from examples.cities.dice import Dice
from examples.cities.items import CityItem
from examples.cities.organs import City, former_names
from federation.items import Item
from federation.items.item import Limit, MaterialSpec
from federation.items.tables import MaterialFormat, MaterialType, Need, ProjectType, SourceType

_SHARE, _SECOND = 0.1, 0.15  # of all items; of these, with a second fault
# Few items can have these: where one can, it is likelier to.
_WEIGHTS = {"organ.renamed": 3, "scene.reason": 3, "material.abolished": 3, "law.repealed": 2}
_REPEALED: Mapping[str, str] = {
    "civil": "《婚姻登记管理条例》第六条",
    "market": "《中华人民共和国公司登记管理条例》第二十条",
    "drug": "《医疗器械经营企业许可证管理办法》第六条",
    "land": "《中华人民共和国城市规划法》第三十一条",
    "registry": "《中华人民共和国物权法》第十条",
    "transport": "《道路货物运输及站场管理规定》（交通部令2005年第6号）第八条",
    "notary": "《中华人民共和国公证暂行条例》第四条",
    "health": "《中华人民共和国执业医师法》第十三条",
    "agri": "《中华人民共和国种子管理条例》第十五条",
    "tax": "《中华人民共和国契税暂行条例》第九条",
    "fire": "《建设工程消防监督管理规定》第十四条",
    "house": "《建筑工程施工许可管理办法》（建设部令第71号）第四条",
}

# Certificates of what the organ itself holds, or that nobody issues any more.
_ABOLISHED: Mapping[str, tuple[str, ...]] = {
    "ssb": ("参保证明", "社会保险缴费证明"),
    "hrss": ("失业证明",),
    "civil": ("无婚姻登记记录证明", "低保证明"),
    "fund": ("婚姻状况证明",),
    "registry": ("婚姻状况证明",),
    "house": ("婚姻状况证明",),
    "police": ("户籍证明",),
    "medins": ("参保证明",),
}

# Columns that one fault alone may touch: two would hide each other.
_LIMITS = frozenset({"promise_day", "promise_explain", "anticipate_day", "project_type"})
_TOGETHER: Mapping[str, frozenset[str]] = dict.fromkeys(_LIMITS, _LIMITS)

Planted = tuple[Item, str] | None
Planter = Callable[[Item, Dice, CityItem], Planted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault as the list names it; ``column`` is the national field it stands in."""

    locality: str
    version: str
    code: str
    rule: str
    column: str
    quote: str


def plant(city: City, items: tuple[CityItem, ...]) -> tuple[tuple[CityItem, ...], tuple[Fault, ...]]:
    """About one item in ten with a fault, some with two; all that was done is in the list."""
    done = [(one, *_planted(one)) for one in items]
    faults = (_fault(city, item, rule, quote) for _, item, planted in done for rule, quote in planted.items())
    return tuple(replace(one, item=item) for one, item, _ in done), tuple(faults)


def _planted(one: CityItem) -> tuple[Item, dict[str, str]]:
    """An item with its faults, and the words that show each."""
    dice = Dice(f"{one.city.code} faults {one.source.tail} {one.option}")
    wanted = dice.share(_SHARE, "any") + dice.share(_SHARE * _SECOND, "any")
    item, touched, planted = one.item, set[str](), dict[str, str]()
    for rule in sorted(_PLANTERS, key=lambda rule: dice.number(rule) // _WEIGHTS.get(rule, 1)):
        if len(planted) == wanted:
            break
        column, planter = _PLANTERS[rule]
        found = None if column in touched else planter(item, dice, one)
        if found is not None:
            item, planted[rule] = found
            touched |= _TOGETHER.get(column, {column})
    return item, planted


def _fault(city: City, item: Item, rule: str, quote: str) -> Fault:
    return Fault(
        locality=city.code,
        version=city.version,
        code=item.key.code,
        rule=rule,
        column=_PLANTERS[rule][0],
        quote=quote,
    )


def _promise_over_legal(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    if item.legal is None or not item.promised or not item.promised.amount:
        return None
    promised = Limit(amount=item.legal.amount + 5, unit=item.legal.unit)
    return replace(item, promised=promised), str(promised)


def _exclusion(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    if item.special or not item.promised or not item.promised.amount:
        return None
    note = f"{item.promised}（不含现场核查）"
    return replace(item, promised_note=note), note


def _kind_mismatch(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    if not item.promised or item.promised.amount < 2:  # noqa: PLR2004 - one day passes for 即办
        return None
    return replace(item, kind=ProjectType.INSTANT), str(item.promised)


def _legal_missing(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    return replace(item, legal=None), ""


def _no_source(item: Item, dice: Dice, one: CityItem) -> Planted:
    del one
    return _changed(item, dice, "source", source=None)


def _changed(item: Item, dice: Dice, ask: str, **more: Any) -> Planted:
    at = dice.number(ask) % len(item.materials)
    spec = item.materials[at]
    changed = replace(spec, **more)
    return replace(item, materials=(*item.materials[:at], changed, *item.materials[at + 1 :])), spec.name


def _copies(item: Item, dice: Dice, one: CityItem) -> Planted:
    del one
    found = _changed(item, dice, "copies", type=MaterialType.EITHER, copies=3, originals=1)
    return (found[0], "原件1复印件2") if found else None


def _pointer(item: Item, dice: Dice, one: CityItem) -> Planted:
    del one
    found = _changed(item, dice, "pointer", note="详见附件")
    return (found[0], "详见附件") if found else None


def _more(item: Item, spec: MaterialSpec) -> Item:
    return replace(item, materials=(*item.materials, spec))


def _open_ended(item: Item, dice: Dice, one: CityItem) -> Planted:
    name = dice.pick(("其他材料", "其他需要提交的材料", "法律、法规规定的其他材料"), "open")
    spec = MaterialSpec(
        code=_next_code(item, one),
        name=name,
        type=MaterialType.ORIGINAL,
        format=MaterialFormat.PAPER,
        need=Need.OPTIONAL,
        source=SourceType.APPLICANT,
        copies=1,
    )
    return _more(item, spec), name


def _duplicate(item: Item, dice: Dice, one: CityItem) -> Planted:
    again = item.materials[dice.number("again") % len(item.materials)]
    return _more(item, replace(again, code=_next_code(item, one))), again.name


def _abolished(item: Item, dice: Dice, one: CityItem) -> Planted:
    names = _ABOLISHED.get(one.source.organ)
    if names is None:
        return None
    spec = MaterialSpec(
        code=_next_code(item, one),
        name=dice.pick(names, "abolished"),
        type=MaterialType.ORIGINAL,
        format=MaterialFormat.PAPER,
        need=Need.REQUIRED,
        source=SourceType.GOVERNMENT,
        copies=1,
    )
    return _more(item, spec), spec.name


def _next_code(item: Item, one: CityItem) -> str:
    taken = {spec.code for spec in item.materials}
    numbers = range(len(one.source.materials) + 1, len(one.source.materials) + 9)
    return next(code for code in map(one.city.style.material.format, numbers) if code not in taken)


def _renamed(item: Item, dice: Dice, one: CityItem) -> Planted:
    old = former_names().get(one.organ.short)
    if not old or not item.organ_name.endswith(one.organ.short):
        return None
    name = item.organ_name.removesuffix(one.organ.short) + dice.pick(old, "former")
    return replace(item, organ_name=name), name


def _same_phone(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    return replace(item, supervision=item.phone), item.phone


def _two_phones(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    area, _, number = item.phone.partition("-")
    phone = f"{area}-{number}、{int(number) + 1}"
    return replace(item, phone=phone), phone


def _no_visit(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    if item.scene_count:
        return None
    quote = "申请人须到窗口提交纸质材料"
    return replace(item, flow=f"{quote}→{item.flow.removeprefix('申请→')}"), quote


def _no_reason(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    return (replace(item, scene_reason=""), f"{item.scene_count}次") if item.scene_count else None


def _no_basis(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    return replace(item, fee=True, fee_note="按规定收取", fee_basis=""), "按规定收取"


def _fee_conflict(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    if item.fee:
        return None
    return replace(item, fee=False, fee_note="工本费10元/证"), "工本费10元/证"


def _repealed(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice
    law = _REPEALED.get(one.source.organ)
    return (replace(item, by_law=f"{law}；{item.by_law}"), law) if law else None


def _no_article(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice
    law = one.source.laws[0].partition("》")[0] + "》"
    return (replace(item, by_law=law), law) if law.startswith("《") else None


def _vague(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    return replace(item, accept_condition="详见附件"), "详见附件"


def _hall_only(item: Item, dice: Dice, one: CityItem) -> Planted:
    del dice, one
    hall = item.address.partition("号")[2].partition("中心")[0] + "中心"
    return replace(item, address=hall), hall


_PLANTERS: Mapping[str, tuple[str, Planter]] = {
    "limit.promise_over_legal": ("promise_day", _promise_over_legal),
    "limit.exclusion_undeclared": ("promise_explain", _exclusion),
    "limit.kind_mismatch": ("project_type", _kind_mismatch),
    "limit.missing": ("anticipate_day", _legal_missing),
    "material.source_missing": ("source_type", _no_source),
    "material.copies": ("page_num", _copies),
    "material.pointer_only": ("fill_explain", _pointer),
    "material.open_ended": ("material_name", _open_ended),
    "material.abolished": ("material_name", _abolished),
    "material.duplicate": ("material_name", _duplicate),
    "organ.renamed": ("dept_name", _renamed),
    "phone.supervision": ("supervise_way", _same_phone),
    "phone.multiple": ("link_way", _two_phones),
    "scene.conflict": ("handle_flow", _no_visit),
    "scene.reason": ("limit_scene_explain", _no_reason),
    "fee.basis": ("fee_stand", _no_basis),
    "fee.conflict": ("fee_stand", _fee_conflict),
    "law.repealed": ("by_law", _repealed),
    "law.article": ("by_law", _no_article),
    "condition.vague": ("accept_condition", _vague),
    "address.incomplete": ("transact_addr", _hall_only),
}
