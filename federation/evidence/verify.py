"""Verifying an evidence file offline, in numbered steps (the numbers are `Step`'s).

The verifier brings the root keys; everything else comes from the file and is believed only as far as
those keys reach: roots → directory → member keys → receipts and heads → entries → acts → the case.
A check that fails is reported and the others go on, so that a reader sees all that is wrong; nothing
that hangs on a failed check is called proven.

What a file cannot prove is that nothing was left out: it shows what was said, not that nothing else was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from federation.case.authors import Side, side_of
from federation.case.case import Case
from federation.case.digest import digest
from federation.case.events import Act
from federation.case.fold import fold
from federation.case.order import Placed
from federation.errors import InvalidInput, KuayuError, Malformed, Reason, Untrusted
from federation.evidence.bundle import Bundle, Exhibit, LogPart, ReceiptBytes, parse_bundle
from federation.evidence.report import Check, Finding, Report, Standing, Step
from federation.ids import CaseId, Digest, LogId
from federation.limits import FRESH_SECONDS
from federation.link.head import Countersigned, Signed
from federation.link.merkle import leaf_hash, verify_inclusion
from federation.link.parties import check_fresh
from federation.trust.directory import Directory
from federation.trust.dsse import Roots
from federation.trust.publication import parse_directory
from federation.wire.entries import Entry, open_entry, read_entry
from federation.wire.statements import decode

T = TypeVar("T")
Receipt = Signed[Countersigned]
Directories = Mapping[int, Directory]


def verify_bundle(data: bytes, *, roots: Roots, now: datetime) -> Report:
    """Verify an evidence file.

    Args:
        data: the file.
        roots: the root keys and threshold, from anywhere but the file.
        now: the verifier's clock, UTC; a receipt from the future is refused.

    Returns:
        Every check and every finding; nothing is raised. Use `Report.enforce` where a failure must stop.
    """
    checks = _Checks()
    bundle = checks.attempt(Step.SHAPE, "file", partial(parse_bundle, data))
    if bundle is None:
        return Report(case=None, checks=tuple(checks.made))
    directories = _directories(bundle, roots, checks)
    parts = [_verify_log(part, bundle.case, directories, now=now, checks=checks) for part in bundle.logs]
    folded = checks.attempt(Step.FOLD, bundle.case, partial(_fold, bundle, parts))
    return Report(
        case=bundle.case,
        checks=tuple(sorted(checks.made, key=lambda check: check.step)),
        findings=tuple(finding for part in parts for finding in part.findings),
        digest=bundle.digest if folded is not None else None,
        folded=folded,
    )


@dataclass(slots=True)
class _Checks:
    """Collects checks as they are made."""

    made: list[Check] = field(default_factory=list)

    def attempt(self, step: Step, subject: str, judge: Callable[[], T]) -> T | None:
        """Make one check: what it gives, or None and its reason on record."""
        try:
            value = judge()
        except KuayuError as error:
            detail = " ".join(f"{name}={value}" for name, value in error.detail.items())
            self.made.append(Check(step=step, subject=subject, reason=error.reason, detail=detail))
            return None
        self.made.append(Check(step=step, subject=subject))
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _LogVerdict:
    """What was found of one log: ``size`` is as far as a verified receipt reaches."""

    log: LogId
    size: int
    findings: tuple[Finding, ...]


def _directories(bundle: Bundle, roots: Roots, checks: _Checks) -> Directories:
    """Step 2: each directory under the verifier's roots; one content per version."""
    found: dict[int, Directory] = {}
    for number, source in enumerate(bundle.directories):
        subject = f"directory[{number}]"
        checks.attempt(Step.DIRECTORIES, subject, partial(_add_directory, found, source, roots))
    return found


def _add_directory(found: dict[int, Directory], source: bytes, roots: Roots) -> None:
    directory = parse_directory(source, roots=roots)
    if directory.version in found:
        raise Untrusted(Reason.EVIDENCE_INVALID, version=directory.version, why="twice")
    found[directory.version] = directory


def _verify_log(
    part: LogPart, case: CaseId, directories: Directories, *, now: datetime, checks: _Checks
) -> _LogVerdict:
    receipts = [
        checks.attempt(
            Step.RECEIPTS,
            f"{part.log} receipt[{number}]",
            partial(_verify_receipt, receipt, part.log, directories, now=now),
        )
        for number, receipt in enumerate(part.receipts)
    ]
    findings = tuple(_verify_exhibit(one, part.log, case, receipts, checks) for one in part.exhibits)
    sizes = [receipt.statement.head.statement.size for receipt in receipts if receipt is not None]
    return _LogVerdict(log=part.log, size=max(sizes, default=0), findings=findings)


