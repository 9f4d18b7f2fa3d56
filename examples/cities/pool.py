"""Read the hand-written pool of items: plain text, a few short lines an item (README, "the pool").

A line that does not follow the grammar raises `ValueError` with its file and text: the pool is source
code, and its reader is the only judge of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from federation.items.tables import FieldType, LimitUnit, MaterialType, Need, ServerType, SourceType

HOME = Path(__file__).parents[1] / "federation"

_HEAD = re.compile(r"(\d\d) (9\d{5}) (\S.*)")
_SECTION = re.compile(r"== (\S\S) (\S+) ([a-z]+)")
_LIMIT = re.compile(r"(\d+)(日?)/(\d+)日?")
_MATERIAL = re.compile(r"(?P<name>[^#×?]+)(?:#(?P<marks>[^×?]+))?(?:×(?P<copies>\d+))?(?:\?(?P<when>.+))?")
_LAW = re.compile(r"(~?)([^\d〔]+?)([\d、]+)?")
_DOCUMENT = re.compile(r"(.+》)([\d、]+)")
_SERVERS: Mapping[str, ServerType] = {
    "人": ServerType.NATURAL,
    "企": ServerType.COMPANY,
    "事": ServerType.INSTITUTION,
    "社": ServerType.SOCIETY,
    "非": ServerType.UNINCORPORATED,
    "机": ServerType.GOVERNMENT,
    "它": ServerType.OTHER,
}
_TYPES = {"复": MaterialType.COPY, "核": MaterialType.EITHER}
_SOURCES = {"政": SourceType.GOVERNMENT, "介": SourceType.INTERMEDIARY}
_NEEDS = {"选": Need.OPTIONAL, "缺": Need.DEFERRABLE}
_LEVELS = {"市": ("3",), "县": ("4",), "市县": ("3", "4")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolField:
    """A field as the canonical form asks it; ``shared`` ones come from a block and vary alike."""

    code: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = True
    options: tuple[str, ...] = ()
    unit: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolMaterial:
    """A material as the canonical list names it; ``when`` is a field's code and the options that ask for it."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    type: MaterialType = MaterialType.ORIGINAL
    need: Need = Need.REQUIRED
    source: SourceType = SourceType.APPLICANT
    copies: int = 1
    surrendered: bool = False
    licence: bool = False
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolItem:
    """An item as the canonical catalogue, or a province, publishes it.

    ``tail`` is the base code without its first two digits: type, department, sequence. ``only``
    names the cities that have it, empty for all of the province or country. ``split`` is the code of
    the choice field by which a city may split it. ``extras`` are materials that cities ask besides.
    ``same`` marks items that two provinces have and the country has not.
    """

    tail: str
    name: str
    also: tuple[str, ...]
    servers: tuple[ServerType, ...]
    legal: int
    promised: int
    unit: LimitUnit
    levels: tuple[str, ...]
    result: str
    organ: str
    national_line: bool
    laws: tuple[str, ...]
    condition: str
    materials: tuple[PoolMaterial, ...]
    fields: tuple[PoolField, ...]
    split: str
    fee: str
    special: str
    extras: tuple[PoolMaterial, ...]
    only: tuple[str, ...]
    same: str

    @property
    def type(self) -> str:
        """事项类型, two digits."""
        return self.tail[:2]

    @property
    def onsite(self) -> bool:
        """Whether an original must be shown or handed over."""
        return any(one.surrendered or one.type is MaterialType.EITHER for one in self.materials)

    def field(self, code: str) -> PoolField:
        """The field of a code."""
        return next(one for one in self.fields if one.code == code)


@cache
def blocks() -> Mapping[str, Mapping[str, Any]]:
    """Shared fields, materials and labels: `blocks.toml`."""
    return tomllib.loads((HOME / "blocks.toml").read_text(encoding="utf-8"))


@cache
def pool() -> tuple[PoolItem, ...]:
    """Every canonical item, by code."""
    return _sorted(HOME / "pool")


@cache
def own(province: str) -> tuple[PoolItem, ...]:
    """The items that only cities of a province have (its two digits), by code."""
    return _sorted(HOME / "own", f"{province}.txt")


def _sorted(folder: Path, pattern: str = "*.txt") -> tuple[PoolItem, ...]:
    items = [item for path in sorted(folder.glob(pattern)) for item in read_pool(path)]
    if len({item.tail for item in items}) != len(items) or len({item.name for item in items}) != len(items):
        raise ValueError(f"{folder.name}: a code or a name stands twice")
    return tuple(sorted(items, key=lambda item: item.tail))


