"""``kuayu serve`` runs a node; ``kuayu init`` writes its configuration from a folder of keys."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from federation.errors import KuayuError, Reason
from node.cli.saving import saving
from node.cli.session import session_of
from node.config import parse_config

_FILES = {
    "directory": "directory.json",
    "roots": "roots.json",
    "ca": "ca.pem",
    "certificate": "node.pem",
    "certificate_key": "node-key.pem",
    "log_key": "log-key.pem",
}
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_ACTOR = ("organ", "place", "officer")


def serve(context: typer.Context) -> None:
    """运行节点，直到收到 SIGTERM。Run the node until SIGTERM; logs are JSON lines on stderr."""
    from node.app import serve as run  # noqa: PLC0415  # heavy; only this verb needs it
    from node.observe.log import Event, configure, log, reason_fields  # noqa: PLC0415
    from node.stop_points import stop_process_at  # noqa: PLC0415

    session = session_of(context)
    configure()
    stop_at = stop_process_at(os.environ.get("KUAYU_TEST_STOP_AT"))

    try:
        asyncio.run(run(session.load(), stop_at=stop_at))
    except Exception as error:
        cause = _first(error)
        if not isinstance(cause, KuayuError):
            log(Event.NODE_TASK_FAILED, **reason_fields(cause))
            raise KuayuError(Reason.INTERNAL, error=type(cause).__name__) from error
        raise cause from error


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
    """写好 node.toml。Write a node's configuration, all of it checked first; refuses to overwrite."""
    session = session_of(context)
    target = folder / "node.toml"
    if target.exists():
        raise KuayuError(Reason.CONFIG, file=target.name, why="exists")
    locality = pki.resolve().name
    text = "\n".join(
        [
            f"# Kuayu node of {locality}. Paths are relative to this file.",
            *_head(locality, listen, os.path.relpath(pki.resolve(), folder.resolve())),
            *(line for one in _unlike(actor, "--actor") for line in _actor(one)),
            *(line for one in _unlike(peer, "--peer") for line in _peer(one)),
            "",
        ]
    )
    parse_config(text, target)
    for name in _FILES.values():
        if not (pki / name).is_file():
            raise KuayuError(Reason.CONFIG, option="--pki", file=name, why="not there")
    _make(folder)
    with saving(target) as file:
        file.write(text.encode())
    session.say({"config": str(target), "locality": locality}, "initialised")


def _head(locality: str, listen: str, pki: str) -> list[str]:
    settings = {"locality": locality, "data": "data", "listen": listen, "socket": "kuayu.sock"}
    settings |= {name: f"{pki}/{file}" for name, file in _FILES.items()}
    return [f"{name} = {_quoted(value)}" for name, value in settings.items()]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KuayuError(Reason.CONFIG, option="FOLDER", why=type(error).__name__) from error


def _unlike(texts: Sequence[str], option: str) -> Sequence[str]:
    names = [text.partition("=")[0] for text in texts]
    if len(set(names)) < len(names):
        raise KuayuError(Reason.CONFIG, option=option, why="twice the same name")
    return texts


def _actor(text: str) -> list[str]:
    name, _, rest = text.partition("=")
    parts = rest.split(",")
    if not name or len(parts) != len(_ACTOR):
        raise KuayuError(Reason.CONFIG, option="--actor", form="NAME=USCC,PLACE,NUMBER")
    facts = [f"{key} = {_quoted(part)}" for key, part in zip(_ACTOR, parts, strict=True)]
    key = name if _BARE.fullmatch(name) else _quoted(name)
    return ["", f"[actors.{key}]", *facts]


def _peer(text: str) -> list[str]:
    name, _, endpoint = text.partition("=")
    return ["", f"[peers.{_quoted(name)}]", f"endpoint = {_quoted(endpoint)}"]


def _quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
