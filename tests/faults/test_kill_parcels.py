"""Kill -9 between the cases of one envelope: packed and opened again by the same command, each case once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from federation.case.choices import Leg
from federation.case.parts import Paper
from federation.client import Client
from federation.errors import KuayuError
from federation.ids import ParcelNo
from federation.wire.parcels import Envelope
from node.ids import new_message_id
from tests.worlds.ground import ACTORS, XIAN
from tests.worlds.healed import check_equal, check_once, healed
from tests.worlds.nodes import City
from tests.worlds.offices import arrived, offices

pytestmark = pytest.mark.slow

NUMBER = ParcelNo("9800000000001")
ORIGINAL = Paper(code="C01", original=True, count=1)
Step = Callable[[Client], Awaitable[list[Any]]]


def envelope(city: City) -> Envelope:
    """The parcel in a command of a city's clerk."""
    message = new_message_id(datetime.now(UTC))
    return Envelope(message_id=message, actor=ACTORS[city.me], carrier="ems", number=NUMBER)


async def killed_in(city: City, step: Step) -> list[Any]:
    """The node dies after the first thing it stores for the step; what the same step says after the next start."""
    await city.stop()
    city.start(stop_at="staged")
    await city.ready()
    async with city.client() as client:
        with suppress(KuayuError):
            await step(client)
    assert await city.ended() < 0
    assert city.rows("SELECT 1 FROM staged")
    city.start()
    await city.ready()
    async with city.client() as client:
        return await step(client)


async def test_an_envelope_of_three_cases() -> None:
    """Every case says once that it was sent and once that it came; both cities tell the same."""
    async with offices() as (a, b):
        cases = await arrived(a, b, 3)
        packing, opening = envelope(a), envelope(b)
        papers = [(case, ORIGINAL) for case in cases]
        packed = await killed_in(
            a, lambda client: client.pack_parcel(packing, to=XIAN, leg=Leg.W2H, papers=papers)
        )
        await healed(a, b)
        opened = await killed_in(b, lambda client: client.open_parcel(opening, findings=[]))
        await healed(a, b)
        for rows in (packed, opened):
            assert [row.reason for row in rows] == [""] * 3
            assert rows[0].repeated  # it was stored before the kill
        async with a.client() as client:
            shown = (await client.show_parcel(NUMBER)).rows
        assert [(row.case, row.state) for row in sorted(shown, key=lambda row: cases.index(row.case))] == [
            (case, "received") for case in cases
        ]
        await check_equal(a, b)
        check_once(a)
        check_once(b)
