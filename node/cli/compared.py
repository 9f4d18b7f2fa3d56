"""Two versions of a catalogue compared, as `kuayu items diff` answers it."""

from __future__ import annotations

from typing import Any

from federation.items import Item, SheetRefused
from federation.items.diff import CatalogueDiff
from node.desk.plain import plain


def shown(found: CatalogueDiff) -> dict[str, Any]:
    """Counts first, then every item; changes with both values whole and a sentence."""
    return {
        "localities": list(found.localities),
        "counts": {
            "added": len(found.added),
            "removed": len(found.removed),
            "changed": len(found.changed),
            "unclear": len(found.unclear),
            "unchanged": found.unchanged,
        },
        "aspects": [{**plain(aspect), "items": items} for aspect, items in found.counts().items()],
        "added": [_item(one) for one in found.added],
        "removed": [_item(one) for one in found.removed],
        "changed": [
            {
                "old": _item(one.old),
                "new": _item(one.new),
                "rule": plain(one.rule),
                "version_kept": one.version_kept,
                "changes": plain(one.changes),
            }
            for one in found.changed
        ],
        "unclear": [
            {"old": list(map(_item, one.old)), "new": list(map(_item, one.new)), "why": one.why}
            for one in found.unclear
        ],
    }


def refused(error: SheetRefused, which: str) -> dict[str, Any]:
    """Everything that is wrong in one of the two files."""
    return {"file": which, "errors": plain(error.report.errors)}


def _item(item: Item) -> dict[str, str]:
    return {"code": item.key.code, "base": item.base, "name": item.title, "organ": item.organ_name}
