"""The archive packet of a case 归档信息包: everything that a reader needs in thirty years, in one file.

Made from the evidence, so that it holds what both ends signed for and nothing else: materials, documents and
records with their digests, the process log, the printed receipt, metadata with their schema, the evidence
itself, and the list of all digests. Sources: 档案法 37条, GB/T 18894-2016, GB/T 42727-2023.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from federation.archive.container import Part
from federation.archive.metadata import (
    FileEntry,
    Filing,
    describe,
    schema_bytes,
    time_of,
    write_metadata,
)
from federation.archive.record import Line, as_csv, as_json, lines
from federation.case import TERMS, Case, Outcome, canonical
from federation.case.blobs import blobs_of
from federation.case.check_process import RETENTIONS
from federation.case.paperwork import documents_of
from federation.case.parts import Blob, Material
from federation.case.text import LABEL_CHARS, check_line
from federation.errors import Illegal, InvalidInput, KuayuError, Reason
from federation.evidence import Report, verify_bundle
from federation.ids import Digest
from federation.trust.dsse import Roots

README, METADATA, SCHEMA = "README.txt", "metadata.xml", "packet.xsd"
CASE, LOG_CSV, LOG_JSON = "case.json", "process.csv", "process.json"
RECEIPT, EVIDENCE, DIGESTS = "receipt.pdf", "evidence.json", "digests.sha256"
FIXED = (README, METADATA, SCHEMA, CASE, LOG_CSV, LOG_JSON, RECEIPT, EVIDENCE)
"""What stands before the case's files in every packet; the list of digests stands after them."""

MATERIALS, DOCUMENTS, RECORDS = "申请材料", "文书", "过程记录"
_FOLDERS = {MATERIALS: "materials", DOCUMENTS: "documents", RECORDS: "records"}
_ENDINGS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "application/ofd": "ofd",
    "application/zip": "zip",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
}
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
_ABOUT = """\
归档信息包（政务服务事项办件，一件一包）

README.txt      本说明
metadata.xml    元数据：档号、保管期限、事项、申请人、起止时间、结果、每个文件的题名和数字摘要
packet.xsd      元数据的结构
case.json       办件当前内容（规范 JSON），其 SHA-256 即办件摘要
process.csv     办理过程：谁在何时做了什么、对方何时签收
process.json    同上，含每一步的全部内容
receipt.pdf     收件凭证
evidence.json   证据包（kuayu-evidence/1）：双方签名的条目、日志头、回执和名录
materials/      申请材料
documents/      文书
records/        其他过程记录：送达证明、缴费凭证、承诺书、会商附件等
digests.sha256  以上每个文件的 SHA-256（sha256sum 格式）

验证：kuayu archive verify 包文件 --roots 根密钥
或逐个核对：sha256sum -c digests.sha256
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A case as its evidence proves it."""

    evidence: bytes
    report: Report
    case: Case

    @classmethod
    def of(cls, evidence: bytes, *, roots: Roots, now: datetime) -> Proven:
        """Verify evidence before anything is filed with it.

        Raises:
            Untrusted: EVIDENCE_INVALID.
            Illegal: EVENT_TRANSITION for a case that has not ended, as far as both ends have signed.
        """
        report = verify_bundle(evidence, roots=roots, now=now)
        report.enforce()
        case = report.folded
        if case is None or not case.ended:
            raise Illegal(
                Reason.EVENT_TRANSITION, case=report.case or "", why="not ended, or not receipted yet"
            )
        return cls(evidence=evidence, report=report, case=case)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """Where a file of the case is first named, and as what."""

    blob: Blob
    line: Line
    group: str
    title: str
    number: str = ""
    code: str = ""


def check_filing(number: str, retention: str) -> None:
    """Check 档号 and 保管期限.

    Raises:
        InvalidInput: VALUE_MISSING, VALUE_INVALID, TOO_LARGE with the field.
    """
    check_line(number, field="number", limit=LABEL_CHARS)
    if retention not in RETENTIONS:
        raise InvalidInput(Reason.VALUE_INVALID, field="retention", known=" ".join(sorted(RETENTIONS)))


