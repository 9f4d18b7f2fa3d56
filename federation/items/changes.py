"""What changed in one item between two versions, as values that each say themselves in Chinese.

Every attribute of an item, a material and a field is in one of the tables below or is compared by its
own function: nothing that differs goes unsaid, but the version's own name. Materials and fields are
paired by code and name together, then by name, then by code: a list whose numbers moved on is not a
list that is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Generic, TypeVar

from federation.items.cells import label_key
from federation.items.condition import Condition
from federation.items.form import FieldSpec, condition_words
from federation.items.item import Item, Limit, MaterialSpec
from federation.items.tables import Coded

SHOWN_CHARS = 60  # of a value within a sentence; the values themselves are whole


class Aspect(Coded):
    """What a change is about."""

    NAME = "NAME", "名称"
    SITUATION = "SITUATION", "情形"
    CODE = "CODE", "编码"
    ORGAN = "ORGAN", "实施主体"
    LIMIT = "LIMIT", "办结时限"
    CONDITION = "CONDITION", "受理条件"
    FEE = "FEE", "收费"
    MATERIAL_ADDED = "MATERIAL_ADDED", "增加材料"
    MATERIAL_REMOVED = "MATERIAL_REMOVED", "减少材料"
    MATERIAL_CHANGED = "MATERIAL_CHANGED", "材料变更"
    FIELD_ADDED = "FIELD_ADDED", "增加填报项"
    FIELD_REMOVED = "FIELD_REMOVED", "减少填报项"
    FIELD_CHANGED = "FIELD_CHANGED", "填报项变更"
    ORDER = "ORDER", "顺序"
    STATE = "STATE", "状态和起止日期"
    CHANNEL = "CHANNEL", "办理渠道"
    WAY = "WAY", "办理方式和流程"
    BASIS = "BASIS", "设定依据"
    RESULT = "RESULT", "审批结果"
    CONTACT = "CONTACT", "地点、时间和电话"
    OTHER = "OTHER", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs.

    Attributes:
        aspect: what it is about.
        label: which value, in Chinese, as the catalogue's column says.
        about: code of the material or field, as the newer version has it (the older, where it is
            gone); empty for the item itself.
        before: the older value, whole; empty if there was none.
        after: the newer value, whole; empty if there is none.
        said: the change in one Chinese sentence, without the item's name.
    """

    aspect: Aspect
    label: str
    about: str = ""
    before: str = ""
    after: str = ""
    said: str


