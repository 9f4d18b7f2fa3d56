"""Importing into a node's store: versions, their days, what is frozen, what a start finds again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from examples.cases import HERE
from federation.errors import InvalidInput, Reason
from federation.ids import CANONICAL, Locality
from federation.mapping import Matched, resolve
from node.desk.imports import ImportWish
from node.desk.library import Library
from node.store.statements import load_migrations
from node.store.store import Store
from tests.worlds.sheets import BASE, EXACT, SHANTOU, XIAN, book, crosswalk_sheets, form_field, item, material

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 17, tzinfo=UTC)  # in Beijing the day after
TODAY, TOMORROW, DECEMBER = date(2026, 11, 20), date(2026, 11, 21), date(2026, 12, 1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(tmp_path / "node.sqlite") as opened:
        yield opened


def sheet(days: int, locality: Locality = SHANTOU) -> bytes:
    """A catalogue of one item that promises so many days."""
    return book({"实施清单": [item(locality, 承诺办结时限=days)]})


def wish(version: str, locality: Locality = SHANTOU, since: date | None = None) -> ImportWish:
    return ImportWish(
        kind="catalogue", locality=locality, to=None, version=version, ending="xlsx", since=since
    )


def pair_wish(to: Locality = XIAN) -> ImportWish:
    """A crosswalk of Shantou's; its version is the one it says itself."""
    return ImportWish(kind="crosswalk", locality=SHANTOU, to=to, version="x", ending="xlsx")


async def bring(library: Library, what: ImportWish, data: bytes, now: datetime = NOON) -> dict[str, Any]:
    """Import what has to be good; the report."""
    done = await library.add(what, data, now=now)
    assert done.reason is None, done.report
    report: dict[str, Any] = json.loads(done.report)
    return report


async def refused(library: Library, what: ImportWish, data: bytes, now: datetime = NOON) -> InvalidInput:
    """Import what must not be taken: nothing changes."""
    before = library.versions(None, TODAY)
    with pytest.raises(InvalidInput) as caught:
        await library.add(what, data, now=now)
    assert library.versions(None, TODAY) == before
    return caught.value


def days(library: Library, on: date) -> int:
    """What Shantou's one item promises on a day."""
    (found,) = library.catalogue(SHANTOU, on).items
    assert found.promised is not None
    return found.promised.amount


async def test_a_version_counts_from_its_day(store: Store) -> None:
    """The first always, a later one from the day of its import in Beijing or from the day it is given."""
    library = await Library.load(store)
    assert (await bring(library, wish("1"), sheet(10)))["effective"] == ""
    report = await bring(library, wish("3", since=DECEMBER), sheet(3))
    assert (report["effective"], report["until"]) == ("2026-12-01", "")
    report = await bring(library, wish("2"), sheet(5), now=LATE)
    assert (report["effective"], report["until"]) == ("2026-11-21", "2026-12-01")
    assert days(library, date(2020, 1, 1)) == days(library, TODAY) == 10
    assert days(library, TOMORROW) == days(library, date(2026, 11, 30)) == 5
    assert days(library, DECEMBER) == 3
    listed = [(one.version, one.in_force) for one in library.versions(SHANTOU, TOMORROW)]
    assert listed == [("1", False), ("2", True), ("3", False)]


async def test_the_report_says_what_changed(store: Store) -> None:
    """Against the version that it follows, in words."""
    library = await Library.load(store)
    assert (await bring(library, wish("1"), sheet(10)))["differs"] is None
    differs = (await bring(library, wish("2"), sheet(5)))["differs"]
    assert (differs["from"], differs["changed"], differs["added"]) == ("1", 1, 0)
    assert differs["said"] == ["“食品经营许可”：承诺办结时限由“10个工作日”改为“5个工作日”（缩短）"]


