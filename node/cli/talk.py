"""``kuayu case``: what the two ends ask each other 会商, and licence checks 电子证照核验."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import LicenceState, TimeUnit
from federation.case.events import Event
from federation.case.process import Answered, Asked, LicenceAnswered, LicenceAsked, Urged
from federation.errors import InvalidInput, Reason
from federation.ids import LicenceId, MessageId
from node.cli.options import CaseArg, MessageOpt, text_option, there
from node.cli.recording import Desk, record

app = typer.Typer()
FilesOpt = Annotated[list[Path] | None, typer.Option("--file", help="附件，可多个 files", callback=there)]
QuestionOpt = Annotated[str, typer.Option("--question", help="答复哪一条：消息号 message id of the question")]


@app.command("ask")
def ask(
    context: typer.Context,
    case: CaseArg,
    text: Annotated[str, text_option("问题 question")],
    days: Annotated[
        int | None, typer.Option(help="几个工作日内答复 working days to answer", min=1, max=365)
    ] = None,
    hours: Annotated[
        int | None, typer.Option(help="几小时内答复，自对方收到时起 or hours", min=1, max=365)
    ] = None,
    file: FilesOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """会商：向对方提问，限几个工作日或几小时答复。A question to the other end."""
    given = [(one, unit) for one, unit in ((days, None), (hours, TimeUnit.HOUR)) if one is not None]
    if len(given) != 1:
        reason = Reason.VALUE_INVALID if given else Reason.VALUE_MISSING
        raise InvalidInput(reason, option="--days", why="either --days or --hours")
    ((amount, unit),) = given

    async def build(desk: Desk) -> Event:
        return Asked(text=text, days=amount, unit=unit, files=await desk.uploads(file))

    record(context, case, message_id, build)


@app.command("answer")
def answer(
    context: typer.Context,
    case: CaseArg,
    question: QuestionOpt,
    text: Annotated[str, text_option("答复 answer")],
    file: FilesOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """会商答复。The answer to the other end's question."""
    asked = MessageId(question)

    async def build(desk: Desk) -> Event:
        return Answered(question=asked, text=text, files=await desk.uploads(file))

    record(context, case, message_id, build)


@app.command("urge")
def urge(
    context: typer.Context,
    case: CaseArg,
    text: Annotated[str, text_option("催什么 what is wanted")],
    message_id: MessageOpt = "",
) -> None:
    """催办：提醒对方。A reminder to the other end."""

    async def build(_desk: Desk) -> Event:
        return Urged(text=text)

    record(context, case, message_id, build)


@app.command("ask-licence")
def ask_licence(
    context: typer.Context,
    case: CaseArg,
    licence: Annotated[str, typer.Option(help="电子证照标识(GB/T 36904) licence id")],
    name: Annotated[str, typer.Option(help="证照名称 its name")],
    purpose: Annotated[str, text_option("为办什么核验 purpose")],
    message_id: MessageOpt = "",
) -> None:
    """电子证照核验请求：一次一证，只为本办件。Is this licence good? One at a time, for this case."""
    asked = LicenceId(licence)

    async def build(_desk: Desk) -> Event:
        return LicenceAsked(licence=asked, name=name, purpose=purpose)

    record(context, case, message_id, build)


@app.command("answer-licence")
def answer_licence(
    context: typer.Context,
    case: CaseArg,
    question: QuestionOpt,
    state: Annotated[
        LicenceState,
        typer.Option(help="有效 valid｜过期 expired｜已注销 revoked｜查无 not_found｜非本地颁发 not_ours"),
    ],
    note: Annotated[str, text_option("说明 remark")] = "",
    message_id: MessageOpt = "",
) -> None:
    """核验结果。What the issuing place says of a licence."""
    asked = MessageId(question)

    async def build(_desk: Desk) -> Event:
        return LicenceAnswered(question=asked, state=state, note=note)

    record(context, case, message_id, build)
