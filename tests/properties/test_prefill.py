"""Prefill 秒报 over random facts, sources, days and forms: nothing is invented, nothing dropped, always the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import InvalidInput
from federation.ids import CaseId, Digest
from federation.items.form import fits
from federation.mapping.prefill import Fact, Source, load_facts, load_table, prefill
from tests.worlds.prefill import EARLIER, ON, RECORD, TABLE, driver
from tests.worlds.tier import drawn

LOADED = load_table(TABLE.encode())
CODES = [*LOADED.facts, "phone"]
VALUES = (
    "测试甲",
    "440524197001010086",
    "440524197002310086",
    "1",
    "2",
    "2026-12-31",
    "20261231",
    "西安市",
    "长" * 1_500,
    "x" * 2_000,
)
FIELDS = {spec.code: spec for spec in driver().fields}


def reference(source: Source) -> Digest | CaseId:
    """What a source's facts refer to."""
    return Digest(RECORD) if source is not Source.EARLIER_CASE else EARLIER


@st.composite
def several(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Facts as a loader lets them pass: a code at most once from each source."""
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(Source)), unique=True, max_size=16)
    )
    days = st.integers(-400, 2).map(lambda days: ON + timedelta(days=days)) | st.just(ON)
    return tuple(
        Fact(
            code=code,
            value=draw(st.sampled_from(VALUES)),
            source=source,
            reference=reference(source),
            on=draw(days),
        )
        for code, source in pairs
    )


@settings(max_examples=drawn(150), deadline=None)
@given(
    several(),
    st.dictionaries(st.sampled_from([*FIELDS, "F99"]), st.sampled_from(["", " ", *VALUES]), max_size=4),
)
def test_every_field_is_explained_or_asked_for(facts: tuple[Fact, ...], before: dict[str, str]) -> None:
    """Each field is filled, kept or a gap; each value fits and rests on given, fresh facts of one rule; each fact is used or told."""
    found = prefill(LOADED, driver(), facts, on=ON, given=before)
    assert sorted(one.code for part in (found.fields, found.kept, found.gaps) for one in part) == sorted(
        FIELDS
    )
    rules = {row.rule.target: row.rule for row in LOADED.rows}
    for one in found.fields:
        rule = rules[one.code]
        assert fits(FIELDS[one.code])(one.value)
        assert (one.rule, tuple(fact.code for fact in one.facts)) == (rule.kind, rule.sources)
        for fact in one.facts:
            need = LOADED.facts[fact.code]
            assert fact in facts
            assert fact.source in need.sources
            assert fact.on <= ON
            assert need.good_days is None or fact.on >= ON - timedelta(days=need.good_days)
        assert one.value == rewritten(one.rule.value, [fact.value for fact in one.facts])
    used = {fact for one in found.fields for fact in one.facts}
    assert used | {one.fact for one in found.unused} == set(facts)
    assert used & {one.fact for one in found.unused} == set()
    assert all(one.why for one in found.unused)
    assert {one.code for one in found.kept} == {code for code in FIELDS if before.get(code, "").strip()}


def rewritten(rule: str, values: list[str]) -> str:
    """What each rule of the example makes, written down a second time."""
    (first, *_) = values
    match rule:
        case "SPLIT":
            return first[6:14]
        case "CODE_TABLE":
            return {"1": "HY", "2": "WH"}[first]
        case "DATE":
            return date.fromisoformat(first).strftime("%Y%m%d")
        case _:
            return "".join(values)


@settings(max_examples=drawn(50), deadline=None)
@given(several())
def test_the_order_of_facts_does_not_matter(facts: tuple[Fact, ...]) -> None:
    """The same facts the other way round fill the same form."""
    forth, back = (prefill(LOADED, driver(), order, on=ON) for order in (facts, facts[::-1]))
    assert forth.fields == back.fields
    assert [gap.code for gap in forth.gaps] == [gap.code for gap in back.gaps]
    assert set(forth.unused) == set(back.unused)


@settings(max_examples=drawn(20), deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Whatever comes, a loader gives a value or refuses; nothing else is raised."""
    for load in (load_facts, load_table):
        with suppress(InvalidInput):
            load(data)
