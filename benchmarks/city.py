"""Two cities on this machine: each one `kuayu serve` process with its own store, as a city runs it.

Nothing is built in: they are made by the public commands, asked through the local API and read by
what they log. All times are of one clock, that of this machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from federation.client import Client
from federation.errors import KuayuError
from federation.ids import Locality

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SHANTOU, XIAN = Locality("440500"), Locality("610100")
_ORGANS = {SHANTOU: "11440500TEXT00017J", XIAN: "11610104TEXT02012P"}
_PLACES = {SHANTOU: "440500", XIAN: "610104"}
_TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS, STOP_SECONDS, LOOK_SECONDS = 30.0, 15.0, 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a node's log."""

    event: str
    at: datetime
    count: int
    refused: int


@dataclass(slots=True, kw_only=True)
class City:
    """One node: its folder, and its process while it runs."""

    locality: Locality
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    _read: int = field(default=0)

    @property
    def socket(self) -> Path:
        """Where its local API listens."""
        return self.folder / "kuayu.sock"

    @property
    def store(self) -> Path:
        """Its SQLite file."""
        return self.folder / "data" / "node.sqlite"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "serve.log"

    def set_batch(self, batch: int) -> None:
        """Most entries its pump closes at once; counts from the next start."""
        path = self.folder / "node.toml"
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("batch =")]
        path.write_text("\n".join([f"batch = {batch}", *lines]) + "\n", "utf-8")

    def start(self) -> None:
        """Start the process; it is not yet ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "node", "-c", self.folder / "node.toml", "serve"],
                stderr=log,
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
            )

    def stop(self) -> None:
        """Stop it as an operator would, and wait."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def forget_lines(self) -> None:
        """Begin reading the log where it ends now."""
        self._read = self.log.stat().st_size

    def new_lines(self) -> Iterator[Line]:
        """Whole lines written since the last look."""
        with self.log.open("rb") as file:
            file.seek(self._read)
            for text in file:
                if not text.endswith(b"\n"):
                    return
                self._read += len(text)
                said = json.loads(text)
                yield Line(
                    event=said["event"],
                    at=datetime.fromisoformat(said["timestamp"]),
                    count=said.get("count", 0),
                    refused=said.get("refused", 0),
                )

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the process has used."""
        fields = Path(f"/proc/{self._pid}/stat").read_text("ascii").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self, name: str) -> float:
        """MiB of VmRSS (now) or VmHWM (the most since `forget_peak`)."""
        for line in Path(f"/proc/{self._pid}/status").read_text("utf-8").splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        raise LookupError(name)

    def forget_peak(self) -> None:
        """Let VmHWM begin again at VmRSS (proc(5), clear_refs)."""
        Path(f"/proc/{self._pid}/clear_refs").write_text("5", "ascii")

    @property
    def _pid(self) -> int:
        if self.process is None:
            raise ProcessLookupError(self.locality)
        return self.process.pid


async def link_of(city: City) -> Any:
    """The state of its one link; None while it does not answer."""
    try:
        async with Client(city.socket) as client:
            return (await client.status()).links[0]
    except (KuayuError, IndexError):
        return None


async def until_settled(*cities: City) -> None:
    """Wait until each has settled its link."""
    async with asyncio.timeout(START_SECONDS):
        for city in cities:
            while not ((link := await link_of(city)) and link.settled):
                if city.process is None or city.process.poll() is not None:
                    raise RuntimeError(f"node {city.locality} ended: {city.log.read_text('utf-8')[-500:]}")
                await asyncio.sleep(LOOK_SECONDS * 5)


@asynccontextmanager
async def two_cities(work: Path) -> AsyncIterator[tuple[City, City]]:
    """Shantou and Xi'an, running and settled, with their items imported. Stopped at the end."""
    shantou = City(locality=SHANTOU, folder=work / SHANTOU)
    xian = City(locality=XIAN, folder=work / XIAN)
    _make(work, shantou, xian)
    try:
        for city in (shantou, xian):
            city.start()
        await until_settled(shantou, xian)
        for city in (shantou, xian):
            _import_items(city)
        yield shantou, xian
    finally:
        for city in (shantou, xian):
            city.stop()


def _make(work: Path, *cities: City) -> None:
    """Keys, certificates, directory and configuration."""
    listen = [f"127.0.0.1:{port}" for port in _free_ports(len(cities))]
    named = [f"--city={city.locality}={at}" for city, at in zip(cities, listen, strict=True)]
    organs = f"--organs={EXAMPLES / 'organs.json'}"
    _run("-m", "certs", f"--out={work / 'pki'}", organs, *named)
    for city, at in zip(cities, listen, strict=True):
        who = f"{_ORGANS[city.locality]},{_PLACES[city.locality]}"
        peers = [f"--peer={other.locality}" for other in cities if other is not city]
        actors = [f"--actor={name}={who},{name}" for name in ("window", "node")]
        pki = f"--pki={work / 'pki' / city.locality}"
        _run("-m", "node", "init", city.folder, pki, f"--listen={at}", *peers, *actors)


def _import_items(city: City) -> None:
    node = ("-m", "node", "-c", city.folder / "node.toml", "items")
    catalogues = EXAMPLES / "catalogues"
    _run(*node, "import", catalogues / "shantou.xlsx", "--locality=440500", "--version=2026.1")
    _run(*node, "import", catalogues / "xian.xlsx", "--locality=610100", "--version=2026.1")
    crosswalk = EXAMPLES / "crosswalks" / "440500-610100.xlsx"
    _run(*node, "crosswalk", crosswalk, "--accepting=440500", "--handling=610100", "--version=1")


def _run(*arguments: object) -> None:
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def _free_ports(count: int) -> list[int]:
    """Ports nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()
