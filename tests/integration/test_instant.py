"""秒批 of a real city: tried beside people, refused before it is proven, live once, whatever stops it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from federation.case.choices import Delivery
from federation.case.events import Arrived, Finished, Result
from federation.ids import CaseId
from node.ids import new_case_id
from tests.worlds.clerks import ITEMS, record, submitted, upload
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN, pki, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.offices import ACCEPTED, make, offices
from tests.worlds.papers import UNMADE

pytestmark = pytest.mark.slow
ROOTS = pki() / "roots.json"
TRIED = 20
WHOLE = ["Submitted", "Arrived", "Accepted", "Finished.grant"]
POINTS = ["staged", "applied", "by rule Arrived", "by rule Accepted", "by rule Finished.grant"]
GRANTED = Finished(result=Result.GRANT, document=UNMADE)
DENIED = Finished(result=Result.DENY, reason="不符合条件", document=UNMADE)


@pytest.fixture
async def halls() -> AsyncIterator[tuple[City, City]]:
    async with offices() as both:
        yield both


def rule(folder: Path, *, name: str = "trial", version: str = "1", **changes: str | int) -> str:
    """A rule of Xi'an's organ for the item that the cases of this world are about, some of its lines otherwise."""
    lines: dict[str, str | int] = {
        "promised_days": 5,
        "organ": ACTORS[XIAN].organ,
        "place": ACTORS[XIAN].place,
        "item": ITEMS[XIAN],
        "condition": 'delivery == "window"',
    } | changes
    file = folder / f"{name}-{version}.toml"
    file.write_text(
        f"""name = "{name}"
version = "{version}"
result = "grant"
needs = ["C01"]
facts = ["delivery"]
"""
        + "".join(f"{key} = {value!r}\n" for key, value in lines.items()),
        "utf-8",
    )
    return str(file)


def tried(city: City) -> int:
    """How many verdicts its rules on trial gave."""
    return int(city.rows("SELECT count(*) AS n FROM instant_verdict")[0]["n"])


async def decided(city: City, cases: list[CaseId], end: Finished) -> None:
    """People accept and end cases."""
    for case in cases:
        await make(city, case, ACCEPTED)
        await make(city, case, end)


async def filed(city: City, *, delivery: Delivery = Delivery.WINDOW) -> CaseId:
    """A new case of Shantou's window, with the file that the rule needs."""
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))
    async with city.client() as client:
        blob = await upload(client, f"{case}".encode())
    await record(city, case, submitted(XIAN, blob, delivery=delivery))
    return case


async def on_trial(a: City, b: City, folder: Path) -> list[CaseId]:
    """A rule on trial that has seen enough cases."""
    await must(b, "instant", "import", rule(folder))
    cases = [await filed(a) for _ in range(TRIED)]

    async def seen() -> bool:
        return tried(b) == TRIED

    await until(seen, what="tried")
    for case in cases:
        await record(b, case, Arrived())
    return cases


async def live(a: City, b: City, folder: Path) -> None:
    """A rule that has proven itself decides."""
    await decided(b, await on_trial(a, b, folder), GRANTED)
    await must(b, "instant", "live", "trial")
    await healed(a, b)


async def granted(city: City, case: CaseId) -> None:
    """Wait until a city has the case granted."""

    async def known() -> bool:
        rows = city.rows("SELECT state FROM casebook WHERE case_id = :c", c=case)
        return bool(rows) and rows[0]["state"] == "granted"

    await until(known, what="granted")


async def refusal(city: City, *command: str) -> dict[str, Any]:
    """The error of a command about the rule that has to be refused."""
    code, out = await kuayu(city, "--json", "instant", *command)
    assert code
    error: dict[str, Any] = json.loads(out)["error"]
    return error


def kinds(city: City, case: CaseId) -> list[str]:
    """What happened in a case, as a city has it."""
    (row,) = city.rows("SELECT document FROM casebook WHERE case_id = :c", c=case)
    return [one["kind"] for one in json.loads(row["document"])["rows"]]


