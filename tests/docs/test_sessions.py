"""The tutorial and the reference of mapping: every block runs, and prints what the page shows."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from examples.tutorial.make_sheets import HERE, make
from tests.docs.session import BEGIN, SESSIONS, played
from tests.docs.snippets import ROOT


def name(document: Path) -> str:
    """A document's path for the test's name."""
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", SESSIONS, ids=name)
def test_it_prints_what_it_shows(document: Path, tmp_path: Path):
    """Run `python -m tests.docs.session` after a change, and read what became of the page."""
    assert played(document, tmp_path) == document.read_text(encoding="utf-8")


def test_the_tutorial_is_among_them():
    """A page that shows nothing would be compared with nothing."""
    assert {"docs/tutorial.md", "docs/mapping.md"} <= {name(document) for document in SESSIONS}
    assert (ROOT / "docs/tutorial.md").read_text(encoding="utf-8").count(BEGIN) > 15


def test_a_page_that_says_otherwise_is_told(tmp_path: Path):
    """A test of the test: blocks share their names, what is printed unseen is put in, what is wrong replaced."""
    page = tmp_path / "page.md"
    page.write_text(
        f"```python\na = 1\n```\n\n```python\nprint(a)\n```\n\n{BEGIN}\n2\n<!-- end -->\n", "utf-8"
    )
    shown = f"\n{BEGIN}\n```text\n1\n```\n<!-- end -->\n"
    assert played(page, tmp_path) == f"```python\na = 1\n```\n\n```python\nprint(a)\n```\n{shown}"


@pytest.mark.parametrize("file", make())
def test_the_spreadsheets_are_what_their_source_makes(file: str):
    """Run `python -m examples.tutorial.make_sheets` after editing the source."""
    assert parts(make()[file]) == parts((HERE / file).read_bytes())


def parts(packed: bytes) -> dict[str, bytes]:
    """What is inside a workbook or an archive."""
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.slow
def test_a_wheel_has_all_the_tutorial_needs(tmp_path: Path):
    """The tutorial runs on what `pip install` puts in place, and not only inside the checkout."""
    wheel, folder = tmp_path / "wheel", tmp_path / "folder"
    folder.mkdir()
    pip = [
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--target",
        wheel,
        ROOT,
    ]
    subprocess.run([sys.executable, *pip], check=True, capture_output=True)
    program = f"""
import federation, pathlib
from tests.docs.session import played
assert federation.__file__.startswith({str(wheel)!r})
page = pathlib.Path({str(ROOT / "docs/tutorial.md")!r})
assert played(page, pathlib.Path({str(folder)!r})) == page.read_text(encoding="utf-8")
"""
    environment = {**os.environ, "PYTHONPATH": f"{wheel}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
