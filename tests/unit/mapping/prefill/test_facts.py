"""Facts 事实 as a file: loaded whole or refused with the entry, and nothing that stands in it is repeated."""

from __future__ import annotations

import json
from datetime import date

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import Digest
from federation.mapping.prefill import Source, load_facts
from federation.mapping.prefill.facts import FACTS_BYTES
from tests.worlds.prefill import EARLIER, FACTS, RECORD, as_file, fact

TYPED = "谯抱朴"


def test_a_sound_file():
    """Everything it says is read, in its order; one code may come from several sources."""
    first, second = load_facts(
        b"\xef\xbb\xbf" + as_file(fact(), fact(source="earlier_case", on="2025-03-03"))
    )
    assert (first.code, first.value, first.source) == ("name", "测试甲", Source.CARD_READER)
    assert (first.reference, first.on) == (Digest(RECORD), date(2026, 11, 24))
    assert (second.source, second.reference, second.on) == (Source.EARLIER_CASE, EARLIER, date(2025, 3, 3))
    assert len(load_facts(as_file(*FACTS))) == len(FACTS)
    assert load_facts(b'{"facts": []}') == ()


@pytest.mark.parametrize(
    ("wrong", "entry"),
    [
        ({"source": "hearsay"}, "facts.1.source"),
        ({"source": 1}, "facts.1.source"),
        ({TYPED: TYPED}, "facts.1.…"),
        ({"code": TYPED}, "facts.1.code"),
        ({"code": ""}, "facts.1.code"),
        ({"value": ""}, "facts.1.value"),
        ({"value": 7}, "facts.1.value"),
        ({"value": f"{TYPED} "}, "facts.1.value"),
        ({"value": f"{TYPED}\u200b"}, "facts.1.value"),
        ({"value": f"{TYPED}\u202e"}, "facts.1.value"),
        ({"value": f"{TYPED}\n"}, "facts.1.value"),
        ({"value": "x\ud800"}, "facts.1.value"),
        ({"value": "长" * 2_001}, "facts.1.value"),
        ({"on": "2026-02-30"}, "facts.1.on"),
        ({"on": "20261124"}, "facts.1.on"),
        ({"on": "2026-11-24T08:00:00Z"}, "facts.1.on"),
        ({"on": None}, "facts.1.on"),
        ({"reference": "440524197001010086"}, "facts.1.reference"),
        ({"reference": EARLIER}, "facts.1.reference"),
        ({"source": "earlier_case", "reference": RECORD}, "facts.1.reference"),
        ({"code": "name"}, "facts.1.code"),  # twice from the card reader
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, object], entry: str):
    """One bad entry refuses the whole file."""
    data = json.dumps({"facts": [fact(), {**fact("other"), **wrong}]}).encode()
    with pytest.raises(InvalidInput) as caught:
        load_facts(data)
    assert (caught.value.reason, caught.value.detail["entry"]) == (Reason.VALUE_INVALID, entry)
    assert TYPED not in str(caught.value)
    assert TYPED not in str(caught.value.detail)


@pytest.mark.parametrize("key", ["code", "value", "source", "reference", "on"])
def test_nothing_has_a_default(key: str):
    """A fact says all five."""
    whole = fact()
    del whole[key]
    with pytest.raises(InvalidInput) as caught:
        load_facts(as_file(whole))
    assert (caught.value.reason, caught.value.detail["entry"]) == (Reason.VALUE_MISSING, f"facts.0.{key}")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.VALUE_INVALID),
        (b"[]", Reason.VALUE_INVALID),
        (b"{}", Reason.VALUE_MISSING),
        (b'{"facts": [], "more": 1}', Reason.VALUE_INVALID),
        (b'{"facts": [], "facts": []}', Reason.VALUE_INVALID),
        (b'{"facts": {}}', Reason.VALUE_INVALID),
        (b'{"facts": NaN}', Reason.VALUE_INVALID),
        ('{"facts": [], "谯": 1}'.encode("gb18030"), Reason.VALUE_INVALID),
        (b'{"facts": ' + b"[" * 100_000, Reason.VALUE_INVALID),
        (as_file(*(fact(f"f{number}") for number in range(201))), Reason.VALUE_INVALID),
        (b" " * (FACTS_BYTES + 1), Reason.TOO_LARGE),
    ],
)
def test_other_bytes(data: bytes, reason: Reason):
    """Not JSON, not UTF-8, not this document, too deep, too many or too large."""
    with pytest.raises(InvalidInput) as caught:
        load_facts(data)
    assert caught.value.reason is reason


def test_an_unknown_source_is_told_the_known_ones():
    """The four sources stand in the refusal."""
    with pytest.raises(InvalidInput) as caught:
        load_facts(as_file(fact(source="platform")))
    assert caught.value.detail["known"] == "card_reader licence earlier_case data_sharing"
