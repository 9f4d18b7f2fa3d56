"""Coverage of the fourteen example cities, as far as one of them is concerned."""

from __future__ import annotations

from datetime import date

import pytest

from examples.cases import HERE
from federation.ids import CANONICAL, Locality
from federation.mapping.coverage import Standing, as_html, coverage
from federation.mapping.manifest import load_federation, read_manifest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MANIFEST = HERE / "federation" / "federation.toml"
SHANTOU = Locality("440500")


def test_shantou_and_thirteen_cities() -> None:
    """Every file is taken in whole; most items lead somewhere, by the canonical catalogue, and nothing contradicts."""
    loaded = load_federation(MANIFEST)
    assert len(loaded.files) == read_manifest(MANIFEST).files
    found = coverage(loaded.federation, on=date(2026, 11, 24), accepting=SHANTOU)
    cities = {end for _, end in found.pairs} - {CANONICAL}
    assert len(cities) == 13
    assert not [one for one in found.conflicts if one.certain]
    for pair in found.pairs.values():
        assert len(pair.lines) >= 300
        assert pair.share is not None
        assert pair.share > 0.5
        assert pair.standings[Standing.OWN_LINE] > 0
        assert pair.fill.filled / pair.fill.fields > 0.5
        assert len(pair.one_way) < pair.covered / 10
    assert len(as_html(found)) < 2_000_000