def read_pool(path: Path) -> Iterator[PoolItem]:
    """The items of one file, in its order.

    Raises:
        ValueError: a line that does not follow the grammar.
    """
    department, organ, extras = "", "", ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line.strip() and not line.startswith("//")]
        while lines and (found := _SECTION.fullmatch(lines[0])):
            department, organ, extras = found[1], found[3], ""
            lines = lines[1:]
            if lines and lines[0].startswith("另:"):
                extras = lines[0][2:]
                lines = lines[1:]
        if lines:
            try:
                yield _item(lines, department, organ, extras)
            except (ValueError, KeyError, StopIteration) as error:
                raise ValueError(f"{path.name}: {lines[0]}: {error!r}") from error


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _item(lines: list[str], department: str, organ: str, extras: str) -> PoolItem:
    head, servers, limits, level, result, *flags = (part.strip() for part in lines[0].split("|"))
    found = _HEAD.fullmatch(head)
    limit = _LIMIT.fullmatch(limits)
    if found is None or limit is None or int(limit[3]) > int(limit[1]):
        raise ValueError("first line")
    said = dict(line.split(" ", 1) for line in lines[1:])
    if len(said) != len(lines) - 1 or said.keys() - set("别依件材表分费特域同"):
        raise ValueError("keys")
    fields = tuple(_fields(said["表"]))
    return PoolItem(
        tail=found[1] + department + found[2],
        name=found[3],
        also=_parts(said.get("别", "")),
        servers=tuple(_SERVERS[sign] for sign in servers),
        legal=int(limit[1]),
        promised=int(limit[3]),
        unit=LimitUnit.CALENDAR_DAY if limit[2] else LimitUnit.WORKING_DAY,
        levels=_LEVELS[level],
        result=result,
        organ=next((flag[1:] for flag in flags if flag.startswith("@")), organ),
        national_line="国垂" in flags,
        laws=tuple(map(_law, _parts(said["依"]))),
        condition=said["件"],
        materials=tuple(_materials(said["材"], fields)),
        fields=fields,
        split=_code_of(said["分"], fields) if "分" in said else "",
        fee=said.get("费", ""),
        special=said.get("特", ""),
        extras=tuple(_materials(extras, ())),
        only=tuple(said.get("域", "").split()),
        same=said.get("同", ""),
    )


def _law(text: str) -> str:
    """``~公证法11、30`` → 《中华人民共和国公证法》第十一条、第三十条; a document keeps its own number."""
    if "号" in text:
        told = _DOCUMENT.fullmatch(text)
        return f"{told[1]}{_articles(told[2])}" if told else text
    found = _LAW.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return f"《{'中华人民共和国' if found[1] else ''}{found[2]}》{_articles(found[3] or '')}"


def _articles(numbers: str) -> str:
    return "、".join(f"第{_han(int(number))}条" for number in numbers.split("、") if number)


def _han(number: int) -> str:
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += "零一二三四五六七八九"[digit] + sign
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _fields(text: str) -> Iterator[PoolField]:
    shared = blocks()["fields"]
    number = 0
    for part in _parts(text):
        if part in shared:
            for line in shared[part]:
                code, rest = line.split("|")
                yield _field(code, rest, shared=True)
        else:
            number += 1
            yield _field(f"T{number:02}", part, shared=False)


def _field(code: str, text: str, *, shared: bool) -> PoolField:
    head, _, kind = text.partition(":")
    if kind.endswith("?"):
        head, kind = f"{head}?", kind[:-1]
    label, required = head.removesuffix("?"), not head.endswith("?")
    if kind.startswith("选("):
        options = tuple(kind[2:-1].split("/"))
        return PoolField(
            code=code, label=label, type=FieldType.CHOICE, required=required, options=options, shared=shared
        )
    types = {"日": FieldType.DATE, "数": FieldType.NUMBER, "": FieldType.TEXT}
    unit = kind[1:] if kind.startswith("数") else ""
    return PoolField(
        code=code, label=label, type=types[kind[:1]], required=required, unit=unit, shared=shared
    )


def _code_of(label: str, fields: tuple[PoolField, ...]) -> str:
    return next(one.code for one in fields if one.label == label and one.type is FieldType.CHOICE)


def _materials(text: str, fields: tuple[PoolField, ...]) -> Iterator[PoolMaterial]:
    for number, part in enumerate(_parts(text), 1):
        found = _MATERIAL.fullmatch(part)
        if found is None:
            raise ValueError(part)
        yield material(found, f"C{number:02}", fields)


def material(found: re.Match[str], code: str, fields: tuple[PoolField, ...]) -> PoolMaterial:
    """A material from its parts; the blocks say what a shared name stands for."""
    known = blocks()["materials"].get(found["name"], {})
    marks = found["marks"] or str(known.get("marks", ""))
    when = found["when"] or str(known.get("when", ""))
    if set(marks) - set("复核政介选缺电收"):
        raise ValueError(marks)
    return PoolMaterial(
        code=code,
        name=str(known.get("name", found["name"])),
        also=tuple(known.get("also", ())),
        type=next((_TYPES[mark] for mark in marks if mark in _TYPES), MaterialType.ORIGINAL),
        need=next((_NEEDS[mark] for mark in marks if mark in _NEEDS), Need.REQUIRED),
        source=next((_SOURCES[mark] for mark in marks if mark in _SOURCES), SourceType.APPLICANT),
        copies=int(found["copies"] or 1),
        surrendered="收" in marks,
        licence=bool(known.get("licence")),
        when=_when(when, fields) if when else None,
    )


def _when(text: str, fields: tuple[PoolField, ...]) -> tuple[str, tuple[str, ...]] | None:
    label, _, values = text.partition("=")
    options = tuple(values.split("|"))
    code = _code_of(label, fields)
    if set(options) - set(next(one.options for one in fields if one.code == code)):
        raise ValueError(text)
    return code, options
