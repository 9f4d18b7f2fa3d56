"""Who holds which original now 原件去向: derived from what was taken in, sent, found, lost and handed over.

Every original is a unit of a code (a material's, or a document's number) with exactly one holder. Papers
move by parcel or by hand; a parcel's effect is read off its present state, so that the order in which the
two ends learned of dispatch, loss and arrival makes no difference. A paper that turns up without having
been registered was found: it counts from then on. Law: no original without a holder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.authors import Side
from federation.case.choices import Disposition, Leg
from federation.case.parts import Difference, Paper
from federation.case.states import ParcelState
from federation.ids import ParcelNo


class Holder(StrEnum):
    """Who has an original."""

    APPLICANT = "applicant"
    ACCEPTING = "accepting"
    HANDLING = "handling"
    SURRENDERED = "surrendered"
    IN_TRANSIT = "in_transit"
    MISSING = "missing"
    LOST = "lost"


HOLDER_TERMS: Mapping[Holder, str] = {
    Holder.APPLICANT: "申请人",
    Holder.ACCEPTING: "收件窗口",
    Holder.HANDLING: "办理机关",
    Holder.SURRENDERED: "已收回(办理机关)",
    Holder.IN_TRANSIT: "寄递途中",
    Holder.MISSING: "拆封缺件",
    Holder.LOST: "寄递丢失",
}

HOLDER_AT: Mapping[Side, Holder] = {Side.ACCEPTING: Holder.ACCEPTING, Side.HANDLING: Holder.HANDLING}

TAKEN_BY: Mapping[Disposition, Holder] = {
    Disposition.VERIFY_AND_HAND_BACK: Holder.APPLICANT,
    Disposition.COPY: Holder.APPLICANT,
    Disposition.KEEP: Holder.ACCEPTING,
    Disposition.RETURN: Holder.ACCEPTING,
    Disposition.SURRENDER: Holder.ACCEPTING,
}
"""Who holds a material's originals once the window has seen them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel as far as it concerns this case.

    Attributes:
        number: the courier's number.
        carrier: the courier.
        dispatcher: which end sent it, or would have: the end that did not report its early arrival.
        leg: which way it goes; None while only its arrival is on record.
        state: where it is.
        sent: what the dispatcher put in.
        received: what the receiver found.
        differences: what the receiver noted.
        receiver: who has it once received.
    """

    number: ParcelNo
    carrier: str
    dispatcher: Side
    leg: Leg | None = None
    state: ParcelState = ParcelState.UNKNOWN
    sent: tuple[Paper, ...] = ()
    received: tuple[Paper, ...] = ()
    differences: tuple[Difference, ...] = ()
    receiver: Holder | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Holding:
    """So many originals of one code with one holder; ``parcel`` names the parcel they are, or were, in."""

    code: str
    holder: Holder
    parcel: str = ""
    count: int


Spot = tuple[str, Holder, str]
"""Code, holder, parcel number (empty unless the holder is a parcel)."""


def parcel_key(number: str, dispatcher: Side) -> str:
    """Name a parcel within a case: the two ends may use one number for two parcels."""
    return f"{dispatcher}:{number}"


def holdings(taken: Mapping[tuple[str, Holder], int], parcels: Iterable[Parcel]) -> dict[Spot, int]:
    """Count the originals at every spot.

    Args:
        taken: originals taken in and moved by hand: count by (code, holder).
        parcels: the case's parcels.

    Returns:
        Positive counts only. A spot that gave more than it had gave what was never registered: it holds none.
    """
    spots: Counter[Spot] = Counter({(code, holder, ""): count for (code, holder), count in taken.items()})
    for parcel in parcels:
        for spot, count in _FLOWS[parcel.state](parcel):
            spots[spot] += count
    return {spot: count for spot, count in spots.items() if count > 0}


def originals(papers: Iterable[Paper]) -> Counter[str]:
    """Count the originals among papers by code."""
    counted: Counter[str] = Counter()
    for paper in papers:
        if paper.original:
            counted[paper.code] += paper.count
    return counted


Flow = tuple[Spot, int]


def _still(parcel: Parcel) -> list[Flow]:
    del parcel
    return []


def _underway(holder: Holder) -> Callable[[Parcel], list[Flow]]:
    def flows(parcel: Parcel) -> list[Flow]:
        source = HOLDER_AT[parcel.dispatcher]
        return [
            flow
            for code, count in originals(parcel.sent).items()
            for flow in (((code, source, ""), -count), ((code, holder, parcel.number), count))
        ]

    return flows


def _arrived(parcel: Parcel) -> list[Flow]:
    source, sent, found = HOLDER_AT[parcel.dispatcher], originals(parcel.sent), originals(parcel.received)
    target = parcel.receiver or HOLDER_AT[parcel.dispatcher.other]
    flows: list[Flow] = []
    for code in sent | found:
        flows += [
            ((code, source, ""), -max(sent[code], found[code])),
            ((code, target, ""), found[code]),
            ((code, Holder.MISSING, parcel.number), max(sent[code] - found[code], 0)),
        ]
    return flows


_FLOWS: Mapping[ParcelState, Callable[[Parcel], list[Flow]]] = {
    ParcelState.UNKNOWN: _still,
    ParcelState.SENT: _underway(Holder.IN_TRANSIT),
    ParcelState.EARLY: _arrived,
    ParcelState.RECEIVED: _arrived,
    ParcelState.RETURNED: _still,
    ParcelState.LOST: _underway(Holder.LOST),
}
