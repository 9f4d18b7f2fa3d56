"""The figures of one run: rows of name, value and unit, a table for people, JSON for README."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PER_SECOND, SECONDS, MILLISECONDS, MICROSECONDS, MEBIBYTES, TIMES = "1/s", "s", "ms", "µs", "MiB", "×"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure. ``name`` is released: README and others look it up."""

    name: str
    value: float
    unit: str


def result(name: str, value: float, unit: str) -> Result:
    """A figure with four significant digits, which is more than a shared machine repeats."""
    return Result(name=name, value=float(f"{value:.4g}"), unit=unit)


def ratios(results: list[Result]) -> list[Result]:
    """Figures of the same run divided by each other, so that machines of different speed compare.

    A pair of which one was not measured is left out.
    """
    known = {one.name: one.value for one in results}
    return [
        result(name, known[over] / known[under], TIMES)
        for name, over, under in _RATIOS
        if over in known and known.get(under)
    ]


_RATIOS = (
    ("batch_1_of_floor", "applied_events_per_second_batch_1", "floor_batch_1"),
    ("batch_16_over_1", "applied_events_per_second_batch_16", "applied_events_per_second_batch_1"),
    ("batch_256_over_1", "applied_events_per_second_batch_256", "applied_events_per_second_batch_1"),
    ("batch_256_of_sqlite_commits", "applied_events_per_second_batch_256", "sqlite_commits_per_second"),
    ("opened_to_applied_p50_over_commit", "opened_to_applied_p50", "sqlite_commit"),
    ("judge_over_verify", "judge_event", "ed25519_verify"),
    ("fold_over_verify", "fold_event", "ed25519_verify"),
    ("decode_over_verify", "entry_decode", "ed25519_verify"),
    ("resolve_over_dict", "resolve_item", "dict_look_up"),
    ("translate_over_dict", "translate_application", "dict_look_up"),
    ("nation_resolve_first_over_dict", "resolve_any_first_p50", "nation_dict_look_up"),
    ("nation_resolve_again_over_dict", "resolve_canonical_all_again_p50", "nation_dict_look_up"),
    ("nation_translate_over_dict", "translate_canonical_again_p50", "nation_dict_look_up"),
    ("nation_translate_over_cel_rule", "translate_canonical_again_p50", "cel_rule"),
    *(
        (f"resolve_{way}_{when}_all_over_2", f"resolve_{way}_all_{when}_p50", f"resolve_{way}_2_{when}_p50")
        for way in ("national", "canonical", "pair")
        for when in ("first", "again")
    ),
)


def write_json(path: Path, machine: dict[str, Any], results: list[Result]) -> None:
    """``{"machine": {...}, "results": [{"name", "value", "unit"}, ...]}``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "results": [asdict(one) for one in results]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def print_table(machine: dict[str, Any], results: list[Result], *, console: Console | None = None) -> None:
    """The same for a person."""
    caption = ", ".join(f"{name} {value}" for name, value in machine.items())
    table = Table(caption=caption, caption_justify="left")
    table.add_column("name")
    table.add_column("value", justify="right")
    table.add_column("unit")
    for one in results:
        table.add_row(one.name, f"{one.value:,.10g}", one.unit)
    (console or Console()).print(table)
