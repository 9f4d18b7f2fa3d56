"""The documents lead somewhere, and say what the code says."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.render import PAGE, rendered
from tests.docs.snippets import DOCUMENTS, ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(
    r"`((?:federation|node|certs|tests|examples|benchmarks|protos|docs|requirements)/[\w./-]*)`"
)
SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache License 2.0": "Apache-2.0",
    "LGPL": "LGPL-2.1-or-later",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",  # as the text of its licence says: jinja2
}
LICENCES = dict(
    re.findall(
        r"^\| ([a-z0-9-]+) \| ([^|]+?) \|",
        (ROOT / "docs/adr/0009-libraries.md").read_text("utf-8"),
        re.MULTILINE,
    )
)


def name(document: Path) -> str:
    """A document's path for the test's name."""
    return str(document.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """The anchors of a page's headings, as they are made from Markdown."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", LINK.sub("", one)).strip().lower().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path):
    """Every relative link names a file that is there, and every anchor a heading."""
    broken = []
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_paths_are_there(document: Path):
    """Every path of the tree that a page names is in the tree."""
    named = PATH.findall(document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_nothing_outside_is_needed(document: Path):
    """No page sends its reader to an address on the network."""
    assert not re.findall(r"https?://\S+", document.read_text(encoding="utf-8"))


def test_tables_of_operations_are_fresh():
    """The tables of settings and log events are those of the code: `python -m tests.docs.render`."""
    page = PAGE.read_text(encoding="utf-8")
    assert rendered(page) == page


def test_every_decision_is_listed():
    """The index of decisions names every one, in order."""
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))
    assert re.findall(r"\((0\d+-[\w-]+\.md)\)", index) == files


def test_every_library_has_its_licence():
    """Each dependency stands in the table of decision 0009."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings["project"]["dependencies"]) <= LICENCES.keys()


@pytest.mark.parametrize("package", [one for one in LICENCES if one != "package"])
def test_licences_are_as_packages_say(package: str):
    """The licence in the table is the one the installed package states."""
    data = importlib.metadata.metadata(package)
    classifiers = [one for one in data.get_all("Classifier") or [] if one.startswith("License ::")]
    said = {data.get("License-Expression"), data.get("License"), *classifiers}
    assert LICENCES[package] in {SPDX.get(one, one) for one in said if one}


def test_licence_is_whole():
    """LICENSE is the Apache License 2.0, to its end."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "limitations under the License." in text.rstrip().splitlines()[-1]


def test_changelog_knows_the_version():
    """The version of the package has its heading."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = settings["project"]["version"]
    assert f"\n## [{version}] " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
