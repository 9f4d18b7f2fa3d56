"""The mapping library over a whole country: 333 cities with 1,700 items each, from a prepared index.

Two processes beside the benchmark, so that time and memory are theirs alone: ``python -m
benchmarks.mapping write|read FILE PLACES SIZE`` prints its figures as JSON. *First* is the first time
in the process that anybody asks about an item: nothing of it is decoded yet, the file is in the
system's cache. *Again* is the same question once more.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from benchmarks.city import ROOT
from benchmarks.nation import CANON, NATIONAL, PAIRED, PROVINCIAL, STYLES, Nation, code, measured
from benchmarks.report import MEBIBYTES, MICROSECONDS, MILLISECONDS, SECONDS, Result, result
from federation.ids import CANONICAL, Locality
from federation.items import Choice, FieldSpec
from federation.items.tables import FieldType
from federation.mapping import (
    Application,
    Federation,
    FieldRule,
    Matched,
    RuleKind,
    Translation,
    resolve,
    translate,
)
from federation.mapping.index import open_index, write_index
from federation.mapping.runs import prepare

DAY = date(2026, 11, 24)
PLACES = {"2": 2, "10": 10, "100": 100, "all": None}
QUESTIONS, LOOK_UPS, TRANSLATED, ROUNDS = 2_000, 10_000, 200, 25
SEED = 20261124
WAYS = {"national": NATIONAL, "canonical": PROVINCIAL, "pair": PAIRED}
_MIB = 1 << 20

Question = tuple[str, Locality, Locality]
"""A code, whose it is, and where to."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 99th percentile, in seconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Spread:
        """From at least two samples."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        return cls(cuts[49], cuts[98])


def measure(work: Path, nation: Nation) -> Iterator[Result]:
    """Write the index of a nation in one process, read it in another, and leave nothing behind."""
    path = work / "nation.kyx"
    for verb in ("write", "read"):
        command = [sys.executable, "-m", "benchmarks.mapping", verb, path]
        done = subprocess.run(
            [*map(str, command), str(nation.places), str(nation.size)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        yield from (Result(**row) for row in json.loads(done.stdout))
    path.unlink()


def write(path: Path, nation: Nation) -> Iterator[Result]:
    """Make the nation, city by city, and write its index."""
    start = time.perf_counter()
    write_index(path, nation.catalogues(), nation.crosswalks())
    yield result("nation_index_prepare", time.perf_counter() - start, SECONDS)
    yield result("nation_index_size", path.stat().st_size / _MIB, MEBIBYTES)
    yield result("nation_index_prepare_memory", _memory("VmHWM"), MEBIBYTES)


def read(path: Path, nation: Nation) -> Iterator[Result]:
    """Everything that is measured on the index."""
    start = time.perf_counter()
    whole = open_index(path)
    yield result("nation_open", (time.perf_counter() - start) * 1e3, MILLISECONDS)
    yield result("nation_memory_after_open", _memory("VmRSS"), MEBIBYTES)
    yield from _look_ups(whole, nation)
    del whole
    for called, count in PLACES.items():
        places = count or nation.places
        for name, way in WAYS.items() if places <= nation.places else ():
            yield from _resolving(f"resolve_{name}_{called}", path, nation, places, way)
    yield from _translating(path, nation)
    yield from _floors(nation)


def _look_ups(whole: Federation, nation: Nation) -> Iterator[Result]:
    """Ten thousand questions about all cities and all ways, none of them asked twice."""
    asked = list(dict.fromkeys(_questions(nation, nation.places, range(4), LOOK_UPS)))
    took = _ask(whole, asked)
    yield from _results("resolve_any_first", Spread.of(took), p99=True)
    yield result("nation_memory_after_10000", _memory("VmRSS"), MEBIBYTES)
    yield result("nation_mapped_after_10000", _memory("RssFile"), MEBIBYTES)


def _resolving(name: str, path: Path, nation: Nation, places: int, way: int) -> Iterator[Result]:
    """One way, in a federation of so many cities, opened anew."""
    federation = _part(open_index(path), nation.localities[:places])
    neighbours = way == PAIRED
    asked = list(dict.fromkeys(_questions(nation, places, [way], QUESTIONS, neighbours=neighbours)))
    yield from _results(f"{name}_first", Spread.of(_ask(federation, asked)), p99=places == nation.places)
    yield from _results(f"{name}_again", Spread.of(_ask(federation, asked)), p99=places == nation.places)


def _part(whole: Federation, places: Sequence[Locality]) -> Federation:
    """A federation of some of its cities, with the crosswalks between them and the canonical catalogue."""
    held = {CANONICAL, *places}
    return Federation.of(
        (whole.histories[place].latest for place in held),
        (one for one in whole.crosswalks if {one.accepting, one.handling} <= held),
    )


def _questions(
    nation: Nation, places: int, ways: Sequence[int], count: int, *, neighbours: bool = False
) -> Iterator[Question]:
    dice = random.Random(SEED)
    for _ in range(count):
        if neighbours:
            at = dice.randrange(min(places - 1, 10))
            here, there = nation.localities[at], nation.localities[at + 1]
        else:
            here, there = dice.sample(nation.localities[:places], 2)
        yield code(here, dice.randrange(dice.choice(ways), nation.size, 4)), here, there


def _ask(federation: Federation, asked: Sequence[Question]) -> list[float]:
    """Seconds for each."""
    took = []
    clock = time.perf_counter
    for item, here, there in asked:
        start = clock()
        answer = resolve(federation, item, to=there, on=DAY, accepting=here)
        took.append(clock() - start)
        assert isinstance(answer, Matched), answer.why
    return took


def _translating(path: Path, nation: Nation) -> Iterator[Result]:
    """20 fields and 8 materials, by one hop and by two; what making the plan costs is told apart."""
    whole = open_index(path)
    for name, way in (("pair", PAIRED), ("canonical", PROVINCIAL)):
        numbers = [number for number in range(way, nation.size, 4) if measured(number)][:TRANSLATED]
        here, there = nation.localities[:2]
        pairs = [_application(whole, nation, code(here, number), here, there) for number in numbers]
        firsts = [_timed(lambda pair=pair: translate(*pair)) for pair in pairs]
        yield result(f"translate_{name}_first", statistics.median(firsts) * 1e6, MICROSECONDS)
        took = [_timed(lambda pair=pair: translate(*pair)) for _ in range(ROUNDS) for pair in pairs]
        yield from _results(f"translate_{name}_again", Spread.of(took), p99=True)
        assert _whole(translate(*pairs[0]))


def _application(
    federation: Federation, nation: Nation, item: str, here: Locality, there: Locality
) -> tuple[Application, Matched]:
    match = resolve(federation, item, to=there, on=DAY, accepting=here)
    assert isinstance(match, Matched)
    return nation.application(match.accepting), match


def _whole(done: Translation) -> bool:
    return len(done.fields) == 20 and len(done.materials) == 8 and not done.gaps  # noqa: PLR2004


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _floors(nation: Nation) -> Iterator[Result]:
    """What is under it: the same questions put to a dict of every item, and one CEL rule alone."""
    table = {
        (place, code(place, number)): number for place in nation.localities for number in range(nation.size)
    }
    keys = [(here, item) for item, here, _ in _questions(nation, nation.places, range(4), LOOK_UPS)]
    took = min(_timed(lambda: [table[key] for key in keys]) for _ in range(5))
    yield result("nation_dict_look_up", took / len(keys) * 1e6, MICROSECONDS)
    run, fields = _cel_rule()
    took = min(_timed(lambda: [run(fields) for _ in range(LOOK_UPS)]) for _ in range(5))
    yield result("cel_rule", took / LOOK_UPS * 1e6, MICROSECONDS)


def _cel_rule() -> tuple[Callable[[dict[str, str]], object], dict[str, str]]:
    """A choice turned into another by a condition, as a city would write it."""
    here, there = (
        FieldSpec(
            code=f"{style.field}03",
            label="办理方式",
            type=FieldType.CHOICE,
            choices=tuple(Choice(code, code) for code in style.choices),
        )
        for style in (STYLES[0], CANON)
    )
    rule = FieldRule(
        target=there.code,
        kind=RuleKind.EXPRESSION,
        sources=(here.code,),
        expression=f'{here.code} == "01" ? "1" : "2"',
    )
    return prepare(rule, {here.code: here}, {there.code: there}, {}), {here.code: "01"}


def _results(name: str, spread: Spread, *, p99: bool) -> Iterator[Result]:
    yield result(f"{name}_p50", spread.p50 * 1e6, MICROSECONDS)
    if p99:
        yield result(f"{name}_p99", spread.p99 * 1e6, MICROSECONDS)


def _memory(name: str) -> float:
    """MiB of this process: VmRSS now, VmHWM at most, RssFile what of VmRSS is mapped files."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


def main(verb: str, path: str, places: str, size: str) -> None:
    """Print the figures of one verb."""
    work = {"write": write, "read": read}[verb]
    nation = Nation(places=int(places), size=int(size))
    print(json.dumps([asdict(one) for one in work(Path(path), nation)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
