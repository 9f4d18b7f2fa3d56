"""Materials and form fields side by side: by a match's relations and rules, else by name.

Each line pairs one material (field) of the handling place with those of the accepting place that
serve it; what only one of them has stands alone. Names that are the same prove nothing about two
lists nobody reviewed: without a match the sentences say what the names say, and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from federation.items import FieldSpec, Item, MaterialSpec
from federation.items.cells import label_key
from federation.items.form import condition_words
from federation.items.tables import FieldType, Need
from federation.mapping.crosswalk import MaterialRelation
from federation.mapping.differences import SAME, Aspect, Line
from federation.mapping.gaps import Gap
from federation.mapping.match import Matched

_S = TypeVar("_S", MaterialSpec, FieldSpec)


def material_lines(ours: Item, theirs: Item, match: Matched | None) -> Iterator[Line]:
    """The handling place's list in its order, then what only the accepting place lists."""
    own = {spec.code: spec for spec in ours.materials}
    form = {spec.code: spec for spec in theirs.fields}
    if match is None:
        names = {spec.code: spec.name for spec in ours.materials}
        found = _by_name(names, [(spec.code, spec.name) for spec in theirs.materials])
        pairs = [_Pair(spec, _specs(own, found[spec.code])) for spec in theirs.materials]
    else:
        parts = {part.spec.code: part for part in match.plan.materials}
        pairs = [
            _Pair(
                spec,
                _specs(own, parts[spec.code].sources),
                relations=frozenset(step.rule for step in parts[spec.code].sources.values()),
                when=condition_words(condition, form) if (condition := parts[spec.code].condition) else "",
                note=parts[spec.code].note,
            )
            for spec in theirs.materials
        ]
    yield from (_material_line(pair, reviewed=match is not None) for pair in pairs)
    used = {spec.code for pair in pairs for spec in pair.ours}
    why = match.plan.unused_materials if match is not None else {}
    yield from (_not_needed(spec, why.get(spec.code)) for spec in ours.materials if spec.code not in used)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A material of the handling place and what serves it."""

    theirs: MaterialSpec
    ours: tuple[MaterialSpec, ...]
    relations: frozenset[str] = frozenset()
    when: str = ""
    note: str = ""


def _specs(own: Mapping[str, _S], codes: Iterable[str]) -> tuple[_S, ...]:
    return tuple(own[code] for code in codes if code in own)


def _by_name(ours: Mapping[str, str], theirs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """For each code of the handling place, the accepting place's of the same name; each is used once."""
    free: dict[str, list[str]] = defaultdict(list)
    for code, name in ours.items():
        free[label_key(name).lower()].append(code)
    return {
        code: (found.pop(0),) if (found := free.get(label_key(name).lower())) else () for code, name in theirs
    }


def _material_text(spec: MaterialSpec) -> str:
    copies = f"{spec.copies}份" if spec.copies else ""
    parts = (
        (spec.type.label if spec.type else "") + copies,
        spec.format.label if spec.format else "",
        spec.need.label if spec.need is not Need.REQUIRED else "",
    )
    about = "，".join(part for part in parts if part)
    return f"{spec.name}（{about}）" if about else spec.name


def _material_line(pair: _Pair, *, reviewed: bool) -> Line:
    spec, ours = pair.theirs, pair.ours
    unlike = _material_unlike(ours[0], spec) if len(ours) == 1 else []
    substitute = MaterialRelation.SUBSTITUTE.value in pair.relations
    same = len(ours) == 1 and not (unlike or substitute or pair.when or pair.note)
    when = f"{pair.when}时，" if pair.when else ""
    says = SAME if same else when + _material_says(pair, unlike, substitute=substitute, reviewed=reviewed)
    return Line(
        aspect=Aspect.MATERIAL,
        ours="、".join(map(_material_text, ours)),
        theirs=_material_text(spec),
        same=same,
        says=says + (f"（{pair.note}）" if pair.note else ""),
        ours_codes=tuple(one.code for one in ours),
        theirs_code=spec.code,
    )


def _material_says(pair: _Pair, unlike: list[str], *, substitute: bool, reviewed: bool) -> str:
    spec, names = pair.theirs, "或".join(f"“{one.name}”" for one in pair.ours)
    if not pair.ours:
        verb = {Need.OPTIONAL: "如有请一并收取", Need.DEFERRABLE: "请收取，可容缺后补"}.get(
            spec.need, "请收取"
        )
        return (
            f"办理地另需“{spec.name}”，{verb}"
            if reviewed
            else f"受理地清单没有同名材料，办理地要“{spec.name}”"
        )
    if substitute:
        return "；".join((f"可用受理地的{names}代替", *unlike))
    if len(pair.ours) > 1:
        return f"{names}任一即可"
    return "；".join(unlike) or f"收取“{spec.name}”"


