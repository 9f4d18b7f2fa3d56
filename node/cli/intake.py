"""``kuayu case``: what happens towards the applicant. Notices served, corrections, withdrawal, delivery."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import ServedBy
from federation.case.events import Corrected, Delivered, Event, NoticeServed, WithdrawalRequested
from federation.case.process import DeferredSupplied
from federation.errors import InvalidInput, Reason
from federation.ids import MessageId, ParcelNo
from node.cli.options import CaseArg, MessageOpt, ScansOpt, fields_of, text_option, there
from node.cli.recording import Desk, record, time_of

app = typer.Typer()


@app.command("notice-served")
def notice_served(
    context: typer.Context,
    case: CaseArg,
    notice: Annotated[str, typer.Option(help="哪份文书：消息号 message id of the document")],
    by: Annotated[ServedBy, typer.Option(help="方式 how")] = ServedBy.WINDOW,
    to_agent: Annotated[bool, typer.Option("--to-agent", help="送达代理人 to the agent")] = False,
    served_at: Annotated[str, typer.Option(help="送达时间 RFC 3339，默认现在")] = "",
    proof: Annotated[Path | None, typer.Option(help="送达回证扫描件 signed proof", callback=there)] = None,
    message_id: MessageOpt = "",
) -> None:
    """告知送达：申请人的期限由此起算。A document reached the applicant."""
    at = time_of(served_at, "--served-at")

    async def build(desk: Desk) -> Event:
        return NoticeServed(
            notice=MessageId(notice),
            by=by,
            to_applicant=not to_agent,
            served_at=at,
            proof=await desk.upload(proof) if proof else None,
        )

    record(context, case, message_id, build)


@app.command("correct")
def correct(
    context: typer.Context,
    case: CaseArg,
    notice: Annotated[str, typer.Option(help="答复哪份补正告知：消息号")],
    materials: Annotated[
        Path | None,
        typer.Option(
            help='JSON：材料列表，或 {"materials": […], "fields": {…}} materials and fields', callback=there
        ),
    ] = None,
    files: ScansOpt = Path(),
    field: Annotated[
        list[str] | None, typer.Option("--field", help="填报项 CODE=VALUE；个人信息请放在 JSON 里")
    ] = None,
    message_id: MessageOpt = "",
) -> None:
    """补正：申请人补来的材料和填报项。What the applicant brought."""
    typed = fields_of(field)

    async def build(desk: Desk) -> Event:
        from node.cli.application import read_correction  # noqa: PLC0415  # pydantic is slow to start

        given, told = await read_correction(desk, materials, files) if materials else ((), ())
        if twice := {one.code for one in typed} & {one.code for one in told}:
            raise InvalidInput(
                Reason.VALUE_INVALID, option="--field", why="in the file too", twice=len(twice)
            )
        return Corrected(notice=MessageId(notice), materials=given, fields=(*told, *typed))

    record(context, case, message_id, build)


@app.command("supply")
def supply(
    context: typer.Context,
    case: CaseArg,
    materials: Annotated[Path, typer.Option(help="JSON：材料列表 materials", callback=there)],
    files: ScansOpt = Path(),
    message_id: MessageOpt = "",
) -> None:
    """容缺补齐：申请人按承诺补来的材料。What was promised later has come."""

    async def build(desk: Desk) -> Event:
        from node.cli.application import read_correction  # noqa: PLC0415  # pydantic is slow to start

        given, fields = await read_correction(desk, materials, files)
        if fields:
            raise InvalidInput(Reason.VALUE_INVALID, option="--materials", entry="fields")
        return DeferredSupplied(materials=given)

    record(context, case, message_id, build)


@app.command("request-withdrawal")
def request_withdrawal(
    context: typer.Context,
    case: CaseArg,
    reason: Annotated[str, text_option("申请人的理由 the applicant's reason")],
    message_id: MessageOpt = "",
) -> None:
    """撤回申请。The applicant asks to withdraw."""

    async def build(_desk: Desk) -> Event:
        return WithdrawalRequested(reason=reason)

    record(context, case, message_id, build)


@app.command("deliver")
def deliver(
    context: typer.Context,
    case: CaseArg,
    document: Annotated[list[str], typer.Option("--document", help="文号、证号或退还的材料代码")],
    to_agent: Annotated[bool, typer.Option("--to-agent", help="代理人领取 to the agent")] = False,
    parcel: Annotated[str, typer.Option("--parcel", help="邮寄送达的邮件号 courier proof")] = "",
    proof: Annotated[Path | None, typer.Option(help="送达回证扫描件 signed proof", callback=there)] = None,
    message_id: MessageOpt = "",
) -> None:
    """送达：交给申请人。Documents or papers were handed over."""

    async def build(desk: Desk) -> Event:
        return Delivered(
            documents=tuple(document),
            to_applicant=not to_agent,
            parcel=ParcelNo(parcel) if parcel else None,
            proof=await desk.upload(proof) if proof else None,
        )

    record(context, case, message_id, build)
