"""电子证照核验 between two real nodes: so many a day from both sides, whoever lies about the day, and the log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from federation.case.choices import LicenceState, Result
from federation.case.events import Arrived, Finished
from federation.case.process import LicenceAnswered
from federation.days import day_of
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, MessageId
from federation.limits import CASE_LICENCES, DAY_LICENCES
from node.ids import new_case_id, new_message_id
from tests.worlds.agreements import text
from tests.worlds.clerks import record, submitted
from tests.worlds.command import kuayu, must
from tests.worlds.ground import CHENZHOU, SHANTOU, XIAN, until
from tests.worlds.healed import healed
from tests.worlds.licences import licence, requests
from tests.worlds.member import Hand, hand
from tests.worlds.nodes import City, mute_shantou
from tests.worlds.pair import Pair, agreeing, make_keys, paper

pytestmark = pytest.mark.slow
CODES = ("000511922000",)
DAYS = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates and a directory from before that March."""
    return make_keys(tmp_path_factory.mktemp("pki"))


@pytest.fixture
async def pair(keys: Path, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both on a Monday in March 2026."""
    async with agreeing(keys, tmp_path) as made:
        yield made


@pytest.fixture
async def shantou() -> AsyncIterator[Hand]:
    """Shantou's hand at Xi'an's node, which says whatever it pleases."""
    async with mute_shantou() as xian, hand(SHANTOU, xian) as made:
        await made.take()
        yield made


async def refused(city: City, case: CaseId, event: Any) -> KuayuError:
    """What a desk says to an act that it has to refuse."""
    with pytest.raises(KuayuError) as said:
        await record(city, case, event)
    return said.value


def written(city: City) -> int:
    """Entries a city has written, closed or not."""
    (row,) = city.rows(
        "SELECT (SELECT count(*) FROM entry WHERE log = :l) + (SELECT count(*) FROM staged) AS n", l=city.out
    )
    return int(row["n"])


async def log_of(city: City, **words: Any) -> list[Any]:
    """The rows of a city's log in that March."""
    async with city.client() as client:
        return await client.list_licence_checks(first=DAYS[1], last=DAYS[3], **words)


async def test_a_day_is_counted_over_all_cases(pair: Pair) -> None:
    """The desk writes nothing above the number, says until when; the other direction and the next day are their own."""
    a, b = pair.a, pair.b
    pin = await pair.agree("three", text(codes=CODES, more="licence_checks = 3"))
    cases = [await pair.file(pin) for _ in range(4)]
    await healed(a, b)
    asks = requests(XIAN)
    for case in cases[:3]:
        await record(a, case, next(asks))
    before = written(a)
    error = await refused(a, cases[3], next(asks))
    assert (error.reason, error.detail) == (
        Reason.LICENCE_LIMIT,
        {"asked": 3, "limit": 3, "until": "2026-03-03"},
    )
    assert written(a) == before
    async with a.client() as client:
        rows = {row.kind: row.reason for row in (await client.may(cases[3])).rows}
    assert rows["LicenceAsked"] == "LICENCE_LIMIT"
    await record(b, cases[0], next(requests(SHANTOU)))
    await healed(a, b)
    assert [len(await log_of(city)) for city in (a, b)] == [4, 4]
    assert not await must(b, "tasks")

    pair.hour.set("2026-03-03 00:00")
    await record(a, cases[3], next(asks))
    await healed(a, b)
    rows = await log_of(a, asked="ours")
    assert {row.status for row in rows} == {"open"}
    assert len({row.asked_at[:10] for row in rows}) == 1  # in UTC: two days in Beijing


async def test_a_restore_forgets_no_request(pair: Pair) -> None:
    """A city put back to before its requests has them again from the other one, and its day is still full."""
    a, b = pair.a, pair.b
    pin = await pair.agree("two", text(codes=CODES, more="licence_checks = 2"))
    case = await pair.file(pin)
    await healed(a, b)
    copy = a.save("before", files=True)
    asks = requests(XIAN)
    for _ in range(2):
        await record(a, case, next(asks))
    await healed(a, b)
    await pair.stop(a)
    a.restore(copy)
    await pair.start(a)
    await healed(a, b)
    assert (await refused(a, case, next(asks))).reason is Reason.LICENCE_LIMIT
    assert [len(await log_of(city)) for city in (a, b)] == [2, 2]


async def test_the_log_says_who_and_why_and_never_which(pair: Pair) -> None:
    """Kind, case, purpose, who asked and answered, what; no number of a licence, nor anybody's name; in pages."""
    a, b = pair.a, pair.b
    case = await pair.file("")
    await healed(a, b)
    asked = list(islice(requests(XIAN), 3))
    questions = [await record(a, case, one) for one in asked]
    await healed(a, b)
    answers = {0: LicenceState.VALID, 1: LicenceState.EXPIRED}
    for at, state in answers.items():
        await record(b, case, LicenceAnswered(question=questions[at], state=state, note="见登记簿"))
    await healed(a, b)
    for city in (a, b):
        rows = await log_of(city)
        assert [row.message_id for row in rows] == questions[::-1]
        said = [("open", ""), ("answered", "expired"), ("answered", "valid")]
        assert [(row.status, row.answer) for row in rows] == said
        last = rows[2]
        assert (last.asker, last.answerer, last.case, last.name) == (SHANTOU, XIAN, case, "营业执照")
        assert (last.purpose, last.issuer) == (asked[0].purpose, asked[0].licence.issuer)
        assert (last.actor.officer, last.answered_by.officer) == ("W1", "X1")
        _, drawn = await kuayu(city, "licence", "log", *DAYS)
        for out in (drawn, str(rows), json.dumps(await must(city, "licence", "log", *DAYS))):
            assert not any(one.licence in out or one.licence.split(".")[7] in out for one in asked)
            assert "陈小明" not in out
            assert "见登记簿" not in out
    assert len(await log_of(a, asked="ours")) == len(await log_of(b, asked="theirs")) == 3
    assert not await log_of(a, asked="theirs")
    await record(b, case, Arrived())
    returned = Finished(result=Result.RETURN, reason="退件", document=await paper(b, "TJ-1"))
    await record(b, case, returned)
    await healed(a, b)
    assert [(await log_of(city))[0].status for city in (a, b)] == ["void", "void"]
    (due,) = await must(b, "case", "due", case)
    assert {one["state"] for one in due["clocks"] if one["clock"] == "licence"} <= {"met", "dropped"}
    pages, after = [], ""
    while page := await log_of(b, count=2, after=after):
        pages.append([row.message_id for row in page])
        after = f"{page[-1].asked_at} {page[-1].message_id}"
    assert pages == [questions[:0:-1], questions[:1]]
    with pytest.raises(KuayuError, match="VALUE_INVALID"):
        await log_of(a, after="yesterday")
    code, out = await kuayu(a, "licence", "log", "--from", "2026-03-02", "--to", "2026-03-01", "--json")
    assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_INVALID")


async def applied(made: Hand, entries: list[bytes]) -> list[str | None]:
    """Send entries in one batch; what each was refused for, as the node stored it."""
    first = await made.send(*entries)

    async def done() -> bool:
        return bool(made.at.log_row(made.log)["applied"] >= first + len(entries))

    await until(done, what="entries applied", within=60)
    rows = made.at.rows(
        "SELECT reason FROM entry WHERE log = :l AND position >= :f ORDER BY position", l=made.log, f=first
    )
    return [row["reason"] for row in rows]


async def opened(made: Hand, count: int) -> list[CaseId]:
    """Cases of Shantou at Xi'an."""
    now = datetime.now(UTC)
    cases = [new_case_id(accepting=SHANTOU, handling=XIAN, now=now) for _ in range(count)]
    assert set(await applied(made, [made.entry(made.act(one, submitted(XIAN))) for one in cases])) == {None}
    return cases


def spread(cases: list[CaseId], count: int) -> Any:
    """So many requests, as few of one case as may be, each about another licence."""
    asks = requests(XIAN)
    return [(cases[number % len(cases)], next(asks)) for number in range(count)]


async def test_a_thousand_in_one_batch(shantou: Hand) -> None:
    """Those of the day's number stand, all others are refused in the log, one clerk is told, once; the link goes on."""
    cases = await opened(shantou, 1000 // CASE_LICENCES)
    wanted = spread(cases, 1000)
    now = datetime.now(UTC)
    entries = [shantou.entry(shantou.act(case, event, at=now)) for case, event in wanted]
    found = await applied(shantou, entries)
    assert found == [None] * DAY_LICENCES + ["LICENCE_LIMIT"] * (1000 - DAY_LICENCES)
    tasks = [row for row in await must(shantou.at, "tasks") if row["reason"] == "LICENCE_FLOOD"]
    assert [row["case"] for row in tasks] == [wanted[DAY_LICENCES][0]]
    today = day_of(now).isoformat()
    rows = (await must(shantou.at, "licence", "log", "--from", today, "--to", today))["rows"]
    assert len(rows) == 100
    assert {row["status"] for row in rows} <= {"open", "refused"}
    (view,) = await must(shantou.at, "case", "show", cases[0])
    assert len(view["document"]["questions"]) == DAY_LICENCES // len(cases)
    assert await applied(shantou, [shantou.entry(shantou.act(cases[0], Arrived()))]) == ["EVENT_AUTHOR"]


async def test_a_city_that_lies_about_the_day(shantou: Hand) -> None:
    """Requests dated on many days pass the count, which both ends must make alike: a clerk is told how many came."""
    cases = await opened(shantou, 10)
    now = datetime.now(UTC)
    acts = [
        shantou.act(case, event, at=now - timedelta(days=number))
        for number, (case, event) in enumerate(spread(cases, DAY_LICENCES + 1))
    ]
    assert set(await applied(shantou, [shantou.entry(act) for act in acts])) == {None}
    (task,) = [row for row in await must(shantou.at, "tasks") if row["reason"] == "LICENCE_FLOOD"]
    assert task["message_id"] == acts[-1].message_id


async def test_what_no_honest_desk_writes(shantou: Hand) -> None:
    """A licence of a third place, a purpose of 10,000 characters, none, a person's name; an answer to nothing."""
    (case,) = await opened(shantou, 1)
    good = next(requests(XIAN))
    wrong = [
        replace(good, licence=licence("11430000006122244L", 1)),
        replace(good, licence=licence(shantou.act(case, Arrived()).actor.organ, 1)),
        replace(good, purpose="字" * 10_000),
        replace(good, purpose=""),
        replace(good, purpose="核验陈小明"),
        replace(good, purpose="440524197001010086"),
        LicenceAnswered(question=new_message_id(datetime.now(UTC)), state=LicenceState.VALID),
    ]
    found = await applied(shantou, [shantou.entry(shantou.act(case, event)) for event in wrong])
    assert found == [
        *("LICENCE_ELSEWHERE", "LICENCE_ELSEWHERE", "TOO_LARGE", "VALUE_MISSING"),
        *("VALUE_INVALID", "VALUE_INVALID", "EVENT_REFERENCE"),
    ]
    asked = shantou.act(case, good)
    own = LicenceAnswered(question=MessageId(asked.message_id), state=LicenceState.VALID)
    assert await applied(shantou, [shantou.entry(one) for one in (asked, shantou.act(case, own))]) == [
        None,
        "EVENT_AUTHOR",
    ]
    assert CHENZHOU not in {row["asker"] for row in shantou.at.rows("SELECT asker FROM licence_check")}
