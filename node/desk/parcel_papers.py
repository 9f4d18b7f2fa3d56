"""The papers of a parcel: its manifest 交接清单 and label 面单; and what its loss means for each case.

Addresses and telephone numbers are printed on the label only. The law decides who makes a lost paper good; what
is listed here says whose turn it is, and a person decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from federation.case import Case, Side
from federation.case.authors import TO_APPLICANT
from federation.case.choices import Leg
from federation.case.custody import Parcel
from federation.case.parts import Actor, Party
from federation.case.states import ParcelState
from federation.days import day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality, ParcelNo, Uscc
from node.desk.desk import Desk
from node.desk.paperwork import ground_of
from node.desk.parcels import ParcelInCase, counted, find
from node.documents.compose import Filling, compose
from node.documents.kinds import DocumentKind
from node.documents.particulars import Ground, listed
from node.documents.settings import HallSettings
from node.documents.sheet import typeset

LEG_TERMS: Mapping[Leg, str] = {
    Leg.W2H: "收件窗口→办理机关",
    Leg.H2W: "办理机关→收件窗口",
    Leg.H2A: "办理机关→申请人",
    Leg.W2A: "收件窗口→申请人",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What the loss of one paper means: whose turn it is, and what there is to decide."""

    case: CaseId
    code: str
    name: str
    original: bool
    count: int
    side: Side
    text: str


_OWN_ORIGINAL = "申请人的原件：告知申请人，向承运方查询索赔；由申请人决定挂失补办、公告声明或者撤回申请"
_OWN_COPY = "申请材料复印件：凭电子件或原件重新复印后另寄"
_DOCUMENT = "机关文书或证照：作出机关决定重新打印、补制或者作废重制后另行寄送"


def consequences(found: Sequence[ParcelInCase], grounds: Sequence[Ground]) -> list[Consequence]:
    """What a lost parcel means for each case; nothing for cases in which it is not lost."""
    return [
        line
        for one, ground in zip(found, grounds, strict=True)
        if one.parcel.state is ParcelState.LOST
        for line in _lost(one.case, one.parcel, ground)
    ]


def _lost(case: Case, parcel: Parcel, ground: Ground) -> list[Consequence]:
    lines = []
    for (code, original), count in counted(parcel.sent).items():
        made = case.documents.get(code)
        if made is not None:
            side, text, name = Side.HANDLING, _DOCUMENT, made.document.title
        else:
            side, text = Side.ACCEPTING, _OWN_ORIGINAL if original else _OWN_COPY
            name = ground.material(code)
        lines.append(
            Consequence(
                case=case.case_id, code=code, name=name, original=original, count=count, side=side, text=text
            )
        )
    return lines


def grounds_of(desk: Desk, found: Sequence[ParcelInCase]) -> list[Ground]:
    """What is known beside each case: names of materials."""
    now = desk.clock()
    return [ground_of(desk, one.case, next(iter(one.case.rows)).actor.organ, now=now) for one in found]


async def print_manifest(desk: Desk, number: ParcelNo, *, actor: Actor) -> bytes:
    """交接清单: every paper of every case; applicants masked.

    Raises:
        InvalidInput: PARCEL_UNKNOWN if it was not dispatched, as far as this node knows.
    """
    found = await _dispatched(desk, number)
    rows = [
        (
            one.case.case_id,
            listed(_applicant(one.case)),
            name,
            "原件" if original else "复印件",
            str(count),
            "□",
        )
        for one, ground in zip(found, grounds_of(desk, found), strict=True)
        for (code, original), count in counted(one.parcel.sent).items()
        for name in (_name(one.case, code, ground),)
    ]
    return await _print(desk, DocumentKind.MANIFEST, found, actor.organ, values={}, tables={"papers": rows})


async def print_label(desk: Desk, number: ParcelNo, *, actor: Actor) -> bytes:
    """面单: where it goes and where it comes from.

    Raises:
        InvalidInput: PARCEL_UNKNOWN; VALUE_INVALID if the applicants in it are not one.
        KuayuError: CONFIG if a hall's address is not known.
    """
    found = await _dispatched(desk, number)
    hall = _hall(desk, _from(found))
    values = {"from_name": hall.name, "from_address": hall.address, "from_phone": hall.phone}
    values |= _addressee(desk, found)
    return await _print(desk, DocumentKind.LABEL, found, actor.organ, values=values, tables={})


