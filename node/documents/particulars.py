"""What one case, and one event of it, put into the places of a document.

Pure: the desk gathers a `Ground`, the templates decide which places are printed. Full names and numbers are here,
because a notice must say to whom it is addressed; a paper that others read names the masked places instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from federation.case import ID_TYPES, ORGANISATIONS, Case
from federation.case.choices import DayUnit, Disposition, Procedure, TimeUnit
from federation.case.custody import HOLDER_TERMS, Holder
from federation.case.events import (
    Accepted,
    CorrectionRequested,
    Event,
    Finished,
    Submitted,
    WithdrawalRequested,
)
from federation.case.limits import MOST_DAYS
from federation.case.parts import Party
from federation.case.process import Extended, FeeDue, Suspended
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import Uscc
from federation.items import Item
from federation.items.tables import LimitUnit
from node.documents.amount import in_words, in_yuan
from node.documents.compose import Row
from node.documents.mask import mask_name, mask_number
from node.documents.receipt import DISPOSITIONS, HOTLINE
from node.documents.settings import OrganSettings

Values = dict[str, str]
Tables = dict[str, Sequence[Row]]

LICENCE = "01"  # 事项类型 行政许可 (C0109 A.1): its documents cite the licensing law
_UNITS: Mapping[DayUnit | TimeUnit, str] = {
    DayUnit.WORKING_DAY: "个工作日",
    DayUnit.CALENDAR_DAY: "日（自然日）",
    TimeUnit.MONTH: "个月",
    TimeUnit.HOUR: "小时",
}
PROCEDURE_TERMS: Mapping[Procedure, str] = {
    Procedure.HEARING: "听证",
    Procedure.TENDER: "招标",
    Procedure.AUCTION: "拍卖",
    Procedure.INSPECTION: "检验",
    Procedure.TESTING: "检测",
    Procedure.QUARANTINE: "检疫",
    Procedure.APPRAISAL: "鉴定",
    Procedure.EXPERT_REVIEW: "专家评审",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a document needs beside the case.

    Attributes:
        organ: who makes it out.
        organ_name: in whose name: its own, or that of the organ that entrusted it (24条).
        entrusted: its own name where it acts in another's, else empty.
        settings: what the operator says of it, if anything.
        places: names of the accepting and the handling place.
        window: name of the accepting organ.
        item: the item as its catalogue has it, if this node holds that.
        correction_unit: what the days of a correction notice are counted in.
        today: the day printed on it.
    """

    organ: Uscc
    organ_name: str
    entrusted: str
    settings: OrganSettings | None
    places: tuple[str, str]
    window: str
    item: Item | None
    correction_unit: DayUnit
    today: date

    @property
    def is_licence(self) -> bool:
        """Whether the item is an administrative licence 行政许可, so that its law is cited."""
        return self.item is not None and self.item.type == LICENCE

    def material(self, code: str) -> str:
        """The name of a material."""
        return material_name(self.item, code)


def material_name(item: Item | None, code: str) -> str:
    """The name of a material in an item's list; its code where no catalogue names it."""
    specs = item.materials if item is not None else ()
    return next((spec.name for spec in specs if spec.code == code), code)


def common(case: Case, ground: Ground) -> Values:
    """What every paper of a case may name.

    Raises:
        InvalidInput: CASE_UNKNOWN if nothing was submitted.
    """
    said = _submitted(case)
    settings, item = ground.settings, ground.item
    return {
        "organ": ground.organ_name,
        "date": _day(ground.today),
        "case": case.case_id,
        "item": item.title if item is not None else said.item.code,
        "item_code": said.item.code,
        "window": ground.window,
        "accepting_place": ground.places[0],
        "handling_place": ground.places[1],
        "handling_organ": item.organ_name if item is not None else ground.places[1],
        "phone": (settings.phone if settings is not None else "") or (item.phone if item is not None else ""),
        "supervision": (item.supervision if item is not None else "") or HOTLINE,
        "agent": said.agent.name if said.agent is not None else "",
        **_party(said.applicant),
    }


def of_event(case: Case, ground: Ground, event: Event) -> tuple[Values, Tables]:
    """What a notice or decision may name beside, and its tables.

    Args:
        case: as it stands before the event.
        ground: what is known beside it.
        event: what is to be recorded.
    """
    said, settings = _submitted(case), ground.settings
    values = {
        "entrusted": ground.entrusted,
        "you": "你单位" if said.applicant.id_scheme == ORGANISATIONS else "你",
        "filed": _day(_filed(case)),
        "applicant_number": said.applicant.id_number,
        "returned": "、".join(_returned(case, ground)),
        "review": settings.review if settings is not None else "",
        "court": settings.court if settings is not None else "",
        "reason": getattr(event, "reason", ""),
        "result": ground.item.result if ground.item is not None else "",
    }
    own, tables = _own(case, ground, event)
    return values | own, tables


Own = Callable[[Case, Ground, Any], tuple[Values, Tables]]


def _own(case: Case, ground: Ground, event: Event) -> tuple[Values, Tables]:
    return _OWN.get(type(event), _nothing)(case, ground, event)


def _nothing(_case: Case, _ground: Ground, _event: object) -> tuple[Values, Tables]:
    return {}, {}


def _correction(_case: Case, ground: Ground, event: CorrectionRequested) -> tuple[Values, Tables]:
    rows = [(ground.material(one.material) or "—", one.note) for one in event.defects]
    return {"days": _days(event.days, ground.correction_unit)}, {"defects": rows}


def _procedure(_case: Case, _ground: Ground, event: Suspended) -> tuple[Values, Tables]:
    return {"days": _days(event.days, event.unit), "procedure": PROCEDURE_TERMS[event.procedure]}, {}


