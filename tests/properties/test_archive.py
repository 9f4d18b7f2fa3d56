"""However a case went, once it has ended its packet can be made, verifies, and tells the case."""

from __future__ import annotations

import io

from hypothesis import given, settings

from federation.archive import verify_packet, write
from tests.properties.test_case import lives, lives_of
from tests.worlds.archive import NOW, ended, parts
from tests.worlds.case import CASE
from tests.worlds.tier import drawn
from tests.worlds.trust import ROOTS


@settings(lives_of, max_examples=drawn(12))
@given(lives())
def test_every_end_is_filed(world):
    """Any life brought to its end; the packet holds every file that its entries name."""
    done = ended(world)
    report = verify_packet(io.BytesIO(b"".join(write(parts(done)))), roots=ROOTS, now=NOW)
    report.enforce()
    assert report.case == CASE
    assert report.metadata is not None
    assert report.metadata.facts["办件编号"] == CASE
