"""The list of what must never leak."""

from __future__ import annotations

import json

from examples.canaries import canaries, canaries_of
from examples.cases import applications, files


def test_every_person_is_on_the_list() -> None:
    """Name, number, phone and address of applicant and agent."""
    for one in applications():
        listed = canaries_of(one)
        for role in ("applicant", "agent"):
            party = one.get(role, {})
            assert {
                value for key, value in party.items() if key in {"name", "id_number", "phone", "address"}
            } <= listed


def test_every_file_name_and_all_metadata_are_on_the_list() -> None:
    """What a phone and a scanner tell: author, place, position."""
    listed = canaries()
    for one in applications():
        assert set(one["scans"]) <= listed
        for _, scan in files(one):
            assert {scan[key] for key in ("author", "place") if key in scan} <= listed
            assert set(map(str, scan.get("gps", ()))) <= listed


def test_every_personal_form_value_is_on_the_list() -> None:
    """All values but choices, dates, amounts, years and countries; both halves of a joined one."""
    for one in applications():
        listed = canaries_of(one)
        kept = {"1", "2", "3", "0", "01", "02", "03", "04", "2A", "H02", "M02", "PG", "CY"}
        kept |= {"陕西省", "西安市", "爱尔兰", "美国"}
        values = {value for form in (one["fields"], one["handling_fields"]) for value in form.values()} - kept
        missing = {value for value in values if not set(value.split("/")) <= listed}
        assert all(
            value.replace("-", "").replace(".", "").isdigit() and len(value) <= 10 for value in missing
        )


def test_canaries_are_unusual() -> None:
    """None is short, none is part of what the demonstration says openly, none belongs to two applicants; the parts of a joint case have one."""
    told = json.dumps(
        [[one["title"], one["item_name"], one["handling_organ"]] for one in applications()],
        ensure_ascii=False,
    )
    for text in canaries():
        assert len(text) >= 2
        assert text not in told, text
    people = {
        one.get("joint", {}).get("name", one["id"]): one["applicant"]["id_number"] for one in applications()
    }
    assert len(people) == len(set(people.values()))


def test_there_are_many() -> None:
    """A list that shrank by mistake would find nothing."""
    assert len(canaries()) > 400
