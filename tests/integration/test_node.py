"""The node as a process: what keeps it from starting, its store, its clock, its end, its memory."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.folder import write
from certs.rotation import rotate
from federation.errors import KuayuError, Reason
from federation.ids import MessageId
from federation.limits import DATE_LOG_SECONDS, IDLE_GREET_SECONDS
from node.delivery import backoff
from node.ids import new_case_id
from node.store.store import Store, Tx
from tests.worlds.clerks import MIB, Story, record, submitted, upload
from tests.worlds.ground import SHANTOU, XIAN, pki, until
from tests.worlds.healed import arrivals, check_equal, healed
from tests.worlds.member import hand
from tests.worlds.nodes import City, cities

pytestmark = pytest.mark.slow


async def refuses_to_start(city: City, reason: Reason, *said: str) -> None:
    """It ends by itself, with a reason code, both sentences and no stack trace."""
    start = city.log_file.stat().st_size if city.log_file.exists() else 0
    city.start()
    assert await city.ended() == 3
    text = city.log_file.read_bytes()[start:].decode("utf-8")
    assert reason in text
    assert all(one in text for one in said), text
    assert "Traceback" not in text


async def test_wrong_configurations() -> None:
    """An unknown setting, a missing file, another member's key, a port in use: named, and nothing is started."""
    async with cities() as (a, b):
        a.write_config(colour='"red"')
        await refuses_to_start(a, Reason.CONFIG, "colour")
        for name in ("log_key", "ca", "certificate", "directory", "roots"):
            a.write_config(**{name: '"nowhere.pem"'})
            await refuses_to_start(a, Reason.CONFIG)
        a.write_config(log_key=f'"{pki() / XIAN}/log-key.pem"')
        await refuses_to_start(a, Reason.KEY_UNKNOWN)
        b.start()
        await b.ready(settled=False)
        a.write_config(listen=f'"127.0.0.1:{b.port}"')
        await refuses_to_start(a, Reason.CONFIG, "listen")
        a.config.unlink()
        await refuses_to_start(a, Reason.CONFIG, "node.toml")


async def test_one_process_per_store() -> None:
    """A second process on the same store is refused and leaves the first its socket."""
    async with cities() as (a, _):
        a.start()
        await a.ready(settled=False)
        second = City(me=a.me, peer=a.peer, folder=a.folder, port=a.port, peer_port=a.peer_port)
        await refuses_to_start(second, Reason.CONFIG, "data")
        assert await a.link() is not None


async def test_a_store_of_a_newer_program() -> None:
    """It is not touched."""
    async with cities() as (a, _):
        a.start()
        await a.ready(settled=False)
        await a.stop()
        with closing(sqlite3.connect(a.store)) as store:
            store.execute("PRAGMA user_version = 99")
        await refuses_to_start(a, Reason.STORE_VERSION)
        with closing(sqlite3.connect(a.store)) as store:
            assert store.execute("PRAGMA user_version").fetchone() == (99,)


async def test_a_directory_that_goes_back(tmp_path: Path) -> None:
    """A version once used is the least that is taken from then on."""
    newer = tmp_path / "pki"
    shutil.copytree(pki(), newer)
    done = rotate(newer, XIAN, now=datetime.now(UTC), at_once=False)
    write(newer, done.files, force=True)
    async with cities() as (a, _):
        a.write_config(directory=f'"{newer / SHANTOU}/directory.json"')
        a.start()
        await a.ready(settled=False)
        await a.stop()
        a.write_config()
        await refuses_to_start(a, Reason.DIRECTORY_ROLLBACK)


async def test_who_may_open_what() -> None:
    """Socket, data and keys are for the node's user only."""
    async with cities() as (a, _):
        a.start()
        await a.ready(settled=False)
        assert stat.S_IMODE(a.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(a.store.parent.stat().st_mode) == 0o700


async def test_a_failing_unit_disturbs_nobody(tmp_path: Path) -> None:
    """Units that wait together share a commit; one that fails leaves nothing and the others stay."""

    async def add(tx: Tx, number: int) -> int:
        at = "2026-03-01"
        await tx.run("add_task", case_id=None, message_id=str(number), kind="test", reason="x", at=at)
        if number % 3 == 0:
            raise KuayuError(Reason.EVENT_TRANSITION, number=number)
        if number % 7 == 0:
            await tx.run("stage", log=None, message_id=None, case_id=None, bytes=None)
        return number

    async with Store(tmp_path / "node.sqlite") as store:
        units = [store.write(lambda tx, k=number: add(tx, k)) for number in range(200)]
        found = await asyncio.gather(*units, return_exceptions=True)
        good = [k for k in range(200) if k % 3 and k % 7]
        assert [one for one in found if isinstance(one, int)] == good
        reasons = {one.reason for one in found if isinstance(one, KuayuError)}
        assert reasons == {Reason.EVENT_TRANSITION, Reason.STORE_FAILED}
        async with store.read() as tx:
            assert sorted(int(row["message_id"]) for row in await tx.all("open_tasks")) == good


async def test_cancelled_readers_are_not_lost(tmp_path: Path) -> None:
    """A caller that goes away at any moment of a read leaves the store able to read, and to close."""
    async with Store(tmp_path / "node.sqlite") as store:

        async def look() -> None:
            async with store.read() as tx:
                await tx.all("open_tasks")

        for k in range(300):
            task = asyncio.create_task(look())
            for _ in range(k % 30):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5), store.read() as one, store.read() as other:
            assert await one.all("open_tasks") == await other.all("open_tasks") == []


