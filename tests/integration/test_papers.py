"""Documents, numbers and parcels of two real cities: one step, one number, one envelope."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from federation.case.agreement import COLLECTION, WindowPower
from federation.case.agreement_file import load_agreement
from federation.case.events import Accepted, Arrived, CorrectionRequested, Finished, Result
from federation.case.parts import Document
from federation.days import day_of
from federation.errors import KuayuError, Reason
from federation.ids import Digest
from node.ids import new_case_id, new_message_id
from tests.worlds.agreements import text
from tests.worlds.clerks import BUSY, ITEMS, record, submitted, upload
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN, pki, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.offices import ACCEPTED, CORRECTION, arrived, make, number, offices
from tests.worlds.papers import LAKE, read

pytestmark = pytest.mark.slow


@pytest.fixture
async def halls() -> AsyncIterator[tuple[City, City]]:
    """For one test alone: its numbers begin at 1."""
    async with offices() as both:
        yield both


def numbers_of(*answers: Any) -> list[str]:
    """What was numbered."""
    return [one.number for answer in answers for one in answer.documents]


async def test_made_numbered_and_recorded_in_one_step(halls: tuple[City, City], tmp_path: Path) -> None:
    """The command gives the number; both cities fetch the same file, which names the applicant in full."""
    a, b = halls
    (case,) = await arrived(a, b)
    words = ("--defect", "C01=第2页缺签名", "--days", "10", "--generate")
    message = new_message_id(datetime.now(UTC))
    made = await must(b, "case", "request-correction", case, *words, "--message-id", message)
    again = await must(b, "case", "request-correction", case, *words, "--message-id", message)
    assert (made["repeated"], again["repeated"]) == (False, True)
    await healed(a, b)
    (paper,) = await must(a, "case", "papers", case)
    assert (paper["number"], paper["title"], paper["state"]) == (number(1), "申请材料补正告知书", "made")
    for city in (a, b):
        out = tmp_path / city.me
        await must(city, "case", "paper", case, number(1), "-o", out)
        data = out.read_bytes()
        assert paper["digest"] == Digest.of(hashlib.sha256(data).digest())
        assert paper["media_type"] == "application/pdf"
    text = read(data)
    for wanted in (number(1), "陈小明", "西安市莲湖区民政局", "第2页缺签名", "10日", case):
        assert wanted in text
    await must(a, "case", "notice-served", case, "--notice", message)
    await healed(a, b)
    (paper,) = await must(b, "case", "papers", case)
    assert paper["state"] == "served"
    (due,) = await must(b, "case", "due", case)
    assert "correction" in {one["clock"] for one in due["clocks"]}


async def test_many_at_once_get_each_their_number(halls: tuple[City, City]) -> None:
    """Ten commands at once, two of them the same one: nine numbers in a row, none twice, none left out."""
    a, b = halls
    cases = await arrived(a, b, 9)
    same = new_message_id(datetime.now(UTC))
    answers = await asyncio.gather(
        *(make(b, case, CORRECTION) for case in cases[:8]),
        *(make(b, cases[8], CORRECTION, same) for _ in range(2)),
    )
    assert sorted(set(numbers_of(*answers))) == sorted(number(serial) for serial in range(1, 10))
    assert sorted(answer.repeated for answer in answers) == [False] * 9 + [True]
    row = b.rows("SELECT count(*) AS n, max(serial) AS last FROM document_number")[0]
    assert (row["n"], row["last"]) == (9, 9)


async def test_each_kind_and_organ_counts_for_itself(halls: tuple[City, City]) -> None:
    """A refused act takes no number; what is not allowed now is not numbered either."""
    a, b = halls
    one, two = await arrived(a, b, 2)
    assert numbers_of(await make(b, one, CORRECTION)) == [number(1)]
    with pytest.raises(KuayuError) as refused:
        await make(b, one, CORRECTION)
    assert refused.value.reason is Reason.NOTICE_ONCE
    assert numbers_of(await make(b, two, ACCEPTED)) == [number(1, "受")]
    denied = Finished(result=Result.DENY, reason="不符合条件")
    answer = await make(b, two, denied)
    assert [(one.number, one.title) for one in answer.documents] == [(number(1, "不准"), "不予决定书")]
    with pytest.raises(KuayuError) as refused:
        await make(b, two, Arrived())
    assert refused.value.reason is Reason.VALUE_INVALID


async def test_a_corrected_notice_has_a_number_of_its_own(halls: tuple[City, City], tmp_path: Path) -> None:
    """The paper it replaces keeps its number and its file, and can no longer be served."""
    a, b = halls
    (case,) = await arrived(a, b)
    words = ("request-correction", case, "--defect", "C01=第2页缺签名", "--days", "10", "--generate")
    first = await must(b, "case", *words)
    again = await must(b, "case", *words, "--supersedes", first["message_id"])
    assert [one["number"] for one in again["documents"]] == [number(2)]
    papers = {paper["number"]: paper["state"] for paper in await must(b, "case", "papers", case)}
    assert papers == {number(1): "replaced", number(2): "made"}
    await must(b, "case", "paper", case, number(1), "-o", tmp_path / "old.pdf")
    assert number(1) in read((tmp_path / "old.pdf").read_bytes())
    code, out = await kuayu(b, "--json", "case", "proof", case, number(1), "-o", tmp_path / "proof.pdf")
    assert (code, json.loads(out)["error"]["reason"]) == (2, "EVENT_REFERENCE")


async def test_a_window_notifies_in_the_name_of_the_organ(halls: tuple[City, City], tmp_path: Path) -> None:
    """Under an agreement that lets it: the organ's name above and below, the window's own number (24条)."""
    a, b = halls
    year = day_of(datetime.now(UTC)).year
    powers = COLLECTION | {WindowPower.NOTIFY_ONCE}
    said = text(codes=(ITEMS[XIAN],), powers=powers, start=f"{year}-01-01", end=f"{year + 2}-01-01")
    file = tmp_path / "agreement.toml"
    file.write_text(said, "utf-8")
    for city in halls:
        key = pki() / "documents" / f"{city.me}-key.pem"
        signed = tmp_path / f"{city.me}.json"
        await must(city, "agreement", "sign", file, "--key", key, "--out", signed)
        file = signed
    for city in halls:
        await must(city, "agreement", "import", file)
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))
    await record(a, case, replace(submitted(XIAN), agreement=load_agreement(said.encode()).pin))
    await healed(a, b)
    answer = await make(a, case, CORRECTION)
    assert numbers_of(answer) == [f"汕政服补〔{year}〕1号"]
    await must(a, "case", "paper", case, answer.documents[0].number, "-o", tmp_path / "notice.pdf")
    await must(a, "case", "proof", case, answer.documents[0].number, "-o", tmp_path / "proof.pdf")
    notice, proof = (read((tmp_path / name).read_bytes()) for name in ("notice.pdf", "proof.pdf"))
    assert "西安市莲湖区民政局（印章）" in notice
    assert "由汕头市政务服务中心受本机关委托、以本机关名义出具" in notice
    assert proof.startswith("西安市莲湖区民政局送达回证")


async def test_numbers_given_by_hand(halls: tuple[City, City]) -> None:
    """One used in another case is refused; the series passes over it; a given one is printed as it is."""
    a, b = halls
    cases = await arrived(a, b, 4)
    async with b.client() as client:
        file = await upload(client, b"%PDF-1.7 sealed")
    by_hand = Document(number=number(1), title="补正告知书", file=file)
    await record(b, cases[0], CorrectionRequested(document=by_hand, defects=CORRECTION.defects, days=5))
    with pytest.raises(KuayuError) as refused:
        await record(b, cases[1], Accepted(document=by_hand, promised_days=5))
    assert refused.value.reason is Reason.DOCUMENT_NUMBER_USED
    assert refused.value.detail == {"case": cases[0]}
    assert numbers_of(await make(b, cases[1], CORRECTION)) == [number(2)]
    given = Document(number="莲民补字第7号", title="", file=None)
    answer = await make(b, cases[2], CorrectionRequested(document=given, defects=CORRECTION.defects, days=5))
    assert numbers_of(answer) == ["莲民补字第7号"]
    assert numbers_of(await make(b, cases[3], CORRECTION)) == [number(3)]


async def test_a_number_survives_a_kill(halls: tuple[City, City]) -> None:
    """Killed right after the commit: the clerk asks again and gets the number he has, the next one the next."""
    a, b = halls
    one, two = await arrived(a, b, 2)
    b.kill()
    b.start(stop_at="staged")
    await b.ready()
    message = new_message_id(datetime.now(UTC))
    with pytest.raises(KuayuError):
        await make(b, one, CORRECTION, message)
    await b.ended()
    b.start()
    await b.ready()
    again = await make(b, one, CORRECTION, message)
    assert (numbers_of(again), again.repeated) == ([number(1)], True)
    assert numbers_of(await make(b, two, CORRECTION)) == [number(2)]


async def test_a_restored_store_gives_no_number_twice(halls: tuple[City, City]) -> None:
    """Entries that the other city kept come back with their numbers before anything new is numbered."""
    a, b = halls
    one, two, three = await arrived(a, b, 3)
    assert numbers_of(await make(b, one, CORRECTION)) == [number(1)]
    copy = b.save("backup", files=True)
    assert numbers_of(await make(b, two, CORRECTION)) == [number(2)]
    await healed(a, b)
    b.kill()
    b.restore(copy)
    b.start()
    await b.ready()

    async def insisted() -> Any:
        try:
            return await make(b, three, CORRECTION)
        except KuayuError as error:
            if error.reason not in BUSY:
                raise
            return None

    answer = await until(insisted, within=60, what="the restored city writes again")
    assert numbers_of(answer) == [number(3)]


async def test_what_may_stand_in_a_documents_place(halls: tuple[City, City], tmp_path: Path) -> None:
    """A sealed PDF or OFD by its bytes; anything else is refused, whatever it is called."""
    a, b = halls
    one, two = await arrived(a, b, 2)
    words = ("--promised-days", "5", "--number", "受1", "--file")
    for name, data in (
        ("picture.pdf", b"\xff\xd8\xff\xe0"),
        ("empty.ofd", _zip("doc.xml")),
        ("text.pdf", b"PDF"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        code, out = await kuayu(b, "--json", "case", "accept", one, *words, path)
        error = json.loads(out)["error"]
        assert (code, error["reason"], error["detail"]["field"]) == (2, "VALUE_INVALID", "document.file")
    path = tmp_path / "sealed.ofd"
    path.write_bytes(_zip("OFD.xml"))
    await must(b, "case", "accept", one, *words, path)
    (paper,) = await must(b, "case", "papers", one)
    assert paper["media_type"] == "application/ofd"
    await healed(a, b)
    served = ("case", "notice-served", one, "--notice", paper["message_id"], "--proof")
    code, out = await kuayu(a, "--json", *served, tmp_path / "text.pdf")
    assert (code, json.loads(out)["error"]["detail"]["field"]) == (2, "proof")
    await must(a, *served, tmp_path / "picture.pdf")
    await healed(a, b)
    assert [one["state"] for one in await must(b, "case", "papers", one)] == ["served"]
    code, out = await kuayu(b, "--json", "case", "accept", two, *words[:2], "--generate", "--file", path)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "VALUE_INVALID")


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "<x/>")
    return file.getvalue()


async def test_what_an_organ_has_not_said(halls: tuple[City, City]) -> None:
    """Without a short name no number, without a review body no denial: named, and nothing is recorded."""
    a, b = halls
    (case,) = await arrived(a, b)
    await b.stop()
    settings = b.folder / "documents.toml"
    settings.write_text("", "utf-8")
    b.start()
    await b.ready()
    with pytest.raises(KuayuError) as refused:
        await make(b, case, CORRECTION)
    assert refused.value.reason is Reason.CONFIG
    assert refused.value.detail["setting"] == f"organs.{ACTORS[XIAN].organ}.short"
    await b.stop()
    settings.write_text(LAKE.replace('court = "西安铁路运输法院"', ""), "utf-8")
    b.start()
    await b.ready()
    await make(b, case, ACCEPTED)
    with pytest.raises(KuayuError) as refused:
        await make(b, case, Finished(result=Result.DENY, reason="不符合"))
    assert refused.value.detail["setting"] == f"organs.{ACTORS[XIAN].organ}.court"
    assert [row["number"] for row in b.rows("SELECT number FROM document_number")] == [number(1, "受")]
    await b.stop()
    settings.write_text('[documents.fee]\nbody = ["{king}"]', "utf-8")
    b.start()
    assert await b.ended() == 3
    said = b.log_file.read_text("utf-8")
    assert all(word in said for word in ("CONFIG", "fee", "{king}"))


async def test_forms_of_a_case(halls: tuple[City, City], tmp_path: Path) -> None:
    """送达回证 names the organ of the document; 物品清单 says where each original is; custody at any moment."""
    a, b = halls
    (case,) = await arrived(a, b)
    await make(b, case, CORRECTION)
    await healed(a, b)
    before = datetime.now(UTC).isoformat()
    await must(a, "case", "proof", case, number(1), "-o", tmp_path / "proof.pdf")
    text = read((tmp_path / "proof.pdf").read_bytes())
    assert all(word in text for word in ("送达回证", "西安市莲湖区民政局", number(1), "陈小明"))
    code, out = await kuayu(a, "--json", "case", "proof", case, "无此号", "-o", tmp_path / "none.pdf")
    assert (code, json.loads(out)["error"]["reason"]) == (2, "EVENT_REFERENCE")
    parcel = ("parcel", "pack", f"{case}:C01", "--number", "9800000000001", "--leg", "w2h", "--to", XIAN)
    sent = (await must(a, *parcel))["cases"][0]["message_id"]
    await must(a, "case", "handover", case, "-o", tmp_path / "list.pdf")
    text = read((tmp_path / "list.pdf").read_bytes())
    assert all(word in text for word in ("材料物品清单", "陈**", "寄递途中1份"))
    assert "陈小明" not in text
    now, then = await must(a, "case", "custody", case), await must(a, "case", "custody", case, "--at", before)
    assert [(row["code"], row["holder"]) for row in then["rows"] if row["code"] == "C01"] == [
        ("C01", "accepting")
    ]
    assert [(row["holder"], row["parcel"]) for row in now["rows"] if row["code"] == "C01"] == [
        ("in_transit", "9800000000001")
    ]
    assert {move["message_id"] for move in now["moves"] if move["holder"] == "in_transit"} == {sent}
