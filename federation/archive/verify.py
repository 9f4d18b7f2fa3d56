"""Verifying a packet offline, in numbered steps (the numbers are `Step`'s).

The verifier brings the root keys. The evidence in the packet is believed as far as those keys reach; the
process log and the metadata are made anew from it and compared; every file is hashed. What no key proves are
the names in the metadata and the printed receipt: only the packet's own digest, which the handling place
wrote into the case 归档, binds those, and a verifier who has it brings it along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

from federation.archive import packet
from federation.archive.container import Member, Source, read
from federation.archive.metadata import Metadata, facts_of, read_metadata
from federation.archive.record import as_csv, as_json, lines
from federation.case import Case, canonical
from federation.errors import KuayuError, Reason, Untrusted
from federation.evidence import Report, verify_bundle
from federation.ids import CaseId, Digest
from federation.trust.dsse import Roots

T = TypeVar("T")
_KEPT = frozenset(
    {packet.METADATA, packet.CASE, packet.LOG_CSV, packet.LOG_JSON, packet.EVIDENCE, packet.DIGESTS}
)


class Step(IntEnum):
    """The numbered steps; the numbers stand in the report."""

    CONTAINER = 1
    DIGESTS = 2
    METADATA = 3
    EVIDENCE = 4
    CASE = 5
    FILES = 6
    ARCHIVED = 7


STEPS: Mapping[Step, tuple[str, str]] = {
    Step.CONTAINER: ("包的格式，逐字节", "the container, byte by byte"),
    Step.DIGESTS: ("每个文件的数字摘要", "the digest of every file"),
    Step.METADATA: ("元数据合乎结构，与文件一致", "metadata against the schema and the files"),
    Step.EVIDENCE: ("证据包成立", "the evidence verifies"),
    Step.CASE: (
        "办件内容、过程、元数据与证据一致",
        "case, process log and metadata follow from the evidence",
    ),
    Step.FILES: ("证据所列文件齐全", "every file that the evidence names is there"),
    Step.ARCHIVED: ("与归档登记的摘要一致", "the digest under which it was archived"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step: it held, or the reason why not."""

    step: Step
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketReport:
    """The whole verification.

    Attributes:
        digest: of the file itself: what 归档 names.
        checks: the steps made, in order; a step is not made if what it needs did not hold.
        files: how many files the packet holds.
        metadata: what the packet says of itself; None unless valid.
        evidence: the report of the evidence in it; None unless there is any.
    """

    digest: Digest
    checks: tuple[Check, ...]
    files: int
    metadata: Metadata | None
    evidence: Report | None

    @property
    def case(self) -> CaseId | None:
        """The case that the evidence is about."""
        return self.evidence.case if self.evidence is not None else None

    @property
    def failed(self) -> tuple[Check, ...]:
        """The steps that did not hold."""
        return tuple(check for check in self.checks if check.reason is not None)

    @property
    def verified(self) -> bool:
        """Whether every step that can be made was made and held."""
        made = {check.step for check in self.checks} | {Step.ARCHIVED}
        return not self.failed and made == set(Step)

    def enforce(self) -> None:
        """Raise unless verified.

        Raises:
            Untrusted: ARCHIVE_INVALID, naming the first step that failed.
        """
        if not self.verified:
            first = self.failed[0]
            cause = first.reason.value if first.reason else ""
            raise Untrusted(Reason.ARCHIVE_INVALID, step=first.step, cause=cause)


def verify_packet(
    source: Source, *, roots: Roots, now: datetime, archived: Digest | None = None
) -> PacketReport:
    """Verify a packet.

    Args:
        source: the packet, from its first byte; read once, and never held whole.
        roots: the root keys and threshold, from anywhere but the packet.
        now: the verifier's clock, UTC.
        archived: the digest that the case's 归档 names, if known.

    Returns:
        Every step and what was found; nothing is raised. Use `PacketReport.enforce` where a failure must stop.
    """
    hashed, checks = _Hashed(source), _Checks()
    members = checks.attempt(Step.CONTAINER, lambda: _members(hashed))
    hashed.drain()
    found = _Inside() if members is None else _inside(members, checks, roots=roots, now=now)
    if archived is not None:
        checks.attempt(Step.ARCHIVED, lambda: _archived(hashed.digest, archived))
    return PacketReport(
        digest=hashed.digest,
        checks=tuple(checks.made),
        files=len(members or ()),
        metadata=found.metadata,
        evidence=found.evidence,
    )


