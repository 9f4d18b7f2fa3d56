"""The lock files: everything with hashes, nothing with an address, and nothing forgotten."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.architecture.source import ROOT

LOCKS = ("requirements/run.txt", "requirements/dev.txt")
ENTRY = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def entries(lock: str) -> dict[str, tuple[str, str]]:
    """Name to version and the lines that belong to it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    starts = list(ENTRY.finditer(text))
    ends = [one.start() for one in starts[1:]] + [len(text)]
    return {
        canonical(one[1]): (one[2], text[one.start() : end]) for one, end in zip(starts, ends, strict=True)
    }


def canonical(name: str) -> str:
    """A package's name as installers compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(*extras: str) -> set[str]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return {canonical(re.split(r"[\s;\[<>=!~]", one)[0]) for names in lists for one in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_has_hashes(lock: str):
    """Each package is pinned to one version and has at least one sha256."""
    found = entries(lock)
    assert found
    assert [name for name, (_, lines) in found.items() if not HASH.search(lines)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_has_an_address(lock: str):
    """No line holds a download address, an index or a local path."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    allowed = re.compile(r"\s*(#.*|--hash=sha256:[0-9a-f]{64}( \\)?|[A-Za-z0-9][\w.\-\[\],]*==[^@:/]+)?")
    assert [line for line in lines if "://" in line or not allowed.fullmatch(line)] == []


def test_the_locks_hold_what_the_project_asks_for():
    """run.txt holds every dependency, dev.txt those and the tools."""
    assert wanted() <= entries("requirements/run.txt").keys()
    assert wanted("dev") <= entries("requirements/dev.txt").keys()


def test_the_locks_agree():
    """Tests run on the very versions a node runs on."""
    run, dev = entries("requirements/run.txt"), entries("requirements/dev.txt")
    assert {name: version for name, (version, _) in run.items()} == {
        name: dev[name][0] for name in run if name in dev
    }
