"""``kuayu case``: where papers are. Parcels leave, arrive, get lost, come back."""

from __future__ import annotations

from typing import Annotated

import typer

from federation.case.choices import Leg
from federation.case.events import Event, ParcelLost, ParcelReceived, ParcelReturned, ParcelSent
from federation.ids import ParcelNo
from node.cli.options import (
    CarrierOpt,
    CaseArg,
    DifferenceOpt,
    MessageOpt,
    NoteOpt,
    PaperOpt,
    ParcelOpt,
    differences_of,
    papers_of,
)
from node.cli.recording import Desk, record

app = typer.Typer()


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

    async def build(_desk: Desk) -> Event:
        return ParcelSent(carrier=carrier, number=ParcelNo(parcel), leg=leg, papers=papers_of(paper))

    record(context, case, message_id, build)


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

    async def build(_desk: Desk) -> Event:
        return ParcelReceived(
            carrier=carrier,
            number=ParcelNo(parcel),
            papers=papers_of(paper),
            differences=differences_of(difference),
        )

    record(context, case, message_id, build)


def _mishap(
    context: typer.Context, kind: type[ParcelLost | ParcelReturned], case: str, message_id: str, **said: str
) -> None:
    async def build(_desk: Desk) -> Event:
        return kind(carrier=said["carrier"], number=ParcelNo(said["parcel"]), note=said["note"])

    record(context, case, message_id, build)


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
