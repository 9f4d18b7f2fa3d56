"""文号 never repeat: whatever is numbered, given by hand, refused, restarted or brought back after a restore."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.case import Side
from federation.case.choices import Leg
from federation.case.digest import canonical
from federation.case.events import Act, Arrived, Issued
from federation.case.parts import Document
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, MessageId
from node.documents.numbers import DEFAULT, parse_pattern
from node.store.papers import Allotted, NumberTaken, claim_numbers, free_serial, save_papers
from node.store.statements import load_migrations
from node.store.store import Store
from tests.worlds.acts import ACCEPTED, CORRECTION, GRANT, ISSUED, at, sent
from tests.worlds.case import ACTORS, CASE, MEMBERS, XIAN
from tests.worlds.tier import drawn

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
SERIES = parse_pattern(DEFAULT).series(organ="莲市监", word="补", year=2026)
CASES = [
    CaseId.make(accepting=CASE.accepting, handling=CASE.handling, on=day_of(NOW), random=n) for n in range(3)
]
H = Side.HANDLING


def act(count: int, number: str, case: CaseId = CASES[0], when: datetime = NOW) -> Act:
    """A notice of Xi'an's organ under a number."""
    return Act(
        message_id=MessageId.make(unix_ms=1_767_574_800_000 + count, random=count),
        case=case,
        author=MEMBERS[H],
        actor=ACTORS[H],
        seen=0,
        at=when,
        event=replace(CORRECTION, document=Document(number=number, title="", file=None)),
    )


async def allot(store: Store, *, above: int = 0) -> tuple[str, Allotted]:
    """The next number of the series, not claimed yet."""
    async with store.read() as tx:
        serial = await free_serial(
            tx, organ=ACTORS[H].organ, series=SERIES.name, above=above, number_of=SERIES.number
        )
    return SERIES.number(serial), Allotted(series=SERIES.name, serial=serial, day=day_of(NOW))


async def claim(store: Store, one: Act, allotted: Allotted | None = None) -> None:
    """Claim in a transaction of its own."""
    await store.write(lambda tx: claim_numbers(tx, one, allotted))


class Office:
    """An organ that numbers, one step after the other."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "node.sqlite"
        self.count = 0
        self.given: dict[str, CaseId] = {}
        self.made: list[int] = []
        self.by_hand: set[str] = set()

    async def make(self, store: Store, case: CaseId) -> None:
        """A document is numbered and recorded."""
        self.count += 1
        number, allotted = await allot(store)
        await claim(store, act(self.count, number, case), allotted)
        assert number not in self.given
        self.given[number] = case
        self.made.append(allotted.serial)

    async def race(self, store: Store, case: CaseId) -> None:
        """Two read the same next number: one gets it, the other is told and tries again."""
        first, second = await asyncio.gather(allot(store), allot(store))
        assert first == second
        self.count += 2
        await claim(store, act(self.count, first[0], case), first[1])
        with pytest.raises(NumberTaken):
            await claim(store, act(self.count - 1, second[0], case), second[1])
        self.given[first[0]] = case
        self.made.append(first[1].serial)

    async def hand(self, store: Store, case: CaseId, serial: int) -> None:
        """A number given by hand: refused if it is another case's."""
        self.count += 1
        number = SERIES.number(serial)
        if self.given.get(number, case) != case:
            with pytest.raises(InvalidInput) as refused:
                await claim(store, act(self.count, number, case))
            assert refused.value.reason is Reason.DOCUMENT_NUMBER_USED
            return
        await claim(store, act(self.count, number, case))
        if number not in self.given:
            self.by_hand.add(number)
        self.given.setdefault(number, case)


