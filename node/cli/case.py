"""``kuayu case``: a verb for every event of a case, and the ways to look at it."""

from __future__ import annotations

import asyncio
import contextlib
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
    Difference,
    Document,
    Event,
    Field,
    Finished,
    Issued,
    Leg,
    NotAccepted,
    NoticeServed,
    Paper,
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
from federation.ids import CaseId, Locality, MessageId, ParcelNo
from node.cli.session import session_of
from node.ids import new_message_id

app = typer.Typer(help="办件：收件、签收、补正、受理、办结、寄递、送达。Cases.", no_args_is_help=True)

_ROW = ("case", "state", "term", "peer", "item", "digest", "updated_at")
CasesArg = Annotated[list[str], typer.Argument(help="办件编号，可多个 case ids", metavar="CASE...")]
CaseArg = Annotated[str, typer.Argument(help="办件编号 case id", metavar="CASE")]
MessageOpt = Annotated[str, typer.Option("--message-id", help="重试时用同一个 the same id for a retry")]
NumberOpt = Annotated[str, typer.Option("--number", help="文号 document number")]
TitleOpt = Annotated[str, typer.Option("--title", help="文书名称 document title")]
FileOpt = Annotated[
    Path | None, typer.Option("--file", help="文书文件 the sealed file", exists=True, dir_okay=False)
]
DifferenceOpt = Annotated[
    list[str] | None, typer.Option("--difference", help="差异：材料=说明 material=note")
]
CarrierOpt = Annotated[str, typer.Option("--carrier", help="承运方 courier")]
ParcelOpt = Annotated[str, typer.Option("--parcel", help="邮件号 parcel number")]
PaperOpt = Annotated[list[str] | None, typer.Option("--paper", help="件：代码[:original|copy][:份数]")]


def _now() -> datetime:
    return datetime.now(UTC)


def _record(context: typer.Context, case: str, message_id: str, build: Any) -> None:
    """Record what ``build(client)`` makes, as who acts, and say what became of it."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from federation.wire.local import Wish  # noqa: PLC0415  # not needed by commands that only look

        actor = config.actor(session.as_name)
        event: Event = await build(client)
        message = MessageId(message_id) if message_id else new_message_id(_now())
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


def _differences(texts: list[str] | None) -> tuple[Difference, ...]:
    pairs = (text.partition("=") for text in texts or ())
    return tuple(Difference(material=code, note=note) for code, _, note in pairs)


def _papers(texts: list[str] | None) -> tuple[Paper, ...]:
    return tuple(_paper(text) for text in texts or ())


def _paper(text: str) -> Paper:
    code, _, rest = text.partition(":")
    kind, _, count = rest.partition(":")
    if kind not in ("", "original", "copy") or (count and not count.isdigit()):
        raise InvalidInput(Reason.VALUE_INVALID, paper="CODE[:original|copy][:COUNT]")
    return Paper(code=code, original=kind != "copy", count=int(count or 1))


async def _document(client: Any, number: str, title: str, file: Path | None) -> Document:
    blob: Blob | None = await client.put_file(file) if file else None
    return Document(number=number, title=title, file=blob)


@app.command("submit")
def submit(
    context: typer.Context,
    application: Annotated[Path, typer.Argument(help="申请 JSON application file", exists=True)],
    files: Annotated[Path, typer.Option(help="扫描件目录 folder of scans")] = Path(),
    message_id: MessageOpt = "",
) -> None:
    """申请：收件、核验、提交办理地。Submit an application; prints the case id or what is missing."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from node.cli.application import read_application_file  # noqa: PLC0415  # pydantic is slow to start

        message = MessageId(message_id) if message_id else new_message_id(_now())
        actor = config.actor(session.as_name)
        asked = await read_application_file(client, application, files, actor=actor, message_id=message)
        done = await client.submit(asked)
        gaps = [
            {"reason": gap.reason, "code": gap.code, "label": gap.label, "ask": gap.ask, "blocks": gap.blocks}
            for gap in done.gaps
        ]
        if not done.case:
            first = next(gap for gap in gaps if gap["blocks"])
            raise InvalidInput(Reason(first["reason"]), gaps=json.dumps(gaps, ensure_ascii=False))
        return {
            "case": done.case,
            "message_id": done.message_id,
            "digest": done.digest,
            "gaps": gaps,
        }

    session.say(session.run(work), "submitted")


@app.command("prepare")
def prepare(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="办理地 handling place")],
    item: Annotated[str, typer.Argument(help="本地事项编码 own item code")],
    field: Annotated[list[str] | None, typer.Option("--field", help="已知的填报项 CODE=VALUE")] = None,
    material: Annotated[list[str] | None, typer.Option("--material", help="已收的材料 CODE")] = None,
) -> None:
    """办理地要什么：材料、填报项、时限、条件。What the handling place asks for."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        fields = dict(text.partition("=")[::2] for text in field or ())
        found: dict[str, Any] = await client.prepare(
            to=Locality(to), item=item, fields=fields, materials=tuple(material or ())
        )
        return found

    session.say(session.run(work), "requirements")


@app.command("arrived")
def arrived(
    context: typer.Context, case: CaseArg, difference: DifferenceOpt = None, message_id: MessageOpt = ""
) -> None:
    """签收：电子件已到。The handling place has the electronic packet."""

    async def build(_client: Any) -> Event:
        return Arrived(differences=_differences(difference))

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
        return CorrectionRequested(document=document, defects=_differences(defect), days=days)

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
        return ParcelSent(carrier=carrier, number=ParcelNo(parcel), leg=leg, papers=_papers(paper))

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
            papers=_papers(paper),
            differences=_differences(difference),
        )

    _record(context, case, message_id, build)


@app.command("parcel-lost")
def parcel_lost(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    note: Annotated[str, typer.Option(help="承运方说明 what the courier said")] = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄件丢失。The courier lost a parcel."""

    async def build(_client: Any) -> Event:
        return ParcelLost(carrier=carrier, number=ParcelNo(parcel), note=note)

    _record(context, case, message_id, build)