async def test_from_trial_to_life(halls: tuple[City, City], tmp_path: Path) -> None:
    """On trial it writes nothing; live it grants what fits, waiting or new, by its rule; stopped it stays so."""
    a, b = halls
    cases = await on_trial(a, b, tmp_path)
    assert {row["state"] for row in b.rows("SELECT state FROM casebook")} == {"arrived"}
    assert (await refusal(b, "live", "trial"))["reason"] == "INSTANT_UNPROVEN"
    await decided(b, cases, GRANTED)
    waiting, misfit = await filed(a), await filed(a, delivery=Delivery.HOME)
    await healed(a, b)
    (found,) = await must(b, "instant", "report")
    trial = found["trial"]
    assert (trial["agreed"], trial["false_grants"], trial["open"]) == (TRIED, 0, 2)
    assert kinds(b, waiting) == ["Submitted"]
    assert (await must(b, "instant", "live", "trial"))["mode"] == "live"
    case = await filed(a)
    for city in (b, a):
        for one in (waiting, case):
            await granted(city, one)
            assert kinds(city, one) == WHOLE
    assert kinds(b, misfit) == ["Submitted"]
    (view,) = await must(a, "case", "show", case)
    assert [line["officer"] for line in view["timeline"][1:]] == ["秒批"] * 3
    assert [(act["rule"], act["inputs"]) for act in view["by_rule"]] == [
        ("trial", {"delivery": "window"})
    ] * 2
    assert (await must(b, "instant", "show", "trial", "--version", "1"))["digest"] == view["by_rule"][0][
        "digest"
    ]
    proof = tmp_path / "proof"
    await must(a, "evidence", "export", case, "--out", proof)
    followed = await must(a, "instant", "audit", rule(tmp_path), proof, "--roots", ROOTS)
    assert [(act["kind"], act["followed"]) for act in followed] == [(kind, "yes") for kind in WHOLE[2:]]
    other = rule(tmp_path, version="1b", condition='delivery == "home"')
    assert (await refusal(a, "audit", other, str(proof), "--roots", str(ROOTS)))["reason"] == "INSTANT_ASTRAY"
    assert (await must(b, "instant", "stop", "trial"))["mode"] == "stopped"
    for command in (("live", "trial"), ("import", rule(tmp_path))):
        assert (await refusal(b, *command))["reason"] == "INSTANT_STOPPED"
    late = await filed(a)
    await healed(a, b)
    assert kinds(b, late) == ["Submitted"]


async def test_a_false_grant_keeps_it_on_trial(halls: tuple[City, City], tmp_path: Path) -> None:
    """One case that the organ denied and the rule would have granted."""
    a, b = halls
    cases = await on_trial(a, b, tmp_path)
    await decided(b, cases[1:], GRANTED)
    await decided(b, cases[:1], DENIED)
    error = await refusal(b, "live", "trial")
    assert (error["reason"], error["detail"]["false_grants"]) == ("INSTANT_UNPROVEN", 1)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"organ": ACTORS[SHANTOU].organ}, "ORGAN_UNLISTED"),
        ({"place": ACTORS[SHANTOU].place}, "place"),
        ({"item": ITEMS[SHANTOU]}, "ITEM_UNKNOWN"),
        ({"promised_days": 16}, "promised_days"),  # the item promises 15
    ],
)
async def test_a_rule_of_others(
    halls: tuple[City, City], tmp_path: Path, changes: dict[str, str | int], where: str
) -> None:
    """Refused as a whole: an organ or place of another city, an item of another's, a longer promise than its own."""
    _, b = halls
    error = await refusal(b, "import", rule(tmp_path, **changes))
    assert where in (error["reason"], error["detail"].get("where"))
    assert await must(b, "instant", "list") == []


async def test_a_live_rule_proves_no_other(halls: tuple[City, City], tmp_path: Path) -> None:
    """What a live rule granted was decided by no person, and says nothing for a second rule on trial."""
    a, b = halls
    await live(a, b, tmp_path)
    await must(b, "instant", "import", rule(tmp_path, name="second"))
    case = await filed(a)
    await granted(b, case)
    (found,) = await must(b, "instant", "report", "second")
    assert (found["trial"]["agreed"], found["trial"]["open"]) == (0, 1)


@pytest.mark.parametrize("point", POINTS)
async def test_live_after_a_kill(halls: tuple[City, City], tmp_path: Path, point: str) -> None:
    """Killed at or between its steps, it goes on where it stood: every act once."""
    a, b = halls
    await live(a, b, tmp_path)
    await b.stop()
    case = await filed(a)
    b.start(stop_at=point)
    await b.ended()
    b.start()
    await b.ready()
    await granted(b, case)
    await healed(a, b)
    assert kinds(a, case) == kinds(b, case) == WHOLE


async def test_live_after_a_restore(halls: tuple[City, City], tmp_path: Path) -> None:
    """Put back to after its first act and cut off, it waits until both ends agree what was done, and does it once."""
    a, b = halls
    await live(a, b, tmp_path)
    await b.stop()
    case = await filed(a)
    b.start(stop_at="by rule Arrived")
    await b.ended()
    copy = b.save("copy", files=True)
    b.start()
    await b.ready()
    await granted(b, case)
    await healed(a, b)
    said = b.rows("SELECT message_id FROM entry WHERE log = :l ORDER BY position", l=b.out)
    await a.stop()
    b.kill()
    b.restore(copy)
    b.start()

    async def waits() -> bool:
        return '"reason": "CASE_READ_ONLY", "event": "instant.failed"' in b.log_file.read_text("utf-8")

    await until(waits, what="it was asked")
    assert kinds(b, case) == WHOLE[:2]
    a.start()
    await healed(a, b)
    assert kinds(a, case) == kinds(b, case) == WHOLE
    assert b.rows("SELECT message_id FROM entry WHERE log = :l ORDER BY position", l=b.out) == said
