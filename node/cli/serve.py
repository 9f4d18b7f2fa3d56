"""``kuayu serve`` runs a node; ``kuayu init`` writes its configuration from a folder of keys."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated

import typer

from federation.errors import KuayuError, Reason
from node.cli.session import session_of

_TEMPLATE = """\
# Kuayu node of {locality}. Paths are relative to this file.
locality = "{locality}"
data = "{data}"
listen = "{listen}"
socket = "kuayu.sock"
directory = "{pki}/directory.json"
roots = "{pki}/roots.json"
ca = "{pki}/ca.pem"
certificate = "{pki}/node.pem"
certificate_key = "{pki}/node-key.pem"
log_key = "{pki}/log-key.pem"
"""


def serve(context: typer.Context) -> None:
    """运行节点，直到收到 SIGTERM。Run the node until SIGTERM; logs are JSON lines on stderr."""
    from node.app import serve as run  # noqa: PLC0415  # heavy; only this verb needs it
    from node.observe.log import Event, configure, log, reason_fields  # noqa: PLC0415
    from node.stop_points import stop_process_at  # noqa: PLC0415

    session = session_of(context)
    configure()
    stop_at = stop_process_at(os.environ.get("KUAYU_TEST_STOP_AT"))

    def work() -> None:
        try:
            asyncio.run(run(session.load(), stop_at=stop_at))
        except Exception as error:
            cause = _first(error)
            if not isinstance(cause, KuayuError):
                log(Event.NODE_TASK_FAILED, **reason_fields(cause))
                raise KuayuError(Reason.INTERNAL, error=type(cause).__name__) from error
            raise cause from error

    session.guard(work)


def _first(error: Exception) -> Exception:
    """The first cause inside a group of failed tasks."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="节点目录 where node.toml goes")],
    pki: Annotated[Path, typer.Option(help="本市密钥目录 this city's folder of keys")],
    peer: Annotated[list[str], typer.Option(help="对方城市 610100 或 610100=地址:端口")],
    actor: Annotated[list[str], typer.Option(help="名字=机构代码,地点,窗口号 name=USCC,place,number")],
    listen: Annotated[str, typer.Option(help="监听地址 listen address")] = "0.0.0.0:7441",
) -> None:
    """写好 node.toml。Write a node's configuration; refuses to overwrite."""
    session = session_of(context)

    def work() -> dict[str, str]:
        target = folder / "node.toml"
        if target.exists():
            raise KuayuError(Reason.CONFIG, file=target.name, why="exists")
        folder.mkdir(parents=True, exist_ok=True)
        locality = pki.resolve().name
        text = _TEMPLATE.format(
            locality=locality,
            data="data",
            listen=listen,
            pki=os.path.relpath(pki.resolve(), folder.resolve()),
        )
        text += "".join(_actor(one) for one in actor) + "".join(_peer(one) for one in peer)
        target.write_text(text, "utf-8")
        session.config = target
        session.load()
        return {"config": str(target), "locality": locality}

    done = session.guard(work)
    session.say(done, "initialised")


def _actor(text: str) -> str:
    name, _, rest = text.partition("=")
    parts = rest.split(",")
    if not name or len(parts) != 3:  # noqa: PLR2004  # organ, place, number
        raise KuayuError(Reason.CONFIG, actor=name)
    organ, place, officer = (json.dumps(part, ensure_ascii=False) for part in parts)
    return f"\n[actors.{name}]\norgan = {organ}\nplace = {place}\nofficer = {officer}\n"


def _peer(text: str) -> str:
    name, _, endpoint = text.partition("=")
    return f'\n[peers."{name}"]\nendpoint = {json.dumps(endpoint)}\n'
