"""Agreements between the two cities of the test world, as text and as both offices would have signed them."""

from __future__ import annotations

from dataclasses import replace

from federation.case.agreement import COLLECTION, Agreement, WindowPower
from federation.case.agreement_file import load_agreement
from federation.case.choices import Delivery
from federation.case.powers import Agreements
from tests.worlds.case import ACTORS, Side, World, submitted

NOTIFY, ACCEPT = WindowPower.NOTIFY_ONCE, WindowPower.ACCEPT
ITEM = "000131901001"
ENTRUSTMENT = """
[item.entrustment]
organ = "{organ}"
document = "西委〔2026〕1号"
start = {start}
end = {end}
published = "西安市人民政府公告2026年第1号"
"""


def entrustment(
    *, organ: str = ACTORS[Side.ACCEPTING].organ, start: str = "2026-01-01", end: str = "2027-01-01"
) -> str:
    """The entrustment of the item before it."""
    return ENTRUSTMENT.format(organ=organ, start=start, end=end)


def text(
    *,
    version: str = "2026.1",
    start: str = "2026-01-01",
    end: str = "2027-01-01",
    basis: str = 'receipt_basis = "handling_e"',
    powers: frozenset[WindowPower] = COLLECTION,
    codes: tuple[str, ...] = (ITEM,),
    entrusted: str = "",
    more: str = "",
) -> str:
    """An agreement as both cities wrote it."""
    listed = ", ".join(f'"{code}"' for code in codes)
    granted = ", ".join(f'"{power}"' for power in sorted(powers))
    return f"""accepting = "440500"
handling = "610100"
version = "{version}"
start = {start}
end = {end}
{basis}
{more}
[[item]]
codes = [{listed}]
modes = ["remote_collection"]
powers = [{granted}]
{entrusted}"""


def agreement(**said: object) -> Agreement:
    """The same, read."""
    return load_agreement(text(**said).encode())


def granting(*powers: WindowPower, until: str = "2027-01-01") -> Agreement:
    """An agreement with the template's powers and these; acceptance entrusted until a day."""
    return agreement(
        powers=COLLECTION | set(powers), entrusted=entrustment(end=until) if ACCEPT in powers else ""
    )


def under(one: Agreement, *, delivery: Delivery = Delivery.WINDOW) -> World:
    """A world whose case was filed under an agreement, known to both sides."""
    world = World(agreements=Agreements.of([one]))
    world.must(Side.ACCEPTING, replace(submitted(delivery=delivery), agreement=one.pin))
    return world.settle()
