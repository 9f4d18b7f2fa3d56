"""What the window's list says of a match, and how a filled-in application is judged by it."""

from __future__ import annotations

from federation.errors import Reason
from federation.items.tables import Channel
from federation.mapping import Gap, Matched, check, requirements
from tests.unit.mapping.test_translate import SITUATION, matched, relation
from tests.worlds.sheets import XIAN, form_field, material


def listed() -> Matched:
    return matched(
        theirs=[*SITUATION, form_field("F2", "数字", 是否必填="否", 计量单位="元")],
        rules=[],
        our_materials=[material("M1"), material("M2")],
        their_materials=[
            material("C2", "照片"),
            material("C1", "委托书", 适用情形="F1=B"),
        ],
        relations=[relation("M1", "C1", "视情形", 说明="代理人"), relation("M2", "C2", "等同")],
    )


def test_the_list_is_the_handling_places() -> None:
    """Its order, its limits, its conditions; and which of our materials serve."""
    need = requirements(listed())
    assert [(line.spec.code, line.served_by, line.note) for line in need.materials] == [
        ("C2", ("M2",), ""),
        ("C1", ("M1",), "代理人"),
    ]
    assert [spec.code for spec in need.fields] == ["F1", "F2"]
    assert (need.key.locality, str(need.legal), str(need.promised)) == (XIAN, "20个工作日", "10个工作日")
    assert (need.channel, need.phone, need.accept_condition) == (
        Channel.NODE,
        "0754-88000000",
        "符合法定条件",
    )
    plain = requirements(listed().handling)
    assert [(line.spec.code, line.served_by) for line in plain.materials] == [("C2", ()), ("C1", ())]


def judged(fields: dict[str, str], *materials: str) -> dict[str, tuple[Reason, bool]]:
    found: tuple[Gap, ...] = check(requirements(listed()), fields, materials)
    return {gap.code: (gap.reason, gap.blocks) for gap in found}


def test_a_completed_application_is_judged() -> None:
    """Missing, wrong, unknown: each named, each with whether it blocks."""
    assert judged({"F1": "A", "F2": "1"}, "C2") == {}
    assert judged({"F1": "B", "F2": "1"}, "C2") == {"C1": (Reason.MATERIAL_MISSING, True)}
    assert judged({"F1": "C", "F2": "一", "F9": "x"}, "C2", "C1", "C9") == {
        "F1": (Reason.VALUE_INVALID, True),
        "F2": (Reason.VALUE_INVALID, True),
        "F9": (Reason.FIELD_UNKNOWN, True),
        "C9": (Reason.MATERIAL_UNKNOWN, True),
    }
    assert judged({}) == {
        "F1": (Reason.FIELD_MISSING, True),
        "F2": (Reason.FIELD_MISSING, False),
        "C1": (Reason.MATERIAL_MISSING, False),
        "C2": (Reason.MATERIAL_MISSING, True),
    }
