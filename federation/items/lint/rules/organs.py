"""Rules about the organ and about codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from federation.errors import InvalidInput
from federation.ids import Uscc
from federation.items.lint.guide import Guide, Said, Spot
from federation.items.lint.knowledge.organs import Renamed, renamed, without_place
from federation.items.lint.places import names_of, place_in, short
from federation.items.lint.rule import Fault
from federation.items.tables import OrganKind, UseLevel

_USCC, _BASE, _TASK, _ITEM = 18, 12, 31, 33
_PUBLIC_BODY = re.compile(r"(?:中心|站|馆|公司|协会|学校|学院|医院|研究院|事务所)$")
_ADMINISTRATIVE = re.compile(r"(?:局|厅|人民政府)$")
_MANAGED = re.compile(r"社会保险|社保|医疗保障基金|住房公积金|管理委员会|管委会|基金管理|港务|地震|气象|烟草")
_GENERAL = re.compile(r"政务|行政审批|审批服务|服务中心|大厅|窗口|综合|便民|行政服务")
_DISTRICTLESS = frozenset({"441900", "442000", "460400", "620200"})  # cities without counties
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_OTHER_POWERS, _PUBLIC_SERVICE, _LAST_POWER = "10", "20", "19"


def organ_renamed(guide: Guide) -> Iterator[Fault]:
    """An organ by a name it no longer has, wherever the guide names one that acts today."""
    seen: set[str] = set()
    for said, found in _named_organs(guide):
        if found.old not in seen:
            seen.add(found.old)
            yield Fault(said.spot, f"“{found.old}”已更名或撤并（{found.since}），现为{found.now}")


def _named_organs(guide: Guide) -> Iterator[tuple[Said[str], Renamed]]:
    materials = [
        said for one in guide.materials for said in (*one.notes, *([one.source] if one.source else []))
    ]
    organs = [guide.organ] if guide.organ else []
    for said in (*organs, *guide.contact_units, *guide.remedies, *materials):
        if found := renamed(said.value):
            yield said, found


def organ_mismatch(guide: Guide) -> Iterator[Fault]:
    """Name, code, kind of organ and unit to ask do not fit each other."""
    organ, code, kind = guide.organ, guide.organ_code, guide.organ_kind
    if organ and code and (why := _place_fault(organ.value, code.value)):
        yield Fault(code.spot, why)
    if (
        organ
        and kind
        and (why := _kind_fault(organ.value, code.value if code else _organ_of(guide), kind.value))
    ):
        yield Fault(kind.spot, why)
    for unit in guide.contact_units if organ else ():
        if organ and (why := _unit_fault(organ.value, unit.value)):
            yield Fault(unit.spot, why)


def _organ_of(guide: Guide) -> str:
    return guide.task.value[:_USCC] if guide.task else ""


def _place_fault(organ: str, code: str) -> str:
    """The place in a credit code (digits 3–8, GB 32100) against the place in the organ's name."""
    digits = code[2:8]
    of_code, of_name = names_of(digits) if digits.isdigit() else (), place_in(organ)
    if not of_code or not of_name or of_name == digits:
        return ""
    below = of_name[:4] == digits[:4] and digits.endswith("00")  # a district's organ under its city's code
    if short(of_code[-1]) in organ and (not below or _is_zone(organ)):
        return ""
    if of_name[:2] == digits[:2] and (of_name.endswith("0000") or digits.endswith("0000")):
        return ""
    return f"实施主体编码的行政区划是 {digits}（{''.join(of_code)}），与“{organ}”不符"


def _kind_fault(organ: str, code: str, kind: OrganKind) -> str:
    category = code[:2]
    if kind is OrganKind.STATUTORY:
        if category[:1] in {"5", "9"} or category == "12":
            return f"实施主体编码以 {category} 开头，不是机关，主体性质却写法定机关"
        return f"“{organ}”是事业单位或企业，主体性质却写法定机关" if _PUBLIC_BODY.search(organ) else ""
    plain = _ADMINISTRATIVE.search(organ) and not _MANAGED.search(organ)
    if kind in {OrganKind.AUTHORISED, OrganKind.ENTRUSTED} and plain and category in {"11", ""}:
        return f"“{organ}”是行政机关，主体性质却写{kind.label}"
    return ""


def _unit_fault(organ: str, unit: str) -> str:
    """A unit to ask that belongs to another line of work, or to another city."""
    if _GENERAL.search(unit) or _GENERAL.search(organ) or unit in organ or organ in unit:
        return ""
    there, here = place_in(unit), place_in(organ)
    above = (
        there[4:] == "00" or here[4:] == "00"
    )  # the city's own bureau may be asked about a district's item
    if there and here and (there[:4] != here[:4] or (there != here and not above)):
        return f"联系单位“{unit}”不在实施主体“{organ}”所在地"
    mine, theirs = _line_of_work(organ), _line_of_work(unit)
    if mine and theirs and not _related(mine, theirs):
        return f"联系单位“{unit}”与实施主体“{organ}”不是同一部门"
    return ""


