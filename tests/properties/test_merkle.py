"""A changed bit, a cut or a lie about position or size never verifies, whatever the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import Reason, Untrusted
from federation.link.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.oracles import merkle as oracle

entries_of_a_log = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


def rows_of(entries):
    frontier, nodes = Frontier.empty().extend([leaf_hash(entry) for entry in entries])
    return frontier, lambda ref: ref.read(nodes[ref.entry])


@st.composite
def inclusions(draw):
    """Draw a log without twins, one of its positions, and the true arguments of verify_inclusion."""
    entries = draw(st.lists(st.binary(max_size=40), min_size=1, max_size=70, unique=True))
    position = draw(st.integers(0, len(entries) - 1))
    frontier, fetch = rows_of(entries)
    proof = inclusion_proof(position, len(entries), fetch)
    leaf = leaf_hash(entries[position])
    return {
        "leaf": leaf,
        "position": position,
        "size": len(entries),
        "proof": proof,
        "root": frontier.root,
    }


@st.composite
def growths(draw):
    """Draw a log, an earlier size, and the true arguments of verify_consistency."""
    entries = draw(entries_of_a_log)
    old_size = draw(st.integers(0, len(entries)))
    frontier, fetch = rows_of(entries)
    return {
        "old_size": old_size,
        "old_root": Frontier.read(old_size, fetch).root,
        "size": len(entries),
        "root": frontier.root,
        "proof": consistency_proof(old_size, len(entries), fetch),
    }


def flipped(data, value):
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def cut(data, value):
    return value[: data.draw(st.integers(0, len(value) - 1))]


def damaged(data, true, names):
    """Flip a bit of, or cut, one hash among the arguments; or drop, add, swap steps of the proof."""
    lie = dict(true)
    where = data.draw(st.sampled_from([*names, *(["proof"] if true["proof"] else [])]))
    change = data.draw(st.sampled_from([flipped, cut]))
    if where != "proof":
        lie[where] = change(data, true[where])
        return lie
    steps = list(true["proof"])
    at = data.draw(st.integers(0, len(steps) - 1))
    match data.draw(st.sampled_from(["change", "drop", "add"])):
        case "change":
            steps[at] = change(data, steps[at])
        case "drop":
            del steps[at]
        case _:
            steps.insert(at, data.draw(st.binary(min_size=32, max_size=32)))
    lie["proof"] = tuple(steps)
    return lie


@given(entries_of_a_log)
def test_any_log_has_the_standards_root(entries):
    """Whatever the entries, duplicates and empty ones too, the root is the recursion's."""
    assert rows_of(entries)[0].root == oracle.mth(entries)


@given(entries_of_a_log, st.data())
def test_batches_do_not_matter(entries, data):
    """However a log is cut into batches, frontier and rows are the same."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(entries)), max_size=5)))
    frontier, rows = Frontier.empty(), ()
    for start, end in zip([0, *cuts], [*cuts, len(entries)], strict=True):
        frontier, more = frontier.extend([leaf_hash(entry) for entry in entries[start:end]])
        rows += more
    assert (frontier, rows) == Frontier.empty().extend([leaf_hash(entry) for entry in entries])


@given(inclusions(), st.data())
def test_a_damaged_inclusion_never_verifies(true, data):
    """The true proof verifies; with one bit, byte or step changed it does not."""
    verify_inclusion(**true)
    with pytest.raises(Untrusted) as refused:
        verify_inclusion(**damaged(data, true, ["leaf", "root"]))
    assert refused.value.reason is Reason.EVIDENCE_INVALID


@given(inclusions(), st.data())
def test_an_entry_stands_at_one_position_only(true, data):
    """The same leaf, proof and root never verify at another position."""
    position = data.draw(st.integers(-2, true["size"] + 2))
    if position != true["position"]:
        with pytest.raises(Untrusted):
            verify_inclusion(**{**true, "position": position})


@given(growths(), st.data())
def test_a_damaged_growth_never_verifies(true, data):
    """The true proof verifies; with one bit, byte or step changed it does not."""
    verify_consistency(**true)
    # Between equal sizes, and from nothing, a proof is empty and the roots speak for themselves.
    names = ["old_root"] if true["old_size"] == 0 else ["old_root", "root"]
    with pytest.raises(Untrusted) as refused:
        verify_consistency(**damaged(data, true, names))
    assert refused.value.reason is Reason.EVIDENCE_INVALID
