"""What leaves a node, by the public command: exchange tables, rejects, packets, statistics."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from federation.case.choices import Result
from federation.case.events import Arrived, Delivered, Finished, NotAccepted
from federation.days import day_of
from federation.errors import Reason
from federation.exchange import TABLES
from federation.ids import CaseId
from node.ids import new_case_id
from tests.worlds.clerks import MATERIAL, MIB, PDF, Story, _document, applicant, record, submitted, upload
from tests.worlds.command import kuayu, must
from tests.worlds.exchange import HERE
from tests.worlds.ground import SHANTOU, pki, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City, running_cities

pytestmark = pytest.mark.slow

ROOTS = pki() / "roots.json"


@dataclass(frozen=True)
class Told:
    """Two cities: a case that was granted and has ended, one that was not accepted, one that goes on."""

    a: City
    b: City
    granted: CaseId
    refused: CaseId
    open: CaseId


async def _open(a: City, b: City) -> CaseId:
    case = new_case_id(accepting=a.me, handling=b.me, now=datetime.now(UTC))
    async with a.client() as client:
        files = [
            await upload(client, b"scan " + case.encode()),
            await upload(client, b"copy " + case.encode()),
        ]
    await record(a, case, submitted(b.me, *files))

    async def there() -> bool:
        return bool(b.rows("SELECT 1 FROM casebook WHERE case_id = :c", c=case))

    await until(there, what=f"{case} at {b.me}")
    await record(b, case, Arrived())
    return case


@pytest.fixture
async def told() -> AsyncIterator[Told]:
    """The three cases, everything receipted."""
    async with running_cities() as (a, b):
        story = Story(accepting=a, handling=b, big=300_000)
        await story.run()
        await record(
            a, story.case, Delivered(documents=(f"JD{story.mark}", MATERIAL[b.me][0]), to_applicant=True)
        )
        refused, running = await _open(a, b), await _open(a, b)
        async with b.client() as client:
            paper = await upload(client, PDF + refused.encode())
        await record(b, refused, NotAccepted(document=_document("BYSL", paper), reason="不属本机关职权"))
        await healed(a, b)
        yield Told(a, b, story.case, refused, running)


def today(days: int = 0) -> str:
    """A day as the command takes it."""
    return (day_of(datetime.now(UTC)) + timedelta(days=days)).isoformat()


def mode(path: str | Path) -> int:
    """Who may open it."""
    return stat.S_IMODE(Path(path).stat().st_mode)


def read_csv(folder: str) -> dict[str, list[dict[str, str]]]:
    """The files of an export, by name."""
    return {
        file.stem: list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
        for file in Path(folder).glob("up_*.csv")
    }


async def export(city: City, out: Path, *more: str | Path) -> dict[str, Any]:
    """Export what changed lately."""
    words = ("export", "cases", "--from", today(-1), "--to", today(1), "--out", out)
    found: dict[str, Any] = await must(city, *words, *more)
    return found


async def test_everything_that_leaves(told: Told, tmp_path: Path) -> None:
    """One after the other, since each changes what the next sees: tables, rejects, packet, statistics."""
    await _unsaved(told, tmp_path)
    await _tables(told, tmp_path)
    await _rejects(told, tmp_path)
    await _packet(told, tmp_path)
    await _statistics(told)
    _silence(told)
    await _goes_on(told, tmp_path)


async def _tables(told: Told, tmp_path: Path) -> None:
    """CSV first, all rows new; then SQL, all rows known; a stricter hub names what it lacks."""
    done = await export(told.b, tmp_path / "csv")
    assert (done["cases"], done["skipped"], done["unproven"]) == (3, [], ["result", "step"])
    assert mode(done["folder"]) == 0o700
    found = read_csv(done["folder"])
    assert {name: len(rows) for name, rows in found.items()} == done["tables"]
    assert {row["cd_operation"] for rows in found.values() for row in rows} == {"I"}
    assert {row["applyer_name"] for row in found["up_pro_accept"]} == {applicant().name}
    assert [row["result_type"] for row in found["up_pro_result"]] in (["1", "7"], ["7", "1"])
    again = await export(told.b, tmp_path / "sql", "--as", "sql")
    assert again["rows"] == done["rows"]
    with closing(sqlite3.connect(":memory:")) as database:
        for table in TABLES.values():
            database.execute(f"CREATE TABLE {table.name} ({', '.join(table.columns)})")
        database.executescript((Path(again["folder"]) / "cases.sql").read_text("utf-8"))
        operations = database.execute("SELECT DISTINCT cd_operation FROM up_pro_process").fetchall()
    assert operations == [("U",)]
    strict = HERE / "exchange" / "guangdong-like.toml"
    left = await export(told.b, tmp_path / "json", "--as", "json", "--codes", strict)
    assert (left["cases"], left["unproven"]) == (1, [])
    assert {(one["case"], one["what"]) for one in left["skipped"]} == {
        (told.refused, "accept_date"),
        (told.open, "accept_date"),
    }
    document = json.loads((Path(left["folder"]) / "cases.json").read_text("utf-8"))
    assert [one["case"] for one in document["cases"]] == [told.granted]
    listed = (Path(left["folder"]) / "not-exported.csv").read_text("utf-8-sig")
    assert told.refused in listed
    assert applicant().name not in listed
    ours = await export(told.a, tmp_path / "none")
    assert (ours["cases"], ours["folder"], list((tmp_path / "none").iterdir())) == (0, "", [])
    other = await export(told.a, tmp_path / "accepting", "--side", "accepting")
    assert other["cases"] == 3


async def _rejects(told: Told, tmp_path: Path) -> None:
    """Matched to rows, listed by case without the hub's words, closed when the case is exported again."""
    city = told.b
    (row,) = city.rows(
        "SELECT row_guid FROM exported WHERE case_id = :c AND sheet = 'up_pro_result' AND hub = 'national'",
        c=told.granted,
    )
    file = tmp_path / "back.csv"
    lines = ["err_type,table_sql_name,table_row_guid,remark"]
    lines += [
        f"代码不存在,up_pro_result,{row['row_guid']},{applicant().name}的办件结果代码 1 不存在",
        f"x,up_pro_pay,{'0' * 32},",
    ]
    file.write_text("\n".join(lines), "utf-8")
    for _ in range(2):
        taken = await must(city, "export", "rejects", file)
        assert (taken["cases"], taken["taken"], taken["unknown"]) == ([told.granted], 1, [2])
        assert [(one["case"], one["table"], one["why"]) for one in taken["open"]] == [
            (told.granted, "up_pro_result", "")
        ]
        assert taken["open"][0]["advice"]
    alone = await must(city, "export", "rejects", "--case", told.granted)
    assert alone["open"][0]["why"].startswith(applicant().name)
    again = await export(city, tmp_path / "again")
    assert again["closed"] == 1
    assert (await must(city, "export", "rejects"))["open"] == []
    code, out = await kuayu(city, "export", "confirm", again["batch"])
    assert (code, Reason.NOT_FOUND in out) == (2, True)


