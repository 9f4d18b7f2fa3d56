"""The mapping library works alone: no node, no network, no asyncio; asked of a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

STRANGERS = ("asyncio", "google", "grpc", "node", "aiosqlite", "sqlite3", "structlog", "federation.client")
ROOMS = ("federation.case", "federation.link", "federation.wire", "federation.v1", "federation.trust")

IMPORTS = """
import federation.items, federation.items.lint, federation.mapping, federation.mapping.compare
import federation.mapping.coverage, federation.mapping.expression, federation.mapping.manifest
import federation.mapping.prefill, federation.mapping.suggest
"""
USE = """
from datetime import date
from pathlib import Path
import sys

sys.addaudithook(lambda event, _: sys.exit(event) if event.startswith(("socket.", "subprocess.")) else None)

from federation.ids import Locality
from federation.items import load_catalogue, load_profile, write_catalogue
from federation.items.lint import LintReport, guides_of, report_page
from federation.mapping import Application, Federation, load_crosswalk, open_index, resolve, translate
from federation.mapping import write_crosswalk, write_index
from federation.mapping.compare import compare
from federation.mapping.coverage import as_html, coverage
from federation.mapping.suggest import suggest

here, out, day = Path("examples"), Path(sys.argv[1]), date(2026, 10, 9)
ours = load_catalogue(here / "catalogues/shantou.xlsx", locality=None, version="1").catalogue
theirs = load_catalogue(here / "catalogues/xian.xlsx", locality=None, version="1").catalogue
load_profile("national")
walked = load_crosswalk(here / "crosswalks/440500-610100.xlsx", accepting=ours, handling=theirs).crosswalk
for federation in (Federation.of([ours, theirs], [walked]), None):
    if federation is None:
        write_index(out / "index.kyx", [ours, theirs], [walked])
        federation = open_index(out / "index.kyx")
    match = resolve(federation, "000131911002", to=theirs.locality, on=day, accepting=ours.locality)
    translate(Application(fields={"JYZMC": "x"}, materials=("M01",)), match)
    compare(match.accepting, match.handling, match=match)
as_html(coverage(Federation.of([ours, theirs], [walked]), on=day, accepting=ours.locality))
report_page(LintReport.of(guides_of(ours)))
suggest(ours, theirs)
write_catalogue(ours), write_crosswalk(walked, "csv")
"""
SAY = "\nimport sys; print(*sys.modules)"


@pytest.mark.parametrize("program", [IMPORTS, USE], ids=["imported", "used"])
def test_it_needs_nobody(program: str, tmp_path: Path):
    """Neither when it is imported nor when all of it is used; nothing opens a socket."""
    run = [sys.executable, "-c", program + SAY, tmp_path]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.split())
    assert "federation.mapping.suggest" in modules
    assert not modules & {*STRANGERS, *ROOMS}
