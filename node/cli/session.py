"""What every command shares: which node, who acts, how to answer and how to fail.

A failure is a reason code, a sentence in Chinese and in English that says what to do, and an exit code:
2 the caller's input, 3 everything else. Never a stack trace, never personal data.
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
        """Run ``work(client, config)`` against the node; a refusal ends the command with its sentence."""
        from federation.client import Client  # noqa: PLC0415

        async def inside() -> T:
            config = self.load()
            async with Client(config.socket) as client:
                return await work(client, config)

        return self.guard(lambda: asyncio.run(inside()))

    def guard(self, work: Callable[[], T]) -> T:
        """Run something that may raise a reason."""
        try:
            return work()
        except KuayuError as error:
            self.fail(error)
        except OSError as error:
            self.fail(
                KuayuError(Reason.NOT_FOUND, file=Path(str(error.filename)).suffix, why=type(error).__name__)
            )

    def fail(self, error: KuayuError, **more: Any) -> NoReturn:
        """Say what went wrong and what to do; ends the command."""
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
            print(json.dumps({"error": said}, ensure_ascii=False))  # noqa: T201  # the answer
        else:
            explain(error, more)
        raise typer.Exit(EXIT_INPUT if info.fault is Fault.LOCAL else EXIT_OTHER)

    def say(self, value: Mapping[str, Any] | list[Any], drawing: str) -> None:
        """Answer: JSON for programs, the drawing of that name in `draw` for people."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, default=str))  # noqa: T201  # the answer
        else:
            from node.cli import draw  # noqa: PLC0415  # rich is slow to start; programs do not need it

            getattr(draw, drawing)(value)


def explain(error: KuayuError, more: Mapping[str, Any] | None = None) -> None:
    """Say on stderr what went wrong and what to do, for a person."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]✗ {error.reason}[/]  {error.info.zh}", soft_wrap=True)
    console.print(f"  {error.info.en}", style="dim", soft_wrap=True)
    for name, value in {**error.detail, **(more or {})}.items():
        console.print(f"  {name}: {value}", markup=False, soft_wrap=True)


def message_id_of(text: str) -> MessageId:
    """The id of a retry, or a fresh one."""
    return MessageId(text) if text else new_message_id(datetime.now(UTC))


def session_of(context: typer.Context) -> Session:
    """The session the options before the verb made."""
    found = context.find_object(Session)
    if found is None:
        sys.exit(EXIT_OTHER)
    return found
