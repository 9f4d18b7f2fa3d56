"""What a manifest 联合清单 lists: a TOML file that names the catalogues and crosswalks of a federation.

::

    [[catalogue]]
    locality = "440500"                     # GB/T 2260, six digits
    version = "2026.1"
    file = "catalogues/440500.xlsx"         # relative to the manifest
    effective = "2026-01-01"                # first day in force; without it, always

    [[crosswalk]]
    file = "crosswalks/440500.xlsx"         # says itself which two places it joins

Only this file is read here; `manifest` loads what it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items.report import Report
from federation.limits import MIB
from federation.toml_text import read_toml

ITSELF = "联合清单"  # how a report names the manifest: its path may hold a person's name
MANIFEST_BYTES = 1 * MIB  # a thousand files take a tenth of it
MANIFEST_FILES = 2_000  # every city and prefecture of the country, with its crosswalk, twice over

_TABLES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {  # keys it must have, keys it may have
    "catalogue": (frozenset({"locality", "version", "file"}), frozenset({"effective"})),
    "crosswalk": (frozenset({"file"}), frozenset()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """What is wrong with one file of a federation.

    Attributes:
        file: as the manifest names it; `ITSELF` for what is wrong in the manifest.
        reason: the released code.
        why: what is wrong and what to do, in Chinese.
        report: cell by cell, where the file is a sheet that was read.
    """

    file: str
    reason: Reason
    why: str
    report: Report = field(default_factory=Report)


class FederationRefused(InvalidInput):
    """A federation that was not loaded, with everything that is wrong in all of its files.

    Attributes:
        files: one for each file that is wrong, in the order of the manifest.
    """

    default = Reason.VALUE_INVALID

    def __init__(self, files: tuple[FileFault, ...]) -> None:
        self.files = files
        reason = files[0].reason if files else self.default
        super().__init__(reason, files=len(files), first=files[0].file if files else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One ``[[catalogue]]``.

    Attributes:
        locality: whose it is.
        version: of the catalogue.
        file: as the manifest writes it.
        path: where it is.
        effective: first day in force; None means always.
    """

    locality: Locality
    version: str
    file: str
    path: Path
    effective: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkEntry:
    """One ``[[crosswalk]]``.

    Attributes:
        file: as the manifest writes it.
        path: where it is.
    """

    file: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a manifest names.

    Attributes:
        catalogues: in its order.
        crosswalks: in its order.
    """

    catalogues: tuple[CatalogueEntry, ...]
    crosswalks: tuple[CrosswalkEntry, ...]

    @property
    def files(self) -> int:
        """How many files there are to load."""
        return len(self.catalogues) + len(self.crosswalks)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; the files it names are not opened.

    Args:
        path: the TOML file, at most 1 MiB, naming at most 2,000 files.

    Raises:
        FederationRefused: NOT_FOUND, TOO_LARGE, TOO_MANY, VALUE_MISSING, VALUE_INVALID or
            ID_MALFORMED; ``files`` says everything that is wrong in it.
    """
    told = _Told([])
    document = _document(path, told)
    unknown = sorted(document.keys() - _TABLES.keys())
    if unknown:
        told.wrong(
            Reason.VALUE_INVALID, f"不认识的部分 {'、'.join(unknown)}，只有 [[catalogue]] 和 [[crosswalk]]"
        )
    catalogues = tuple(_catalogues(document, path.parent, told))
    crosswalks = tuple(
        CrosswalkEntry(file=entry["file"], path=path.parent / entry["file"])
        for entry in _entries(document, "crosswalk", told)
    )
    if not catalogues and not told.faults:
        told.wrong(Reason.VALUE_MISSING, "没有列出任何 [[catalogue]]")
    if told.faults:
        raise FederationRefused(tuple(told.faults))
    return Manifest(catalogues=catalogues, crosswalks=crosswalks)


@dataclass(frozen=True, slots=True)
class _Told:
    """Collects what is wrong in the manifest itself."""

    faults: list[FileFault]

    def wrong(self, reason: Reason, why: str) -> None:
        self.faults.append(FileFault(file=ITSELF, reason=reason, why=why))

    def stop(self, reason: Reason, why: str) -> NoReturn:
        self.wrong(reason, why)
        raise FederationRefused(tuple(self.faults))


def _document(path: Path, told: _Told) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            packed = stream.read(MANIFEST_BYTES + 1)
    except OSError as error:
        told.stop(Reason.NOT_FOUND, f"联合清单打不开（{error.strerror}），请核对路径和权限")
    if len(packed) > MANIFEST_BYTES:
        told.stop(Reason.TOO_LARGE, f"联合清单超过 {MANIFEST_BYTES // MIB} MiB")
    try:
        document = read_toml(packed)
    except UnicodeDecodeError:
        told.stop(Reason.VALUE_INVALID, "不是 UTF-8 编码，请另存为 UTF-8")
    except ValueError as error:
        told.stop(Reason.VALUE_INVALID, f"TOML 有语法错误，请改正：{error}")
    files = sum(len(part) for part in document.values() if isinstance(part, list))
    if files > MANIFEST_FILES:
        told.stop(Reason.TOO_MANY, f"列了 {files} 个文件，最多 {MANIFEST_FILES} 个")
    return document


def _entries(document: Mapping[str, Any], name: str, told: _Told) -> Iterator[dict[str, Any]]:
    """The entries of one kind that have all their keys; what is wrong with the others is told."""
    must, may = _TABLES[name]
    found = document.get(name, [])
    if not isinstance(found, list):
        told.wrong(Reason.VALUE_INVALID, f"{name} 应写成 [[{name}]]，一个文件一段")
        return
    for number, entry in enumerate(found, 1):
        where = f"第 {number} 个 [[{name}]]"
        if not isinstance(entry, dict):
            told.wrong(Reason.VALUE_INVALID, f"{where}应是一段")
            continue
        wrong = [
            *((Reason.VALUE_MISSING, f"缺 {key}") for key in sorted(must - entry.keys())),
            *((Reason.VALUE_INVALID, f"不认识 {key}") for key in sorted(entry.keys() - must - may)),
            *(
                (Reason.VALUE_INVALID, f"{key} 应是文字")
                for key in sorted(must & entry.keys())
                if not _text(entry[key])
            ),
        ]
        if _text(entry.get("file")) and Path(entry["file"]).is_absolute():
            wrong.append((Reason.VALUE_INVALID, "file 应是相对于联合清单的路径"))
        for reason, why in wrong:
            told.wrong(reason, f"{where}：{why}")
        if not wrong:
            yield entry


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _catalogues(document: Mapping[str, Any], folder: Path, told: _Told) -> Iterator[CatalogueEntry]:
    for entry in _entries(document, "catalogue", told):
        file = entry["file"]
        try:
            locality = Locality(entry["locality"])
        except InvalidInput as error:
            told.wrong(error.reason, f"{file} 的 locality 应是 6 位行政区划代码，如 440500")
            continue
        effective = _day(entry.get("effective"))
        if effective is None and "effective" in entry:
            told.wrong(Reason.VALUE_INVALID, f"{file} 的 effective 应是日期，如 2026-01-01")
            continue
        yield CatalogueEntry(
            locality=locality,
            version=entry["version"],
            file=file,
            path=folder / file,
            effective=effective,
        )


def _day(value: object) -> date | None:
    """A date of TOML, or one written as text."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