async def _dispatched(desk: Desk, number: ParcelNo) -> list[ParcelInCase]:
    """The cases of one envelope whose dispatch is on record.

    Ours before the other end's, and those under way before older ones: a courier uses numbers again.
    """
    found = [one for one in await find(desk, number) if one.parcel.leg is not None]
    own = [one for one in found if one.parcel.dispatcher is one.side] or found
    if not own:
        raise InvalidInput(Reason.PARCEL_UNKNOWN, parcel=number)
    return [one for one in own if one.parcel.state is ParcelState.SENT] or own


async def _print(
    desk: Desk,
    kind: DocumentKind,
    found: Sequence[ParcelInCase],
    organ: Uscc,
    *,
    values: Mapping[str, str],
    tables: Mapping[str, Sequence[tuple[str, ...]]],
) -> bytes:
    now, first = desk.clock(), found[0].parcel
    day = day_of(now)
    legs = sorted({one.parcel.leg for one in found if one.parcel.leg is not None})
    count = sum(sum(counted(one.parcel.sent).values()) for one in found)
    shown = {
        "date": f"{day.year}年{day.month}月{day.day}日",
        "parcel": first.number,
        "carrier": first.carrier.upper(),
        "leg": "、".join(LEG_TERMS[leg] for leg in legs),
        "cases": str(len(found)),
        "count": str(count),
        "from_name": _hall_name(desk, _from(found)),
        "to_name": _addressee_listed(desk, found),
        **values,
    }
    sheet = compose(desk.documents.templates[kind].other, Filling(organ=organ, values=shown, tables=tables))
    return await asyncio.to_thread(typeset, sheet, now.replace(microsecond=0))


def _from(found: Sequence[ParcelInCase]) -> Locality:
    case, parcel = found[0].case.case_id, found[0].parcel
    return case.accepting if parcel.dispatcher is Side.ACCEPTING else case.handling


def _to_hall(found: Sequence[ParcelInCase]) -> Locality:
    return found[0].case.case_id.other(_from(found))


def _to_applicant(found: Sequence[ParcelInCase]) -> bool:
    return found[0].parcel.leg in TO_APPLICANT


def _addressee(desk: Desk, found: Sequence[ParcelInCase]) -> dict[str, str]:
    if not _to_applicant(found):
        hall = _hall(desk, _to_hall(found))
        return {"to_name": hall.name, "to_address": hall.address, "to_phone": hall.phone}
    people = {_recipient(one.case) for one in found}
    if len(people) > 1:
        raise InvalidInput(Reason.VALUE_INVALID, field="parcel", why="more than one addressee")
    person = people.pop()
    return {"to_name": person.name, "to_address": person.address, "to_phone": person.phone}


def _addressee_listed(desk: Desk, found: Sequence[ParcelInCase]) -> str:
    if _to_applicant(found):
        return listed(_recipient(found[0].case))
    return _hall_name(desk, _to_hall(found))


def _recipient(case: Case) -> Party:
    """The applicant where he gave an address; else his agent."""
    applicant, agent = _applicant(case), case.submitted.agent if case.submitted is not None else None
    return applicant if applicant.address or agent is None else agent


def _applicant(case: Case) -> Party:
    if case.applicant is None:
        raise InvalidInput(Reason.CASE_UNKNOWN, case=case.case_id)
    return case.applicant


def _hall(desk: Desk, locality: Locality) -> HallSettings:
    hall = desk.documents.halls.get(locality)
    if hall is None:
        raise KuayuError(Reason.CONFIG, file="documents", setting=f"halls.{locality}")
    return hall


def _hall_name(desk: Desk, locality: Locality) -> str:
    hall = desk.documents.halls.get(locality)
    return hall.name if hall is not None else desk.directory().member(locality).name


def _name(case: Case, code: str, ground: Ground) -> str:
    made = case.documents.get(code)
    return f"{made.document.title} {code}" if made is not None else ground.material(code)