async def _packet(told: Told, tmp_path: Path) -> None:
    """Made, archived under its digest, verified offline; refused for a case that goes on, and a second time."""
    words = ("--number", "2026-XK-0001", "--retention", "10年", "--out")
    code, out = await kuayu(told.b, "archive", "pack", told.open, *words, tmp_path / "open.zip")
    assert (code, Reason.EVENT_TRANSITION in out, (tmp_path / "open.zip").exists()) == (2, True, False)
    code, out = await kuayu(told.a, "archive", "pack", told.granted, *words, tmp_path / "a.zip")
    assert (code, Reason.EVENT_AUTHOR in out) == (2, True)
    file = tmp_path / "packet.zip"
    done = await must(told.b, "archive", "pack", told.granted, *words, file)
    assert done["digest"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
    assert mode(file) == 0o600
    (report,) = await must(told.b, "archive", "verify", file, "--roots", ROOTS, "--digest", done["digest"])
    assert (report["verified"], report["case"], report["number"]) == (True, told.granted, "2026-XK-0001")
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.read("receipt.pdf").startswith(b"%PDF")
        assert not any(applicant().name in name for name in archive.namelist())
    (view,) = await must(told.b, "case", "show", told.granted)
    (row,) = [one for one in view["timeline"] if one["kind"] == "Archived"]
    assert row["outcome"] == "applied"
    code, out = await kuayu(told.b, "archive", "pack", told.granted, *words, tmp_path / "twice.zip")
    assert (code, Reason.EVENT_TRANSITION in out) == (2, True)
    copy = await must(told.a, "archive", "pack", told.granted, *words, tmp_path / "copy.zip", "--no-record")
    (report,) = await must(told.a, "archive", "verify", tmp_path / "copy.zip", "--roots", ROOTS)
    assert (report["verified"], copy["recorded"]) == (True, False)
    twisted = bytearray(file.read_bytes())
    twisted[len(twisted) // 2] ^= 1
    (tmp_path / "twisted.zip").write_bytes(bytes(twisted))
    code, out = await kuayu(told.b, "--json", "archive", "verify", tmp_path / "twisted.zip", "--roots", ROOTS)
    assert (code, json.loads(out)["error"]["reason"]) == (3, Reason.ARCHIVE_INVALID)


async def _statistics(told: Told) -> None:
    """The counts add up to the list of cases, however they are grouped, and are the same in both cities."""
    words = ("statistics", "--from", today(-1), "--to", today(1))
    (whole,) = (await must(told.b, *words))["rows"]
    listed = await must(told.b, "case", "list")
    assert whole["taken_in"] == len(listed) == 3
    assert whole["ended"] == {"Finished.grant": 1, "NotAccepted": 1}
    assert (whole["accepted"], whole["open"], whole["on_time"], whole["undated"]) == (1, 1, 1, 1)
    for by in ("mode", "city", "item", "end", "month"):
        rows = (await must(told.b, *words, "--by", by))["rows"]
        for name in ("taken_in", "accepted", "open", "on_time", "late", "undated", "corrected", "rated"):
            assert sum(row[name] for row in rows) == whole[name]
    (city,) = (await must(told.b, *words, "--by", "city"))["rows"]
    assert (city["group"], city["term"]) == (SHANTOU, "汕头市")
    (other,) = (await must(told.a, *words))["rows"]
    assert other == whole
    code, out = await kuayu(told.b, *words, "--by", "end", "--csv")
    assert (code, len(list(csv.DictReader(out.splitlines())))) == (0, 3)
    code, out = await kuayu(told.b, *words, "--by", "end")
    assert (code, "█" in out, "准予" in out) == (0, True, True)
    assert (await must(told.b, "statistics", "--from", today(-9), "--to", today(-8)))["rows"][0][
        "taken_in"
    ] == 0
    code, out = await kuayu(told.b, "statistics", "--from", "2026-02-30", "--to", today())
    assert (code, Reason.VALUE_INVALID in out) == (2, True)


def _silence(told: Told) -> None:
    """Whatever was exported, the nodes' logs say nothing of anybody; the audit says who took what out."""
    person = applicant()
    for city in (told.a, told.b):
        said = city.log_file.read_text("utf-8")
        assert not any(
            value in said for value in (person.name, person.id_number, person.phone, person.address)
        )
    verbs = {row["verb"] for row in told.b.rows("SELECT verb FROM audit WHERE case_id = :c", c=told.granted)}
    assert {"Exported", "Packed", "Archived"} <= verbs


async def _unsaved(told: Told, tmp_path: Path) -> None:
    """A folder that cannot be written leaves no file and no trace: the next export says everything is new."""
    target = tmp_path / "file"
    target.write_text("in the way")
    code, out = await kuayu(
        told.b, "export", "cases", "--from", today(-1), "--to", today(1), "--out", target / "x"
    )
    assert (code, Reason.STORE_FAILED in out) == (3, True)
    assert told.b.rows("SELECT 1 FROM exported") == []


async def _goes_on(told: Told, tmp_path: Path) -> None:
    """A case exported while it ran is updated once it has ended, and its result is new."""
    async with told.b.client() as client:
        paper = await upload(client, PDF + b"returned")
    returned = Finished(result=Result.RETURN, reason="退件", document=_document("TJ", paper))
    await record(told.b, told.open, returned)
    await export(told.b, tmp_path / "second")
    rows = told.b.rows(
        "SELECT sheet, operation FROM exported WHERE hub = 'national' AND case_id = :c", c=told.open
    )
    assert {("up_pro_accept", "U"), ("up_pro_result", "I")} <= {
        (row["sheet"], row["operation"]) for row in rows
    }


async def test_memory_does_not_grow_with_a_packet(tmp_path: Path) -> None:
    """A packet of 200 MiB needs a few pieces more than one of 300 KiB, which loads fonts and all that."""
    async with running_cities() as (a, b):
        small, large = await _returned(a, b, 300_000), await _returned(a, b, 200 * MIB)
        words = ("--number", "1", "--retention", "永久", "--out")
        await must(b, "archive", "pack", small, *words, tmp_path / "small.zip")
        before = peak(b)
        done = await must(b, "archive", "pack", large, *words, tmp_path / "large.zip")
        assert done["bytes"] > 200 * MIB
        grown = (peak(b) - before) / MIB
        assert grown < 24, grown
        print("grown by MiB", grown)  # noqa: T201  # a figure
        (report,) = await must(b, "archive", "verify", tmp_path / "large.zip", "--roots", ROOTS)
        assert report["verified"]


async def _returned(a: City, b: City, size: int) -> CaseId:
    """A case with a file of so many bytes, returned, its papers handed back."""
    story = Story(accepting=a, handling=b, big=size)
    await story.run(upto=2)
    async with b.client() as client:
        paper = await upload(client, PDF + story.case.encode())
    number = f"TJ{story.mark}"
    await record(
        b, story.case, Finished(result=Result.RETURN, reason="退件", document=_document(number, paper))
    )
    await healed(a, b)
    code, _ = MATERIAL[b.me]
    await record(a, story.case, Delivered(documents=(number, code), to_applicant=True))
    await healed(a, b)
    return story.case


def peak(city: City) -> int:
    """The most memory a node has ever held, in bytes."""
    status = Path(f"/proc/{city.pid}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
