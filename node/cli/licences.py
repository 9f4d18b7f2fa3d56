"""``kuayu licence``: licence checks 电子证照核验 over all cases. Asking and answering are verbs of ``kuayu case``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli.days import day
from node.cli.session import session_of
from node.desk.licences import Asked

app = typer.Typer(
    help="电子证照核验台账；问和答用 kuayu case ask-licence、answer-licence。Licence checks.",
    no_args_is_help=True,
)
_PLAIN = (
    *("case", "message_id", "asker", "answerer", "asked_at", "name", "type", "issuer", "purpose"),
    *("status", "term", "reason", "answer", "answer_term", "answered_at"),
)
_ACTOR = ("organ", "place", "officer")


@app.command("log")
def log_of_checks(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="自（请求日） from, YYYY-MM-DD", callback=day)],
    last: Annotated[str, typer.Option("--to", help="至（含） to, YYYY-MM-DD", callback=day)],
    asked: Annotated[Asked | None, typer.Option(help="只看本市问的 ours｜只看对方问的 theirs")] = None,
    count: Annotated[int, typer.Option(min=1, max=100)] = 100,
    after: Annotated[str, typer.Option(help='翻页：上一页末行的"asked_at message_id"')] = "",
) -> None:
    """核验台账：谁、为什么、查哪类证照、答复如何；不含证照号。Who asked about what kind of licence, why, and the answer."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        rows = await client.list_licence_checks(
            first=first, last=last, asked=asked or "", after=after, count=count
        )
        return {"from": first, "to": last, "rows": [_row(row) for row in rows], "full": len(rows) == count}

    session.say(session.run(work), "licence_log")


def _row(row: Any) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "actor": _actor(row.actor),
        "answered_by": _actor(row.answered_by) if row.answered_at else None,
    }


def _actor(actor: Any) -> dict[str, str]:
    return {name: getattr(actor, name) for name in _ACTOR}
