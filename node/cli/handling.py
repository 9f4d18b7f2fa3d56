"""``kuayu case``: what the handling organ does. It notifies, takes up, decides, makes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import Result
from federation.case.events import (
    Accepted,
    Arrived,
    CorrectionRequested,
    Event,
    Finished,
    Issued,
    NotAccepted,
    WithdrawalRefused,
)
from federation.errors import InvalidInput, Reason
from federation.ids import MessageId
from node.cli.options import (
    CaseArg,
    DifferenceOpt,
    FileOpt,
    MessageOpt,
    NumberOpt,
    TitleOpt,
    differences_of,
    pairs_of,
    there,
)
from node.cli.recording import Desk, record

app = typer.Typer()


@app.command("arrived")
def arrived(
    context: typer.Context, case: CaseArg, difference: DifferenceOpt = None, message_id: MessageOpt = ""
) -> None:
    """签收：电子件已到。The handling place has the electronic packet."""

    async def build(_desk: Desk) -> Event:
        return Arrived(differences=differences_of(difference))

    record(context, case, message_id, build)


@app.command("request-correction")
def request_correction(
    context: typer.Context,
    case: CaseArg,
    number: NumberOpt,
    defect: Annotated[list[str], typer.Option("--defect", help="缺什么：材料=说明 material=note")],
    days: Annotated[int, typer.Option(help="申请人补正期限(天)", min=1, max=365)],
    title: TitleOpt = "补正告知书",
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """一次性补正告知。Everything that is missing or wrong, at once."""
    defects = differences_of(defect, "--defect")

    async def build(desk: Desk) -> Event:
        document = await desk.document(number, title, file)
        return CorrectionRequested(document=document, defects=defects, days=days)

    record(context, case, message_id, build)


@app.command("accept")
def accept(
    context: typer.Context,
    case: CaseArg,
    number: NumberOpt,
    promised_days: Annotated[int, typer.Option(help="承诺办结时限(工作日)", min=0, max=3650)],
    title: TitleOpt = "受理通知书",
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """受理。The organ takes the case up."""

    async def build(desk: Desk) -> Event:
        return Accepted(document=await desk.document(number, title, file), promised_days=promised_days)

    record(context, case, message_id, build)


@app.command("not-accept")
def not_accept(
    context: typer.Context,
    case: CaseArg,
    number: NumberOpt,
    reason: Annotated[str, typer.Option(help="理由及救济途径 reason and remedy")],
    title: TitleOpt = "不予受理通知书",
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """不予受理。The organ does not take the case up."""

    async def build(desk: Desk) -> Event:
        return NotAccepted(document=await desk.document(number, title, file), reason=reason)

    record(context, case, message_id, build)


@app.command("finish")
def finish(
    context: typer.Context,
    case: CaseArg,
    result: Annotated[Result, typer.Option(help="准予 grant｜不予 deny｜退件 return｜同意撤回 withdrawn")],
    reason: Annotated[str, typer.Option(help="理由 reason")] = "",
    local_code: Annotated[str, typer.Option(help="本地办结代码 local code")] = "",
    number: NumberOpt = "",
    title: Annotated[str | None, typer.Option("--title", help="文书名称，默认“决定书” its title")] = None,
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """办结。The decision."""
    if not number and (file or title):
        raise InvalidInput(Reason.VALUE_MISSING, option="--number", why="a document has a number")

    async def build(desk: Desk) -> Event:
        document = await desk.document(number, title or "决定书", file) if number else None
        return Finished(result=result, local_code=local_code, reason=reason, document=document)

    record(context, case, message_id, build)


@app.command("issue")
def issue(
    context: typer.Context,
    case: CaseArg,
    document: Annotated[list[str], typer.Option("--document", help="证照：编号=名称 number=title")],
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", help="与 --document 同序 in the same order", callback=there),
    ] = None,
    message_id: MessageOpt = "",
) -> None:
    """出证。Certificates or papers are made out."""
    named, files = pairs_of(document, "--document"), file or []
    if len(files) > len(named):
        why = "more files than documents"
        raise InvalidInput(
            Reason.VALUE_INVALID, option="--file", why=why, files=len(files), documents=len(named)
        )

    async def build(desk: Desk) -> Event:
        return Issued(documents=tuple(await desk.documents(named, files)))

    record(context, case, message_id, build)


@app.command("refuse-withdrawal")
def refuse_withdrawal(
    context: typer.Context,
    case: CaseArg,
    request: Annotated[str, typer.Option(help="哪次撤回申请：消息号")],
    reason: Annotated[str, typer.Option(help="理由 reason")],
    message_id: MessageOpt = "",
) -> None:
    """不同意撤回。The organ goes on with the case."""

    async def build(_desk: Desk) -> Event:
        return WithdrawalRefused(request=MessageId(request), reason=reason)

    record(context, case, message_id, build)
