"""Bundles 一件事 at the window: kept, held against today's catalogues and agreements, made into one joint application.

The application is a document that `kuayu joint open` takes; nothing is submitted here and nothing of what the
applicant brought is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from federation.case.bundle import STANDING_TERMS, Bundle, Checked, Placed, Shared, check_bundle
from federation.case.bundle_file import load_bundle
from federation.case.bundle_plan import BundleGap, Part, Plan, plan_bundle
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.mapping import check, requirements
from node.desk.answers import Brief, read_answers
from node.desk.desk import Desk
from node.store.logs import text_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A bundle, and when it was imported."""

    bundle: Bundle
    at: str


async def add_bundle(desk: Desk, text: bytes) -> tuple[str, bool]:
    """Import a bundle of this window, if it has no fault.

    Returns:
        The bundle with its faults as JSON, and whether it is kept.

    Raises:
        InvalidInput: as `load_bundle`; BUNDLE_INVALID also if it is another window's; VERSION_TAKEN if another
            text was imported under this version.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    bundle = load_bundle(text)
    if bundle.accepting != desk.me:
        raise InvalidInput(Reason.BUNDLE_INVALID, key="accepting", locality=bundle.accepting)
    checked = _checked(desk, bundle)
    if not checked.faults:
        row = {"name": bundle.name, "version": bundle.version, "text": text}
        at = text_time(desk.clock())
        if not await desk.store.write(lambda tx: tx.run("add_bundle", **row, at=at)):
            await _same(desk, bundle, text)
    return _shown(checked), not checked.faults


async def _same(desk: Desk, bundle: Bundle, text: bytes) -> None:
    async with desk.store.read() as tx:
        row = await tx.one("get_bundle", name=bundle.name, version=bundle.version)
    if row is None or bytes(row["text"]) != text:
        raise InvalidInput(Reason.VERSION_TAKEN, name=bundle.name, version=bundle.version)


async def list_bundles(desk: Desk) -> list[Kept]:
    """Every bundle held, by name, the latest imported version first."""
    async with desk.store.read() as tx:
        rows = await tx.all("all_bundles")
    return [Kept(bundle=load_bundle(bytes(row["text"])), at=row["at"]) for row in rows]


async def show_bundle(desk: Desk, name: str, version: str) -> str:
    """One bundle with today's faults, as JSON. Raises InvalidInput: NOT_FOUND."""
    return _shown(_checked(desk, await _held(desk, name, version)))


async def prepare_bundle(desk: Desk, name: str, version: str, answers: str) -> str:
    """What an applicant brought as one joint application, with every gap, as JSON (docs/bundles.md).

    Raises:
        InvalidInput: NOT_FOUND; BUNDLE_INVALID if it has a fault today; VALUE_INVALID, VALUE_MISSING naming
            the entry of the answers.
    """
    checked = _checked(desk, await _held(desk, name, version))
    brief = read_answers(answers)
    plan = plan_bundle(checked, brief.answers)
    gaps = [*plan.gaps, *(gap for part in plan.parts for gap in _part_gaps(part, checked.bundle, plan))]
    said = {
        "bundle": checked.bundle.pin,
        "title": checked.bundle.title,
        "document": _document(checked.bundle, plan, brief),
        "gaps": [_gap(gap) for gap in gaps],
        "blocked": any(gap.blocks for gap in gaps),
        "aside": [_member(one) for one in plan.aside],
    }
    return json.dumps(said, ensure_ascii=False)


async def _held(desk: Desk, name: str, version: str) -> Bundle:
    async with desk.store.read() as tx:
        row = await tx.one("get_bundle", name=name, version=version)
    if row is None:
        raise InvalidInput(Reason.NOT_FOUND, kind="bundle")
    return load_bundle(bytes(row["text"]))


def _checked(desk: Desk, bundle: Bundle) -> Checked:
    on = day_of(desk.clock())
    return check_bundle(
        bundle,
        catalogue_of=lambda place: desk.library.federation.catalogue(place, on),
        agreements=desk.agreements.current,
        on=on,
    )


def _part_gaps(part: Part, bundle: Bundle, plan: Plan) -> Iterator[BundleGap]:
    """What the handling place's own list still asks of a part; what the sharing said already is not said twice."""
    key = part.placed.member.key
    said = {(gap.member, gap.code) for gap in plan.gaps}
    given = [one.code for one in part.materials]
    for gap in check(requirements(part.placed.item), part.fields, given):
        if (key, gap.code) not in said:
            yield BundleGap(
                member=key,
                reason=gap.reason,
                code=gap.code,
                label=gap.label,
                blocks=gap.blocks,
                ask=gap.ask,
                shared=_serving(bundle, key, gap),
            )


def _serving(bundle: Bundle, key: str, gap: Any) -> str:
    """The bundle's own code of what would close a gap; empty if the part is to be given it itself."""
    about_field = gap.reason in {Reason.FIELD_MISSING, Reason.VALUE_INVALID}
    listed: Iterable[Shared] = bundle.fields if about_field else bundle.materials
    return next(
        (one.code for one in listed for share in one.serves if (share.member, share.code) == (key, gap.code)),
        "",
    )


def _document(bundle: Bundle, plan: Plan, brief: Brief) -> dict[str, Any]:
    """What `kuayu joint open` takes."""
    return {
        "rule": bundle.rule.value,
        "bundle": bundle.pin,
        **brief.common,
        "parts": [_part(part) for part in plan.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    item = part.placed.item.key
    return {
        "to": item.locality,
        "item": item.code,
        "handling_fields": dict(sorted(part.fields.items())),
        "handling_materials": [
            {
                "code": one.code,
                "files": list(one.files),
                "disposition": one.disposition.value,
                "originals": one.originals,
                "copies": one.copies,
            }
            for one in part.materials
        ],
    }


def _shown(checked: Checked) -> str:
    bundle = checked.bundle
    said = {
        "name": bundle.name,
        "version": bundle.version,
        "title": bundle.title,
        "accepting": bundle.accepting,
        "rule": bundle.rule.value,
        "guidance": bundle.guidance,
        "members": [_member(one) for one in checked.placed],
        "materials": [_shared(one, papers=True) for one in bundle.materials],
        "fields": [_shared(one, papers=False) for one in bundle.fields],
        "faults": [{"where": one.where, "reason": one.reason, "why": one.why} for one in checked.faults],
    }
    return json.dumps(said, ensure_ascii=False)


def _member(placed: Placed) -> dict[str, str]:
    item = placed.item
    return {
        "key": placed.member.key,
        "place": placed.member.place,
        "item": item.key.code,
        "title": item.title,
        "organ": item.organ_name,
        "limit": str(item.promised) if item.promised else "",
        "standing": placed.standing.value,
        "term": STANDING_TERMS[placed.standing],
        "guidance": placed.member.guidance,
        "address": item.address,
        "phone": item.phone,
    }


def _shared(shared: Shared, *, papers: bool) -> dict[str, Any]:
    serves = [
        {
            "member": one.member,
            "code": one.code,
            **({"originals": one.originals, "copies": one.copies} if papers else {}),
        }
        for one in shared.serves
    ]
    return {"code": shared.code, "name": shared.name, "note": shared.note, "serves": serves}


def _gap(gap: BundleGap) -> dict[str, Any]:
    return {
        "member": gap.member,
        "shared": gap.shared,
        "reason": gap.reason,
        "code": gap.code,
        "label": gap.label,
        "blocks": gap.blocks,
        "ask": gap.ask,
    }
