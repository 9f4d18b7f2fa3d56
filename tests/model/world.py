"""A deterministic world of two ends and the wire between them; the judges are those of `federation.link`.

The world has mechanisms only: a pump takes a step, a letter arrives, a judged request is committed,
an end applies. What happens when is for the moves (`tests.model.moves`) to choose. After every change
the `Ledger` checks what must hold; `heal` makes the network kind and checks the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar

from federation.errors import KuayuError
from federation.ids import Locality, LogId, MessageId
from federation.link.head import Append, Call, GreetAsk, Head, Signed, Standing
from federation.link.receiver import Fork, Refuse
from federation.link.sender import Owned
from tests.model import store
from tests.model.answering import Answer, Answering, Request
from tests.model.ends import Base, End, Hand, Runner
from tests.model.keys import START, A, B, CheapKeys, Keys, Scribe
from tests.model.ledger import ID_BYTES, Ledger, must
from tests.model.pump import Ask, Commit, Look, Pump, Rest, Settled
from tests.model.store import Store

BATCH = 2  # entries to a batch: small, so that a backlog takes several


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A request on its way."""

    to: End
    asker: Runner
    request: Request


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """An answer on its way back."""

    to: End
    asker: Runner
    request: Request
    answer: Answer


class World:
    """Two ends and the wire between them."""

    pump_class: ClassVar[type[Pump]] = Pump
    answering_class: ClassVar[type[Answering]] = Answering
    ledger_class: ClassVar[type[Ledger]] = Ledger
    always_both_ways: ClassVar[bool] = False

    def __init__(self, *, keys: Keys | None = None, both_ways: bool = False) -> None:
        self.keys = keys or CheapKeys()
        self.ledger = self.ledger_class()
        self.now = START
        self.count = 0
        self.wire: list[Letter | Reply] = []
        self.letters: list[Letter] = []  # all that ever left, for replays
        self.answers: list[Answer] = []
        self.met: Counter[str] = Counter()  # what the walk came across
        self.ends = (self._end(A, B), self._end(B, A))
        self.senders = self.ends if both_ways or self.always_both_ways else self.ends[:1]
        for end in self.senders:
            self.start(end, end.base)

    def _end(self, me: Locality, peer: Locality) -> End:
        scribe = Scribe(me, self.keys)
        out, into = LogId.make(me, peer), LogId.make(peer, me)
        pump = self.pump_class(
            scribe=scribe, peer=peer, log=out, clock=lambda: self.now, fresh=self.fresh, limit=BATCH
        )
        base = Base(store=Store.empty(out=out, into=into))
        return End(
            scribe=scribe, peer=peer, answering=self.answering_class(scribe, peer), pump=pump, base=base
        )

    def fresh(self) -> bytes:
        """16 bytes never given before."""
        self.count += 1
        return sha256(b"nonce %d" % self.count).digest()[:16]

    def other(self, end: End) -> End:
        """The end across."""
        return self.ends[1] if end is self.ends[0] else self.ends[0]

    def start(self, end: End, base: Base) -> None:
        """A pump starts on a database, whether or not another runs."""
        base.runners.append(Runner.start(end.pump))

    # the sender's side

    def stage(self, end: End) -> None:
        """A clerk writes; its case's transaction stages an entry. Cases are read-only until settled."""
        if not end.base.ready:
            return
        self.count += 1
        message_id = MessageId.make(unix_ms=1_700_000_000_000 + self.count, random=self.count)
        entry = f"{message_id} {end.receiving.applied}".encode()
        self.ledger.staged(end.me, entry)
        self.keep(end, end.base, store.stage(end.sending, Owned(message_id=message_id, entry=entry)))

    def keep(self, end: End, base: Base, sending: store.Sending) -> None:
        """Commit the sender's part of a store."""
        base.keep(replace(base.store, sending=sending))
        self.check(end)

    def step(self, end: End, base: Base, runner: Runner) -> None:
        """A pump takes its next step."""
        match runner.waits:
            case Look():
                runner.feed(base.store.sending)
            case Commit(change=change):
                self._commit(end, base, runner, change)
            case Ask(request=request) if runner.sent_at is None:
                self._send(end, runner, request)
            case Settled():
                base.ready = base.ready or base.ahead is None or runner.greeted_at >= base.ahead
                runner.feed(None)
            case Ask() | Rest():
                runner.feed(None)
            case None:
                base.runners.remove(runner)

    def _commit(self, end: End, base: Base, runner: Runner, change: Callable[..., Any]) -> None:
        try:
            changed, result = change(base.store.sending)
        except KuayuError as error:
            self.met[f"commit refused: {error.reason}"] += 1
            runner.fail(error)
            return
        if changed is not base.store.sending:
            given = changed.hands - base.store.sending.hands
            if end.stale is None:  # a stale copy may still send what a person took back here
                self.ledger.gave_to_person(end.me, end.peer, given, since=runner.greeted_at)
            self.keep(end, base, changed)
        runner.feed(result)

    def _send(self, end: End, runner: Runner, request: Request) -> None:
        runner.sent_at = self.ledger.step
        call = None if isinstance(request, Append) else request.statement
        if isinstance(call, Call) and isinstance(call.ask, GreetAsk):
            runner.greeted_at = self.ledger.step
        if isinstance(request, Append):
            self.ledger.signed(end.me, request.head.statement)
        elif isinstance(request.statement, Head):
            self.ledger.asked_to_open(end.me, request.statement)
        letter = Letter(to=self.other(end), asker=runner, request=request)
        self.wire.append(letter)
        self.letters.append(letter)

    def hear(self, reply: Reply) -> None:
        """A pump hears an answer, if it still waits for one to that request."""
        end, runner = reply.to, reply.asker
        waits, since = runner.waits, runner.sent_at
        if not isinstance(waits, Ask) or waits.request is not reply.request or since is None:
            return
        runner.feed(reply.answer)
        if isinstance(runner.waits, Rest):
            self.met[f"rest: {runner.waits.why}"] += 1
        if not isinstance(runner.waits, Rest) and runner.waits is not None:
            request = waits.request.head if isinstance(waits.request, Append) else waits.request
            self.ledger.believed(end.peer, request.statement, reply.answer, since)

    # the receiver's side

    def receive(self, letter: Letter) -> None:
        """A request arrives and is judged."""
        base = letter.to.base
        verdict = letter.to.answering.judge(letter.request, base.store.receiving, self.now)
        must(not isinstance(verdict, Fork), "an honest sender forked")
        base.hands.append(Hand(letter.request, verdict, base.store.receiving, letter.asker))

    def commit(self, end: End, hand: Hand) -> None:
        """A judged request is committed, and its answer leaves."""
        end.base.hands.remove(hand)
        if hand.judged is not end.receiving:
            hand.verdict = end.answering.judge(hand.request, end.receiving, self.now)
        self.met[_name(hand.verdict)] += 1
        receiving, answer = end.answering.commit(hand.request, hand.verdict, end.receiving, self.now)
        self.keep_received(end, receiving)
        self.reply(end, hand, answer)

    def keep_received(self, end: End, receiving: store.Receiving) -> None:
        """Commit the receiver's part of a store."""
        if receiving is not end.receiving:
            end.base.keep(replace(end.base.store, receiving=receiving))
            self.check(self.other(end))

    def reply(self, end: End, hand: Hand, answer: Answer) -> None:
        """An answer leaves."""
        if isinstance(answer, Signed) and not isinstance(answer.statement, Standing):
            self.ledger.answered(end, answer)
        if isinstance(hand.request, Append) and hand.request.entries:
            self.ledger.answered_batch(hand.request.head.statement, answer)
        self.answers.append(answer)
        self.wire.append(Reply(to=self.other(end), asker=hand.asker, request=hand.request, answer=answer))

    def arrive(self, packet: Letter | Reply) -> None:
        """A packet reaches its end."""
        if isinstance(packet, Letter):
            self.receive(packet)
        else:
            self.hear(packet)

    def apply(self, end: End) -> None:
        """An end applies the next entry it took: at most one effect for each message."""
        kept = end.receiving
        if kept.applied == len(kept.entries) or not self.may_apply(end):
            return
        entry = kept.entries[kept.applied]
        message_id, seen = MessageId(entry[:ID_BYTES].decode()), int(entry[ID_BYTES:])
        done = replace(kept, applied=kept.applied + 1)
        if self.had_effect(kept, message_id):
            self.keep_received(end, done)
        elif seen <= len(end.sending.log):
            self.keep_received(end, replace(done, effects=(*kept.effects, message_id)))
        elif self.may_refuse(end):
            must(end.peer in self.ledger.restored, "an entry was refused for what its author had truly seen")
            self.keep_received(end, replace(done, refused=(*kept.refused, message_id)))

    def had_effect(self, kept: store.Receiving, message_id: MessageId) -> bool:
        """The message-id rule."""
        return message_id in kept.effects or message_id in kept.refused

    def may_apply(self, end: End) -> bool:
        """Entries of the other log wait until ours has settled."""
        return end.base.ready or end not in self.senders

    def may_refuse(self, end: End) -> bool:
        """An author that has seen more than we have: greet and settle once more before refusing."""
        base = end.base
        if base.ahead is not None or end not in self.senders:
            base.ahead = None
            return True
        base.ready, base.ahead = False, self.ledger.step
        return False

    # the observer

    def check(self, sender: End) -> None:
        """The invariants of the log that this end sends."""
        self.ledger.stores(sender, self.other(sender))

    def went_back(self, end: End) -> None:
        """An end has an older store than before."""
        self.ledger.restored[end.me] = self.ledger.step
        for sender in self.senders:
            self.ledger.was_restored(sender, self.other(sender))
            self.check(sender)


def _name(verdict: object) -> str:
    return f"Refuse {verdict.reason}" if isinstance(verdict, Refuse) else type(verdict).__name__
