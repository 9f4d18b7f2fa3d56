"""Two real cities on one clock that can be moved, and the agreements they sign."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.cities import parse_cities, parse_organs
from certs.folder import write
from certs.pki import make_pki
from examples.cases import HERE
from federation.case.agreement_file import load_agreement
from federation.case.parts import Document
from federation.days import BEIJING
from federation.ids import CaseId
from node.app import utc_now
from node.ids import new_case_id
from tests.worlds import nodes
from tests.worlds.clerks import record, submitted, upload
from tests.worlds.command import must
from tests.worlds.ground import SHANTOU, XIAN
from tests.worlds.nodes import City, cities

MADE = datetime(2026, 3, 1, tzinfo=BEIJING)


@dataclass
class Hour:
    """The clock of both nodes: it goes on by itself, and can be moved."""

    offset: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return utc_now() + self.offset

    def set(self, when: str) -> None:
        """It is now so late in Beijing."""
        self.offset = datetime.fromisoformat(when).replace(tzinfo=BEIJING) - utc_now()


@dataclass
class Pair:
    """Both cities, running or not, with their agreements."""

    a: City
    b: City
    keys: Path
    hour: Hour
    folder: Path
    running: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def start(self, city: City, *, settled: bool = True) -> None:
        """Start a node inside this process."""
        stack = AsyncExitStack()
        await stack.enter_async_context(city.inside(clock=self.hour))
        self.running[city.me] = stack
        await city.ready(settled=settled)

    async def stop(self, city: City) -> None:
        """Stop it."""
        await self.running.pop(city.me).aclose()

    async def sign(self, name: str, said: str) -> Path:
        """An agreement signed by both offices, one after the other, as two cities would."""
        plain, one, both = (self.folder / f"{name}{ending}" for ending in (".toml", ".1.json", ".json"))
        plain.write_text(said, "utf-8")
        for city, source, target in ((self.a, plain, one), (self.b, one, both)):
            key = self.keys / "documents" / f"{city.me}-key.pem"
            await must(city, "agreement", "sign", source, "--key", key, "--out", target)
        return both

    async def agree(self, name: str, said: str) -> str:
        """Sign and import at both nodes; how a case pins it."""
        signed = await self.sign(name, said)
        for city in (self.a, self.b):
            assert (await must(city, "agreement", "import", signed))["version"]
        return load_agreement(said.encode()).pin

    async def file(self, pin: str, *, originals: int = 1, item: str = "") -> CaseId:
        """A case filed by Shantou's window; for another item than usual with papers of the same codes."""
        async with self.a.client() as client:
            event = submitted(XIAN, await upload(client, b"%PDF-1"), await upload(client, b"%PDF-2"))
        case = new_case_id(accepting=SHANTOU, handling=XIAN, now=self.hour())
        materials = tuple(replace(one, originals=one.originals * originals) for one in event.materials)
        wanted = replace(event.item, code=item or event.item.code)
        await record(self.a, case, replace(event, agreement=pin, item=wanted, materials=materials))
        return case

    async def due(self, city: City, case: CaseId) -> dict[str, Any]:
        """What a city says is due in a case."""
        found: list[dict[str, Any]] = await must(city, "case", "due", case)
        return found[0]


def clock(found: dict[str, Any], name: str) -> dict[str, Any]:
    """One clock of an answer."""
    return next(one for one in found["clocks"] if one["clock"] == name)


async def paper(city: City, number: str) -> Document:
    """A sealed document, uploaded."""
    async with city.client() as client:
        return Document(number=number, title="文书", file=await upload(client, b"%PDF-" + number.encode()))


def make_keys(folder: Path) -> Path:
    """Keys, certificates and a directory from before that March."""
    organs = parse_organs((HERE / "organs.json").read_bytes())
    members = parse_cities([f"{city}=127.0.0.1:1" for city in (SHANTOU, XIAN)], organs)
    write(folder, make_pki(members, now=MADE, days=3650), force=True)
    return folder


@asynccontextmanager
async def agreeing(keys: Path, folder: Path, *, now: str = "2026-03-02 10:00") -> AsyncIterator[Pair]:
    """Both started on a Monday in March 2026, settled, with both catalogues imported."""
    hour = Hour()
    hour.set(now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "pki", lambda: keys)
        async with cities() as (a, b):
            for city in (a, b):
                city.write_config()
            made = Pair(a, b, keys, hour, folder)
            try:
                await asyncio.gather(made.start(a), made.start(b))
                for city in (a, b):
                    await city.import_catalogues()
                yield made
            finally:
                for stack in list(made.running.values()):
                    await stack.aclose()
