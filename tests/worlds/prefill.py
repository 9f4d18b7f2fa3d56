"""A prefill table 预填表 and the facts of one applicant, for the driver's licence of the example city of Xi'an."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from examples.cases import HERE
from federation.ids import CaseId, Locality
from federation.items import Item, load_catalogue

ON = date(2026, 11, 24)
CODE = "11610100TEXT01028A3000118930002"
TABLE = (HERE / "prefill" / "driver-renewal.toml").read_text("utf-8")
FACTS: list[dict[str, str]] = json.loads((HERE / "prefill" / "facts.json").read_text("utf-8"))["facts"]
RECORD = "sha256:" + "5a" * 32
EARLIER = CaseId.make(
    accepting=Locality("440500"), handling=Locality("610100"), on=date(2025, 3, 3), random=5
)


@cache
def driver() -> Item:
    """The item whose form the table fills."""
    data = (HERE / "catalogues" / "xian.xlsx").read_bytes()
    catalogue = load_catalogue(data, locality=Locality("610100"), version="2026.1").catalogue
    (found,) = catalogue.find(CODE)
    return found


def fact(
    code: str = "name", value: str = "测试甲", source: str = "card_reader", **other: str
) -> dict[str, str]:
    """One fact as it stands in a file."""
    made = {"code": code, "value": value, "source": source, "reference": RECORD, "on": ON.isoformat()}
    return {**made, **({"reference": EARLIER} if source == "earlier_case" else {}), **other}


def as_file(*facts: dict[str, Any]) -> bytes:
    """A file of facts."""
    return json.dumps({"facts": list(facts)}, ensure_ascii=False).encode()
