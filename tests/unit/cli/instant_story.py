"""秒批 by the command: the part of the story of every verb about rules."""

from __future__ import annotations

import json

from examples.cases import HERE
from tests.unit.cli.hall import Hall
from tests.worlds.command import kuayu
from tests.worlds.ground import SHANTOU, XIAN, pki

RULE = HERE / "instant" / f"{XIAN}-food-renewal.toml"
NAME = "food-renewal"


async def instant(hall: Hall) -> None:
    """Import a rule, look at it, fail to let it decide, ask it about a case, stop it."""
    b = hall.b
    held = await hall.say(b, "instant", "import", RULE)
    assert await hall.say(b, "instant", "list") == [held]
    assert (await hall.say(b, "instant", "show", NAME))["text"] == RULE.read_text("utf-8")
    (report,) = await hall.say(b, "instant", "report")
    assert report["trial"]["needed"] == 20
    code, out = await kuayu(b, "instant", "live", NAME, "--json")
    assert (code, json.loads(out)["error"]["reason"]) == (3, "INSTANT_UNPROVEN")
    hall.used.add(("instant", "live"))
    evidence, roots = hall.folder / "out" / "evidence", pki() / SHANTOU / "roots.json"
    assert await hall.say(b, "instant", "audit", RULE, evidence, "--roots", roots) == []
    assert (await hall.say(b, "instant", "stop", NAME))["mode"] == "stopped"
