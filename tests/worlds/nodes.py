"""Two cities as real processes: `kuayu serve` on free ports, stopped, killed, copied and put back.

`cities` is the way in: an async context that leaves no process behind, whatever happened inside.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from examples.cases import HERE
from federation.client import Client
from federation.ids import Locality, LogId
from federation.v1 import local_pb2
from node.app import running, utc_now
from node.config import load_config
from tests.worlds.ground import ACTORS, CATALOGUES, DEADLINE, SHANTOU, XIAN, free_port, pki, until
from tests.worlds.nursery import nursery


@dataclass(kw_only=True)
class City:
    """One node and its folder; the process may be running or not."""

    me: Locality
    peer: Locality
    folder: Path
    port: int
    peer_port: int
    pid: int | None = None
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.write_config()

    def write_config(self, **changes: str) -> None:
        """Write node.toml; ``changes`` replace or add top-level settings, as TOML."""
        keys = pki() / self.me
        settings = {
            "locality": f'"{self.me}"',
            "data": '"data"',
            "listen": f'"127.0.0.1:{self.port}"',
            "socket": f'"{self.socket}"',
            "directory": f'"{keys}/directory.json"',
            "roots": f'"{keys}/roots.json"',
            "ca": f'"{keys}/ca.pem"',
            "certificate": f'"{keys}/node.pem"',
            "certificate_key": f'"{keys}/node-key.pem"',
            "log_key": f'"{keys}/log-key.pem"',
            **changes,
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        actor = ACTORS[self.me]
        for name in ("window", "node"):
            lines += [f"[actors.{name}]", f'organ = "{actor.organ}"', f'place = "{actor.place}"']
            lines += ['officer = "1"']
        lines += [f'[peers."{self.peer}"]', f'endpoint = "127.0.0.1:{self.peer_port}"']
        self.config.write_text("\n".join(lines), "utf-8")

    @property
    def config(self) -> Path:
        return self.folder / "node.toml"

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    @property
    def store(self) -> Path:
        return self.folder / "data" / "node.sqlite"

    @property
    def files(self) -> Path:
        return self.folder / "data" / "files"

    @property
    def log_file(self) -> Path:
        return self.folder / "log"

    @property
    def out(self) -> LogId:
        """The log this city sends."""
        return LogId.make(self.me, self.peer)

    @property
    def into(self) -> LogId:
        """The log this city receives."""
        return LogId.make(self.peer, self.me)

    def start(self, *, stop_at: str | None = None) -> None:
        """Start `kuayu serve`, in its own process group; ``stop_at`` is where it kills itself."""
        assert not self.running
        env = {**self.env, **({"KUAYU_TEST_STOP_AT": stop_at} if stop_at else {})}
        self.pid = nursery().start(self.config, log=self.log_file, env=env)

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        assert self.pid is not None
        return nursery().exit_code(self.pid)

    @property
    def running(self) -> bool:
        return self.pid is not None and self.exit_code is None

    def kill(self) -> None:
        """As a power cut: SIGKILL to the whole group."""
        while self.running:
            assert self.pid is not None
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            time.sleep(0.005)

    async def stop(self) -> int:
        """As an operator: SIGTERM; the exit code."""
        assert self.pid is not None
        os.kill(self.pid, signal.SIGTERM)
        return await self.ended()

    async def ended(self, *, within: float = DEADLINE) -> int:
        """Wait until the process has ended; its exit code."""

        async def gone() -> bool:
            return not self.running

        await until(gone, within=within, what=f"{self.me} ends")
        assert self.exit_code is not None
        return self.exit_code

    async def ready(self, *, settled: bool = True, within: float = DEADLINE) -> None:
        """Wait until it answers, and its link has settled."""

        async def answers() -> bool:
            assert self.pid is None or self.running, (
                f"{self.me} ended: {self.log_file.read_text('utf-8')[-2000:]}"
            )
            link = await self.link()
            return link is not None and (link.settled or not settled)

        await until(answers, within=within, what=f"{self.me} is ready")

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        async with Client(self.socket) as client:
            yield client

    async def link(self) -> Any:
        """The state of its link as it says itself; None while it does not answer."""
        async with self.client() as client:
            with suppress(Exception):
                return (await client.status()).links[0]
        return None

    async def import_catalogues(self) -> None:
        """Import both cities' items, so that it knows what it asks for and is asked for."""
        async with self.client() as client:
            for city, name in CATALOGUES.items():
                head = local_pb2.ImportHead(kind="catalogue", locality=city, version="2026.1", ending="xlsx")
                done = await client.import_file(head, HERE / "catalogues" / f"{name}.xlsx")
                assert not done.reason, done.report

    def rows(self, sql: str, **values: Any) -> list[sqlite3.Row]:
        """Read its store beside the running node."""
        if not self.store.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql, values).fetchall()

    def log_row(self, log: LogId) -> sqlite3.Row:
        """Everything its store keeps of one log."""
        return self.rows("SELECT * FROM log WHERE log = :log", log=log)[0]

    def save(self, name: str, *, files: bool = False) -> Path:
        """Copy its store, running or not, as a backup would; with the files if asked."""
        copy = self.folder / name
        copy.mkdir()
        with (
            closing(sqlite3.connect(self.store)) as source,
            closing(sqlite3.connect(copy / self.store.name)) as target,
        ):
            source.backup(target)
        if files:
            shutil.copytree(self.files, copy / "files", ignore=shutil.ignore_patterns("*.part"))
        return copy

    def restore(self, copy: Path) -> None:
        """Put a copy back in place of the store; its files too if it has them."""
        assert not self.running
        for old in self.store.parent.glob("node.sqlite*"):
            old.unlink()
        shutil.copy(copy / self.store.name, self.store)
        if (copy / "files").exists():
            shutil.rmtree(self.files)
            shutil.copytree(copy / "files", self.files)

    def twin(self, name: str) -> City:
        """A standby: another node of this city on another port, on a copy of its store and files."""
        twin = City(
            me=self.me,
            peer=self.peer,
            folder=self.folder.parent / name,
            port=free_port(),
            peer_port=self.peer_port,
        )
        shutil.move(self.save("twin", files=True), twin.store.parent)
        return twin

    @asynccontextmanager
    async def inside(self, *, clock: Callable[[], datetime] = utc_now) -> AsyncIterator[None]:
        """Run it inside this process, for tests that move its clock or its limits."""
        async with running(load_config(self.config), stop_at=lambda _point: None, clock=clock):
            yield

    @contextmanager
    def frozen(self) -> Iterator[City]:
        """A killed node's store as the kill left it: read on a copy, so that nothing is healed by looking."""
        assert not self.running
        with tempfile.TemporaryDirectory(prefix="ky-frozen-") as folder:
            twin = City.__new__(City)
            twin.__dict__.update(self.__dict__, folder=Path(folder), pid=None)
            shutil.copytree(self.store.parent, twin.store.parent, ignore=shutil.ignore_patterns("files"))
            twin.files.symlink_to(self.files)
            yield twin


