"""The receiver's shell in the model: judge, then sign and commit, then answer.

Judging and committing are two steps, so that a crash or another request may come between; the
commit judges again if the store has moved (a node does both inside one write transaction).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from federation.errors import KuayuError
from federation.ids import Locality
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
from federation.link.parties import check_call
from federation.link.receiver import (
    AppendVerdict,
    Elsewhere,
    Fork,
    OpenVerdict,
    Refuse,
    Repeat,
    Take,
    TakeOpen,
    judge_append,
    judge_open,
    standing,
)
from tests.model.keys import Scribe
from tests.model.store import Receiving, size_of

Opening = Signed[Head]
Question = Signed[Call]
Request = Question | Opening | Append
Answer = Signed[Countersigned] | Signed[Standing] | ReadPage | Rejected | ForkProof
Verdict = AppendVerdict | OpenVerdict | None
PAGE = 3  # entries to a page: small, so that reading back takes several


@dataclass(frozen=True, slots=True)
class Answering:
    """One member's receiving side."""

    scribe: Scribe
    peer: Locality

    def judge(self, request: Request, kept: Receiving, now: datetime) -> Verdict:
        """Steps 1 to 6; a question has no verdict."""
        match request:
            case Append():
                return self._judge_append(request, kept, now)
            case Signed(statement=Head()):
                return self._judge_open(request, kept, now)
            case _:
                return None

    def _judge_append(self, append: Append, kept: Receiving, now: datetime) -> Verdict:
        return judge_append(
            append,
            inbound=kept.inbound,
            past=kept.past(append.head.statement),
            me=self.scribe.me,
            peer=self.peer,
            trust=self.scribe.keys.trust,
            now=now,
        )

    def _judge_open(self, opening: Opening, kept: Receiving, now: datetime) -> Verdict:
        me, trust = self.scribe.me, self.scribe.keys.trust
        return judge_open(opening, inbound=kept.inbound, me=me, peer=self.peer, trust=trust, now=now)

    def commit(
        self, request: Request, verdict: Verdict, kept: Receiving, now: datetime
    ) -> tuple[Receiving, Answer]:
        """Step 7, one transaction, and the answer of step 8."""
        match verdict:
            case Take():
                receipt = self.scribe.receipt(verdict.receipt)
                return _taken(kept, request, verdict, receipt), receipt
            case TakeOpen():
                opened = self.scribe.opened(verdict.opened)
                inbound = replace(kept.inbound, epoch=verdict.epoch, last_opened=opened)
                return replace(kept, inbound=inbound), opened
            case Fork(proof=proof):
                return replace(kept, inbound=replace(kept.inbound, fork=proof)), proof
            case _:
                return kept, self._answer(request, verdict, kept, now)

    def _answer(
        self, request: Request, verdict: Repeat | Elsewhere | Refuse | None, kept: Receiving, now: datetime
    ) -> Answer:
        """What is answered when nothing is stored."""
        match verdict:
            case Repeat(answer=answer):
                return answer
            case Refuse(reason=reason):
                return Rejected(reason=reason, now=now)
            case Elsewhere():
                return self._standing(request, kept, now)
            case None:
                return self._reply(request, kept, now)

    def _reply(self, call: Question, kept: Receiving, now: datetime) -> Answer:
        try:
            check_call(call, me=self.scribe.me, peer=self.peer, trust=self.scribe.keys.trust, now=now)
        except KuayuError as error:
            return Rejected(reason=error.reason, now=now)
        ask = call.statement.ask
        if isinstance(ask, GreetAsk):
            return self._standing(call, kept, now)
        assert isinstance(ask, ReadAsk)
        return page(kept, ask)

    def _standing(self, request: Request, kept: Receiving, now: datetime) -> Signed[Standing]:
        said = standing(kept.inbound, now=now, in_reply_to=sha256(signed_part(request)).digest())
        return self.scribe.standing(said)


def signed_part(request: Request) -> bytes:
    """What the asker signed of a request."""
    return request.head.payload if isinstance(request, Append) else request.payload


def page(kept: Receiving, ask: ReadAsk) -> ReadPage:
    """A page of a log, with the receipts of its entries and the roots asked for."""
    entries = kept.entries[ask.start : ask.start + PAGE]
    upto = ask.start + len(entries)
    size = len(kept.entries)
    return ReadPage(
        start=ask.start,
        entries=entries,
        receipts=tuple(one for one in kept.receipts if ask.start < size_of(one) <= upto),
        roots=tuple(kept.root_at(at) if at <= size else b"" for at in ask.root_sizes),
        size=size,
    )


def _taken(kept: Receiving, append: Append, verdict: Take, receipt: Signed[Countersigned]) -> Receiving:
    inbound = replace(kept.inbound, frontier=verdict.frontier, last_receipt=receipt)
    return replace(
        kept,
        inbound=inbound,
        entries=kept.entries + append.entries,
        nodes=kept.nodes + verdict.nodes,
        receipts=(*kept.receipts, receipt),
    )
