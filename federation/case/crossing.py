"""One row of the crossings as a value; the rows and the table: `crossings`."""

from __future__ import annotations

from dataclasses import dataclass

from federation.case.authors import Side
from federation.case.states import Facet


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """One row.

    Attributes:
        code: its released name.
        overtaken: True: the accepting act has no effect on states; False: it takes effect all the same.
        on: both must concern the same document or parcel; None: both concern the case.
        person: the end at which a person must decide what follows; None: nothing is left to decide.
        accepting: what the clerk at the accepting place is told.
        handling: what the clerk at the handling place is told.
    """

    code: str
    overtaken: bool
    on: Facet | None = None
    person: Side | None = None
    accepting: str
    handling: str
