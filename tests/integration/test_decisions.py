"""What crossed and no rule decides becomes a task at the end the table names, once, in the store's transaction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from federation.case import Side
from federation.case.choices import Result
from federation.case.events import Arrived, Finished
from federation.case.parts import Deferred, Material
from federation.case.process import DeferredSupplied
from federation.errors import Reason
from node.store.cases import save_cases
from node.store.store import Store
from tests.worlds.acts import ACCEPTED, at
from tests.worlds.case import MEMBERS, START, blob, document
from tests.worlds.process import LATER

PROMISE = Deferred(material=LATER, days=5, promise=blob("promise"))
LAPSED = Finished(result=Result.LAPSED, reason="逾期", document=document("YQ-1"))


@pytest.mark.parametrize(("side", "count"), [(Side.HANDLING, 1), (Side.ACCEPTING, 0)])
async def test_a_crossing_for_a_person(tmp_path: Path, side: Side, count: int) -> None:
    """The window took the material in while the organ ended the case: the organ's person gets one task."""
    world = at((Side.HANDLING, Arrived()), (Side.HANDLING, replace(ACCEPTED, deferred=(PROMISE,))))
    supplied = world.must(Side.ACCEPTING, DeferredSupplied(materials=(Material(code=LATER, originals=1),)))
    world.must(Side.HANDLING, LAPSED)
    case = world.settle().case(side)
    async with Store(tmp_path / "node.sqlite") as store:
        for _ in range(2):
            await store.write(lambda tx: save_cases(tx, [case], me=MEMBERS[side], now=START))
        async with store.read() as tx:
            tasks = await tx.all("open_tasks")
    said = {(task["kind"], task["message_id"], task["reason"]) for task in tasks}
    assert len(tasks) == count
    assert said == ({("crossing", supplied, Reason.PERSON_DECIDES)} if count else set())
