"""The documents' code blocks: taken out, and run as a reader would, one document in one shell.

Blocks marked ``bash`` and ``python`` run in document order in one copy of the project; Python blocks run
as programs. Two things differ from a
reader's day: ports are free ones, and ``make X`` only checks that the Makefile has X.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import tracked

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
RUN = ("bash", "python")
SHOWN = ("text", "toml", "json", "proto", "sql", "mermaid")  # only to be looked at
SECONDS = 240
PORT = re.compile(r"(?<=127\.0\.0\.1:)744\d")
PRELUDE = """\
set -eu
make() { grep -qE "^$1:" Makefile || { echo "Makefile has no target $1" >&2; exit 1; }; }
trap 'echo "stopped in block of line $block" >&2' ERR
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block."""

    document: Path
    line: int
    language: str
    code: str


def blocks(document: Path) -> list[Block]:
    """The fenced blocks of a Markdown file, in order; fences inside lists are indented with them."""
    found: list[Block] = []
    lines = iter(enumerate(document.read_text(encoding="utf-8").splitlines(), start=1))
    for number, line in lines:
        if opening := re.fullmatch(r"(\s*)```(\S*).*", line):
            indent, body = opening[1], []
            for _, inner in lines:
                if inner.strip() == "```":
                    break
                body.append(inner.removeprefix(indent))
            found.append(Block(document=document, line=number, language=opening[2], code="\n".join(body)))
    return found


def runnable(document: Path) -> list[Block]:
    """Those that run."""
    return [block for block in blocks(document) if block.language in RUN]


def needs_nodes(document: Path) -> bool:
    """Whether a document starts nodes."""
    return any(re.search(r"\bserve\b", block.code) for block in runnable(document))


def script(found: Iterable[Block], folder: Path) -> str:
    """One shell script of all blocks; Python blocks are written beside it."""
    parts = [PRELUDE]
    for block in found:
        parts.append(f"block={block.line}\n")
        if block.language == "python":
            file = folder / f"line_{block.line}.py"
            file.write_text(block.code + "\n", encoding="utf-8")
            parts.append(f"python {file}\n")
        else:
            parts.append(block.code + "\n")
    return _free_ports("".join(parts))


def _free_ports(text: str) -> str:
    """The same text with every port of the documents replaced by one that is free."""
    held = [socket.socket() for _ in set(PORT.findall(text))]
    for one in held:
        one.bind(("127.0.0.1", 0))
    free = {port: str(one.getsockname()[1]) for port, one in zip(set(PORT.findall(text)), held, strict=True)}
    for one in held:
        one.close()
    return PORT.sub(lambda match: free[match.group()], text)


def stage(folder: Path) -> Path:
    """A copy of the project as it is checked in, with the environment beside it."""
    root = folder / "kuayu"
    for path in tracked():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, target)
    (root / "build").mkdir(exist_ok=True)
    (root / ".venv").symlink_to(Path(sys.executable).parents[1])
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of a document."""

    code: int
    said: str
    left_behind: bool


def run(document: Path, folder: Path) -> Ran:
    """Run a document's blocks in a folder of its own; every process it started is ended."""
    root = stage(folder)
    path = folder / "document.sh"
    path.write_text(script(runnable(document), folder), encoding="utf-8")
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120"}
    log = folder / "said.txt"
    with log.open("wb") as out:
        shell = subprocess.Popen(
            ["bash", str(path)],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = shell.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            code = -1
    left_behind = _end_group(shell.pid)
    shell.wait()
    said = log.read_text("utf-8", "replace")[-4000:] + "".join(_node_logs(root))
    return Ran(code=code, said=said, left_behind=left_behind)


def _node_logs(root: Path) -> Iterator[str]:
    """The last lines of what each node logged, for whoever looks for the fault."""
    for path in sorted(root.glob("build/**/*.log")):
        yield f"\n--- {path.name}\n" + "\n".join(path.read_text("utf-8", "replace").splitlines()[-8:])


def _end_group(group: int) -> bool:
    """End what still runs of a process group that we started; whether there was anything."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
