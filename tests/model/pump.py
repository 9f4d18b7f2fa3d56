"""The pump of one log, as a generator: what it yields is all it asks of the world outside.

One pump at a time should run per link; nothing breaks when two do. It greets, finds the common
prefix, reads back, settles and claims an epoch in one transaction, opens that epoch, and only then
closes batches and sends them. Whatever it does not expect (an answer that is not believed, a log
that is not as it left it, a refusal) makes it rest, forget its tenure, and begin again.

The steps are those of docs/protocol/link.md; a node's pump is this with ``await``.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from federation.errors import KuayuError, Reason, Unavailable, Untrusted
from federation.ids import Locality, LogId, MessageId
from federation.limits import DATE_LOG_SECONDS, FRESH_SECONDS
from federation.link.epoch import Tenure
from federation.link.head import (
    Append,
    Call,
    Countersigned,
    ForkProof,
    GreetAsk,
    Head,
    ReadAsk,
    ReadPage,
    Rejected,
    Signed,
    Standing,
)
from federation.link.merkle import Frontier, leaf_hash
from federation.link.sender import (
    Owned,
    believe_opened,
    believe_past,
    believe_receipt,
    believe_standing,
    head_at,
    narrow,
    probe_sizes,
)
from tests.model import store
from tests.model.answering import Answer, Request
from tests.model.keys import Scribe
from tests.model.store import Receipt, Sending, size_of


@dataclass(frozen=True, slots=True)
class Look:
    """Read the store; answered by what it holds."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One write transaction; answered by what it returns beside the store, or it raises."""

    change: Callable[[Sending], Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a request to the peer; answered by its answer, or by None when none came in time."""

    request: Request


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do until woken: something was staged, the peer spoke, a minute or the back-off passed."""

    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Both ends stand at one size and root, as of now: cases may be written, the other log applied."""


Effect = Look | Commit | Ask | Rest | Settled
Steps = Generator[Effect, Any, Any]
RE_SIGN = timedelta(seconds=FRESH_SECONDS - 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pump:
    """What a pump is given; what it remembers is in its generator."""

    scribe: Scribe
    peer: Locality
    log: LogId
    clock: Callable[[], datetime]
    fresh: Callable[[], bytes]
    limit: int

    def run(self) -> Steps:
        """For ever, or until the peer proves a fork."""
        while True:
            try:
                tenure = yield from self._take_over()
                yield from self._deliver(tenure)
            except KuayuError as error:
                if error.reason is Reason.FORKED:
                    return
                yield Rest(why=error.reason)

    def _take_over(self) -> Steps:
        said = yield from self._greet()
        mine = yield Look()
        common = yield from self._common(mine, said)
        start = min(common, mine.dated)
        entries, receipts = yield from self._read_back(start, said)
        read_back = entries[common - start :]
        self._check_receipts(receipts, mine, common, read_back)
        tenure, at = yield from self._settle(
            start=start,
            common=common,
            read_back=read_back,
            receipts=receipts,
            said=said,
            nonce=self.fresh(),
        )
        yield from self._open(tenure, at)
        return tenure

    def _settle(self, **what: Any) -> Steps:
        """One transaction: our log ends at the Standing, and the epoch to ask for is claimed."""
        return (yield Commit(partial(store.settled, now=self.clock(), **what)))

    def _greet(self) -> Steps:
        call = self._call(GreetAsk(log=self.log))
        answer = yield Ask(call)
        if not isinstance(answer, Signed) or not isinstance(answer.statement, Standing):
            raise _unexpected(answer)
        self._believe_standing(answer, call.payload)
        return answer.statement

    def _believe_standing(self, answer: Signed[Standing], request: bytes) -> None:
        trust = self.scribe.keys.trust
        believe_standing(answer, log=self.log, request=request, trust=trust, now=self.clock())

    def _common(self, mine: Sending, said: Standing) -> Steps:
        """The largest size at which both logs are equal."""
        low, high = 0, min(len(mine.log), said.size)
        if high == said.size and mine.root_at(high) == said.root:
            return high
        while low < high:
            sizes = probe_sizes(low, high)
            page = yield from self._read(ReadAsk(log=self.log, start=said.size, root_sizes=sizes))
            low, high = narrow(low, high, ours=[mine.root_at(at) for at in sizes], theirs=page.roots)
        return low

    def _read_back(self, start: int, said: Standing) -> Steps:
        entries: list[Owned] = []
        receipts: list[Receipt] = []
        while start + len(entries) < said.size:
            page = yield from self._read(ReadAsk(log=self.log, start=start + len(entries)))
            if not page.entries:
                raise Untrusted(Reason.SETTLE_MISMATCH, why="the peer's log is shorter than it said")
            entries += [own(entry) for entry in page.entries]
            receipts += page.receipts
        return entries[: said.size - start], [one for one in receipts if size_of(one) <= said.size]

    def _check_receipts(
        self, receipts: list[Receipt], mine: Sending, common: int, read_back: list[Owned]
    ) -> None:
        grown, roots = mine.frontier_at(common), {common: mine.root_at(common)}
        for owned in read_back:
            grown, _ = grown.extend([leaf_hash(owned.entry)])
            roots[grown.size] = grown.root
        for one in receipts:
            root = roots.get(size_of(one)) or mine.root_at(size_of(one))
            believe_past(one, log=self.log, root=root, trust=self.scribe.keys.trust)

    def _open(self, tenure: Tenure, at: Frontier) -> Steps:
        """Ask for the epoch that was claimed, where it was claimed; keep the Opened."""
        opening = self.scribe.open(head_at(self.log, epoch=tenure.epoch, frontier=at, now=self.clock()))
        answer = yield Ask(opening)
        while answer is None and self.clock() - opening.statement.at <= RE_SIGN:
            answer = yield Ask(opening)
        if not isinstance(answer, Signed) or not isinstance(answer.statement, Countersigned):
            raise _unexpected(answer)
        believe_opened(answer, sent=opening.statement, trust=self.scribe.keys.trust, now=self.clock())
        yield Commit(partial(store.opened, tenure=tenure, answer=answer))
        yield Settled()

    def _deliver(self, tenure: Tenure) -> Steps:
        dated = self.clock()
        while True:
            due = self.clock() - dated >= timedelta(seconds=DATE_LOG_SECONDS)
            tenure, append = yield from self._close(tenure, date=due)
            if append is None:
                yield Rest()
                yield from self._still_there(tenure)
            else:
                yield from self._hand_over(tenure, append)
                dated = self.clock()

    def _close(self, tenure: Tenure, *, date: bool) -> Steps:
        sign, now = self.scribe.head, self.clock()
        return (
            yield Commit(
                partial(store.closed, tenure=tenure, limit=self.limit, date=date, sign=sign, now=now)
            )
        )

    def _hand_over(self, tenure: Tenure, append: Append) -> Steps:
        """One batch in flight, sent again as it is until it is answered."""
        answer = None
        while answer is None:
            if self.clock() - append.head.statement.at > RE_SIGN:
                append = yield from self._sign_again(tenure, append)
            answer = yield Ask(append)
        if not isinstance(answer, Signed) or not isinstance(answer.statement, Countersigned):
            raise _unexpected(answer)
        self._believe_receipt(answer, append.head.statement)
        yield from self._record(tenure, append, answer)

    def _sign_again(self, tenure: Tenure, append: Append) -> Steps:
        """The same epoch, size and root, a later date."""
        later = replace(append.head.statement, at=self.clock())
        append = replace(append, head=self.scribe.head(later))
        yield Commit(partial(store.signed_again, tenure=tenure, append=append))
        return append

    def _record(self, tenure: Tenure, sent: Append, answer: Receipt) -> Steps:
        yield Commit(partial(store.receipted, tenure=tenure, sent=sent, answer=answer))

    def _believe_receipt(self, answer: Receipt, sent: Head) -> None:
        believe_receipt(answer, sent=sent, trust=self.scribe.keys.trust, now=self.clock())

    def _still_there(self, tenure: Tenure) -> Steps:
        """An idle link greets: was the peer restored, has another pump opened an epoch?"""
        said = yield from self._greet()
        last = said.last_opened.statement.head.statement.epoch if said.last_opened else None
        if (said.size, said.root, last) != (tenure.size, tenure.root, tenure.epoch):
            raise Untrusted(Reason.SETTLE_MISMATCH, why="the peer does not stand where we left it")
        yield Settled()

    def _read(self, ask: ReadAsk) -> Steps:
        answer = yield Ask(self._call(ask))
        if not isinstance(answer, ReadPage):
            raise _unexpected(answer)
        return answer

    def _call(self, ask: GreetAsk | ReadAsk) -> Signed[Call]:
        return self.scribe.call(
            Call(caller=self.scribe.me, callee=self.peer, at=self.clock(), nonce=self.fresh(), ask=ask)
        )


def own(entry: bytes) -> Owned:
    """An entry of ours with the id its envelope carries."""
    return Owned(message_id=MessageId(entry[:36].decode()), entry=entry)


def _unexpected(answer: Answer | None) -> KuayuError:
    match answer:
        case None:
            return Unavailable(Reason.NODE_UNREACHABLE)
        case Rejected(reason=reason):
            return Untrusted(reason)
        case ForkProof():
            return Untrusted(Reason.FORKED)
        case _:
            return Untrusted(Reason.SETTLE_MISMATCH, why="the peer stands elsewhere")
