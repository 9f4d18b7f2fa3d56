"""What every command shares: which node, who acts, how to answer and how to fail.

A failure is a reason code, a sentence in Chinese and in English that says what to do, and an exit code:
2 the caller's input, 3 everything else. For programs it is one JSON object on stdout, for people it stands
on stderr. Never a stack trace, never personal data.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer

from federation.errors import Fault, KuayuError, Reason
from federation.ids import MessageId
from node.cli.progress import Watch, silent, watched
from node.ids import new_message_id

T = TypeVar("T")
EXIT_INPUT, EXIT_OTHER = 2, 3


@dataclass(slots=True, kw_only=True)
class Session:
    """Filled by the options before the verb."""

    config: Path = Path("node.toml")
    as_name: str = "window"
    as_json: bool = False

    def load(self) -> Any:
        """The node's configuration."""
        from node.config import load_config  # noqa: PLC0415  # commands that need no node start faster

        return load_config(self.config)

    def run(self, work: Callable[[Any, Any], Awaitable[T]]) -> T:
        """Run ``work(client, config)`` against the node."""
        from federation.client import Client  # noqa: PLC0415

        async def inside() -> T:
            config = self.load()
            async with Client(config.socket) as client:
                return await work(client, config)

        return asyncio.run(inside())

    @property
    def watch(self) -> Watch:
        """Progress of long work: a bar if a person sits at a terminal, else nothing."""
        return watched if sys.stderr.isatty() and not self.as_json else silent

    def tell(self, error: KuayuError, **more: Any) -> int:
        """Say what went wrong and what to do; the exit code. ``more`` is for programs only."""
        info = error.info
        if self.as_json:
            said = {
                "reason": error.reason,
                "fault": info.fault,
                "retry": info.retry,
                "detail": error.detail,
                "zh": info.zh,
                "en": info.en,
                **more,
            }
            _print_json({"error": said})
        else:
            _explain(error)
        return EXIT_INPUT if info.fault is Fault.LOCAL else EXIT_OTHER

    def fail(self, error: KuayuError, drawing: str = "", **more: Any) -> NoReturn:
        """Say what went wrong, for people with a drawing of what is in ``more``; ends the command."""
        code = self.tell(error, **more)
        if drawing and not self.as_json:
            for value in more.values():
                self._draw(value, drawing)
        raise typer.Exit(code)

    def say(self, value: Mapping[str, Any] | list[Any], drawing: str) -> None:
        """Answer: JSON for programs, the drawing of that name in `draw` for people."""
        if self.as_json:
            _print_json(value)
        else:
            self._draw(value, drawing)

    @staticmethod
    def _draw(value: Any, drawing: str) -> None:
        from node.cli import draw  # noqa: PLC0415  # rich is slow to start; programs do not need it

        getattr(draw, drawing)(value)


def _print_json(value: Any) -> None:
    """One line; Chinese as it is where the stream can carry it."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, ensure_ascii=not unicode, default=str), flush=True)  # noqa: T201  # the answer


def _explain(error: KuayuError) -> None:
    """Say on stderr what went wrong and what to do, for a person."""
    from rich.console import Console  # noqa: PLC0415

    from node.cli.details import detail_line  # noqa: PLC0415  # the words are for people only

    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]✗ {error.reason}[/]  {error.info.zh}", soft_wrap=True)
    console.print(f"  {error.info.en}", style="dim", soft_wrap=True)
    for name, value in error.detail.items():
        console.print(f"  {detail_line(name, value)}", markup=False, soft_wrap=True)
        if name == "cause" and value in set(Reason) - {error.reason}:
            console.print(f"    {KuayuError(Reason(value)).info.zh}", style="dim", soft_wrap=True)


def message_id_of(text: str) -> MessageId:
    """The id of a retry, or a fresh one."""
    return MessageId(text) if text else new_message_id(datetime.now(UTC))


def session_of(context: typer.Context) -> Session:
    """The session the options before the verb filled."""
    session: Session = context.ensure_object(Session)
    return session