# Attribute of an item, what a change of it is about, and its name in a catalogue.
ITEM_VALUES: tuple[tuple[str, Aspect, str], ...] = (
    ("name", Aspect.NAME, "事项名称"),
    ("situation", Aspect.SITUATION, "情形名称"),
    ("key.locality", Aspect.CODE, "地区"),
    ("key.code", Aspect.CODE, "事项编码"),
    ("base", Aspect.CODE, "基本编码"),
    ("type", Aspect.CODE, "事项类型"),
    ("local_base", Aspect.CODE, "地方基本编码"),
    ("local_task", Aspect.CODE, "地方实施编码"),
    ("organ", Aspect.ORGAN, "实施主体编码"),
    ("organ_name", Aspect.ORGAN, "实施主体"),
    ("organ_kind", Aspect.ORGAN, "实施主体性质"),
    ("level", Aspect.ORGAN, "行使层级"),
    ("promised", Aspect.LIMIT, "承诺办结时限"),
    ("promised_note", Aspect.LIMIT, "承诺办结时限说明"),
    ("legal", Aspect.LIMIT, "法定办结时限"),
    ("legal_note", Aspect.LIMIT, "法定办结时限说明"),
    ("special", Aspect.LIMIT, "特别程序"),
    ("accept_condition", Aspect.CONDITION, "受理条件"),
    ("servers", Aspect.CONDITION, "服务对象"),
    ("fee", Aspect.FEE, "是否收费"),
    ("fee_note", Aspect.FEE, "收费标准"),
    ("fee_basis", Aspect.FEE, "收费依据"),
    ("state", Aspect.STATE, "事项状态"),
    ("effective_from", Aspect.STATE, "生效日期"),
    ("effective_to", Aspect.STATE, "取消日期"),
    ("channel", Aspect.CHANNEL, "办理渠道"),
    ("kind", Aspect.WAY, "办件类型"),
    ("handle_types", Aspect.WAY, "办理形式"),
    ("area", Aspect.WAY, "通办范围"),
    ("scene_count", Aspect.WAY, "到办事现场次数"),
    ("scene_reason", Aspect.WAY, "必须到现场原因"),
    ("flow", Aspect.WAY, "办理流程"),
    ("express", Aspect.WAY, "是否支持物流快递"),
    ("by_law", Aspect.BASIS, "设定依据"),
    ("result", Aspect.RESULT, "审批结果名称"),
    ("result_type", Aspect.RESULT, "结果类型"),
    ("phone", Aspect.CONTACT, "咨询电话"),
    ("supervision", Aspect.CONTACT, "监督电话"),
    ("address", Aspect.CONTACT, "办理地点"),
    ("hours", Aspect.CONTACT, "办理时间"),
    ("materials_note", Aspect.OTHER, "申请材料（文字）"),
    ("synthetic", Aspect.OTHER, "样例数据"),
)
MATERIAL_VALUES: tuple[tuple[str, str], ...] = (
    ("code", "编码"),
    ("name", "名称"),
    ("need", "必要性"),
    ("condition", "适用情形"),
    ("originals", "原件份数"),
    ("copies", "份数"),
    ("type", "类型"),
    ("format", "形式"),
    ("source", "来源渠道"),
    ("note", "填报须知"),
)
FIELD_VALUES: tuple[tuple[str, str], ...] = (
    ("code", "编码"),
    ("label", "名称"),
    ("type", "类型"),
    ("required", "是否必填"),
    ("choices", "可选值"),
    ("date_format", "日期格式"),
    ("unit", "计量单位"),
)

_T = TypeVar("_T", MaterialSpec, FieldSpec)


def changes(old: Item, new: Item) -> tuple[Change, ...]:
    """Everything that differs between two versions of an item, but the version's name; total."""
    return (
        *_values(old, new),
        *_listed(_Materials, old, new, old.materials, new.materials),
        *_listed(_Fields, old, new, old.fields, new.fields),
    )


def _values(old: Item, new: Item) -> Iterable[Change]:
    for name, aspect, label in ITEM_VALUES:
        before, after = attrgetter(name)(old), attrgetter(name)(new)
        if before != after:
            more = _direction(before, after)
            yield _change(aspect, label, _text(before), _text(after), label, more=more)


def _change(
    aspect: Aspect, label: str, before: str, after: str, said: str, *, about: str = "", more: str = ""
) -> Change:
    if not before:
        words = f"补充{said}“{_cut(after)}”"
    elif not after:
        words = f"删去{said}“{_cut(before)}”"
    else:
        words = f"{said}由“{_cut(before)}”改为“{_cut(after)}”"
    return Change(aspect=aspect, label=label, about=about, before=before, after=after, said=words + more)


def _direction(before: object, after: object) -> str:
    """Whether a limit became shorter or longer, where both count in one unit."""
    if isinstance(before, Limit) and isinstance(after, Limit) and before.unit is after.unit:
        return "（缩短）" if after.amount < before.amount else "（延长）"
    return ""


@dataclass(frozen=True, slots=True)
class _Kind(Generic[_T]):
    """How the two lists of an item are compared: what they are called, and where a spec's name stands."""

    word: str
    values: tuple[tuple[str, str], ...]
    name: Callable[[_T], str]
    added: Aspect
    removed: Aspect
    changed: Aspect


_Materials: _Kind[MaterialSpec] = _Kind(
    "材料",
    MATERIAL_VALUES,
    attrgetter("name"),
    Aspect.MATERIAL_ADDED,
    Aspect.MATERIAL_REMOVED,
    Aspect.MATERIAL_CHANGED,
)
_Fields: _Kind[FieldSpec] = _Kind(
    "填报项",
    FIELD_VALUES,
    attrgetter("label"),
    Aspect.FIELD_ADDED,
    Aspect.FIELD_REMOVED,
    Aspect.FIELD_CHANGED,
)


