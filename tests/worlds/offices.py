"""Two real cities that can make documents, and cases that have come to Xi'an's organ."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from federation.case.events import Accepted, Arrived, CorrectionRequested
from federation.case.parts import Difference
from federation.days import day_of
from federation.ids import CaseId, MessageId
from federation.wire.local import Wish
from node.ids import new_case_id, new_message_id
from tests.worlds.clerks import record, submitted
from tests.worlds.ground import ACTORS, SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, cities
from tests.worlds.papers import LAKE, UNMADE

YEAR = day_of(datetime.now(UTC)).year
CORRECTION = CorrectionRequested(
    document=UNMADE, defects=(Difference(material="C01", note="第2页缺签名"),), days=10
)
ACCEPTED = Accepted(document=UNMADE, promised_days=5)


def number(serial: int, word: str = "补") -> str:
    """A number of Xi'an's organ this year."""
    return f"莲民{word}〔{YEAR}〕{serial}号"


@asynccontextmanager
async def offices() -> AsyncIterator[tuple[City, City]]:
    """Both cities, told what their documents need."""
    async with cities() as both:
        for city in both:
            (city.folder / "documents.toml").write_text(LAKE, "utf-8")
            city.write_config(documents='"documents.toml"')
            city.start()
        for city in both:
            await city.ready()
            await city.import_catalogues()
        yield both


async def arrived(a: City, b: City, count: int = 1) -> list[CaseId]:
    """Cases that Xi'an's organ has signed for."""
    found = [new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC)) for _ in range(count)]
    for case in found:
        await record(a, case, submitted(XIAN))
    await healed(a, b)
    for case in found:
        await record(b, case, Arrived())
    await healed(a, b)
    return found


async def make(city: City, case: CaseId, event: Any, message: MessageId | None = None) -> Any:
    """Have the node make an act's document."""
    wish = Wish(case=case, actor=ACTORS[city.me], supersedes=None, event=event)
    async with city.client() as client:
        return await client.record(message or new_message_id(datetime.now(UTC)), wish, generate=True)
