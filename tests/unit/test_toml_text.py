"""TOML that nobody wrote in earnest: every reader of ours refuses it with a reason of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from federation.calendars.year import load_year
from federation.case.agreement_file import load_agreement
from federation.case.bundle_file import load_bundle
from federation.errors import KuayuError
from federation.exchange.codes import load_hub
from federation.instant import load_rule
from federation.items.profiles import ProfileInvalid, read_profile
from federation.toml_text import read_toml

HOSTILE = (b"a = " + b"[" * 30_000, b"\xff\xfe", b"a = = 1", b"a.b = 1\na = 2")


@pytest.mark.parametrize("data", HOSTILE)
@pytest.mark.parametrize("load", [load_year, load_agreement, load_bundle, load_hub, load_rule, read_profile])
def test_it_is_refused(load: Callable[[bytes], object], data: bytes) -> None:
    """Too deep, not UTF-8, not TOML, one key twice: never an error nobody expected."""
    with pytest.raises((KuayuError, ProfileInvalid)):
        load(data)


def test_a_byte_order_mark_is_no_key() -> None:
    """Some editors write one."""
    assert read_toml("\ufeffa = 1".encode()) == {"a": 1}