@asynccontextmanager
async def cities() -> AsyncIterator[tuple[City, City]]:
    """Shantou and Xi'an, not started; at the end every process of theirs is killed and the folder removed."""
    with tempfile.TemporaryDirectory(prefix="ky-") as name:
        ports = free_port(), free_port()
        a, b = (
            City(me=me, peer=peer, folder=Path(name) / me, port=port, peer_port=other)
            for me, peer, port, other in (
                (SHANTOU, XIAN, *ports),
                (XIAN, SHANTOU, *reversed(ports)),
            )
        )
        try:
            yield a, b
        finally:
            a.kill()
            b.kill()


@asynccontextmanager
async def running_cities() -> AsyncIterator[tuple[City, City]]:
    """Both started, settled, with both catalogues imported."""
    async with cities() as both:
        for city in both:
            city.start()
        for city in both:
            await city.ready()
            await city.import_catalogues()
        yield both


@asynccontextmanager
async def mute_shantou() -> AsyncIterator[City]:
    """Xi'an, settled with a Shantou whose node knows a wrong port of Xi'an's: nobody competes with a hand."""
    async with cities() as both:
        a, b = both
        a.peer_port = free_port()
        a.write_config()
        for city in both:
            city.start()
        await a.ready(settled=False)
        await b.ready()
        await b.import_catalogues()
        yield b
