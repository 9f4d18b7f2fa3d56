"""The index of licence checks: made from an older store's cases, and never counting a request twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from federation.case import Side, canonical
from federation.case.events import Arrived
from federation.days import day_of
from node.store.licences import count_asked, count_noted, note_checks
from node.store.statements import load_migrations
from node.store.store import Store
from tests.worlds.acts import at
from tests.worlds.case import MEMBERS
from tests.worlds.process import ASKABLE, LicenceAsked

A, H = Side.ACCEPTING, Side.HANDLING
CHECKS = {side: LicenceAsked(licence=ASKABLE[side], name="营业执照", purpose="核验") for side in Side}
WAYS = {side: {"asker": MEMBERS[side], "answerer": MEMBERS[side.other]} for side in Side}


async def test_the_store_of_an_older_program(tmp_path: Path) -> None:
    """What was asked before is there after the change: by whom, on which day in Beijing, by either end."""
    case = at((H, Arrived()), (H, CHECKS[H]), (A, CHECKS[A])).case(A)
    asked = {question.side: question.at for question in case.questions.values()}
    path = tmp_path / "node.sqlite"
    old = load_migrations("node.store.sqlite")[:12]
    with closing(sqlite3.connect(path)) as connection:
        for statement in (one for migration in old for one in migration):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(old)}")
        connection.execute(
            "INSERT INTO casebook (case_id, peer, state, item, digest, document, updated_at) "
            "VALUES (?, '610100', 'arrived', '', '', ?, '')",
            (case.case_id, canonical(case).decode()),
        )
        connection.commit()
    async with Store(path) as store, store.read() as tx:
        for side, when in asked.items():
            day = day_of(when)
            assert await count_asked(tx, **WAYS[side], days=[day]) == {day: 1}
        rows = await tx.all(
            "list_licence_checks", first="", at="9", message_id="", asker="", other="", count=9
        )
    assert {row["case_id"] for row in rows} == {case.case_id}
    with closing(sqlite3.connect(path)) as connection:
        stored = {row[0] for row in connection.execute("SELECT asked_at FROM licence_check")}
    assert stored == {when.isoformat(timespec="microseconds") for when in asked.values()}


async def test_a_request_counts_once(tmp_path: Path) -> None:
    """Noted again by a fold after a restore it is the one it was; its day is its author's, and Beijing's."""
    world = at((H, Arrived()))
    late = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    one = replace(world.draw(H, CHECKS[H]), at=late)
    other = replace(world.draw(H, CHECKS[H]), at=late - timedelta(seconds=1))
    arrived = world.draw(H, Arrived())
    now = datetime(2026, 3, 9, tzinfo=UTC)
    async with Store(tmp_path / "node.sqlite") as store:
        for again in (now, now + timedelta(days=1)):
            await store.write(lambda tx, again=again: note_checks(tx, [one, other, arrived], now=again))
        async with store.read() as tx:
            days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
            assert await count_asked(tx, **WAYS[H], days=days) == {days[0]: 1, days[1]: 1}
            assert await count_asked(tx, **WAYS[A], days=days) == {}
            assert await count_noted(tx, **WAYS[H], day=date(2026, 3, 9)) == 2
            assert await count_noted(tx, **WAYS[H], day=date(2026, 3, 10)) == 0
