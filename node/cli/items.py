"""``kuayu items``: import catalogues and crosswalks, list and compare their versions, find items.

Comparing needs no node: two files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import KuayuError, Reason
from federation.ids import Locality
from node.cli.options import day, filled, there
from node.cli.options import locality as locality_code
from node.cli.options import locality_or_none as locality_code_or_none
from node.cli.session import Session, session_of

app = typer.Typer(help="事项：目录、对照表、查询。Items.", no_args_is_help=True)
FileArg = Annotated[Path, typer.Argument(help=".xlsx、.csv、.json、.zip", callback=there)]
ProfileOpt = Annotated[
    str, typer.Option("--profile", help="来源系统：随附的名称，或 .toml 文件 whose codes and headers")
]
SkipOpt = Annotated[
    bool, typer.Option("--skip-bad", help="有错误的事项不导入，逐一列出 leave out items with errors")
]
VersionOpt = Annotated[str, typer.Option("--version", help="版本 version", callback=filled)]


@app.command("import")
def import_catalogue(
    context: typer.Context,
    file: FileArg,
    locality: Annotated[str, typer.Option(help="哪个地区的目录 whose items", callback=locality_code)],
    version: VersionOpt,
    since: Annotated[
        str,
        typer.Option(
            "--from",
            help="生效日期；不填为今天，首个版本为一直 first day in force",
            callback=day,
            metavar="DATE",
        ),
    ] = "",
    profile: ProfileOpt = "",
    skip_bad: SkipOpt = False,
) -> None:
    """导入事项目录：全部合格才导入；版本发布后不再改动。Import a catalogue: all of it or nothing."""
    session = session_of(context)
    head = {"kind": "catalogue", "locality": locality, "version": version, "effective": since}
    _import(session, file, **head, profile=_profile(session, profile), skip_bad=skip_bad)


def _profile(session: Session, source: str) -> bytes:
    """The bytes of a profile that was checked here; ends the command, with every fault, if it is wrong."""
    from federation.items.profiles import ProfileInvalid, profile_bytes, read_profile  # noqa: PLC0415  # as asked

    if not source:
        return b""
    try:
        content = profile_bytes(source)
        read_profile(content)
    except ProfileInvalid as error:
        session.fail(error, "profile_faults", faults=list(error.faults))
    return content


@app.command("crosswalk")
def import_crosswalk(
    context: typer.Context,
    file: FileArg,
    accepting: Annotated[str, typer.Option(help="收件地", callback=locality_code)],
    handling: Annotated[str, typer.Option(help="办理地", callback=locality_code)],
    version: VersionOpt,
) -> None:
    """导入对照表：与两地目录核对无误才导入。Import a crosswalk, checked against both catalogues."""
    head = {"kind": "crosswalk", "locality": accepting, "to": handling, "version": version}
    _import(session_of(context), file, **head)


def _import(session: Session, file: Path, **head: Any) -> None:
    async def work(client: Any, _config: Any) -> Any:
        from federation.v1 import local_pb2  # noqa: PLC0415  # not needed by commands that only look

        wish = local_pb2.ImportHead(ending=file.suffix.lstrip(".").lower(), **head)
        with session.watch("导入", file.stat().st_size, in_bytes=True) as told:
            return await client.import_file(wish, file, told=told)

    done = session.run(work)
    report = json.loads(done.report)
    if done.reason:
        session.fail(KuayuError(Reason(done.reason)), "import_errors", report=report)
    session.say({"kind": head["kind"], "version": report["version"], "report": report}, "imported")


@app.command("versions")
def versions(
    context: typer.Context,
    locality: Annotated[
        str, typer.Option(help="只列这个地区的 only this locality's", callback=locality_code_or_none)
    ] = "",
) -> None:
    """列出节点保存的目录和对照表版本、各从哪天起生效。Which versions the node holds, and from when."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        names = ("kind", "name", "version", "effective", "until", "items", "in_force")
        rows = await client.list_versions(Locality(locality) if locality else None)
        return [{name: getattr(row, name) for name in names} for row in rows]

    session.say(session.run(work), "version_list")


@app.command("diff")
def compare(
    context: typer.Context,
    old: Annotated[Path, typer.Argument(help="旧目录 the older catalogue", callback=there)],
    new: Annotated[Path, typer.Argument(help="新目录 the newer catalogue", callback=there)],
    locality: Annotated[
        str, typer.Option(help="哪个地区；不填则按编码判断 whose items", callback=locality_code_or_none)
    ] = "",
    profile: ProfileOpt = "",
) -> None:
    """比较两版目录：增减、改名、换编码、时限和材料的变化；不需要节点。What changed; needs no node."""
    from federation.items.diff import diff  # noqa: PLC0415  # only this verb needs it
    from node.cli.compared import shown  # noqa: PLC0415

    session = session_of(context)
    place = Locality(locality) if locality else None
    content = _profile(session, profile)
    with session.watch("读取目录", 2) as told:
        before = _catalogue(session, old, place, "旧目录", content)
        told(1)
        after = _catalogue(session, new, place, "新目录", content)
        told(1)
    session.say(shown(diff(before, after)), "catalogue_diff")


def _catalogue(session: Session, file: Path, locality: Locality | None, version: str, profile: bytes) -> Any:
    from federation.items import UNDECLARED, SheetRefused, load_catalogue  # noqa: PLC0415  # only comparing
    from federation.items.profiles import read_profile  # noqa: PLC0415  # needs them
    from node.cli.compared import refused  # noqa: PLC0415

    source = read_profile(profile) if profile else UNDECLARED
    try:
        return load_catalogue(file, locality=locality, version=version, profile=source).catalogue
    except SheetRefused as error:
        session.fail(error, "import_errors", report=refused(error, version))


@app.command("search")
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="名称的一部分，或编码 part of a name, or a code")],
    locality: Annotated[str, typer.Option(help="在哪个地区的目录里查 whose items", callback=locality_code)],
    on: Annotated[
        str,
        typer.Option(help="查哪天生效的目录；不填为今天 of which day", callback=day, metavar="DATE"),
    ] = "",
) -> None:
    """查事项。Find items."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, str]]:
        names = ("code", "base", "name", "organ", "limit", "channel")
        rows = await client.search_items(Locality(locality), text, on=on)
        return [{name: getattr(row, name) for name in names} for row in rows]

    session.say(session.run(work), "item_list")


@app.command("show")
def show(
    context: typer.Context,
    item: Annotated[str, typer.Argument(help="事项编码 12、31、33 位 item code")],
    locality: Annotated[str, typer.Option(help="哪个地区的事项 whose item", callback=locality_code)],
    on: Annotated[
        str,
        typer.Option(help="查哪天生效的目录；不填为今天 of which day", callback=day, metavar="DATE"),
    ] = "",
) -> None:
    """看一个事项的办事指南，包括走国垂系统的。The guide of one item, also of a national line."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.show_item(Locality(locality), item, on=on)
        return found

    session.say(session.run(work), "item_guide")