def _material_unlike(ours: MaterialSpec, theirs: MaterialSpec) -> list[str]:
    """What the handling place asks of the same material otherwise."""
    said = (
        (ours.type.label if ours.type else "", theirs.type.label if theirs.type else "", "要"),
        (f"{ours.copies}份" if ours.copies else "", f"{theirs.copies}份" if theirs.copies else "", "要"),
        (ours.format.label if ours.format else "", theirs.format.label if theirs.format else "", "收"),
        (ours.need.label, theirs.need.label, "列为"),
    )
    return [
        f"办理地{verb}{there}" + (f"（受理地{here}）" if here else "")
        for here, there, verb in said
        if there and here != there
    ]


def _not_needed(spec: MaterialSpec, why: str | None) -> Line:
    says = "办理地不需要，不用收取" if why is not None else "办理地清单没有同名材料，请核对是否需要"
    note = f"（{why}）" if why and why not in says else ""
    return Line(
        aspect=Aspect.MATERIAL,
        ours=_material_text(spec),
        theirs="",
        same=False,
        says=says + note,
        ours_codes=(spec.code,),
    )


def field_lines(ours: Item, theirs: Item, match: Matched | None) -> Iterator[Line]:
    """The handling place's form in its order, then what only the accepting place asks."""
    own = {spec.code: spec for spec in ours.fields}
    if match is None:
        labels = {spec.code: spec.label for spec in ours.fields}
        found = _by_name(labels, [(spec.code, spec.label) for spec in theirs.fields])
        constants: dict[str, str] = {}
    else:
        found = {part.code: part.sources for part in match.plan.fields}
        outcomes = {part.code: part.run({}) for part in match.plan.fields if not part.sources}
        constants = {code: one[0] for code, one in outcomes.items() if not isinstance(one, Gap)}
    used: set[str] = set()
    for spec in theirs.fields:
        sources = _specs(own, found[spec.code])
        used.update(one.code for one in sources)
        yield _field_line(spec, sources, constants.get(spec.code), reviewed=match is not None)
    yield from (_not_asked(spec) for spec in ours.fields if spec.code not in used)


def _field_text(spec: FieldSpec) -> str:
    return f"{spec.label}（{'必填' if spec.required else '选填'}，{spec.hint()}）"


def _field_line(
    spec: FieldSpec, ours: tuple[FieldSpec, ...], constant: str | None, *, reviewed: bool
) -> Line:
    unlike = _field_unlike(ours[0], spec) if len(ours) == 1 else []
    same = len(ours) == 1 and not unlike and label_key(ours[0].label) == label_key(spec.label)
    names = "、".join(f"“{one.label}”" for one in ours)
    if same:
        says = SAME
    elif ours:
        says = "；".join((f"由受理地{names}带入" if reviewed else f"受理地有{names}", *unlike))
    elif constant is not None:
        says = f"按对照表固定填“{constant}”，不用再问"
    else:
        says = (
            f"办理地另要填“{spec.label}”" if reviewed else f"受理地表单没有同名的项，办理地要填“{spec.label}”"
        )
    return Line(
        aspect=Aspect.FIELD,
        ours="、".join(map(_field_text, ours)),
        theirs=_field_text(spec),
        same=same,
        says=says,
        ours_codes=tuple(one.code for one in ours),
        theirs_code=spec.code,
    )


def _field_unlike(ours: FieldSpec, theirs: FieldSpec) -> list[str]:
    """What the handling place asks of the same field otherwise."""
    if ours.type is not theirs.type:
        said = [f"办理地要{theirs.hint()}，受理地是{ours.type.label}"]
    elif theirs.type is FieldType.CHOICE:
        said = [] if set(ours.choices) == set(theirs.choices) else [f"选项不同，办理地{theirs.hint()}"]
    else:
        said = [] if ours.hint() == theirs.hint() else [f"办理地要{theirs.hint()}"]
    if ours.required is not theirs.required:
        said.append("办理地必填" if theirs.required else "办理地选填")
    return said


def _not_asked(spec: FieldSpec) -> Line:
    return Line(
        aspect=Aspect.FIELD,
        ours=_field_text(spec),
        theirs="",
        same=False,
        says=f"办理地不问“{spec.label}”",
        ours_codes=(spec.code,),
    )
