"""The line is cut while one city opens an envelope and the other puts more papers into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.worlds.command import kuayu, must
from tests.worlds.ground import XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, cities
from tests.worlds.offices import arrived
from tests.worlds.wire import Wire, wire

pytestmark = pytest.mark.slow
NUMBER = "9800000000071"
TO = ("--number", NUMBER, "--leg", "w2h", "--to", XIAN)


@pytest.fixture
async def wired() -> AsyncIterator[tuple[City, City, tuple[Wire, Wire]]]:
    """Both cities, each behind a wire."""
    async with cities() as (a, b), AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(wire(city.port)) for city in (a, b)]
        a.peer_port, b.peer_port = lines[1].port, lines[0].port
        for city in (a, b):
            city.write_config()
            city.start()
        for city in (a, b):
            await city.ready()
            await city.import_catalogues()
        yield a, b, (lines[0], lines[1])


@pytest.mark.parametrize("opened_first", [True, False])
async def test_papers_that_crossed_the_opening(
    wired: tuple[City, City, tuple[Wire, Wire]],
    opened_first: bool,
) -> None:
    """They stand in both cities, are pointed out to the receiver, and found to be missing; nothing goes in then."""
    a, b, lines = wired
    one, two, three = await arrived(a, b, 3)
    await must(a, "parcel", "pack", f"{one}:C01", *TO)
    await healed(a, b)
    for line in lines:
        line.cut = True
        line.break_off()
    pack, opening = (a, "parcel", "pack", f"{two}:C01", *TO), (b, "parcel", "open", NUMBER)
    for city, *words in (opening, pack) if opened_first else (pack, opening):
        await must(city, *words)
    for line in lines:
        line.cut = False
    await healed(a, b)
    code, out = await kuayu(b, "parcel", "show", NUMBER)
    assert (code, f"{two} 拆封时还不知道装有本件" in out) == (0, True)
    again = await must(b, "parcel", "open", NUMBER, "--missing", f"{two}:C01=信封里没有")
    assert {row["case"]: row["repeated"] for row in again["cases"]} == {one: True, two: False}
    await healed(a, b)
    for case in (one, two):
        (ours,), (theirs,) = await must(a, "case", "show", case), await must(b, "case", "show", case)
        assert ours["digest"] == theirs["digest"]
    (row,) = (await must(a, "case", "custody", two))["rows"]
    assert (row["holder"], row["parcel"]) == ("missing", NUMBER)
    code, out = await kuayu(a, "parcel", "pack", f"{three}:C01", *TO)
    assert (code, "PARCEL_CLOSED" in out) == (2, True)
