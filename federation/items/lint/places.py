"""Places of GB/T 2260 by code and by name, as far as an organ's name tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from stdnum import numdb

_ERA = re.compile(r"\[(\d{4})?-(\d{4})?\]")
_ENDINGS = (
    "特别行政区",
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "新区",
    "林区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
    "州",
)
_SHORT = 2  # characters of a name without its 市, 区, 县 that still name it


@lru_cache(maxsize=4096)
def names_of(code: str) -> tuple[str, ...]:
    """Province, city and county of a 6-digit code, as far as the code reaches; empty if it is unknown.

    A county-level code in force and one abolished both give their last name.
    """
    found = [_name(code[:2] + "0000", "province")]
    if code[2:4] != "00":
        found.append(_name(code[:4] + "00", "county"))
    if code[4:6] != "00":
        found.append(_name(code, "county"))
    return tuple(name for name in found if name)


def _name(code: str, part: str) -> str:
    for _digits, properties in numdb.get("cn/loc").info(code):
        if part in properties:
            return _last(properties[part])
    return ""


def _last(text: str) -> str:
    """``[1983-2019]桥东区,[2020-]襄都区``: the name used last."""
    return _ERA.sub("", text.rsplit(",", maxsplit=1)[-1]).strip()


@cache
def _cities() -> Mapping[str, str]:
    """Cities and provinces by name; the code in force wins over one of another time."""
    found: dict[str, str] = {}
    for province in range(11, 66):
        for city in range(91):
            code = f"{province}{city:02}00"
            for part in ("province", "county") if city == 0 else ("county",):
                name = _name(code, part)
                if name and name not in found and not name.startswith(("市辖", "县", "省直", "自治区直")):
                    found[name] = code
    return found


@lru_cache(maxsize=512)
def _counties(city: str) -> Mapping[str, str]:
    codes = (f"{city[:4]}{county:02}" for county in range(1, 100))
    return {name: code for code in codes if (name := _name(code, "county")) and name != "市辖区"}


@lru_cache(maxsize=4096)
def place_in(text: str) -> str:
    """The 6-digit code of the place an organ's name begins with; empty if no known place does."""
    for name, code in _matches(text, _cities()):
        rest = text[text.find(name) + len(name) :]
        below = next((county for _, county in _matches(rest, _counties(code), at_start=True)), "")
        below = below or next(
            (county for of, county in _counties(code).items() if f"{short(of)}分局" in rest), ""
        )
        if code.endswith("0000") and not below:
            return place_in(rest) or code
        return below or code
    return next(
        (code for name, code in _cities().items() if len(name) > _SHORT and text.startswith(short(name))), ""
    )


def _matches(text: str, names: Mapping[str, str], *, at_start: bool = False) -> Iterator[tuple[str, str]]:
    found = [name for name in names if (text.startswith(name) if at_start else name in text)]
    for name in sorted(found, key=lambda one: (text.find(one), -len(one))):
        yield name, names[name]


def short(name: str) -> str:
    """A place's name without 市, 区, 县, where enough is left to know it."""
    for ending in _ENDINGS:
        bare = name.removesuffix(ending)
        if bare != name and len(bare) >= _SHORT:
            return bare
    return name
