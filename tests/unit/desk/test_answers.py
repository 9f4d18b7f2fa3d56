"""What an applicant brought for a 一件事: a wrong file is named by its place, with what would be right."""

from __future__ import annotations

import json

import pytest

from examples.cases import HERE
from federation.errors import InvalidInput, Reason
from node.desk.answers import read_answers

GOOD = json.loads((HERE / "bundles" / "xinshenger-answers.json").read_text("utf-8"))
NAME = "谯抱朴"


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("", Reason.VALUE_INVALID, {"file": "answers", "why": "not JSON"}),
        ("[" * 100_000, Reason.VALUE_INVALID, {"file": "answers", "why": "not JSON"}),
        ("[1]", Reason.VALUE_INVALID, {"file": "answers", "why": "model_type", "form": "{…}"}),
        (
            json.dumps({**GOOD, "delivery": NAME}),
            Reason.VALUE_INVALID,
            {"entry": "delivery", "why": "enum", "known": "'window', 'home' or 'online'"},
        ),
        (json.dumps({**GOOD, NAME: 1}), Reason.VALUE_INVALID, {"entry": "…", "why": "extra_forbidden"}),
        (
            json.dumps({key: value for key, value in GOOD.items() if key != "applicant"}),
            Reason.VALUE_MISSING,
            {"entry": "applicant", "why": "missing"},
        ),
    ],
    ids=["empty", "deep", "no object", "an unknown word", "a strange entry", "nobody"],
)
def test_a_wrong_file_is_named(text: str, reason: Reason, detail: dict[str, str]) -> None:
    """Where, and what would be right; what was typed is not repeated."""
    with pytest.raises(InvalidInput) as wrong:
        read_answers(text)
    assert (wrong.value.reason, wrong.value.detail) == (reason, detail)
