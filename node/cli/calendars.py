"""``kuayu calendar``: sign, import and list the years by which days are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node.cli.offices import directory_of, signer_of
from node.cli.options import form_there, there
from node.cli.saving import check_target, saving
from node.cli.session import session_of

app = typer.Typer(help="日历：签署、导入、列出工作日历。Calendars.", no_args_is_help=True)

_ROW = ("locality", "year", "version", "holidays", "workdays", "source", "imported_at", "used")


@app.command("import")
def import_calendar(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="已签署的年历 a signed year", callback=form_there)],
) -> None:
    """导入已签署的年历；未签或签错的不导入。Import a signed year."""
    session = session_of(context)
    data = file.read_bytes()

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        return _row(await client.import_calendar(data))

    session.say(session.run(work), "calendar_imported")


@app.command("list")
def list_calendars(context: typer.Context) -> None:
    """在用和已导入的年历。Years held."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [_row(row) for row in await client.list_calendars()]

    session.say(session.run(work), "calendar_list")


@app.command("sign")
def sign(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="年历 TOML a year's file", callback=form_there)],
    key: Annotated[Path, typer.Option(help="本市签署文件的私钥 PEM the office's key", callback=there)],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """签署本地年历。Sign a year of one's own place."""
    from federation.calendars import load_year  # noqa: PLC0415  # only here
    from federation.calendars.signed import CALENDAR_TYPE  # noqa: PLC0415
    from federation.trust import dsse  # noqa: PLC0415

    session = session_of(context)
    check_target(out)
    data, config = file.read_bytes(), session.load()
    year = load_year(data)
    signed = dsse.sign(CALENDAR_TYPE, data, [signer_of(key, directory_of(config), config.me)])
    with saving(out) as target:
        target.write(signed)
    said = {"locality": year.locality, "year": year.year, "version": year.version, "signed_by": config.me}
    session.say(said, "calendar_signed")


def _row(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ROW}
