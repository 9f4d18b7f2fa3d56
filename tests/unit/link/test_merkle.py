"""The tree against known vectors and against the standard's own recursive definition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from federation.errors import Reason, Untrusted
from federation.link.merkle import (
    EMPTY_ROOT,
    Frontier,
    NodeRef,
    consistency_proof,
    frontier_refs,
    inclusion_proof,
    inclusion_refs,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.oracles import merkle as oracle

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/merkle.json").read_text(encoding="utf-8"))
ENTRIES = [bytes.fromhex(entry) for entry in VECTORS["entries"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]
LARGE = [b"entry %d" % i for i in range(129)]


def hashes(hexes):
    return tuple(bytes.fromhex(text) for text in hexes)


class Rows:
    """Entry rows as a store keeps them, counting what is read."""

    def __init__(self, entries):
        self.frontier, self.nodes = Frontier.empty().extend([leaf_hash(entry) for entry in entries])
        self.read = []

    def __call__(self, ref):
        self.read.append(ref)
        return ref.read(self.nodes[ref.entry])


def test_roots_are_those_of_certificate_transparency():
    """Every prefix of the reference entries gives the reference root, in one batch or entry by entry."""
    grown = Frontier.empty()
    assert grown.root == EMPTY_ROOT == ROOTS[0]
    for size, entry in enumerate(ENTRIES, 1):
        grown, _ = grown.extend([leaf_hash(entry)])
        batch, _ = Frontier.empty().extend([leaf_hash(each) for each in ENTRIES[:size]])
        assert grown == batch
        assert grown.root == ROOTS[size]


def test_rows_hold_the_reference_nodes():
    """The hash of every perfect subtree stands where NodeRef says."""
    rows = Rows(ENTRIES)
    for level, row in enumerate(VECTORS["nodes"]):
        for index, known in enumerate(row):
            ref = NodeRef(level=level, index=index)
            assert rows(ref).hex() == known
    assert [len(nodes) // 32 for nodes in rows.nodes] == [1, 2, 1, 3, 1, 2, 1, 4]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['position']}-of-{c['size']}")
def test_inclusion_vectors(case):
    """A vector's proof is the one we make, and it verifies."""
    proof = inclusion_proof(case["position"], case["size"], Rows(ENTRIES))
    assert proof == hashes(case["proof"])
    leaf, root = leaf_hash(ENTRIES[case["position"]]), ROOTS[case["size"]]
    verify_inclusion(leaf=leaf, position=case["position"], size=case["size"], proof=proof, root=root)


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['old_size']}-to-{c['size']}")
def test_consistency_vectors(case):
    """A vector's proof is the one we make, and it verifies."""
    old_size, size = case["old_size"], case["size"]
    proof = consistency_proof(old_size, size, Rows(ENTRIES))
    assert proof == hashes(case["proof"])
    verify_consistency(old_size=old_size, old_root=ROOTS[old_size], size=size, root=ROOTS[size], proof=proof)


@pytest.mark.parametrize("case", VECTORS["refused_inclusion"], ids=lambda c: c["why"])
def test_refused_inclusion_vectors(case):
    """What is not in the log is refused with EVIDENCE_INVALID."""
    with pytest.raises(Untrusted) as refused:
        verify_inclusion(
            leaf=bytes.fromhex(case["leaf"]),
            position=case["position"],
            size=case["size"],
            proof=hashes(case["proof"]),
            root=bytes.fromhex(case["root"]),
        )
    assert refused.value.reason is Reason.EVIDENCE_INVALID


@pytest.mark.parametrize("case", VECTORS["refused_consistency"], ids=lambda c: c["why"])
def test_refused_consistency_vectors(case):
    """A log that did not only grow is refused with EVIDENCE_INVALID."""
    with pytest.raises(Untrusted) as refused:
        verify_consistency(
            old_size=case["old_size"],
            old_root=bytes.fromhex(case["old_root"]),
            size=case["size"],
            root=bytes.fromhex(case["root"]),
            proof=hashes(case["proof"]),
        )
    assert refused.value.reason is Reason.EVIDENCE_INVALID


def test_every_proof_of_every_size_is_the_standards():
    """Sizes to 129, every position and every earlier size: equal to the recursion, and verified."""
    rows = Rows(LARGE)
    for size in range(len(LARGE) + 1):
        root = oracle.mth(LARGE[:size])
        assert Frontier.read(size, rows).root == root
        for position in range(0, size, 1 if size < 40 else 7):
            proof = inclusion_proof(position, size, rows)
            assert list(proof) == oracle.path(position, LARGE[:size])
            leaf = leaf_hash(LARGE[position])
            verify_inclusion(leaf=leaf, position=position, size=size, proof=proof, root=root)


def test_every_growth_is_the_standards():
    """Every pair of sizes to 40, and to 129 in steps: equal to the recursion, and verified."""
    rows = Rows(LARGE)
    roots = [oracle.mth(LARGE[:size]) for size in range(len(LARGE) + 1)]
    for size in [*range(40), 63, 64, 65, 100, 127, 128, 129]:
        for old_size in range(size + 1):
            proof = consistency_proof(old_size, size, rows)
            assert list(proof) == oracle.proof(old_size, LARGE[:size])
            verify_consistency(
                old_size=old_size, old_root=roots[old_size], size=size, root=roots[size], proof=proof
            )


def test_a_plan_names_exactly_what_a_proof_reads():
    """inclusion_refs is what inclusion_proof fetches, in order, and only from rows of that size."""
    rows = Rows(LARGE)
    for size in (1, 2, 7, 64, 100, 129):
        for position in range(size):
            rows.read.clear()
            inclusion_proof(position, size, rows)
            assert tuple(rows.read) == inclusion_refs(position, size)
            assert all(ref.entry < size for ref in rows.read)
            assert len(rows.read) <= 2 * size.bit_length()


def test_a_frontier_goes_on_from_any_earlier_size():
    """A log settled back to an earlier size and grown anew gives the same rows and root."""
    rows = Rows(LARGE)
    for size in range(0, 129, 5):
        back = Frontier.read(size, rows)
        assert len(back.peaks) == len(frontier_refs(size))
        ahead, nodes = back.extend([leaf_hash(entry) for entry in LARGE[size:]])
        assert ahead == rows.frontier
        assert nodes == rows.nodes[size:]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Frontier(size=3, peaks=(EMPTY_ROOT,)),
        lambda: Frontier(size=-1, peaks=()),
        lambda: Frontier(size=1, peaks=(b"short",)),
        lambda: Frontier.empty().extend([b"an entry, not its hash"]),
        lambda: NodeRef(level=2, index=0).read(bytes(64)),
        lambda: inclusion_refs(3, 3),
        lambda: inclusion_proof(-1, 3, Rows(ENTRIES)),
        lambda: consistency_proof(4, 3, Rows(ENTRIES)),
    ],
)
def test_misuse_is_an_error_at_once(wrong):
    """A caller's mistake is a ValueError, never a wrong hash."""
    with pytest.raises(ValueError, match=r"."):
        wrong()
