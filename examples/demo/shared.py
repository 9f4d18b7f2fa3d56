"""Commands for several cases at once: whoever of the players comes last gives the command for all.

Papers of several cases go in one envelope; the parts of a joint case are filed, and what they came to is
told, by one command.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from examples.cases import Application, Step, steps
from examples.demo.cities import Failed

WAIT_SECONDS = 120


@dataclass(slots=True, kw_only=True)
class Turn:
    """One command, until it is given."""

    cases: int = 0
    words: list[list[str]] = field(default_factory=list)
    given: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Any = None


@dataclass(slots=True, kw_only=True)
class Shared:
    """An envelope, or a joint case: the commands on it that are given once, by name."""

    turns: dict[str, Turn] = field(default_factory=lambda: defaultdict(Turn))

    async def give(self, verb: str, words: list[str], command: Callable[[list[str]], Awaitable[Any]]) -> Any:
        """Add one case's words; the command's answer, when it was given with the words of all.

        Raises:
            Failed: it was refused, or the others did not come.
        """
        turn = self.turns[verb]
        turn.words.append(words)
        if len(turn.words) == turn.cases:
            turn.answer = await command([word for one in turn.words for word in one])
            turn.given.set()
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn.given.wait()
        except TimeoutError:
            come = f"{len(turn.words)}/{turn.cases}"
            raise Failed(f"{verb} 等了 {WAIT_SECONDS} 秒，{come} 件到齐") from None
        return turn.answer


def shared_by(application: Application, step: Step) -> str:
    """The name of what a step is about: the envelope's number, or the joint case; empty if its own case."""
    if step["do"] in {"pack", "open"}:
        number: str = application["parcels"][step["parcel"]]["number"]
        return number
    if step["do"] in {"submit", "gather"} and "joint" in application:
        name: str = application["joint"]["name"]
        return name
    return ""


def all_shared(applications: Iterable[Application]) -> dict[str, Shared]:
    """Everything that cases of these applications share, and how many take part in each command."""
    found: dict[str, Shared] = defaultdict(Shared)
    for one in applications:
        for step in steps(one):
            if name := shared_by(one, step):
                found[name].turns[step["do"]].cases += 1
    return dict(found)
