"""TOML that nobody wrote in earnest: every reader of ours refuses it with a reason of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from federation.calendars.year import load_year
from federation.case.agreement_file import load_agreement
from federation.case.bundle_file import load_bundle
from federation.errors import InvalidInput, KuayuError
from federation.exchange.codes import load_hub
from federation.instant import load_rule
from federation.items.profiles import ProfileInvalid, read_profile
from federation.toml_text import read_toml
from tests.worlds.instant import RULE

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


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"grant"', '"deny"', "只能是 'grant' or 'done'"),
        ("shadow_cases = 20", "shadow_cases = 19", "不小于 20"),
        ("promised_days = 1", 'promised_days = "1"', "要写整数"),
        ('name = "food-small"', "live = true", "缺少这一项"),
        ('name = "food-small"', 'name = "食品"', "写法不合"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(old: str, new: str, why: str) -> None:
    """Whoever writes a rule is a lawyer."""
    with pytest.raises(InvalidInput) as refused:
        load_rule(RULE.replace(old, new).encode())
    assert refused.value.detail["why"] == why