async def test_a_version_is_frozen(store: Store) -> None:
    """Other content, another day, a day that is taken: refused. The same again: answered, not kept twice."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    await bring(library, wish("2"), sheet(5))
    assert (await bring(library, wish("1"), sheet(10)))["repeated"]
    again = await bring(library, wish("2"), sheet(5), now=LATE)
    assert (again["repeated"], again["effective"]) == (True, "2026-11-20")
    other = await refused(library, wish("2"), sheet(6))
    assert (other.reason, other.detail["version"]) == (Reason.VERSION_TAKEN, "2")
    assert (await refused(library, wish("2", since=DECEMBER), sheet(5))).reason is Reason.VERSION_TAKEN
    taken = await refused(library, wish("3"), sheet(6))
    assert (taken.reason, taken.detail["other"]) == (Reason.VERSION_TAKEN, "2")
    async with store.read() as tx:
        assert len(await tx.all("all_imports")) == 2


@pytest.mark.parametrize("version", ["", "张三", "110101199003070011", "1" * 31, "a b"])
async def test_what_is_no_version(store: Store, version: str) -> None:
    """A version's name stands in lists and refusals: nobody's name or number does."""
    error = await refused(await Library.load(store), wish(version), sheet(10))
    assert (error.reason, error.detail["field"]) == (Reason.VALUE_INVALID, "version")


async def test_two_of_one_version_at_once(store: Store) -> None:
    """One is taken, the other is told that it came too late."""
    library = await Library.load(store)
    imports = [library.add(wish("1"), sheet(count), now=NOON) for count in (10, 5)]
    first, second = await asyncio.gather(*imports, return_exceptions=True)
    assert getattr(first, "reason", "") is None
    assert getattr(second, "reason", "") is Reason.VERSION_TAKEN
    assert days(library, TODAY) == 10


async def test_a_start_finds_everything_again(store: Store) -> None:
    """Versions, days and the answers made of them; and what was imported before is still a repeat."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    await bring(library, wish("1", XIAN), sheet(8, XIAN))
    await bring(library, pair_wish(), book(crosswalk_sheets([EXACT])))
    await bring(library, wish("2", since=DECEMBER), sheet(5))
    found = await Library.load(store)
    for day in (TODAY, DECEMBER):
        assert found.versions(None, day) == library.versions(None, day)
        assert days(found, day) == days(library, day)
        assert matched(found, day) == matched(library, day)
    assert (await bring(found, wish("2"), sheet(5)))["repeated"]
    held = found.history(SHANTOU)
    assert held is not None
    first, second = (one.items[0] for one in held.versions)
    assert first.materials is second.materials
    assert first.accept_condition is second.accept_condition


def matched(library: Library, on: date) -> Matched:
    found = resolve(library.federation, BASE, to=XIAN, on=on, accepting=SHANTOU)
    assert isinstance(found, Matched), found
    return found


async def test_how_a_catalogue_was_read_is_kept(store: Store) -> None:
    """Its source's profile and what was left out: the next start reads it the same way."""
    library = await Library.load(store)
    bad = item(base="000511905001", 行使层级="九级")
    names = {"承诺办结时限": "市里的时限"}
    rows = (item(承诺办结时限=7), bad)
    data = book({"实施清单": [{names.get(name, name): value for name, value in one.items()} for one in rows]})
    profile = 'name = "x"\n[headers]\n"市里的时限" = "promise_day"'.encode()
    plain = await library.add(wish("1"), data, now=NOON)
    assert plain.reason is Reason.SHEET_HEADER
    whole = await library.add(replace(wish("1"), profile=profile), data, now=NOON)
    assert whole.reason is Reason.SHEET_VALUE
    report = await bring(library, replace(wish("1"), profile=profile, skip_bad=True), data)
    assert report["left_out"] == [bad["实施编码"]]
    assert [one["value"] for one in report["errors"]] == ["九级"]
    assert days(await Library.load(store), TODAY) == days(library, TODAY) == 7
    wrong = await refused(library, replace(wish("2"), profile=b"x"), data)
    assert wrong.reason is Reason.PROFILE_INVALID


async def test_crosswalks_follow_each_other(store: Store) -> None:
    """Each counts until the next begins; one of the same day takes the other's place; a version is frozen."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    await bring(library, wish("1", XIAN), sheet(8, XIAN))

    def document(version: str, note: str, since: date | None = None) -> bytes:
        info = {"版本": version} | ({"生效日期": since} if since else {})
        return book(crosswalk_sheets([EXACT | {"说明": note}], info=info))

    assert (await bring(library, pair_wish(), document("1", "甲")))["version"] == "1"
    await bring(library, pair_wish(), document("2", "乙", DECEMBER))
    assert (matched(library, date(2026, 11, 30)).note, matched(library, DECEMBER).note) == ("甲", "乙")
    await bring(library, pair_wish(), document("3", "丙", DECEMBER))
    assert (matched(library, TODAY).note, matched(library, DECEMBER).note) == ("甲", "丙")
    assert (await bring(library, pair_wish(), document("2", "乙", DECEMBER)))["repeated"]
    assert (await refused(library, pair_wish(), document("1", "丁"))).reason is Reason.VERSION_TAKEN
    rows = [one for one in library.versions(XIAN, DECEMBER) if one.kind == "crosswalk"]
    assert [(one.version, one.in_force) for one in rows] == [("1", False), ("2", False), ("3", True)]


async def test_a_crosswalk_is_reviewed_against_the_catalogues_of_its_day(store: Store) -> None:
    """One for December may name what only December's catalogue has; one for today may not."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    await bring(library, wish("1", XIAN), sheet(8, XIAN))
    later = book(
        {"实施清单": [item(XIAN)], "表单字段": [form_field("F01", task="11610100TEXT00025R3" + BASE)]}
    )
    await bring(library, wish("2", XIAN, since=DECEMBER), later)
    fields = [{"办理地字段编码": "F01", "规则": "固定值", "固定值": "甲", "办理地事项编码": BASE}]

    def document(since: date) -> bytes:
        return book(crosswalk_sheets([EXACT], fields=fields, info={"生效日期": since}))

    done = await library.add(pair_wish(), document(TODAY), now=NOON)
    assert done.reason is Reason.CROSSWALK_INVALID
    await bring(library, pair_wish(), document(DECEMBER))
    assert matched(library, DECEMBER).crosswalk


