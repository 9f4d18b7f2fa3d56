"""The two tiers: `make check` leaves out what is slow and draws a quarter of the examples of every property."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=25)


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported, or its settings would be made already."""
    if config.option.markexpr == "not slow":
        settings.load_profile("quick")
