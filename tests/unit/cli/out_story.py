"""Exports, rejects, packets and counts, by the command: the part of the story of every verb that is about leaving."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from federation.days import day_of
from tests.unit.cli.hall import Hall
from tests.worlds.command import kuayu
from tests.worlds.ground import pki


async def what_leaves(hall: Hall, ended: str) -> None:
    """Cases as tables, a row that came back, the packet of a case that has ended, counts.

    Args:
        hall: the two cities.
        ended: a case that has ended.
    """
    b, folder = hall.b, hall.folder
    today = day_of(datetime.now(UTC))
    days = ("--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=1)))
    done = await hall.say(b, "export", "cases", *days, "--out", folder / "tables")
    assert done["cases"] + len(done["skipped"]) >= 2
    guid = b.rows("SELECT row_guid FROM exported WHERE case_id = :c AND sheet = 'up_pro_accept'", c=ended)[0][
        "row_guid"
    ]
    row = {"err_type": "x", "table_name": "up_pro_accept", "table_row_guid": guid}
    (folder / "back.json").write_text(json.dumps([row]), "utf-8")
    taken = await hall.say(b, "export", "rejects", folder / "back.json")
    assert taken["cases"] == [ended]
    code, out = await kuayu(b, "export", "confirm", done["batch"], "--json")  # it is confirmed already
    assert (code, json.loads(out)["error"]["reason"]) == (2, "NOT_FOUND")
    hall.used.add(("export", "confirm"))
    words = ("--number", "2026-001", "--retention", "10年", "--out", folder / "packet.zip", "--no-record")
    await hall.say(b, "archive", "pack", ended, *words)
    (report,) = await hall.say(b, "archive", "verify", folder / "packet.zip", "--roots", pki() / "roots.json")
    assert (report["verified"], report["case"]) == (True, ended)
    await hall.say(b, "statistics", *days, "--html", folder / "page.html")
    assert "按业务模式" in (folder / "page.html").read_text("utf-8")
    counted = await hall.say(b, "statistics", *days, "--by", "end")
    assert sum(row["taken_in"] for row in counted["rows"]) == len(await hall.say(b, "case", "list"))
