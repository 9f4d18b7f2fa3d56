"""A new version of a catalogue arrives at two running nodes while a case is open."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from openpyxl import load_workbook

from examples.cases import HERE
from federation.case.events import Submitted
from federation.days import day_of
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from federation.v1 import local_pb2
from node.ids import new_case_id
from tests.worlds.clerks import ITEMS, MATERIAL, Story, record, submitted
from tests.worlds.command import kuayu, must
from tests.worlds.ground import SHANTOU, XIAN, until
from tests.worlds.healed import check_equal, healed
from tests.worlds.member import hand
from tests.worlds.nodes import City

KEPT, GONE = MATERIAL[XIAN]
NEW = "C77"


def newer(folder: Path, name: str = "newer.xlsx") -> Path:
    """Xi'an's catalogue with another code for one material of the item, and half the time for it."""
    book = load_workbook(io.BytesIO((HERE / "catalogues" / "xian.xlsx").read_bytes()))
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        header = next(row for row in rows if any(cell.value == "实施编码" for cell in row))
        at = {str(cell.value): place for place, cell in enumerate(header)}
        for row in rows[rows.index(header) + 1 :]:
            owner = [row[at[name]].value for name in ("业务办理项编码", "实施编码") if name in at]
            if ITEMS[XIAN] not in owner:
                continue
            if sheet.title == "材料清单" and row[at["材料编码"]].value == GONE:
                row[at["材料编码"]].value = NEW
            if sheet.title == "实施清单":
                row[at["承诺办结时限"]].value = 4
    path = folder / name
    book.save(path)
    return path


async def bring(city: City, file: Path, version: str = "2026.2", since: str = "") -> dict[str, Any]:
    """Import it; the report."""
    head = local_pb2.ImportHead(
        kind="catalogue", locality=XIAN, version=version, ending="xlsx", effective=since
    )
    async with city.client() as client:
        done = await client.import_file(head, file)
    assert not done.reason, done.report
    report: dict[str, Any] = json.loads(done.report)
    return report


def case_now() -> CaseId:
    return new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))


def application(version: str, code: str) -> Submitted:
    """One application with the kept material and another."""
    made = submitted(XIAN)
    first, second = made.materials
    return replace(
        made, item=replace(made.item, version=version), materials=(first, replace(second, code=code))
    )


async def refusal(call: Callable[[], Awaitable[object]]) -> KuayuError:
    with pytest.raises(KuayuError) as caught:
        await call()
    return caught.value


@pytest.mark.slow
async def test_an_open_case_goes_on_under_its_version(both: tuple[City, City], tmp_path: Path) -> None:
    """Its correction by the version it was filed under, to the end; new cases by the new one; after a restart too."""
    a, b = both
    story = Story(accepting=a, handling=b, big=100_000, small=100_000)
    await story.run(upto=4)
    for city in both:
        report = await bring(city, newer(tmp_path))
        assert report["effective"] == day_of(datetime.now(UTC)).isoformat()
        assert report["differs"]["changed"] == 1
        assert any(f"“{GONE}”改为“{NEW}”" in one for one in report["differs"]["said"])
    await story.run(upto=5)  # names the material that the new version no longer has
    case = case_now()
    await record(a, case, application("2026.2", NEW))
    error = await refusal(lambda: record(a, case_now(), application("2026.2", GONE)))
    assert (error.reason, error.detail["code"]) == (Reason.MATERIAL_UNKNOWN, GONE)
    for city in both:
        await city.stop()
        city.start()
    for city in both:
        await city.ready()
    error = await refusal(lambda: record(a, case_now(), application("2026.2", GONE)))
    assert error.reason is Reason.MATERIAL_UNKNOWN
    await story.run()
    await healed(a, b)
    await check_equal(a, b)
    async with b.client() as client:
        shown = {one: json.loads((await client.show_case(one)).document) for one in (story.case, case)}
        receipts = [_text(await client.print_receipt(one)) for one in (story.case, case)]
    assert [shown[one]["submitted"]["item"]["version"] for one in shown] == ["2026.1", "2026.2"]
    assert GONE in {one["code"] for one in shown[story.case]["materials"]}
    assert [("15个工作日" in one, "4个工作日" in one) for one in receipts] == [(True, False), (False, True)]


def _text(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


async def test_what_the_handling_node_takes(both: tuple[City, City], tmp_path: Path) -> None:
    """A window that has not yet heard of the version is served; one that names a version nobody holds is not."""
    a, b = both
    await bring(b, newer(tmp_path))
    late = case_now()
    await record(a, late, application("2026.1", GONE))
    await healed(a, b)
    async with b.client() as client:
        assert json.loads((await client.show_case(late)).document)["handling"] == "submitted"
    error = await refusal(lambda: record(a, case_now(), application("2026.2", NEW)))
    assert (error.reason, error.detail["version"], error.detail["held"]) == (
        Reason.VERSION_UNKNOWN, "2026.2", "2026.1",
    )  # fmt: skip
    await a.stop()
    async with hand(SHANTOU, b) as made:
        await made.take()
        await made.send(made.entry(made.act(case_now(), application("2026.9", NEW))))

        async def judged() -> bool:
            return bool(
                b.rows("SELECT 1 FROM entry WHERE log = :l AND reason = 'VERSION_UNKNOWN'", l=made.log)
            )

        await until(judged, what="the unknown version is refused")


@pytest.mark.slow
async def test_versions_by_the_command(pair: tuple[City, City], tmp_path: Path) -> None:
    """Import for a day to come, list, search by day, the same again, other content under the same name."""
    a, _ = pair
    tomorrow = (day_of(datetime.now(UTC)) + timedelta(days=1)).isoformat()
    file = newer(tmp_path)
    ends = ("--locality", XIAN, "--version", "2026.2", "--from", tomorrow)
    done = await must(a, "items", "import", file, *ends)
    assert (done["report"]["effective"], done["report"]["repeated"]) == (tomorrow, False)
    rows = await must(a, "items", "versions", "--locality", XIAN)
    assert [(one["version"], one["effective"], one["until"], one["in_force"]) for one in rows] == [
        ("2026.1", "", tomorrow, True),
        ("2026.2", tomorrow, "", False),
    ]
    assert {one["name"] for one in await must(a, "items", "versions")} == {SHANTOU, XIAN}
    asked = ("items", "search", ITEMS[XIAN], "--locality", XIAN)
    (today,) = await must(a, *asked)
    (then,) = await must(a, *asked, "--on", tomorrow)
    assert then["limit"] == "4个工作日" != today["limit"]
    assert (await must(a, "items", "import", file, *ends))["report"]["repeated"]
    code, out = await kuayu(a, "items", "import", HERE / "catalogues" / "xian.xlsx", *ends)
    assert code == 2
    assert Reason.VERSION_TAKEN in out
    code, out = await kuayu(a, "items", "versions")
    assert code == 0
    assert "现行" in out
    code, out = await kuayu(a, *asked, "--on", "2026-13-01")
    assert (code, "YYYY-MM-DD" in out) == (2, True)
