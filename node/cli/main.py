"""The command's tree, the options before the verb, and the one place where every failure ends.

``--json`` may stand anywhere. With it every answer is JSON on stdout, every failure one object
``{"error": …}`` and an exit code that is not 0.
"""

from __future__ import annotations

import asyncio
import copy
import errno
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from node.cli import (
    agreements,
    archive,
    bundles,
    calendars,
    case,
    due,
    evidence,
    export,
    instant,
    items,
    joint,
    licences,
    lines,
    links,
    lint,
    mapping,
    papers,
    parcels,
    prefill,
    serve,
    statistics,
)
from node.cli.blame import blame
from node.cli.session import EXIT_INPUT, Session

PRIVATE = 0o077
"""Nobody but the node's user reads what a command or a node writes: it may hold personal data."""
_OFF = frozenset({"", "0", "false", "f", "no", "n", "off"})
_INTERRUPTED = 130

app = typer.Typer(
    name="kuayu",
    help="Kuayu 跨域：异地收件、寄递、进度同步。Cities handle each other's cases.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
case.app.add_typer(due.case_app)
case.app.add_typer(papers.app)
app.add_typer(case.app, name="case")
app.add_typer(items.app, name="items")
app.add_typer(mapping.app, name="mapping")
app.add_typer(links.app, name="link")
app.add_typer(lines.app, name="line")
app.add_typer(joint.app, name="joint")
app.add_typer(parcels.app, name="parcel")
app.add_typer(evidence.app, name="evidence")
app.add_typer(export.app, name="export")
app.add_typer(archive.app, name="archive")
app.add_typer(agreements.app, name="agreement")
app.add_typer(calendars.app, name="calendar")
app.add_typer(bundles.app, name="bundle")
app.add_typer(instant.app, name="instant")
app.add_typer(licences.app, name="licence")
app.add_typer(prefill.tables, name="prefill")
app.command("due")(due.due)
app.command("statistics")(statistics.statistics)
app.command("lint")(lint.lint)
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
    session = context.ensure_object(Session)
    session.config, session.as_name = config, as_name
    session.as_json = session.as_json or as_json


@cache
def tree(*, as_json: bool = False) -> Any:
    """The whole command, made once: ``--json`` is an option of each of its verbs."""
    root: Any = typer.main.get_command(app)
    flag = copy.copy(next(one for one in root.params if one.name == "as_json"))
    flag.expose_value, flag.envvar = False, None  # `_wants_json` has seen it wherever it stands
    for command in _below(root):
        command.params = [*command.params, flag]
        command.no_args_is_help = command.no_args_is_help and not as_json
    root.no_args_is_help = not as_json
    return root


def _below(group: Any) -> Iterator[Any]:
    for command in group.commands.values():
        yield command
        if hasattr(command, "commands"):
            yield from _below(command)


def _wants_json(words: Sequence[str]) -> bool:
    own = words[: words.index("--")] if "--" in words else words
    return "--json" in own or os.environ.get("KUAYU_JSON", "").lower() not in _OFF


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Entry point; ``words`` are those of the command line unless given."""
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    os.umask(PRIVATE)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal without Chinese
    words = list(sys.argv[1:] if words is None else words)
    session = Session(as_json=_wants_json(words))
    sys.exit(_run(words, session))


def _run(words: list[str], session: Session) -> int:
    """Run the command; its exit code."""
    try:
        command = tree(as_json=session.as_json)
        return command.main(words, prog_name="kuayu", standalone_mode=False, obj=session) or 0
    except (Exception, asyncio.CancelledError) as error:  # never a stack trace to a user
        if os.environ.get("KUAYU_DEBUG"):
            raise
        return _end(error, session)


def _end(error: BaseException, session: Session) -> int:
    """What a failure says, and its exit code."""
    if isinstance(error, OSError) and error.errno == errno.EPIPE:  # whoever read has gone
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # open to the end
        return 1
    if type(error).__name__ == "NoArgsIsHelpError":  # the help was shown
        return EXIT_INPUT
    if type(error).__name__ == "Abort":
        return _INTERRUPTED
    return session.tell(blame(error))