def _extension(_case: Case, _ground: Ground, event: Extended) -> tuple[Values, Tables]:
    return {"days": _days(event.days, DayUnit.WORKING_DAY), "approver": event.approver}, {}


def _ending(case: Case, ground: Ground, _event: Finished) -> tuple[Values, Tables]:
    return {"overdue": _overdue(case, ground), "wanted_back": _wanted_back(case)}, {}


def _acceptance(_case: Case, ground: Ground, event: Accepted) -> tuple[Values, Tables]:
    promised = ground.item.promised if ground.item is not None else None
    by_calendar = promised is not None and promised.unit is LimitUnit.CALENDAR_DAY
    unit = event.promised_unit or (DayUnit.CALENDAR_DAY if by_calendar else DayUnit.WORKING_DAY)
    rows = [_later(ground, one.material, one.days) for one in event.deferred]
    values = {
        "promised": _days(event.promised_days, unit) if event.promised_days else "",
        "instant": "" if event.promised_days else "即办",
        "complete": "" if event.deferred else "齐全",
    }
    return values, {"deferred": rows}


def _later(ground: Ground, code: str, days: int) -> Row:
    return (ground.material(code), f"自受理之日起{_days(days, DayUnit.WORKING_DAY)}内")


def later_row(case: Case, ground: Ground, code: str, days: str) -> Row:
    """The row of a material that is to follow later, as a clerk names it.

    Raises:
        InvalidInput: VALUE_INVALID for what is no number of days; EVENT_REFERENCE for a material that the
            item does not ask for, or that the applicant has brought.
    """
    if not (days.isascii() and days.isdecimal() and 1 <= int(days[:9]) <= MOST_DAYS):
        raise InvalidInput(Reason.VALUE_INVALID, field="deferred", form="MATERIAL=DAYS")
    asked = {spec.code for spec in ground.item.materials} if ground.item is not None else set()
    if code not in asked - {one.code for one in case.materials}:
        raise InvalidInput(Reason.EVENT_REFERENCE, field="deferred", code=code)
    return _later(ground, code, int(days))


def _charge(_case: Case, ground: Ground, event: FeeDue) -> tuple[Values, Tables]:
    values = {
        "charge": event.name,
        "amount": in_yuan(event.fen),
        "capital": in_words(event.fen),
        "payment_code": event.code,
        "payee": event.payee,
        "fee_note": ground.item.fee_note if ground.item is not None else "",
    }
    return values, {}


_OWN: Mapping[type[Event], Own] = {
    CorrectionRequested: _correction,
    Accepted: _acceptance,
    Suspended: _procedure,
    Extended: _extension,
    FeeDue: _charge,
    Finished: _ending,
}
"""What the event itself adds; a refusal adds nothing but its reason."""


def taken_in(case: Case, ground: Ground) -> list[Row]:
    """Rows of the list of what the window took in: counts, what becomes of it, where the originals are now."""
    where: dict[str, list[str]] = {}
    for one in case.custody:
        where.setdefault(one.code, []).append(f"{HOLDER_TERMS[one.holder]} {one.count} 份")
    return [
        (
            ground.material(one.code),
            _count(one.originals),
            _count(one.copies),
            _count(len(one.files)),
            DISPOSITIONS[one.disposition][0] if one.originals or one.copies else "—",
            "、".join(where.get(one.code, ())) or "—",
        )
        for one in case.materials
    ]


def listed(party: Party) -> str:
    """A party's name for lists: masked, organisations in full."""
    return party.name if party.id_scheme == ORGANISATIONS else mask_name(party.name)


def _party(party: Party) -> Values:
    organisation = party.id_scheme == ORGANISATIONS
    known = ID_TYPES.get((party.id_scheme, party.id_type))
    label = known.zh if known is not None else "统一社会信用代码" if organisation else "证件"
    return {
        "applicant": party.name,
        "applicant_label": label,
        "applicant_masked": party.id_number if organisation else mask_number(party.id_number),
        "applicant_listed": listed(party),
    }


def _submitted(case: Case) -> Submitted:
    if case.submitted is None:
        raise InvalidInput(Reason.CASE_UNKNOWN, case=case.case_id)
    return case.submitted


def _filed(case: Case) -> date:
    return next(day_of(act.at) for act in case.effective if isinstance(act.event, Submitted))


def _wanted_back(case: Case) -> str:
    asked = (act for act in case.effective if act.message_id == case.open_withdrawal)
    return next((_day(day_of(act.at)) for act in asked if isinstance(act.event, WithdrawalRequested)), "")


def _overdue(case: Case, ground: Ground) -> str:
    """What was asked for or promised and has not come."""
    parts: list[str] = []
    if case.open_notice is not None:
        number = case.document_of(case.open_notice)
        parts.append(f"《{case.documents[number].document.title}》（{number}）要求补正的材料")
    if case.promised:
        parts.append("承诺后补的" + "、".join(map(ground.material, case.promised)))
    return "；".join(parts)


def _returned(case: Case, ground: Ground) -> Iterator[str]:
    """The applicant's originals that go back to him: what the window holds, and what is to be returned."""
    back = {one.code for one in case.materials if one.disposition is Disposition.RETURN}
    for one in case.custody:
        at_window = one.holder is Holder.ACCEPTING
        if case.is_own_paper(one.code) and (
            at_window or (one.holder is Holder.HANDLING and one.code in back)
        ):
            yield f"{ground.material(one.code)} {one.count} 份"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _days(days: int, unit: DayUnit | TimeUnit) -> str:
    return f"{days}{_UNITS[unit]}"


def _count(number: int) -> str:
    return f"{number} 份" if number else "—"
