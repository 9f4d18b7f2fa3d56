"""What a file is, by its bytes: names and claims are not believed."""

from __future__ import annotations

import zipfile
from pathlib import Path

PDF, OFD = "application/pdf", "application/ofd"
DOCUMENTS = frozenset({PDF, OFD})
"""What a sealed document may be: an electronic seal needs one of them (GB/T 38540-2020, GB/T 33190-2016)."""
SCANS = DOCUMENTS | {"image/jpeg", "image/png", "image/tiff"}
"""What a signed paper comes back as."""
_ZIP = "application/zip"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", _ZIP),
)
_LONGEST = max(len(magic) for magic, _kind in _MAGIC)
_OFD_ROOT = "OFD.xml"  # GB/T 33190-2016: the entrance lies at the top of the package


def media_type_of(path: Path) -> str:
    """The media type of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_LONGEST)
    kind = next((kind for magic, kind in _MAGIC if start.startswith(magic)), "application/octet-stream")
    return OFD if kind == _ZIP and _is_ofd(path) else kind


def _is_ofd(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return _OFD_ROOT in package.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError):
        return False