def _verify_receipt(receipt: ReceiptBytes, log: LogId, directories: Directories, *, now: datetime) -> Receipt:
    """Step 3: both signatures over their bytes, by keys valid when the receiver signed.

    The receiver judged the sender's key by its own clock and by the directory it names (protocol,
    Append step 4); so does this. A head's own time would let a closed key sign for the past.
    """
    statement = decode(Countersigned, receipt.payload)
    head = statement.head.statement
    if (head.log, head.sender, head.receiver) != (log, log.sender, log.receiver):
        raise Untrusted(Reason.PARTIES, log=head.log)
    if statement.at > now + timedelta(seconds=FRESH_SECONDS):
        raise Untrusted(Reason.STALE, why="a receipt from the future")
    check_fresh(head.at, now=statement.at)  # an honest receiver took the head only while it was fresh
    directory = directories.get(statement.directory_version)
    if directory is None:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="no such directory", version=statement.directory_version)
    outer, inner = receipt.kind.payload_types
    directory.verify(log.receiver, outer, receipt.payload, receipt.signature, statement.at)
    directory.verify(log.sender, inner, statement.head.payload, statement.head.signature, statement.at)
    return Signed(statement=statement, payload=receipt.payload, signature=receipt.signature)


def _verify_exhibit(
    exhibit: Exhibit, log: LogId, case: CaseId, receipts: list[Receipt | None], checks: _Checks
) -> Finding:
    """Steps 4 to 6 for one entry."""
    subject = f"{log} entry[{exhibit.position}]"
    receipt = receipts[exhibit.receipt] if exhibit.receipt is not None else None
    placed = receipt and checks.attempt(Step.INCLUSION, subject, partial(_verify_place, exhibit, receipt))
    entry = checks.attempt(Step.ENVELOPE, subject, partial(_read, exhibit.entry, log))
    act = checks.attempt(Step.ACT, subject, partial(_open, entry, case)) if entry else None
    if act is None or (exhibit.receipt is not None and not placed):
        return Finding(log=log, position=exhibit.position, standing=Standing.FAILED, act=act)
    if receipt is None:
        return Finding(log=log, position=exhibit.position, standing=Standing.UNRECEIPTED, act=act)
    return Finding(
        log=log,
        position=exhibit.position,
        standing=Standing.PROVEN,
        act=act,
        received_at=receipt.statement.at,
        sender_key=receipt.statement.head.signature.key_id,
        receiver_key=receipt.signature.key_id,
    )


def _verify_place(exhibit: Exhibit, receipt: Receipt) -> bool:
    """Step 4: the entry stands at its position under the root that both signed."""
    head = receipt.statement.head.statement
    verify_inclusion(
        leaf=leaf_hash(exhibit.entry),
        position=exhibit.position,
        size=head.size,
        proof=exhibit.proof,
        root=head.root,
    )
    return True


def _read(data: bytes, log: LogId) -> Entry:
    """Step 5: the envelope names the log's parties, and its commitment fits the content."""
    entry = read_entry(data)
    if (entry.header.sender, entry.header.receiver) != (log.sender, log.receiver):
        raise Untrusted(Reason.PARTIES, log=log)
    with suppress(Malformed, InvalidInput):  # what does not decode is step 6's to report
        open_entry(entry)
    return entry


def _open(entry: Entry, case: CaseId) -> Act:
    """Step 6: the act inside is of this case."""
    act = open_entry(entry)
    if act.case != case:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="another case")
    return act


def _fold(bundle: Bundle, parts: list[_LogVerdict]) -> Case:
    """Step 7: the proven acts fold to a case of the digest that the file states."""
    placed: dict[Side, list[Placed]] = {Side.ACCEPTING: [], Side.HANDLING: []}
    known = {Side.ACCEPTING: 0, Side.HANDLING: 0}
    for part in parts:
        side = side_of(part.log.sender, bundle.case)
        known[side] = part.size
        placed[side] = [
            Placed(one.position, one.act)
            for one in part.findings
            if one.act is not None and one.standing is Standing.PROVEN
        ]
    found = proven_case(bundle.case, placed, known)
    if digest(found) != bundle.digest:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="digest")
    return found


def proven_case(case: CaseId, placed: Mapping[Side, list[Placed]], known: Mapping[Side, int]) -> Case:
    """A case folded from receipted acts; refusals among them count."""
    return fold(
        case,
        placed[Side.ACCEPTING],
        placed[Side.HANDLING],
        refused={},
        known_accepting=known[Side.ACCEPTING],
        known_handling=known[Side.HANDLING],
    )


def case_digest(case: CaseId, placed: Mapping[Side, list[Placed]], known: Mapping[Side, int]) -> Digest:
    """The canonical digest of such a case."""
    return digest(proven_case(case, placed, known))
