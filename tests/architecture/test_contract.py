"""The contract: checked with buf, unbroken since its baseline, and the generated code fresh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import GENERATED, ROOT, tracked
from tests.contract.generate import generate

BUF = Path(sys.executable).with_name("buf")
PROTOS = ROOT / "protos"
BASELINE = PROTOS / "baseline.binpb"


def buf(*words: str | Path, at: Path = PROTOS) -> subprocess.CompletedProcess[str]:
    """Run buf; it needs no network."""
    return subprocess.run([BUF, *words], cwd=at, capture_output=True, text=True, check=False)


def test_lint_is_clean():
    """Every message, field and rpc has its comment and its name is in order."""
    done = buf("lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_broken_since_the_baseline():
    """What an older node may send is still understood: CONTRIBUTING says when the baseline is renewed."""
    done = buf("breaking", "--against", BASELINE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_break_would_be_found(tmp_path: Path):
    """A test of the test: a field with another type is told."""
    for path in [PROTOS / "buf.yaml", *PROTOS.glob("federation/v1/*.proto")]:
        target = tmp_path / path.relative_to(PROTOS)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(text.replace("uint64 size = 5;", "string size = 5;"), encoding="utf-8")
    done = buf("breaking", "--against", BASELINE, at=tmp_path)
    assert done.returncode != 0
    assert "size" in done.stdout + done.stderr


def test_generated_code_is_fresh(tmp_path: Path):
    """Generating anew gives byte for byte what is checked in, and no file more or less."""
    generate(tmp_path)
    made = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*.py*")}
    kept = {
        path: (ROOT / path).read_bytes()
        for path in tracked()
        if path.startswith(GENERATED) and not path.endswith("__init__.py")
    }
    assert made.keys() == kept.keys()
    assert [path for path in made if made[path] != kept[path]] == []


def test_signed_payloads_have_no_map_float_or_any():
    """A map or a float has more than one encoding, an Any has none of ours."""
    words = (" map<", " float ", " double ", "google.protobuf.Any")
    found = [
        f"{path}: {word}"
        for path in tracked()
        if path.endswith(".proto")
        for word in words
        if word in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert not found
