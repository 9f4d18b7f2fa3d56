"""A sealed document is a PDF or an OFD, by its bytes: checked before an act that carries one is recorded."""

from __future__ import annotations

from federation.case.events import Act, Issued
from federation.case.paperwork import documents_of
from federation.errors import InvalidInput, Reason
from node.store.blobs import BlobFolder
from node.store.formats import DOCUMENTS, media_type_of


def check_formats(act: Act, folder: BlobFolder) -> None:
    """Check the files of an act's documents; those of certificates are their issuer's affair.

    Raises:
        InvalidInput: VALUE_INVALID if one is neither PDF nor OFD, or not what the act says; BLOB_UNKNOWN.
    """
    if isinstance(act.event, Issued) or act.case is None:
        return
    for document in documents_of(act.event):
        if document.file is None:
            continue
        path = folder.find(act.case, document.file.digest)
        if path is None:
            raise InvalidInput(Reason.BLOB_UNKNOWN, digest=document.file.digest)
        found = media_type_of(path)
        if found not in DOCUMENTS or found != document.file.media_type:
            raise InvalidInput(Reason.VALUE_INVALID, field="document.file", form="PDF or OFD")
