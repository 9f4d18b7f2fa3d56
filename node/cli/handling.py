"""``kuayu case``: what the handling organ does. It notifies, takes up, decides, makes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import Result, TimeUnit
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
from federation.case.parts import Deferred
from federation.case.process import NotRequired
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, MessageId
from node.cli.options import (
    CaseArg,
    DifferenceOpt,
    DocumentOpt,
    FileOpt,
    GenerateOpt,
    MessageOpt,
    NumberOpt,
    ReasonOpt,
    SupersedesOpt,
    TitleOpt,
    differences_of,
    pairs_of,
    text_option,
    there,
)
from node.cli.promised import PromiseOpt
from node.cli.recording import Desk, record

app = typer.Typer()
_DIGITS = 5


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
    defect: Annotated[list[str], typer.Option("--defect", help="缺什么：材料=说明 material=note")],
    days: Annotated[int, typer.Option(help="申请人补正期限(天)", min=1, max=365)],
    number: NumberOpt = "",
    title: TitleOpt = "补正告知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """一次性补正告知。Everything that is missing or wrong, at once."""
    defects = differences_of(defect, "--defect")
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)

    async def build(desk: Desk) -> Event:
        return CorrectionRequested(document=await desk.document(paper), defects=defects, days=days)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("accept")
def accept(
    context: typer.Context,
    case: CaseArg,
    promised: Annotated[
        int | None,
        typer.Option(help="承诺办结时限；不写即按事项公布的 promised; as the item says", min=0, max=3650),
    ] = None,
    unit: Annotated[
        TimeUnit | None,
        typer.Option(help="--promised 的单位，不写即按事项：工作日、自然日、月、小时 of what"),
    ] = None,
    promised_days: Annotated[
        int | None,
        typer.Option(help="同 --promised，只能是日：工作日或自然日按事项 days only", min=0, max=3650),
    ] = None,
    deferred: Annotated[
        list[str] | None, typer.Option("--deferred", help="容缺：材料=工作日 may come later: material=days")
    ] = None,
    promise: Annotated[
        list[Path] | None,
        typer.Option("--promise", help="承诺书：一份，或与 --deferred 同序 one, or one each", callback=there),
    ] = None,
    number: NumberOpt = "",
    title: TitleOpt = "受理通知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """受理；可容缺。The organ takes the case up; some materials may follow."""
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)
    limit = PromiseOpt(amount=promised, unit=unit, days=promised_days)
    later, promises = days_of(deferred), promise or []
    if len(promises) not in {len(later), min(len(later), 1)}:
        raise InvalidInput(Reason.VALUE_INVALID, option="--promise", files=len(promises), deferred=len(later))

    async def build(desk: Desk) -> Event:
        blobs = await desk.uploads(promises)
        each = blobs if len(blobs) == len(later) else blobs * len(later)
        amount, of = await limit.of(desk.client, CaseId(case))
        return Accepted(
            document=await desk.document(paper),
            promised_days=amount,
            promised_unit=of,
            deferred=tuple(
                Deferred(material=code, days=days, promise=blob)
                for (code, days), blob in zip(later, each, strict=True)
            ),
        )

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


def days_of(texts: list[str] | None) -> list[tuple[str, int]]:
    """``material=days`` each.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    pairs = pairs_of(texts, "--deferred")
    if not all(days.isascii() and days.isdigit() and len(days) < _DIGITS for _, days in pairs):
        raise InvalidInput(Reason.VALUE_INVALID, option="--deferred", form="MATERIAL=DAYS")
    return [(code, int(days)) for code, days in pairs]


@app.command("not-accept")
def not_accept(
    context: typer.Context,
    case: CaseArg,
    reason: Annotated[str, text_option("理由及救济途径 reason and remedy")],
    number: NumberOpt = "",
    title: TitleOpt = "不予受理通知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """不予受理。The organ does not take the case up."""
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)

    async def build(desk: Desk) -> Event:
        return NotAccepted(document=await desk.document(paper), reason=reason)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("not-require")
def not_require(
    context: typer.Context,
    case: CaseArg,
    reason: Annotated[str, text_option("理由：不需要许可，或由谁决定 why, and who decides")],
    number: NumberOpt = "",
    title: TitleOpt = "不受理告知书",
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """不受理：依法不需要许可，或不归本机关(32条(一)(二))。No licence is needed, or another authority decides."""
    paper = DocumentOpt(number=number, title=title, file=file, generate=generate)

    async def build(desk: Desk) -> Event:
        return NotRequired(document=await desk.document(paper), reason=reason)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("finish")
def finish(
    context: typer.Context,
    case: CaseArg,
    result: Annotated[
        Result,
        typer.Option(
            help="准予 grant｜不予 deny｜办结 done｜退件 return｜同意撤回 withdrawn｜作废 voided｜逾期 lapsed｜转报 forwarded"
        ),
    ],
    reason: ReasonOpt = "",
    local_code: Annotated[str, typer.Option(help="本地办结代码 local code")] = "",
    number: NumberOpt = "",
    title: Annotated[str | None, typer.Option("--title", help="文书名称，默认“决定书” its title")] = None,
    file: FileOpt = None,
    generate: GenerateOpt = False,
    supersedes: SupersedesOpt = "",
    message_id: MessageOpt = "",
) -> None:
    """办结。The decision, or another end."""
    wanted = number or generate or file or title
    paper = (
        DocumentOpt(number=number, title=title or "决定书", file=file, generate=generate) if wanted else None
    )

    async def build(desk: Desk) -> Event:
        document = await desk.document(paper) if paper else None
        return Finished(result=result, local_code=local_code, reason=reason, document=document)

    record(context, case, message_id, build, supersedes=supersedes, generate=generate)


@app.command("issue")
def issue(
    context: typer.Context,
    case: CaseArg,
    document: Annotated[list[str], typer.Option("--document", help="证照：编号=名称 number=title")],
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", help="与 --document 同序 in the same order", callback=there),
    ] = None,
    supersedes: SupersedesOpt = "",
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

    record(context, case, message_id, build, supersedes=supersedes)


@app.command("refuse-withdrawal")
def refuse_withdrawal(
    context: typer.Context,
    case: CaseArg,
    request: Annotated[str, typer.Option(help="哪次撤回申请：消息号")],
    reason: ReasonOpt,
    message_id: MessageOpt = "",
) -> None:
    """不同意撤回。The organ goes on with the case."""

    async def build(_desk: Desk) -> Event:
        return WithdrawalRefused(request=MessageId(request), reason=reason)

    record(context, case, message_id, build)
