"""黄红牌 and promises between two real nodes: what both clerks read, day by day, on the clock of March 2026."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from federation.case.choices import DayUnit, Procedure, TimeUnit
from federation.case.events import Accepted, Arrived
from federation.case.process import Asked, Extended, Suspended
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from tests.worlds.agreements import text
from tests.worlds.clerks import record
from tests.worlds.command import kuayu, must
from tests.worlds.healed import healed
from tests.worlds.pair import Pair, agreeing, clock, make_keys, paper

pytestmark = pytest.mark.slow
BY_CALENDAR = "11610104TEXT02039F4610542934000"
"""Of Xi'an's items the one whose limits are in calendar days."""
CODES = ("000511922000", "610542934000")
DAYS = "[days]\nforward = 1\nnotice = 5\nyellow = 2\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates and a directory from before that March."""
    return make_keys(tmp_path_factory.mktemp("pki"))


@pytest.fixture
async def pair(keys: Path, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both started, settled, with both catalogues imported."""
    async with agreeing(keys, tmp_path) as made:
        yield made


async def taken_up(pair: Pair, pin: str, *promised: str, item: str = "") -> CaseId:
    """A case that Xi'an's clerk took up with this promise, known to both."""
    case = await pair.file(pin, item=item)
    await healed(pair.a, pair.b)
    await record(pair.b, case, Arrived())
    sealed = pair.folder / "sealed.pdf"
    sealed.write_bytes(b"%PDF-1.4\n")
    await must(pair.b, "case", "accept", case, "--number", f"SL-{case[-5:]}", "--file", sealed, *promised)
    await healed(pair.a, pair.b)
    return case


async def alike(pair: Pair, *words: str) -> Any:
    """What both cities answer to a command."""
    ours, theirs = await asyncio.gather(*(must(city, *words) for city in (pair.a, pair.b)))
    assert ours == theirs
    return ours


async def seen(pair: Pair, *words: str) -> str:
    """What both cities' clerks read."""
    ours, theirs = await asyncio.gather(*(kuayu(city, *words) for city in (pair.a, pair.b)))
    assert ours == theirs
    assert ours[0] == 0
    return ours[1]


async def test_yellow_and_red_cards_day_by_day(pair: Pair) -> None:
    """No card, yellow, yellow on the last day, red: earliest due first, whose, in words, and what was late."""
    pin = await pair.agree("first", text(codes=CODES, more=DAYS))
    slow = await taken_up(pair, pin, "--promised-days", "5")
    quick = await taken_up(pair, pin, "--promised-days", "3")
    for now, cards in (
        ("2026-03-02 17:00", []),
        ("2026-03-03 09:00", [(quick, "yellow", 2)]),
        ("2026-03-05 23:59", [(quick, "yellow", 0), (slow, "yellow", 2)]),
        ("2026-03-06 00:01", [(quick, "red", -1), (slow, "yellow", 1)]),
        ("2026-03-10 09:00", [(quick, "red", -3), (slow, "red", -1)]),
    ):
        pair.hour.set(now)
        found = await alike(pair, "due")
        assert [(row["case"], row["card"], row["left"]) for row in found["rows"]] == cards, now
        assert {row["due"] for row in found["rows"]} <= {"2026-03-05", "2026-03-09"}
    read = await seen(pair, "due")
    assert "在办 2 件，黄红牌 2 张" in read
    assert read.index(quick) < read.index(slow)
    assert "逾期 3" in read
    assert read.count("红牌") == 2 + 1  # and once in the head
    assert (await must(pair.a, "due", "--mine"))["rows"] == []
    assert len((await must(pair.b, "due", "--mine"))["rows"]) == 2
    assert "红牌 承诺办结时限（办理地）2026-03-05 到期　剩余工作日：逾期 3" in await seen(
        pair, "case", "show", quick
    )
    sealed = pair.folder / "sealed.pdf"
    await must(pair.b, "case", "finish", quick, "--result", "grant", "--number", "JD-1", "--file", sealed)
    await healed(pair.a, pair.b)
    assert [row["case"] for row in (await alike(pair, "due"))["rows"]] == [slow]
    late = (await alike(pair, "due", "--late"))["rows"]
    assert [(row["case"], row["state"], row["ended"]) for row in late if row["case"] == quick] == [
        (quick, "late", "2026-03-10")
    ]
    assert [row["card"] for row in (await alike(pair, "due", "--on", "2026-03-23"))["rows"]] == [
        "red",
        "yellow",
    ]


async def test_a_promise_in_any_unit(pair: Pair) -> None:
    """The item's own where the clerk says none; hours to the minute; what no law allows is refused."""
    pin = await pair.agree("first", text(codes=CODES, more=DAYS))
    plain = await taken_up(pair, pin)
    found = (await alike(pair, "case", "due", plain))[0]
    assert (found["promised"]["amount"], found["promised"]["unit"], found["legal"]["amount"]) == (
        15,
        "working_day",
        30,
    )
    assert clock(found, "promised")["due"] == "2026-03-23"
    assert "事项：承诺 15 个工作日，法定 30 个工作日" in await seen(pair, "case", "due", plain)
    days = (await alike(pair, "case", "due", await taken_up(pair, pin, item=BY_CALENDAR)))[0]
    assert [days[name]["words"] for name in ("promised", "legal")] == ["15 个自然日", "30 个自然日"]
    assert [clock(days, name)["due"] for name in ("promised", "legal")] == ["2026-03-17", "2026-04-01"]
    hours = await taken_up(pair, pin, "--promised", "4", "--unit", "hour")
    promised = clock((await alike(pair, "case", "due", hours))[0], "promised")
    assert (promised["due"], promised["due_at"][:11], promised["card"]) == (
        "2026-03-02",
        "2026-03-02T",
        "yellow",
    )
    pair.hour.set("2026-03-02 20:00")
    over = (await alike(pair, "case", "due", hours))[0]
    assert (clock(over, "promised")["state"], clock(over, "promised")["left"]) == ("overdue", 0)
    case = await pair.file(pin)
    await healed(pair.a, pair.b)
    await record(pair.b, case, Arrived())
    sealed = await paper(pair.b, "SL-9")
    with pytest.raises(KuayuError) as longer:
        await record(pair.b, case, Accepted(document=sealed, promised_days=4, promised_unit=TimeUnit.MONTH))
    assert (longer.value.reason, longer.value.detail["legal"]) == (Reason.VALUE_INVALID, "30 working_day")
    asked = Asked(text="缺的一页能否下班前补来？", days=2, unit=TimeUnit.HOUR)
    await record(pair.b, case, asked)
    await healed(pair.a, pair.b)
    answer = clock((await alike(pair, "case", "due", case))[0], "answer")
    assert (answer["side"], answer["due"], answer["due_at"][:13]) == (
        "accepting",
        "2026-03-02",
        "2026-03-02T22",
    )


async def test_what_comes_too_late_is_seen_and_mends_nothing(pair: Pair) -> None:
    """An extension and a special procedure after the promised day: the red card stays, both clerks read why."""
    pin = await pair.agree("first", text(codes=CODES, more=DAYS))
    case = await taken_up(pair, pin, "--promised-days", "3")
    other = await taken_up(pair, pin, "--promised-days", "3")
    pair.hour.set("2026-03-06 10:00")
    longer = Extended(days=10, approver="局长", reason="案情复杂", document=await paper(pair.b, "YQ-1"))
    await record(pair.b, case, longer)
    stands = Suspended(
        procedure=Procedure.EXPERT_REVIEW,
        days=15,
        unit=DayUnit.WORKING_DAY,
        reason="专家评审",
        document=await paper(pair.b, "TB-1"),
    )
    await record(pair.b, other, stands)
    await healed(pair.a, pair.b)
    for one, term, number, article in (
        (case, "延长期限", "YQ-1", "42条"),
        (other, "特别程序", "TB-1", "45条"),
    ):
        clocks = (await alike(pair, "case", "due", one))[0]
        promised, legal = clock(clocks, "promised"), clock(clocks, "legal")
        assert (promised["due"], promised["card"], promised["left"]) == ("2026-03-05", "red", -1)
        assert [late["number"] for late in promised["late"]] == [number]
        assert (legal["late"], promised["extended"]) == ([], 0)
        said = (
            f"※ {term} {number}（2026-03-06）在届满之后作出，不计入承诺办结时限（2026-03-05 到期）：{article}"
        )
        for words in (("case", "due", one), ("case", "show", one), ("due",)):
            assert said in await seen(pair, *words), words
    legal = clock((await alike(pair, "case", "due", case))[0], "legal")
    assert (legal["due"], legal["extended"]) == ("2026-04-28", 10)
    assert "计时中，已延长 10 日" in await seen(pair, "case", "due", case)
    assert clock((await alike(pair, "case", "due", other))[0], "legal")["state"] == "suspended"
    assert "‖ 法定办结时限：特别程序中，不计时" in await seen(pair, "case", "show", other)
