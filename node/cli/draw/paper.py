"""What all drawings stand on: the terminal, a plain table, and times as a clerk reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Shown = Mapping[str, Any]
BEIJING = timezone(timedelta(hours=8))
ZONE = "时间均为北京时间"
SIDES = {"accepting": "收件地", "handling": "办理地"}

console = Console(highlight=False)
problems = Console(highlight=False, stderr=True)


def time_of(text: str) -> str:
    """A time as the node says it, in Beijing; to the second."""
    return datetime.fromisoformat(text).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") if text else ""


def minute_of(text: str) -> str:
    """A time as the node says it, in Beijing; to the minute."""
    return time_of(text)[:16]


def plain_table(*columns: str, title: str = "", caption: str = "", whole: tuple[str, ...] = ()) -> Table:
    """A table without walls; the columns named in ``whole`` are never broken, the others fold."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        caption=caption or None,
        title_justify="left",
        caption_justify="left",
        pad_edge=False,
        show_edge=False,
    )
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in whole)
    return table


def cells(*values: str) -> tuple[str, ...]:
    """Values as they are: square brackets in them are no markup."""
    return tuple(escape(value) for value in values)
