"""The evidence file ``kuayu-evidence/1``: one JSON document that any language can read.

It holds entries as they stand in the logs, proofs, receipts that both ends signed, and the published
directories that prove their keys; bytes are base64. It says nothing that `federation.evidence.verify`
does not check, and it never holds root keys: those the verifier brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import CaseId, Digest, Locality, LogId
from federation.limits import ENTRY_BYTES, MIB
from federation.link.head import PayloadType
from federation.link.merkle import HASH_BYTES
from federation.trust import strict_json
from federation.trust.strict_json import Base64, CaseIdText, KeyIdText, LogIdText, StrictModel
from federation.trust.suites import Signature, Suite

FORMAT = "kuayu-evidence/1"
BUNDLE_BYTES = 64 * MIB  # one case is read into memory; its files are named by digest and not inside
MAX_DIRECTORIES = 64  # a case outlives few rotations
MAX_ENTRIES = 4096  # per log: a case is read by a person
MAX_PROOF = 64  # a log of 2^64 entries


class ReceiptKind(StrEnum):
    """How the receiver counter-signed: over a batch, or over the opening of an epoch."""

    RECEIPT = "receipt"
    OPENED = "opened"

    @property
    def payload_types(self) -> tuple[PayloadType, PayloadType]:
        """The types under which the receiver's and the sender's bytes were signed."""
        if self is ReceiptKind.RECEIPT:
            return PayloadType.RECEIPT, PayloadType.HEAD
        return PayloadType.OPENED, PayloadType.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptBytes:
    """A receipt as it was signed: the head and the sender's signature are inside its payload."""

    kind: ReceiptKind
    payload: bytes
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """An entry and how it is proven.

    Attributes:
        position: in its log, from 0.
        entry: the envelope's bytes.
        receipt: index of the receipt that proves it; None = the receiver has not receipted it.
        proof: inclusion proof against that receipt's head, 32-byte hashes from below.
    """

    position: int
    entry: bytes
    receipt: int | None
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """What the bundle shows of one log."""

    log: LogId
    receipts: tuple[ReceiptBytes, ...]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An evidence file.

    Attributes:
        case: the case that it is about.
        directories: published directories as received, one per version that a receipt names.
        logs: at most one per direction between the case's two ends.
        digest: canonical digest of the case folded from the receipted entries.
    """

    case: CaseId
    directories: tuple[bytes, ...]
    logs: tuple[LogPart, ...]
    digest: Digest


class _SignatureDocument(StrictModel):
    key_id: KeyIdText
    suite: str
    value: Base64


class _ReceiptDocument(StrictModel):
    kind: str
    payload: Base64
    signature: _SignatureDocument

    def value(self) -> ReceiptBytes:
        signed = self.signature
        return ReceiptBytes(
            kind=ReceiptKind(self.kind),
            payload=self.payload,
            signature=Signature(key_id=signed.key_id, suite=Suite(signed.suite), value=signed.value),
        )


class _ExhibitDocument(StrictModel):
    position: Annotated[int, Field(ge=0, lt=1 << 53)]
    entry: Annotated[Base64, Field(min_length=1, max_length=ENTRY_BYTES)]
    receipt: Annotated[int, Field(ge=0)] | None
    proof: Annotated[
        list[Annotated[Base64, Field(min_length=HASH_BYTES, max_length=HASH_BYTES)]],
        Field(max_length=MAX_PROOF),
    ]

    def value(self, receipts: int) -> Exhibit:
        if self.receipt is None and self.proof:
            raise ValueError("a proof without a receipt")
        if self.receipt is not None and self.receipt >= receipts:
            raise ValueError("no such receipt")
        return Exhibit(
            position=self.position, entry=self.entry, receipt=self.receipt, proof=tuple(self.proof)
        )


class _LogDocument(StrictModel):
    log: LogIdText
    receipts: Annotated[list[_ReceiptDocument], Field(max_length=MAX_ENTRIES + 1)]
    entries: Annotated[list[_ExhibitDocument], Field(max_length=MAX_ENTRIES)]

    def value(self) -> LogPart:
        positions = [one.position for one in self.entries]
        if positions != sorted(set(positions)):
            raise ValueError("entries stand in the order of their positions, each once")
        return LogPart(
            log=self.log,
            receipts=tuple(one.value() for one in self.receipts),
            exhibits=tuple(one.value(len(self.receipts)) for one in self.entries),
        )


class _BundleDocument(StrictModel):
    format: Literal["kuayu-evidence/1"]
    case: CaseIdText
    directories: Annotated[list[Base64], Field(max_length=MAX_DIRECTORIES)]
    logs: Annotated[list[_LogDocument], Field(min_length=1, max_length=2)]
    digest: str

    def value(self) -> Bundle:
        ways = [(part.log.sender, part.log.receiver) for part in self.logs]
        if len(set(ways)) != len(ways) or not set(ways) <= directions(self.case):
            raise ValueError("a log that is not between the case's two ends, or twice")
        return Bundle(
            case=self.case,
            directories=tuple(self.directories),
            logs=tuple(part.value() for part in self.logs),
            digest=Digest(self.digest),
        )


def directions(case: CaseId) -> set[tuple[Locality, Locality]]:
    """Sender and receiver of the two logs a case lives in."""
    return {(case.accepting, case.handling), (case.handling, case.accepting)}


def parse_bundle(data: bytes) -> Bundle:
    """Read an evidence file's shape; nothing in it is believed yet.

    Raises:
        Untrusted: EVIDENCE_INVALID if it is larger than 64 MiB, not of this format, or anything in it
            is malformed, unknown, out of its limits, or there twice.
    """
    if len(data) > BUNDLE_BYTES:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="size", limit=BUNDLE_BYTES)
    try:
        return _BundleDocument.model_validate(strict_json.load(data)).value()
    except KuayuError as error:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="shape", cause=error.reason.value) from error
    except ValueError as error:
        raise Untrusted(Reason.EVIDENCE_INVALID, why="shape") from error


def encode_bundle(bundle: Bundle) -> bytes:
    """Write what `parse_bundle` reads, in one spelling."""
    return strict_json.dump(
        {
            "format": FORMAT,
            "case": bundle.case,
            "directories": _texts(bundle.directories),
            "logs": [_log(part) for part in bundle.logs],
            "digest": bundle.digest,
        }
    )


def _log(part: LogPart) -> dict[str, Any]:
    return {
        "log": part.log,
        "receipts": [_receipt(one) for one in part.receipts],
        "entries": [_exhibit(one) for one in part.exhibits],
    }


def _receipt(receipt: ReceiptBytes) -> dict[str, Any]:
    signed = receipt.signature
    return {
        "kind": receipt.kind.value,
        "payload": strict_json.put_bytes(receipt.payload),
        "signature": {
            "key_id": signed.key_id,
            "suite": signed.suite.value,
            "value": strict_json.put_bytes(signed.value),
        },
    }


def _exhibit(exhibit: Exhibit) -> dict[str, Any]:
    return {
        "position": exhibit.position,
        "entry": strict_json.put_bytes(exhibit.entry),
        "receipt": exhibit.receipt,
        "proof": _texts(exhibit.proof),
    }


def _texts(values: Sequence[bytes]) -> list[str]:
    return [strict_json.put_bytes(value) for value in values]
