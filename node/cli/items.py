"""``kuayu items``: import catalogues and crosswalks, find items."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import KuayuError, Reason
from federation.ids import Locality
from node.cli.options import filled, there
from node.cli.options import locality as locality_code
from node.cli.session import Session, session_of

app = typer.Typer(help="事项：目录、对照表、查询。Items.", no_args_is_help=True)
FileArg = Annotated[Path, typer.Argument(help=".xlsx、.csv、.json", callback=there)]
VersionOpt = Annotated[str, typer.Option("--version", help="版本 version", callback=filled)]


@app.command("import")
def import_catalogue(
    context: typer.Context,
    file: FileArg,
    locality: Annotated[str, typer.Option(help="哪个地区的目录 whose items", callback=locality_code)],
    version: VersionOpt,
) -> None:
    """导入事项目录：全部合格才导入。Import a catalogue: all of it or nothing."""
    _import(session_of(context), file, kind="catalogue", locality=Locality(locality), to="", version=version)


@app.command("crosswalk")
def import_crosswalk(
    context: typer.Context,
    file: FileArg,
    accepting: Annotated[str, typer.Option(help="收件地", callback=locality_code)],
    handling: Annotated[str, typer.Option(help="办理地", callback=locality_code)],
    version: VersionOpt,
) -> None:
    """导入对照表：与两地目录核对无误才导入。Import a crosswalk, checked against both catalogues."""
    _import(
        session_of(context),
        file,
        kind="crosswalk",
        locality=Locality(accepting),
        to=Locality(handling),
        version=version,
    )


def _import(session: Session, file: Path, *, kind: str, locality: str, to: str, version: str) -> None:
    async def work(client: Any, _config: Any) -> Any:
        from federation.v1 import local_pb2  # noqa: PLC0415  # not needed by commands that only look

        head = local_pb2.ImportHead(
            kind=kind, locality=locality, to=to, version=version, ending=file.suffix.lstrip(".").lower()
        )
        with session.watch("导入", file.stat().st_size, in_bytes=True) as told:
            return await client.import_file(head, file, told=told)

    done = session.run(work)
    report = json.loads(done.report)
    if done.reason:
        session.fail(KuayuError(Reason(done.reason)), "import_errors", report=report)
    session.say({"kind": kind, "version": version, "report": report}, "imported")


@app.command("search")
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="名称的一部分，或编码 part of a name, or a code")],
    locality: Annotated[str, typer.Option(help="在哪个地区的目录里查 whose items", callback=locality_code)],
) -> None:
    """查事项。Find items."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, str]]:
        names = ("code", "base", "name", "organ", "limit", "channel")
        rows = await client.search_items(Locality(locality), text)
        return [{name: getattr(row, name) for name in names} for row in rows]

    session.say(session.run(work), "item_list")
