"""The applications: real in form, fictional in content, known to the catalogues, complete."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from examples.cases import HERE, Application, applications, files
from federation.case import check_party
from federation.case.choices import Delivery, Disposition, Mode
from federation.case.parts import Party
from federation.ids import ParcelNo, Place, TaskCode, Uscc
from federation.limits import LOCAL_NO_CHARS
from federation.mapping import check, requirements
from tests.worlds.examples import match, translated

ALL = applications()
each = pytest.mark.parametrize("application", ALL, ids=lambda one: one["id"])


def _parties(application: Application) -> list[dict[str, str]]:
    return [application[role] for role in ("applicant", "agent") if role in application]


def _materials(application: Application) -> list[dict[str, Any]]:
    later = application.get("correction", {}).get("materials", [])
    supplied = application.get("supplied", [])
    return [*application["materials"], *application["handling_materials"], *later, *supplied]


def test_there_are_enough_of_both_directions() -> None:
    """At least forty, over all modes, some accepted in Xi'an; numbers run without a gap."""
    assert [one["id"] for one in ALL] == [f"{n:02d}" for n in range(1, len(ALL) + 1)]
    assert len(ALL) >= 40
    assert {one.get("mode", "remote_collection") for one in ALL} == set(Mode)
    assert sum(one["from"] == "610100" for one in ALL) >= 3


@each
def test_every_person_and_organisation_passes_the_nodes_own_check(application: Application) -> None:
    """Check digits are right; organs, places, item codes and parcel numbers parse."""
    for party in _parties(application):
        check_party(Party(**party), field="applicant")
    for actor in (application["accepting_actor"], application["handling_actor"]):
        Uscc(actor["organ"])
        Place(actor["place"])
    TaskCode(application["item"])
    for parcel in application["parcels"].values():
        ParcelNo(parcel["number"])
    assert len(application["local_no"]) <= LOCAL_NO_CHARS


@each
def test_every_eighteen_digit_number_in_a_form_or_file_name_is_right(application: Application) -> None:
    """Numbers that look like an identity or a USCC are one, wherever they stand."""
    text = json.dumps(application, ensure_ascii=False)
    citizens = re.findall(r"(?<![0-9A-Z])[1-9]\d{16}[0-9X](?![0-9A-Z])", text)
    codes = re.findall(r"(?<![0-9A-Z])[159][1-3]\d{6}[0-9A-Z]{9}[0-9A-Z](?![0-9A-Z])", text)
    for number in {*citizens, *codes}:
        assert _is_known(number), number


def _is_known(number: str) -> bool:
    """Whether it has the check of a person's or a unit's number, or is a certificate's."""
    return mod_11_2.is_valid(number) or uscc.is_valid(number) or number in _CERTIFICATES


_CERTIFICATES = {
    value
    for one in ALL
    for form in (one["fields"], one["handling_fields"], {"no": one["certificate_no"]})
    for code, value in form.items()
    if code in {"ZGZH", "no"}
}


@each
def test_every_organ_is_listed(application: Application) -> None:
    """The directory of the demonstration knows the window's body and the deciding organ."""
    listed = json.loads((HERE / "organs.json").read_text(encoding="utf-8"))
    for city, actor in (("from", "accepting_actor"), ("to", "handling_actor")):
        known = {organ["uscc"]: organ for organ in listed[application[city]]}
        assert application[actor]["organ"] in known
        assert known[application[actor]["organ"]]["place"] == application[actor]["place"]
    assert known[application["handling_actor"]["organ"]]["name"] == application["handling_organ"]


@each
def test_what_the_window_fills_in_after_translation_is_all_that_is_asked(application: Application) -> None:
    """Translated and completed, nothing that blocks is missing and nothing is said twice."""
    found, moved = match(application), translated(application)
    added = [one["code"] for one in application["handling_materials"]]
    gaps = check(
        requirements(found),
        {**moved.fields, **application["handling_fields"]},
        tuple(dict.fromkeys((*moved.materials, *added))),
    )
    assert not [gap for gap in gaps if gap.blocks]
    filed = bool(application["fields"])  # an application online has no form of the window to translate
    assert not (filed and moved.fields.keys() & application["handling_fields"].keys())
    assert not set(moved.materials) & set(added)


