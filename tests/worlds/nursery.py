"""Starts nodes fast: a process that has imported the program once and forks one `kuayu serve` per wish.

Run as ``python -m tests.worlds.nursery``. It reads wishes as JSON lines and answers each with one. When its
input ends, for whatever reason, it kills every group it started: nothing outlives the tests.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
STARTED, ENDED = set(), {}


def main() -> None:
    """Serve wishes until the input ends."""
    import node.app  # noqa: PLC0415  # both imported once, here and not by the tests, for every node forked
    import node.cli.main  # noqa: F401, PLC0415

    try:
        for line in sys.stdin:
            wish = json.loads(line)
            done = _start(wish) if "config" in wish else _look(wish["pid"])
            print(json.dumps(done), flush=True)  # noqa: T201  # the answer
    finally:
        for pid in STARTED:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _start(wish: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _become_node(**wish)
    with suppress(PermissionError, ProcessLookupError):  # the child does it as well; whoever is first
        os.setpgid(pid, pid)
    STARTED.add(pid)
    return pid


def _become_node(*, config: str, log: str, env: dict[str, str]) -> NoReturn:
    from node.cli.main import main as kuayu  # noqa: PLC0415  # there already

    code = 1
    try:
        os.setpgid(0, 0)
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in (1, 2):
            os.dup2(handle, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.environ.update(env)
        sys.argv = ["kuayu", "-c", config, "serve"]
        kuayu()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _look(pid: int) -> int | None:
    """The exit code, negative for a signal; None while it runs."""
    if pid not in ENDED:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ENDED[pid] = os.waitstatus_to_exitcode(status)
        STARTED.discard(pid)
    return ENDED[pid]


class Nursery:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.worlds.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            start_new_session=True,
        )

    def start(self, config: Path, *, log: Path, env: dict[str, str]) -> int:
        """Start `kuayu serve`, in its own process group; its pid."""
        return self._ask({"config": str(config), "log": str(log), "env": env})

    def exit_code(self, pid: int) -> int | None:
        """Its exit code; None while it runs."""
        return self._ask({"pid": pid})

    def _ask(self, wish: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@cache
def nursery() -> Nursery:
    """One per process of the tests."""
    return Nursery()


if __name__ == "__main__":
    main()
