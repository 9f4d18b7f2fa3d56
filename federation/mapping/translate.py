"""Translate an application from the accepting place's codes to the handling place's.

Total and deterministic: for any application it gives the values it can, says for each which rule
and source it came from, lists every source value it did not use with the reason, and names every
gap with what the window must ask for. It never guesses and never raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.mapping.gaps import Gap
from federation.mapping.match import Matched
from federation.mapping.plan import Plan
from federation.mapping.rules import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the window took in, by the accepting place's codes.

    Attributes:
        fields: the form's values as text, in the accepting place's notation.
        materials: codes of the materials collected.
    """

    fields: Mapping[str, str]
    materials: tuple[str, ...] = ()


class Kind(StrEnum):
    """What a code names."""

    FIELD = "field"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """Something the applicant gave that the handling place does not get.

    Attributes:
        kind: a field or a material.
        code: the accepting place's.
        why: in Chinese.
    """

    kind: Kind
    code: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """An application by the handling place's codes; what is still missing is in ``gaps``.

    Attributes:
        fields: values for the handling place's form.
        materials: its material codes that what was collected meets.
        gaps: what the window must still ask for, fields first, each in order of code.
        trace: for every output, the rule and its sources.
        unused: every source value and material without use.
    """

    fields: Mapping[str, str]
    materials: tuple[str, ...]
    gaps: tuple[Gap, ...]
    trace: tuple[Step, ...]
    unused: tuple[Unused, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that blocks sending."""
        return not any(gap.blocks for gap in self.gaps)


def translate(application: Application, match: Matched) -> Translation:
    """Fill the handling place's form and list, and name everything that is still missing.

    Total and deterministic: never raises, whatever the application holds.

    Args:
        application: values and materials by the accepting place's codes.
        match: which item of the handling place is meant, from `resolve` or `narrow`.
    """
    plan = match.plan
    trace: list[Step] = list(match.steps)
    gaps: list[Gap] = []
    used = {code for step in match.steps for code in step.sources}
    fields = _fields(application.fields, plan, trace, gaps, used)
    given = frozenset(application.materials)
    materials, reasons = _materials(given, fields, plan, trace, gaps)
    return Translation(
        fields=fields,
        materials=tuple(materials),
        gaps=tuple(gaps),
        trace=tuple(trace),
        unused=_unused_fields(application.fields, used, plan) + _unused_materials(reasons),
    )


def _fields(
    source: Mapping[str, str], plan: Plan, trace: list[Step], gaps: list[Gap], used: set[str]
) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in plan.fields:
        outcome = part.run(source)
        if isinstance(outcome, Gap):
            gaps.append(outcome)
        else:
            fields[part.code], step = outcome
            trace.append(step)
            used.update(step.sources)
    return fields


def _materials(
    given: frozenset[str], fields: Mapping[str, str], plan: Plan, trace: list[Step], gaps: list[Gap]
) -> tuple[list[str], dict[str, str]]:
    """The materials met, and for each given material without use the reason."""
    met: list[str] = []
    idle = {code: plan.unused_materials.get(code, "受理地清单没有这份材料") for code in given}
    served: set[str] = set()
    for part in plan.materials:
        steps = [step for code, step in part.sources.items() if code in given]
        holds = part.condition is None or part.condition.holds(fields)
        if holds is False:
            idle.update((step.sources[0], "按所填情形不需要") for step in steps)
        elif steps:
            met.append(part.spec.code)
            trace += steps
            served.update(step.sources[0] for step in steps)
        else:
            gaps.append(part.gap[holds])
    return met, {code: why for code, why in idle.items() if code not in served}


def _unused_fields(source: Mapping[str, str], used: set[str], plan: Plan) -> tuple[Unused, ...]:
    left = sorted(code for code, text in source.items() if code not in used and text and not text.isspace())
    reasons = plan.unused_fields
    return tuple(
        Unused(kind=Kind.FIELD, code=code, why=reasons.get(code, "受理地表单没有这一项")) for code in left
    )


def _unused_materials(reasons: Mapping[str, str]) -> tuple[Unused, ...]:
    return tuple(Unused(kind=Kind.MATERIAL, code=code, why=reasons[code]) for code in sorted(reasons))
