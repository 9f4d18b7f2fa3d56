"""Suggest, whatever the names: total, within bounds, and the same from either order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.items import Catalogue
from federation.mapping.suggest import suggest
from federation.mapping.suggest.contrasts import STAGES
from federation.mapping.suggest.phrase import read
from tests.unit.mapping.labelled import SIDES, catalogue
from tests.worlds.tier import drawn

WORDS = [
    "食品",
    "经营许可",
    "登记",
    "（变更）",
    "注销",
    "-",
    "、",
    "的",
    "转入",
    "省内",
    "市级",
    "社保卡",
    "x",
]
NAMES = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=8).map("".join))


@given(NAMES)
def test_every_text_has_a_reading(name: str):
    """No text stops the reader, and it names no stage that is not in the table."""
    found = read(name)
    assert found == read(name)
    assert found.stages <= STAGES.keys()
    assert found.pieces


def rows(names: list[str]) -> list[str]:
    """Rows of a catalogue; a name may hold neither the separator nor nothing at all."""
    kept = ("".join(name.translate({ord(sign): None for sign in "|/^"}).split()) for name in names)
    return [f"市监|01|{name}" for name in dict.fromkeys(kept) if name]


@settings(max_examples=drawn(30))
@given(st.lists(NAMES, max_size=6), st.lists(NAMES, max_size=6))
def test_proposals_are_total_and_blind_to_order(ours: list[str], theirs: list[str]):
    """Every item is answered, scores are 0–1, and turning the rows round changes nothing."""
    left, right = (
        catalogue(side, *rows(names)) for side, names in zip(SIDES["held_out"], (ours, theirs), strict=True)
    )
    found = suggest(left, right)
    assert [one.item for one in found] == list(left.items)
    assert all(0 <= proposal.score <= 1 for one in found for proposal in one.proposals)
    turned = [
        Catalogue.of(locality=one.locality, version="1", items=reversed(one.items)) for one in (left, right)
    ]
    assert suggest(*turned) == found
