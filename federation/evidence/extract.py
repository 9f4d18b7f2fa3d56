"""Making an evidence file from what a node keeps of two logs; pure, the node reads the rows.

For each entry the earliest receipt that covers it is taken, for that is when it arrived; the newest
receipt of each log goes along, for it shows how far that log reached. Receipts over positions that a
later epoch voided no longer fit the log and are passed over. Two calls, so that a store reads once:
`Extract.refs` names the tree nodes wanted, `make_bundle` takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from federation.case.authors import Side, side_of
from federation.case.order import Placed
from federation.errors import Reason, Unavailable
from federation.evidence.bundle import Bundle, Exhibit, LogPart, ReceiptBytes, ReceiptKind, encode_bundle
from federation.evidence.verify import case_digest
from federation.ids import CaseId, LogId
from federation.link.head import Countersigned, Head, Signed
from federation.link.merkle import Frontier, NodeRef, frontier_refs, inclusion_proof, inclusion_refs
from federation.wire.entries import read_act

Nodes = Mapping[NodeRef, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipted:
    """A stored receipt and how it was signed."""

    kind: ReceiptKind
    receipt: Signed[Countersigned]

    @property
    def head(self) -> Head:
        """The head that both ends signed."""
        return self.receipt.statement.head.statement

    def written(self) -> ReceiptBytes:
        """As it stands in an evidence file."""
        return ReceiptBytes(kind=self.kind, payload=self.receipt.payload, signature=self.receipt.signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What a node keeps of one log that bears on a case.

    Attributes:
        log: the log.
        size: entries in it now.
        entries: the case's entries by position, those left out that were refused as DUPLICATE.
        receipts: candidates, at least the first that covers each entry and the newest of all.
    """

    log: LogId
    size: int
    entries: Mapping[int, bytes]
    receipts: Sequence[Receipted]

    def refs(self) -> frozenset[NodeRef]:
        """The tree nodes that `make_bundle` needs."""
        sizes = {one.head.size for one in self._within()}
        wanted = {ref for size in sizes for ref in frontier_refs(size)}
        for position in self.entries:
            wanted |= {ref for size in sizes if size > position for ref in inclusion_refs(position, size)}
        return frozenset(wanted)

    def fitting(self, nodes: Nodes) -> list[Receipted]:
        """The receipts over this log as it stands, by time of arrival."""
        fit = [one for one in self._within() if _root(one.head.size, nodes) == one.head.root]
        return sorted(fit, key=lambda one: (one.receipt.statement.at, one.head.size))

    def _within(self) -> Iterable[Receipted]:
        return [one for one in self.receipts if one.head.size <= self.size]


def make_bundle(
    case: CaseId, extracts: Sequence[tuple[Extract, Nodes]], directories: Mapping[int, bytes]
) -> bytes:
    """Write the evidence file of a case.

    Args:
        case: the case.
        extracts: of each log between its ends, with the nodes that `Extract.refs` named.
        directories: by version, the published bytes of every directory that a receipt may name.

    Raises:
        Unavailable: NOT_FOUND if nothing of the case is there, or a directory is not kept.
        KuayuError: an entry does not decode.
    """
    parts, versions = [], set[int]()
    placed: dict[Side, list[Placed]] = {Side.ACCEPTING: [], Side.HANDLING: []}
    known = {Side.ACCEPTING: 0, Side.HANDLING: 0}
    for extract, nodes in extracts:
        used, exhibits = _exhibits(extract, extract.fitting(nodes), nodes)
        parts.append(
            LogPart(log=extract.log, receipts=tuple(one.written() for one in used), exhibits=exhibits)
        )
        versions |= {one.receipt.statement.directory_version for one in used}
        side = side_of(extract.log.sender, case)
        known[side] = max((one.head.size for one in used), default=0)
        placed[side] = [
            Placed(one.position, read_act(one.entry)) for one in exhibits if one.receipt is not None
        ]
    if not any(part.exhibits for part in parts):
        raise Unavailable(Reason.NOT_FOUND, what="entries of the case")
    bundle = Bundle(
        case=case,
        directories=tuple(_directory(directories, version) for version in sorted(versions)),
        logs=tuple(parts),
        digest=case_digest(case, placed, known),
    )
    return encode_bundle(bundle)


def _exhibits(
    extract: Extract, fitting: Sequence[Receipted], nodes: Nodes
) -> tuple[list[Receipted], tuple[Exhibit, ...]]:
    """The receipts used, and each entry with the earliest that covers it."""
    used: list[Receipted] = []
    exhibits = []
    for position, entry in sorted(extract.entries.items()):
        first = next((one for one in fitting if one.head.size > position), None)
        if first is None:
            exhibits.append(Exhibit(position=position, entry=entry, receipt=None, proof=()))
            continue
        if first not in used:
            used.append(first)
        proof = inclusion_proof(position, first.head.size, nodes.__getitem__)
        exhibits.append(Exhibit(position=position, entry=entry, receipt=used.index(first), proof=proof))
    if fitting:
        newest = max(fitting, key=lambda one: (one.head.size, one.receipt.statement.at))
        used += [newest] if newest not in used else []
    return used, tuple(exhibits)


def _root(size: int, nodes: Nodes) -> bytes:
    return Frontier.read(size, nodes.__getitem__).root


def _directory(directories: Mapping[int, bytes], version: int) -> bytes:
    if version not in directories:
        raise Unavailable(Reason.NOT_FOUND, what="directory", version=version)
    return directories[version]
