"""Two settled cities for a whole module, and a hand of Shantou's beside its node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.worlds.ground import SHANTOU
from tests.worlds.member import Hand, hand
from tests.worlds.nodes import City, mute_shantou, running_cities


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[City, City]]:
    """Shantou and Xi'an, for tests that leave both going."""
    world = running_cities()
    with asyncio.Runner() as runner:
        yield runner.run(world.__aenter__())
        runner.run(world.__aexit__(None, None, None))


@pytest.fixture
async def both() -> AsyncIterator[tuple[City, City]]:
    """Shantou and Xi'an, for one test alone."""
    async with running_cities() as cities:
        yield cities


@pytest.fixture(scope="module")
def alone() -> Iterator[City]:
    """Xi'an, and a Shantou whose own node takes what is sent to it but finds no way out: only a hand speaks."""
    world = mute_shantou()
    with asyncio.Runner() as runner:
        yield runner.run(world.__aenter__())
        runner.run(world.__aexit__(None, None, None))


@pytest.fixture
async def shantou(alone: City) -> AsyncIterator[Hand]:
    """Shantou's hand at Xi'an's node, holding the link."""
    async with hand(SHANTOU, alone) as made:
        await made.take()
        yield made
