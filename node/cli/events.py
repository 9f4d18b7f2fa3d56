"""``kuayu case``: a verb for every event after the first. Each builds its event and has it recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case.events import (
    Accepted,
    Arrived,
    Blob,
    Corrected,
    CorrectionRequested,
    Delivered,
    Document,
    Event,
    Field,
    Finished,
    Issued,
    Leg,
    NotAccepted,
    NoticeServed,
    ParcelLost,
    ParcelReceived,
    ParcelReturned,
    ParcelSent,
    Result,
    ServedBy,
    WithdrawalRefused,
    WithdrawalRequested,
)
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, MessageId, ParcelNo
from node.cli.options import (
    CarrierOpt,
    CaseArg,
    DifferenceOpt,
    FileOpt,
    MessageOpt,
    NoteOpt,
    NumberOpt,
    PaperOpt,
    ParcelOpt,
    TitleOpt,
    differences_of,
    papers_of,
)
from node.cli.session import message_id_of, session_of

app = typer.Typer()


def _now() -> datetime:
    return datetime.now(UTC)


def _record(context: typer.Context, case: str, message_id: str, build: Any) -> None:
    """Record what ``build(client)`` makes, as who acts, and say what became of it."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from federation.wire.local import Wish  # noqa: PLC0415  # not needed by commands that only look

        actor = config.actor(session.as_name)
        event: Event = await build(client)
        message = message_id_of(message_id)
        wish = Wish(case=CaseId(case), actor=actor, supersedes=None, event=event)
        done = await client.record(message, wish)
        return {
            "case": case,
            "event": type(event).__name__,
            "message_id": done.message_id,
            "state": done.state,
            "digest": done.digest,
            "repeated": done.repeated,
        }

    session.say(session.run(work), "recorded")


async def _document(client: Any, number: str, title: str, file: Path | None) -> Document:
    blob: Blob | None = await client.put_file(file) if file else None
    return Document(number=number, title=title, file=blob)


@app.command("arrived")
def arrived(
    context: typer.Context, case: CaseArg, difference: DifferenceOpt = None, message_id: MessageOpt = ""
) -> None:
    """签收：电子件已到。The handling place has the electronic packet."""

    async def build(_client: Any) -> Event:
        return Arrived(differences=differences_of(difference))

    _record(context, case, message_id, build)


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

    async def build(client: Any) -> Event:
        document = await _document(client, number, title, file)
        return CorrectionRequested(document=document, defects=differences_of(defect), days=days)

    _record(context, case, message_id, build)


@app.command("notice-served")
def notice_served(
    context: typer.Context,
    case: CaseArg,
    notice: Annotated[str, typer.Option(help="哪份文书：消息号 message id of the document")],
    by: Annotated[ServedBy, typer.Option(help="方式 how")] = ServedBy.WINDOW,
    to_agent: Annotated[bool, typer.Option("--to-agent", help="送达代理人 to the agent")] = False,
    served_at: Annotated[str, typer.Option(help="送达时间 RFC 3339，默认现在")] = "",
    message_id: MessageOpt = "",
) -> None:
    """告知送达：申请人的期限由此起算。A document reached the applicant."""

    async def build(_client: Any) -> Event:
        at = _time(served_at) if served_at else _now()
        return NoticeServed(notice=MessageId(notice), by=by, to_applicant=not to_agent, served_at=at)

    _record(context, case, message_id, build)


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, field="served_at") from error
    return at if at.tzinfo else at.astimezone()


@app.command("correct")
def correct(
    context: typer.Context,
    case: CaseArg,
    notice: Annotated[str, typer.Option(help="答复哪份补正告知：消息号")],
    materials: Annotated[
        Path | None, typer.Option(help="材料 JSON（同申请的 materials）", exists=True)
    ] = None,
    files: Annotated[Path, typer.Option(help="扫描件目录 folder of scans")] = Path(),
    field: Annotated[list[str] | None, typer.Option("--field", help="填报项 CODE=VALUE")] = None,
    message_id: MessageOpt = "",
) -> None:
    """补正：申请人补来的材料。What the applicant brought."""

    async def build(client: Any) -> Event:
        from node.cli.application import read_materials  # noqa: PLC0415

        given = await read_materials(client, _json(materials), files) if materials else ()
        pairs = (text.partition("=") for text in field or ())
        fields = tuple(Field(code=code, value=value) for code, _, value in pairs)
        return Corrected(notice=MessageId(notice), materials=given, fields=fields)

    _record(context, case, message_id, build)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, file="materials", why="not JSON") from error


