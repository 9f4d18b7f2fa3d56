"""Documents whose Python blocks continue one another, and show what each of them prints.

They are played as their reader plays them, block after block, in a folder that holds nothing but the
examples; what a block prints stands below it between two marks. ``python -m tests.docs.session``
writes it there. Two things differ from a reader's day: nothing is installed, and ``python3 -m venv``
only makes the folder.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.docs.snippets import DOCUMENTS, ROOT

BEGIN, END = "<!-- prints -->", "<!-- end -->"
SESSIONS = [document for document in DOCUMENTS if BEGIN in document.read_text(encoding="utf-8")]
_BLOCK = re.compile(
    rf"^```(?P<language>python|bash)\n(?P<code>.*?)^```\n(?P<shown>\n{BEGIN}\n.*?{END}\n)?",
    re.DOTALL | re.MULTILINE,
)
_PRELUDE = """\
set -eu
python3() { test "$1 $2" = "-m venv"; mkdir -p "$3/bin"; touch "$3/bin/activate"; }
pip() { test "$*" = "install ."; }
"""


def played(document: Path, folder: Path) -> str:
    """The page with what its blocks print when they are run in ``folder``, made for it."""
    (folder / "build").mkdir()
    (folder / "examples").symlink_to(ROOT / "examples")
    names: dict[str, Any] = {"__name__": "__main__"}

    def play(block: re.Match[str]) -> str:
        python = block["language"] == "python"
        said = _python(block["code"], names) if python else _bash(block["code"], folder)
        source = f"```{block['language']}\n{block['code']}```\n"
        if not (block["shown"] or (python and said)):
            return source
        return f"{source}\n{BEGIN}\n```text\n{said}```\n{END}\n"

    with contextlib.chdir(folder):
        return _BLOCK.sub(play, document.read_text(encoding="utf-8"))


def _python(code: str, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, code.partition("\n")[0], "exec"), names)  # noqa: S102 - the document's own program
    return re.sub(r"[ \t]+$", "", printed.getvalue(), flags=re.MULTILINE)


def _bash(code: str, folder: Path) -> str:
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-c", _PRELUDE + code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE)


if __name__ == "__main__":
    for one in SESSIONS:
        with tempfile.TemporaryDirectory() as made:
            one.write_text(played(one, Path(made)), encoding="utf-8")
