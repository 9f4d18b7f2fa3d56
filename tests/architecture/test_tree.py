"""What must not be in the tree: a machine's paths, addresses of registries, keys, big files."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, text, tracked, written

# Written in pieces, or this file would find itself.
MACHINE = re.compile(r"(?<![\w.\-/])/(?:work|root|home|Users|mnt)/[\w.]|[A-Z]:" + r"\\\\?Users")
REGISTRY = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "pythonhosted" + r"\.org",
            "npmjs" + r"\.",
            "crates" + r"\.io",
            "docker" + r"\.io",
        ]
    )
    + r"|\b(?:mirrors?|artifactory|nexus)\.[a-z0-9-]+\.[a-z]{2,}|--(?:extra-)?index-"
    + "url",
    re.IGNORECASE,
)
KEY = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
BINARY = {".xlsx", ".zip", ".binpb", ".png", ".jpg", ".pdf", ".ttf"}
LARGEST = 1 << 20


def texts():
    """Every text file of the tree with its path."""
    for path in tracked():
        if (ROOT / path).suffix not in BINARY:
            yield path, (ROOT / path).read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY, KEY], ids=["machine", "registry", "key"])
def test_nothing_of_this_machine(pattern):
    """No file names a path of somebody's machine, a package registry, or holds a private key."""
    found = [f"{path}: {match.group()}" for path, text in texts() if (match := pattern.search(text))]
    assert not found


def test_files_are_small():
    """No file is larger than 1 MiB: scans are made by a script, not checked in."""
    assert not [path for path in tracked() if (ROOT / path).stat().st_size > LARGEST]


def test_texts_are_utf8_and_end_with_a_newline():
    """Every text file is UTF-8 and ends as one."""
    bad = [
        path
        for path, text in texts()
        if text and ("\ufffd" in text or not text.endswith("\n")) and not path.startswith("tests/data/")
    ]
    assert not bad


def test_whatever_starts_nodes_is_slow():
    """`make check` has a minute: a module of tests that starts nodes says for all its tests that they are slow."""
    worlds = ("tests.worlds.nodes import", "tests.worlds.offices import")
    starting = [path for path in written("tests") if path.startswith("tests/integration/test_")]
    starting = [path for path in starting if any(world in text(path) for world in worlds)]
    assert len(starting) > 10
    assert [path for path in starting if "\npytestmark = pytest.mark.slow\n" not in text(path)] == []
