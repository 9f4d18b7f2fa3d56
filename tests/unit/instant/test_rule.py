"""Rules of instant approval 秒批 as documents: loaded whole or refused with the key."""

from __future__ import annotations

import pytest

from federation.case.choices import Result
from federation.errors import InvalidInput, Reason
from federation.instant import load_rule
from tests.worlds.instant import RULE


def test_a_sound_rule() -> None:
    """Everything it says is read; what it leaves out has the stated default."""
    rule = load_rule(RULE.encode())
    assert (rule.name, rule.version, rule.result) == ("food-small", "2026.1", Result.GRANT)
    assert (rule.needs, rule.facts, rule.shadow_cases) == (("M-KEEP",), ("delivery", "by_agent"), 20)
    assert [spec.code for spec in rule.fields] == ["purpose"]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('result = "grant"', 'result = "deny"', "result"),  # a machine never refuses
        ('result = "grant"', 'result = "grant"\nstrange = 1', "strange"),
        ('"by_agent"]', '"weather"]', "facts"),
        ("11610100TEXT00025R", "11610100TEXT000250", "organ"),
        ("shadow_cases = 20", "shadow_cases = 3", "shadow_cases"),
        ('purpose == "开店"', 'purpose == "开店" && age > 3', "condition"),
        ('purpose == "开店"', "purpose", "condition"),
        ('by_agent == "no"', 'by_agent == "maybe"', "condition"),
        (' && by_agent == "no"', "", "condition"),  # listed and not read
        ("[inputs.purpose]", "[inputs.by_agent]", "inputs.by_agent"),
        ('type = "text"', 'type = "choice"', "inputs.purpose"),
        ("condition = ", "condition = = ", ""),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, where: str) -> None:
    """Refused as a whole, with the key to look at."""
    assert old in RULE
    with pytest.raises(InvalidInput) as caught:
        load_rule(RULE.replace(old, new).encode())
    assert (caught.value.reason, caught.value.detail["where"]) == (Reason.INSTANT_INVALID, where)


def test_other_bytes() -> None:
    """Not UTF-8, or too large."""
    for data, reason in ((b"\xff", Reason.INSTANT_INVALID), (b"#" * 65_537, Reason.TOO_LARGE)):
        with pytest.raises(InvalidInput) as caught:
            load_rule(data)
        assert caught.value.reason is reason
