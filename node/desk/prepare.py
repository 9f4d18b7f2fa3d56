"""What a window shows before it accepts papers: the handling place's rules, never its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from federation.case.agreement import COLLECTION, POWER_TERMS, Entrustment, WindowPower
from federation.case.powers import codes_of
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import CaseId, Locality
from federation.items import Item
from federation.mapping import (
    Ambiguous,
    Application,
    Matched,
    Resolution,
    Unmapped,
    narrow,
    requirements,
    resolve,
    translate,
)
from node.desk.desk import Desk
from node.desk.plain import plain


def search(desk: Desk, locality: Locality, text: str, *, on: date | None = None) -> list[dict[str, str]]:
    """Items of a locality by code or words, in its catalogue of a day; today's if none is given.

    Raises:
        InvalidInput: NOT_FOUND if its catalogue was never imported, or begins later.
    """
    catalogue = desk.library.catalogue(locality, on or day_of(desk.clock()))
    return [item_row(item) for item in catalogue.find(text) or catalogue.search(text)]


def item_row(item: Item) -> dict[str, str]:
    """What a list shows of an item."""
    return {
        "code": item.key.code,
        "base": item.base,
        "name": item.title,
        "organ": item.organ_name,
        "limit": str(item.promised) if item.promised else "",
        "channel": item.channel.name.lower(),
    }


def match_item(desk: Desk, *, to: Locality, item: str, fields: Mapping[str, str]) -> Matched:
    """The one item of the handling place that an item of ours (or its own) means.

    Args:
        desk: the desk.
        to: the handling place.
        item: a code of 12, 31 or 33 characters.
        fields: values by the window's own form; they may choose between several.

    Raises:
        InvalidInput: ITEM_UNKNOWN, ITEM_UNMAPPED, ITEM_NATIONAL_LINE or ITEM_AMBIGUOUS, with the choices.
    """
    on = day_of(desk.clock())
    found: Resolution = resolve(
        desk.library.federation, item, to=to, on=on, accepting=_accepting(desk, item, on)
    )
    if isinstance(found, Ambiguous):
        found = narrow(found, fields)
    match found:
        case Matched():
            return found
        case Ambiguous(why=why, choices=choices):
            codes = " ".join(choice.handling.key.code for choice in choices)
            raise InvalidInput(Reason.ITEM_AMBIGUOUS, why=why, choices=codes)
        case Unmapped(reason=Reason.ITEM_NATIONAL_LINE, why=why, item=Item(key=key)):
            raise InvalidInput(Reason.ITEM_NATIONAL_LINE, why=why, locality=key.locality, item=key.code)
        case Unmapped(reason=reason, why=why):
            raise InvalidInput(reason, why=why)


def _accepting(desk: Desk, item: str, on: date) -> Locality | None:
    """Our own catalogue, if it has the item; else the code is the handling place's own."""
    own = desk.library.federation.catalogue(desk.me, on)
    return desk.me if own is not None and own.find(item) else None


def prepare(
    desk: Desk, *, to: Locality, item: str, fields: Mapping[str, str], materials: tuple[str, ...]
) -> str:
    """The handling place's list, and what is still missing of it, as JSON (docs/mapping.md).

    Raises:
        InvalidInput: as `match_item`.
    """
    match = match_item(desk, to=to, item=item, fields=fields)
    translation = translate(Application(fields=fields, materials=materials), match)
    shown = {
        "item": item_row(match.handling),
        "asked": item_row(match.accepting),
        "relation": match.relation.name,
        "via": match.via,
        "why": match.why,
        "crosswalk": match.crosswalk,
        "agreement": _agreement(desk, match),
        "window": _window(desk, match),
        "requirements": plain(requirements(match)),
        "fields": dict(translation.fields),
        "materials": list(translation.materials),
        "gaps": plain(translation.gaps),
        "trace": plain(translation.trace),
        "unused": plain(translation.unused),
    }
    return json.dumps(shown, ensure_ascii=False)


def _agreement(desk: Desk, match: Matched) -> dict[str, Any] | None:
    """What the window may do for this item, or why it may take no new case; None: the template holds."""
    on, key = day_of(desk.clock()), match.handling.key
    try:
        agreement = desk.agreements.current.to_pin(_pair(desk, match), key.code, on)
    except Illegal as ended:
        return {"reason": ended.reason, **ended.detail}
    terms = agreement.terms(*codes_of(key.code)) if agreement is not None else None
    if agreement is None or terms is None:
        return None
    return {"version": agreement.version, "end": agreement.end.isoformat(), "powers": sorted(terms.powers)}


def _pair(desk: Desk, match: Matched) -> CaseId:
    return CaseId.make(
        accepting=desk.me, handling=match.handling.key.locality, on=day_of(desk.clock()), random=0
    )


def _window(desk: Desk, match: Matched) -> list[dict[str, Any]]:
    """Every power of a window, whether ours has it for this item today, and what says so.

    Empty where no new case may be taken. Acceptance counts only while its entrustment is in force (24条).
    """
    on, code = day_of(desk.clock()), match.handling.key.code
    try:
        agreement = desk.agreements.current.to_pin(_pair(desk, match), code, on)
    except Illegal:
        return []
    terms = agreement.terms(*codes_of(code)) if agreement is not None else None
    granted = terms.powers if terms is not None else COLLECTION
    entrusted = terms.entrustment if terms is not None else None
    usable = granted if entrusted is not None and entrusted.in_force(on) else granted - {WindowPower.ACCEPT}
    return [
        {
            "power": power.value,
            "term": term,
            "granted": power in usable,
            "by": agreement.name if agreement is not None else "",
            "source": source,
            "entrustment": _entrusted(entrusted) if power is WindowPower.ACCEPT else "",
        }
        for power, (term, source) in POWER_TERMS.items()
    ]


def _entrusted(entrusted: Entrustment | None) -> str:
    """An entrustment in one line."""
    if entrusted is None:
        return ""
    return f"{entrusted.document}，{entrusted.start.isoformat()} 至 {entrusted.end.isoformat()} 前"
