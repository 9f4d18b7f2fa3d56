"""What the cities agree on before they begin: catalogues, crosswalks, agreements; and what changes later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from examples.demo.cities import ROOT, City
from federation.days import day_of

EXAMPLES = ROOT / "examples"
CATALOGUES = {"440500": "shantou", "610100": "xian", "640100": "yinchuan"}
FIRST_VERSION = "2026.1"
BUNDLES = {"440500": ("liandian",)}
"""Bundles of a city's window whose items are in the demonstration's catalogues."""
REVISIONS: Mapping[str, tuple[str, object, timedelta]] = {
    "revise-item": ("法定办结时限", 10, timedelta(days=1)),
    "suspend-item": ("事项状态", "挂起", timedelta()),
}
"""Which column of an item a step changes, to what, and since how long that is in force: a day has one version."""
TOLD = frozenset({"revise-item"})
"""Changes that the other city is sent at once; of a suspended item the demonstration keeps it ignorant."""


@dataclass(slots=True, kw_only=True)
class Shelf:
    """The catalogues of all cities as they stand now.

    Attributes:
        cities: by locality.
        work: where files are put.
    """

    cities: Mapping[str, City]
    work: Path
    changes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    signed: list[Path] = field(default_factory=list)

    async def stock(self, city: City) -> None:
        """Give a city its own and its peers' catalogues, the crosswalks and agreements of it, its rules and bundles."""
        for locality in (city.locality, *city.peers):
            file = EXAMPLES / "catalogues" / f"{CATALOGUES[locality]}.xlsx"
            await self._import(city, file, locality, FIRST_VERSION)
        for crosswalk in _between((EXAMPLES / "crosswalks").glob("*.xlsx"), city):
            accepting, handling = crosswalk.stem.split("-")
            ends = ("--accepting", accepting, "--handling", handling)
            await city.say("items", "crosswalk", str(crosswalk), *ends, "--version", "1")
        for signed in _between(self.signed, city):
            await city.say("agreement", "import", str(signed))
        for rule in sorted((EXAMPLES / "instant").glob(f"{city.locality}-*.toml")):
            await city.say("instant", "import", str(rule))
        for bundle in BUNDLES.get(city.locality, ()):
            await city.say("bundle", "import", str(EXAMPLES / "bundles" / f"{bundle}.toml"))

    async def sign(self, keys: Path) -> None:
        """Both offices sign every agreement, the accepting place first."""
        for text in sorted((EXAMPLES / "agreements").glob("*.toml")):
            file = str(text)
            for place in text.stem.split("-")[:2]:
                signed = str(self.work / f"{text.stem}-{place}.json")
                key = str(keys / f"{place}-key.pem")
                await self.cities[place].say("agreement", "sign", file, "--key", key, "--out", signed)
                file = signed
            self.signed.append(Path(file))

    async def amend(self, city: City, change: str, code: str) -> None:
        """A city changes an item: it imports its catalogue anew, under the next version."""
        made = self.changes.setdefault(city.locality, [])
        made.append((change, code))
        file = self.work / f"{city.locality}-{len(made)}.xlsx"
        source = EXAMPLES / "catalogues" / f"{CATALOGUES[city.locality]}.xlsx"
        file.write_bytes(_changed(source.read_bytes(), made))
        version = f"2026.{1 + len(made)}"
        since = day_of(datetime.now(UTC)) - REVISIONS[change][2]
        told = [city, *(self.cities[peer] for peer in city.peers if change in TOLD)]
        for one in told:
            await self._import(one, file, city.locality, version, "--from", since.isoformat())

    @staticmethod
    async def _import(city: City, file: Path, locality: str, version: str, *words: str) -> None:
        await city.say("items", "import", str(file), "--locality", locality, "--version", version, *words)


def _between(files: Iterable[Path], city: City) -> list[Path]:
    """Those files that are between this city and another: named so."""
    return [file for file in sorted(files) if city.locality in re.split(r"[-.]", file.name)[:2]]


def _changed(data: bytes, changes: list[tuple[str, str]]) -> bytes:
    """The spreadsheet with some cells of some items changed."""
    book = load_workbook(BytesIO(data))
    rows = list(book["实施清单"].iter_rows())
    header = next(k for k, row in enumerate(rows) if any(cell.value == "事项状态" for cell in row))
    columns = {cell.value: k for k, cell in enumerate(rows[header])}
    for change, code in changes:
        column, value, _ = REVISIONS[change]
        for row in rows[header + 1 :]:
            if any(str(cell.value) == code for cell in row):
                row[columns[column]].value = value
    written = BytesIO()
    book.save(written)
    return written.getvalue()