def assemble(
    proven: Proven, filing: Filing, *, receipt: bytes, read: Callable[[Blob], Iterable[bytes]]
) -> tuple[Part, ...]:
    """The packet of a case, to be written by `container.write`.

    Args:
        proven: the case.
        filing: under what it is filed.
        receipt: 收件凭证 as PDF.
        read: the bytes of a file of the case, in pieces; called twice for each.

    Raises:
        InvalidInput: as `check_filing`.
        KuayuError: BLOB_DIGEST for a file whose bytes are not those the entries name.
    """
    check_filing(filing.number, filing.retention)
    log = lines(proven.report)
    uses = tuple(_uses(log, filing))
    entries = tuple(_entries(uses))
    files = tuple(_part(entry, use.blob, read) for entry, use in zip(entries, uses, strict=True))
    made = {
        README: _ABOUT.encode(),
        METADATA: write_metadata(describe(proven.case, filing, entries)),
        SCHEMA: schema_bytes(),
        CASE: canonical(proven.case),
        LOG_CSV: as_csv(log),
        LOG_JSON: as_json(log),
        RECEIPT: receipt,
        EVIDENCE: proven.evidence,
    }
    parts = (*(Part.of(name, made[name]) for name in FIXED), *files)
    return (*parts, Part.of(DIGESTS, digest_list((part.name, part.digest) for part in parts)))


def digest_list(files: Iterable[tuple[str, Digest]]) -> bytes:
    """Digests of files as ``sha256sum`` writes and checks them."""
    return "".join(f"{digest.removeprefix('sha256:')}  {name}\n" for name, digest in files).encode()


def named_files(log: tuple[Line, ...]) -> Mapping[Digest, Blob]:
    """Every file that the case's entries name, those of refused ones apart."""
    kept = (line for line in log if line.row.outcome is not Outcome.REFUSED)
    return {blob.digest: blob for line in kept for blob in blobs_of(line.act.event)}


def _uses(log: tuple[Line, ...], filing: Filing) -> Iterator[_Use]:
    """Every file once, where it is first named."""
    seen: set[Digest] = set()
    for line in log:
        for use in _named(line, filing) if line.row.outcome is not Outcome.REFUSED else ():
            if use.blob.digest not in seen:
                seen.add(use.blob.digest)
                yield use


def _named(line: Line, filing: Filing) -> Iterator[_Use]:
    event = line.act.event
    materials: tuple[Material, ...] = getattr(event, "materials", ())
    for material in (one for one in materials if isinstance(one, Material)):  # some events name codes only
        title = filing.materials.get(material.code, material.code)
        for blob in material.files:
            yield _Use(blob=blob, line=line, group=MATERIALS, title=title, code=material.code)
    for document in documents_of(event):
        if document.file is not None:
            title = document.title or TERMS[line.row.kind].zh
            yield _Use(blob=document.file, line=line, group=DOCUMENTS, title=title, number=document.number)
    for blob in blobs_of(event):
        yield _Use(blob=blob, line=line, group=RECORDS, title=TERMS[line.row.kind].zh)


def _entries(uses: Iterable[_Use]) -> Iterator[FileEntry]:
    """The files as the metadata tell of them; their paths say a number, and of a material its code."""
    counts = dict.fromkeys(_FOLDERS, 0)
    for use in uses:
        counts[use.group] += 1
        code = f"-{use.code}" if _PLAIN.fullmatch(use.code) else ""
        ending = _ENDINGS.get(use.blob.media_type, "bin")
        yield FileEntry(
            path=f"{_FOLDERS[use.group]}/{counts[use.group]:03d}{code}.{ending}",
            group=use.group,
            title=" ".join(use.title.split()),
            number=use.number,
            code=use.code,
            at=time_of(use.line.act.at),
            organ=use.line.act.actor.organ,
            media_type=use.blob.media_type,
            size=use.blob.size,
            digest=use.blob.digest,
        )


def _part(entry: FileEntry, blob: Blob, read: Callable[[Blob], Iterable[bytes]]) -> Part:
    part = Part.measured(entry.path, lambda: read(blob))
    if (part.digest, part.size) != (blob.digest, blob.size):
        raise KuayuError(Reason.BLOB_DIGEST, digest=blob.digest)
    return part
