"""Prefill tables 预填表 as documents: loaded whole or refused with the key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.mapping.prefill import Source, load_table, prefill
from federation.mapping.prefill.table import TABLE_BYTES
from tests.worlds.prefill import CODE, ON, TABLE, driver


def changed(old: str, new: str) -> bytes:
    """The example with one thing changed."""
    assert old in TABLE
    return TABLE.replace(old, new, 1).encode()


def test_a_sound_table():
    """Everything it says is read; the digest is of its bytes."""
    table = load_table(TABLE.encode())
    assert (table.name, table.version, table.locality, table.item) == (
        "driver-renewal",
        "2026.1",
        "610100",
        CODE,
    )
    assert table.facts["name"].sources == (Source.CARD_READER, Source.LICENCE)
    assert (table.facts["name"].good_days, table.facts["citizen_id"].good_days) == (None, 0)
    assert [row.rule.target for row in table.rows] == ["F01", "F02", "F03", "F04", "F05", "F06", "F08"]
    assert table.tables == {"category": {"1": "HY", "2": "WH"}}
    assert table.digest != load_table(TABLE.encode() + b"\n").digest


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('name = "driver-renewal"', 'name = "司机"', "name"),
        ('version = "2026.1"\n', "", "version"),
        ('locality = "610100"', 'locality = "61"', "locality"),
        ('locality = "610100"', 'locality = "610100"\nstrange = 1', "strange"),
        ('"card_reader", "licence"', '"card_reader", "hearsay"', "facts.name.sources.1"),
        ('"card_reader", "licence"', '"licence", "licence"', "facts.name.sources"),
        ('["card_reader", "licence"]', "[]", "facts.name.sources"),
        ('"licence", "earlier_case"]', '"licence"]', "facts.certificate_no.earlier"),
        ('field = "F04" }', 'field = "从业" }', "facts.certificate_no.earlier.0.field"),
        ("good_days = 0", "good_days = -1", "facts.citizen_id.good_days"),
        ("good_days = 0", 'good_days = "0"', "facts.citizen_id.good_days"),
        ('choices = ["1", "2"]', "", "facts.category"),
        ('label = "公民身份号码"\nsources', 'label = "x"\nchoices = ["1"]\nsources', "facts.citizen_id"),
        ('rule = "copy"', 'rule = "constant"', "field.0.rule"),
        ('rule = "copy"', 'rule = "default"', "field.0.rule"),
        ('rule = "copy"', 'rule = "unit"', "field.0.rule"),
        ('rule = "copy"', 'rule = "expression"', "field.0.rule"),
        ('facts = ["name"]', "facts = []", "field.0.facts"),
        ('facts = ["name"]', 'facts = ["weather"]', "field.facts"),
        ('facts = ["name"]', 'facts = ["citizen_id"]', "facts.name"),  # listed and not used
        ('table = "category"', 'table = "weather"', "field.tables"),
        ("chars = [7, 14]", "chars = [7]", "field.2.chars"),
        ("chars = [7, 14]", "chars = [14, 7]", "field.2.chars"),
        ("chars = [7, 14]", "chars = [0, 7]", "field.2.chars.0"),
        ("chars = [7, 14]", 'part = "0"', "field.2.part"),
        ('code = "F02"', 'code = "F01"', "field.code"),
        ("name = ", "name = = ", ""),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, where: str):
    """Refused as a whole, with the key to look at."""
    with pytest.raises(InvalidInput) as caught:
        load_table(changed(old, new))
    assert (caught.value.reason, caught.value.detail["where"]) == (Reason.PREFILL_INVALID, where)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('code = "F08"', 'code = "F99"', "field.6.code"),
        ('label = "姓名"\nrule', 'label = "名称"\nrule', "field.0.label"),
        ('rule = "date"', 'rule = "copy"', "field.5.rule"),  # another notation
        ('1 = "HY"', '1 = "KY"', "field.4.table"),  # no such choice
        ("chars = [7, 14]", "", "field.2.chars"),
        ("chars = [7, 14]", 'chars = [7, 14]\nseparator = "-"', "field.2.chars"),
        ('facts = ["district", "street"]', 'facts = ["district", "street", "street"]', "field.6.facts"),
        ('table = "category"', 'table = "category"\nseparator = "-"', "field.4.separator"),
        ("11610100TEXT01028A3000118930002", "000131911001", "item"),
        ('locality = "610100"', 'locality = "440500"', "locality"),
    ],
)
def test_what_does_not_fit_the_form_is_named(old: str, new: str, where: str):
    """A row for another form fills nothing, nor does any other row."""
    table = load_table(changed(old, new))
    with pytest.raises(InvalidInput) as caught:
        prefill(table, driver(), (), on=ON)
    assert (caught.value.reason, caught.value.detail["where"]) == (Reason.PREFILL_INVALID, where)


MONTHS = """code = "F07"
label = "从业月数"
rule = "copy"
facts = ["district"]
[[field]]
code = "F08"
label = "现住址"
rule = "copy"
facts = ["street"]"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('rule = "date"', 'rule = "copy"', "事实与表单的日期写法不同，请用“日期换写法”"),
        (
            'code = "F08"\nlabel = "现住址"\nrule = "join"\nfacts = ["district", "street"]',
            MONTHS,
            "事实与表单的单位不同（年、月），预填不换算",
        ),
    ],
)
def test_a_table_is_blamed_in_its_own_words(old: str, new: str, said: str):
    """A table knows facts and a form, not two cities, and nothing is proposed that it may not use."""
    data = (
        changed(old, new)
        .decode()
        .replace('label = "居住区县"', 'label = "年限"\ntype = "number"\nunit = "年"')
    )
    with pytest.raises(InvalidInput) as caught:
        prefill(load_table(data.encode()), driver(), (), on=ON)
    assert caught.value.detail["why"] == said


@pytest.mark.parametrize("code", [CODE, CODE[-12:]])
def test_an_item_may_be_named_by_its_base_code(code: str):
    """By 12 digits as well as by 31 characters; never the same code of another city."""
    table = load_table(changed(CODE, code))
    assert prefill(table, driver(), (), on=ON).fields == ()
    with pytest.raises(InvalidInput) as caught:
        prefill(replace(table, locality=Locality("440500")), driver(), (), on=ON)
    assert caught.value.detail["where"] == "locality"


def test_other_bytes():
    """Not UTF-8, or too large."""
    for data, reason in ((b"\xff", Reason.PREFILL_INVALID), (b"#" * (TABLE_BYTES + 1), Reason.TOO_LARGE)):
        with pytest.raises(InvalidInput) as caught:
            load_table(data)
        assert caught.value.reason is reason
