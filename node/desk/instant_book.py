"""The rules of instant approval 秒批 this node holds: every version, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from federation.errors import InvalidInput, KuayuError, Reason
from federation.instant import InstantRule, load_rule
from node.observe.log import Event, log, reason_fields
from node.store.store import Row, Store


class RuleMode(StrEnum):
    """What a rule does."""

    SHADOW = "shadow"
    LIVE = "live"
    STOPPED = "stopped"


MODE_TERMS: Mapping[RuleMode, str] = {
    RuleMode.SHADOW: "试运行",
    RuleMode.LIVE: "启用",
    RuleMode.STOPPED: "停用",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRule:
    """A rule, its text, what it does, since when, and when it was imported."""

    rule: InstantRule
    text: str
    mode: RuleMode
    mode_at: str
    at: str


class InstantBook:
    """Every version of every rule of this city's organs.

    Attributes:
        held: all of them, oldest first.
        changed: called whenever they were read anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.held: tuple[HeldRule, ...] = ()
        self.changed: Callable[[], None] = lambda: None

    @classmethod
    async def load(cls, store: Store) -> Self:
        """Everything imported so far."""
        book = cls(store)
        await book.refresh()
        return book

    async def refresh(self) -> None:
        """Read the rules anew; one that today's loader refuses is left out, and said."""
        async with self._store.read() as tx:
            rows = await tx.all("all_instant_rules")
        self.held = tuple(one for one in map(_held, rows) if one is not None)
        self.changed()

    def running(self, mode: RuleMode) -> tuple[InstantRule, ...]:
        """The rules in one mode."""
        return tuple(one.rule for one in self.held if one.mode is mode)

    def find(self, name: str, version: str = "") -> HeldRule:
        """A version of a rule; the one that came last if none is named.

        Raises:
            InvalidInput: NOT_FOUND.
        """
        found = [one for one in self.held if one.rule.name == name and version in ("", one.rule.version)]
        if not found:
            raise InvalidInput(Reason.NOT_FOUND, rule=name)
        return found[-1]


def _held(row: Row) -> HeldRule | None:
    try:
        rule = load_rule(text := bytes(row["text"]))
    except KuayuError as error:
        log(Event.INSTANT_SET_ASIDE, **reason_fields(error))
        return None
    return HeldRule(
        rule=rule,
        text=text.decode("utf-8-sig"),
        mode=RuleMode(row["mode"]),
        mode_at=row["mode_at"],
        at=row["at"],
    )
