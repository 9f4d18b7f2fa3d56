"""Two cities as real processes, spoken to by their command alone, and which of its verbs were used."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.cases import HERE
from node.cli.main import tree
from tests.unit.cli.test_failures import leaves
from tests.worlds.command import kuayu
from tests.worlds.ground import SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, running_cities
from tests.worlds.nursery import ROOT

APPLICATION = ROOT / "docs" / "first-case" / "application.json"
PAPERS = ("form", "id", "paper")
VERBS = set(leaves(tree()))


@dataclass(kw_only=True)
class Hall:
    """Two cities, what was said in them, and which verbs were used."""

    a: City
    b: City
    folder: Path
    used: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def paper(self) -> Path:
        return self.folder / "paper.pdf"

    async def say(self, city: City, *words: str | Path) -> Any:
        """A command that has to work; its answer."""
        code, out = await kuayu(city, *words, "--json")
        assert code == 0, (words, out)
        self.used |= {verb for verb in VERBS if verb == tuple(map(str, words[: len(verb)]))}
        return json.loads(out)

    async def submit(self) -> str:
        """A case of the application in the documents, known to both cities."""
        case: str = (await self.say(self.a, "case", "submit", APPLICATION, "--files", self.folder))["case"]
        await healed(self.a, self.b)
        await self.say(self.b, "case", "arrived", case)
        await healed(self.a, self.b)
        return case


@asynccontextmanager
async def open_hall(folder: Path) -> AsyncIterator[Hall]:
    """Both cities know both catalogues and the crosswalk."""
    for name in PAPERS:
        (folder / f"{name}.pdf").write_bytes(b"%PDF-1.4\n% " + name.encode())
    async with running_cities() as (a, b):
        made = Hall(a=a, b=b, folder=folder)
        for city in (a, b):
            for locality, name in ((SHANTOU, "shantou"), (XIAN, "xian")):
                file = HERE / "catalogues" / f"{name}.xlsx"
                await made.say(city, "items", "import", file, "--locality", locality, "--version", "2026.2")
            file = HERE / "crosswalks" / f"{SHANTOU}-{XIAN}.xlsx"
            ends = ("--accepting", SHANTOU, "--handling", XIAN, "--version", "1")
            await made.say(city, "items", "crosswalk", file, *ends)
        yield made
