"""``python -m benchmarks.hall``: what a hall's lists cost when it has ten thousand cases, and whether memory grows.

Two cities handle one case to its end. Its acts, as they crossed, are then written into the store of one of them
again and again under new numbers: real entries, real trees, real folds, at a fraction of the time; of every
second case only what came before the decision, sixty days ago, so that its limits are long over. The node is
started on that store, anew for each question, and asked by the public commands. First with half of the cases, then
with all.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.city import LOOK_SECONDS, ROOT, SHANTOU, START_SECONDS, XIAN, City, link_of, two_cities
from benchmarks.load import Load
from benchmarks.machine import describe
from benchmarks.report import MEBIBYTES, MILLISECONDS, SECONDS, TIMES, Result, print_table, result, write_json
from federation.case.events import Accepted, Act
from federation.days import BEIJING
from federation.ids import CaseId, LogId
from federation.link.merkle import Frontier, leaf_hash
from federation.wire.entries import read_act, write_entry
from node.ids import new_case_id, new_message_id, new_salt
from node.store import logs
from node.store.cases import refold
from node.store.store import Store, Tx

CASES = 10_000
PART = 2
PAGE = 250
AGO = timedelta(days=60)
TO, FROM = LogId.make(SHANTOU, XIAN), LogId.make(XIAN, SHANTOU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One command: the node's processor seconds and most memory, by how much that is more than before, the command's.

    Memory is resident, in MiB.
    """

    cpu: float
    peak: float
    node: float
    command: float


async def measure(work: Path, cases: int) -> AsyncIterator[Result]:
    """With half of the cases and with all of them."""
    load = await Load.read(work)
    async with two_cities(work) as (shantou, xian):
        await load.open_cases(shantou, 1)
        await _arrived(xian, 2)
        await load.handle_cases(xian, 1)
        await _arrived(shantou, 6)
        for city in (shantou, xian):
            city.stop()
        template = _acts(shantou)
        grown: dict[str, list[float]] = {}
        there = 0
        for count in (cases // PART, cases):
            start = time.perf_counter()
            await fill(shantou, template, count - there)
            yield result(f"hall_{count}_fill", time.perf_counter() - start, SECONDS)
            there = count
            for name, words in _commands(work / f"tables-{count}"):
                shantou.start()
                await _answers(shantou)
                cost = await asyncio.to_thread(ask, shantou, words)
                shantou.stop()
                yield result(f"hall_{count}_{name}_cpu_per_case", 1000 * cost.cpu / count, MILLISECONDS)
                yield result(f"hall_{count}_{name}_memory_node", cost.node, MEBIBYTES)
                yield result(f"hall_{count}_{name}_memory_command", cost.command, MEBIBYTES)
                grown.setdefault(name, []).append(cost.peak)
    for name, (few, many) in grown.items():
        yield result(f"hall_{name}_memory_all_over_half", many / few, TIMES)


def _commands(out: Path) -> Iterator[tuple[str, list[str]]]:
    days = ["--from", "2020-01-01", "--to", datetime.now(BEIJING).date().isoformat()]
    yield "statistics", ["statistics", *days, "--by", "item"]
    yield "due", ["due"]
    yield "export", ["export", "cases", *days, "--side", "both", "--out", str(out)]


def ask(city: City, words: Sequence[str]) -> Cost:
    """Give one command to a running node."""
    city.forget_peak()
    before, used = city.memory("VmRSS"), city.cpu_seconds
    command = [sys.executable, "-m", "node", "-c", str(city.folder / "node.toml"), "--json", *words]
    process, most = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL), 0.0
    while process.poll() is None:
        most = max(most, _peak(process.pid))
        time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise RuntimeError(" ".join(words))
    peak = city.memory("VmHWM")
    return Cost(cpu=city.cpu_seconds - used, peak=peak, node=peak - before, command=most)


def _peak(pid: int) -> float:
    """VmHWM of a process in MiB, 0 once it is ending; `wait4` would give that of the process it was forked from."""
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmHWM:")), 0.0)


