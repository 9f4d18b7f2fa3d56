"""``kuayu case``: how the organ works on a case. It hands over, suspends, extends, charges, archives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import DayUnit, Procedure, StepEnd
from federation.case.clock import JOINT_EXTENSION_DAYS
from federation.case.events import Event
from federation.case.process import (
    Archived,
    Extended,
    FeeDue,
    FeePaid,
    Resumed,
    StepTaken,
    Suspended,
    Transferred,
)
from federation.errors import InvalidInput, Reason
from federation.ids import Digest, MessageId, Place, Uscc
from node.cli.options import (
    CaseArg,
    DocumentOpt,
    FileOpt,
    GenerateOpt,
    MessageOpt,
    NumberOpt,
    ReasonOpt,
    SupersedesOpt,
    TitleOpt,
    text_option,
    there,
)
from node.cli.recording import Desk, record, time_of

app = typer.Typer()
_YUAN = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,2}))?", re.ASCII)
CodeOpt = Annotated[str, typer.Option("--code", help="缴款码(20位数字) payment code")]


@app.command("transfer")
def transfer(
    context: typer.Context,
    case: CaseArg,
    organ: Annotated[str, typer.Option(help="接办机关统一社会信用代码 organ that goes on")],
    place: Annotated[str, typer.Option(help="其所在地区代码 its place")],
    reason: ReasonOpt,
    message_id: MessageOpt = "",
) -> None:
    """移送：由本市另一机关继续办理。Another organ of this city goes on with the case."""
    to, at = Uscc(organ), Place(place)

    async def build(_desk: Desk) -> Event:
        return Transferred(organ=to, place=at, reason=reason)

    record(context, case, message_id, build)


@app.command("step")
def step(
    context: typer.Context,
    case: CaseArg,
    name: Annotated[str, typer.Option(help="环节名称 step")],
    end: Annotated[StepEnd, typer.Option(help="通过 passed｜退回 sent_back｜其他 other")],
    note: Annotated[str, text_option("意见 opinion")] = "",
    message_id: MessageOpt = "",
) -> None:
    """环节：审查、审核、制证等一步办完。A step of the organ's work ended."""

    async def build(_desk: Desk) -> Event:
        return StepTaken(name=name, end=end, note=note)

    record(context, case, message_id, build)


@app.command("suspend")
def suspend(
    context: typer.Context,
    case: CaseArg,
    procedure: Annotated[Procedure, typer.Option(help="听证、招标、检验、评审等 why")],
    days: Annotated[int, typer.Option(help="所需天数 days it needs", min=1, max=3650)],
    reason: ReasonOpt,
    number: NumberOpt = "",
    unit: Annotated[DayUnit, typer.Option(help="工作日或自然日 what days")] = DayUnit.WORKING_DAY,
    title: TitleOpt = "特别程序告知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """特别程序：所需时间不计入期限(45条)。A special procedure begins: its time does not count."""
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)

    async def build(desk: Desk) -> Event:
        document = await desk.document(paper)
        return Suspended(procedure=procedure, days=days, unit=unit, reason=reason, document=document)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("resume")
def resume(
    context: typer.Context,
    case: CaseArg,
    suspension: Annotated[str, typer.Option(help="哪次特别程序：消息号 message id")],
    outcome: Annotated[str, text_option("结果 outcome")],
    message_id: MessageOpt = "",
) -> None:
    """特别程序结束：期限继续计算。The special procedure ended: time counts again."""
    ended = MessageId(suspension)

    async def build(_desk: Desk) -> Event:
        return Resumed(suspension=ended, outcome=outcome)

    record(context, case, message_id, build)


@app.command("extend")
def extend(
    context: typer.Context,
    case: CaseArg,
    days: Annotated[
        int,
        typer.Option(
            help="延长几个工作日(42条)：至多10日；法定45日的联合办理至多15日", min=1, max=JOINT_EXTENSION_DAYS
        ),
    ],
    approver: Annotated[
        str, typer.Option(help="谁批准：本机关负责人；联合办理的为本级人民政府负责人 who approved")
    ],
    reason: ReasonOpt,
    number: NumberOpt = "",
    title: TitleOpt = "延长办理期限告知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """延长期限：一次，经负责人批准，须在到期以前(42条)。The limit is extended, once."""
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)

    async def build(desk: Desk) -> Event:
        document = await desk.document(paper)
        return Extended(days=days, approver=approver, reason=reason, document=document)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("fee-due")
def fee_due(
    context: typer.Context,
    case: CaseArg,
    code: CodeOpt,
    name: Annotated[str, typer.Option(help="收费项目 charge")],
    yuan: Annotated[str, typer.Option(help="金额(元) amount, as 10.00")],
    payee: Annotated[str, typer.Option(help="执收单位 who charges it")],
    number: NumberOpt = "",
    title: TitleOpt = "缴费通知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """应缴费：开出缴款码，这里不收钱。A charge with its payment code; no money moves here."""
    paper, fen = DocumentOpt(number=number, title=title, file=file, generate=generate), fen_of(yuan)

    async def build(desk: Desk) -> Event:
        document = await desk.document(paper)
        return FeeDue(code=code, name=name, fen=fen, payee=payee, document=document)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


def fen_of(yuan: str) -> int:
    """An amount in 元 as 分, exactly.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    parts = _YUAN.fullmatch(yuan)
    if parts is None:
        raise InvalidInput(Reason.VALUE_INVALID, option="--yuan", form="10 or 10.00")
    return int(parts[1]) * 100 + int((parts[2] or "").ljust(2, "0"))


@app.command("fee-paid")
def fee_paid(
    context: typer.Context,
    case: CaseArg,
    code: CodeOpt,
    paid_at: Annotated[str, typer.Option(help="缴费时间 RFC 3339，默认现在")] = "",
    voucher: Annotated[Path | None, typer.Option(help="缴款凭证 voucher", callback=there)] = None,
    message_id: MessageOpt = "",
) -> None:
    """已缴费：登记缴款结果。The charge was paid."""
    at = time_of(paid_at, "--paid-at")

    async def build(desk: Desk) -> Event:
        return FeePaid(code=code, paid_at=at, voucher=await desk.upload(voucher) if voucher else None)

    record(context, case, message_id, build)


@app.command("archive")
def archive(
    context: typer.Context,
    case: CaseArg,
    number: Annotated[str, typer.Option(help="档号 archive number")],
    retention: Annotated[str, typer.Option(help="保管期限：永久、30年、10年 for how long")],
    packet: Annotated[str, typer.Option(help="归档信息包摘要 sha256:…")],
    message_id: MessageOpt = "",
) -> None:
    """归档：办件全部办完之后。The file is closed."""
    digest = Digest(packet)

    async def build(_desk: Desk) -> Event:
        return Archived(number=number, retention=retention, packet=digest)

    record(context, case, message_id, build)
