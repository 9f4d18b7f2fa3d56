"""Progress of long work is for a person at a terminal, and for nobody else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from federation.trust.dsse import encode_roots
from tests.worlds.evidence import bundle, story
from tests.worlds.nursery import ROOT
from tests.worlds.trust import ROOTS

TITLE = "验证证据"


@pytest.mark.slow
@pytest.mark.parametrize(("terminal", "as_json"), [(True, False), (True, True), (False, False)])
def test_a_bar_on_a_terminal_only(terminal: bool, as_json: bool, tmp_path: Path) -> None:
    """Verifying shows a bar on stderr if that is a terminal and the answer is not for a program."""
    (tmp_path / "roots").write_bytes(encode_roots(ROOTS))
    (tmp_path / "e").write_bytes(bundle(*story()))
    outer, inner = pty.openpty() if terminal else os.pipe()
    words = ["evidence", "verify", tmp_path / "e", "--roots", tmp_path / "roots", *(["--json"] * as_json)]
    done = subprocess.run(
        [sys.executable, "-m", "node", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=inner,
        check=False,
    )
    os.set_blocking(outer, False)
    try:
        err = os.read(outer, 1 << 16).decode()
    except BlockingIOError:
        err = ""
    finally:
        os.close(inner)
        os.close(outer)
    assert done.returncode == 0
    assert (TITLE in err) == (terminal and not as_json)
    assert TITLE not in done.stdout.decode()
    assert err or not terminal or as_json
