"""``kuayu case``: where papers are. Parcels leave, arrive, get lost, come back."""

from __future__ import annotations

from typing import Annotated

import typer

from federation.case.choices import Leg, Tracking
from federation.case.events import Event, ParcelLost, ParcelReceived, ParcelReturned, ParcelSent
from federation.case.process import ParcelTracked
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
from node.cli.recording import Desk, record, time_of

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


@app.command("parcel-tracked")
def parcel_tracked(
    context: typer.Context,
    case: CaseArg,
    parcel: ParcelOpt,
    status: Annotated[
        Tracking,
        typer.Option(
            help="已收寄 collected｜运输中 in_transit｜派送中 out_for_delivery｜未妥投 failed_attempt｜本人签收 signed｜代签收 signed_by_other"
        ),
    ],
    tracked_at: Annotated[str, typer.Option(help="时间 RFC 3339，默认现在")] = "",
    place: Annotated[str, typer.Option(help="地点，不含人名和电话 place, no names")] = "",
    carrier: CarrierOpt = "ems",
    message_id: MessageOpt = "",
) -> None:
    """寄递轨迹：承运方的话，不含姓名电话。Where the courier says a parcel is."""
    at = time_of(tracked_at, "--tracked-at")

    async def build(_desk: Desk) -> Event:
        return ParcelTracked(
            carrier=carrier, number=ParcelNo(parcel), status=status, tracked_at=at, place=place
        )

    record(context, case, message_id, build)


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
