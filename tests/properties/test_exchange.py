"""Any life of a case gives rows that meet the tables, or a reason that names the spot."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.case import Side
from federation.errors import InvalidInput, Reason
from federation.exchange import TABLES, Hub, national, rows_of
from tests.properties.test_case import lives, lives_of
from tests.worlds.exchange import filed, hub, hubs
from tests.worlds.tier import drawn

PROFILES: list[Hub] = [national(), *map(hub, hubs())]
SPOTS = {
    Reason.EXPORT_INCOMPLETE: {"table", "column"},
    Reason.TOO_LARGE: {"table", "column", "limit"},
    Reason.CODE_UNDECLARED: {"set", "word"},
}


@settings(lives_of, max_examples=drawn(30))
@given(lives(), st.sampled_from(PROFILES))
def test_rows_meet_the_tables(world, hub):
    """Lengths and required columns hold, every identity is unique; else table and column are named."""
    case = world.case(Side.HANDLING)
    try:
        rows = rows_of(case, filed(hub))
    except InvalidInput as error:
        assert set(error.detail) == SPOTS[error.reason]  # noqa: PT017  # where it happens, not whether
        return
    assert len({row.guid for row in rows}) == len(rows)
    for row in rows:
        columns = TABLES[row.table].columns
        assert list(row.values) == list(columns)
        assert all(len(row.values[name]) <= hub.length(row.table, name) for name in columns)
        assert all(row.values[name] for name in columns if hub.required(row.table, name))


@settings(lives_of, max_examples=drawn(30))
@given(lives())
def test_both_ends_tell_the_same(world):
    """Once everything is delivered the two cities' rows are equal: a hub that hears both hears one case."""
    world.settle()
    told = []
    for side in Side:
        try:
            told.append(rows_of(world.case(side), filed()))
        except InvalidInput as error:
            told.append((error.reason, error.detail))
    assert told[0] == told[1]


@settings(lives_of, max_examples=drawn(20))
@given(lives())
def test_what_was_sent_is_updated_or_taken_back(world):
    """However a case goes on, a row sent before is sent again under its identity or taken back."""
    try:
        before = {row.guid: row.table for row in rows_of(world.case(Side.HANDLING), filed())}
        after = rows_of(world.settle().case(Side.HANDLING), filed(known=before))
    except InvalidInput:
        return
    assert set(before) == {row.guid for row in after if row.operation in {"U", "D"}}
    assert all(row.operation == "I" for row in after if row.guid not in before)