async def test_a_crosswalk_that_a_new_catalogue_leaves_behind_is_told(store: Store) -> None:
    """On the day of the import, though the catalogue counts only from December."""
    library = await Library.load(store)
    materials = [material("M01", task="11440500TEXT00017J3" + BASE)]
    await bring(library, wish("1"), book({"实施清单": [item()], "材料清单": materials}))
    await bring(library, wish("1", XIAN), sheet(8, XIAN))
    rules = [{"受理地材料编码": "M01", "材料关系": "不需", "办理地事项编码": BASE}]
    await bring(library, pair_wish(), book(crosswalk_sheets([EXACT], materials=rules)))
    report = await bring(library, wish("2", since=DECEMBER), sheet(10))
    assert [(one["crosswalk"], one["item"]) for one in report["stale"]] == [("440500-610100/1", BASE)]
    assert matched(library, TODAY).crosswalk == "440500-610100/1"


async def test_a_crosswalk_whose_codes_a_reorganisation_took_is_told(store: Store) -> None:
    """The row's item goes on under another code: the report says under which."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    await bring(library, wish("1", XIAN), sheet(8, XIAN))
    old, new = "11440500TEXT00017J3" + BASE, "11440500TEXT01036Q3" + BASE
    await bring(library, pair_wish(), book(crosswalk_sheets([EXACT | {"受理地事项编码": old}])))
    moved = book({"实施清单": [item(实施编码=new, 实施主体编码=new[:18])]})
    report = await bring(library, wish("2", since=DECEMBER), moved)
    (told,) = report["stale"]
    assert (told["crosswalk"], told["item"]) == ("440500-610100/1", old)
    assert f"已换为 {new}" in told["why"]


async def test_hub_crosswalks_meet_in_the_canonical_catalogue(store: Store) -> None:
    """The canonical catalogue is imported like any other, a city's document to it like any other's."""
    library = await Library.load(store)
    for place in (SHANTOU, XIAN, CANONICAL):
        rows = [item(SHANTOU if place is CANONICAL else place)]
        await bring(library, wish("1", place), book({"实施清单": rows}))
    for place in (SHANTOU, XIAN):
        document = book(crosswalk_sheets([EXACT], info={"受理地": place, "办理地": CANONICAL}))
        what = ImportWish(kind="crosswalk", locality=place, to=CANONICAL, version="1", ending="xlsx")
        await bring(library, what, document)
    found = matched(await Library.load(store), TODAY)
    assert found.crosswalk == "440500-100000/1 + 610100-100000/1"


async def test_a_crosswalk_needs_its_catalogues(store: Store) -> None:
    """Which one is missing is said."""
    library = await Library.load(store)
    await bring(library, wish("1"), sheet(10))
    error = await refused(library, pair_wish(), book(crosswalk_sheets([EXACT])))
    assert (error.reason, error.detail["catalogue"]) == (Reason.NOT_FOUND, XIAN)


async def test_imports_of_an_older_program(tmp_path: Path) -> None:
    """The first counts always, the others from their day; of two of one day the last, and both are held."""
    path = tmp_path / "node.sqlite"
    old = load_migrations("node.store.sqlite")[:5]
    with closing(sqlite3.connect(path)) as connection:
        for statement in (one for migration in old for one in migration):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(old)}")
        times = ("2026-01-01T00:00:00", "2026-02-01T01:00:00", "2026-02-01T02:00:00", "2026-02-01T20:00:00")
        for number, at in enumerate(times, start=1):
            row = ("catalogue", SHANTOU, str(number), "xlsx", sheet(number), at)
            connection.execute("INSERT INTO import VALUES (?, ?, ?, ?, ?, ?)", row)
        connection.commit()
    async with Store(path) as store:
        library = await Library.load(store)
    found = [(one.version, one.effective) for one in library.versions(None, TODAY)]
    assert found == [
        ("1", None),
        ("2", date(2026, 1, 31)),
        ("3", date(2026, 2, 1)),
        ("4", date(2026, 2, 2)),
    ]


async def test_examples_are_imported_as_they_are(store: Store) -> None:
    """The cities' own files, and the crosswalk between them."""
    library = await Library.load(store)
    for place, name in ((SHANTOU, "shantou"), (XIAN, "xian")):
        await bring(library, wish("2026.1", place), (HERE / "catalogues" / f"{name}.xlsx").read_bytes())
    document = (HERE / "crosswalks" / f"{SHANTOU}-{XIAN}.xlsx").read_bytes()
    report = await bring(library, pair_wish(), document)
    assert (report["version"], report["effective"]) == ("2026.1", "2026-01-05")
    assert not report["stale"]
