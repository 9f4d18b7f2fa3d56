"""``kuayu export``: cases as files for the national exchange tables, and what the hub sent back.

Personal data goes into the files and nowhere else: what is said here are case ids, tables, columns, numbers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, KuayuError, Reason
from federation.exchange.codes import Encoding, load_hub
from federation.exchange.rejects import FILE_BYTES as REJECT_BYTES
from federation.exchange.rejects import parse_rejects
from federation.exchange.rows import ExchangeRow
from federation.exchange.spelling import Form
from federation.exchange.tables import TABLES
from federation.ids import CaseId
from node.cli.days import day
from node.cli.options import there
from node.cli.session import session_of
from node.cli.tables import Files, export_folder

app = typer.Typer(help="导出：国家汇聚表、退回记录。Exchange tables.", no_args_is_help=True)
REJECTS_AT_ONCE = 1_000
HUB = "national"


class Ends(StrEnum):
    """Which cases are this city's to report: those it decides, as a rule."""

    HANDLING = "handling"
    ACCEPTING = "accepting"
    BOTH = "both"


@app.command("cases")
def cases(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="自（办件变动日） from, YYYY-MM-DD", callback=day)],
    last: Annotated[str, typer.Option("--to", help="至（含） to, YYYY-MM-DD", callback=day)],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到哪个目录 folder")],
    form: Annotated[Form, typer.Option("--as", help="格式 form")] = Form.CSV,
    codes: Annotated[
        Path | None,
        typer.Option(help="接收方的代码表 the hub's codes, .toml; default: national", callback=there),
    ] = None,
    side: Annotated[
        Ends, typer.Option(help="本市办理的、收件的或两者 at which end this city is")
    ] = Ends.HANDLING,
) -> None:
    """导出这些天有变动的办件：逐件，一件要么全部导出，要么不导出并写明哪一栏。Cases, each whole or not at all."""
    session = session_of(context)
    hub = codes.read_bytes() if codes else b""
    encoding = load_hub(hub).encoding if codes else Encoding.UTF_8  # an empty file declares nothing: refused

    async def work(client: Any, config: Any) -> dict[str, Any]:
        found = client.export_cases(
            first=first,
            last=last,
            side="" if side is Ends.BOTH else side.value,
            form=form.value,
            hub=hub,
            actor=config.actor(session.as_name),
        )
        return await _write(client, found, out, form, encoding)

    session.say(session.run(work), "exported")


@app.command("confirm")
def confirm(context: typer.Context, batch: Annotated[str, typer.Argument(metavar="BATCH")]) -> None:
    """确认这一批文件已写好（导出时中断才需要）。The files of the last export are saved after all."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        return {"batch": batch, **_kept(await client.keep_export(batch))}

    session.say(session.run(work), "export_kept")


@app.command("rejects")
def rejects(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="退回记录 dn_audit_abnormal .csv/.json", callback=there)
    ] = None,
    hub: Annotated[str, typer.Option(help="哪个接收方：代码表的 name which hub")] = HUB,
    case: Annotated[str, typer.Option(help="只看这一件，含接收方的说明 one case, with explanations")] = "",
) -> None:
    """收回退回记录，并列出要重新导出的办件。Take rejects in; list the cases that are to be exported again."""
    session = session_of(context)
    wanted = CaseId(case) if case else ""
    found = _read(file) if file else ()

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        taken = await _take(client, found, hub)
        listed = await client.list_rejects(case=wanted)
        names = ("case", "hub", "table", "term", "kind", "advice", "at", "why")
        rows = [{name: getattr(row, name) for name in names} for row in listed.rows]
        return {**(taken if file else {}), "open": rows, "more": listed.more}

    session.say(session.run(work), "rejects")


async def _write(
    client: Any, found: AsyncIterator[Any], out: Path, form: Form, encoding: Encoding
) -> dict[str, Any]:
    begun = (await anext(found)).begun
    head = {name: getattr(begun, name) for name in ("batch", "at", "source", "hub")}
    skipped: list[dict[str, str]] = []
    with export_folder(out, form, head, encoding) as files:
        async for part in found:
            _add(files, skipped, part)
        files.close([(one["case"], one["reason"], one["where"], one["what"]) for one in skipped])
    done = {
        **head,
        "unproven": list(begun.unproven),
        "folder": str(out / begun.batch) if files.cases else "",
        "tables": {name: files.rows[name] for name in TABLES if files.rows[name]},
        "skipped": skipped,
        "rows": 0,
        "cases": 0,
        "closed": 0,
    }
    if not files.cases:
        return done
    try:
        return {**done, **_kept(await client.keep_export(begun.batch))}
    except KuayuError as error:
        raise KuayuError(error.reason, batch=begun.batch, do="kuayu export confirm") from error


def _add(files: Files, skipped: list[dict[str, str]], part: Any) -> None:
    if part.WhichOneof("part") == "case":
        rows = [
            ExchangeRow(table=row.table, values=dict(zip(TABLES[row.table].columns, row.values, strict=True)))
            for row in part.case.rows
        ]
        files.add(part.case.case, rows)
    else:
        detail = {one.name: one.value for one in part.skipped.details}
        skipped.append(
            {
                "case": part.skipped.case,
                "reason": part.skipped.reason,
                "where": detail.get("table", detail.get("set", "")),
                "what": detail.get("column", detail.get("word", "")),
            }
        )


def _kept(answer: Any) -> dict[str, int]:
    return {"rows": answer.rows, "cases": answer.cases, "closed": answer.closed}


def _read(file: Path) -> Any:
    ending = file.suffix.lower().removeprefix(".")
    if ending not in {"csv", "json"}:
        raise InvalidInput(Reason.VALUE_INVALID, option="FILE", known="csv json")
    with file.open("rb") as stream:
        return parse_rejects(stream.read(REJECT_BYTES + 1), ending=ending)


async def _take(client: Any, found: Any, hub: str) -> dict[str, Any]:
    total: dict[str, Any] = {"cases": [], "taken": 0, "overtaken": 0, "unknown": []}
    for start in range(0, len(found), REJECTS_AT_ONCE):
        done = await client.take_rejects(found[start : start + REJECTS_AT_ONCE], hub=hub)
        total["cases"] += (case for case in done.cases if case not in total["cases"])
        total["taken"] += done.taken
        total["overtaken"] += done.overtaken
        total["unknown"] += (start + place for place in done.unknown)
    return total
