"""The whole benchmark, small: two real nodes, every figure there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.city import ROOT
from benchmarks.figures import LABELS

REQUIRED = {name.replace("500_mib", "8_mib") for name in LABELS} | {"batch_1_of_floor", "judge_event"}


@pytest.mark.slow
def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    """What the READMEs show is in the file, and the stores it worked on are gone."""
    out = tmp_path / "bench.json"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr[-2000:]
    results = {row["name"]: row["value"] for row in json.loads(out.read_text(encoding="utf-8"))["results"]}
    assert results.keys() >= REQUIRED
    assert all(results[name] > 0 or "memory" in name for name in REQUIRED)  # a small file may need none
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.slow
def test_a_small_hall_is_measured(tmp_path: Path) -> None:
    """Every question with half of the cases and with all, and nothing is left behind."""
    out = tmp_path / "hall.json"
    command = [sys.executable, "-m", "benchmarks.hall", "--cases", "20", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stderr[-2000:]
    results = {row["name"]: row["value"] for row in json.loads(out.read_text(encoding="utf-8"))["results"]}
    for question in ("statistics", "due", "export"):
        assert all(results[f"hall_{count}_{question}_memory_command"] > 0 for count in (10, 20))
        assert 0.5 < results[f"hall_{question}_memory_all_over_half"] < 2
    assert list(tmp_path.iterdir()) == [out]
