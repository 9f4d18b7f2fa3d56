"""Coverage is total, adds up, and does not depend on the order in which anything was written down."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.ids import CANONICAL
from federation.items import Condition, Item
from federation.items.tables import Channel, FieldType
from federation.mapping import Crosswalk, CrosswalkRow, Federation, FieldRule, Relation, RuleKind
from federation.mapping.coverage import Choice as Counterpart
from federation.mapping.coverage import Coverage, Standing, as_document, as_html, coverage
from tests.worlds.league import (
    CHENZHOU,
    DAY,
    SHANTOU,
    XIAN,
    catalogue,
    crosswalk,
    item,
    national_base,
    row,
    text,
)
from tests.worlds.tier import drawn

PLACES = (SHANTOU, XIAN, CHENZHOU, CANONICAL)
NUMBERS = (1, 2, 3)


def listed(place: Any, number: int) -> Item:
    """Every place has three items; the third shares its national code, one of Xi'an's is on a national line."""
    line = (place, number) == (XIAN, 2)
    base = national_base(number) if number == max(NUMBERS) else None
    channel = Channel.NATIONAL_LINE if line else Channel.NODE
    return item(
        place, number, base=base, channel=channel, fields=(text("A"), text("B", type=FieldType.NUMBER))
    )


ITEMS = {place: {number: listed(place, number) for number in NUMBERS} for place in PLACES}
ENDS = st.sampled_from([(one, two) for one in PLACES[:3] for two in PLACES if one != two])
RULES = st.sets(st.sampled_from("AB"), max_size=2).map(
    lambda codes: tuple(FieldRule(target=code, kind=RuleKind.COPY, sources=(code,)) for code in sorted(codes))
)


@st.composite
def rows(draw: st.DrawFn, start: Any, end: Any) -> CrosswalkRow:
    """A row between two places, right or wrong."""
    ours = ITEMS[start][draw(st.sampled_from(NUMBERS))]
    relation = draw(st.sampled_from([*Relation, Relation.EXACT]))
    if relation is Relation.NONE:
        return row(ours, None)
    theirs = ITEMS[end][draw(st.sampled_from(NUMBERS))]
    condition = Condition("A", (draw(st.sampled_from("xy")),)) if relation is Relation.SPLIT else None
    gone = {"handling": "999999999999"} if draw(st.integers(0, 9)) == 0 else {}
    return row(ours, theirs, relation=relation, condition=condition, fields=draw(RULES), **gone)


@st.composite
def documents(draw: st.DrawFn) -> Crosswalk:
    """A crosswalk of any two places, or of a city and the canonical catalogue."""
    start, end = draw(ENDS)
    # What contradicts itself within a document is refused when it is loaded.
    found = draw(st.lists(rows(start, end), max_size=3, unique_by=lambda one: one.accepting))
    return crosswalk(start, end, *found, version=draw(st.sampled_from("12")))


def taken(crosswalks: list[Crosswalk], places: Any = PLACES) -> Coverage:
    catalogues = [catalogue(place, list(ITEMS[place].values())) for place in places]
    return coverage(Federation.of(catalogues, crosswalks), on=DAY)


def steady(found: Coverage) -> Any:
    """The answer without the order of the documents it names."""
    document = as_document(found)
    document["documents"].sort(key=json.dumps)
    return document


DOCUMENTS = st.lists(documents(), max_size=5, unique_by=lambda one: (one.accepting, one.handling))


@settings(max_examples=drawn(25))
@given(st.lists(documents(), max_size=5))
def test_it_adds_up(crosswalks: list[Crosswalk]) -> None:
    """Whatever the crosswalks say: no exception, every item of every pair once, counts that agree with the lines."""
    found = taken(crosswalks)
    assert len(found.pairs) == len(PLACES) * (len(PLACES) - 1)
    for (start, _), pair in found.pairs.items():
        assert [line.item for line in pair.lines] == sorted(
            ITEMS[start].values(), key=lambda one: one.key.code
        )
        assert Counter(line.standing for line in pair.lines) == Counter(pair.standings)
        assert sum(pair.ways.values()) == sum(line.standing.leads for line in pair.lines)
        for line in pair.lines:
            assert bool(line.choices) is line.standing.leads
            assert (line.reason is None) is (line.standing is Standing.MATCHED)
            assert all(isinstance(choice, Counterpart) for choice in line.choices)
            assert line.home or not line.losses
    assert json.loads(json.dumps(as_document(found))) == as_document(found)
    assert as_html(found).endswith("</html>\n")


@settings(max_examples=drawn(15))
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(crosswalks: list[Crosswalk], random: Any) -> None:
    """Rows, documents and catalogues in another order give the same answer."""
    shuffled = [
        crosswalk(one.accepting, one.handling, *random.sample(one.rows, len(one.rows)), version=one.version)
        for one in random.sample(crosswalks, len(crosswalks))
    ]
    assert steady(taken(shuffled, random.sample(PLACES, len(PLACES)))) == steady(taken(crosswalks))