@each
def test_every_code_is_in_its_catalogue(application: Application) -> None:
    """Fields and materials of both forms, of corrections and of defects."""
    found = match(application)
    ours, theirs = found.accepting, found.handling
    assert theirs.key.code == application["handling_item"]
    assert theirs.name == application["item_name"]
    assert theirs.organ == application["handling_actor"]["organ"]
    assert theirs.promised.amount == application["promised_days"]
    correction = application.get("correction", {"defects": [], "materials": [], "fields": {}})
    assert set(application["fields"]) <= {field.code for field in ours.fields}
    assert {one["code"] for one in application["materials"]} <= {one.code for one in ours.materials}
    fields = {*application["handling_fields"], *correction["fields"]}
    assert fields <= {field.code for field in theirs.fields}
    codes = {one["code"] for one in (*application["handling_materials"], *correction["materials"])}
    codes |= {one["material"] for one in correction["defects"]}
    assert codes <= {one.code for one in theirs.materials}


@each
def test_every_scan_belongs_to_a_material_and_every_material_has_one(application: Application) -> None:
    """No scan is made for nothing, no material names a file that is not made."""
    named = [name for one in _materials(application) for name in one["files"]]
    assert len(named) == len(set(named))
    assert set(named) == set(application["scans"])
    assert all(one["files"] for one in _materials(application))


@each
def test_dispositions_say_where_paper_is(application: Application) -> None:
    """An original is counted where one is taken; a copy where only a copy goes."""
    Delivery(application["delivery"])
    for one in _materials(application):
        kind = Disposition(one["disposition"])
        assert kind is not Disposition.COPY or one["originals"] == 0
        assert kind is not Disposition.VERIFY_AND_HAND_BACK or (one["originals"], one["copies"]) == (1, 1)


def test_people_of_many_kinds_apply() -> None:
    """Agent, guardian, organisation, foreigners, Taiwan, Macau, old, minor, X, rare characters, a dot."""
    text = json.dumps(ALL, ensure_ascii=False)
    types = {party["id_type"] for one in ALL for party in _parties(one)}
    assert types == {"USCC", "111", "414", "511", "516", "553"}
    bases = {one.get("agent_basis") for one in ALL}
    assert bases == {None, "authorisation", "guardian", "representative"}
    names = "".join(party["name"] for one in ALL for party in _parties(one))
    assert set("·𬱖𠮷㛃") <= set(names)
    assert any(ord(char) > 0xFFFF for char in names)
    numbers = [party["id_number"] for one in ALL for party in _parties(one) if party["id_type"] == "111"]
    assert any(number.endswith("X") for number in numbers)
    assert any(number.startswith("440524") for number in numbers)
    assert any(number[6:8] == "19" and number[6:10] < "1940" for number in numbers)
    assert any(number[6:10] > "2010" for number in numbers)
    assert {"verify_and_hand_back", "copy", "keep", "return", "surrender"} <= set(
        re.findall(r"[a-z_]{4,}", text)
    )


def test_every_kind_of_scan_is_there() -> None:
    """Camera, skewed photo, flatbed, tiny, huge, PNG, sixty-page TIFF, scanned and sealed PDF."""
    scans = [scan for one in ALL for _, scan in files(one)]
    kinds = {scan["kind"] for scan in scans}
    assert kinds == {
        "camera",
        "skewed",
        "flatbed",
        "small",
        "large",
        "png",
        "tiff",
        "scanned_pdf",
        "sealed_pdf",
    }
    assert max(scan["pages"] for scan in scans if scan["kind"] == "tiff") == 60


def test_no_case_is_larger_than_the_protocol_allows_files() -> None:
    """Each path is made once."""
    paths = [path for one in ALL for path, scan in files(one)]
    assert all(len([path for path in paths if path.startswith(f"{one['id']}/")]) <= 100 for one in ALL)
