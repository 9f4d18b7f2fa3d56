"""``make demo``: keys, two nodes, all applications, a cut link, and what both cities say at the end.

Everything the cities do is done by public ``kuayu`` commands. ``KEEP=1`` leaves both nodes up.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl import load_workbook
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from examples.cases import applications
from examples.demo import report
from examples.demo.cities import AT_ONCE, ROOT, City, Failed, Wire, free_port, run
from examples.demo.player import Player
from federation.case import Kind

WORK = ROOT / "build" / "demo"
SCANS = ROOT / "build" / "scans"
CATALOGUES = {"440500": "shantou", "610100": "xian"}
NAMES = {"440500": "汕头", "610100": "西安"}
console = Console(highlight=False, width=max(120, Console().width))


@dataclass(slots=True, kw_only=True)
class Demo:
    """Both cities, both wires, all players."""

    cities: dict[str, City]
    wires: dict[str, Wire]
    players: list[Player] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    async def prepare(self) -> None:
        """Keys, nodes, catalogues, crosswalk, scans."""
        cities = [
            word
            for city in self.cities.values()
            for word in ("--city", f"{city.locality}=127.0.0.1:{city.port}")
        ]
        organs = str(ROOT / "examples" / "organs.json")
        await must(sys.executable, "-m", "certs", "--out", str(WORK / "pki"), *cities, "--organs", organs)
        scans = asyncio.create_task(must(sys.executable, "-m", "examples.make_scans", str(SCANS)))
        for locality, city in self.cities.items():
            (peer,) = set(self.cities) - {locality}
            await self.wires[peer].connect()
            await city.init(pki=WORK / "pki", peer=peer, wire=self.wires[peer].port, actors=actors(locality))
        await asyncio.gather(*(city.start() for city in self.cities.values()))
        await asyncio.gather(*(self._import(city) for city in self.cities.values()))
        await scans

    async def _import(self, city: City) -> None:
        for locality, name in CATALOGUES.items():
            file = str(ROOT / "examples" / "catalogues" / f"{name}.xlsx")
            await city.say("items", "import", file, "--locality", locality, "--version", "2026.1")
        file = str(ROOT / "examples" / "crosswalks" / "440500-610100.xlsx")
        await city.say(
            "items", "crosswalk", file, "--accepting", "440500", "--handling", "610100", "--version", "1"
        )

    async def suspend(self, city: City, code: str) -> None:
        """The city no longer takes an item: it imports its catalogue with the item marked 挂起."""
        file = WORK / f"{city.locality}-suspended.xlsx"
        source = ROOT / "examples" / "catalogues" / f"{CATALOGUES[city.locality]}.xlsx"
        book = load_workbook(BytesIO(source.read_bytes()))
        sheet = book["实施清单"]
        rows = list(sheet.iter_rows())
        header = next(k for k, row in enumerate(rows) if any(cell.value == "事项状态" for cell in row))
        state = next(k for k, cell in enumerate(rows[header]) if cell.value == "事项状态")
        for row in rows[header + 1 :]:
            if any(str(cell.value) == code for cell in row):
                row[state].value = "挂起"
        book.save(file)
        await city.say("items", "import", str(file), "--locality", city.locality, "--version", "2026.2")

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
        with Progress(*columns, console=console) as progress:
            bars = [
                progress.add_task(title, total=sum(len(act[k]) for act in acts), last="")
                for k, title in enumerate(
                    ("两地相连，各自办件", "链路已断，两厅照常办", "链路恢复，接着办完")
                )
            ]
            for k, bar in enumerate(bars):
                linked = k != 1
                await self._act(
                    progress,
                    bar,
                    [(p, act[k]) for p, act in zip(self.players, acts, strict=True)],
                    linked=linked,
                )
                await self._between(k)

    async def _act(
        self,
        progress: Progress,
        bar: TaskID,
        parts: Sequence[tuple[Player, list[dict[str, object]]]],
        *,
        linked: bool,
    ) -> None:
        def told(text: str) -> None:
            progress.update(bar, advance=1, last=text)

        async def one(player: Player, part: list[dict[str, object]]) -> None:
            player.told = told
            try:
                await player.play(part, linked=linked)
            except Failed as error:
                self.failures.append(f"{player.application['id']} 号：{error}")

        await asyncio.gather(*(one(player, part) for player, part in parts))

    async def _between(self, act: int) -> None:
        if act == 0:
            await asyncio.gather(*(wire.cut() for wire in self.wires.values()))
        else:
            if act == 1:
                await asyncio.gather(*(wire.connect() for wire in self.wires.values()))
                for player in self.players:
                    player.digest = ""
            await self._quiet()

    async def _quiet(self) -> None:
        async with asyncio.timeout(60):
            while not all([await city.quiet() for city in self.cities.values()]):  # noqa: ASYNC110  # other processes
                await asyncio.sleep(0.2)

    async def ask_alone(self) -> dict[str, dict[str, dict[str, str]]]:
        """The cases as each node says while the other is stopped; receipts and evidence on the way."""
        said: dict[str, dict[str, dict[str, str]]] = {}
        for locality, city in self.cities.items():
            (other,) = (one for one in self.cities.values() if one is not city)
            await other.stop()
            said[locality] = {row["case"]: row for row in await city.say("case", "list", "--count", "500")}
            cases = [player.case for player in self.players]
            own = [
                p.case
                for p in self.players
                if p.accepting is city and said[locality][p.case]["state"] != "unopened"
            ]
            await city.say("case", "receipt", *own, "--out", str(WORK / "receipts"))
            await city.say("evidence", "export", *cases, "--out", str(WORK / "evidence" / locality))
            await other.start()
        return said


async def must(*command: str) -> None:
    """Run a command that has to work."""
    code, out, err = await run(*command)
    if code:
        raise Failed(out + err)


def actors(locality: str) -> list[dict[str, str]]:
    """Everyone who acts in a city, by number; the node itself acts as the first window."""
    found: dict[str, dict[str, str]] = {}
    for one in applications():
        for side, end in (("accepting_actor", "from"), ("handling_actor", "to")):
            if one[end] == locality:
                found.setdefault(one[side]["officer"], {"name": one[side]["officer"], **one[side]})
    first = next(iter(found.values()))
    return [{**first, "name": "node"}, *found.values()]


async def show(demo: Demo) -> bool:
    """The end: tables, evidence, matrix. Whether all is well."""
    said = await demo.ask_alone()
    ends = [
        (p, said[p.accepting.locality].get(p.case), said[p.handling.locality].get(p.case))
        for p in demo.players
    ]
    missing = [p.application["id"] for p, here, there in ends if here is None or there is None]
    report.alone(console, [(p, here, there) for p, here, there in ends if here and there])
    shown = await views_of(demo)
    report.custody(console, shown[CUSTODY])
    files = sorted((WORK / "evidence").glob("*/*.json"))
    roots = str(WORK / "pki" / "roots.json")
    found = await demo.cities["440500"].say("evidence", "verify", *map(str, files), "--roots", roots)
    good = sum(one["verified"] for one in found)
    console.print(
        f"证据文件：{len(files)} 份（每件两地各一份），离线验证成立 {good} 份；收件凭证 PDF {len(list((WORK / 'receipts').glob('*.pdf')))} 份"
    )
    cells = await matrix(demo, shown)
    report.matrix(console, demo.players, cells)
    same = all(here and there and here["digest"] == there["digest"] for _, here, there in ends)
    rows = [
        kind for kind in Kind if not any(cells[kind, p.application["id"]][0] == "●" for p in demo.players)
    ]
    for failure in demo.failures:
        console.print(f"[red]✗[/] {failure}", markup=True)
    if rows:
        console.print(f"[red]✗ 没有发生过的事件：{rows}[/]")
    return same and not missing and good == len(files) and not rows and not demo.failures


CUSTODY = "02"


async def views_of(demo: Demo) -> dict[str, dict[str, object]]:
    """Every case as its accepting city shows it."""
    found = {}
    for city in demo.cities.values():
        own = {p.case: p.application["id"] for p in demo.players if p.accepting is city}
        if own:
            found |= {own[view["case"]]: view for view in await city.say("case", "show", *own)}
    return found


async def matrix(demo: Demo, views: dict[str, dict[str, object]]) -> dict[tuple[str, str], str]:
    """What happened, and what both cities say of all that did not."""
    answers: dict[str, list[dict[str, object]]] = {}
    for city in demo.cities.values():
        for answer in await city.say("case", "may", *(p.case for p in demo.players)):
            answers.setdefault(answer["case"], []).append(answer)
    return {
        (kind, p.application["id"]): mark
        for p in demo.players
        for kind, mark in report.fill(views[p.application["id"]], answers[p.case]).items()
    }


async def main() -> int:
    """Run the demo; its exit code."""
    began = time.monotonic()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    gate = asyncio.Semaphore(AT_ONCE)
    cities = {
        locality: City(locality=locality, name=name, folder=WORK / locality, port=free_port(), gate=gate)
        for locality, name in NAMES.items()
    }
    demo = Demo(cities=cities, wires={locality: Wire(target=city.port) for locality, city in cities.items()})
    demo.players = [
        Player(
            application=one,
            accepting=cities[one["from"]],
            handling=cities[one["to"]],
            scans=SCANS,
            work=WORK,
            suspend=demo.suspend,
            told=lambda _text: None,
        )
        for one in applications()
    ]
    keep = False
    try:
        with console.status("建密钥与名录、起两个节点、导入目录、制作扫描件 …"):
            await demo.prepare()
        await demo.play()
        well = await show(demo)
        commands = sum(city.commands for city in cities.values())
        console.print(
            f"用时 {time.monotonic() - began:.0f} 秒，公开命令 {commands} 条，办件 {len(demo.players)} 件"
        )
        console.print("[bold green]✓ 全部办结，两地一致[/]" if well else "[bold red]✗ 有不一致，见上[/]")
        keep = bool(os.environ.get("KEEP"))
    except Failed as error:
        console.print(f"[bold red]✗[/] {error}")
        well = False
    finally:
        for city in cities.values():
            await city.stop()
            city.kill()
        for wire in demo.wires.values():
            await wire.cut()
    if keep:
        await leave_up(demo)
    return 0 if well else 1


async def leave_up(demo: Demo) -> None:
    """KEEP=1: both nodes, now wired to each other directly, go on after the demo; what to try, how to stop."""
    for locality, city in demo.cities.items():
        (peer,) = set(demo.cities) - {locality}
        text = city.config.read_text("utf-8")
        city.config.write_text(
            text.replace(f":{demo.wires[peer].port}", f":{demo.cities[peer].port}"), "utf-8"
        )
        await city.start(watch=False)
    case = demo.players[0].case
    config = demo.cities["440500"].config.relative_to(ROOT)
    console.print("两个节点仍在运行。可以试试：")
    for words in (
        "status",
        "case list",
        f"case show {case}",
        f"case may {case}",
        "case prepare --to 610100 000131911001",
        f"case receipt {case} -o build/收件凭证.pdf",
        f"evidence verify build/demo/evidence/440500/{case}.evidence.json --roots build/demo/pki/roots.json",
    ):
        console.print(f"  .venv/bin/kuayu -c {config} {words}", markup=False)
    pids = " ".join(str(city.process.pid) for city in demo.cities.values() if city.process)
    console.print(f"结束：kill {pids}")


def run_to_the_end() -> int:
    """Run the demo; a signal ends it as an error does, so nothing is left running."""

    async def inside() -> int:
        task = asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel if task else lambda: None)
        return await main()

    try:
        return asyncio.run(inside())
    except asyncio.CancelledError:
        return 130


if __name__ == "__main__":
    sys.exit(run_to_the_end())
