"""Hubs of receiving systems: what one may say, and that it says enough."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from federation.errors import InvalidInput, Reason
from federation.exchange import Times, load_hub, national
from federation.exchange.codes import FILE_BYTES, WORDS
from federation.items.tables import ProjectType
from tests.worlds.exchange import hub, hubs


def test_the_national_hub_is_whole():
    """Every word has a code, and the sets that nobody has compared with a standard say so."""
    known = national()
    assert {name: set(words) - set(known.codes[name]) for name, words in WORDS.items()} == {
        name: set() for name in WORDS
    }
    assert set(known.unproven) == {"result", "step"}


@pytest.mark.parametrize("name", hubs())
def test_examples_load(name: str):
    """Each example is named as its file, and proves nothing it leaves out."""
    assert hub(name).name == name


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("", "name"),
        ("name = 1", "name"),
        ("name = ' '", "name"),
        ('name = "a\\nb"', "name"),
        ("name = '" + "a" * 101 + "'", "name"),
        ("name = 'a'\ncolour = 1", "colour"),
        ("name = 'a'\ntimes = 'epoch'", "times"),
        ("name = 'a'\ncodes = 1", "codes"),
        ("name = 'a'\n[codes.result]\nwon = '1'", "codes.result"),
        ("name = 'a'\n[codes.result]\ngrant = 1", "codes.result"),
        ("name = 'a'\n[codes.result]\ngrant = ''", "codes.result"),
        ("name = 'a'\n[codes.result]\ngrant = \"1');--\"", "codes.result"),
        ("name = 'a'\n[codes.colour]\nred = '1'", "codes.colour"),
        ("name = 'a'\n[codes.document]\n1111 = '1'", "codes.document"),
        ("name = 'a'\nunproven = ['result']", "unproven"),
        ("name = 'a'\n[require]\nup_pro_accept = ['colour']", "require.up_pro_accept"),
        ("name = 'a'\n[require]\nup_pro_accept = [['name']]", "require.up_pro_accept"),
        ("name = 'a'\n[require]\nup_pro_colour = []", "require.up_pro_colour"),
        ("name = 'a'\n[lengths.up_pro_pay]\namount = 0", "lengths.up_pro_pay"),
        ("name = 'a'\n[lengths.up_pro_pay]\namount = true", "lengths.up_pro_pay"),
        ("name = 'a'\nencoding = 'big5'", "encoding"),
        ("name = ", "TOML"),
    ],
)
def test_what_is_not_known_is_refused(line: str, key: str):
    """The key that is wrong is named, and nothing is taken."""
    with pytest.raises(InvalidInput) as refused:
        load_hub(line.encode())
    assert refused.value.reason is Reason.VALUE_INVALID
    assert refused.value.detail["key"] == key


def test_other_documents_may_be_declared():
    """Any type of GA/T 2000.156 may have a code, though its numbers are not checked here."""
    assert load_hub(b"name = 'a'\n[codes.document]\n113 = '7'").code("document", "113") == "7"


def test_not_text_and_too_large():
    """Bytes that are no TOML, or too many."""
    with pytest.raises(InvalidInput):
        load_hub(b"\xff")
    with pytest.raises(InvalidInput) as refused:
        load_hub(b"#" * (FILE_BYTES + 1))
    assert refused.value.reason is Reason.TOO_LARGE


def test_times():
    """Beijing time in both notations; a day without a time of day, nothing for nothing."""
    at = datetime(2025, 12, 31, 16, 0, 5, tzinfo=UTC)
    assert [times.write(at) for times in Times] == ["20260101T000005", "2026-01-01 00:00:05"]
    assert [times.write(date(2026, 1, 2)) for times in Times] == ["20260102", "2026-01-02"]
    assert Times.BASIC.write(None) == ""


def test_kinds_of_items_are_those_of_catalogues():
    """Every 办件类型 that a catalogue may have may be given a code."""
    assert WORDS["project_type"] == {one.value for one in ProjectType}


def test_instant_items_only_where_declared():
    """A hub without a code for 其他 kinds of item refuses them."""
    with pytest.raises(InvalidInput) as refused:
        hub("guangdong-like").code("project_type", ProjectType.OTHER.value)
    assert refused.value.reason is Reason.CODE_UNDECLARED
