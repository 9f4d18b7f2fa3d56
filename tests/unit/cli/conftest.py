"""The command run inside the test, beside a node that does not answer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from node.cli.main import main

CONFIG = """\
locality = "440500"
data = "data"
socket = "s"
directory = "d"
roots = "r"
ca = "c"
certificate = "n"
certificate_key = "k"
log_key = "l"
[actors.window]
organ = "11440500TEXT00017J"
place = "440500"
officer = "A01"
[actors.node]
organ = "11440500TEXT00017J"
place = "440500"
officer = "node"
[peers.610100]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> dict[str, Any]:
        """The one JSON object of a failure, checked to be whole and alone."""
        assert self.code != 0
        assert not self.err
        (line,) = self.out.splitlines()
        document = json.loads(line)
        assert list(document) == ["error"]
        error: dict[str, Any] = document["error"]
        assert {"reason", "fault", "retry", "detail", "zh", "en"} <= error.keys()
        assert self.code == (2 if error["fault"] == "local" else 3)
        return error


Kuayu = Callable[..., Said]


@pytest.fixture
def kuayu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Kuayu]:
    """Run the command with the configuration of a node that is not there."""
    config = tmp_path / "node.toml"
    config.write_text(CONFIG, "utf-8")
    mask = os.umask(0o022)

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["-c", str(config), *map(str, words)])
        out, err = capsys.readouterr()
        return Said(code=ended.value.code, out=out, err=err)

    yield run
    os.umask(mask)
