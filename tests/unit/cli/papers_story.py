"""The verbs of documents and parcels: two cities that were told what their documents need."""

from __future__ import annotations

import stat

from tests.unit.cli.hall import Hall
from tests.worlds.ground import SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.papers import LAKE

ENVELOPE, GONE = "9800000000007", "9800000000008"


async def papers(hall: Hall) -> None:
    """A notice made and numbered, fetched and served; two cases in one envelope; another one lost."""
    await _told(hall)
    one, two = await hall.submit(), await hall.submit()
    await _documents(hall, one)
    await _parcels(hall, one, two)


async def _told(hall: Hall) -> None:
    for city in (hall.a, hall.b):
        await city.stop()
        (city.folder / "documents.toml").write_text(LAKE, "utf-8")
        city.write_config(documents='"documents.toml"')
        city.start()
    for city in (hall.a, hall.b):
        await city.ready()


async def _documents(hall: Hall, case: str) -> None:
    a, b, out = hall.a, hall.b, hall.folder / "papers"
    out.mkdir()
    words = ("--defect", "SFZ=不清楚", "--days", "5", "--generate")
    done = await hall.say(b, "case", "request-correction", case, *words)
    ((number, title),) = [(one["number"], one["title"]) for one in done["documents"]]
    assert number.startswith("莲民补〔")
    assert title == "申请材料补正告知书"
    await healed(a, b)
    (paper,) = await hall.say(a, "case", "papers", case)
    assert paper["number"] == number
    await hall.say(a, "case", "paper", case, number, "-o", out / "paper.pdf")
    await hall.say(a, "case", "proof", case, number, "-o", out / "proof.pdf")
    await hall.say(a, "case", "handover", case, "-o", out / "list.pdf")
    await hall.say(a, "case", "promise", case, "ZP=5", "-o", out / "promise.pdf")
    signed = ("--notice", done["message_id"], "--proof", out / "proof.pdf")
    await hall.say(a, "case", "notice-served", case, *signed)
    assert (await hall.say(a, "case", "custody", case))["moves"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out.iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


async def _parcels(hall: Hall, one: str, two: str) -> None:
    a, b, out = hall.a, hall.b, hall.folder / "papers"
    for number in (ENVELOPE, GONE):
        names = [f"{case}:{'BBSQ' if number == ENVELOPE else 'SFZ:copy'}" for case in (one, two)]
        words = ("--number", number, "--leg", "w2h", "--to", XIAN)
        await hall.say(a, "parcel", "pack", *names, *words)
    await hall.say(a, "parcel", "manifest", ENVELOPE, "-o", out / "manifest.pdf")
    await hall.say(a, "parcel", "label", ENVELOPE, "-o", out / "label.pdf")
    await healed(a, b)
    words = ("--missing", f"{two}:BBSQ=信封破损", "--from", SHANTOU)
    opened = await hall.say(b, "parcel", "open", ENVELOPE, *words)
    assert [row["reason"] for row in opened["cases"]] == ["", ""]
    lost = await hall.say(a, "parcel", "lost", GONE, "--note", "承运方确认丢失")
    assert {row["case"] for row in lost["consequences"]} == {one, two}
    await healed(a, b)
    shown = await hall.say(a, "parcel", "show", ENVELOPE)
    assert [
        len(row["differences"]) for row in sorted(shown["cases"], key=lambda row: row["case"] == two)
    ] == [
        0,
        1,
    ]
