"""A process that has ``kuayu`` loaded and forks itself for every command: the same commands, sooner.

Reading the program in takes most of a command's time, and the demonstration gives hundreds. Each command is
still a process of its own with its own words, output and exit code; nothing of one is left for the next.

``python -m examples.demo.ready SOCKET`` listens there. A request is one JSON line ``["case", "list", ...]``,
the answer ``[exit code, stdout, stderr]``.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
from importlib import import_module
from typing import NoReturn

LOADED = (
    "federation.client",
    "federation.wire.local",
    "federation.wire.parcels",
    "node.cli.application",
    "node.cli.findings",
    "node.config",
)
"""What commands import when they need it."""


def serve(path: str) -> NoReturn:
    """Take commands, several at once, until killed."""
    os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"  # no channel is open in the process that forks
    from node.cli.main import main  # noqa: PLC0415  # after the environment is set

    for name in LOADED:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that answer
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        print("ready", flush=True)
        while True:
            asked, _ = server.accept()
            if os.fork() == 0:
                server.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _answer(asked, main)
            asked.close()


def _answer(asked: socket.socket, main: object) -> NoReturn:
    """Run one command in a process of its own and say how it ended."""
    words = json.loads(asked.makefile().readline())
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(words, out.fileno(), err.fileno(), main)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = [code, *(_text(file) for file in (out, err))]
    with contextlib.suppress(BrokenPipeError):  # whoever asked was stopped
        asked.sendall(json.dumps(said).encode())
    os._exit(0)


def _become(words: list[str], out: int, err: int, main: object) -> NoReturn:
    os.dup2(out, 1)
    os.dup2(err, 2)
    code = 1
    try:
        main(words)  # type: ignore[operator]
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _text(file: object) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    text: str = file.read().decode()  # type: ignore[attr-defined]
    return text


if __name__ == "__main__":
    serve(sys.argv[1])
