"""``kuayu bundle``: 一件事, named sets of items over cities, and one application made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from node.cli.options import form_there
from node.cli.saving import check_target, saving
from node.cli.session import session_of

app = typer.Typer(help="一件事：跨城市的一组事项，一次告知、一次收件。Bundles.", no_args_is_help=True)
_ROW = ("name", "version", "title", "rule", "items", "imported_at")

BundleArg = Annotated[
    str,
    typer.Argument(help="名称，或 名称@版本；不写版本用最近导入的 name, or name@version", metavar="BUNDLE"),
]


@app.command("import")
def import_bundle(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="一件事文件 .toml", callback=form_there)],
) -> None:
    """导入：与各地目录、协议核对无误才导入。Import a bundle, checked against catalogues and agreements."""
    session = session_of(context)
    text = file.read_bytes()

    async def work(client: Any, _config: Any) -> tuple[dict[str, Any], bool]:
        done: tuple[dict[str, Any], bool] = await client.import_bundle(text)
        return done

    found, kept = session.run(work)
    if not kept:
        session.fail(InvalidInput(Reason.BUNDLE_INVALID), "bundle_faults", faults=found["faults"])
    session.say(found, "bundle_imported")


@app.command("list")
def list_bundles(context: typer.Context) -> None:
    """已导入的一件事。Bundles held."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in _ROW} for row in await client.list_bundles()]

    session.say(session.run(work), "bundle_list")


@app.command("show")
def show(context: typer.Context, bundle: BundleArg) -> None:
    """看一件事：哪些事项、怎么办、哪些材料只交一次。One bundle, checked against today's catalogues."""
    session = session_of(context)
    name, version = _named(bundle)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.show_bundle(name, version=version)
        return found

    session.say(session.run(work), "bundle_shown")


@app.command("prepare")
def prepare(
    context: typer.Context,
    bundle: BundleArg,
    answers: Annotated[Path, typer.Argument(help="申请人交来的材料和填报 JSON answers", callback=form_there)],
    out: Annotated[Path, typer.Option("--out", "-o", help="联办申请写到 where to write the application")],
) -> None:
    """申请人交来的一套材料分到各地各事项；缺什么逐一列出，不缺才写联办申请。One joint application, or its gaps."""
    session = session_of(context)
    check_target(out)
    name, version = _named(bundle)
    text = _text(answers)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.prepare_bundle(name, text, version=version)
        return found

    found = session.run(work)
    if found["blocked"]:
        first = next(gap for gap in found["gaps"] if gap["blocks"])
        session.fail(InvalidInput(Reason(first["reason"])), "bundle_gaps", gaps=found["gaps"])
    with saving(out) as file:
        file.write(json.dumps(found.pop("document"), ensure_ascii=False, indent=1).encode())
    session.say({**found, "file": str(out)}, "bundle_prepared")


def _named(text: str) -> tuple[str, str]:
    name, _, version = text.partition("@")
    return name, version


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeError as error:
        raise InvalidInput(Reason.VALUE_INVALID, option="ANSWERS", why="not UTF-8") from error