STEPS = st.lists(
    st.tuples(st.sampled_from(["make", "race", "hand", "restart"]), st.integers(0, 2), st.integers(1, 12)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=drawn(15), deadline=None)
@given(STEPS)
def test_numbers_never_repeat(steps: list[tuple[str, int, int]]) -> None:
    """Each number has one case; a series has no gap but where a number was given by hand."""

    async def story() -> None:
        with tempfile.TemporaryDirectory() as folder:
            office = Office(Path(folder))
            store = await Store(office.path).__aenter__()
            for verb, index, serial in steps:
                match verb:
                    case "make":
                        await office.make(store, CASES[index])
                    case "race":
                        await office.race(store, CASES[index])
                    case "hand":
                        await office.hand(store, CASES[index], serial)
                    case _:
                        await store.__aexit__(None, None, None)
                        store = await Store(office.path).__aenter__()
            await store.__aexit__(None, None, None)
            assert office.made == sorted(set(office.made))
            skipped = set(range(1, max(office.made, default=0))) - set(office.made)
            assert {SERIES.number(serial) for serial in skipped} <= office.by_hand

    asyncio.run(story())


async def test_a_series_goes_on_behind_what_was_given_elsewhere(tmp_path: Path) -> None:
    """The operator's last number is the floor, until the series itself has passed it."""
    async with Store(tmp_path / "s") as store:
        assert (await allot(store, above=57))[0] == SERIES.number(58)
        number, allotted = await allot(store, above=57)
        await claim(store, act(1, number), allotted)
        assert (await allot(store, above=57))[0] == SERIES.number(59)
        assert (await allot(store, above=3))[0] == SERIES.number(59)


async def test_a_number_of_yesterday_is_made_again(tmp_path: Path) -> None:
    """Midnight passed between printing and recording: the paper would bear the wrong day."""
    async with Store(tmp_path / "s") as store:
        number, allotted = await allot(store)
        with pytest.raises(NumberTaken):
            await claim(store, act(1, number, when=datetime(2026, 11, 24, 16, tzinfo=UTC)), allotted)
        assert await allot(store) == (number, allotted)


async def test_certificates_keep_their_numbers_when_renewed(tmp_path: Path) -> None:
    """The number of a certificate is not one of the organ's documents."""
    async with Store(tmp_path / "s") as store:
        issued = replace(act(1, "x"), event=Issued(documents=(Document(number="JY1", title="", file=None),)))
        for case in CASES:
            await claim(store, replace(issued, case=case))
        async with store.read() as tx:
            assert await tx.one("number_used", organ=ACTORS[H].organ, number="JY1") is None


async def test_what_comes_back_after_a_restore_is_known(tmp_path: Path) -> None:
    """Numbers of our own acts are noted with every fold, those of the other end's never."""
    world = at((H, Arrived()), (H, ACCEPTED), (H, GRANT), (H, ISSUED), (H, sent(Leg.H2W, "ZZ-1")))
    for me, found in ((XIAN, ["JD-1", "SL-1"]), (CASE.accepting, [])):
        async with Store(tmp_path / me) as store:
            for _ in range(2):
                await store.write(lambda tx, me=me: save_papers(tx, [world.case(H)], me=me))
            async with store.read() as tx:
                known = [
                    await tx.one("number_used", organ=ACTORS[H].organ, number=n) for n in ("JD-1", "SL-1")
                ]
                parcels = await tx.all("parcel_cases", number="9800000000001")
        assert [one["case_id"] for one in known if one is not None] == [CASE] * len(found)
        assert [row["case_id"] for row in parcels] == [CASE]


async def test_a_store_from_before_there_was_a_register(tmp_path: Path) -> None:
    """Its casebook tells which numbers our organs gave, and which cases are in which parcel."""
    world = at((H, Arrived()), (H, ACCEPTED), (H, GRANT), (H, ISSUED), (H, sent(Leg.H2W, "ZZ-1")))
    path = tmp_path / "node.sqlite"
    with closing(sqlite3.connect(path)) as old:
        for migration in load_migrations("node.store.sqlite")[:7]:
            for statement in migration:
                old.execute(statement)
        row = (CASE, CASE.accepting, "issued", "", "d", canonical(world.case(H)).decode(), "2026-11-24")
        names = "case_id, peer, state, item, digest, document, updated_at"
        old.execute(f"INSERT INTO casebook ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608  # names are ours
        old.execute("PRAGMA user_version = 7")
        old.commit()
    async with Store(path) as store, store.read() as tx:
        used = {
            n: await tx.one("number_used", organ=ACTORS[H].organ, number=n) for n in ("SL-1", "JD-1", "ZZ-1")
        }
        assert [number for number, found in used.items() if found is not None] == ["SL-1", "JD-1"]
        assert [row["case_id"] for row in await tx.all("parcel_cases", number="9800000000001")] == [CASE]
