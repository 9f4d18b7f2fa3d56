"""The two ends of the world: databases with their past, and the processes that live on them.

An end is a member. It has one database in use and sometimes a second, older copy on which a stale
standby still runs. A process is what is lost in a crash: pumps, requests in hand, and the knowledge
that the link has settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from federation.errors import KuayuError
from federation.ids import Locality, LogId
from tests.model.answering import Answering, Request, Verdict
from tests.model.keys import Scribe
from tests.model.pump import Ask, Effect, Pump, Rest, Settled, Steps
from tests.model.store import Receiving, Sending, Store


@dataclass(slots=True, eq=False)
class Runner:
    """A pump at work: the effect it waits for, and whether its request is on the way."""

    steps: Steps
    waits: Effect | None = None
    sent_at: int | None = None  # the world's step at which the request first left
    greeted_at: int = 0  # when it last asked where the receiver stands

    @classmethod
    def start(cls, pump: Pump) -> Runner:
        """Run up to the first effect."""
        runner = cls(steps=pump.run())
        runner.feed(None)
        return runner

    def feed(self, value: Any) -> None:
        """Answer the effect, and run up to the next."""
        self._go(lambda: self.steps.send(value))

    def fail(self, error: KuayuError) -> None:
        """Let the effect raise."""
        self._go(lambda: self.steps.throw(error))

    def _go(self, on: Any) -> None:
        was = self.waits
        try:
            self.waits = on()
        except StopIteration:
            self.waits = None
        again = isinstance(was, Ask) and isinstance(self.waits, Ask) and was.request is self.waits.request
        if not again:
            self.sent_at = None

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do."""
        return self.waits in {Rest(), Settled()}


@dataclass(slots=True, eq=False)
class Hand:
    """A request that was judged and not yet committed."""

    request: Request
    verdict: Verdict
    judged: Receiving
    asker: Runner


@dataclass(slots=True, eq=False)
class Base:
    """A database, everything it ever held, and the process on it."""

    store: Store
    past: list[Store] = field(default_factory=list)
    runners: list[Runner] = field(default_factory=list)
    hands: list[Hand] = field(default_factory=list)
    ready: bool = False  # the link has settled since this process started
    ahead: int | None = None  # when an entry was found to have seen more than we have

    def __post_init__(self) -> None:
        self.past.append(self.store)

    def keep(self, store: Store) -> None:
        """Commit."""
        self.store = store
        self.past.append(store)

    def crash(self) -> None:
        """Lose what is not in the database."""
        self.runners.clear()
        self.hands.clear()
        self.ready, self.ahead = False, None


@dataclass(slots=True, eq=False)
class End:
    """A member."""

    scribe: Scribe
    peer: Locality
    answering: Answering
    pump: Pump
    base: Base
    stale: Base | None = None
    written: int = 0

    @property
    def me(self) -> Locality:
        """Its locality."""
        return self.scribe.me

    @property
    def out(self) -> LogId:
        """The log it sends."""
        return self.pump.log

    @property
    def bases(self) -> list[Base]:
        """The database in use, and the stale copy if there is one."""
        return [self.base, self.stale] if self.stale else [self.base]

    @property
    def sending(self) -> Sending:
        """What it keeps of the log it sends."""
        return self.base.store.sending

    @property
    def receiving(self) -> Receiving:
        """What it keeps of the log it receives."""
        return self.base.store.receiving