def _listed(
    kind: _Kind[_T], before: Item, after: Item, old: Sequence[_T], new: Sequence[_T]
) -> Iterable[Change]:
    pairs = _pairs(kind, old, new)
    stayed = {later.code for _, later in pairs}
    gone = {earlier.code for earlier, _ in pairs}
    for spec in old:
        if spec.code not in gone:
            words = f"减少{kind.word}“{kind.name(spec)}”（{spec.code}）"
            yield Change(
                aspect=kind.removed, label=kind.word, about=spec.code, before=kind.name(spec), said=words
            )
    for spec in new:
        if spec.code not in stayed:
            words = f"增加{kind.word}“{kind.name(spec)}”（{spec.code}）{_need(spec)}"
            yield Change(
                aspect=kind.added, label=kind.word, about=spec.code, after=kind.name(spec), said=words
            )
    for earlier, later in pairs:
        yield from _spec_changes(kind, before, after, earlier, later)
    if _moved(pairs, new):
        yield Change(aspect=Aspect.ORDER, label=kind.word, said=f"{kind.word}的顺序有调整")


def _need(spec: MaterialSpec | FieldSpec) -> str:
    return f"，{spec.need.label}" if isinstance(spec, MaterialSpec) else "，必填" if spec.required else ""


def _pairs(kind: _Kind[_T], old: Sequence[_T], new: Sequence[_T]) -> list[tuple[_T, _T]]:
    """The same material or field in both lists, in the order of the older one."""
    keys: tuple[Callable[[_T], object], ...] = (
        lambda spec: (spec.code, label_key(kind.name(spec))),
        lambda spec: label_key(kind.name(spec)),
        lambda spec: spec.code,
    )
    left, there = list(old), list(new)
    found: list[tuple[_T, _T]] = []
    for key in keys:
        ours, theirs = _alone(left, key), _alone(there, key)
        found += [(ours[value], theirs[value]) for value in ours if value in theirs]
        left = [spec for spec in left if all(spec is not earlier for earlier, _ in found)]
        there = [spec for spec in there if all(spec is not later for _, later in found)]
    at = {spec.code: place for place, spec in enumerate(old)}
    return sorted(found, key=lambda pair: at[pair[0].code])


def _alone(specs: Iterable[_T], key: Callable[[_T], object]) -> dict[object, _T]:
    """Specs by a key that no other of them has."""
    found: dict[object, list[_T]] = {}
    for spec in specs:
        found.setdefault(key(spec), []).append(spec)
    return {value: specs[0] for value, specs in found.items() if len(specs) == 1}


def _moved(pairs: Sequence[tuple[_T, _T]], new: Sequence[_T]) -> bool:
    at = {spec.code: place for place, spec in enumerate(new)}
    places = [at[later.code] for _, later in pairs]
    return places != sorted(places)


def _spec_changes(kind: _Kind[_T], old: Item, new: Item, earlier: _T, later: _T) -> Iterable[Change]:
    for name, label in kind.values:
        before, after = getattr(earlier, name), getattr(later, name)
        if before != after:
            said = f"{kind.word}“{kind.name(earlier)}”（{earlier.code}）的{label}"
            texts = _text(before, _form(old)), _text(after, _form(new))
            yield _change(kind.changed, label, *texts, said, about=later.code)


def _form(item: Item) -> dict[str, FieldSpec]:
    return {spec.code: spec for spec in item.fields}


def _text(value: object, form: Mapping[str, FieldSpec] | None = None) -> str:
    """A value as a clerk reads it; empty where there is none."""
    match value:
        case None:
            words = ""
        case bool():
            words = "是" if value else "否"
        case Condition():
            words = condition_words(value, form or {})
        case Coded():
            words = value.label
        case date():
            words = value.isoformat()
        case tuple():
            words = "、".join(map(_text, value))
        case _:
            words = str(value)
    return words


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CHARS else flat[: SHOWN_CHARS - 1] + "…"
