"""Two cities on one machine: their keys, their nodes as processes, a wire between them that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KUAYU = (sys.executable, "-m", "node")
AT_ONCE = 3  # commands under way: two processors, and a little for waiting
START_SECONDS = 30


class Failed(Exception):  # what the demo says when it stops
    """A command did not do what the story says."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run(*command: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@dataclass(slots=True, kw_only=True)
class Kuayu:
    """The command, ready to be given many times (see `ready`).

    Attributes:
        socket: where it listens.
        process: the one that forks.
    """

    socket: Path
    process: asyncio.subprocess.Process | None = None
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def start(self) -> None:
        """Load it."""
        self.socket.unlink(missing_ok=True)
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "examples.demo.ready", str(self.socket),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        if self.process.stdout is None or await self.process.stdout.readline() != b"ready\n":
            raise Failed("kuayu 没有就绪")

    async def run(self, *words: str) -> tuple[int, str, str]:
        """One command: exit code, stdout, stderr."""
        async with self.gate:
            reader, writer = await asyncio.open_unix_connection(self.socket)
            writer.write(json.dumps(words).encode() + b"\n")
            said = await reader.read()
            writer.close()
        code, out, err = json.loads(said)
        return code, out, err

    def stop(self) -> None:
        """No more commands."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()


@dataclass(slots=True, kw_only=True)
class Wire:
    """A TCP relay to one node; cut, it drops every connection and takes no new one."""

    target: int
    port: int = field(default_factory=free_port)
    server: asyncio.Server | None = None
    pipes: set[asyncio.Task[None]] = field(default_factory=set)

    async def connect(self) -> None:
        """Let traffic pass."""
        self.server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Stop it."""
        if self.server is not None:
            self.server.close()
        for pipe in self.pipes:
            pipe.cancel()
        await asyncio.gather(*self.pipes, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.pipes.add(task)
            task.add_done_callback(self.pipes.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):  # cut: the connection just ends
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
            finally:
                far_writer.close()
                writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


@dataclass(slots=True, kw_only=True)
class City:
    """One city: its node and its command line.

    Attributes:
        peers: the cities it has links with.
    """

    locality: str
    name: str
    folder: Path
    port: int
    kuayu: Kuayu
    peers: tuple[str, ...]
    process: asyncio.subprocess.Process | None = None
    commands: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    watcher: asyncio.Task[None] | None = None

    @property
    def config(self) -> Path:
        """The node's file."""
        return self.folder / "node.toml"

    async def init(self, *, pki: Path, wires: Mapping[str, int], actors: Iterable[dict[str, Any]]) -> None:
        """Write the node's file; ``wires`` are the ports behind which the peers are."""
        command = ["init", str(self.folder), "--pki", str(pki / self.locality)]
        command += ["--listen", f"127.0.0.1:{self.port}"]
        for peer, port in wires.items():
            command += ["--peer", f"{peer}=127.0.0.1:{port}"]
        for one in actors:
            command += ["--actor", f"{one['name']}={one['organ']},{one['place']},{one['officer']}"]
        code, _, err = await self.kuayu.run(*command)
        if code:
            raise Failed(err)

    async def start(self, *, watch: bool = True) -> None:
        """Start the node and wait until it answers."""
        with (self.folder / "node.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *KUAYU,
                "-c",
                str(self.config),
                "serve",
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with asyncio.timeout(START_SECONDS):
            while (await self.kuayu.run("-c", str(self.config), "--json", "status"))[0]:
                if self.process.returncode is not None:
                    raise Failed(f"{self.name} 的节点没有起来，见 {self.folder / 'node.log'}")
                await asyncio.sleep(0.2)
        if watch:
            self.watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop the node gracefully."""
        if self.watcher is not None:
            self.watcher.cancel()
            await asyncio.gather(self.watcher, return_exceptions=True)
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await self.process.wait()

    def kill(self) -> None:
        """Whatever happens, nothing is left running."""
        if self.process is not None and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    async def say(self, *words: str, as_name: str = "node") -> Any:
        """One public command with ``--json``; its answer.

        Raises:
            Failed: it was refused; the reason is in the text.
        """
        code, out, err = await self._give(as_name, words)
        if code:
            raise Failed(f"{self.name} kuayu {' '.join(words)}\n{out}{err}")
        return json.loads(out)

    async def refused(self, reason: str, *words: str, as_name: str = "node") -> None:
        """One public command that this city's own node has to refuse for a reason.

        Raises:
            Failed: it was not, or for another.
        """
        code, out, err = await self._give(as_name, words)
        if not code or json.loads(out)["error"]["reason"] != reason:
            raise Failed(f"{self.name} kuayu {' '.join(words)} 应以 {reason} 被拒\n{out}{err}")

    async def _give(self, as_name: str, words: tuple[str, ...]) -> tuple[int, str, str]:
        self.commands += 1
        return await self.kuayu.run("-c", str(self.config), "--as", as_name, "--json", *words)

    async def quiet(self) -> bool:
        """Whether nothing waits on this end's links."""
        found = await self.say("status")
        return all(
            link["settled"]
            and link["waiting"] == 0
            and link["sent"] == link["receipted"]
            and link["taken"] == link["applied"]
            and link["files_missing"] == 0
            for link in found["links"]
        )

    async def _watch(self) -> None:
        """`kuayu case watch`: the digest of every case as this city has it now."""
        process = await asyncio.create_subprocess_exec(
            *KUAYU, "-c", str(self.config), "--json", "case", "watch", "--seconds", "0.1",
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async for row in _rows(process):
                self.digests[row["case"]] = row["digest"]
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _rows(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, str]]:
    if process.stdout is not None:
        async for line in process.stdout:
            yield json.loads(line)
