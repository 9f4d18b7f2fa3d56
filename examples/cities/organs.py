"""The fourteen cities and their invented organs: who decides an item, its code, phone and address."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from examples.cities.dice import Dice
from examples.cities.pool import HOME, PoolItem
from examples.make_catalogues import organ_code
from federation.ids import Locality, Uscc
from federation.items.tables import OrganKind, UseLevel

# Where there is an approval bureau, these still decide their own: they are led from above.
_NOT_APPROVED_FOR = frozenset(
    {"police", "tax", "tobacco", "fire", "ssb", "fund", "environment", "medins", "registry"}
)
_DISTRICT_NUMBERS = {"market": "0201", "drug": "0201", "approval": "0202", "civil": "0203", "health": "0204"}
_KINDS = {"11": OrganKind.STATUTORY, "12": OrganKind.AUTHORISED, "13": OrganKind.AUTHORISED}
_HOURS = (
    "周一至周五 9:00—12:00，13:30—17:00（法定节假日除外）",
    "周一至周五 8:30—12:00，14:30—17:30（法定节假日除外）",
    "工作日 上午9:00—12:00，下午13:00—17:00",
)
_LONG_NUMBERS = frozenset({"0754", "029"})  # area codes whose numbers have eight digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a city writes what every city writes in its own way."""

    field: str
    material: str
    choice: str
    date: str
    units: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class City:
    """A city as `cities.toml` describes it; read once, so that one city is one object."""

    code: Locality
    name: str
    version: str
    effective: str
    area: str
    districts: tuple[tuple[str, str], ...]
    style: Style
    names: Mapping[str, str]
    numbers: Mapping[str, str]
    approval: str
    edition: int = 1
    moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def province(self) -> str:
        """The first two digits of its code, and of the codes its province gives."""
        return self.code[:2]

    @property
    def dice(self) -> Dice:
        """Its own choices."""
        return Dice(self.code)

    def changed(self, what: str, tail: str) -> bool:
        """Whether a second edition decides ``what`` anew: for one item in forty."""
        return self.edition > 1 and self.dice.share(0.025, "second", what, tail)

    def told(self, what: str, tail: str) -> Dice:
        """Its choices about an item, or new ones."""
        return Dice(f"{self.code} anew") if self.changed(what, tail) else self.dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """An organ that decides."""

    code: Uscc
    name: str
    short: str
    kind: OrganKind
    level: UseLevel
    phone: str
    supervision: str
    address: str
    hours: str


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads((HOME / "cities.toml").read_text(encoding="utf-8"))


@cache
def cities() -> tuple[City, ...]:
    """All fourteen, in the order of the file."""
    made = []
    for entry in _source()["city"]:
        told = dict(entry, code=Locality(entry["code"]), style=Style(**entry["style"]))
        told["districts"] = tuple((code, name) for code, name in entry["districts"])
        made.append(City(**{"numbers": {}, **told}))
    return tuple(made)


@cache
def second_editions() -> tuple[City, ...]:
    """The cities that published a second catalogue in the year, as they then were."""
    by_code = {city.code: city for city in cities()}
    made = []
    for entry in _source()["edition"]:
        city = by_code[entry["city"]]
        moved: Mapping[str, tuple[str, str]] = entry["moved"]
        made.append(
            replace(
                city,
                version=entry["version"],
                effective=entry["effective"],
                names={**city.names, **{key: name for key, (_, name) in moved.items()}},
                moved={key: number for key, (number, _) in moved.items()},
                edition=2,
            )
        )
    return tuple(made)


def former_names() -> Mapping[str, tuple[str, ...]]:
    """The names that organs had before the reforms of 2018 and 2019, by today's."""
    return {name: tuple(old) for name, old in _source()["former"].items()}


def national_organ() -> tuple[Uscc, str]:
    """Code and name of the one that keeps the canonical catalogue."""
    told: Mapping[str, str] = _source()["national_organ"]
    return organ_code(told), told["name"]


