"""What a locality says of its documents is checked whole, before anything is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from federation.errors import KuayuError, Reason
from node.documents.kinds import KINDS, REMEDIES, DocumentKind
from node.documents.places import PLACES, TABLES
from node.documents.settings import load_settings, parse_settings
from tests.worlds.papers import LAKE, ORGAN, sheet

NOTICES = [kind for kind, info in KINDS.items() if info.event is not None]


def refused(text: str) -> KuayuError:
    """What is wrong with a file."""
    with pytest.raises(KuayuError) as error:
        parse_settings(text)
    assert error.value.reason is Reason.CONFIG
    return error.value


def test_the_shipped_words_are_right() -> None:
    """Every kind has its template, for licences and for other items, and each says what it must."""
    settings = parse_settings("")
    assert set(settings.templates) == set(DocumentKind)
    assert all(pair.licence.title and pair.other.title for pair in settings.templates.values())


def test_no_file_and_an_empty_file_are_the_same() -> None:
    """Words of its own are a locality's choice."""
    assert load_settings(None) == parse_settings("")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "colour"),
        ("= 1", "not TOML"),
        ('[organs.11610104TEXT02012P]\nshort = ""', "short"),
        ('[organs.12345]\nshort = "莲"', "USCC_CHECK"),
        ('[organs.11610104TEXT02012P]\nshort = "莲"\ncolour = "red"', "colour"),
        ('[organs.11610104TEXT02012P]\nshort = "莲"\nlast = ["无号"]', "organs.11610104TEXT02012P.last"),
        ('[halls.610100]\nname = "厅"\naddress = ""\nphone = "1"', "address"),
        ('[halls.61]\nname = "厅"\naddress = "路"\nphone = "1"', "ID_MALFORMED"),
        ('[clauses]\ngreeting = "您好"', "clauses.greeting"),
        ('[clauses]\nremedies = "向{king}申诉"', "{king}"),
        ('[documents.poem]\ntitle = "诗"', "poem"),
        ('pattern = "{organ}{serial}号"', "pattern"),
        ('[documents.fee]\npattern = "{organ}〔{year}〕{serial}{nr}号"', "pattern"),
        ('[documents.fee]\ntitle = ""', "title"),
        ("[documents.fee]\nsealed = false", "sealed"),
        ('[documents.fee]\nto = "某某"', "to"),
        ("[documents.fee]\ntitle = 7", "title"),
        ('[documents.fee]\nbody = ["{reason}"]', "{reason}"),
        ('[documents.fee]\nbody = ["{charge"]', "unbalanced"),
        ('[documents.fee]\nbody = ["{charge!r}"]', "{charge}"),
        ('[documents.fee]\nbody = ["{charge:>9}"]', "{charge}"),
        ('[documents.fee]\nbody = ["{organ.__class__}"]', "{organ.__class__}"),
        ('[documents.fee]\nbody = [{table = "fees"}]', "fees"),
        ('[documents.fee]\nbody = [{text = "{charge}", table = "defects"}]', "an entry"),
        ('[documents.fee]\nbody = [{text = "{charge}", when = "rainy"}]', "rainy"),
        ('[documents.fee]\nbody = [{text = "{charge}", colour = "red"}]', "colour"),
        ("[documents.denial]\nremedies = false", REMEDIES),
        ('[documents.denial]\nbody = ["不予办理。{basis}"]', "reason"),
        ('[documents.correction]\nbody = ["请在{days}内补正。{basis}"]', "defects"),
        ('[documents.correction]\nbody_other = ["请在{days}内补正。{basis}"]', "defects"),
    ],
)
def test_a_wrong_file_keeps_the_node_from_starting(text: str, said: str) -> None:
    """The file, the place and what is wrong are named; nothing of it is used."""
    assert said in str(refused(text).detail)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The setting is named, not the path."""
    with pytest.raises(KuayuError) as error:
        load_settings(tmp_path / "nowhere.toml")
    assert error.value.detail == {"setting": "documents", "why": "FileNotFoundError"}


@pytest.mark.parametrize("kind", NOTICES)
def test_what_a_kind_must_say_no_locality_can_leave_out(kind: DocumentKind) -> None:
    """A body without the places of the law is refused."""
    must = KINDS[kind].must - {"applicant_number"}
    if must:
        error = refused(f'[documents.{kind}]\nbody = ["{{organ}}"]\nremedies = false')
        assert error.detail["document"] == kind


def test_the_last_number_given_elsewhere() -> None:
    """A series goes on behind it, whatever order the numbers are listed in."""
    text = '[organs.11610104TEXT02012P]\nshort = "莲市监"\nlast = ["莲市监补〔2026〕57号", "莲市监补〔2026〕9号"]'
    assert parse_settings(text).last == {(ORGAN, "莲市监补〔2026〕#号"): 57}


def test_a_locality_lays_its_words_over_ours() -> None:
    """Title, head, foot, remedies, basis and number are its own; what it does not say stays ours."""
    own = (
        'pattern = "{organ}〔{year}〕{serial:3}号"\n'
        + LAKE
        + """
[documents.denial]
title = "不予许可决定书"
head = "{organ}　行政审批专用"
basis = "《中华人民共和国行政许可法》第三十八条"
remedies = "不服的，向{review}复议，或者向{court}起诉。"
foot = ["网址见办事指南"]
"""
    )
    held = parse_settings(own)
    text = sheet(DocumentKind.DENIAL, held=held).text
    for wanted in (
        "不予许可决定书",
        "行政审批专用",
        "第三十八条，",
        "不服的，向西安市莲湖区人民政府复议",
        "网址见办事指南",
    ):
        assert wanted in text
    assert "第二十条" not in text
    assert "决定不予行政许可" in text
    denial = held.templates[DocumentKind.DENIAL].licence
    series = denial.pattern.series(organ="莲市监", word=denial.word, year=2026)
    assert series.number(7) == "莲市监〔2026〕007号"


def test_own_words_for_licences_hold_for_other_items_too() -> None:
    """Unless the locality says otherwise: its body is not mixed with ours."""
    body = 'body = ["{basis}{reason}不许可"]\n'
    held = parse_settings(f"[documents.denial]\n{body}")
    pair = held.templates[DocumentKind.DENIAL]
    assert pair.licence.body == pair.other.body
    held = parse_settings(f'[documents.denial]\n{body}body_other = ["{{basis}}{{reason}}不办"]\n')
    pair = held.templates[DocumentKind.DENIAL]
    assert pair.licence.body != pair.other.body


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_place_and_table_is_known(kind: DocumentKind) -> None:
    """What a kind may and must name stands in the closed sets."""
    info = KINDS[kind]
    assert info.places <= PLACES.keys()
    assert info.must <= info.places | TABLES.keys() | {REMEDIES}
