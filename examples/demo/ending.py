"""The end: what each city says alone, custody, clocks, evidence, archive packets, and the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from examples.demo import report
from examples.demo.player import Player
from examples.demo.stage import HUB, Demo
from federation.case import Kind
from federation.days import day_of

CUSTODY = "02"
PASSPORT = ("11610100TEXT01052T3000155931001", "610100")
"""普通护照签发 of Xi'an: the item and whose it is."""
VERSIONS = ("version_changes", "version_after")
OPEN = frozenset({"red_card"})
"""Stories that stop while the case is under way."""
LATER = timedelta(days=60)
"""After the promised time of a case that nobody goes on with."""

Views = Mapping[str, Mapping[str, Any]]


async def show(demo: Demo) -> bool:
    """Say it all. Whether all is well."""
    for failure in demo.failures:
        demo.console.print(f"✗ {failure}", style="red", markup=False)
    if any(not player.case for player in demo.players):
        return False
    said = await demo.ask_alone()
    ends = [
        (p, said[p.accepting.locality].get(p.case), said[p.handling.locality].get(p.case))
        for p in demo.players
    ]
    missing = [p for p, here, there in ends if here is None or there is None]
    report.alone(demo.console, [(p, here, there) for p, here, there in ends if here and there])
    views = await _views(demo)
    report.custody(demo.console, views[CUSTODY])
    clocks = await _clocks(demo)
    await _together(demo)
    await _national_line(demo)
    for city in demo.cities.values():
        report.trials(demo.console, city.name, await city.say("instant", "report"))
    proven = await _proofs(demo)
    cells = await _matrix(demo, views)
    report.matrix(demo.console, demo.players, cells)
    rows = [
        kind for kind in Kind if not any(cells[kind, p.application["id"]][0] == "●" for p in demo.players)
    ]
    if rows:
        demo.console.print(f"[red]✗ 没有发生过的事件：{rows}[/]")
    same = all(here and there and here["digest"] == there["digest"] for _, here, there in ends)
    return same and clocks and proven and not missing and not rows and not demo.failures


async def _views(demo: Demo) -> dict[str, Any]:
    """Every case as its accepting city shows it."""
    found = {}
    for city in demo.cities.values():
        own = {p.case: p.application["id"] for p in demo.players if p.accepting is city}
        if own:
            found |= {own[view["case"]]: view for view in await city.say("case", "show", *own)}
    return found


async def _clocks(demo: Demo) -> bool:
    """Red cards if nobody goes on, and a limit by the version of the item a case was filed under."""
    day = (day_of(datetime.now(UTC)) + LATER).isoformat()
    left = [p for p in demo.players if p.application["story"] in OPEN]
    cards = await _due(left, "--on", day)
    report.cards(demo.console, left, cards, day)
    filed = [p for p in demo.players if p.application["story"] in VERSIONS]
    report.versions(demo.console, filed, await _due(filed))
    red = all(any(clock["card"] == "red" for clock in here["clocks"]) for here, _ in cards)
    return red and all(here["clocks"] == there["clocks"] for here, there in cards)


async def _together(demo: Demo) -> None:
    """What several cases share: an envelope as its hall shows it, the joint cases as their lead does."""
    hub, packed = (
        demo.cities[HUB],
        {
            p.application["parcels"][step["parcel"]]["number"]
            for p in demo.players
            for step in p.steps
            if step["do"] == "pack"
        },
    )
    for number in sorted(packed):
        report.envelope(demo.console, await hub.say("parcel", "show", number), demo.players)
    for lead in sorted({p.lead for p in demo.players if p.lead}):
        report.joint(demo.console, await hub.say("joint", "show", lead), demo.players)


async def _national_line(demo: Demo) -> None:
    """An item that runs on a national line: a guide and what was seen there, and no case."""
    code, place = PASSPORT
    hub = demo.cities[HUB]
    line = (await hub.say("line", "open", code, "--locality", place))["line"]
    words = ("--status", "accepted", "--seen", "line")
    report.line(demo.console, await hub.say("line", "note", line["number"], *words))


async def _due(players: list[Player], *words: str) -> list[tuple[Any, Any]]:
    """The clocks of some cases, as both their cities say."""
    found = []
    for player in players:
        (here,) = await player.accepting.say("case", "due", player.case, *words)
        (there,) = await player.handling.say("case", "due", player.case, *words)
        found.append((here, there))
    return found


async def _proofs(demo: Demo) -> bool:
    """Evidence files and archive packets, verified with nothing but the root keys."""
    roots = ("--roots", str(demo.work / "pki" / "roots.json"))
    files = sorted((demo.work / "evidence").glob("*/*.json"))
    packets = [player.packet for player in demo.players if player.packet]
    any_city = demo.cities[HUB]
    found = await any_city.say("evidence", "verify", *map(str, files), *roots)
    filed = await any_city.say("archive", "verify", *map(str, packets), *roots)
    good, kept = (sum(one["verified"] for one in reports) for reports in (found, filed))
    receipts = len(list((demo.work / "receipts").glob("*.pdf")))
    demo.console.print(
        f"证据文件：{len(files)} 份（每件两地各一份），离线验证成立 {good} 份；"
        f"归档信息包 {len(packets)} 个，离线验证成立 {kept} 个；收件凭证 PDF {receipts} 份"
    )
    return (good, kept) == (len(files), len(packets))


async def _matrix(demo: Demo, views: Views) -> dict[tuple[str, str], str]:
    """What happened, and what both cities say of all that did not."""
    answers: dict[str, list[dict[str, object]]] = {}
    for city in demo.cities.values():
        for answer in await city.say("case", "may", *(p.case for p in demo.of_city(city))):
            answers.setdefault(answer["case"], []).append(answer)
    return {
        (kind, p.application["id"]): mark
        for p in demo.players
        for kind, mark in report.fill(views[p.application["id"]], answers[p.case]).items()
    }
