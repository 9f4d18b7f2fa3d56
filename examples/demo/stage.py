"""The demonstration itself: keys, nodes, three acts, and each city asked alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from examples.cases import Step, applications
from examples.demo.cities import ROOT, City, Failed, Kuayu, Wire, free_port, run
from examples.demo.player import Player
from examples.demo.shared import all_shared
from examples.demo.shelf import Shelf

NAMES = {"440500": "汕头", "610100": "西安", "640100": "银川"}
HUB = "440500"
"""Whose window has a link with every other city."""
ACTS = ("两地相连，各自办件", "链路已断，两厅照常办", "链路恢复，接着办完")
CUT = 1
QUIET_SECONDS = 60


@dataclass(slots=True, kw_only=True)
class Demo:
    """All cities, their wires, all players."""

    console: Console
    work: Path
    scans: Path
    kuayu: Kuayu
    cities: dict[str, City]
    wires: dict[str, Wire]
    shelf: Shelf
    players: list[Player] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, *, console: Console, work: Path, scans: Path) -> Demo:
        """A demonstration in an empty folder."""
        kuayu = Kuayu(socket=work / "kuayu.sock")
        cities = {
            place: City(
                locality=place,
                name=name,
                folder=work / place,
                port=free_port(),
                kuayu=kuayu,
                peers=peers(place),
            )
            for place, name in NAMES.items()
        }
        wires = {place: Wire(target=city.port) for place, city in cities.items()}
        shelf, told = Shelf(cities=cities, work=work), applications()
        demo = cls(
            console=console, work=work, scans=scans, kuayu=kuayu, cities=cities, wires=wires, shelf=shelf
        )
        shared = all_shared(told)
        demo.players = [
            Player(
                application=one,
                accepting=cities[one["from"]],
                handling=cities[one["to"]],
                scans=scans,
                work=work,
                amend=shelf.amend,
                shared=shared,
                told=lambda _text: None,
            )
            for one in told
        ]
        return demo

    async def prepare(self) -> None:
        """Keys, nodes, catalogues, crosswalk, agreements, scans."""
        pki, shelf = self.work / "pki", self.shelf
        cities = [
            word
            for city in self.cities.values()
            for word in ("--city", f"{city.locality}=127.0.0.1:{city.port}")
        ]
        organs = str(ROOT / "examples" / "organs.json")
        await must(sys.executable, "-m", "certs", "--out", str(pki), *cities, "--organs", organs)
        await self.kuayu.start()
        scans = asyncio.create_task(must(sys.executable, "-m", "examples.make_scans", str(self.scans)))
        for locality, city in self.cities.items():
            await self.wires[locality].connect()
            wires = {peer: self.wires[peer].port for peer in city.peers}
            await city.init(pki=pki, wires=wires, actors=actors(locality))
        await shelf.sign(pki / "documents")
        await asyncio.gather(*(city.start() for city in self.cities.values()))
        await asyncio.gather(*(shelf.stock(city) for city in self.cities.values()))
        await scans

    async def play(self) -> None:
        """Three acts: linked, cut, linked again."""
        acts = [player.split() for player in self.players]
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[last]}"),
        )
        with Progress(*columns, console=self.console) as progress:
            bars = [
                progress.add_task(title, total=sum(len(act[k]) for act in acts), last="", start=False)
                for k, title in enumerate(ACTS)
            ]
            for k, bar in enumerate(bars):
                progress.start_task(bar)
                parts = [(player, act[k]) for player, act in zip(self.players, acts, strict=True)]
                await self._act(progress, bar, parts, linked=k != CUT)
                await self._between(k)

    async def _act(
        self, progress: Progress, bar: TaskID, parts: Sequence[tuple[Player, list[Step]]], *, linked: bool
    ) -> None:
        def told(text: str) -> None:
            progress.update(bar, advance=1, last=text)

        async def one(player: Player, part: list[Step]) -> None:
            player.told = told
            try:
                await player.play(part, linked=linked)
            except Failed as error:
                self.failures.append(f"{player.application['id']} 号：{error}")

        await asyncio.gather(*(one(player, part) for player, part in parts))

    async def _between(self, act: int) -> None:
        if act == 0:
            await asyncio.gather(*(wire.cut() for wire in self.wires.values()))
            return
        if act == CUT:
            await asyncio.gather(*(wire.connect() for wire in self.wires.values()))
            for player in self.players:
                player.digest = ""
        async with asyncio.timeout(QUIET_SECONDS):
            while not all([await city.quiet() for city in self.cities.values()]):  # noqa: ASYNC110  # other processes
                await asyncio.sleep(0.2)

    async def ask_alone(self) -> dict[str, dict[str, dict[str, str]]]:
        """The cases as each node says while all others are stopped; receipts and evidence on the way."""
        said: dict[str, dict[str, dict[str, str]]] = {}
        await asyncio.gather(*(city.stop() for city in self.cities.values()))
        for locality, city in self.cities.items():
            await city.start(watch=False)
            said[locality] = {row["case"]: row for row in await city.say("case", "list", "--count", "500")}
            cases = [player.case for player in self.of_city(city)]
            own = [
                p.case
                for p in self.of_city(city)
                if p.intake is city and said[locality][p.case]["state"] != "unopened"
            ]
            if own:
                await city.say("case", "receipt", *own, "--out", str(self.work / "receipts"))
            await city.say("evidence", "export", *cases, "--out", str(self.work / "evidence" / locality))
            await city.stop()
        await asyncio.gather(*(city.start(watch=False) for city in self.cities.values()))
        return said

    def of_city(self, city: City) -> list[Player]:
        """The players whose case one city has a part in."""
        return [player for player in self.players if city is player.accepting or city is player.handling]

    async def close(self) -> None:
        """Stop everything."""
        for city in self.cities.values():
            await city.stop()
            city.kill()
        for wire in self.wires.values():
            await wire.cut()
        self.kuayu.stop()


def peers(locality: str) -> tuple[str, ...]:
    """The cities that one city has links with."""
    return tuple(place for place in NAMES if place != HUB) if locality == HUB else (HUB,)


async def must(*command: str) -> None:
    """Run a command that has to work."""
    code, out, err = await run(*command)
    if code:
        raise Failed(out + err)


def actors(locality: str) -> list[dict[str, Any]]:
    """Everyone who acts in a city, by number; the node itself acts as the first window."""
    found: dict[str, dict[str, Any]] = {}
    for one in applications():
        ends = {"accepting_actor": "from", "handling_actor": "to", "successor_actor": "to"}
        for who in (role for role, end in ends.items() if role in one and one[end] == locality):
            found.setdefault(one[who]["officer"], {"name": one[who]["officer"], **one[who]})
    first = next(iter(found.values()))
    return [{**first, "name": "node"}, *found.values()]
