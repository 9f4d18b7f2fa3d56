"""Who may import whom: the contracts of import-linter in pyproject.toml (DESIGN §7)."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.source import ROOT

EXPECTED = {"the library never imports the node", "the library's rooms (DESIGN §7)", "judges do no I/O"}


def test_every_arrow_is_kept():
    """No module imports against the arrows."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    plain = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_are_there():
    """The contracts the documents speak of are configured, each with modules to hold."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {one["name"]: one for one in settings["tool"]["importlinter"]["contracts"]}
    assert contracts.keys() >= EXPECTED
    assert all(one.get("layers") or one.get("source_modules") for one in contracts.values())
