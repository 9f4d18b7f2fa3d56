"""``kuayu joint``: joint cases 多地联办. File all parts in one go, see how they stand, gather what follows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from federation.ids import CaseId
from node.cli.options import MessageOpt, ScansOpt, form_there, text_option
from node.cli.session import message_id_of, session_of

app = typer.Typer(help="多地联办：一次收件、分地办理、汇总结果。Joint cases.", no_args_is_help=True)

LeadArg = Annotated[
    str, typer.Argument(help="联办编号，或其中一个办件的编号 joint case, or a part", metavar="LEAD")
]
_GAP = ("reason", "code", "label", "ask", "blocks")


@app.command("open")
def open_joint(
    context: typer.Context,
    application: Annotated[Path, typer.Argument(help="联办申请 JSON application file", callback=form_there)],
    files: ScansOpt = Path(),
    lead: Annotated[str, typer.Option(help="只补交这一联办里未收到的部分 file its missing parts anew")] = "",
    message_id: MessageOpt = "",
) -> None:
    """各地一并收件：全部通过才提交。File all parts, or none; prints the joint case or what is missing."""
    session = session_of(context)
    before = CaseId(lead) if lead else None

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from node.cli.application import read_joint_file  # noqa: PLC0415  # pydantic is slow to start

        message = message_id_of(message_id)
        asked = await read_joint_file(
            client,
            application,
            files,
            actor=config.actor(session.as_name),
            message_id=message,
            lead=before,
            watch=session.watch,
        )
        done = await client.open_joint(asked)
        parts = [
            {"to": part.to, "asked": part.item, "case": one.case, "digest": one.digest, "gaps": _gaps(one)}
            for part, one in zip(asked.parts, done.parts, strict=True)
        ]
        return {"lead": done.lead, "message_id": message, "rule": asked.rule, "parts": parts}

    done = session.run(work)
    if not done["lead"]:
        blocking = (gap for part in done["parts"] for gap in part["gaps"] if gap["blocks"])
        session.fail(InvalidInput(Reason(next(blocking)["reason"])), "part_gaps", parts=done["parts"])
    session.say(done, "joint_opened")


def _gaps(answer: Any) -> list[dict[str, Any]]:
    return [{name: getattr(gap, name) for name in _GAP} for gap in answer.gaps]


@app.command("show")
def show(context: typer.Context, lead: LeadArg) -> None:
    """看各部分办到哪里、下一步做什么。How every part stands, and what to do."""
    session = session_of(context)
    found = CaseId(lead)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        shown: dict[str, Any] = await client.show_joint(found)
        return shown

    session.say(session.run(work), "joint_shown")


@app.command("gather")
def gather(
    context: typer.Context,
    lead: LeadArg,
    reason: Annotated[str, text_option("终止时告诉其他各地的理由，不写个人信息 why they stop")] = "",
) -> None:
    """汇总：全部同意则各地出证；一地未准则全部终止。Tell every part what follows from all of them."""
    session = session_of(context)
    found = CaseId(lead)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        shown, written = await client.gather_joint(found, actor=config.actor(session.as_name), reason=reason)
        return {**shown, "written": written}

    session.say(session.run(work), "joint_gathered")


@app.command("list")
def list_joint(
    context: typer.Context,
    count: Annotated[int, typer.Option(min=1, max=100)] = 100,
    after: Annotated[str, typer.Option(help="翻页：上一页末行的联办编号 last of the page before")] = "",
) -> None:
    """列出由本地牵头的联办（不含个人信息）。Joint cases led here, the newest first."""
    session = session_of(context)
    before = CaseId(after) if after else ""

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await client.list_joint(before=before, count=count)
        return rows

    session.say(session.run(work), "joint_list")
