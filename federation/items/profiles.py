"""Read what is known of a source system from a small TOML file, so that a new province is data, not code.

A profile says what the system's headers are called here, which of its codes stand for what, and what
is so fixed that it has no column. Everything is checked when it is loaded: an unknown field, member or
code set is an error that names itself. Those shipped with the package are loaded by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from federation.errors import InvalidInput, Reason
from federation.items.cells import CellFault, label_key, read_coded
from federation.items.columns import catalogue_tables, exchange_tables
from federation.items.grid import Column, header_key
from federation.items.item import SCHEME
from federation.items.readers import UNDECLARED, MaterialDigits, SourceProfile
from federation.items.tables import ITEM_TYPES, SERVER_C0109, SERVER_GBT39046, MaterialFormat, MaterialType
from federation.toml_text import read_toml

PROFILE_BYTES = 64 * 1024
NAME_CHARS = 100
_KEYS = ("name", "scheme", "material_digits", "headers", "codes", "fixed")
_SETS: Mapping[str, Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"server_type": {"C0109": SERVER_C0109, "GB/T 39046": SERVER_GBT39046}}
)
_MATERIAL = frozenset({"material_type", "material_format"})  # what stands under one may be of the other


class ProfileInvalid(InvalidInput):
    """A profile that cannot be used; ``faults`` are sentences in Chinese, one for each thing wrong."""

    default = Reason.PROFILE_INVALID

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(self.default, faults=len(faults))


def profile_names() -> tuple[str, ...]:
    """The profiles shipped with the package."""
    folder = resources.files("federation.items") / "profiles"
    return tuple(
        sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    )


def load_profile(source: str | Path) -> SourceProfile:
    """Read a profile.

    Args:
        source: the name of a shipped one (`profile_names`), or the path of a .toml file.

    Raises:
        ProfileInvalid: PROFILE_INVALID, with every fault of the file.
    """
    return read_profile(profile_bytes(source))


def profile_bytes(source: str | Path) -> bytes:
    """The bytes of a profile's file, for `read_profile` here or on a node. Arguments as `load_profile`.

    Raises:
        ProfileInvalid: PROFILE_INVALID for a name that is not shipped, or a file that cannot be read.
    """
    if isinstance(source, str) and not source.endswith(".toml"):
        names = profile_names()
        if source not in names:
            raise ProfileInvalid(
                (f"没有这个名称的来源配置；现有：{'、'.join(names)}；或给出 .toml 文件的路径",)
            )
        return (resources.files("federation.items") / "profiles" / f"{source}.toml").read_bytes()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise ProfileInvalid((f"文件打不开（{error.strerror}），请核对路径和权限",)) from None


def read_profile(content: bytes) -> SourceProfile:
    """Read a profile from the bytes of a .toml file, at most 64 KiB.

    Raises:
        ProfileInvalid: PROFILE_INVALID, with every fault.
    """
    if len(content) > PROFILE_BYTES:
        raise ProfileInvalid((f"文件超过 {PROFILE_BYTES // 1024} KiB 上限",))
    try:
        data = read_toml(content)
    except ValueError as error:
        raise ProfileInvalid((f"不是正确的 TOML（UTF-8 编码）：{error}",)) from None
    reading = _Reading(data)
    profile = reading.profile()
    if reading.faults:
        raise ProfileInvalid(tuple(reading.faults))
    return profile


class _Reading:
    """One file on its way to a profile; faults are gathered, not raised one by one."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.faults: list[str] = []
        self._data = data
        tables = (*catalogue_tables(UNDECLARED), *exchange_tables(UNDECLARED))
        self._columns: dict[str, list[Column]] = {}
        for table in tables:
            for column in table.every():
                self._columns.setdefault(column.field, []).append(column)

    def profile(self) -> SourceProfile:
        """The values; what is wrong is left out and stands in ``faults``."""
        for key in self._data.keys() - set(_KEYS):
            self.faults.append(f"不认识的项“{key}”；可用：{'、'.join(_KEYS)}")
        digits = self._text("material_digits", MaterialDigits.REFUSE.value)
        if digits not in set(MaterialDigits):
            self.faults.append(f"material_digits 应为 {'、'.join(MaterialDigits)} 之一")
            digits = MaterialDigits.REFUSE.value
        return SourceProfile(
            name=self._text("name", ""),
            headers=MappingProxyType(dict(self._headers())),
            codes=MappingProxyType(dict(self._codes())),
            fixed=MappingProxyType(dict(self._fixed())),
            material_digits=MaterialDigits(digits),
            scheme=self._text("scheme", SCHEME),
        )

    def _text(self, key: str, default: str) -> str:
        value = self._data.get(key, default)
        if not isinstance(value, str) or len(value) > NAME_CHARS or (key == "name" and not value.strip()):
            self.faults.append(
                f"{key} 应为不超过 {NAME_CHARS} 字的文字" + ("，不能为空" if key == "name" else "")
            )
            return default
        return value.strip()

    def _section(self, key: str) -> Iterator[tuple[str, object]]:
        section = self._data.get(key, {})
        if isinstance(section, dict):
            yield from section.items()
        else:
            self.faults.append(f"[{key}] 应是一节，每行写作 名 = 值")

    def _known(self, key: str, name: object) -> list[Column]:
        found = self._columns.get(name, []) if isinstance(name, str) else []
        if not found:
            self.faults.append(f"[{key}] 里的字段“{name}”不存在；字段名见 docs/mapping.md")
        return found

    def _headers(self) -> Iterator[tuple[str, str]]:
        seen: dict[str, str] = {}
        for header, name in self._section("headers"):
            if not header_key(header):
                self.faults.append("[headers] 里有空的列名")
            elif (first := seen.setdefault(header_key(header), header)) != header:
                self.faults.append(f"[headers] 里“{header}”和“{first}”是同一个列名")
            elif self._known("headers", name):
                yield header, str(name)

    def _codes(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        for name, given in self._section("codes"):
            columns = self._known("codes", name)
            if columns and isinstance(given, str):
                yield from self._named_set(name, given)
            elif columns and isinstance(given, dict):
                read = {
                    label_key(code): self._member(columns[0], code, meant) for code, meant in given.items()
                }
                yield (
                    name,
                    MappingProxyType({code: member for code, member in read.items() if member is not None}),
                )
            elif columns:
                self.faults.append(f"[codes] 里“{name}”应是代码集的名称，或一节 代码 = 名称")

    def _named_set(self, name: str, given: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        known = _SETS.get(name, {})
        if given in known:
            yield name, known[given]
        else:
            some = "、".join(known) or "无"
            self.faults.append(f"[codes] 里“{name}”没有名为“{given}”的代码集；现有：{some}")

    def _member(self, column: Column, code: str, meant: object) -> str | None:
        """The member that a label means, of the column's table; of either table for a swapped material."""
        label = meant if isinstance(meant, str) else ""
        if column.field == "task_type":
            types = {name: number for number, name in ITEM_TYPES.items()}
            if label in types:
                return types[label]
            allowed = tuple(types)
        elif column.codes is None:
            self.faults.append(f"[codes] 里的字段“{column.field}”不用代码")
            return None
        else:
            tables = (MaterialType, MaterialFormat) if column.field in _MATERIAL else (column.codes,)
            for table in tables:
                try:
                    return read_coded(table, label, digits={})[0]
                except CellFault:
                    continue
            allowed = tuple(member.label for table in tables for member in table)
        self.faults.append(
            f"[codes.{column.field}] 里“{code}”的“{meant}”不在代码表中；可用：{'、'.join(allowed)}"
        )
        return None

    def _fixed(self) -> Iterator[tuple[str, object]]:
        for name, given in self._section("fixed"):
            for column in self._known("fixed", name)[:1]:
                if not isinstance(given, str | int) or isinstance(given, bool):
                    self.faults.append(f"[fixed] 里“{name}”的值应是文字或整数")
                    continue
                try:
                    value, _ = column.read(given)
                except CellFault as fault:
                    allowed = f"；可用：{'、'.join(fault.allowed)}" if fault.allowed else ""
                    self.faults.append(f"[fixed] 里“{name}”的值不对：{fault.why}{allowed}")
                    continue
                yield name, value
