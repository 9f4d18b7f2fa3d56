"""``kuayu case``: 好差评. The applicant rates intake or end; who was rated badly looks into it and puts it right."""

from __future__ import annotations

from typing import Annotated

import typer

from federation.case.choices import Finding, Satisfaction, Stage
from federation.case.events import Event
from federation.case.process import Rated, RatingFixed, RatingVerified
from federation.ids import MessageId
from node.cli.options import CaseArg, MessageOpt, text_option
from node.cli.recording import Desk, record

app = typer.Typer()
RatingOpt = Annotated[str, typer.Option("--rating", help="哪次评价：消息号 message id of the rating")]


@app.command("rate")
def rate(
    context: typer.Context,
    case: CaseArg,
    about: Annotated[Stage, typer.Option(help="评价收件 intake｜评价办结 finish")],
    level: Annotated[Satisfaction, typer.Option(help="非常满意 … 非常不满意 five levels")],
    named: Annotated[bool, typer.Option("--named/--anonymous", help="实名或匿名")],
    text: Annotated[str, text_option("申请人的话 what the applicant said")] = "",
    message_id: MessageOpt = "",
) -> None:
    """评价：收件、办结各一次。The applicant's rating, one of each stage."""

    async def build(_desk: Desk) -> Event:
        return Rated(about=about, level=level, text=text, named=named)

    record(context, case, message_id, build)


@app.command("verify-rating")
def verify_rating(
    context: typer.Context,
    case: CaseArg,
    rating: RatingOpt,
    finding: Annotated[
        Finding, typer.Option(help="属实 clear｜复杂 complex｜无依据 no_ground｜误评 mistaken")
    ],
    text: Annotated[str, text_option("回访核实情况 what was found")],
    message_id: MessageOpt = "",
) -> None:
    """差评核实：回访申请人。A bad rating was looked into."""
    rated = MessageId(rating)

    async def build(_desk: Desk) -> Event:
        return RatingVerified(rating=rated, finding=finding, text=text)

    record(context, case, message_id, build)


@app.command("fix-rating")
def fix_rating(
    context: typer.Context,
    case: CaseArg,
    rating: RatingOpt,
    text: Annotated[str, text_option("整改情况 what was done")],
    message_id: MessageOpt = "",
) -> None:
    """差评整改。What was wrong was put right."""
    rated = MessageId(rating)

    async def build(_desk: Desk) -> Event:
        return RatingFixed(rating=rated, text=text)

    record(context, case, message_id, build)
