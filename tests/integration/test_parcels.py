"""Parcels of two real cities: one envelope for several cases, opened with differences, lost."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from federation.case.choices import Leg
from federation.case.parts import Paper
from federation.errors import Reason
from federation.ids import ParcelNo
from federation.wire.parcels import Envelope, Finding
from node.ids import new_message_id
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.offices import ACCEPTED, CORRECTION, arrived, make, number, offices
from tests.worlds.papers import read

pytestmark = pytest.mark.slow

OUT, OTHER = ParcelNo("9800000000001"), ParcelNo("9800000000002")


@pytest.fixture
async def halls() -> AsyncIterator[tuple[City, City]]:
    """For one test alone: its numbers begin at 1."""
    async with offices() as both:
        yield both


def envelope(city: City, number: ParcelNo = OUT) -> Envelope:
    """A parcel of a city's clerk, in a command of its own."""
    message = new_message_id(datetime.now(UTC))
    return Envelope(message_id=message, actor=ACTORS[city.me], carrier="ems", number=number)


def original(code: str = "C01", count: int = 1) -> Paper:
    """Originals of the material that is kept."""
    return Paper(code=code, original=True, count=count)


def became(rows: list[Any]) -> list[tuple[str, bool]]:
    """What became of each case."""
    return [(row.reason, row.repeated) for row in rows]


async def test_one_envelope_with_three_cases(halls: tuple[City, City]) -> None:
    """Packed by one command, opened by one, differences and all; said case by case, never twice."""
    a, b = halls
    one, two, three = await arrived(a, b, 3)
    papers = [
        (one, original()),
        (two, original()),
        (two, Paper(code="C02", original=False)),
        (three, original()),
    ]
    async with a.client() as window, b.client() as organ:
        wish = envelope(a)
        assert (
            became(await window.pack_parcel(wish, to=XIAN, leg=Leg.W2H, papers=papers)) == [("", False)] * 3
        )
        assert became(await window.pack_parcel(wish, to=XIAN, leg=Leg.W2H, papers=papers)) == [("", True)] * 3
        fresh = envelope(a)
        assert (
            became(await window.pack_parcel(fresh, to=XIAN, leg=Leg.W2H, papers=papers)) == [("", True)] * 3
        )
        more = [(one, original("C02"))]
        (row,) = await window.pack_parcel(envelope(a), to=XIAN, leg=Leg.W2H, papers=more)
        assert row.reason == Reason.EVENT_TRANSITION
        pdf = await window.print_parcel(OUT, "manifest", actor=ACTORS[SHANTOU])
        text = read(pdf)
        assert all(case in text for case in (one, two, three))
        assert all(word in text for word in ("寄递材料交接清单", "陈**", "办件数3件", "材料份数4份", OUT))
        assert "陈小明" not in text
        label = read(await window.print_parcel(OUT, "label", actor=ACTORS[SHANTOU]))
        assert all(
            word in label
            for word in ("西安市未央区某路1号", "汕头市龙湖区某路2号", "029-86000000", "本人签收")
        )
        await healed(a, b)
        findings = [
            Finding(case=two, code="C01", original=True, count=0, note="信封破损"),
            Finding(case=three, code="C01", original=True, count=2),
            Finding(case=three, code="C02", original=False, count=1),
        ]
        opened = envelope(b)
        assert became(await organ.open_parcel(opened, findings=findings)) == [("", False)] * 3
        assert became(await organ.open_parcel(opened, findings=findings)) == [("", True)] * 3
        await healed(a, b)
        shown = {row.case: row for row in (await window.show_parcel(OUT)).rows}
    assert {row.state for row in shown.values()} == {"received"}
    assert [(one.material, one.note) for one in shown[two].differences] == [
        ("C01", "原件：清单 1 份，实有 0 份；信封破损")
    ]
    assert [one.note for one in shown[three].differences] == [
        "原件：清单 1 份，实有 2 份",
        "复印件：清单 0 份，实有 1 份",
    ]
    custody = await must(a, "case", "custody", two)
    assert [row["holder"] for row in custody["rows"] if row["code"] == "C01"] == ["missing"]


async def test_a_case_that_cannot_go_keeps_nobody_else_back(halls: tuple[City, City]) -> None:
    """A paper that the window does not hold is refused for its case; an address of another hall for all."""
    a, b = halls
    one, two = await arrived(a, b, 2)
    words = ("parcel", "pack", f"{one}:C01", f"{two}:C09", "--number", OUT, "--leg", "w2h")
    code, out = await kuayu(a, "--json", *words, "--to", XIAN)
    rows = json.loads(out)["cases"]
    assert code == 2
    assert [row["reason"] for row in rows] == ["", "EVENT_REFERENCE"]
    for wrong in ("431000", SHANTOU):
        code, out = await kuayu(a, "--json", *words[:2], f"{two}:C01", *words[4:], "--to", wrong)
        assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_INVALID")
    code, out = await kuayu(a, "--json", *words)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_MISSING")
    code, out = await kuayu(b, "--json", "parcel", "open", OTHER)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "PARCEL_UNKNOWN")