@dataclass(slots=True)
class _Inside:
    """What was found in a packet whose container holds."""

    metadata: Metadata | None = None
    evidence: Report | None = None


def _inside(members: Members, checks: _Checks, *, roots: Roots, now: datetime) -> _Inside:
    """Steps 2 to 6."""
    if checks.attempt(Step.DIGESTS, lambda: _digests(members)) is None:
        return _Inside()
    metadata = checks.attempt(Step.METADATA, lambda: _metadata(members))
    evidence = verify_bundle(_data(members, packet.EVIDENCE), roots=roots, now=now)
    checks.attempt(Step.EVIDENCE, evidence.enforce)
    if metadata is not None and evidence.verified:
        checks.attempt(Step.CASE, lambda: _case(evidence, metadata, members))
        checks.attempt(Step.FILES, lambda: _files(evidence, metadata))
    return _Inside(metadata, evidence)


class _Hashed:
    """A source that hashes what is read from it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        data = self._source.read(size)
        self._hash.update(data)
        return data

    def drain(self) -> None:
        """Read what is left, so that the digest is the file's."""
        while self.read(1 << 20):
            pass

    @property
    def digest(self) -> Digest:
        """Of everything read so far."""
        return Digest.of(self._hash.digest())


@dataclass(slots=True)
class _Checks:
    """Collects steps as they are made."""

    made: list[Check] = field(default_factory=list)

    def attempt(self, step: Step, judge: Callable[[], T]) -> T | None:
        """Make one step: what it gives, or None and its reason on record."""
        try:
            value = judge()
        except KuayuError as error:
            detail = " ".join(f"{name}={value}" for name, value in error.detail.items())
            self.made.append(Check(step=step, reason=error.reason, detail=detail))
            return None
        self.made.append(Check(step=step))
        return value


Members = Mapping[str, Member]


def _members(source: Source) -> Members:
    """Step 1: the container, and in it what every packet has, in its order."""
    found = list(read(source, keep=_KEPT))
    names = [member.name for member in found]
    if tuple(names[: len(packet.FIXED)]) != packet.FIXED or names[-1] != packet.DIGESTS:
        raise _invalid("files of every packet")
    return {member.name: member for member in found}


def _digests(members: Members) -> bool:
    """Step 2: the list of digests is that of the files."""
    listed = ((name, member.digest) for name, member in members.items() if name != packet.DIGESTS)
    if packet.digest_list(listed) != _data(members, packet.DIGESTS):
        raise _invalid("list of digests")
    return True


def _metadata(members: Members) -> Metadata:
    """Step 3: valid, and its files are those of the packet."""
    metadata = read_metadata(_data(members, packet.METADATA))
    told = {entry.path: (entry.size, entry.digest) for entry in metadata.files}
    there = {
        name: (member.size, member.digest)
        for name, member in members.items()
        if name not in {*packet.FIXED, packet.DIGESTS}
    }
    if told != there or len(told) < len(metadata.files):
        raise _invalid("files of the metadata")
    return metadata


def _case(report: Report, metadata: Metadata, members: Members) -> Case:
    """Step 5: what follows from the evidence is what the packet says."""
    case, log = report.folded, lines(report)
    if case is None or not case.ended:
        raise _invalid("not ended")
    made = {packet.CASE: canonical(case), packet.LOG_CSV: as_csv(log), packet.LOG_JSON: as_json(log)}
    for name, data in made.items():
        if data != _data(members, name):
            raise _invalid(name)
    told = facts_of(case)
    for name in told.keys() | metadata.facts.keys():
        if told.get(name) != metadata.facts.get(name):
            raise _invalid(f"{packet.METADATA} {name}")
    return case


def _files(report: Report, metadata: Metadata) -> bool:
    """Step 6: the files are those that the entries name."""
    named = {digest: blob.size for digest, blob in packet.named_files(lines(report)).items()}
    there = {entry.digest: entry.size for entry in metadata.files}
    if named != there or len(there) < len(metadata.files):
        raise _invalid("files of the evidence")
    return True


def _archived(found: Digest, archived: Digest) -> bool:
    """Step 7: this very file was archived."""
    if found != archived:
        raise _invalid("another packet")
    return True


def _data(members: Members, name: str) -> bytes:
    return members[name].data or b""


def _invalid(why: str) -> Untrusted:
    return Untrusted(Reason.ARCHIVE_INVALID, why=why)
