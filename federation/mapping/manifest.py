"""Load a federation from disk: a manifest, its catalogues, its crosswalks; no node, no network.

Several catalogues of one locality are its versions. A crosswalk is reviewed against the versions in
force on its own first day (the last ones, where it names no day), so that rows which a later
catalogue left behind are named by `Federation.stale` and not refused here. Everything that is wrong
in any of the files comes in one report; nothing is loaded unless all is well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from federation.errors import REASONS, InvalidInput, Reason
from federation.ids import Locality
from federation.items import (
    Catalogue,
    CellError,
    Ignored,
    Repair,
    Report,
    SheetRefused,
    load_catalogue,
)
from federation.items.history import History
from federation.items.report import Findings
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets
from federation.mapping.columns import INFO
from federation.mapping.crosswalk import Crosswalk
from federation.mapping.listed import (
    ITSELF,
    CatalogueEntry,
    CrosswalkEntry,
    FederationRefused,
    FileFault,
    Manifest,
    read_manifest,
)
from federation.mapping.load import load_crosswalk
from federation.mapping.routes import Federation
from federation.mapping.sections import by_section

__all__ = [
    "CatalogueEntry",
    "CrosswalkEntry",
    "FederationRefused",
    "FileFault",
    "LoadedFederation",
    "LoadedFile",
    "Manifest",
    "catalogues_for",
    "ends_of",
    "load_federation",
    "read_manifest",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """One file taken in whole.

    Attributes:
        file: as the manifest names it.
        kind: ``catalogue`` or ``crosswalk``.
        name: ``440500/2026.1`` of a catalogue, ``440500-610100/2026.1`` of a crosswalk.
        rows: how many items, or rows of 事项对照, it holds.
        repairs: every value read otherwise than written.
        ignored: every row, column and sheet left out.
    """

    file: str
    kind: str
    name: str
    rows: int
    repairs: tuple[Repair, ...]
    ignored: tuple[Ignored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFederation:
    """A federation with what was read on the way.

    Attributes:
        federation: ready for look-up.
        files: one for each file, in the order of the manifest.
    """

    federation: Federation
    files: tuple[LoadedFile, ...]


def load_federation(path: Path, told: Callable[[int], None] | None = None) -> LoadedFederation:
    """Load every file that a manifest names (format: docs/mapping-coverage.md).

    Args:
        path: the manifest.
        told: called with 1 after each file, well or not; `read_manifest` says how many there are.

    Raises:
        FederationRefused: the reason of the first file that is wrong (as `read_manifest`,
            `load_catalogue` and `load_crosswalk` give it, NOT_FOUND for one that is not there,
            VERSION_TAKEN for two catalogues of a locality with one version or first day);
            ``files`` says everything that is wrong in all of them.
    """
    manifest = read_manifest(path)
    shelf = _Shelf()
    for entry in manifest.catalogues:
        shelf.take_catalogue(entry)
        if told is not None:
            told(1)
    shelf.settle()
    for document in manifest.crosswalks:
        shelf.take_crosswalk(document)
        if told is not None:
            told(1)
    if shelf.faults:
        raise FederationRefused(tuple(shelf.faults))
    return LoadedFederation(
        federation=Federation.of(shelf.catalogues, shelf.crosswalks), files=tuple(shelf.files)
    )


def catalogues_for(crosswalk: Path, manifest: Path) -> tuple[Catalogue, Catalogue]:
    """The catalogues a crosswalk is to be reviewed against: those a manifest has for its two places.

    Args:
        crosswalk: a file that the manifest need not name.
        manifest: whose catalogues of the two places are loaded, and no other file.

    Returns:
        Of the accepting and of the handling place, in force on the crosswalk's first day.

    Raises:
        SheetRefused: as `ends_of`.
        FederationRefused: as `load_federation`, for the files that were needed.
    """
    accepting, handling, day = ends_of(crosswalk)
    shelf = _Shelf()
    for entry in read_manifest(manifest).catalogues:
        if entry.locality in {accepting, handling}:
            shelf.take_catalogue(entry)
    shelf.settle()
    pair = None if shelf.faults else shelf.pair("对照表", accepting, handling, day)
    if pair is None:
        raise FederationRefused(tuple(shelf.faults))
    return pair


@dataclass(slots=True)
class _Shelf:
    """What was loaded so far, and what is wrong so far."""

    catalogues: list[Catalogue] = field(default_factory=list)
    crosswalks: list[Crosswalk] = field(default_factory=list)
    files: list[LoadedFile] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)
    histories: dict[Locality, History] = field(default_factory=dict)
    broken: dict[Locality, str] = field(default_factory=dict)

    def refuse(self, file: str, error: InvalidInput, why: str = "") -> None:
        """Note what is wrong with a file."""
        report = {"report": error.report} if isinstance(error, SheetRefused) else {}
        self.faults.append(
            FileFault(file=file, reason=error.reason, why=why or REASONS[error.reason].zh, **report)
        )

    def there(self, entry: CatalogueEntry | CrosswalkEntry) -> bool:
        """Whether the file is there at all."""
        if entry.path.is_file():
            return True
        self.refuse(entry.file, InvalidInput(Reason.NOT_FOUND), "没有这个文件，请核对联合清单里的 file")
        return False

    def take_catalogue(self, entry: CatalogueEntry) -> None:
        """Load a catalogue, or say why not."""
        try:
            loaded = self.there(entry) and load_catalogue(
                entry.path, locality=entry.locality, version=entry.version, effective_from=entry.effective
            )
        except InvalidInput as error:
            self.refuse(entry.file, error)
            loaded = None
        if not loaded:
            self.broken[entry.locality] = entry.file
            return
        self.catalogues.append(loaded.catalogue)
        self.files.append(
            LoadedFile(
                file=entry.file,
                kind="catalogue",
                name=f"{entry.locality}/{entry.version}",
                rows=len(loaded.catalogue.items),
                repairs=loaded.repairs,
                ignored=loaded.ignored,
            )
        )

    def settle(self) -> None:
        """Put the versions of each locality in order, once all catalogues are loaded."""
        by_locality: dict[Locality, list[Catalogue]] = defaultdict(list)
        for catalogue in self.catalogues:
            by_locality[catalogue.locality].append(catalogue)
        for locality, versions in by_locality.items():
            try:
                self.histories[locality] = History.of(versions)
            except InvalidInput as error:
                self.refuse(ITSELF, error, f"{locality} 有两份目录的版本或生效日期（effective）相同")
                self.broken[locality] = ITSELF

    def take_crosswalk(self, entry: CrosswalkEntry) -> None:
        """Review a crosswalk against the catalogues it joins, or say why not."""
        try:
            ends = ends_of(entry.path) if self.there(entry) else None
            pair = ends and self.pair(entry.file, *ends)
            loaded = pair and load_crosswalk(entry.path, accepting=pair[0], handling=pair[1])
        except InvalidInput as error:
            self.refuse(entry.file, error)
            return
        if not loaded:
            return
        document = loaded.crosswalk
        self.crosswalks.append(document)
        self.files.append(
            LoadedFile(
                file=entry.file,
                kind="crosswalk",
                name=document.name,
                rows=len(document.rows),
                repairs=loaded.repairs,
                ignored=loaded.ignored,
            )
        )

    def pair(
        self, file: str, accepting: Locality, handling: Locality, day: date | None
    ) -> tuple[Catalogue, Catalogue] | None:
        """The catalogues a crosswalk is reviewed against; none if one of them could not be loaded."""
        wrong = [place for place in (accepting, handling) if place in self.broken]
        absent = [
            place for place in (accepting, handling) if place not in self.histories.keys() | self.broken
        ]
        if absent:
            why = f"联合清单里没有 {'、'.join(absent)} 的事项目录，不能核对这份对照表"
            self.refuse(file, InvalidInput(Reason.NOT_FOUND), why)
        elif wrong:
            files = "、".join(dict.fromkeys(self.broken[place] for place in wrong))
            why = f"{files} 有误，改正后才能核对这份对照表"
            self.refuse(file, InvalidInput(Reason.CROSSWALK_INVALID), why)
        else:
            return version_for(self.histories[accepting], day), version_for(self.histories[handling], day)
        return None


def version_for(history: History, day: date | None) -> Catalogue:
    """The version a crosswalk was made for: of its first day; the first one if that is older."""
    if day is None:
        return history.latest
    return history.on(day) or history.versions[0]


def ends_of(source: bytes | Path) -> tuple[Locality, Locality, date | None]:
    """Which places a crosswalk joins, and from which day (None: always), as its 对照说明 says.

    Args:
        source: the crosswalk, not yet reviewed.

    Raises:
        SheetRefused: SHEET_UNREADABLE, or CROSSWALK_INVALID if it does not say; ``report`` names the cells.
    """
    findings, seen = Findings(), False
    with open_sheets(source) as opened:
        for record in read_tables(by_section(opened, (INFO,)), (INFO,), findings):
            seen = True
            accepting, handling = record.values.get("accepting"), record.values.get("handling")
            day = record.values.get("effective_from")
            if isinstance(accepting, Locality) and isinstance(handling, Locality):
                return accepting, handling, day if isinstance(day, date) else None
    why = f"“{INFO.name}”应正好有一行：受理地、办理地、版本"
    bare = CellError(sheet=INFO.name, row=0, column="", header="", value="", why=why)
    raise SheetRefused(Reason.CROSSWALK_INVALID, findings.report() if seen else Report(errors=(bare,)))
