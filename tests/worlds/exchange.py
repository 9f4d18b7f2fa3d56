"""What an export adds to the cases of `tests.worlds.case`, and cases worth exporting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from examples.cases import HERE
from federation.case import Case, Side
from federation.case.choices import DayUnit, Delivery, Leg, Procedure, Result, Satisfaction, Stage, StepEnd
from federation.case.events import Accepted, Arrived, Finished, Issued
from federation.case.parts import Deferred, Document, Material
from federation.case.process import (
    DeferredSupplied,
    Extended,
    FeePaid,
    Rated,
    Resumed,
    StepTaken,
    Suspended,
)
from federation.exchange import Filed, Hub, load_hub, national
from federation.ids import BaseCode, TaskCode, Uscc
from federation.items import Item
from federation.items.item import ItemKey, MaterialSpec
from federation.items.tables import Need, ProjectType, UseLevel
from tests.worlds.acts import delivered, received, sent
from tests.worlds.case import ACTORS, START, XIAN, World, blob, document, opened
from tests.worlds.process import FEE, FEE_DUE, LATER, paper

AT = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
ORGAN = ACTORS[Side.HANDLING].organ
ITEM = Item(
    key=ItemKey(locality=XIAN, scheme="GB/T 39554", code="11610100TEXT00025R3000131901001", version="1"),
    name="食品经营许可",
    situation="新办",
    base=BaseCode("000131901001"),
    task=TaskCode("11610100TEXT00025R3000131901001"),
    type="01",
    organ=Uscc("11610100TEXT00025R"),
    organ_name="西安市行政审批服务局",
    level=UseLevel.CITY,
    kind=ProjectType.PROMISED,
    materials=tuple(
        MaterialSpec(code=code, name=name, need=Need.REQUIRED)
        for code, name in (
            ("M-KEEP", "食品经营许可申请书"),
            ("M-BACK", "营业执照"),
            ("M-OLD", "旧许可证"),
            ("M-ID", "居民身份证"),
            (LATER, "布局图"),
        )
    ),
)
ORGANS = {ORGAN: "西安市行政审批服务局", ACTORS[Side.ACCEPTING].organ: "汕头市政务服务中心"}


def filed(hub: Hub | None = None, **more: Any) -> Filed:
    """An export of the test world."""
    said: dict[str, Any] = {
        "item": ITEM,
        "hub": hub or national(),
        "batch": "610100-000001",
        "at": AT,
        "source": "610100",
        "organs": ORGANS,
        "promise": date(2026, 1, 19),
    }
    return Filed(**(said | more))


def hub(name: str) -> Hub:
    """One of the example hubs."""
    return load_hub((HERE / "exchange" / f"{name}.toml").read_bytes())


def hubs() -> list[str]:
    """The names of all of them."""
    return sorted(path.stem for path in Path(HERE / "exchange").glob("*.toml"))


def granted() -> World:
    """A case with a bit of everything that the tables ask about, up to the certificate in the applicant's hand."""
    world = opened(delivery=Delivery.WINDOW)
    world.must(Side.HANDLING, Arrived())
    later = Deferred(material=LATER, days=5, promise=blob("promise"))
    world.must(Side.HANDLING, Accepted(document=document("SL-1"), promised_days=10, deferred=(later,)))
    world.must(Side.HANDLING, StepTaken(name="审查", end=StepEnd.PASSED, note="材料一致"))
    suspended = world.must(
        Side.HANDLING,
        Suspended(
            procedure=Procedure.EXPERT_REVIEW,
            days=15,
            unit=DayUnit.WORKING_DAY,
            reason="需要专家评审",
            document=paper("TBCX-1"),
        ),
    )
    world.must(Side.HANDLING, Resumed(suspension=suspended, outcome="评审通过"))
    world.must(Side.HANDLING, Extended(days=5, approver="局长", reason="案情复杂", document=paper("YQ-1")))
    world.must(Side.HANDLING, FEE_DUE)
    world.must(Side.HANDLING, FeePaid(code=FEE, paid_at=START))
    world.settle()
    world.must(Side.ACCEPTING, DeferredSupplied(materials=(Material(code=LATER, files=(blob("later"),)),)))
    world.settle()
    world.must(Side.HANDLING, Finished(result=Result.GRANT, document=document("JD-1")))
    licence = Document(number="JY16101030000001", title="食品经营许可证", file=blob("ZZ"))
    world.must(Side.HANDLING, Issued(documents=(licence,)))
    world.must(Side.HANDLING, sent(Leg.H2W, "JD-1", licence.number))
    world.settle()
    world.must(Side.ACCEPTING, received("JD-1", licence.number))
    world.must(Side.ACCEPTING, delivered("JD-1", licence.number))
    world.must(Side.ACCEPTING, Rated(about=Stage.FINISH, level=Satisfaction.VERY_SATISFIED, named=True))
    return world.settle()


def granted_case() -> Case:
    """The same, folded."""
    return granted().case(Side.HANDLING)
