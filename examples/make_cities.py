"""Make the federation of fourteen invented cities from `federation/pool`: catalogues, crosswalks, truths.

Run it after editing the sources: ``python -m examples.make_cities``. The same sources give the same
bytes; a test fails if what is checked in is not what this makes.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from examples.cities.canonical import canonical_catalogue
from examples.cities.crosswalks import hub_crosswalk, true_pairs
from examples.cities.faults import Fault, plant
from examples.cities.items import CityMade, render_city
from examples.cities.organs import City, cities, second_editions
from examples.cities.pool import HOME
from examples.cities.sheets import catalogue_file
from examples.make_catalogues import still
from federation.ids import CANONICAL
from federation.items import Catalogue
from federation.mapping import Crosswalk, write_crosswalk

PAIRS = (
    ("440500", "610100"),
    ("440500", "431000"),
    ("440500", "350600"),
    ("640100", "230400"),
    ("445300", "640100"),
    ("350600", "230400"),
)
_CSV_CROSSWALKS = frozenset(
    {"230400"}
)  # one as text, to be read in a diff; a workbook is a tenth of its size


@cache
def editions() -> tuple[City, ...]:
    """Every catalogue to be made: the fourteen cities, then the second ones of two."""
    return (*cities(), *second_editions())


@cache
def made(city: City) -> tuple[CityMade, tuple[Fault, ...]]:
    """A city with the faults of its guides, and the list of them."""
    whole = render_city(city)
    items, faults = plant(city, whole.items)
    return CityMade(city=city, items=items, tables=whole.tables), faults


def catalogue(city: City) -> Catalogue:
    """A city's catalogue as values."""
    items = (one.item for one in made(city)[0].items)
    first = date.fromisoformat(city.effective)
    return Catalogue.of(locality=city.code, version=city.version, items=items, effective_from=first)


def catalogue_path(city: City) -> str:
    """Where a city's catalogue stands, below the federation's folder."""
    edition = "" if city.edition == 1 else f"-{city.version}"
    return f"catalogues/{city.code}{edition}.xlsx"


def crosswalk_path(city: City) -> str:
    """Where a city's crosswalk stands."""
    edition = "" if city.edition == 1 else f"-{city.version}"
    return f"crosswalks/{city.code}{edition}.{_crosswalk_ending(city)}"


def _crosswalk_ending(city: City) -> str:
    return "csv" if city.code in _CSV_CROSSWALKS else "xlsx"


def crosswalk(city: City) -> Crosswalk:
    """A city's crosswalk; its first ends the day its second begins."""
    after = (later.effective for later in second_editions() if city.edition == 1 and later.code == city.code)
    until = next(after, None)
    return hub_crosswalk(made(city)[0], date.fromisoformat(until) if until else None)


def crosswalk_bytes(city: City) -> bytes:
    """A crosswalk's file."""
    ending = _crosswalk_ending(city)
    content = write_crosswalk(crosswalk(city), ending)
    return still(content) if ending == "xlsx" else content


def manifest() -> bytes:
    """federation.toml."""
    parts = [
        "# Fourteen invented cities and the canonical catalogue: made by examples/make_cities.py, not by hand.",
        _entry(CANONICAL, "2026", "catalogues/100000.xlsx", "2026-01-01"),
    ]
    parts += [_entry(one.code, one.version, catalogue_path(one), one.effective) for one in editions()]
    parts += [f'[[crosswalk]]\nfile = "{crosswalk_path(one)}"' for one in editions()]
    return ("\n\n".join(parts) + "\n").encode()


def _entry(locality: str, version: str, file: str, effective: str) -> str:
    return (
        f'[[catalogue]]\nlocality = "{locality}"\nversion = "{version}"\n'
        f'file = "{file}"\neffective = "{effective}"'
    )


def fault_rows() -> list[Sequence[str]]:
    """faults.csv: every planted fault."""
    names = ("locality", "version", "code", "rule", "column", "quote")
    faults = [fault for city in editions() for fault in made(city)[1]]
    return [names, *(tuple(getattr(fault, name) for name in names) for fault in faults)]


def pair_rows(one: str, other: str) -> list[Sequence[str]]:
    """pairs/<a>-<b>.csv: what `kuayu mapping suggest --score` takes."""
    by_code = {str(city.code): city for city in cities()}
    pairs = true_pairs(made(by_code[one])[0], made(by_code[other])[0])
    return [("a_code", "b_code"), *pairs]


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8 text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def make() -> Iterator[tuple[str, bytes]]:
    """Every file by its path below the federation's folder."""
    yield "federation.toml", manifest()
    yield "faults.csv", csv_bytes(fault_rows())
    for one, other in PAIRS:
        yield f"pairs/{one}-{other}.csv", csv_bytes(pair_rows(one, other))
    yield "catalogues/100000.xlsx", catalogue_file(canonical_catalogue().items)
    for city in editions():
        yield catalogue_path(city), catalogue_file(catalogue(city).items)
        yield crosswalk_path(city), crosswalk_bytes(city)


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=HOME, help="folder to write to; default: examples/federation"
    )
    out = parser.parse_args().out
    for name, content in make():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{path}  {len(content)} bytes")


if __name__ == "__main__":
    main()