@app.command("accept")
def accept(
    context: typer.Context,
    case: CaseArg,
    number: NumberOpt,
    promised_days: Annotated[int, typer.Option(help="承诺办结时限(工作日)", min=0)],
    title: TitleOpt = "受理通知书",
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """受理。The organ takes the case up."""

    async def build(client: Any) -> Event:
        return Accepted(document=await _document(client, number, title, file), promised_days=promised_days)

    _record(context, case, message_id, build)


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

    async def build(client: Any) -> Event:
        return NotAccepted(document=await _document(client, number, title, file), reason=reason)

    _record(context, case, message_id, build)


@app.command("finish")
def finish(
    context: typer.Context,
    case: CaseArg,
    result: Annotated[Result, typer.Option(help="准予 grant｜不予 deny｜退件 return｜同意撤回 withdrawn")],
    reason: Annotated[str, typer.Option(help="理由 reason")] = "",
    local_code: Annotated[str, typer.Option(help="本地办结代码 local code")] = "",
    number: NumberOpt = "",
    title: TitleOpt = "决定书",
    file: FileOpt = None,
    message_id: MessageOpt = "",
) -> None:
    """办结。The decision."""

    async def build(client: Any) -> Event:
        document = await _document(client, number, title, file) if number else None
        return Finished(result=result, local_code=local_code, reason=reason, document=document)

    _record(context, case, message_id, build)


@app.command("issue")
def issue(
    context: typer.Context,
    case: CaseArg,
    document: Annotated[list[str], typer.Option("--document", help="证照：编号=名称 number=title")],
    file: Annotated[
        list[Path] | None, typer.Option("--file", help="与 --document 同序 in the same order", exists=True)
    ] = None,
    message_id: MessageOpt = "",
) -> None:
    """出证。Certificates or papers are made out."""

    async def build(client: Any) -> Event:
        made = []
        for k, text in enumerate(document):
            number, _, title = text.partition("=")
            path = file[k] if file and k < len(file) else None
            made.append(await _document(client, number, title, path))
        return Issued(documents=tuple(made))

    _record(context, case, message_id, build)


@app.command("request-withdrawal")
def request_withdrawal(
    context: typer.Context,
    case: CaseArg,
    reason: Annotated[str, typer.Option(help="申请人的理由 the applicant's reason")],
    message_id: MessageOpt = "",
) -> None:
    """撤回申请。The applicant asks to withdraw."""

    async def build(_client: Any) -> Event:
        return WithdrawalRequested(reason=reason)

    _record(context, case, message_id, build)


@app.command("refuse-withdrawal")
def refuse_withdrawal(
    context: typer.Context,
    case: CaseArg,
    request: Annotated[str, typer.Option(help="哪次撤回申请：消息号")],
    reason: Annotated[str, typer.Option(help="理由 reason")],
    message_id: MessageOpt = "",
) -> None:
    """不同意撤回。The organ goes on with the case."""

    async def build(_client: Any) -> Event:
        return WithdrawalRefused(request=MessageId(request), reason=reason)

    _record(context, case, message_id, build)


@app.command("parcel-sent")
def parcel_sent(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    leg: Annotated[Leg, typer.Option(help="w2h 寄办理地｜h2w 寄回窗口｜h2a、w2a 寄申请人")],
    paper: PaperOpt = None,
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄出。Papers leave with a courier."""

    async def build(_client: Any) -> Event:
        return ParcelSent(carrier=carrier, number=ParcelNo(parcel), leg=leg, papers=papers_of(paper))

    _record(context, case, message_id, build)


@app.command("parcel-received")
def parcel_received(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    paper: PaperOpt = None,
    difference: DifferenceOpt = None,
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """收到寄件：清点并记差异。Papers were found in a parcel."""

    async def build(_client: Any) -> Event:
        return ParcelReceived(
            carrier=carrier,
            number=ParcelNo(parcel),
            papers=papers_of(paper),
            differences=differences_of(difference),
        )

    _record(context, case, message_id, build)


def _mishap(
    context: typer.Context, kind: type[ParcelLost | ParcelReturned], case: str, message_id: str, **said: str
) -> None:
    async def build(_client: Any) -> Event:
        return kind(carrier=said["carrier"], number=ParcelNo(said["parcel"]), note=said["note"])

    _record(context, case, message_id, build)


@app.command("parcel-lost")
def parcel_lost(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    note: NoteOpt = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄件丢失。The courier lost a parcel."""
    _mishap(context, ParcelLost, case, message_id, parcel=parcel, note=note, carrier=carrier)


@app.command("parcel-returned")
def parcel_returned(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    note: NoteOpt = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄件退回。A parcel came back to its sender."""
    _mishap(context, ParcelReturned, case, message_id, parcel=parcel, note=note, carrier=carrier)


@app.command("deliver")
def deliver(
    context: typer.Context,
    case: CaseArg,
    document: Annotated[list[str], typer.Option("--document", help="文号、证号或退还的材料代码")],
    to_agent: Annotated[bool, typer.Option("--to-agent", help="代理人领取 to the agent")] = False,
    parcel: Annotated[str, typer.Option("--parcel", help="邮寄送达的邮件号 courier proof")] = "",
    proof: Annotated[Path | None, typer.Option(help="送达回证扫描件 signed proof", exists=True)] = None,
    message_id: MessageOpt = "",
) -> None:
    """送达：交给申请人。Documents or papers were handed over."""

    async def build(client: Any) -> Event:
        return Delivered(
            documents=tuple(document),
            to_applicant=not to_agent,
            parcel=ParcelNo(parcel) if parcel else None,
            proof=await client.put_file(proof) if proof else None,
        )

    _record(context, case, message_id, build)
