"""``kuayu statistics``: counts for supervision. No personal data."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.days import BEIJING
from federation.exchange.spelling import csv_line
from federation.exchange.statistics import ENDINGS, By
from node.cli.days import day
from node.cli.saving import check_target, saving
from node.cli.session import Session, session_of

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
    html: Annotated[
        Path | None, typer.Option(help="写成一页，供领导看和打印 one page to read and print, .html")
    ] = None,
) -> None:
    """统计：这些天收件的办件现在怎样，办结、时限、补正、评价。Counts over the cases taken in on these days."""
    session = session_of(context)
    if html is not None:
        check_target(html, "--html")
        session.say(_page(session, html, {"first": first, "last": last}), "written")
        return

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found = await client.statistics(first=first, last=last, by=by.value if by else "")
        rows = [_row(row) for row in found.rows]
        return {
            "from": first,
            "to": last,
            "by": by.value if by else "",
            "rows": rows,
            "unknown": found.unknown,
            "lines": {one.kind: one.count for one in found.lines},
        }

    counted = session.run(work)
    if as_csv and not session.as_json:
        typer.echo("".join(_lines(counted["rows"])), nl=False)
        return
    session.say(counted, "statistics")


def _page(session: Session, target: Path, days: dict[str, str]) -> list[dict[str, Any]]:
    """Ask for the counts of all and of every group; write them on one page."""
    from federation.mapping.coverage.names import place_name  # noqa: PLC0415  # only a page needs these
    from node.cli.draw.supervision import TITLES, as_page  # noqa: PLC0415

    async def work(client: Any, config: Any) -> dict[str, Any]:
        whole = await client.statistics(**days, by="")
        apart = {by: (await client.statistics(**days, by=by.value)).rows for by in TITLES}
        page = as_page(
            _row(whole.rows[0]) if whole.rows else None,
            {by: [_row(row) for row in rows] for by, rows in apart.items()},
            said={**days, "city": place_name(config.me), "made": f"{datetime.now(BEIJING):%Y-%m-%d %H:%M}"},
            lines=[{"term": one.term, "count": one.count} for one in whole.lines],
            unknown=whole.unknown,
        )
        data = page.encode()
        with saving(target) as file:
            file.write(data)
        return {"file": str(target), "bytes": len(data)}

    return [session.run(work)]


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
