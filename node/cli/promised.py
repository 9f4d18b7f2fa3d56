"""The time promised with an acceptance 承诺办结时限: what the clerk says, else what the item promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from federation.case.choices import TimeUnit
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId

Promised = tuple[int, TimeUnit | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOpt:
    """The three options that say it.

    Attributes:
        amount: ``--promised``.
        unit: ``--unit``.
        days: ``--promised-days``: days, whose kind is the item's.
    """

    amount: int | None
    unit: TimeUnit | None
    days: int | None

    def __post_init__(self) -> None:
        """Two ways to say one thing, or half of one, are refused.

        Raises:
            InvalidInput: VALUE_INVALID, VALUE_MISSING.
        """
        if self.days is not None and (self.amount is not None or self.unit is not None):
            raise InvalidInput(
                Reason.VALUE_INVALID, option="--promised-days", why="with --promised or --unit"
            )
        if self.unit is not None and self.amount is None:
            raise InvalidInput(Reason.VALUE_MISSING, option="--promised", why="--unit without it")

    async def of(self, client: Any, case: CaseId) -> Promised:
        """How much, and of what.

        Raises:
            InvalidInput: VALUE_MISSING where neither the clerk nor the item's catalogue says it.
        """
        if self.days is not None:
            return self.days, None
        if self.amount is not None and self.unit is not None:
            return self.amount, self.unit
        found = await client.case_due(case)
        if not found.HasField("promised"):
            raise InvalidInput(
                Reason.VALUE_MISSING, option="--promised", why="the item's catalogue promises nothing"
            )
        said = found.promised
        return said.amount if self.amount is None else self.amount, TimeUnit(said.unit)
