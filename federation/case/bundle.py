"""一件事: a named set of items over several cities that one applicant needs for one matter of life.

A bundle says which items, which papers and answers serve several of them, and what one refusal means. It is
the window's own document; what leaves is one joint application 多地联办. An item that another system handles
国垂系统, or the window's own hall, is named in it and never submitted. `check` holds it against the catalogues
and agreements of a day; `plan_bundle` in `bundle_plan` makes the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from federation.case.choices import JointRule, Mode
from federation.case.powers import Agreements, codes_of
from federation.errors import Illegal, Reason
from federation.ids import CaseId, Locality
from federation.items import Catalogue, Item
from federation.items.tables import Channel

LEAST_PARTS = 2


class Standing(StrEnum):
    """How a member of a bundle is handled."""

    JOINT = "joint"
    LINE = "line"
    OWN = "own"


STANDING_TERMS: Mapping[Standing, str] = {
    Standing.JOINT: "多地联办",
    Standing.LINE: "国垂系统自行申请",
    Standing.OWN: "本地窗口办理",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One item of a bundle: ``key`` names it inside, ``item`` is a code of the place's catalogue."""

    key: str
    place: Locality
    item: str
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Which line of a member's list a shared paper or answer serves.

    Attributes:
        member: its key.
        code: of the member's material or field.
        originals: how many originals of a paper the part gets.
        copies: how many copies; where it gets neither, it gets the scans.
    """

    member: str
    code: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A paper, or an answer, that the applicant gives once."""

    code: str
    name: str
    serves: tuple[Share, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The document.

    Attributes:
        name: its code.
        version: of its text; frozen once imported.
        title: what people call it.
        accepting: whose window files it, and leads.
        rule: what one refused part means for the others.
        members: the items.
        materials: papers given once.
        fields: answers given once.
        guidance: for the window and the applicant.
    """

    name: str
    version: str
    title: str
    accepting: Locality
    rule: JointRule
    members: tuple[Member, ...]
    materials: tuple[Shared, ...] = ()
    fields: tuple[Shared, ...] = ()
    guidance: str = ""

    @property
    def pin(self) -> str:
        """How a joint case names it."""
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a bundle cannot be used: ``where`` names a member, paper or answer of it."""

    where: str
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A member with the item it means, and how that is handled."""

    member: Member
    item: Item
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A bundle held against a day's catalogues and agreements; it can be used if there is no fault."""

    bundle: Bundle
    placed: tuple[Placed, ...]
    faults: tuple[Fault, ...]

    @property
    def parts(self) -> tuple[Placed, ...]:
        """The members that are submitted."""
        return tuple(one for one in self.placed if one.standing is Standing.JOINT)


CatalogueOf = Callable[[Locality], Catalogue | None]
"""The catalogue of a locality that is in force on the day."""


def check_bundle(bundle: Bundle, *, catalogue_of: CatalogueOf, agreements: Agreements, on: date) -> Checked:
    """Hold a bundle against the catalogues and agreements of a day.

    Args:
        bundle: the bundle.
        catalogue_of: catalogues in force that day.
        agreements: those held.
        on: the day.

    Returns:
        Its members with their items, and every fault: an item that is not there, not one, not in force or
        not agreed for 多地联办; a code that is not in the item's list; fewer than two parts.
    """
    placed: list[Placed] = []
    faults: list[Fault] = []
    for member in bundle.members:
        found = _place(bundle, member, catalogue_of, on)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            placed.append(found)
            faults.extend(_agreed(bundle, found, agreements, on))
    by_key = {one.member.key: one for one in placed}
    faults.extend(_share_faults(bundle, by_key))
    parts = sum(one.standing is Standing.JOINT for one in placed)
    if len(placed) == len(bundle.members) and parts < LEAST_PARTS:
        faults.append(
            Fault(where=bundle.name, reason=Reason.VALUE_INVALID, why="多地联办至少要有两个异地事项")
        )
    return Checked(bundle=bundle, placed=tuple(placed), faults=tuple(faults))


def _place(bundle: Bundle, member: Member, catalogue_of: CatalogueOf, on: date) -> Placed | Fault:
    """The item a member means; an item on a national line is one, wherever it is."""
    where = f"member {member.key}"
    catalogue = catalogue_of(member.place)
    if catalogue is None:
        return Fault(where=where, reason=Reason.NOT_FOUND, why=f"没有导入 {member.place} 的事项目录")
    found = catalogue.find(member.item)
    if len(found) != 1:
        reason = Reason.ITEM_AMBIGUOUS if found else Reason.ITEM_UNKNOWN
        why = "编码对应多个事项，请写 31 或 33 位编码" if found else "办理地目录里没有这个事项"
        return Fault(where=where, reason=reason, why=why)
    (item,) = found
    if not item.in_force(on):
        return Fault(where=where, reason=Reason.ITEM_NOT_IN_FORCE, why=f"“{item.title}”当日不办理")
    standing = Standing.OWN if member.place == bundle.accepting else Standing.JOINT
    if item.channel is Channel.NATIONAL_LINE:
        standing = Standing.LINE
    return Placed(member=member, item=item, standing=standing)


def _agreed(bundle: Bundle, placed: Placed, agreements: Agreements, on: date) -> Iterator[Fault]:
    """Where the two cities have an agreement about the item, it must offer 多地联办."""
    if placed.standing is not Standing.JOINT:
        return
    where, code = f"member {placed.member.key}", placed.item.key.code
    pair = CaseId.make(accepting=bundle.accepting, handling=placed.member.place, on=on, random=0)
    try:
        agreement = agreements.to_pin(pair, code, on)
    except Illegal as ended:
        yield Fault(where=where, reason=ended.reason, why="两地关于该事项的协议已到期")
        return
    terms = agreement.terms(*codes_of(code)) if agreement is not None else None
    if agreement is not None and terms is not None and Mode.JOINT not in terms.modes:
        yield Fault(
            where=where, reason=Reason.POWER_MISSING, why=f"协议 {agreement.name} 没有约定该事项多地联办"
        )


def _share_faults(bundle: Bundle, placed: Mapping[str, Placed]) -> Iterator[Fault]:
    """A shared paper or answer serves parts that are submitted, on lines of their lists."""
    kinds = (
        ("material", bundle.materials, Reason.MATERIAL_UNKNOWN, "材料清单"),
        ("field", bundle.fields, Reason.FIELD_UNKNOWN, "表单"),
    )
    for kind, listed, unknown, term in kinds:
        for shared in listed:
            for share in shared.serves:
                one = placed.get(share.member)
                if one is None:  # the member itself is the fault
                    continue
                where = f"{kind} {shared.code}, member {share.member}"
                if one.standing is not Standing.JOINT:
                    why = f"“{one.item.title}”{STANDING_TERMS[one.standing]}，不随本件提交"
                    yield Fault(where=where, reason=Reason.VALUE_INVALID, why=why)
                elif share.code not in _codes(one.item, kind):
                    yield Fault(
                        where=where, reason=unknown, why=f"“{one.item.title}”的{term}里没有 {share.code}"
                    )


def _codes(item: Item, kind: str) -> frozenset[str]:
    return frozenset(spec.code for spec in (item.materials if kind == "material" else item.fields))
