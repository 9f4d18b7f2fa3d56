"""Two scores a manager can follow: 完备度, what is there of what should be, and 准确性, what is right of it.

完备度 = 100 × elements given ÷ elements due. An element is given if the guide says something under it and no
rule of completeness named beside it found fault.

准确性 = 100 − 10 for each rule of accuracy that found an error − 5 for each that found only warnings − 1 for each
that gave only hints; each rule counts once per item; never below 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from federation.items.lint.guide import Guide
from federation.items.lint.labels import Field
from federation.items.lint.rule import Aspect, Finding, Severity
from federation.items.lint.table import RULES
from federation.items.lint.words import blank
from federation.items.tables import HandleType

FULL = 100
POINTS: Mapping[Severity, int] = MappingProxyType({Severity.ERROR: 10, Severity.WARNING: 5, Severity.INFO: 1})
"""What a rule of accuracy costs, by the gravest of its findings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element 要素 of the national list.

    Attributes:
        name: in Chinese.
        field: which the source must be able to say, or the element is not due.
        given: whether the guide says it.
        rules: rules of completeness that take it away again.
        due: whether this guide must say it at all.
    """

    name: str
    field: Field
    given: Callable[[Guide], bool]
    rules: tuple[str, ...] = ()
    due: Callable[[Guide], bool] = lambda _: True


_POWERS = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09", "10"})


def _wants_materials(guide: Guide) -> bool:
    return bool(guide.materials) or guide.material_text is None or not blank(guide.material_text.value)


def _at_window(guide: Guide) -> bool:
    return guide.handle_types is None or HandleType.WINDOW in guide.handle_types.value


ELEMENTS: tuple[Element, ...] = (
    Element(name="事项名称", field=Field.NAME, given=lambda g: g.name is not None),
    Element(name="事项类型", field=Field.TYPE, given=lambda g: g.type is not None),
    Element(name="事项编码", field=Field.BASE, given=lambda g: bool(g.base or g.task or g.handling_item)),
    Element(name="实施主体", field=Field.ORGAN, given=lambda g: g.organ is not None),
    Element(name="行使层级", field=Field.LEVEL, given=lambda g: g.level is not None),
    Element(name="服务对象", field=Field.SERVERS, given=lambda g: bool(g.servers and g.servers.value)),
    Element(name="办件类型", field=Field.KIND, given=lambda g: g.kind is not None),
    Element(
        name="法定办结时限",
        field=Field.LEGAL,
        given=lambda g: g.legal is not None or g.legal_text is not None,
        rules=("limit.missing",),
    ),
    Element(
        name="承诺办结时限",
        field=Field.PROMISED,
        given=lambda g: g.promised is not None,
        rules=("limit.unit", "limit.exclusion_undeclared"),
    ),
    Element(
        name="受理条件",
        field=Field.CONDITIONS,
        given=lambda g: g.condition_text is not None,
        rules=("condition.vague",),
    ),
    Element(
        name="申请材料",
        field=Field.MATERIALS,
        given=lambda g: bool(g.materials),
        rules=("material.pointer_only", "material.open_ended"),
        due=_wants_materials,
    ),
    Element(
        name="材料来源渠道",
        field=Field.MATERIAL_SOURCE,
        given=lambda g: bool(g.materials),
        rules=("material.source_missing",),
        due=_wants_materials,
    ),
    Element(
        name="材料必要性",
        field=Field.MATERIAL_NEED,
        given=lambda g: bool(g.materials),
        rules=("material.need",),
        due=_wants_materials,
    ),
    Element(name="办理流程", field=Field.FLOW, given=lambda g: g.flow_text is not None or bool(g.steps)),
    Element(
        name="到现场次数及原因",
        field=Field.SCENE_COUNT,
        given=lambda g: g.scene_count is not None,
        rules=("scene.reason",),
    ),
    Element(name="办理形式", field=Field.HANDLE_TYPES, given=lambda g: g.handle_types is not None),
    Element(name="通办范围", field=Field.AREA, given=lambda g: bool(g.areas)),
    Element(name="收费及依据", field=Field.FEE, given=lambda g: bool(g.fees), rules=("fee.basis",)),
    Element(
        name="办理地点",
        field=Field.ADDRESS,
        given=lambda g: bool(g.addresses),
        rules=("address.incomplete",),
        due=_at_window,
    ),
    Element(name="办理时间", field=Field.HOURS, given=lambda g: bool(g.hours), due=_at_window),
    Element(name="咨询电话", field=Field.PHONE, given=lambda g: bool(g.phones)),
    Element(
        name="监督电话",
        field=Field.SUPERVISION,
        given=lambda g: bool(g.supervision),
        rules=("phone.supervision",),
    ),
    Element(
        name="设定依据",
        field=Field.LAWS,
        given=lambda g: bool(g.laws) or g.law_spot is not None,
        rules=("law.article",),
    ),
    Element(
        name="救济途径",
        field=Field.REMEDY,
        given=lambda g: bool(g.remedies),
        rules=("remedy.missing",),
        due=lambda g: g.type is None or g.type.value in _POWERS,
    ),
    Element(name="办理结果", field=Field.RESULT, given=lambda g: g.result is not None),
)
"""Source: 实施清单要素 of the national exchange tables (up_task_general_basic, _extend, _material)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The scores of one item.

    Attributes:
        completeness: 完备度, 0–100.
        accuracy: 准确性, 0–100.
        lacking: the elements that are due and not given.
        costs: what each rule of accuracy took away.
    """

    completeness: int
    accuracy: int
    lacking: tuple[str, ...] = ()
    costs: Mapping[str, int]

    @property
    def mean(self) -> float:
        """By which items are put in order; never shown as a score of its own."""
        return (self.completeness + self.accuracy) / 2


def score(guide: Guide, findings: Sequence[Finding]) -> Score:
    """The two scores of an item.

    Args:
        guide: the item.
        findings: of `lint` on this guide; a rule that was switched off costs nothing.
    """
    fired = {finding.rule for finding in findings}
    due = [one for one in ELEMENTS if guide.says(one.field) and one.due(guide)]
    lacking = tuple(one.name for one in due if not one.given(guide) or fired & set(one.rules))
    costs = _costs(findings)
    return Score(
        completeness=round(FULL * (len(due) - len(lacking)) / len(due)) if due else FULL,
        accuracy=max(0, FULL - sum(costs.values())),
        lacking=lacking,
        costs=MappingProxyType(costs),
    )


def _costs(findings: Iterable[Finding]) -> dict[str, int]:
    costs: dict[str, int] = {}
    for finding in findings:
        if RULES[finding.rule].aspect is Aspect.ACCURATE:
            costs[finding.rule] = max(costs.get(finding.rule, 0), POINTS[finding.severity])
    return costs
