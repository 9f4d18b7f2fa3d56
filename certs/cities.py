"""Who will be a member: ``--city`` options and the file of organs, parsed.

Organs come from a JSON file ``{"440500": [{"uscc", "name", "place", "role"}]}``; a city that it does
not name gets one organ for development, whose code is made from the city's own by the standards'
check characters (GB 11714, GB 32100).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter
from stdnum.cn import uscc as uscc_standard

from federation.errors import InvalidInput, Reason
from federation.ids import Locality, Place, Uscc
from federation.trust import strict_json
from federation.trust.directory import Organ
from federation.trust.strict_json import LocalityText, Name, PlaceText, StrictModel, UsccText

_CITY = re.compile(r"(?P<locality>[^=]*)=(?P<endpoint>(?P<host>[A-Za-z0-9.-]+):[0-9]+)")
_NAMES = {
    "230400": "鹤岗市",
    "350600": "漳州市",
    "431000": "郴州市",
    "440500": "汕头市",
    "445300": "云浮市",
    "610100": "西安市",
    "640100": "银川市",
}
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS_GB_11714 = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A member to be: where its node listens and the organs it speaks for."""

    locality: Locality
    endpoint: str
    host: str
    name: str
    organs: Mapping[Uscc, Organ]


class _OrganRow(StrictModel):
    uscc: UsccText
    name: Name
    place: PlaceText
    role: str = ""  # what the examples use it for; the directory does not need it


_ORGANS: TypeAdapter[dict[LocalityText, list[_OrganRow]]] = TypeAdapter(dict[LocalityText, list[_OrganRow]])


def parse_cities(options: Iterable[str], organs: Mapping[Locality, Mapping[Uscc, Organ]]) -> list[City]:
    """The cities of ``--city 440500=127.0.0.1:7441``, in order.

    Raises:
        InvalidInput: VALUE_INVALID on another form or a city named twice; ID_MALFORMED on its code.
    """
    cities: dict[Locality, City] = {}
    for option in options:
        found = _CITY.fullmatch(option)
        if found is None:
            raise InvalidInput(Reason.VALUE_INVALID, option="--city", form="440500=127.0.0.1:7441")
        locality = Locality(found["locality"])
        if locality in cities:
            raise InvalidInput(Reason.VALUE_INVALID, option="--city", twice=locality)
        name = _NAMES.get(locality, f"地区{locality}")
        cities[locality] = City(
            locality=locality,
            endpoint=found["endpoint"],
            host=found["host"],
            name=name,
            organs=organs.get(locality) or development_organ(locality, name),
        )
    return list(cities.values())


def parse_organs(text: bytes) -> dict[Locality, dict[Uscc, Organ]]:
    """The organs of each locality; one organ at several places may have several rows.

    Raises:
        InvalidInput: CONFIG if the file is not as described.
    """
    try:
        document = _ORGANS.validate_python(strict_json.load(text), strict=True)
    except ValueError as error:
        raise InvalidInput(Reason.CONFIG, what="organs file") from error
    return {locality: _merged(rows) for locality, rows in document.items()}


def development_organ(locality: Locality, name: str) -> dict[Uscc, Organ]:
    """One organ for a city that has none listed."""
    body = f"00{locality}"
    total = sum(_BASE36.index(one) * weight for one, weight in zip(body, _WEIGHTS_GB_11714, strict=True))
    check = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    stem = f"11{locality}{body}{check}"
    code = Uscc(stem + uscc_standard.calc_check_digit(stem))
    organ = Organ(uscc=code, name=f"{name}政务服务和数据管理局（开发用）", places=(Place(locality),))
    return {code: organ}


def _merged(rows: Iterable[_OrganRow]) -> dict[Uscc, Organ]:
    organs: dict[Uscc, Organ] = {}
    for row in rows:
        had = organs.get(row.uscc)
        places = (*had.places, row.place) if had else (row.place,)
        made = Organ(uscc=row.uscc, name=row.name, places=tuple(dict.fromkeys(places)))
        if had is not None and had.name != made.name:
            raise InvalidInput(Reason.CONFIG, what="organs file", why="one code, two names", uscc=row.uscc)
        organs[row.uscc] = made
    return organs
