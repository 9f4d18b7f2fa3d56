"""``python -m benchmarks``: measure everything, write build/bench.json, draw the table."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import floor, mapping, parts
from benchmarks.city import ROOT, City, two_cities, until_settled
from benchmarks.latency import open_to_applied
from benchmarks.load import Load
from benchmarks.machine import describe
from benchmarks.memory import carry_file, write_file
from benchmarks.nation import ITEMS, PREFECTURES, Nation
from benchmarks.report import (
    MEBIBYTES,
    MILLISECONDS,
    PER_SECOND,
    Result,
    print_table,
    ratios,
    result,
    write_json,
)
from benchmarks.throughput import Crossing, cross, with_batch
from federation.limits import BATCH_ENTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured.

    Attributes:
        intake: cases per batch size; each is two events.
        handled: cases taken to their end; each is six events.
        samples: of open → applied.
        mebibytes: of the large file.
        nation: whose items are mapped.
    """

    intake: dict[int, int]
    handled: int
    samples: int
    mebibytes: int
    nation: Nation


FULL = Plan(
    intake={1: 300, 16: 1000, 256: 2500},
    handled=250,
    samples=300,
    mebibytes=500,
    nation=Nation(places=PREFECTURES, size=ITEMS),
)
QUICK = Plan(
    intake={1: 20, 16: 40, 256: 60}, handled=10, samples=10, mebibytes=8, nation=Nation(places=12, size=100)
)


async def run(plan: Plan, work: Path, say: Console) -> list[Result]:
    """Everything, in an order in which nothing runs beside what is measured."""
    found: list[Result] = []
    async for one in _all(plan, work):
        say.print(f"[dim]{one.name}[/]  {one.value:,.10g} {one.unit}", highlight=False)
        found.append(one)
    return found + ratios(found)


async def _all(plan: Plan, work: Path) -> AsyncIterator[Result]:
    load = await Load.read(work)
    before = floor.commits_per_second(work)
    async with two_cities(work) as (shantou, xian):
        async for one in _throughput(plan, load, shantou, xian):
            yield one
        commits = max(before, floor.commits_per_second(work))
        echoes = await floor.echoes_per_second(work / "pki")
        for one in _floors(commits, echoes):
            yield one
        await with_batch(shantou, xian, BATCH_ENTRIES)
        async for one in _one_case(plan, load, shantou, xian, work):
            yield one
        store = shantou.store
        shantou.stop()
        xian.stop()
        for one in parts.measure(store):
            yield one
    for one in mapping.measure(work, plan.nation):
        yield one


async def _throughput(plan: Plan, load: Load, shantou: City, xian: City) -> AsyncIterator[Result]:
    staged: list[float] = []
    for batch, cases in plan.intake.items():
        await with_batch(shantou, xian, batch)
        done = await cross(shantou, xian, load.open_cases(shantou, cases))
        staged.append(done.staging_rate)
        for one in _crossing(f"batch_{batch}", done):
            yield one
    await with_batch(xian, shantou, 256)
    done = await cross(xian, shantou, load.handle_cases(xian, plan.handled))
    for one in _crossing("batch_256_with_files", done):
        yield one
    yield result("local_events_recorded_per_second", max(staged), PER_SECOND)


def _floors(commits: float, echoes: float) -> list[Result]:
    """What the parts below can do; one entry at a time costs two commits and a call, one after the other."""
    return [
        result("sqlite_commits_per_second", commits, PER_SECOND),
        result("sqlite_commit", 1000 / commits, MILLISECONDS),
        result("grpc_mtls_echoes_per_second", echoes, PER_SECOND),
        result("floor_batch_1", 1 / (2 / commits + 1 / echoes), PER_SECOND),
    ]


def _crossing(name: str, done: Crossing) -> list[Result]:
    each = 1000 / done.events
    return [
        result(f"applied_events_per_second_{name}", done.rate, PER_SECOND),
        result(f"sender_cpu_per_event_{name}", done.sender_cpu * each, MILLISECONDS),
        result(f"receiver_cpu_per_event_{name}", done.receiver_cpu * each, MILLISECONDS),
    ]


async def _one_case(plan: Plan, load: Load, shantou: City, xian: City, work: Path) -> AsyncIterator[Result]:
    spread = await open_to_applied(shantou, xian, lambda: load.next_application()[0], plan.samples)
    yield result("opened_to_applied_p50", spread.p50, MILLISECONDS)
    yield result("opened_to_applied_p99", spread.p99, MILLISECONDS)
    file = work / "large.pdf"
    write_file(file, plan.mebibytes)
    await until_settled(shantou, xian)
    xian.forget_lines()
    grown = await carry_file(shantou, xian, load.next_application()[0], file)
    growth = f"memory_growth_{plan.mebibytes}_mib_file"
    yield result(f"{growth}_sender", grown.sender, MEBIBYTES)
    yield result(f"{growth}_receiver", grown.receiver, MEBIBYTES)
    yield result("file_upload", plan.mebibytes / grown.upload_seconds, "MiB/s")
    yield result("file_crossing", plan.mebibytes / grown.crossing_seconds, "MiB/s")


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    out: Annotated[Path, typer.Option(help="JSON file of the figures")] = ROOT / "build" / "bench.json",
    *,
    quick: Annotated[bool, typer.Option("--quick", help="a small run, whose figures mean little")] = False,
) -> None:
    """Measure two real nodes on this machine: the figures of README come from here."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as by Ctrl-C: no process left behind
    out.parent.mkdir(parents=True, exist_ok=True)
    # beside the result and not in /tmp, which on many machines is memory that never syncs
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=out.parent.resolve()))
    console = Console()
    try:
        machine = describe(work)
        results = asyncio.run(run(QUICK if quick else FULL, work, console))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    write_json(out, machine, results)
    print_table(machine, results, console=console)


if __name__ == "__main__":
    app()
