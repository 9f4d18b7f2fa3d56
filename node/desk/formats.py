"""A sealed document is a PDF or an OFD, a signed 送达回证 a scan: by their bytes, before the act is recorded."""

from __future__ import annotations

from federation.case.events import Act, Delivered, Issued, NoticeServed
from federation.case.paperwork import documents_of
from federation.case.parts import Blob
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId
from node.store.blobs import BlobFolder
from node.store.formats import DOCUMENTS, SCANS, media_type_of


def check_formats(act: Act, folder: BlobFolder) -> None:
    """Check the files of an act's documents, and its proof; certificates are their issuer's affair.

    Raises:
        InvalidInput: VALUE_INVALID if one is of another kind, or not what the act says; BLOB_UNKNOWN.
    """
    if isinstance(act.event, Issued) or act.case is None:
        return
    for document in documents_of(act.event):
        if document.file is not None:
            _check(act.case, document.file, folder, DOCUMENTS, field="document.file")
    if isinstance(act.event, NoticeServed | Delivered) and act.event.proof is not None:
        _check(act.case, act.event.proof, folder, SCANS, field="proof")


def _check(case: CaseId, file: Blob, folder: BlobFolder, kinds: frozenset[str], *, field: str) -> None:
    path = folder.find(case, file.digest)
    if path is None:
        raise InvalidInput(Reason.BLOB_UNKNOWN, digest=file.digest)
    found = media_type_of(path)
    if found not in kinds or found != file.media_type:
        raise InvalidInput(Reason.VALUE_INVALID, field=field, form=_FORMS[kinds])


_FORMS = {DOCUMENTS: "PDF or OFD", SCANS: "PDF, OFD, JPEG, PNG or TIFF"}
