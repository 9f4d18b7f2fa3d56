"""What a place is called, for people: the name of GB/T 2260, as python-stdnum carries it."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import numdb

from federation.ids import CANONICAL, Locality

_YEARS = re.compile(r"\[[^\]]*\]")  # a code's names over the years: [1984-1991]郊区,[2003-]金平区


@lru_cache(maxsize=4096)
def place_name(locality: Locality) -> str:
    """汕头 for 440500; 规范目录 for the canonical catalogue; the code itself where no name is known."""
    if locality == CANONICAL:
        return "规范目录"
    *_, (_, properties) = numdb.get("cn/loc").info(locality)
    names = _YEARS.sub("", properties.get("county") or properties.get("province") or "")
    return names.rpartition(",")[2].removesuffix("市") or locality