async def test_nothing_goes_into_an_envelope_that_was_opened(halls: tuple[City, City]) -> None:
    """A number is one envelope to one hall: no other way, nothing in beside what was opened; repeats pass."""
    a, b = halls
    one, two, three = await arrived(a, b, 3)
    number, to = ("--number", OUT), ("--leg", "w2h", "--to", XIAN)
    await must(a, "parcel", "pack", f"{one}:C01", *number, *to)
    code, out = await kuayu(a, "--json", "parcel", "pack", f"{two}:C01", *number, "--leg", "w2a")
    assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_INVALID")
    await must(a, "parcel", "pack", f"{two}:C01", *number, *to)
    await healed(a, b)
    await must(b, "parcel", "open", OUT, "--missing", f"{two}:C01=信封破损")
    again = await must(b, "parcel", "open", OUT)
    assert [row["repeated"] for row in again["cases"]] == [True, True]
    await healed(a, b)
    code, out = await kuayu(a, "--json", "parcel", "pack", f"{three}:C01", *number, *to)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "PARCEL_CLOSED")
    again = await must(a, "parcel", "pack", f"{one}:C01", f"{two}:C01", *number, *to)
    assert [row["repeated"] for row in again["cases"]] == [True, True]
    code, out = await kuayu(a, "--json", "parcel", "lost", OUT)
    said = json.loads(out)["error"]
    assert (code, said["reason"], said["detail"]["state"]) == (2, "EVENT_TRANSITION", "received")


async def test_a_parcel_that_comes_before_its_dispatch_is_known(halls: tuple[City, City]) -> None:
    """Opened by what is found; the sender's list, coming later, agrees with it."""
    a, b = halls
    (case,) = await arrived(a, b)
    found = ("--found", f"{case}:C01:original:1")
    code, out = await kuayu(b, "--json", "parcel", "open", OUT, *found, "--from", "431000")
    assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_INVALID")
    await must(b, "parcel", "open", OUT, *found)
    await healed(a, b)
    await must(a, "parcel", "pack", f"{case}:C01", "--number", OUT, "--leg", "w2h", "--to", XIAN)
    await healed(a, b)
    (row,) = (await must(b, "parcel", "show", OUT))["cases"]
    assert (row["state"], len(row["sent"]), len(row["received"])) == ("received", 1, 1)


async def test_a_lost_parcel_is_a_persons_to_decide(halls: tuple[City, City]) -> None:
    """Each case says which paper is gone and whose turn it is; saying it twice changes nothing."""
    a, b = halls
    one, two = await arrived(a, b, 2)
    words = (f"{one}:C01", f"{one}:C02:copy", f"{two}:C01")
    await must(a, "parcel", "pack", *words, "--number", OUT, "--leg", "w2h", "--to", XIAN)
    await make(b, two, ACCEPTED)
    letter = (f"{two}:{number(1, '受')}", "--number", OTHER, "--leg", "h2w", "--to", SHANTOU)
    await must(b, "parcel", "pack", *letter)
    await healed(a, b)
    for city, parcel in ((a, OUT), (b, OTHER)):
        await must(city, "parcel", "lost", parcel, "--note", "承运方确认丢失")
    again = await must(a, "parcel", "lost", OUT)
    assert [row["repeated"] for row in again["cases"]] == [True, True]
    lines = {(row["case"], row["code"], row["original"]): row for row in again["consequences"]}
    assert {key: row["side"] for key, row in lines.items()} == {
        (one, "C01", True): "accepting",
        (one, "C02", False): "accepting",
        (two, "C01", True): "accepting",
    }
    assert "由申请人决定" in lines[one, "C01", True]["text"]
    await healed(a, b)
    (line,) = (await must(a, "parcel", "show", OTHER))["consequences"]
    assert (line["side"], line["code"]) == ("handling", number(1, "受"))
    code, out = await kuayu(b, "--json", "parcel", "lost", OUT)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "PARCEL_UNKNOWN")


async def test_what_the_clerks_see(halls: tuple[City, City]) -> None:
    """Tables for people: no name, no number of a person in any of them."""
    a, b = halls
    (case,) = await arrived(a, b)
    await make(b, case, CORRECTION)
    await must(a, "parcel", "pack", f"{case}:C01", "--number", OUT, "--leg", "w2h", "--to", XIAN)
    await healed(a, b)
    await kuayu(b, "parcel", "open", OUT, "--missing", f"{case}:C01=没有")
    await healed(a, b)
    for words in (("case", "papers", case), ("case", "custody", case), ("parcel", "show", OUT)):
        code, out = await kuayu(a, *words)
        assert code == 0, out
        assert re.search(r"[一-鿿]", out)
        assert not any(secret in out for secret in ("陈小明", "440524197001010086", "13800000000"))
