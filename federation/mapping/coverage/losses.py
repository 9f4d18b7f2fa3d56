"""What does not come back from the way there and back: A → B → A, field by field, material by material.

Materials are told from the two plans alone. Fields are sent: generated forms go there and back, and
what returns is laid beside what went. Where every rule on both ways is a copy or another notation of
a date, one value proves it; the other fields are sent with every value they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from federation.items import FieldSpec
from federation.items.tables import FieldType, Need
from federation.mapping.coverage.probes import count, probe
from federation.mapping.coverage.values import Loss, LossKind
from federation.mapping.crosswalk import RuleKind
from federation.mapping.gaps import Gap
from federation.mapping.match import Matched
from federation.mapping.plan import FieldPlan

_EXAMPLES = 3  # values named in one sentence
_FAITHFUL = frozenset({RuleKind.COPY.value, RuleKind.DATE.value})  # `chain` names a rule on both legs once
_Pair = tuple[str, str | None]  # sent, came back


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


def _field_losses(there: Matched, back: Matched, shapes: Sequence[str]) -> Iterator[Loss]:
    form = there.accepting.fields
    used = {code for part in there.plan.fields for code in part.sources}
    pairs = _tried(there, back, shapes)
    for spec in form:
        found = _judge(spec, pairs[spec.code])
        if found is None:
            continue
        kind, why = found
        if spec.code not in used and kind is LossKind.FIELD_LOST:
            why = f"去程就没有：{there.plan.unused_fields.get(spec.code, '办理地表单没有对应的项')}"
        yield Loss(kind=kind, code=spec.code, label=spec.label, required=spec.required, why=why)


def _tried(there: Matched, back: Matched, shapes: Sequence[str]) -> dict[str, list[_Pair]]:
    """For each field, what was sent and what came back of it: once, or with every value where that matters."""
    form = there.accepting.fields
    sent = probe(form, 0, shapes)
    middle, forth = _sent(there.plan.fields, sent)
    came, home = _sent(back.plan.fields, middle)
    pairs = {spec.code: [(sent[spec.code], came.get(spec.code))] for spec in form}
    open_ = [part for part in back.plan.fields if part.code in pairs and _open(part, forth, home)]
    if open_:
        needed = {code for part in open_ for code in part.sources}
        up = [part for part in there.plan.fields if part.code in needed]
        varied = {code for part in up for code in part.sources} | {part.code for part in open_}
        fields = [spec for spec in form if spec.code in varied]
        for number in range(1, count(fields, shapes)):
            sent = probe(fields, number, shapes)
            came, _ = _sent(open_, _sent(up, sent)[0])
            for part in open_:
                pairs[part.code].append((sent[part.code], came.get(part.code)))
    return pairs


def _sent(parts: Iterable[FieldPlan], fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The values on the other side, and by which rules each was made."""
    values: dict[str, str] = {}
    rules: dict[str, str] = {}
    for part in parts:
        outcome = part.run(fields)
        if not isinstance(outcome, Gap):
            values[part.code], step = outcome
            rules[part.code] = step.rule
    return values, rules


def _open(part: FieldPlan, forth: Mapping[str, str], home: Mapping[str, str]) -> bool:
    """Whether one value proves nothing for the others: some rule on the way does more than copy."""
    if not part.sources:
        return part.code in home  # a constant; without it there is no rule at all
    rules = [home.get(part.code, ""), *(forth.get(code, "") for code in part.sources)]
    return not all(rule in _FAITHFUL for rule in rules)


def _judge(spec: FieldSpec, tried: Iterable[_Pair]) -> tuple[LossKind, str] | None:
    """What becomes of a field over all that was tried; None if it comes back."""
    pairs = dict.fromkeys(tried)
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
