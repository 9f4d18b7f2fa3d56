"""The guide 办事指南 of one item as its locality publishes it, also of one that no node handles."""

from __future__ import annotations

import json
from datetime import date

from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from federation.items import Item
from federation.items.tables import Channel
from federation.mapping import requirements
from node.desk.desk import Desk
from node.desk.plain import plain
from node.desk.prepare import item_row

ADVICE = {
    Channel.NODE: "可由本窗口按办理地清单收件",
    Channel.NATIONAL_LINE: "本系统不收件：请指引申请人到国垂系统办理，需要跟踪的可登记",
}
_ASKED_THERE = ("address", "hours", "phone", "supervision", "flow", "by_law", "scene_reason")


def find_item(desk: Desk, locality: Locality, code: str, on: date | None = None) -> Item:
    """The one item of a locality that a code means, in its catalogue of a day; today's if none is given.

    Raises:
        InvalidInput: NOT_FOUND if the catalogue was never imported; ITEM_UNKNOWN; ITEM_AMBIGUOUS with the choices.
    """
    found = desk.library.catalogue(locality, on or day_of(desk.clock())).find(code)
    if not found:
        raise InvalidInput(Reason.ITEM_UNKNOWN, catalogue=locality)
    if len(found) > 1:
        raise InvalidInput(Reason.ITEM_AMBIGUOUS, choices=" ".join(item.key.code for item in found))
    return found[0]


def show_item(desk: Desk, locality: Locality, code: str, *, on: date | None = None) -> str:
    """Its guide as JSON. Raises as `find_item`."""
    return guide_of(find_item(desk, locality, code, on))


def guide_of(item: Item) -> str:
    """What an applicant needs to know of an item, and where to go with it, as JSON."""
    shown = {
        "item": item_row(item),
        "locality": item.key.locality,
        "channel": plain(item.channel),
        "advice": ADVICE[item.channel],
        "requirements": plain(requirements(item)),
        **{name: getattr(item, name) for name in _ASKED_THERE},
    }
    return json.dumps(shown, ensure_ascii=False)
