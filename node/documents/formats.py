"""What a file is, by its bytes: a sealed document is a PDF or an OFD, whatever its name or sender says."""

from __future__ import annotations

import zipfile
from pathlib import Path

PDF, OFD = "application/pdf", "application/ofd"
DOCUMENT_TYPES = frozenset({PDF, OFD})
_OFD_ROOT = "OFD.xml"  # GB/T 33190-2016: the entrance of the package lies at its top
_PDF_MAGIC, _ZIP_MAGIC = b"%PDF-", b"PK\x03\x04"


def document_type(path: Path) -> str | None:
    """The media type of a document's file; None if it is neither PDF nor OFD.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(len(_PDF_MAGIC))
        if start == _PDF_MAGIC:
            return PDF
        if not start.startswith(_ZIP_MAGIC):
            return None
    try:
        with zipfile.ZipFile(path) as package:
            return OFD if _OFD_ROOT in package.namelist() else None
    except zipfile.BadZipFile:
        return None