async def test_read_only_until_settled() -> None:
    """A node whose peer is away shows its cases and takes no acts in them."""
    async with cities() as (a, b):
        a.start()
        await a.ready(settled=False)
        await a.import_catalogues()
        case = new_case_id(accepting=a.me, handling=b.me, now=datetime.now(UTC))
        with pytest.raises(KuayuError) as caught:
            await record(a, case, submitted(b.me))
        assert caught.value.reason is Reason.CASE_READ_ONLY
        async with a.client() as client:
            assert await client.list_cases() == []
        assert not a.rows("SELECT 1 FROM staged")
        b.start()
        await a.ready()
        await record(a, case, submitted(b.me))


async def test_idle_links_greet_and_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """An idle link greets within a minute, and dates its log within a day: a later head, receipted at both ends."""
    monkeypatch.setattr(backoff, "LOOK_SECONDS", 0.1)
    shift = timedelta()

    def clock() -> datetime:
        return datetime.now(UTC) + shift

    async with cities() as (a, b), AsyncExitStack() as stack:
        for city in (a, b):
            await stack.enter_async_context(city.inside(clock=clock))
        for city in (a, b):
            await city.ready()
            await city.import_catalogues()
        await Story(accepting=a, handling=b, big=0, small=0).run(upto=1)
        await healed(a, b)

        first = arrivals(a, a.out)
        shift = timedelta(seconds=DATE_LOG_SECONDS + 1)

        async def dated() -> bool:
            rows = a.rows("SELECT 1 FROM receipt WHERE kind = 'receipt' AND log = :l", l=a.out)
            return len(rows) == 2

        await until(dated, what="the log is dated")
        assert len(b.rows("SELECT 1 FROM receipt WHERE kind = 'receipt' AND log = :l", l=a.out)) == 2
        assert arrivals(a, a.out) == arrivals(b, a.out) == first
        assert a.log_row(a.out)["size"] == 1
        await asyncio.sleep(0.3)  # until the pump has noted when it spoke last
        shift += timedelta(seconds=IDLE_GREET_SECONDS + 1)
        before = _epochs(b)
        await _lose(b, a.out)

        async def found_out() -> bool:
            return _epochs(b) > before

        await until(found_out, what="the idle greeting finds what the peer lost")
        await healed(a, b)


def _epochs(city: City) -> int:
    return int(city.log_row(city.into)["epoch_counter"])


async def _lose(city: City, log: str) -> None:
    """As a restore of one log: it forgets its newest entries while the node runs."""
    with closing(sqlite3.connect(city.store)) as store:
        store.execute("DELETE FROM entry WHERE log = ?", (log,))
        store.execute("DELETE FROM receipt WHERE log = ? AND kind = 'receipt'", (log,))
        store.execute(
            "UPDATE log SET size = 0, peaks = x'', applied = 0, last_receipt = NULL WHERE log = ?", (log,)
        )
        store.execute("DELETE FROM casebook")
        store.commit()


async def test_a_stop_under_load_loses_nothing(both: tuple[City, City]) -> None:
    """SIGTERM while acts pour in: what was acknowledged is there after the next start, and goes its way."""
    a, b = both
    acknowledged: list[MessageId] = []

    async def pour() -> None:
        while True:
            case = new_case_id(accepting=a.me, handling=b.me, now=datetime.now(UTC))
            acknowledged.append(await record(a, case, submitted(b.me)))

    for _ in range(4):
        enough = len(acknowledged) + 30
        pouring = [asyncio.create_task(pour()) for _ in range(8)]

        async def poured(enough: int = enough) -> bool:
            return len(acknowledged) > enough

        await until(poured, what="acts pour in")
        assert await a.stop() == 0
        done = await asyncio.gather(*pouring, return_exceptions=True)
        assert {getattr(one, "reason", one) for one in done} == {Reason.NODE_UNREACHABLE}
        a.start()
        await a.ready()
    await healed(a, b)
    held = {row["message_id"] for row in b.rows("SELECT message_id FROM entry WHERE log = :l", l=a.out)}
    assert set(acknowledged) <= held
    assert len(acknowledged) > 100
    await check_equal(a, b)


async def test_a_thousand_acts_in_one_batch(both: tuple[City, City]) -> None:
    """All applied, each with its effect, listed page by page."""
    a, b = both
    await a.stop()
    now = datetime.now(UTC)
    cases = [new_case_id(accepting=SHANTOU, handling=XIAN, now=now) for _ in range(1000)]
    async with hand(SHANTOU, b) as made:
        await made.take()
        await made.send(*[made.entry(made.act(case, submitted(XIAN))) for case in cases])

    async def applied() -> bool:
        return bool(b.log_row(made.log)["applied"] == 1000)

    await until(applied, what="all applied")
    assert not b.rows("SELECT 1 FROM entry WHERE reason IS NOT NULL")
    listed = {row["case_id"] for row in b.rows("SELECT case_id FROM casebook")}
    assert listed == set(cases)


async def test_memory_does_not_grow_with_a_file(both: tuple[City, City]) -> None:
    """200 MiB from a window to the other city: neither node grows by 60 MiB."""
    a, b = both
    story = Story(accepting=a, handling=b, big=MIB, small=0)
    await story.run(upto=1)
    await healed(a, b)
    before = [_peak(city) for city in both]
    case = new_case_id(accepting=a.me, handling=b.me, now=datetime.now(UTC))
    async with a.client() as client:
        file = await upload(client, bytes(200 * MIB))
    await record(a, case, submitted(b.me, file))
    await healed(a, b)
    grown = [(_peak(city) - old) / MIB for city, old in zip(both, before, strict=True)]
    assert max(grown) < 60, grown
    print("grown by MiB", grown)  # noqa: T201  # a figure


def _peak(city: City) -> int:
    """The most memory the process ever had, in bytes."""
    status = Path(f"/proc/{city.pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
