"""Opening a case: the window's application becomes one by the handling place's rules, or its gaps are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from federation.case import digest
from federation.case.events import Blob, Field, ItemRef, Material
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Digest, Locality
from federation.mapping import Application as OwnApplication
from federation.mapping import Gap, Matched, Translation, check, requirements, translate
from federation.wire.local import Application, Wish
from node.desk.desk import Desk
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
        InvalidInput: what is wrong with the item, a party, a file.
        Unavailable: CASE_READ_ONLY, STORE_BUSY, STORE_FAILED.
    """
    before = await _opened_before(desk, application)
    if before is not None:
        return Opened(case=before, gaps=())
    to = Locality(application.to)
    own_fields = _unique(application.own_fields)
    match = match_item(desk, to=to, item=application.item, fields=own_fields)
    own = OwnApplication(
        fields=own_fields, materials=tuple(material.code for material in application.own_materials)
    )
    translation = translate(own, match)
    fields = {**translation.fields, **_unique(application.draft.fields)}
    materials = _materials(translation, application.own_materials, application.draft.materials)
    gaps = check(requirements(match), fields, [material.code for material in materials])
    if any(gap.blocks for gap in gaps):
        return Opened(case=None, gaps=gaps)
    case = new_case_id(accepting=desk.me, handling=to, now=desk.clock())
    event = replace(
        application.draft,
        item=_item(match),
        crosswalk=match.crosswalk,
        fields=tuple(Field(code=code, value=value) for code, value in sorted(fields.items())),
        materials=materials,
    )
    wish = Wish(case=case, actor=application.actor, supersedes=None, event=event)
    done = await desk.recorder.record(application.message_id, wish)
    return Opened(case=case, digest=digest(done.case), materials=materials, gaps=gaps)


async def _opened_before(desk: Desk, application: Application) -> CaseId | None:
    to = Locality(application.to)
    async with desk.store.read() as tx:
        row = await tx.one("message_known_to", peer=to, message_id=application.message_id)
    return CaseId(row["case_id"]) if row else None


def _item(match: Matched) -> ItemRef:
    key = match.handling.key
    return ItemRef(locality=key.locality, scheme=key.scheme, code=key.code, version=key.version)


def _unique(fields: Iterable[Field]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields:
        if one.code in found:
            raise InvalidInput(Reason.VALUE_INVALID, field="fields", code=one.code, why="given twice")
        found[one.code] = one.value
    return found


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
    found |= {material.code: material for material in given}
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
