"""The command's tree and the options before the verb."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from federation.errors import KuayuError, Reason
from node.cli import case, evidence, items, links, serve
from node.cli.session import EXIT_OTHER, Session, explain

app = typer.Typer(
    name="kuayu",
    help="Kuayu 跨域：异地收件、寄递、进度同步。Cities handle each other's cases.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(case.app, name="case")
app.add_typer(items.app, name="items")
app.add_typer(links.app, name="link")
app.add_typer(evidence.app, name="evidence")
app.command("serve")(serve.serve)
app.command("init")(serve.init)
app.command("status")(links.status)
app.command("tasks")(links.tasks)


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path, typer.Option("--config", "-c", envvar="KUAYU_CONFIG", help="节点配置文件 the node's file")
    ] = Path("node.toml"),
    as_name: Annotated[
        str, typer.Option("--as", envvar="KUAYU_AS", help="以谁的名义：配置里 actors 的名字 who acts")
    ] = "window",
    as_json: Annotated[
        bool, typer.Option("--json", envvar="KUAYU_JSON", help="输出 JSON for programs")
    ] = False,
) -> None:
    """Options before the verb."""
    context.obj = Session(config=config, as_name=as_name, as_json=as_json)


def main() -> None:
    """Entry point."""
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        app()
    except Exception as error:  # never a stack trace to a user
        if os.environ.get("KUAYU_DEBUG"):
            raise
        explain(KuayuError(Reason.INTERNAL, error=type(error).__name__))
        sys.exit(EXIT_OTHER)
