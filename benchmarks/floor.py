"""What the parts below the node can do alone, on the same disk and with the same certificates.

`python -m benchmarks.floor FOLDER` is the other end of the echo.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import grpc

from benchmarks.city import ROOT, SHANTOU, XIAN
from federation.trust.identity import server_name

COMMITS, ECHOES = 300, 500
REQUEST_BYTES, ANSWER_BYTES = 1500, 700
"""About an Append of one entry, and its receipt."""
_METHOD = "/bench/Echo"


def commits_per_second(folder: Path, count: int = COMMITS) -> float:
    """One row of 1 KiB per commit, with the pragmas of the store."""
    path = folder / "floor.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
    row = os.urandom(1024)
    start = time.perf_counter()
    for _ in range(count):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (b) VALUES (?)", (row,))
        connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    path.unlink()
    return count / took


async def echoes_per_second(pki: Path, count: int = ECHOES) -> float:
    """Unary gRPC calls, one after the other, to another process over mTLS."""
    command = (sys.executable, "-m", "benchmarks.floor", str(pki / XIAN))
    other = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)
    assert other.stdout is not None
    try:
        port = int(await other.stdout.readline())
        return await _ask_often(pki / SHANTOU, port, count)
    finally:
        other.terminate()
        await other.wait()


async def _ask_often(keys: Path, port: int, count: int) -> float:
    ca, certificate, key = _pem(keys)
    credentials = grpc.ssl_channel_credentials(ca, key, certificate)
    options = (("grpc.ssl_target_name_override", server_name(XIAN)),)
    request = os.urandom(REQUEST_BYTES)
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials, options=options) as channel:
        ask: Any = channel.unary_unary(_METHOD)
        await ask(request)
        start = time.perf_counter()
        for _ in range(count):
            await ask(request)
        return count / (time.perf_counter() - start)


async def _serve(keys: Path) -> None:
    async def answer(_request: bytes, _context: Any) -> bytes:
        return bytes(ANSWER_BYTES)

    ca, certificate, key = _pem(keys)
    server = grpc.aio.server()
    handlers: Any = {"Echo": grpc.unary_unary_rpc_method_handler(answer)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bench", handlers),))
    credentials = grpc.ssl_server_credentials(
        [(key, certificate)], root_certificates=ca, require_client_auth=True
    )
    print(server.add_secure_port("127.0.0.1:0", credentials), flush=True)
    await server.start()
    await server.wait_for_termination()


def _pem(keys: Path) -> tuple[bytes, bytes, bytes]:
    names = ("ca.pem", "node.pem", "node-key.pem")
    ca, certificate, key = ((keys / name).read_bytes() for name in names)
    return ca, certificate, key


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
