"""Guides, national lines, prefill and bundles by the command: the part of every verb that stands beside cases."""

from __future__ import annotations

import json

from federation.days import day_of
from node.app import utc_now
from tests.unit.cli.hall import Hall
from tests.worlds.bundles import PAIR, PASSPORT_CODE, brought
from tests.worlds.ground import XIAN
from tests.worlds.prefill import CODE, TABLE, as_file, fact


async def lines(hall: Hall) -> None:
    """Show a guide, open a line, note what was seen, look at it."""
    a = hall.a
    where = ("--locality", XIAN)
    assert (await hall.say(a, "items", "show", PASSPORT_CODE, *where))["channel"]["code"] == "NATIONAL_LINE"
    number = (await hall.say(a, "line", "open", PASSPORT_CODE, *where))["line"]["number"]
    words = ("--status", "granted", "--seen", "paper", "--reference", "E12345678")
    assert (await hall.say(a, "line", "note", number, *words))["term"] == "已准予"
    assert (await hall.say(a, "line", "show", number))["reference"] == "E12345678"
    assert [row["number"] for row in await hall.say(a, "line", "list")] == [number]
    assert await hall.say(a, "line", "list", "--open") == []


async def prefill(hall: Hall) -> None:
    """Fill a form from facts, and write the application."""
    folder = hall.folder
    (folder / "table.toml").write_text(TABLE, "utf-8")
    (folder / "facts.json").write_bytes(as_file(fact(on=day_of(utc_now()).isoformat())))
    made = folder / "prefilled.json"
    (held,) = await hall.say(hall.a, "prefill", "import", folder / "table.toml")
    assert await hall.say(hall.a, "prefill", "list") == [held]
    words = ("--to", XIAN, "--from", folder / "facts.json", "--out", made)
    found = await hall.say(hall.a, "case", "prefill", CODE[-12:], *words)
    assert [one["value"] for one in found["fields"]] == ["测试甲"]
    assert json.loads(made.read_text("utf-8"))["handling_fields"] == {"F01": "测试甲"}


async def bundles(hall: Hall) -> None:
    """Import a bundle, look at it, make one application of it."""
    a, folder = hall.a, hall.folder
    (folder / "bundle.toml").write_text(PAIR, "utf-8")
    (folder / "answers.json").write_text(json.dumps(brought()), "utf-8")
    assert (await hall.say(a, "bundle", "import", folder / "bundle.toml"))["faults"] == []
    assert [row["version"] for row in await hall.say(a, "bundle", "list")] == ["1"]
    shown = await hall.say(a, "bundle", "show", "xinsheng@1")
    assert [one["standing"] for one in shown["members"]] == ["joint", "joint", "line"]
    made = folder / "joint.json"
    done = await hall.say(a, "bundle", "prepare", "xinsheng", folder / "answers.json", "--out", made)
    assert [one["key"] for one in done["aside"]] == ["passport"]
    assert json.loads(made.read_text("utf-8"))["bundle"] == "xinsheng@1"
    opened = await hall.say(a, "joint", "open", made, "--files", folder)
    assert [row["lead"] for row in await hall.say(a, "joint", "list")] == [opened["lead"]]
    shown = await hall.say(a, "joint", "show", opened["lead"])
    assert {part["state"] for part in shown["parts"]} == {"open"}
    assert (await hall.say(a, "joint", "gather", opened["lead"]))["written"] == []
