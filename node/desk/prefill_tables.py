"""Prefill tables 预填表 at the window: imported if they fit the form, frozen by version, found by item."""

from __future__ import annotations

from datetime import date
from typing import Any

from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.items import Item
from federation.mapping.prefill import PrefillTable, load_table, prefill
from node.desk.desk import Desk
from node.store.logs import text_time


async def add_table(desk: Desk, text: bytes) -> dict[str, Any]:
    """Import a table of any city whose catalogue we hold, if it fits today's form of each item it means.

    Raises:
        InvalidInput: as `load_table`; PREFILL_INVALID if it does not fit; ITEM_UNKNOWN; NOT_FOUND if there is
            no catalogue of its locality; VERSION_TAKEN if another text has this version.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    table = load_table(text)
    on = day_of(desk.clock())
    for item in _meant(desk, table, on):
        prefill(table, item, (), on=on)
    at = text_time(desk.clock())
    row = {"locality": table.locality, "name": table.name, "version": table.version}
    added = await desk.store.write(
        lambda tx: tx.run("add_prefill_table", **row, item=table.item, text=text, at=at)
    )
    if not added:
        async with desk.store.read() as tx:
            held = await tx.one("get_prefill_table", **row)
        if held is None or bytes(held["text"]) != text:
            raise InvalidInput(Reason.VERSION_TAKEN, name=table.name, version=table.version)
    return shown(table, at)


def _meant(desk: Desk, table: PrefillTable, on: date) -> tuple[Item, ...]:
    found = desk.library.catalogue(table.locality, on).find(table.item)
    if not found:
        raise InvalidInput(Reason.ITEM_UNKNOWN, locality=table.locality)
    return found


async def list_tables(desk: Desk) -> list[dict[str, Any]]:
    """Every table held, by place and item, the latest imported first: that one counts."""
    async with desk.store.read() as tx:
        rows = await tx.all("all_prefill_tables")
    return [shown(load_table(bytes(row["text"])), row["at"]) for row in rows]


async def table_for(desk: Desk, item: Item) -> PrefillTable:
    """The table that counts for an item. Raises InvalidInput: NOT_FOUND."""
    async with desk.store.read() as tx:
        row = await tx.one("prefill_table_for", locality=item.key.locality, code=item.key.code)
    if row is None:
        why = "no prefill table is held for the item; import one, or give one"
        raise InvalidInput(Reason.NOT_FOUND, why=why, locality=item.key.locality)
    return load_table(bytes(row["text"]))


def shown(table: PrefillTable, at: str) -> dict[str, Any]:
    """A table in a list."""
    return {
        "locality": table.locality,
        "name": table.name,
        "version": table.version,
        "item": table.item,
        "fields": len(table.rows),
        "facts": [need.spec.label for need in table.facts.values()],
        "digest": table.digest,
        "imported_at": at,
    }
