"""The library asks no clock, no dice and no disk (DESIGN §2 law 5): values and ``now`` go in."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import dotted, nodes, tree, written

FORBIDDEN = {
    "a clock": r"(\w+\.)?(datetime|date)\.(now|utcnow|today)|time\.\w+|(perf_counter|monotonic)(_ns)?",
    "dice": r"random\.\w+|secrets\.\w+|os\.urandom|urandom|uuid\.uuid[147]|uuid[147]",
    "the disk": r"(io\.)?open|.*\.(open|read_text|read_bytes|write_text|write_bytes|mkdir|unlink|touch)",
    "the environment": r"os\.(environ(\..+)?|getenv)|getenv|input|print",
}
FORBIDDEN_IMPORTS = {
    "aiosqlite",
    "asyncio",
    "logging",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "structlog",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
ALLOWED = {
    "federation/client.py": {"the disk"},  # the client is I/O: it uploads a file in pieces
    "federation/items/archive.py": {"the disk"},  # a member of an archive that is already open
    "federation/items/sheet.py": {"the disk"},  # a loader may be given a path instead of bytes
    "federation/items/prepared/file.py": {"the disk"},  # an index is mapped, not read
    "federation/items/workbook.py": {"the disk"},  # the parts of an archive that was given, not files
    "federation/items/profiles.py": {"the disk"},  # a path, or one shipped in the package
    "federation/mapping/listed.py": {"the disk"},  # a manifest names files
    "federation/counties.py": {"the disk"},  # a table shipped inside the package
    "federation/calendars/year.py": {"the disk"},  # years shipped inside the package
    "federation/exchange/codes.py": {"the disk"},  # a profile shipped inside the package
    "federation/archive/metadata.py": {"the disk"},  # a schema shipped inside the package
}
CLIENT = {"federation/client.py"}  # the one module below federation/ that talks to anybody


def reaches(module: ast.Module) -> set[str]:
    """The kinds of outside things a module reaches for, called or handed on."""
    named = {dotted(node) for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    named |= {dotted(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
    return {kind for kind, words in FORBIDDEN.items() if any(re.fullmatch(words, one) for one in named)}


def imports(node: ast.AST) -> set[str]:
    """The top names a statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and not node.level:
        return {(node.module or "").partition(".")[0]}
    return set()


def test_no_clock_no_dice_no_disk():
    """Nothing under federation/ calls a clock, dice, the disk or the environment, but the spots allowed."""
    found = {
        path: kinds
        for path in written("federation")
        if (kinds := reaches(tree(path)) - ALLOWED.get(path, set()))
    }
    assert not found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("datetime.now(UTC)", "a clock"),
        ("field(default_factory=datetime.now)", "a clock"),
        ("time.monotonic()", "a clock"),
        ("random.random()", "dice"),
        ("os.urandom(16)", "dice"),
        ("open(name)", "the disk"),
        ("Path(name).read_text()", "the disk"),
        ("os.environ.get(name)", "the environment"),
    ],
)
def test_it_would_be_found(line: str, kind: str):
    """A test of the test: each kind of reaching out is seen."""
    assert reaches(ast.parse(line)) == {kind}


def test_no_import_that_could():
    """Nothing under federation/ imports a module of that kind; only the client knows gRPC and asyncio."""
    found = [
        f"{path}: {name}"
        for path, node in nodes("federation")
        for name in imports(node)
        if path not in CLIENT and (name in FORBIDDEN_IMPORTS or name == "grpc")
    ]
    assert not found


@pytest.mark.parametrize("path", sorted(ALLOWED))
def test_what_is_allowed_is_there(path: str):
    """An exception that is not used any more is taken off the list."""
    assert path in written("federation")


def test_only_the_composition_root_has_the_clock():
    """Below node/, the loops and desks are given their clock; only the root and the command ask for one."""
    asking = {path for path in written("node") if "a clock" in reaches(tree(path))}
    assert {path for path in asking if not path.startswith("node/cli/")} <= {"node/app.py"}


def test_judges_take_now():
    """No judge of the link has a default for ``now``: a caller that forgets it is told by the interpreter."""
    defaults = [
        f"{path}:{node.name}"
        for path, node in nodes("federation/link", "federation/case", "federation/evidence")
        if isinstance(node, ast.FunctionDef)
        for name, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if name.arg == "now" and default is not None
    ]
    assert not defaults
