"""秒批 of a real city: tried beside people, refused before it is proven, live once, whatever stops it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from federation.case.events import Finished, Result
from federation.ids import CaseId
from node.ids import new_case_id
from tests.worlds.clerks import ITEMS, record, submitted
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.offices import ACCEPTED, arrived, make, offices
from tests.worlds.papers import UNMADE

pytestmark = pytest.mark.slow
TRIED = 20
GRANTED = Finished(result=Result.GRANT, document=UNMADE)
DENIED = Finished(result=Result.DENY, reason="不符合条件", document=UNMADE)


@pytest.fixture
async def halls() -> AsyncIterator[tuple[City, City]]:
    async with offices() as both:
        yield both


def rule(folder: Path, *, version: str = "1", condition: str = 'identity_checked == "yes"') -> str:
    """A rule of Xi'an's organ for the item that the cases of this world are about."""
    organ, place = ACTORS[XIAN].organ, ACTORS[XIAN].place
    file = folder / f"rule-{version}.toml"
    file.write_text(
        f"""name = "trial"
version = "{version}"
organ = "{organ}"
place = "{place}"
item = "{ITEMS[XIAN]}"
result = "grant"
promised_days = 5
facts = ["identity_checked"]
condition = \'{condition}\'
""",
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


async def filed(city: City) -> CaseId:
    """A new case of Shantou's window."""
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))
    await record(city, case, submitted(XIAN))
    return case


async def granted(city: City, case: CaseId) -> None:
    """Wait until a city has the case granted."""

    async def known() -> bool:
        rows = city.rows("SELECT state FROM casebook WHERE case_id = :c", c=case)
        return bool(rows) and rows[0]["state"] == "granted"

    await until(known, what="granted")


async def refusal(city: City, verb: str) -> dict[str, Any]:
    """The error of a command about the rule that has to be refused."""
    code, out = await kuayu(city, "--json", "instant", verb, "trial")
    assert code
    error: dict[str, Any] = json.loads(out)["error"]
    return error


async def test_from_trial_to_life(halls: tuple[City, City], tmp_path: Path) -> None:
    """On trial it writes nothing; unproven it stays on trial; live it grants once, by its rule, in both cities."""
    a, b = halls
    await must(b, "instant", "import", rule(tmp_path))
    cases = await arrived(a, b, TRIED)

    async def seen() -> bool:
        return tried(b) == TRIED

    await until(seen, what="tried")
    assert {row["state"] for row in b.rows("SELECT state FROM casebook")} == {"arrived"}
    assert (await refusal(b, "live"))["reason"] == "INSTANT_UNPROVEN"
    await decided(b, cases, GRANTED)
    trial = (await must(b, "instant", "report", "trial"))["trial"]
    assert (trial["compared"], trial["agreed"], trial["false_grants"]) == (TRIED, TRIED, 0)
    assert (await must(b, "instant", "live", "trial"))["mode"] == "live"
    await healed(a, b)
    case = await filed(a)
    for city in (b, a):
        await granted(city, case)
    (view,) = await must(a, "case", "show", case)
    assert [row["kind"] for row in view["timeline"]] == [
        "Submitted",
        "Arrived",
        "Accepted",
        "Finished.grant",
    ]
    (document,) = b.rows("SELECT document FROM casebook WHERE case_id = :c", c=case)
    by_rule = [row["actor"]["officer"] for row in json.loads(document["document"])["rows"][1:]]
    assert by_rule == ["秒批"] * 3
    assert (await must(b, "instant", "stop", "trial"))["mode"] == "stopped"


async def test_a_false_grant_keeps_it_on_trial(halls: tuple[City, City], tmp_path: Path) -> None:
    """One case that the organ denied and the rule would have granted."""
    a, b = halls
    await must(b, "instant", "import", rule(tmp_path))
    cases = await arrived(a, b, TRIED)

    async def seen() -> bool:
        return tried(b) == TRIED

    await until(seen, what="tried")
    await decided(b, cases[1:], GRANTED)
    await decided(b, cases[:1], DENIED)
    error = await refusal(b, "live")
    assert (error["reason"], error["detail"]["false_grants"]) == ("INSTANT_UNPROVEN", 1)


@pytest.mark.parametrize("point", ["staged", "applied"])
async def test_live_after_a_kill(halls: tuple[City, City], tmp_path: Path, point: str) -> None:
    """Killed between its steps, it goes on where it stood: every act once."""
    a, b = halls
    await must(b, "instant", "import", rule(tmp_path))
    cases = await arrived(a, b, TRIED)

    async def seen() -> bool:
        return tried(b) == TRIED

    await until(seen, what="tried")
    await decided(b, cases, GRANTED)
    await must(b, "instant", "live", "trial")
    await healed(a, b)
    await b.stop()
    case = await filed(a)
    b.start(stop_at=point)
    await b.ended()
    b.start()
    await b.ready()
    await granted(b, case)
    await healed(a, b)
    rows = a.rows("SELECT document FROM casebook WHERE case_id = :c", c=case)
    kinds = [row["kind"] for row in json.loads(rows[0]["document"])["rows"]]
    assert kinds == ["Submitted", "Arrived", "Accepted", "Finished.grant"]
