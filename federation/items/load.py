"""Load a catalogue from what a city sends: all or nothing, one report.

Rows become items, materials and fields (`draft`); then each is checked against the others. With
``skip_bad`` whole items that hold an error are left out and named; no list is ever shortened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items.build import item_of
from federation.items.catalogue import Catalogue
from federation.items.columns import catalogue_tables, exchange_tables
from federation.items.draft import Draft, owned
from federation.items.item import Item, MaterialSpec
from federation.items.kind_digits import KindDigits
from federation.items.leave_out import leave_out
from federation.items.material_words import MaterialWords
from federation.items.readers import UNDECLARED, SourceProfile
from federation.items.report import CellError, Findings, Ignored, Repair, Spot
from federation.items.rows import read_tables
from federation.items.sheet import open_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file taken in.

    Attributes:
        catalogue: the items; empty if the file holds no 实施清单.
        materials: every material list by the code its rows name (33 or 31 characters), also where
            the file does not hold the item itself.
        repairs: every value read otherwise than written.
        ignored: every row, column and sheet left out.
        errors: with ``skip_bad``, what was wrong in the items left out; else empty.
        left_out: with ``skip_bad``, the codes of the items left out; else empty.
    """

    catalogue: Catalogue
    materials: Mapping[str, tuple[MaterialSpec, ...]]
    repairs: tuple[Repair, ...]
    ignored: tuple[Ignored, ...]
    errors: tuple[CellError, ...] = ()
    left_out: tuple[str, ...] = ()


def load_catalogue(
    source: bytes | Path,
    *,
    locality: Locality | None,
    version: str,
    effective_from: date | None = None,
    sheets: Collection[str] | None = None,
    profile: SourceProfile = UNDECLARED,
    skip_bad: bool = False,
    told: Callable[[int], None] | None = None,
) -> Loaded:
    """Read a catalogue from .xlsx, .csv or .json (formats: docs/mapping.md).

    Args:
        source: the file's bytes or its path, at most 50 MiB.
        locality: whose catalogue it is; None takes the city that most of the codes name (digits 3–6
            of the organ's USCC).
        version: the catalogue's version; items without a 事项版本 take it.
        effective_from: first day this version is in force; None means always.
        sheets: read only the sheets of these names.
        profile: what must be known of the system the file comes from (`load_profile`).
        skip_bad: leave out whole items that hold an error, with their materials and fields, and list
            them, instead of refusing the file. A wrong header, a damaged file, and a wrong material or
            field that does not say of which item it is, refuse the file all the same.
        told: hears the number of data rows read so far, every 1,000 and at the end.

    Raises:
        SheetRefused: SHEET_UNREADABLE, SHEET_HEADER or SHEET_VALUE; ``report`` holds everything
            that is wrong. Nothing was imported.
        InvalidInput: VALUE_MISSING if ``locality`` is None and no city has most of the codes.
    """
    findings = Findings()
    draft = Draft(
        findings,
        profile,
        MaterialWords(findings, profile.material_digits),
        KindDigits(findings, declared="project_type" in profile.codes),
    )
    tables = (*catalogue_tables(profile), *exchange_tables(profile))
    empty = True
    with open_sheets(source) as opened:
        for record in read_tables(opened, tables, findings, only=sheets, told=told):
            empty = False
            draft.take(record)
    if empty and not findings.errors:
        findings.error(Spot(None, 0, "", ""), None, "表头下面没有数据，没有可导入的内容")
    draft.finish()
    left_out = leave_out(draft) if skip_bad else None
    if left_out is None:
        findings.raise_if_wrong()
    whose = locality or infer_locality(draft.items or draft.materials or draft.fields)
    items, materials = _make(draft, whose, version)
    report = findings.report()
    return Loaded(
        catalogue=Catalogue.of(locality=whose, version=version, items=items, effective_from=effective_from),
        materials=materials,
        repairs=report.repairs,
        ignored=report.ignored,
        errors=report.errors,
        left_out=left_out or (),
    )


def _make(
    draft: Draft, locality: Locality, version: str
) -> tuple[list[Item], Mapping[str, tuple[MaterialSpec, ...]]]:
    """The values; each row is let go as its item is made, so that both are never in memory whole."""
    materials, fields = draft.lists()
    items = []
    while draft.items:
        code, record = draft.items.popitem()
        items.append(
            item_of(
                record.values,
                locality=locality,
                version=version,
                scheme=draft.profile.scheme,
                materials=tuple(owned(materials, code).values()),
                fields=tuple(owned(fields, code).values()),
            )
        )
    listed = {owner: tuple(owned(materials, owner).values()) for owner in materials}
    return items, MappingProxyType(listed)


def infer_locality(codes: Iterable[str]) -> Locality:
    """The city that most codes name: digits 3–6 of the organ's USCC (GB 32100), then ``00``.

    Raises:
        InvalidInput: VALUE_MISSING if no city has more codes than any other.
    """
    counted = Counter(code[2:6] for code in codes).most_common(2)
    if not counted or (len(counted) > 1 and counted[0][1] == counted[1][1]):
        raise InvalidInput(Reason.VALUE_MISSING, field="locality")
    return Locality(f"{counted[0][0]}00")
