"""``kuayu line``: items of national lines 国垂系统. The guide, and what was seen there, entered by hand: no case."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from federation.case.line import LineStatus, SeenBy
from federation.errors import InvalidInput, Reason
from federation.ids import LineNo, Locality
from node.cli.options import MessageOpt, day, locality, text_option
from node.cli.session import message_id_of, session_of

app = typer.Typer(
    help="国垂事项：指引申请人，手工记录进度（不是办件）。Items of national lines.", no_args_is_help=True
)
ROW = ("number", "locality", "code", "title", "opened_at", "status", "term", "seen_by", "seen_on")
_NOTE = ("message_id", "at", "status", "term", "seen_by", "seen_term", "seen_on", "reference")

LineArg = Annotated[str, typer.Argument(help="跟踪号 GC… line number", metavar="LINE")]
ReferenceOpt = Annotated[
    str, text_option("申请人在国垂系统的编号 the applicant's number on that line", "--reference")
]


@app.command("open")
def open_line(
    context: typer.Context,
    item: Annotated[str, typer.Argument(help="国垂事项编码 item code")],
    where: Annotated[str, typer.Option("--locality", help="哪个地区的事项 whose item", callback=locality)],
    reference: ReferenceOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """指引申请人到国垂系统，登记以便跟踪；打印指南。Guide an applicant there and note it."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        import json  # noqa: PLC0415  # only here

        done = await client.open_line(
            message_id_of(message_id),
            actor=config.actor(session.as_name),
            locality=Locality(where),
            item=item,
            reference=reference,
        )
        return {"line": _row(done.line), "guide": json.loads(done.guide)}

    session.say(session.run(work), "line_opened")


@app.command("note")
def note(
    context: typer.Context,
    line: LineArg,
    status: Annotated[LineStatus, typer.Option(help="看到的状态 how it stands")],
    seen: Annotated[SeenBy, typer.Option(help="在哪里看到 where it was seen")],
    on: Annotated[str, typer.Option(help="哪天看到；默认今天 on which day", callback=day)] = "",
    reference: ReferenceOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """记录在国垂系统看到的进度；只增不改。What was seen there; notes are only added."""
    session = session_of(context)
    number = LineNo(line)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        done = await client.note_line(
            message_id_of(message_id),
            actor=config.actor(session.as_name),
            number=number,
            status=status,
            seen_by=seen,
            seen_on=on,
            reference=reference,
        )
        return _row(done)

    session.say(session.run(work), "line_noted")


@app.command("show")
def show(context: typer.Context, line: LineArg) -> None:
    """看一项：申请人的编号、全部记录。One line with everything noted."""
    session = session_of(context)
    number = LineNo(line)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found = await client.show_line(number)
        notes = [
            {
                **{name: getattr(one, name) for name in _NOTE},
                "actor": {name: getattr(one.actor, name) for name in ("organ", "place", "officer")},
            }
            for one in found.notes
        ]
        return {"line": _row(found.line), "reference": found.reference, "notes": notes}

    session.say(session.run(work), "line_shown")


@app.command("list")
def list_lines(
    context: typer.Context,
    open_only: Annotated[bool, typer.Option("--open", help="只看没有结果的 without an end only")] = False,
    count: Annotated[int, typer.Option(min=1, max=100)] = 100,
    after: Annotated[str, typer.Option(help="翻页：上一页末行的跟踪号 last of the page before")] = "",
) -> None:
    """列出（不含申请人的编号）。Lines as they stand, the latest first."""
    session = session_of(context)
    if after:
        _check_number(after)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [_row(row) for row in await client.list_lines(open_only=open_only, after=after, count=count)]

    session.say(session.run(work), "line_list")


def _check_number(text: str) -> None:
    try:
        LineNo(text)
    except InvalidInput as error:
        raise InvalidInput(Reason.ID_MALFORMED, option="--after", form="GC…") from error


def _row(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ROW}
