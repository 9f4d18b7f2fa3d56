"""``kuayu case``: what somebody saw or did with the applicant there. Originals, help, meetings by video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.choices import SessionKind
from federation.case.events import Event
from federation.case.process import Assisted, OriginalVerified, SessionHeld
from node.cli.options import CaseArg, MessageOpt, text_option, there
from node.cli.recording import Desk, record, time_of

app = typer.Typer()


@app.command("verify-original")
def verify_original(
    context: typer.Context,
    case: CaseArg,
    material: Annotated[list[str], typer.Option("--material", help="哪些材料 material codes")],
    note: Annotated[str, text_option("说明 remark")] = "",
    message_id: MessageOpt = "",
) -> None:
    """原件核验：看过原件，与复印件一致。Originals were seen and agree with their copies."""

    async def build(_desk: Desk) -> Event:
        return OriginalVerified(materials=tuple(material), note=note)

    record(context, case, message_id, build)


@app.command("assist")
def assist(
    context: typer.Context,
    case: CaseArg,
    note: Annotated[str, text_option("帮了什么 what was done")],
    message_id: MessageOpt = "",
) -> None:
    """帮办：帮申请人在网上办理。The window helped an applicant who applies online."""

    async def build(_desk: Desk) -> Event:
        return Assisted(note=note)

    record(context, case, message_id, build)


@app.command("session")
def session(
    context: typer.Context,
    case: CaseArg,
    kind: Annotated[SessionKind, typer.Option(help="视频 video｜预审 precheck")],
    identity_shown: Annotated[
        bool, typer.Option("--identity-shown/--identity-not-shown", help="是否出示身份证件")
    ],
    note: Annotated[str, text_option("经过 what was seen and said")],
    seen: Annotated[list[str] | None, typer.Option("--seen", help="看过的材料 material codes")] = None,
    held_at: Annotated[str, typer.Option(help="时间 RFC 3339，默认现在")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="记录文件 record", callback=there)] = None,
    meeting: Annotated[
        str, typer.Option(help="本市视频系统的 https 地址或会议号，不带密码 hand-off: address or number")
    ] = "",
    message_id: MessageOpt = "",
) -> None:
    """视频办、预审的记录；视频本身不在这里传。A meeting as a record: no video travels."""
    at = time_of(held_at, "--held-at")

    async def build(desk: Desk) -> Event:
        return SessionHeld(
            kind=kind,
            held_at=at,
            identity_shown=identity_shown,
            seen_materials=tuple(seen or ()),
            note=note,
            file=await desk.upload(file) if file else None,
            meeting=meeting,
        )

    record(context, case, message_id, build)
