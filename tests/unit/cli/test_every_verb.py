"""Every verb once with ``--json``, two cities as real processes, from the import to the evidence."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from examples.cases import HERE
from federation.limits import CHUNK_BYTES
from tests.unit.cli import instant_story, lines_story, out_story, papers_story, process_story, terms_story
from tests.unit.cli.hall import APPLICATION, VERBS, Hall, open_hall
from tests.worlds.command import kuayu
from tests.worlds.ground import SHANTOU, XIAN, pki
from tests.worlds.healed import healed
from tests.worlds.nursery import ROOT

pytestmark = pytest.mark.slow
OUT, BACK, LOST, RETURNED = "9800000000001", "9800000000002", "9800000000003", "9800000000004"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Two cities that can begin."""
    async with open_hall(tmp_path) as made:
        yield made


async def granted(hall: Hall) -> str:
    """One case from the window to the applicant's door, corrected on the way and not withdrawn."""
    a, b, paper = hall.a, hall.b, hall.paper
    case = await hall.submit()
    parcel = ("--parcel", OUT, "--paper", "BBSQ")
    await hall.say(a, "case", "parcel-sent", case, *parcel, "--leg", "w2h")
    await healed(a, b)
    await hall.say(b, "case", "parcel-received", case, *parcel)
    words = ("--number", "补1", "--defect", "SFZ=不清楚", "--days", "5", "--file", paper)
    notice = (await hall.say(b, "case", "request-correction", case, *words))["message_id"]
    await healed(a, b)
    await hall.say(a, "case", "notice-served", case, "--notice", notice)
    brought = hall.folder / "brought.json"
    document = json.loads(APPLICATION.read_text("utf-8"))
    (material,) = (one for one in document["materials"] if one["code"] == "SFZ")
    brought.write_text(json.dumps({"materials": [material], "fields": {"CSND": "2019"}}), "utf-8")
    words = ("--notice", notice, "--materials", brought, "--files", hall.folder)
    await hall.say(a, "case", "correct", case, *words)
    await healed(a, b)
    await hall.say(b, "case", "accept", case, "--number", "受1", "--promised-days", "5", "--file", paper)
    await healed(a, b)
    asked = (await hall.say(a, "case", "request-withdrawal", case, "--reason", "不办了"))["message_id"]
    await healed(a, b)
    await hall.say(b, "case", "refuse-withdrawal", case, "--request", asked, "--reason", "已在制证")
    await hall.say(b, "case", "finish", case, "--result", "grant", "--number", "准1", "--file", paper)
    await hall.say(b, "case", "issue", case, "--document", "证1=证书", "--file", paper)
    await hall.say(b, "case", "parcel-sent", case, "--parcel", BACK, "--paper", "证1", "--leg", "h2a")
    words = ("--document", "证1", "--parcel", BACK, "--proof", paper)
    done = await hall.say(b, "case", "deliver", case, *words)
    assert done["event"] == "Delivered"
    await healed(a, b)
    return case


async def mishaps(hall: Hall) -> None:
    """A parcel that got lost, one that came back, and a case that was not taken up."""
    a, b = hall.a, hall.b
    case = await hall.submit()
    for number, verb in ((LOST, "parcel-lost"), (RETURNED, "parcel-returned")):
        words = ("--parcel", number, "--paper", "SFZ:copy", "--leg", "w2h")
        await hall.say(a, "case", "parcel-sent", case, *words)
        await hall.say(a, "case", verb, case, "--parcel", number, "--note", "无人签收")
    words = ("--number", "否1", "--reason", "不符合；可申请复议", "--file", hall.paper)
    await hall.say(b, "case", "not-accept", case, *words)


async def looked_at(hall: Hall, case: str) -> None:
    """Lists, one case, its files, receipt and evidence, all private."""
    a, out = hall.a, hall.folder / "out"
    (view,) = await hall.say(a, "case", "show", case)
    rows = await hall.say(a, "case", "list", "--state", view["document"]["handling"], "--count", "1")
    assert [row["case"] for row in rows] == [case]
    every = await hall.say(a, "case", "list")
    assert len(every) == 2
    (first,) = await hall.say(a, "case", "list", "--count", "1")
    place = f"{first['updated_at']} {first['case']}"
    assert await hall.say(a, "case", "list", "--after", place) == every[1:]
    ((possible,),) = [await hall.say(a, "case", "may", case)]
    assert {"kind", "term", "reason"} == possible["events"][0].keys()
    out.mkdir()
    (file,) = [one for one in view["files"] if one["here"]][:1]
    await hall.say(a, "case", "file", case, file["digest"], "-o", out / "file")
    await hall.say(a, "case", "receipt", case, "-o", out / "receipt.pdf")
    await hall.say(a, "evidence", "export", case, "-o", out / "evidence")
    (found,) = await hall.say(
        a, "evidence", "verify", out / "evidence", "--roots", pki() / SHANTOU / "roots.json"
    )
    assert found["verified"]
    assert (out / "file").stat().st_size == file["size"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


async def the_node(hall: Hall) -> None:
    """Its links, its tasks, its items, a configuration of another one."""
    a = hall.a
    (link,) = (await hall.say(a, "status"))["links"]
    assert link["settled"]
    assert (link["last_failure"], link["zh"], link["en"]) == ("", "", "")
    assert await hall.say(a, "tasks") == []
    code, out = await kuayu(a, "link", "release", XIAN, "--json")  # nothing is held
    assert (code, json.loads(out)["error"]["reason"]) == (2, "NOT_FOUND")
    hall.used.add(("link", "release"))
    assert await hall.say(a, "items", "search", "普通话", "--locality", XIAN)
    assert await hall.say(a, "items", "versions", "--locality", XIAN)
    catalogues = HERE / "catalogues"
    assert await hall.say(a, "items", "diff", catalogues / "shantou.xlsx", catalogues / "xian.xlsx")
    item = json.loads(APPLICATION.read_text("utf-8"))["item"]
    found = await hall.say(a, "case", "prepare", item, "--to", XIAN, "--field", "CSND=2018")
    assert found["gaps"]
    words = ("--pki", pki() / SHANTOU, "--peer", XIAN, "--actor", "node=11440500TEXT00017J,440500,1")
    await hall.say(a, "init", hall.folder / "other", *words)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (a.store, a.files)} <= {0o600, 0o700}


