"""``kuayu case due`` and ``kuayu due``: the clocks of cases, and what is late or soon will be."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from federation.errors import Illegal
from federation.ids import CaseId
from node.cli.options import CasesArg, day
from node.cli.session import session_of

case_app = typer.Typer()

_CLOCK = (
    "clock",
    "term",
    "side",
    "about",
    "start",
    "due",
    "due_at",
    "ended",
    "state",
    "state_term",
    "card",
    "provisional",
    "extended",
    "source",
)
_LATE = ("kind", "term", "number", "on", "source")


OnOpt = Annotated[
    str,
    typer.Option("--on", help="假定再无进展，到这一天会怎样 YYYY-MM-DD as of a later day", callback=day),
]


@case_app.command("due")
def case_due(context: typer.Context, cases: CasesArg, on: OnOpt = "") -> None:
    """办件的时限：谁的、从哪天、到哪天、还剩几天、黄红牌。The clocks of cases."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [_case(case, await client.case_due(CaseId(case), on=on)) for case in cases]

    session.say(session.run(work), "case_due")


def due(
    context: typer.Context,
    mine: Annotated[bool, typer.Option("--mine", help="只看本市承担的 only what this city owes")] = False,
    late: Annotated[bool, typer.Option("--late", help="也列已逾期完成的 also what was done late")] = False,
    on: OnOpt = "",
) -> None:
    """黄红牌：快到期和已逾期的时限，不含已办完的件。What is late, or soon will be."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        found = await client.list_due(locality=config.me if mine else "", late=late, on=on)
        return {
            "rows": [{"case": row.case, **clock_of(row.clock)} for row in found.rows],
            "more": found.more,
            "open": found.open,
            "unknown": list(found.unknown),
        }

    session.say(session.run(work), "due_list")


def _case(case: str, found: Any) -> dict[str, Any]:
    return {
        "case": case,
        "agreement": found.agreement,
        "clocks": [clock_of(one) for one in found.clocks],
        "withheld": [{"clock": one.clock, "term": one.term, "reason": one.reason} for one in found.withheld],
        "deemed_accepted": found.deemed_accepted,
        "deemed_provisional": found.deemed_provisional,
        "promised": _limit(found, "promised"),
        "legal": _limit(found, "legal"),
    }


async def clocks_of(client: Any, case: CaseId) -> list[dict[str, Any]]:
    """The clocks of a case; none where its agreement is not here: `case due` says so."""
    try:
        return [clock_of(one) for one in (await client.case_due(case)).clocks]
    except Illegal:
        return []


def _limit(found: Any, name: str) -> dict[str, Any] | None:
    """A limit of the item's; None if its catalogue has none."""
    said = getattr(found, name)
    if not found.HasField(name):
        return None
    return {"amount": said.amount, "unit": said.unit, "words": said.words}


def clock_of(row: Any) -> dict[str, Any]:
    """A clock as the node says it."""
    left = row.left if row.HasField("left") else None
    late = [{name: getattr(one, name) for name in _LATE} for one in row.late]
    return {**{name: getattr(row, name) for name in _CLOCK}, "left": left, "late": late}
