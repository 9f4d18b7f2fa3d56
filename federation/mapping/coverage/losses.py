"""What does not come back from the way there and back: A → B → A, field by field, material by material.

Materials are told from the two plans alone. Fields are sent: generated forms go there and back, and
what returns is laid beside what went. Where every rule on both ways only copies, one form proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from federation.items import FieldSpec
from federation.items.tables import FieldType, Need
from federation.mapping.coverage.probes import probes
from federation.mapping.coverage.values import Loss, LossKind
from federation.mapping.crosswalk import RuleKind
from federation.mapping.gaps import Gap
from federation.mapping.match import Matched
from federation.mapping.plan import Plan

_EXAMPLES = 3  # values named in one sentence
_Form = Mapping[str, str]


def losses(there: Matched, back: Matched, shapes: Sequence[str]) -> tuple[Loss, ...]:
    """Fields, then materials, each in the accepting place's order.

    Args:
        there: from an item to its counterpart.
        back: from the counterpart to the item.
        shapes: of text to send, from `probes.shapes_of`.
    """
    return (*_field_losses(there, back, shapes), *_material_losses(there, back))


def _material_losses(there: Matched, back: Matched) -> Iterator[Loss]:
    serves = {part.spec.code: part.sources.keys() for part in there.plan.materials}
    returns = {part.spec.code: part.sources.keys() for part in back.plan.materials}
    used = {code for sources in serves.values() for code in sources}
    for spec in there.accepting.materials:
        if any(spec.code in serves.get(middle, ()) for middle in returns.get(spec.code, ())):
            continue
        gone = there.plan.unused_materials.get(spec.code, "办理地清单没有对应的材料")
        yield Loss(
            kind=LossKind.MATERIAL_LOST,
            code=spec.code,
            label=spec.name,
            required=spec.need is Need.REQUIRED,
            why="去程有对应，回程没有能还原它的材料" if spec.code in used else f"去程就没有：{gone}",
        )


@dataclass(frozen=True, slots=True)
class _Trip:
    """One form that went and what came back of it."""

    sent: _Form
    came: _Form


def _field_losses(there: Matched, back: Matched, shapes: Sequence[str]) -> Iterator[Loss]:
    form = there.accepting.fields
    trips: list[_Trip] = []
    for sent in probes(form, shapes):
        middle, copied = _sent(there.plan, sent)
        came, again = _sent(back.plan, middle)
        trips.append(_Trip(sent, came))
        if copied and again:
            break
    used = {code for part in there.plan.fields for code in part.sources}
    for spec in form if trips else ():
        found = _judge(spec, trips)
        if found is None:
            continue
        kind, why = found
        if spec.code not in used and kind is LossKind.FIELD_LOST:
            why = f"去程就没有：{there.plan.unused_fields.get(spec.code, '办理地表单没有对应的项')}"
        yield Loss(kind=kind, code=spec.code, label=spec.label, required=spec.required, why=why)


def _sent(plan: Plan, fields: _Form) -> tuple[dict[str, str], bool]:
    """The form on the other side, and whether every rule that ran only copies."""
    values: dict[str, str] = {}
    copied = True
    for part in plan.fields:
        outcome = part.run(fields)
        if isinstance(outcome, Gap):
            copied = copied and not part.sources
        else:
            values[part.code], step = outcome
            copied = copied and step.rule == RuleKind.COPY
    return values, copied


def _judge(spec: FieldSpec, trips: Sequence[_Trip]) -> tuple[LossKind, str] | None:
    """What becomes of a field over all trips; None if it comes back."""
    pairs = dict.fromkeys((trip.sent[spec.code], trip.came.get(spec.code)) for trip in trips)
    whole = [sent for sent, came in pairs if came == sent]
    changed = [(sent, came) for sent, came in pairs if came not in {None, sent}]
    lost = [sent for sent, came in pairs if came is None]
    if spec.type is FieldType.TEXT and whole:
        return None  # not every shape of text is one that people write into this field
    if not (changed or (lost and whole)):
        return (LossKind.FIELD_LOST, "去程有规则，回程没有规则填回") if lost else None
    became = "、".join(
        f"“{_named(spec, one)}”成了“{_named(spec, came or '')}”" for one, came in changed[:_EXAMPLES]
    )
    gone = "、".join(f"“{_named(spec, one)}”" for one in lost[:_EXAMPLES])
    parts = ((f"例如{became}", changed), (f"带不回来：{gone}", lost))
    return LossKind.FIELD_CHANGED, "；".join(words for words, found in parts if found)


def _named(spec: FieldSpec, text: str) -> str:
    label = next((choice.label for choice in spec.choices if choice.code == text), "")
    return f"{text} {label}".strip()
