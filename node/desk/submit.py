"""Opening a case: the window's application becomes one by the handling place's rules, or its gaps are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from federation.case import digest
from federation.case.choices import Mode
from federation.case.parts import Blob, Field, ItemRef, Material
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Digest, Locality
from federation.mapping import Application as OwnApplication
from federation.mapping import Gap, Matched, Translation, Unused, check, requirements, translate
from federation.mapping.translate import Kind
from federation.wire.local import Application, Wish
from node.desk.desk import Desk
from node.desk.look import load_case
from node.desk.prepare import match_item
from node.ids import new_case_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The case, or why there is none: a gap that blocks."""

    case: CaseId | None
    digest: Digest | None = None
    materials: tuple[Material, ...] = ()
    gaps: tuple[Gap, ...]


async def submit(desk: Desk, application: Application) -> Opened:
    """Translate, check against the handling place's list, and record Submitted.

    Sent again under the same message id it answers with the case it opened.

    Raises:
        InvalidInput: what is wrong with the item, a party, a file, or a code given twice.
        Illegal: AGREEMENT_ENDED; POWER_MISSING for what the agreement does not let the window do.
        Unavailable: CASE_READ_ONLY, STORE_BUSY, STORE_FAILED.
    """
    before = await _opened_before(desk, application)
    if before is not None:
        return before
    drawn = draw(desk, application)
    if drawn.wish is None:
        return Opened(case=None, gaps=drawn.gaps)
    done = await desk.recorder.record(application.message_id, drawn.wish)
    return Opened(case=drawn.wish.case, digest=digest(done.case), materials=drawn.materials, gaps=drawn.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An application drawn up by the handling place's rules; no wish if a gap blocks it."""

    wish: Wish | None
    materials: tuple[Material, ...] = ()
    gaps: tuple[Gap, ...]


def draw(desk: Desk, application: Application) -> Drawn:
    """Translate, and check against the handling place's list; nothing is written. Raises as `submit`.

    Filed online 全程网办 we are the handling place, ``to`` is the applicant's, and our own codes are meant.
    """
    to, handling = Locality(application.to), Locality(application.to)
    if application.draft.mode is Mode.FULL_ONLINE:
        handling = desk.me
    if to == desk.me:
        raise InvalidInput(Reason.VALUE_INVALID, field="to", why="own city")
    own_fields, given_fields = _values(application.own_fields), _values(application.draft.fields)
    _once((one.code for one in application.own_materials), "materials")
    _once((one.code for one in application.draft.materials), "materials")
    match = match_item(desk, to=handling, item=application.item, fields=own_fields)
    _check_there((*application.own_materials, *application.draft.materials))
    own = OwnApplication(fields=own_fields, materials=tuple(one.code for one in application.own_materials))
    translation = translate(own, match)
    fields = {**translation.fields, **given_fields}
    materials = _materials(translation, application.own_materials, application.draft.materials)
    gaps = _gaps(match, translation, fields, materials)
    if any(gap.blocks for gap in gaps):
        return Drawn(wish=None, gaps=gaps)
    accepting = to if handling == desk.me else desk.me
    case = new_case_id(accepting=accepting, handling=handling, now=desk.clock())
    event = replace(
        application.draft,
        item=_item(match),
        crosswalk=match.crosswalk,
        agreement=_pin(desk, case, match),
        fields=tuple(Field(code=code, value=value) for code, value in sorted(fields.items())),
        materials=materials,
    )
    wish = Wish(case=case, actor=application.actor, supersedes=None, event=event)
    return Drawn(wish=wish, materials=materials, gaps=gaps)


def _check_there(materials: Iterable[Material]) -> None:
    """A material of which nothing was collected, no scan, no original, no copy, is missing."""
    for one in materials:
        if not (one.files or one.originals or one.copies):
            raise InvalidInput(Reason.MATERIAL_MISSING, code=one.code, why="no scan, original or copy")


def _gaps(
    match: Matched, translation: Translation, fields: Mapping[str, str], materials: Iterable[Material]
) -> tuple[Gap, ...]:
    """What is missing of the handling place's list, and what of the window's own has no use there.

    Where translating found out why a value could not be used, that is said rather than that it is missing.
    """
    why = {gap.code: gap for gap in translation.gaps if gap.code not in fields}
    missing = (
        replace(why[gap.code], blocks=gap.blocks) if gap.code in why else gap
        for gap in check(requirements(match), fields, [material.code for material in materials])
    )
    return (*missing, *(_unused(one, match) for one in translation.unused))


def _unused(unused: Unused, match: Matched) -> Gap:
    """Something the window gave that the handling place does not get: named, never dropped in silence."""
    is_field = unused.kind is Kind.FIELD
    own = match.accepting.fields if is_field else match.accepting.materials
    known = any(spec.code == unused.code for spec in own)
    return Gap(
        reason=Reason.FIELD_UNKNOWN if is_field else Reason.MATERIAL_UNKNOWN,
        code=unused.code,
        label=unused.code,
        blocks=not known,
        ask=f"{unused.why}，不送办理地" + ("" if known else "；请删除，或改用本地清单里的代码"),
    )


async def _opened_before(desk: Desk, application: Application) -> Opened | None:
    """The case this very message opened, if it did."""
    to = Locality(application.to)
    async with desk.store.read() as tx:
        row = await tx.one("message_known_to", peer=to, message_id=application.message_id)
    if row is None:
        return None
    case = await load_case(desk, CaseId(row["case_id"]))
    return Opened(case=case.case_id, digest=digest(case), materials=case.materials, gaps=())


def _pin(desk: Desk, case: CaseId, match: Matched) -> str:
    """The agreement the case goes by to its end; empty where the two cities have none for the item."""
    on = day_of(desk.clock())
    agreement = desk.agreements.current.to_pin(case, match.handling.key.code, on)
    return agreement.pin if agreement is not None else ""


def _item(match: Matched) -> ItemRef:
    key = match.handling.key
    return ItemRef(locality=key.locality, scheme=key.scheme, code=key.code, version=key.version)


def _once(codes: Iterable[str], field: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise InvalidInput(Reason.VALUE_INVALID, field=field, code=code, why="given twice")
        seen.add(code)


def _values(fields: Sequence[Field]) -> dict[str, str]:
    _once((one.code for one in fields), "fields")
    return {one.code: one.value for one in fields}


def _materials(
    translation: Translation, own: Sequence[Material], given: Sequence[Material]
) -> tuple[Material, ...]:
    """Materials by the handling place's codes: translated ones, with those given by its codes over them."""
    by_code = {material.code: material for material in own}
    sources: dict[str, list[Material]] = defaultdict(list)
    met = set(translation.materials)
    for step in translation.trace:
        if step.target in met:
            sources[step.target] += [by_code[code] for code in step.sources if code in by_code]
    found = {target: _as_one(target, parts) for target, parts in sources.items() if parts}
    for material in given:  # by their code it was both translated and given: together they are one
        found[material.code] = _as_one(material.code, [material, *sources.get(material.code, ())])
    return tuple(found[code] for code in sorted(found))


def _as_one(code: str, parts: Sequence[Material]) -> Material:
    """Several of our papers that together are one of theirs."""
    files: dict[str, Blob] = {blob.digest: blob for part in parts for blob in part.files}
    return replace(
        parts[0],
        code=code,
        files=tuple(files.values()),
        originals=sum(part.originals for part in parts),
        copies=sum(part.copies for part in parts),
    )
