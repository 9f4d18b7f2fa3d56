"""Says at the end how many runs of the model were really made, over all workers."""

from __future__ import annotations

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what the shards recorded."""
    made: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", []):
        if "test_link_model" in report.nodeid and report.when == "call":
            for name, value in report.user_properties:
                made[name] += value
    for report in terminalreporter.stats.get("passed", []):
        told = dict(report.user_properties)
        if "runs until broken" in told and report.when == "call":
            terminalreporter.write_line(
                f"{told['runs until broken']:>6} runs: {report.nodeid.split('[')[-1][:-1]} -> {told['broken']}"
            )
    if made:
        told = ", ".join(f"{value:,} {name}" for name, value in made.items())
        terminalreporter.write_line(f"model of the link: {told}")