def organ_of(city: City, item: PoolItem) -> Organ:
    """Who decides an item in a city."""
    levels = item.levels
    level = city.dice.pick(levels, "level", item.tail) if len(levels) > 1 else levels[0]
    key = item.organ
    if not _entry(key)[1]:
        level = "3"
    at_district = level == "4"
    if (
        item.type == "01"
        and key not in _NOT_APPROVED_FOR
        and (city.approval == "city" or (city.approval == "district" and at_district))
    ):
        key = "approval"
    return _organ(city, key, _district(city, item) if at_district else None)


def _district(city: City, item: PoolItem) -> int:
    """Mostly the same district for an organ's items, sometimes another."""
    main = city.dice.number("district", item.organ) % len(city.districts)
    if city.dice.share(0.25, "elsewhere", item.tail):
        return city.dice.number("district", item.tail) % len(city.districts)
    return main


def _entry(key: str) -> tuple[str, str, str, str]:
    organs: Mapping[str, tuple[str, str, str, str]] = _source()["organs"]
    name, district, number, kind = organs[key]
    return name, district, number, kind


@cache
def _made(place: str, number: str, kind: str) -> Uscc:
    return organ_code({"kind": kind, "place": place, "number": number})


def _organ(city: City, key: str, district: int | None) -> Organ:
    name, local, number, kind = _entry(key)
    name = city.names.get(key, name)
    offset = 0
    if district is None:
        place, full = str(city.code), _city_name(city, key, name)
        code = city.moved.get(key, number)
    else:
        place, area = city.districts[district]
        number = _DISTRICT_NUMBERS.get(key, f"03{number[2:]}")
        number = code = city.numbers.get(f"{place}/{key}", number)
        if key in city.moved:
            code = f"06{number[2:]}"
        full = _district_name(city, area, key, local if key in {"police", "environment", "fire"} else name)
        offset = 200 * district + 100
    line = int(number[-3:]) - 100 + offset
    return Organ(
        code=_made(place, code, kind),
        name=full,
        short=name,
        kind=_KINDS[kind],
        level=UseLevel.CITY if district is None else UseLevel.COUNTY,
        phone=_phone(city, line),
        supervision=_phone(city, 900 + line % 100 if district is None else 800 + line % 100),
        address=_address(city, key, district),
        hours=city.dice.pick(_HOURS, "hours"),
    )


def _city_name(city: City, key: str, name: str) -> str:
    return f"国家税务总局{city.name}{name}" if key == "tax" else f"{city.name}{name}"


def _district_name(city: City, area: str, key: str, name: str) -> str:
    urban = area.endswith("区")
    whole = f"{city.name}{area}" if urban else area
    if key == "tax":
        return f"国家税务总局{whole}税务局"
    if key == "police":
        return f"{city.name}公安局{_short(area)}分局" if urban else f"{area}公安局"
    if key == "environment":
        return f"{city.name}生态环境局{_short(area)}分局"
    return f"{whole}{name}"


def _short(area: str) -> str:
    """金平 of 金平区; 城区 keeps its 区."""
    return area[:-1] if area != "城区" else area


def _phone(city: City, line: int) -> str:
    """Numbers of an exchange that no city has opened: 86000 and 8600."""
    return f"{city.area}-{'86000' if city.area in _LONG_NUMBERS else '8600'}{line % 1000:03}"


def _address(city: City, key: str, district: int | None) -> str:
    number = city.dice.number("road", key) % 90 + 1
    window = city.dice.number("window", key) % 30 + 1
    floor = "一二三四"[window % 4]
    if district is None:
        area = city.districts[0][1]
        return f"{city.name}{area}样例路{number}号{city.name}政务服务中心{floor}楼{window}号窗口"
    area = city.districts[district][1]
    return f"{city.name}{area}样例街{number}号{area}政务服务中心{floor}楼{window}号窗口"