async def on_files(hall: Hall) -> None:
    """The group that needs no node: a federation on disk, named by a manifest."""
    parts = []
    for locality, name in ((SHANTOU, "shantou"), (XIAN, "xian")):
        shutil.copy(HERE / "catalogues" / f"{name}.xlsx", hall.folder)
        parts.append(f'[[catalogue]]\nlocality = "{locality}"\nversion = "1"\nfile = "{name}.xlsx"\n')
    pair = hall.folder / "pair.xlsx"
    shutil.copy(HERE / "crosswalks" / f"{SHANTOU}-{XIAN}.xlsx", pair)
    manifest = hall.folder / "federation.toml"
    manifest.write_text("".join(parts) + '[[crosswalk]]\nfile = "pair.xlsx"\n', "utf-8")
    item = json.loads(APPLICATION.read_text("utf-8"))["item"]
    catalogues, draft = (hall.folder / "shantou.xlsx", hall.folder / "xian.xlsx"), hall.folder / "draft.xlsx"
    for verb, words in {
        "coverage": (manifest, "--html", hall.folder / "coverage.html"),
        "compare": (manifest, item, "--to", XIAN),
        "resolve": (manifest, item, "--to", XIAN),
        "translate": (manifest, "--item", item, "--to", XIAN, "--application", APPLICATION),
        "check": (pair, "--manifest", manifest),
        "convert": (pair, hall.folder / "pair.csv", "--manifest", manifest),
        "index": (manifest, hall.folder / "federation.kyx"),
        "suggest": (*catalogues, "--out", draft),
    }.items():
        assert await hall.say(hall.a, "mapping", verb, *words)
    book = openpyxl.load_workbook(draft)
    book.worksheets[0].cell(2, [cell.value for cell in book.worksheets[0][1]].index("确认") + 1).value = "是"
    book.save(draft)
    words = (draft, *catalogues, "--out", hall.folder / "confirmed.csv", "--version", "1")
    assert await hall.say(hall.a, "mapping", "confirm", *words)
    assert await hall.say(hall.a, "lint", *catalogues)


@pytest.mark.timeout(600)
async def test_every_verb(hall: Hall) -> None:
    """All verbs of the tree, in one story; `watch` and `serve` end only by a signal."""
    case = await granted(hall)
    await mishaps(hall)
    await looked_at(hall, case)
    await terms_story.terms(hall, case)
    await out_story.what_leaves(hall, await process_story.whole_life(hall))
    await process_story.ended_otherwise(hall)
    await papers_story.papers(hall)
    await lines_story.lines(hall)
    await lines_story.prefill(hall)
    await lines_story.bundles(hall)
    await instant_story.instant(hall)
    await the_node(hall)
    await on_files(hall)
    assert {("serve",), ("case", "watch")} == VERBS - hall.used


async def test_gaps_and_uploads(hall: Hall) -> None:
    """What is missing comes as a list in the error; an upload tells of every byte."""
    document = json.loads(APPLICATION.read_text("utf-8"))
    document["materials"] = document["materials"][:1]
    file = hall.folder / "short.json"
    file.write_text(json.dumps(document), "utf-8")
    words = ("case", "submit", file, "--files", hall.folder)
    code, out = await kuayu(hall.a, *words, "--json")
    error = json.loads(out)["error"]
    assert (code, error["reason"]) == (2, "MATERIAL_MISSING")
    gap = next(one for one in error["gaps"] if one["code"] == "SFZ")
    assert gap["blocks"]
    code, out = await kuayu(hall.a, *words)
    assert code == 2
    assert all(part in out for part in ("还缺什么", gap["code"], gap["label"], gap["ask"]))
    big, told = hall.folder / "big", []
    big.write_bytes(os.urandom(3 * CHUNK_BYTES + 7))
    async with hall.a.client() as client:
        blob = await client.put_file(big, told=told.append)
    assert told == [CHUNK_BYTES] * 3 + [7]
    assert blob.size == sum(told)


async def test_watch(hall: Hall) -> None:
    """`case watch` says a line a change, and a signal ends it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "node", "-c", str(hall.a.config), "case", "watch", "--json"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    case = await hall.submit()
    assert process.stdout is not None
    line = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    assert line["case"] == case
    process.send_signal(signal.SIGTERM)  # a shell's background job may be deaf to SIGINT
    assert await asyncio.wait_for(process.wait(), 20) in {-signal.SIGTERM, 0, 143}
