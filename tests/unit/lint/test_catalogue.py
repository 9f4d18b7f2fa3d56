"""Catalogues are judged by the rules of pages: items as guides, and thousands of them in seconds."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from federation.ids import CANONICAL
from federation.items import Catalogue, Choice, Condition, FieldSpec, Item, Limit, load_catalogue
from federation.items.lint import LintReport, guide_of, guides_of, lint
from federation.items.tables import FieldType, LimitUnit, MaterialType, OrganKind, ProjectType

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "catalogues" / "shantou.xlsx"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Shantou's example items."""
    return load_catalogue(EXAMPLE, locality=None, version="1").catalogue


@pytest.fixture
def item(catalogue: Catalogue) -> Item:
    """An item with everything a page would have."""
    return replace(
        catalogue.find("000131911001")[0],
        address="汕头市龙湖区珠池路23号政务服务中心一楼综合窗口",
        by_law="《中华人民共和国食品安全法》第三十五条",
        flow="受理（1个工作日）→审查（5个工作日）→决定（2个工作日）",
        scene_count=0,
    )


def rules(item: Item) -> set[str]:
    """The rules that find something."""
    return {one.rule for one in lint(guide_of(item))}


def test_a_right_item_has_no_findings(item: Item):
    """What a catalogue has no column for is not asked of it."""
    assert rules(item) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"promised": Limit(amount=30, unit=LimitUnit.WORKING_DAY)}, "limit.promise_over_legal"),
        ({"promised_note": "不含专家评审时间"}, "limit.exclusion_undeclared"),
        ({"kind": ProjectType.INSTANT, "flow": ""}, "limit.kind_mismatch"),
        ({"legal": None}, "limit.missing"),
        ({"flow": "受理（5个工作日）→审查（10个工作日）"}, "limit.steps_sum"),
        ({"fee": True}, "fee.basis"),
        ({"fee": True, "fee_note": "10元/证"}, "fee.basis"),
        ({"flow": "受理 → 缴费 → 决定"}, "fee.conflict"),
        ({"scene_count": 2}, "scene.reason"),
        ({"flow": "申请人须到窗口提交材料 → 审查"}, "scene.conflict"),
        ({"phone": "0754-88100011、88100012"}, "phone.multiple"),
        ({"supervision": ""}, "phone.supervision"),
        ({"accept_condition": "详见附件"}, "condition.vague"),
        ({"organ_name": "汕头市龙湖区食品药品监督管理局"}, "organ.renamed"),
        ({"organ_kind": OrganKind.AUTHORISED}, "organ.mismatch"),
        ({"by_law": "《食品经营许可管理办法》（第17号）第十条"}, "law.repealed"),
        ({"by_law": "《中华人民共和国食品安全法》"}, "law.article"),
        ({"address": "龙湖区政务服务中心"}, "address.incomplete"),
        ({"hours": "周一至周五 9:00—8:00"}, "hours.conflict"),
    ],
)
def test_faults_of_items(item: Item, change: dict[str, object], rule: str):
    """The rules of pages find the same faults in cells."""
    assert {rule} == rules(replace(item, **change))


def test_materials_of_items(item: Item):
    """A missing source, a catch-all, a double: by name of the material."""
    first = item.materials[0]
    changed = replace(
        item,
        materials=(
            replace(first, source=None),
            replace(first, code="X1", name="其他相关材料"),
            replace(first, code="X2", name=f"《{first.name}》"),
        ),
    )
    found = {one.rule: one.quote for one in lint(guide_of(changed))}
    assert found == {
        "material.source_missing": first.name,
        "material.open_ended": "其他相关材料",
        "material.duplicate": f"《{first.name}》",
    }


def test_originals_and_copies_of_items(item: Item):
    """原件1复印件2 without a word of what becomes of the original; with it, all is said."""
    both = replace(item.materials[0], type=MaterialType.EITHER, copies=3, originals=1)
    told = guide_of(replace(item, materials=(both,))).materials[0]
    assert (told.originals, told.copies) == (1, 2)
    assert rules(replace(item, materials=(both,))) == {"material.copies"}
    assert rules(replace(item, materials=(replace(both, note="原件核验后退还"),))) == set()


def test_canonical_items_have_no_window(item: Item):
    """What only a city can say is not asked of the canonical catalogue."""
    key = replace(item.key, locality=CANONICAL)
    assert rules(replace(item, key=key, address="", supervision="", phone="", hours="")) == set()


@pytest.mark.parametrize(
    "condition",
    [
        Condition("NOWHERE", ("1",)),
        Condition("WAY", ("9",)),
        Condition("WAY", ("1", "2"), negated=True),
    ],
    ids=["no such field", "no such value", "every value barred"],
)
def test_dead_situations(item: Item, condition: Condition):
    """A material whose situation no value of the form can meet is named."""
    way = FieldSpec(
        code="WAY",
        label="办理方式",
        type=FieldType.CHOICE,
        choices=(Choice("1", "本人"), Choice("2", "代理人")),
    )
    changed = replace(item, fields=(way,), materials=(replace(item.materials[0], condition=condition),))
    assert rules(changed) == {"material.situation_dead"}


def test_living_situations(item: Item):
    """A situation that some value meets is none of it."""
    way = FieldSpec(
        code="WAY",
        label="办理方式",
        type=FieldType.CHOICE,
        choices=(Choice("1", "本人"), Choice("2", "代理人")),
    )
    asked = replace(item.materials[0], condition=Condition("WAY", ("1",), negated=True))
    assert rules(replace(item, fields=(way,), materials=(asked,))) == set()


def test_free_text_stands_for_a_list(item: Item):
    """Without a sheet of materials the item's own text is read."""
    changed = replace(item, materials=(), materials_note="1.申请书（原件1份）；2.其他材料（原件1份）")
    names = [one.name for one in guide_of(changed).materials]
    assert names == ["申请书", "其他材料"]
    assert "material.open_ended" in rules(changed)


@pytest.mark.slow
def test_a_city_is_judged_in_seconds(catalogue: Catalogue, item: Item):
    """1,746 items, the number Shantou keeps, in less than three seconds of one processor."""
    items = tuple(replace(one, flow=item.flow, by_law=item.by_law) for one in catalogue.items) * 103
    many = replace(catalogue, items=items[:1746])
    start = time.process_time()
    report = LintReport.of(guides_of(many))
    assert report.total.items == 1746
    assert time.process_time() - start < 3
