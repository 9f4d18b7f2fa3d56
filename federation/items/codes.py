"""Item codes: take a base (12), implementation (31) or handling-item (33) code apart and check it.

Structure: GB/T 39554.1-2020. The department digits DD are named only where AA = 00: provinces
number their departments by lists of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import InvalidInput, Reason
from federation.ids import BaseCode, HandlingItemCode, TaskCode
from federation.items.tables import ITEM_TYPES, NATIONAL_DEPARTMENTS

NATIONAL = "00"
ItemCode = BaseCode | TaskCode | HandlingItemCode
_BY_LENGTH: dict[int, type[BaseCode | TaskCode | HandlingItemCode]] = {
    12: BaseCode,
    31: TaskCode,
    33: HandlingItemCode,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseParts:
    """基本编码 taken apart.

    Attributes:
        place: AA, ``00`` for national items, else the province's two digits.
        type: TT, a key of `ITEM_TYPES` or an extension.
        department: DD.
        main: SSS 主项.
        sub: sss 子项; ``000`` where there is none.
        department_name: who DD is; None unless ``place`` is ``00`` and DD is on the national list.
    """

    place: str
    type: str
    department: str
    main: str
    sub: str
    department_name: str | None

    @property
    def national(self) -> bool:
        """Whether cities of all provinces share this code."""
        return self.place == NATIONAL

    @property
    def type_name(self) -> str:
        """事项类型 in words."""
        return type_label(self.type)

    @property
    def code(self) -> BaseCode:
        """The twelve digits again."""
        return BaseCode(self.place + self.type + self.department + self.main + self.sub)


def parse(text: str) -> ItemCode:
    """Read a code of 12, 31 or 33 characters as what its length says.

    Raises:
        InvalidInput: ITEM_CODE.
    """
    kind = _BY_LENGTH.get(len(text))
    if kind is None:
        raise InvalidInput(Reason.ITEM_CODE, length=len(text))
    return kind(text)


def base_of(code: ItemCode) -> BaseCode:
    """The 12 digits within any code."""
    if isinstance(code, HandlingItemCode):
        return code.task.base
    return code.base if isinstance(code, TaskCode) else code


def decode(code: BaseCode) -> BaseParts:
    """Take a base code apart (GB/T 39554.1-2020); total for every parsed code."""
    place, kind, department = code[0:2], code[2:4], code[4:6]
    name = NATIONAL_DEPARTMENTS.get(department) if place == NATIONAL else None
    return BaseParts(
        place=place,
        type=kind,
        department=department,
        main=code[6:9],
        sub=code[9:12],
        department_name=name,
    )


def is_national(code: BaseCode) -> bool:
    """Whether cities of all provinces share this code (AA = 00)."""
    return code.startswith(NATIONAL)


def type_label(code: str) -> str:
    """事项类型 in words; extensions are named as such (A.1: 11–19, 21 and above)."""
    return ITEM_TYPES.get(code) or f"扩展类型{code}"


def conflicts(
    task: TaskCode, *, base: str | None, dept_code: str | None, task_type: str | None, use_level: str | None
) -> dict[str, str]:
    """Which columns contradict the implementation code beside them; None is not compared.

    Returns:
        For each contradicting national column name, what the implementation code says instead.
    """
    said = {"catalog_code": base, "dept_code": dept_code, "task_type": task_type, "use_level": use_level}
    meant = {
        "catalog_code": str(task.base),
        "dept_code": task.organ,
        "task_type": task[21:23],
        "use_level": task[18],
    }
    return {name: meant[name] for name, value in said.items() if value is not None and value != meant[name]}
