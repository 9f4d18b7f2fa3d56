"""Progress of long work: a bar on stderr while a person waits; programs and pipes see nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Told = Callable[[int], None]
"""Called with how much more was done: bytes, or pieces."""


class Watch(Protocol):
    """Opens the progress of one piece of work."""

    def __call__(self, title: str, total: int, *, in_bytes: bool = False) -> AbstractContextManager[Told]:
        """What is done, how much of it in all, and whether that is bytes or pieces."""


@contextmanager
def silent(title: str, total: int, *, in_bytes: bool = False) -> Iterator[Told]:
    """Nobody watches."""
    del title, total, in_bytes
    yield lambda _more: None


@contextmanager
def watched(title: str, total: int, *, in_bytes: bool = False) -> Iterator[Told]:
    """A bar that goes away when the work is done."""
    from rich.console import Console  # noqa: PLC0415  # rich is slow to start; programs do not need it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    count = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), count, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(title, total=total)
        yield lambda more: progress.advance(bar, more)
