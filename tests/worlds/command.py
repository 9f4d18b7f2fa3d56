"""The `kuayu` command, as a clerk or a script runs it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.worlds.nodes import City
from tests.worlds.nursery import ROOT


async def kuayu(city: City, *words: str | Path) -> tuple[int, str]:
    """Run a command of the city; its exit code and everything it wrote."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "node", "-c", str(city.config), *map(str, words)),
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "500"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def must(city: City, *words: str | Path) -> Any:
    """Run a command that has to work; its JSON."""
    code, out = await kuayu(city, "--json", *words)
    assert code == 0, out
    return json.loads(out)
