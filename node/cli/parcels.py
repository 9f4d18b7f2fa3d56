"""``kuayu parcel``: one envelope with papers of many cases, by one command each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case.authors import TO_APPLICANT
from federation.case.choices import Leg
from federation.case.parts import Actor, Paper
from federation.errors import Fault, InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Locality, ParcelNo
from node.cli.options import CarrierOpt, MessageOpt, NoteOpt, locality
from node.cli.saving import check_target, written
from node.cli.session import EXIT_INPUT, EXIT_OTHER, Session, message_id_of, session_of

app = typer.Typer(help="邮件：封装、拆封、丢失，一件含多个办件。Parcels.", no_args_is_help=True)

NumberArg = Annotated[str, typer.Argument(help="邮件号 parcel number", metavar="NUMBER")]
OutOpt = Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")]
_PAPER = re.compile(
    r"(KT[0-9A-Z]{27}):([^:=]+)(?::(original|copy))?(?::(\d{1,4}))?(?:=(.*))?", re.ASCII | re.DOTALL
)
_FORM = "CASE:PAPER[:original|copy][:COUNT]"
_PAPER_ROW = ("code", "original", "count")


def _hall(param: typer.CallbackParam, value: str) -> str:
    return value and locality(param, value)


@app.command("pack")
def pack(
    context: typer.Context,
    papers: Annotated[list[str], typer.Argument(help=f"件 {_FORM}", metavar="PAPER...")],
    number: Annotated[str, typer.Option("--number", help="邮件号 parcel number")],
    leg: Annotated[Leg, typer.Option(help="w2h 寄办理地｜h2w 寄回窗口｜h2a、w2a 寄申请人")],
    to: Annotated[str, typer.Option(help="收件城市；寄申请人时不写 the hall", callback=_hall)] = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """封装寄出：一个邮件装多个办件的材料。A parcel leaves with papers of many cases."""
    session = session_of(context)
    named = [_paper_of(text) for text in papers]
    if bool(to) is (leg in TO_APPLICANT):
        raise InvalidInput(Reason.VALUE_MISSING if not to else Reason.VALUE_INVALID, option="--to", leg=leg)

    async def work(client: Any, config: Any) -> list[Any]:
        rows: list[Any] = await client.pack_parcel(
            _envelope(config.actor(session.as_name), carrier, number, message_id),
            to=Locality(to) if to else config.me,
            leg=leg,
            papers=[(case, paper) for case, paper, _note in named],
        )
        return rows

    _say(session, number, session.run(work), [])


@app.command("open")
def open_parcel(
    context: typer.Context,
    number: NumberArg,
    missing: Annotated[
        list[str] | None, typer.Option("--missing", help="缺件 CASE:PAPER[:original|copy][=说明] not there")
    ] = None,
    found: Annotated[
        list[str] | None,
        typer.Option("--found", help=f"份数不符或多出 {_FORM}[=说明] so many instead, or not announced"),
    ] = None,
    sender: Annotated[
        str,
        typer.Option("--from", help="从哪个城市来 from which hall", callback=_hall),
    ] = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """拆封清点：未注明的按清单收齐。A parcel is opened; what is not named is there as announced."""
    session = session_of(context)
    named = [(*_paper_of(text, "--missing"), True) for text in missing or ()]
    named += [(*_paper_of(text, "--found"), False) for text in found or ()]

    async def work(client: Any, config: Any) -> list[Any]:
        from federation.wire.parcels import Finding  # noqa: PLC0415  # as in `recording`

        envelope = _envelope(config.actor(session.as_name), carrier, number, message_id)
        findings = [
            Finding(
                case=case,
                code=paper.code,
                original=paper.original,
                count=0 if gone else paper.count,
                note=note,
            )
            for case, paper, note, gone in named
        ]
        rows: list[Any] = await client.open_parcel(envelope, sender=sender, findings=findings)
        return rows

    _say(session, number, session.run(work), [])


@app.command("lost")
def lost(
    context: typer.Context,
    number: NumberArg,
    note: NoteOpt = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """邮件丢失：逐件登记，并列出每个办件要由谁决定什么。A parcel of ours is lost; what that means."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> Any:
        envelope = _envelope(config.actor(session.as_name), carrier, number, message_id)
        return await client.lose_parcel(envelope, note=note)

    done = session.run(work)
    _say(session, number, done.rows, done.consequences)