async def fill(city: City, template: Sequence[Act], count: int) -> None:
    """Write so many cases into a store that no node has open."""
    now = datetime.now(UTC)
    async with Store(city.store) as store:
        for start in range(0, count, PAGE):
            page = range(start, min(start + PAGE, count))
            await store.write(lambda tx, page=page: _write(tx, template, page, now))  # type: ignore[misc]


async def _write(tx: Tx, template: Sequence[Act], page: range, now: datetime) -> None:
    out = await logs.load_outbound(tx, TO)
    into = await logs.load_inbound(tx, FROM)
    if into is None:
        raise LookupError(FROM)
    frontiers, cases = {TO: out.frontier, FROM: into.frontier}, set[CaseId]()
    rows: dict[LogId, list[dict[str, object]]] = {TO: [], FROM: []}
    for number in page:
        cases.add(_one(rows, frontiers, template, now, old=bool(number % 2)))
    for log, own in rows.items():
        frontiers[log] = await _append(tx, log, frontiers[log], own)
    await tx.run("set_applied", log=FROM, applied=frontiers[FROM].size)
    await refold(tx, cases, me=SHANTOU, now=now)


def _one(
    rows: dict[LogId, list[dict[str, object]]],
    frontiers: dict[LogId, Frontier],
    template: Sequence[Act],
    now: datetime,
    *,
    old: bool,
) -> CaseId:
    """One case: the template's acts under its own numbers; an old one goes no further than its acceptance."""
    when = now - AGO if old else now
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=when)
    for act in template:
        log, other = (TO, FROM) if act.author == SHANTOU else (FROM, TO)
        seen = frontiers[other].size + len(rows[other])
        again = replace(act, case=case, message_id=new_message_id(now), at=when, seen=seen)
        entry = write_entry(again, receiver=XIAN if log is TO else SHANTOU, salt=new_salt())
        rows[log].append({"log": log, "message_id": again.message_id, "case_id": case, "bytes": entry})
        if old and isinstance(act.event, Accepted):
            break
    return case


async def _append(tx: Tx, log: LogId, frontier: Frontier, rows: list[dict[str, object]]) -> Frontier:
    """Give the entries their positions and the log its tree."""
    grown, nodes = frontier.extend([leaf_hash(row["bytes"]) for row in rows])  # type: ignore[arg-type]
    placed = zip(rows, nodes, strict=True)
    await tx.many(
        "add_entry",
        [{**row, "position": frontier.size + k, "nodes": own} for k, (row, own) in enumerate(placed)],
    )
    await tx.run("grow_log", log=log, size=grown.size, peaks=b"".join(grown.peaks), was=frontier.size)
    return grown


def _acts(city: City) -> list[Act]:
    """The acts of the one case, in its order: what the window wrote, then what the organ did."""
    with closing(sqlite3.connect(city.store)) as store:
        rows = store.execute("SELECT bytes FROM entry ORDER BY log = ? DESC, position", (TO,)).fetchall()
    return [read_act(bytes(row[0])) for row in rows]


async def _arrived(city: City, count: int) -> None:
    async with asyncio.timeout(START_SECONDS):
        while not ((link := await link_of(city)) and link.applied >= count):  # noqa: ASYNC110  # another process
            await asyncio.sleep(LOOK_SECONDS * 5)


async def _answers(city: City) -> None:
    async with asyncio.timeout(START_SECONDS):
        while await link_of(city) is None:  # noqa: ASYNC110  # another process
            await asyncio.sleep(LOOK_SECONDS * 5)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="JSON file of the figures")] = ROOT / "build" / "hall.json",
    cases: Annotated[int, typer.Option(min=PART, help="how many")] = CASES,
) -> None:
    """Measure the lists of a hall on this machine."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as by Ctrl-C: no process left behind
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="hall-", dir=out.parent.resolve()))
    machine = describe(work)
    try:
        results = asyncio.run(_collect(work, cases))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    write_json(out, machine, results)
    print_table(machine, results, console=Console())


async def _collect(work: Path, cases: int) -> list[Result]:
    return [one async for one in measure(work, cases)]


if __name__ == "__main__":
    app()
