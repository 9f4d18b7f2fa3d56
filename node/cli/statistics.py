"""``kuayu statistics``: counts for supervision. No personal data."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from federation.exchange.spelling import csv_line
from federation.exchange.statistics import ENDINGS, By
from node.cli.days import day
from node.cli.session import session_of

COUNTS = (
    "taken_in",
    "accepted",
    "open",
    "on_time",
    "late",
    "undated",
    "yellow",
    "red",
    "corrected",
    "parcels_lost",
    "rated",
    "bad",
    "repaired",
)


def statistics(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="自（收件日） from, YYYY-MM-DD", callback=day)],
    last: Annotated[str, typer.Option("--to", help="至（含） to, YYYY-MM-DD", callback=day)],
    by: Annotated[By | None, typer.Option(help="分别统计 count apart")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV")] = False,
) -> None:
    """统计：这些天收件的办件现在怎样，办结、时限、补正、评价。Counts over the cases taken in on these days."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found = await client.statistics(first=first, last=last, by=by.value if by else "")
        rows = [_row(row) for row in found.rows]
        return {
            "from": first,
            "to": last,
            "by": by.value if by else "",
            "rows": rows,
            "unknown": found.unknown,
        }

    counted = session.run(work)
    if as_csv and not session.as_json:
        typer.echo("".join(_lines(counted["rows"])), nl=False)
        return
    session.say(counted, "statistics")


def _row(row: Any) -> dict[str, Any]:
    return {
        "group": row.group,
        "term": row.term,
        **{name: getattr(row, name) for name in COUNTS},
        "average_days": row.average_tenths / 10 if row.HasField("average_tenths") else None,
        "ended": {one.kind: one.count for one in row.ended},
    }


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    """One line a group; kinds of ending are columns."""
    header = ("group", "term", *COUNTS, "average_days", *ENDINGS)
    lines = [csv_line(header)]
    for row in rows:
        average = row["average_days"]
        cells = [row["group"], row["term"], *(str(row[name]) for name in COUNTS)]
        cells += [
            "" if average is None else f"{average:.1f}",
            *(str(row["ended"].get(kind, 0)) for kind in ENDINGS),
        ]
        lines.append(csv_line(cells))
    return lines
