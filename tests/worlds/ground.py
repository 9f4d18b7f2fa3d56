"""The ground two cities stand on: keys and certificates, actors, free ports, and patience."""

from __future__ import annotations

import asyncio
import atexit
import random
import shutil
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from certs.cities import parse_cities, parse_organs
from certs.folder import write
from certs.pki import make_pki
from examples.cases import HERE
from federation.case.parts import Actor
from federation.ids import Locality, Place, Uscc

T = TypeVar("T")
SHANTOU, XIAN, CHENZHOU = Locality("440500"), Locality("610100"), Locality("431000")
ACTORS = {
    SHANTOU: Actor(organ=Uscc("11440500TEXT00017J"), place=Place("440500"), officer="W1"),
    XIAN: Actor(organ=Uscc("11610104TEXT02039F"), place=Place("610104"), officer="X1"),
}
CATALOGUES = {SHANTOU: "shantou", XIAN: "xian"}
PORTS = range(20_000, 32_000)  # below those the system hands out, so that nobody takes one between two starts
DEADLINE = 30.0


@cache
def pki() -> Path:
    """Keys, certificates and directory of three cities, once per session."""
    folder = Path(tempfile.mkdtemp(prefix="ky-pki-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    organs = parse_organs((HERE / "organs.json").read_bytes())
    members = parse_cities([f"{city}=127.0.0.1:1" for city in (SHANTOU, XIAN, CHENZHOU)], organs)
    write(folder, make_pki(members, now=datetime.now(UTC), days=30), force=False)
    return folder


def free_port() -> int:
    """A port nobody listens on."""
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


async def until(ask: Callable[[], Awaitable[T]], *, within: float = DEADLINE, what: str = "") -> T:
    """Ask again and again until the answer is true."""
    end = time.monotonic() + within
    while not (found := await ask()):
        assert time.monotonic() < end, f"not within {within} s: {what or ask}"
        await asyncio.sleep(0.05)
    return found
