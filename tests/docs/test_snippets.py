"""Every command and program in the documents is run."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from tests.docs.session import SESSIONS
from tests.docs.snippets import DOCUMENTS, ROOT, RUN, SHOWN, blocks, needs_nodes, run, runnable

QUICK = [
    document
    for document in DOCUMENTS
    if runnable(document) and not needs_nodes(document) and document not in SESSIONS
]
WITH_NODES = [document for document in DOCUMENTS if needs_nodes(document)]


def name(document: Path) -> str:
    """A document's path for the test's name."""
    return str(document.relative_to(ROOT))


SECONDS_EACH = {
    "mapping-coverage.md",
    "mapping-suggest.md",
    "lint.md",
    "modes.md",
}  # cities, or many commands


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_block_says_what_it_is(document: Path):
    """A block runs, or its language says that it is only to be looked at."""
    unknown = [block.line for block in blocks(document) if block.language not in RUN + SHOWN]
    assert not unknown


@pytest.mark.parametrize(
    "document",
    [pytest.param(one, marks=[pytest.mark.slow] * (one.name in SECONDS_EACH), id=name(one)) for one in QUICK],
)
def test_it_runs(document: Path, tmp_path: Path):
    """A document that needs no node runs from top to bottom."""
    ran = run(document, tmp_path)
    assert ran.code == 0, ran.said


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("document", WITH_NODES, ids=name)
def test_it_runs_with_nodes(document: Path):
    """A document that starts nodes runs from top to bottom and leaves no process behind."""
    with tempfile.TemporaryDirectory(prefix="ky-") as short:  # a socket's path has at most 107 bytes
        ran = run(document, Path(short))
    assert ran.code == 0, ran.said
    assert not ran.left_behind


def test_both_readmes_are_among_them():
    """The two front pages start nodes and take a case through them."""
    assert {"README.md", "README.zh-CN.md"} <= {name(document) for document in WITH_NODES}


@pytest.mark.parametrize("language", ["README.md", "README.zh-CN.md"])
def test_the_two_commands_exist(language: str):
    """`make demo` and `make test` stand on the front page and in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    page = (ROOT / language).read_text(encoding="utf-8")
    for target in ("demo", "test"):
        assert f"make {target}\n" in page
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_both_readmes_run_the_same():
    """The two front pages tell it in two languages, and run the same commands."""
    english, chinese = (runnable(ROOT / page) for page in ("README.md", "README.zh-CN.md"))
    assert [block.code for block in english] == [block.code for block in chinese]


def test_every_make_target_named_exists():
    """Whatever target a document names is in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(r"`make ([a-z]+)", document.read_text(encoding="utf-8"))
    }
    assert named <= targets