def _line_of_work(name: str) -> str:
    """What an organ with an administrative name works on; empty where the name is of another kind."""
    found = re.match(r"([\u4e00-\u9fff]{2,}?)(?:监督管理|管理)?(?:局|委员会)", without_place(name))
    return found[1] if found else ""


def _related(one: str, other: str) -> bool:
    return one in other or other in one or one[:2] == other[:2]


def code_mismatch(guide: Guide) -> Iterator[Fault]:
    """The implementation code says organ, level, type and base: what stands beside it must agree."""
    task = guide.task.value if guide.task else ""
    if guide.handling_item and len(task) == _TASK and not guide.handling_item.value.startswith(task):
        yield Fault(guide.handling_item.spot, "业务办理项编码的前 31 位应与实施编码相同")
    if not task and guide.handling_item and len(guide.handling_item.value) == _ITEM:
        task = guide.handling_item.value[:_TASK]
    if len(task) == _TASK:
        yield from _against_task(guide, task)
    elif guide.type and guide.base and not _type_fits(guide.type.value, guide.base.value[2:4]):
        yield Fault(guide.base.spot, f"基本编码里的事项类型是 {guide.base.value[2:4]}，与“事项类型”不符")
    if why := _level_fault(guide, task):
        yield why


def _against_task(guide: Guide, task: str) -> Iterator[Fault]:
    said = guide.task or guide.handling_item
    spot = said.spot if said else Spot("", task)
    if guide.base and len(guide.base.value) == _BASE and guide.base.value != task[19:31]:
        yield Fault(guide.base.spot, f"与实施编码里的基本编码（{task[19:31]}）不符")
    if guide.organ_code and len(guide.organ_code.value) == _USCC and guide.organ_code.value != task[:18]:
        yield Fault(spot, f"实施编码的前 18 位（{task[:18]}）与实施主体编码（{guide.organ_code.value}）不符")
    if guide.type and not _type_fits(guide.type.value, task[21:23]):
        yield Fault(spot, f"实施编码里的事项类型是 {task[21:23]}，与“事项类型”（{guide.type.value}）不符")
    if guide.level and guide.level.value.value != task[18]:
        yield Fault(
            spot, f"实施编码第 19 位（行使层级）是 {task[18]}，与“行使层级”（{guide.level.value.label}）不符"
        )


def _type_fits(said: str, coded: str) -> bool:
    """Extensions 11–19 are powers, 21 and above public services (A.1)."""
    if said == _OTHER_POWERS:
        return _OTHER_POWERS <= coded <= _LAST_POWER
    return coded >= _PUBLIC_SERVICE if said == _PUBLIC_SERVICE else said == coded


def _level_fault(guide: Guide, task: str) -> Fault | None:
    """A city's organ at county level, or a county's at city level."""
    level = guide.level
    organ = guide.organ.value if guide.organ else ""
    digits = guide.organ_code.value[2:8] if guide.organ_code else task[2:8]
    known = digits.isdigit() and digits[:2] not in _MUNICIPALITIES and digits not in _DISTRICTLESS
    if level is None or not known or (len(task) >= _TASK and task[18] != level.value.value):
        return None
    place = place_in(organ)
    if level.value is UseLevel.COUNTY and digits[4:] == "00" and place == digits:
        return (
            Fault(level.spot, f"行使层级是县级，实施主体“{organ}”及其编码却是市级")
            if not _is_zone(organ)
            else None
        )
    if level.value is UseLevel.CITY and digits[4:] != "00" and place == digits and "分局" not in organ:
        return Fault(level.spot, f"行使层级是市级，实施主体“{organ}”及其编码却是县级")
    return None


def _is_zone(organ: str) -> bool:
    """Development zones act at county level under the city's code."""
    return (
        re.search(r"开发区|高新|新区|保税|管委会|管理委员会|示范区|功能区|分局|实验区|度假区|园区", organ)
        is not None
    )


def code_check(guide: Guide) -> Iterator[Fault]:
    """Check characters of the credit code, and lengths of all codes."""
    seen: set[str] = set()
    for said, length, name in _codes(guide):
        if len(said.value) != length:
            yield Fault(said.spot, f"{name}应为 {length} 位，这里是 {len(said.value)} 位")
        elif length != _BASE and said.value[:_USCC] not in seen:
            seen.add(said.value[:_USCC])
            if not _is_uscc(said.value[:_USCC]):
                whole = "统一社会信用代码" if length == _USCC else f"{name}前 18 位（统一社会信用代码）"
                yield Fault(said.spot, f"{whole}校验位不对，请与证书逐字核对")
        elif length == _BASE and not said.value.isdigit():
            yield Fault(said.spot, "基本编码应为 12 位数字")


def _codes(guide: Guide) -> Iterator[tuple[Said[str], int, str]]:
    for said, length, name in (
        (guide.organ_code, _USCC, "实施主体编码"),
        (guide.task, _TASK, "实施编码"),
        (guide.handling_item, _ITEM, "业务办理项编码"),
        (guide.base, _BASE, "基本编码"),
    ):
        if said is not None:
            yield said, length, name


def _is_uscc(text: str) -> bool:
    try:
        Uscc(text)
    except InvalidInput:
        return False
    return True