@app.command("show")
def show(context: typer.Context, number: NumberArg) -> None:
    """邮件里有哪些办件的哪些材料，到哪了。A parcel with its cases and papers."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        shown = await client.show_parcel(ParcelNo(number))
        return {
            "number": number,
            "cases": [_case(one) for one in shown.rows],
            "consequences": _consequences(shown.consequences),
        }

    session.say(session.run(work), "parcel_view")


@app.command("label")
def label(context: typer.Context, number: NumberArg, out: OutOpt) -> None:
    """打印面单。The label."""
    _print(context, number, "label", out)


@app.command("manifest")
def manifest(context: typer.Context, number: NumberArg, out: OutOpt) -> None:
    """打印交接清单。The manifest."""
    _print(context, number, "manifest", out)


def _print(context: typer.Context, number: str, kind: str, out: Path) -> None:
    session = session_of(context)
    found = ParcelNo(number)
    check_target(out)

    async def work(client: Any, config: Any) -> list[dict[str, Any]]:
        pdf = await client.print_parcel(found, kind, actor=config.actor(session.as_name))
        return [written(out, number, pdf)]

    session.say(session.run(work), "written")


def _say(session: Session, number: str, rows: Iterable[Any], lines: Iterable[Any]) -> None:
    """Say what became of each case; the exit code is not 0 if one was refused."""
    shown = [_outcome(one) for one in rows]
    session.say({"number": number, "cases": shown, "consequences": _consequences(lines)}, "parcel_outcomes")
    refused = [KuayuError(Reason(one["reason"])) for one in shown if one["reason"]]
    if refused:
        theirs = any(one.info.fault is not Fault.LOCAL for one in refused)
        raise typer.Exit(EXIT_OTHER if theirs else EXIT_INPUT)


def _outcome(one: Any) -> dict[str, Any]:
    return {
        "case": one.case,
        "message_id": one.message_id,
        "reason": one.reason,
        "detail": json.loads(one.detail) if one.detail else {},
        "repeated": one.repeated,
    }


def _case(one: Any) -> dict[str, Any]:
    names = ("case", "peer", "dispatcher", "leg", "leg_term", "carrier", "state", "state_term")
    return {
        **{name: getattr(one, name) for name in names},
        "sent": _papers(one.sent),
        "received": _papers(one.received),
        "differences": [{"material": each.material, "note": each.note} for each in one.differences],
    }


def _papers(papers: Sequence[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in _PAPER_ROW} for one in papers]


def _consequences(lines: Iterable[Any]) -> list[dict[str, Any]]:
    names = ("case", "code", "name", "original", "count", "side", "text")
    return [{name: getattr(one, name) for name in names} for one in lines]


def _paper_of(text: str, option: str = "PAPER") -> tuple[CaseId, Paper, str]:
    """``CASE:PAPER[:original|copy][:COUNT]``.

    Raises:
        InvalidInput: VALUE_INVALID; CASE_ID.
    """
    parts = _PAPER.fullmatch(text)
    if parts is None:
        raise InvalidInput(Reason.VALUE_INVALID, option=option, form=_FORM)
    count = int(parts[4]) if parts[4] else 1
    paper = Paper(code=parts[2], original=parts[3] != "copy", count=count)
    return CaseId(parts[1]), paper, parts[5] or ""


def _envelope(actor: Actor, carrier: str, number: str, message_id: str) -> Any:
    from federation.wire.parcels import Envelope  # noqa: PLC0415  # as in `recording`

    message = message_id_of(message_id)
    return Envelope(message_id=message, actor=actor, carrier=carrier, number=ParcelNo(number))