@app.command("parcel-returned")
def parcel_returned(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    note: Annotated[str, typer.Option(help="承运方说明 what the courier said")] = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄件退回。A parcel came back to its sender."""

    async def build(_client: Any) -> Event:
        return ParcelReturned(carrier=carrier, number=ParcelNo(parcel), note=note)

    _record(context, case, message_id, build)


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


@app.command("list")
def list_cases(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="只看这个状态 only this state")] = "",
    count: Annotated[int, typer.Option(min=1, max=500)] = 100,
    after: Annotated[str, typer.Option(help="翻页：上一页末行的 updated_at")] = "",
) -> None:
    """办件列表（不含个人信息）。Cases, newest change first."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, str]]:
        rows = await client.list_cases(state=state, count=count, after=after)
        return [{name: getattr(row, name) for name in _ROW} for row in rows]

    session.say(session.run(work), "case_list")


@app.command("watch")
def watch(
    context: typer.Context,
    seconds: Annotated[float, typer.Option(help="多久看一次 how often to look", min=0.05)] = 0.5,
) -> None:
    """一直看着：哪个办件变了就报一行。Say a line whenever a case changes, until interrupted."""
    session = session_of(context)
    seen: dict[str, str] = {}

    async def work(client: Any, _config: Any) -> None:
        while True:
            for row in reversed(await client.list_cases(count=500)):
                if seen.get(row.case) != row.digest:
                    seen[row.case] = row.digest
                    changed = {name: getattr(row, name) for name in _ROW}
                    session.say(changed, "case_changed")
            await asyncio.sleep(seconds)

    with contextlib.suppress(KeyboardInterrupt):
        session.run(work)


@app.command("show")
def show(context: typer.Context, cases: CasesArg) -> None:
    """办件时间线、材料、原件在谁手里。Cases: timeline, and who holds which original."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [await _view(client, CaseId(case)) for case in cases]

    session.say(session.run(work), "case_views")


@app.command("may")
def may(context: typer.Context, cases: CasesArg) -> None:
    """现在能做哪一步，不能的为什么。What may be recorded now, and why not."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [await _possible(client, CaseId(case)) for case in cases]

    session.say(session.run(work), "possible")


async def _possible(client: Any, case: CaseId) -> dict[str, Any]:
    rows = (await client.may(case)).rows
    return {
        "case": case,
        "events": [{"kind": row.kind, "term": row.term, "reason": row.reason} for row in rows],
    }


@app.command("receipt")
def receipt(
    context: typer.Context,
    cases: CasesArg,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="PDF 文件；多件时为目录 file, or folder for several")
    ],
) -> None:
    """打印收件凭证 PDF。The printed receipt for the applicant."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [
            written(target, case, await client.print_receipt(CaseId(case)))
            for case, target in targets(cases, out, ".pdf")
        ]

    session.say(session.run(work), "written")


def targets(cases: list[str], out: Path, ending: str) -> list[tuple[str, Path]]:
    """Where each case's file goes: ``out`` itself for one, a folder for several."""
    if len(cases) == 1 and not out.is_dir():
        return [(cases[0], out)]
    out.mkdir(parents=True, exist_ok=True)
    return [(case, out / f"{CaseId(case)}{ending}") for case in cases]


def written(target: Path, case: str, data: bytes) -> dict[str, Any]:
    """Write a file; what to say of it."""
    target.write_bytes(data)
    return {"case": case, "file": str(target), "bytes": len(data)}


@app.command("file")
def get_file(
    context: typer.Context,
    case: CaseArg,
    digest: Annotated[str, typer.Argument(help="sha256:…")],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """取出办件的一个文件。Read a file of a case."""
    from federation.ids import Digest  # noqa: PLC0415

    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        with out.open("wb") as file:
            async for chunk in client.get_file(CaseId(case), Digest(digest)):
                file.write(chunk)
        return [{"case": case, "file": str(out), "bytes": out.stat().st_size}]

    session.say(session.run(work), "written")


async def _view(client: Any, case: CaseId) -> dict[str, Any]:
    shown = await client.show_case(case)
    files = [
        {
            "digest": one.blob.digest,
            "size": one.blob.size,
            "media_type": one.blob.media_type,
            "here": one.here,
        }
        for one in shown.files
    ]
    entries = [
        {
            "message_id": one.message_id,
            "ours": one.ours,
            "number": one.number,
            "receipted_at": one.receipted_at,
        }
        for one in shown.entries
    ]
    return {
        "case": case,
        "digest": shown.digest,
        "document": json.loads(shown.document),
        "files": files,
        "entries": entries,
    }
