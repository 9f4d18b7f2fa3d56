"""Agreements, calendars and what is due, by the command: the part of the story of every verb that is about terms."""

from __future__ import annotations

from tests.unit.cli.hall import Hall
from tests.worlds.agreements import text
from tests.worlds.ground import SHANTOU, XIAN, pki

YEAR = 'locality = "{place}"\nyear = 2027\nversion = 1\nsource = "公告"\n'


async def terms(hall: Hall, case: str) -> None:
    """Sign, import, list, show and compare; the clocks of a case and the cards of all.

    The agreement is about an item that no case of this story is: the others go on by the template.
    """
    a, b, folder = hall.a, hall.b, hall.folder
    keys = {city.me: pki() / "documents" / f"{city.me}-key.pem" for city in (a, b)}
    (folder / "terms.toml").write_text(text(codes=("000131909999",)), "utf-8")
    first = await hall.say(
        a, "agreement", "sign", folder / "terms.toml", "--key", keys[SHANTOU], "-o", folder / "one"
    )
    both = await hall.say(b, "agreement", "sign", folder / "one", "--key", keys[XIAN], "-o", folder / "both")
    assert (first["complete"], both["complete"]) == (False, True)
    held = await hall.say(a, "agreement", "import", folder / "both")
    assert await hall.say(a, "agreement", "list") == [held]
    name = f"{SHANTOU}-{XIAN}/{held['version']}"
    assert (await hall.say(a, "agreement", "show", name))["signed_by"] == [SHANTOU, XIAN]
    copy = folder / "copy"
    assert (await hall.say(a, "agreement", "export", name, "-o", copy))["complete"]
    assert copy.read_bytes() == (folder / "both").read_bytes()
    assert (await hall.say(a, "agreement", "diff", name, folder / "terms.toml"))["changes"] == []
    (folder / "year.toml").write_text(YEAR.format(place=SHANTOU), "utf-8")
    words = (folder / "year.toml", "--key", keys[SHANTOU], "-o", folder / "year")
    assert (await hall.say(a, "calendar", "sign", *words))["signed_by"] == SHANTOU
    assert (await hall.say(a, "calendar", "import", folder / "year"))["used"]
    assert len(await hall.say(a, "calendar", "list")) == 4
    (found,) = await hall.say(a, "case", "due", case)
    assert {"forward", "delivery"} <= {one["clock"] for one in found["clocks"]}
    assert [one["reason"] for one in found["withheld"]] == ["RECEIPT_BASIS_MISSING"]
    assert (await hall.say(a, "due"))["unknown"] == []
