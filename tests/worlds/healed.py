"""What must hold when both cities have had the time to finish: nothing waits, nothing differs."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from federation.evidence.report import Standing
from federation.evidence.verify import verify_bundle
from federation.ids import CaseId, LogId
from federation.trust.dsse import parse_roots
from federation.v1 import local_pb2
from tests.worlds.ground import pki, until
from tests.worlds.nodes import City


async def healed(a: City, b: City, *, within: float = 60.0) -> None:
    """Wait until both say that nothing is under way, and that they hold logs of the same sizes."""

    async def quiet() -> bool:
        one, other = await asyncio.gather(a.link(), b.link())
        if one is None or other is None:
            return False
        still = all(
            link.settled
            and not link.waiting
            and link.sent == link.receipted
            and link.taken == link.applied
            and not link.files_missing
            for link in (one, other)
        )
        return still and (one.sent, one.taken) == (other.taken, other.sent)

    await until(quiet, within=within, what="both cities quiet and level")


async def cases_of(city: City) -> dict[CaseId, local_pb2.ShowCaseResponse]:
    """Every case a city knows, as it says when asked alone."""
    known = [CaseId(row["case_id"]) for row in city.rows("SELECT case_id FROM casebook")]
    async with city.client() as client:
        return {case: await client.show_case(case) for case in known}


def check_logs(a: City, b: City, log: LogId) -> None:
    """Both ends hold one log: entries, root, and for every entry one date of arrival."""
    mine, theirs = (city.log_row(log) for city in (a, b))
    assert (mine["size"], mine["peaks"]) == (theirs["size"], theirs["peaks"])
    entries = [
        city.rows("SELECT bytes FROM entry WHERE log = :l ORDER BY position", l=log) for city in (a, b)
    ]
    assert [row["bytes"] for row in entries[0]] == [row["bytes"] for row in entries[1]]
    assert arrivals(a, log) == arrivals(b, log)


def arrivals(city: City, log: LogId) -> list[str | None]:
    """When each entry arrived, by the first receipt or Opened that covers it."""
    receipts = city.rows("SELECT size, at FROM receipt WHERE log = :l AND void = 0 ORDER BY at, size", l=log)
    size = city.log_row(log)["size"]
    return [next((row["at"] for row in receipts if row["size"] > position), None) for position in range(size)]


def check_once(city: City) -> None:
    """Every entry has one effect: one place in its log, one line in the audit, no verdict against it."""
    twice = city.rows("SELECT message_id FROM entry GROUP BY log, message_id HAVING count(*) > 1")
    assert not twice
    refused = city.rows("SELECT message_id, reason FROM entry WHERE reason IS NOT NULL")
    assert not [tuple(row) for row in refused]
    into = city.log_row(city.into)
    assert into["applied"] == into["size"]
    applied = city.rows("SELECT message_id FROM audit WHERE verb = 'applied'")
    assert len(applied) == len({row["message_id"] for row in applied}) == into["size"]
    assert not city.rows("SELECT 1 FROM staged")


async def check_evidence(city: City, cases: Iterable[CaseId]) -> None:
    """The evidence file of each case verifies offline, proves every entry and gives the case's digest."""
    roots = parse_roots((pki() / "roots.json").read_bytes())
    async with city.client() as client:
        for case in cases:
            data = await client.export_evidence(case)
            report = verify_bundle(data, roots=roots, now=datetime.now(UTC))
            report.enforce()
            assert {finding.standing for finding in report.findings} == {Standing.PROVEN}
            assert report.digest == (await client.show_case(case)).digest


async def check_equal(a: City, b: City) -> dict[CaseId, Any]:
    """Both cities tell the same cases, have the same files and logs, and prove them. The cases."""
    here, there = await cases_of(a), await cases_of(b)
    assert {case: view.digest for case, view in here.items()} == {
        case: view.digest for case, view in there.items()
    }
    assert [view.document for view in here.values()]
    for log in (a.out, a.into):
        check_logs(a, b, log)
    assert check_files(a) == check_files(b)
    for city in (a, b):
        await check_evidence(city, here)
    return here


def check_files(city: City) -> set[tuple[str, str]]:
    """Every file that an entry names is whole on its disk; by case and digest."""
    named = city.rows("SELECT case_id, digest FROM blob")
    for row in named:
        path = city.files / "cases" / row["case_id"] / row["digest"].removeprefix("sha256:")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    return {(row["case_id"], row["digest"]) for row in named}
