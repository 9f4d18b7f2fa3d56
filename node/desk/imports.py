"""An import: what is wished, what became of it, and the report a person reads of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items import Loaded, SheetRefused
from federation.items.diff import CatalogueDiff
from federation.mapping import LoadedCrosswalk
from federation.mapping.follow import LeftBehind
from federation.mapping.routes import Route
from node.desk.plain import plain

Read = Loaded | LoadedCrosswalk
SAID = 50  # sentences of a comparison in a report: the rest is in `kuayu items diff`
# What a version may be called: it stands in listings and refusals, so a person's name or number may not.
_VERSION = re.compile(r"(?!.*\d{9})[0-9A-Za-z年月日版第次号期试行修订._-]{1,30}")
_PARTS = ("errors", "warnings", "repairs", "ignored", "left_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """What is to be imported.

    Attributes:
        kind: ``catalogue`` or ``crosswalk``.
        locality: the catalogue's locality, or the crosswalk's accepting place.
        to: the crosswalk's handling place.
        version: the catalogue's; a crosswalk says its own.
        ending: of the file.
        since: the catalogue's first day in force; None leaves it to the library.
        profile: what must be known of the system a catalogue comes from, TOML; empty for nothing.
        skip_bad: leave items with errors out of a catalogue and list them.
    """

    kind: str
    locality: Locality
    to: Locality | None
    version: str
    ending: str
    since: date | None = None
    profile: bytes = b""
    skip_bad: bool = False

    def check(self) -> None:
        """Whether it can be meant at all.

        Raises:
            InvalidInput: VALUE_INVALID, naming the field.
        """
        if _VERSION.fullmatch(self.version) is None:
            raise InvalidInput(Reason.VALUE_INVALID, field="version", form="2026.1")
        if self.kind not in {"catalogue", "crosswalk"} or (self.kind == "crosswalk") is not bool(self.to):
            raise InvalidInput(Reason.VALUE_INVALID, field="kind")
        only = {"effective": self.since, "profile": self.profile, "skip_bad": self.skip_bad}
        for field, given in only.items() if self.kind != "catalogue" else ():
            if given:
                raise InvalidInput(Reason.VALUE_INVALID, field=field, why="for a catalogue only")

    @property
    def name(self) -> str:
        """The name under which versions follow each other."""
        return f"{self.locality}-{self.to}" if self.to else str(self.locality)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version held, as a list shows it; ``effective`` None = always, ``until`` None = open."""

    kind: str
    name: str
    version: str
    effective: date | None
    until: date | None
    items: int
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of an import: ``reason`` None = it is held; the report is JSON."""

    reason: Reason | None
    report: str


def version_words(version: str) -> str:
    """A version's name as a refusal may repeat it."""
    return version if _VERSION.fullmatch(version) else "…"


def refused_json(error: SheetRefused) -> str:
    """Everything that is wrong in a file."""
    return _json(error.report, {"stale": []})


def version_of(found: Read) -> str:
    """The version of a document as it was read."""
    return found.catalogue.version if isinstance(found, Loaded) else found.crosswalk.version


def report_json(
    found: Read,
    held: Version,
    *,
    repeated: bool,
    stale: Iterable[Route],
    left: Iterable[LeftBehind],
    differs: CatalogueDiff | None,
) -> str:
    """What was imported, from when it counts, what it changes.

    Args:
        found: the document.
        held: how it is held.
        repeated: whether it was here before.
        stale: rows of crosswalks that the last catalogues no longer fit.
        left: rows whose codes this catalogue no longer has, and under which codes their items go on.
        differs: from the version before it.
    """
    more = {
        "items": held.items,
        "version": held.version,
        "effective": day_words(held.effective),
        "until": day_words(held.until),
        "repeated": repeated,
        "stale": list(_left_rows(stale, left)),
        "differs": _differs(differs) if differs is not None else None,
    }
    return _json(found, more)


def day_words(day: date | None) -> str:
    """A day as the local API writes it; empty for none."""
    return day.isoformat() if day is not None else ""


def _left_rows(stale: Iterable[Route], left: Iterable[LeftBehind]) -> Iterator[dict[str, str]]:
    """A row once: where its code has a follower that is said, else why it does not fit."""
    named: set[tuple[str, str]] = set()
    for one in left:
        named.add((one.crosswalk.name, one.row.accepting))
        yield {"crosswalk": one.crosswalk.name, "item": one.row.accepting, "why": one.why}
    for route in stale:
        row = route.leg.document.name, route.row.accepting
        if row not in named:
            yield {"crosswalk": row[0], "item": row[1], "why": route.stale}


def _json(found: Any, more: dict[str, Any]) -> str:
    parts = {part: [plain(row) for row in getattr(found, part, ())] for part in _PARTS}
    return json.dumps(parts | more, ensure_ascii=False)


def _differs(found: CatalogueDiff) -> dict[str, Any]:
    return {
        "from": found.before,
        "added": len(found.added),
        "removed": len(found.removed),
        "changed": len(found.changed),
        "unclear": len(found.unclear),
        "unchanged": found.unchanged,
        "said": found.sentences()[:SAID],
    }
