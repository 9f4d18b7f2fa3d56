"""``kuayu instant``: 秒批, rules by which a machine may grant, tried beside people first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node.cli.options import there
from node.cli.session import session_of

app = typer.Typer(
    help="秒批：机关自定的规则，先试运行，再启用。Instant approval by declared rules.", no_args_is_help=True
)
NameArg = Annotated[str, typer.Argument(help="规则名称 name of the rule", metavar="RULE")]


@app.command("import")
def import_rule(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="规则文件 .toml", callback=there)],
) -> None:
    """导入规则：与事项的材料、填报项核对；总是先试运行。Import a rule; it always begins on trial."""
    session = session_of(context)
    text = file.read_bytes()

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.import_instant(text)
        return found

    session.say(session.run(work), "instant_rule")


@app.command("list")
def list_rules(context: typer.Context) -> None:
    """已导入的规则，每个版本一行。Rules held, every version."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await client.list_instant()
        return found

    session.say(session.run(work), "instant_list")


@app.command("show")
def show(
    context: typer.Context,
    name: NameArg,
    version: Annotated[str, typer.Option(help="版本；不写是最新的 default: the newest")] = "",
) -> None:
    """规则全文，停用的版本也在。The text of a rule, also of a stopped version."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.report_instant(name, version)
        return found

    session.say(session.run(work), "instant_text")


@app.command("report")
def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="规则名称；不写是全部 default: all", metavar="[RULE]")] = "",
) -> None:
    """试运行的结果：规则与人的决定相比。Rules on trial beside the people who decided."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        names = [name] if name else dict.fromkeys(one["name"] for one in await client.list_instant())
        return [await client.report_instant(one) for one in names]

    session.say(session.run(work), "instant_reports")


@app.command("live")
def live(context: typer.Context, name: NameArg) -> None:
    """启用：此后符合规则的件自动签收、受理、办结。The rule decides from now on."""
    _set(context, name, live=True)


@app.command("stop")
def stop(context: typer.Context, name: NameArg) -> None:
    """停用：立即生效，已办结的不变。The rule stops at once."""
    _set(context, name, live=False)


def _set(context: typer.Context, name: str, *, live: bool) -> None:
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.set_instant(name, live=live)
        return found

    session.say(session.run(work), "instant_rule")
