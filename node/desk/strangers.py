"""What an act names that the handling place's catalogue does not have: items, versions, materials, fields, time.

An application is judged by the version it names; a correction by the version its case was filed under,
whatever is in force by then. An application may name a version that has just been followed by another, for
a window learns of it late: what it may not name is an item that its city no longer takes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import assert_never

from federation.case.choices import TimeUnit
from federation.case.clock import EXTENSION_DAYS, exceeds, most_added
from federation.case.events import Accepted, Act, Corrected, CorrectionRequested, Event, Submitted
from federation.case.parts import ItemRef
from federation.case.process import DeferredSupplied, Extended, SessionHeld
from federation.days import day_of
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Locality
from federation.items import Catalogue, Item, ItemKey
from federation.items.form import fits
from federation.items.history import History, first_day
from federation.items.tables import Channel
from node.desk.imports import version_words
from node.desk.limits import DAYS, legal_limit, promised_days_unit, promised_limit

Held = Callable[[Locality], History | None]


def filed_item(held: Held, ref: ItemRef, case: CaseId) -> tuple[Item, Catalogue] | None:
    """The item of a case in the version it was filed under; None if that version is not held."""
    history = held(ref.locality)
    return history.filed(_key(ref), case.day) if history is not None else None


def _key(ref: ItemRef) -> ItemKey:
    return ItemKey(locality=ref.locality, scheme=ref.scheme, code=ref.code, version=ref.version)


def stranger(held: Held, act: Act, opened_for: ItemRef | None) -> KuayuError | None:
    """Why an act's words mean nothing here; None if they all do.

    Args:
        held: the versions of a locality's catalogue that this node holds.
        act: what is to be taken or recorded.
        opened_for: the item its case was opened for; None before it was.
    """
    match act.event:
        case Submitted() as event if act.case is not None:
            return _strange_item(held, act, act.case, event)
        case (
            Accepted() | Corrected() | CorrectionRequested() | DeferredSupplied() | SessionHeld()
        ) as event if act.case is not None and opened_for is not None:
            found = filed_item(held, opened_for, act.case)
            if found is None:
                return _unheld(held, opened_for)
            return _strange_codes(event, found[0]) or _strange_promise(event, found[0])
        case Extended(days=days) if act.case is not None and opened_for is not None and days > EXTENSION_DAYS:
            found = filed_item(held, opened_for, act.case)
            return _too_long(days, found[0]) if found is not None else _unheld(held, opened_for)
        case _:
            return None


def _too_long(days: int, item: Item) -> KuayuError | None:
    """More than ten days are only for what several organs decide together (行政许可法 42条2款)."""
    most = most_added(legal_limit(item))
    if days <= most:
        return None
    return KuayuError(Reason.VALUE_INVALID, field="days", most=most, clause="行政许可法42条")


def _strange_promise(event: Event, item: Item) -> KuayuError | None:
    """A promise that does not say what it is counted in, or is longer than the law allows the organ.

    What is said without a unit is days (`Accepted`): of an item that promises in hours or months nobody
    can tell what was meant.
    """
    if not isinstance(event, Accepted) or not event.promised_days:
        return None
    promised, legal = promised_limit(item), legal_limit(item)
    if event.promised_unit is None and promised is not None and promised[1] not in DAYS:
        return KuayuError(Reason.VALUE_MISSING, field="promised_unit", item=f"{promised[0]} {promised[1]}")
    unit = event.promised_unit or TimeUnit(promised_days_unit(item))
    if legal is None or not exceeds((event.promised_days, unit), legal):
        return None
    return KuayuError(Reason.VALUE_INVALID, field="promised_days", legal=f"{legal[0]} {legal[1]}")


def _strange_item(held: Held, act: Act, case: CaseId, event: Submitted) -> KuayuError | None:
    ref = event.item
    history = held(ref.locality)
    if history is None or ref.locality != case.handling:
        return KuayuError(Reason.ITEM_UNKNOWN, item=ref.code)
    filed = history.filed(_key(ref), case.day)
    if filed is None:
        return _unheld(held, ref)
    item, catalogue = filed
    if item.channel is not Channel.NODE:
        return KuayuError(Reason.ITEM_UNKNOWN, item=ref.code)
    day = day_of(act.at)
    if first_day(catalogue) > day or not _taken(history, item, day):
        return KuayuError(Reason.ITEM_NOT_IN_FORCE, item=ref.code)
    return _strange_codes(event, item)


def _taken(history: History, item: Item, day: date) -> bool:
    """Whether applications are taken on a day: by the version named, and by the one in force."""
    now = history.on(day)
    present = now.by_code.get(item.key.code) if now is not None else None
    return item.in_force(day) and present is not None and present.in_force(day)


def _unheld(held: Held, ref: ItemRef) -> KuayuError:
    """An item that is not known at all, or not in this version."""
    history = held(ref.locality)
    versions = history.versions if history is not None else ()
    found = (item.key for one in versions for item in one.find(ref.code))
    known = {key.version: None for key in found if key.scheme == ref.scheme}
    if not known:
        return KuayuError(Reason.ITEM_UNKNOWN, item=ref.code)
    return KuayuError(
        Reason.VERSION_UNKNOWN,
        item=ref.code,
        version=version_words(ref.version),
        held=" ".join(map(version_words, known)),
    )


_Named = Accepted | Corrected | CorrectionRequested | DeferredSupplied | SessionHeld | Submitted


def _strange_codes(event: _Named, item: Item) -> KuayuError | None:
    """A material or field that is not on the item's published list: nobody may ask for it (30条、31条)."""
    form = {spec.code for spec in item.fields}
    listed = {spec.code for spec in item.materials}
    if isinstance(event, CorrectionRequested):  # what is wrong may be an answer on the form, too
        listed |= form
    strange = _materials(event) - listed
    if strange:
        return KuayuError(Reason.MATERIAL_UNKNOWN, code=min(strange))
    fields = event.fields if isinstance(event, Submitted | Corrected) else ()
    strange = {one.code for one in fields} - form
    if strange:
        return KuayuError(Reason.FIELD_UNKNOWN, code=min(strange))
    return None


def _materials(event: _Named) -> set[str]:
    match event:
        case Accepted():
            return {one.material for one in event.deferred}
        case CorrectionRequested():
            return {one.material for one in event.defects}
        case SessionHeld():
            return set(event.seen_materials)
        case Corrected() | DeferredSupplied() | Submitted():
            return {one.code for one in event.materials}
        case _:
            assert_never(event)


def misfit(held: Held, act: Act, opened_for: ItemRef | None) -> KuayuError | None:
    """Why an answer that the applicant corrected cannot stand on the form, as when it was filed; None if all can.

    For what this node records: what another city has recorded is not refused for it.
    """
    if not isinstance(act.event, Corrected) or act.case is None or opened_for is None:
        return None
    found = filed_item(held, opened_for, act.case)
    form = {spec.code: spec for spec in found[0].fields} if found is not None else {}
    for one in act.event.fields:
        spec = form.get(one.code)
        if spec is None:
            continue
        if not one.value.strip() and spec.required:
            return KuayuError(Reason.FIELD_MISSING, code=one.code)
        if one.value.strip() and not fits(spec)(one.value):
            return KuayuError(Reason.VALUE_INVALID, field="fields", code=one.code, form=spec.hint())
    return None
