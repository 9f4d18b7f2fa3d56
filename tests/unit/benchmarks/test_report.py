"""The benchmark's figures keep their shape: README and scripts read them by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import floor, parts
from benchmarks.latency import Spread
from benchmarks.load import Load
from benchmarks.machine import describe
from benchmarks.report import MICROSECONDS, PER_SECOND, print_table, ratios, result, write_json

MACHINE = {"cpu", "cores", "python", "system", "disk_sync_ms", "load_at_start"}


def test_a_small_run_has_the_shape_of_a_full_one(tmp_path: Path) -> None:
    """Measured for real, if only for a moment: machine line and rows, in JSON and as a table."""
    machine = describe(tmp_path)
    results = [
        result("sqlite_commits_per_second", floor.commits_per_second(tmp_path, count=3), PER_SECOND),
        result("dict_look_up", parts.once(lambda: {}.get("x"), seconds=0.01) * 1e6, MICROSECONDS),
    ]
    out = tmp_path / "build" / "bench.json"
    write_json(out, machine, results)
    console = Console(record=True, width=120)
    print_table(machine, results, console=console)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document.keys() == {"machine", "results"}
    assert document["machine"].keys() == MACHINE
    assert document["machine"]["disk_sync_ms"] > 0
    assert all(row.keys() == {"name", "value", "unit"} and row["value"] > 0 for row in document["results"])
    drawn = console.export_text()
    assert all(row["name"] in drawn for row in document["results"])
    assert str(machine["cpu"]).split()[0] in drawn


def test_ratios_are_of_one_run() -> None:
    """A ratio stands only where both of its figures were measured."""
    slow = result("applied_events_per_second_batch_1", 100, PER_SECOND)
    fast = result("applied_events_per_second_batch_256", 2000, PER_SECOND)
    assert [(one.name, one.value, one.unit) for one in ratios([slow, fast])] == [
        ("batch_256_over_1", 20, "×")
    ]
    assert ratios([fast]) == []


@pytest.mark.parametrize(("value", "shown"), [(1234.56, 1235), (0.00123456, 0.001235), (7, 7)])
def test_figures_have_four_digits(value: float, shown: float) -> None:
    """More would claim what a shared machine does not repeat."""
    assert result("x", value, PER_SECOND).value == pytest.approx(shown)


def test_percentiles() -> None:
    """Of 1 to 100 ms the median lies in the middle and the 99th percentile just below the end."""
    spread = Spread.of([ms / 1000 for ms in range(1, 101)])
    assert spread.samples == 100
    assert spread.p50 == pytest.approx(50.5)
    assert spread.p99 == pytest.approx(99.01)


async def test_the_load_is_the_examples(tmp_path: Path) -> None:
    """Applications from Shantou to Xi'an, without scans, each time under a message id of its own."""
    load = await Load.read(tmp_path)
    made = [load.next_application()[0] for _ in range(2 * len(load.templates))]
    assert len({one.message_id for one in made}) == len(made) > 30
    assert not [
        1 for one in made for material in (*one.own_materials, *one.draft.materials) if material.files
    ]
