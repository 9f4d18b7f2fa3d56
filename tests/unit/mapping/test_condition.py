"""A condition in CEL: it holds, it does not, or a source is to blame."""

from __future__ import annotations

import pytest

from federation.errors import Reason
from federation.mapping.expression import HOLDS, Expression, Failure, compile_condition
from tests.unit.mapping.test_expression import OURS


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [
        ("SUM < 3", {"SUM": "2"}, HOLDS),
        ("(SUM < 3)", {"SUM": "3"}, "no"),
        ('has(ALIAS) && ALIAS == "x"', {"ALIAS": ""}, "no"),
        ("SUM < 3", {"SUM": ""}, (Reason.FIELD_MISSING, "SUM")),
        ("SUM < 3", {"SUM": "many"}, (Reason.VALUE_INVALID, "SUM")),
    ],
)
def test_a_condition_holds_or_not(text: str, given: dict[str, str], says: str | Failure) -> None:
    """It fills no field: yes, no, or the source to blame."""
    found = compile_condition(text, [OURS[code] for code in given])
    assert isinstance(found, Expression), found
    assert found.evaluate(given) == says


@pytest.mark.parametrize(
    "text", ["SUM", "SUM < 3) || (SUM > 5", 'SUM < 3 ? "a" : "b"', "SUM < 3 && FEE > 1", "SUM < 3 // 3"]
)
def test_what_is_no_condition(text: str) -> None:
    """Named in Chinese at load: a value, a bracket that closes nothing, a choice of values, an unlisted field."""
    assert isinstance(compile_condition(text, [OURS["SUM"]]), str)
