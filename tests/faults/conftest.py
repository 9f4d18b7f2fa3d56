"""Every fault test starts from two cities that are up, settled and know their items."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.worlds.nodes import City, running_cities


@pytest.fixture
async def both() -> AsyncIterator[tuple[City, City]]:
    """Shantou and Xi'an."""
    async with running_cities() as pair:
        yield pair
