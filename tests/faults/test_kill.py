"""Kill -9 at named points with a batch really in flight, on both sides at once, while cases go on both ways.

Each side is started with a point at which it kills itself; when it has died, its store is looked at as the
kill left it: only a kill with work really in flight counts. Then it is started with the next point. The clerks
know nothing of this and just repeat what failed.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.worlds.clerks import KIB, MIB, Story
from tests.worlds.ground import until
from tests.worlds.healed import check_equal, check_once, healed
from tests.worlds.nodes import City, cities
from tests.worlds.nursery import ROOT

KILLS = 10
CASES_AT_ONCE = 6
UNHARMED_SECONDS = 8.0  # a start whose point is not reached by then is killed at a random moment
RANDOM = "random"


def is_staged(city: City, _peer: City) -> bool:
    """Entries of ours wait for a position, or were just given one."""
    return bool(city.rows("SELECT 1 FROM staged")) or is_closed(city, _peer)


def is_closed(city: City, _peer: City) -> bool:
    """A batch is signed and not answered."""
    return bool(city.rows("SELECT 1 FROM flight WHERE log = :log", log=city.out))


def has_unread_receipt(city: City, peer: City) -> bool:
    """The peer has taken our batch, and we do not know."""
    return is_closed(city, peer) and peer.log_row(city.out)["size"] == city.log_row(city.out)["size"]


def has_untold_receipt(city: City, peer: City) -> bool:
    """We have taken the peer's batch, and it does not know."""
    return has_unread_receipt(peer, city)


def is_applied(city: City, _peer: City) -> bool:
    """The last round is committed whole: cursor and audit say the same."""
    applied = len(city.rows("SELECT 1 FROM audit WHERE verb = 'applied'"))
    return 0 < applied == city.log_row(city.into)["applied"]


def has_half_file(city: City, _peer: City) -> bool:
    """A file is on disk in part."""
    wanted = {
        row["digest"].removeprefix("sha256:"): row["size"]
        for row in city.rows("SELECT digest, size FROM blob WHERE here = 0")
    }
    parts = Path(city.files / "cases").glob("*/*.part")
    return any(0 < part.stat().st_size < wanted.get(part.stem, 0) for part in parts)


WATCHES: dict[str, Callable[[City, City], bool]] = {
    "staged": is_staged,
    "batch closed": is_closed,
    "sent": is_closed,
    "receipt not stored": has_unread_receipt,
    "peer committed": has_untold_receipt,
    "applied": is_applied,
    "blob half pulled": has_half_file,
}


@dataclass(slots=True)
class Reaper:
    """Kills one side at each point until it has died often enough everywhere."""

    city: City
    peer: City
    kills: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(WATCHES, 0)))
    missed: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Kill and restart; the node is left stopped."""
        self.city.kill()
        while (point := min(WATCHES, key=lambda one: (self.kills[one], random.random()))) and (
            self.kills[point] < KILLS
        ):
            self.city.start(stop_at=point)
            await self._wait(point)

    async def _wait(self, point: str) -> None:
        try:
            code = await self.city.ended(within=UNHARMED_SECONDS + random.random())
        except AssertionError:
            self.city.kill()
            self.kills[RANDOM] += 1
            return
        assert code == -signal.SIGKILL, self.city.log_file.read_text("utf-8")[-2000:]
        with self.city.frozen() as left:
            found = WATCHES[point](left, self.peer)
        (self.kills if found else self.missed)[point] += 1


async def tell_cases(a: City, b: City, *, until_done: asyncio.Event, told: list[Story]) -> None:
    """One clerk after the other, both ways in turn, until it is enough."""
    while not until_done.is_set():
        story = Story(accepting=a, handling=b, small=MIB + 100 * KIB)
        told.append(story)
        await story.run()
        a, b = b, a


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_kill_at_every_point(both: tuple[City, City], record_property: Callable[..., None]) -> None:
    """Ten kills with work in flight at each of seven points on each side: every case ends, once, alike."""
    a, b = both
    enough = asyncio.Event()
    told: list[Story] = []
    reapers = Reaper(a, b), Reaper(b, a)
    async with asyncio.TaskGroup() as tasks:
        for k in range(CASES_AT_ONCE):
            pair = (a, b) if k % 2 else (b, a)
            tasks.create_task(tell_cases(*pair, until_done=enough, told=told))
        deaths = [tasks.create_task(_reap(reaper)) for reaper in reapers]
        await asyncio.wait(deaths)
        enough.set()
    assert all(story.finished for story in told)
    await healed(a, b)
    cases = await check_equal(a, b)
    assert set(cases) == {story.case for story in told}
    for city in both:
        check_once(city)
    for reaper in reapers:
        assert min(reaper.kills[point] for point in WATCHES) >= KILLS
        record_property(f"kills at {reaper.city.me}", json.dumps(reaper.kills))
        print(reaper.city.me, dict(reaper.kills), "missed", dict(reaper.missed), "cases", len(told))  # noqa: T201  # figures


async def _reap(reaper: Reaper) -> None:
    await reaper.run()
    reaper.city.start()


@pytest.mark.slow
async def test_kill_at_any_time(both: tuple[City, City]) -> None:
    """Kills at random moments, one side or both: every case ends, once, alike."""
    a, b = both
    stories = [Story(accepting=a, handling=b), Story(accepting=b, handling=a), Story(accepting=a, handling=b)]

    async def strike() -> None:
        for _ in range(12):
            await asyncio.sleep(random.uniform(0.1, 2.0))
            for city in random.choice(([a], [b], [a, b])):
                city.kill()
                city.start()

    async with asyncio.TaskGroup() as tasks:
        for story in stories:
            tasks.create_task(story.run())
        tasks.create_task(strike())
    await healed(a, b)
    assert set(await check_equal(a, b)) == {story.case for story in stories}
    for city in both:
        check_once(city)


@pytest.mark.slow
async def test_nothing_is_left_behind() -> None:
    """A world that ends in an error takes its processes with it, whatever they were doing."""
    started = []
    with suppress(ZeroDivisionError):
        async with cities() as pair:
            for city in pair:
                city.start()
                started.append(city.pid)
            raise ZeroDivisionError
    assert len(started) == 2
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)


@pytest.mark.slow
async def test_nothing_outlives_the_tests() -> None:
    """When the tests themselves die, what they started dies with them."""
    code = (
        "from tests.worlds.ground import SHANTOU, XIAN, free_port; from tests.worlds.nodes import City; from pathlib import Path; import os, sys;"
        "city = City(me=SHANTOU, peer=XIAN, folder=Path(sys.argv[1]), port=free_port(), peer_port=1);"
        "city.start(); print(city.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    with tempfile.TemporaryDirectory(prefix="ky-") as folder:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", code, folder],
            capture_output=True,
            cwd=ROOT,
            env=os.environ | {"TMPDIR": folder},
            check=False,
        )
        pid = int(done.stdout)

        async def gone() -> bool:
            try:
                os.killpg(pid, 0)
            except ProcessLookupError:
                return True
            return False

        await until(gone, what="the node ends")
