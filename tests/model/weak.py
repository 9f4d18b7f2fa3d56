"""Worlds in which one safeguard of the link is left out, to see that the model notices.

The judges are left as they are; the shell around them is made to ignore, or to feign, what one of
their checks is for. `WEAK` is the table: safeguard, and the world without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from federation.errors import Reason
from federation.ids import Locality, MessageId
from federation.link.epoch import Tenure, check_tenure, claim
from federation.link.head import Append, Countersigned, Epoch, Head, Signed, Standing
from federation.link.merkle import leaf_hash
from federation.link.receiver import Refuse, Take
from tests.model import store
from tests.model.answering import Answering, Opening, Verdict
from tests.model.ends import End, Hand
from tests.model.keys import CheapKeys, Keys
from tests.model.ledger import Ledger
from tests.model.pump import Commit, Look, Pump, Steps
from tests.model.safeguards import Safeguard
from tests.model.store import Receipt, Receiving, Sending
from tests.model.world import Letter, World

ONE = Epoch(counter=1, nonce=bytes(16))


# epochs


class OneEpochPump(Pump):
    """Every pump signs in one and the same epoch."""

    def _settle(self, **what: Any) -> Steps:
        def settled(mine: Sending) -> Any:
            done, (tenure, at) = store.settled(mine, now=self.clock(), **what)
            outbound = replace(done.outbound, epoch=ONE)
            return replace(done, outbound=outbound), (replace(tenure, epoch=ONE), at)

        return (yield Commit(settled))


class OneEpochAnswering(Answering):
    """Opens the same epoch again and again."""

    def _judge_open(self, opening: Opening, kept: Receiving, now: datetime) -> Verdict:
        forgotten = replace(kept, inbound=replace(kept.inbound, epoch=None))
        return super()._judge_open(opening, forgotten, now)


class AnyEpochAnswering(Answering):
    """Takes entries of any epoch."""

    def _judge_append(self, append: Append, kept: Receiving, now: datetime) -> Verdict:
        epoch = append.head.statement.epoch
        return super()._judge_append(append, replace(kept, inbound=replace(kept.inbound, epoch=epoch)), now)


class StaleNoncePump(Pump):
    """The nonce follows from the counter."""

    def _settle(self, **what: Any) -> Steps:
        return super()._settle(**{**what, "nonce": bytes(16)})


class OwnCounterPump(Pump):
    """Counts up what its own store knows, and nothing of the Standing."""

    def _settle(self, **what: Any) -> Steps:
        def settled(mine: Sending) -> Any:
            done, (tenure, at) = store.settled(mine, now=self.clock(), **what)
            known = mine.outbound.top_counter + 1
            epoch = Epoch(counter=known, nonce=tenure.epoch.nonce)
            outbound = replace(done.outbound, epoch=epoch, top_counter=known)
            return replace(done, outbound=outbound), (replace(tenure, epoch=epoch), at)

        return (yield Commit(settled))


# closing and recording


class CarelessPump(Pump):
    """Closes on whatever is stored, under the epoch it remembers."""

    def _close(self, tenure: Tenure, *, date: bool) -> Steps:
        def closed(mine: Sending) -> Any:
            return self._closed(mine, self._fits(mine, tenure), date)

        return (yield Commit(closed))

    def _fits(self, mine: Sending, tenure: Tenure) -> Tenure:
        return claim(tenure.epoch, mine.outbound.frontier)

    def _closed(self, mine: Sending, tenure: Tenure, date: bool) -> Any:
        limit, sign, now = self.limit, self.scribe.head, self.clock()
        feigned = replace(mine, outbound=replace(mine.outbound, epoch=tenure.epoch))
        done, result = store.closed(feigned, tenure=tenure, limit=limit, date=date, sign=sign, now=now)
        if done is feigned:
            return mine, result
        return replace(done, outbound=replace(done.outbound, epoch=mine.epoch)), result


class EpochOnlyPump(CarelessPump):
    """Checks the epoch when it closes, and neither size nor root."""

    def _closed(self, mine: Sending, tenure: Tenure, date: bool) -> Any:
        check_tenure(mine.outbound, tenure)
        return super()._closed(mine, tenure, date)


class PlaceOnlyPump(CarelessPump):
    """Checks size and root when it closes, and not the epoch."""

    def _fits(self, mine: Sending, tenure: Tenure) -> Tenure:
        del mine
        return tenure


class EagerPump(Pump):
    """Stores a receipt whatever the log looks like by then."""

    def _record(self, tenure: Tenure, answer: Receipt) -> Steps:
        del tenure

        def receipted(mine: Sending) -> Any:
            return replace(store.with_receipts(mine, (answer,)), flight=None), None

        return (yield Commit(receipted))


# settling


class PiecewisePump(Pump):
    """Settles in two transactions: the log first, what was not taken afterwards."""

    def _settle(self, **what: Any) -> Steps:
        saved: list[Any] = []

        def cut(mine: Sending) -> Any:
            done, result = store.settled(mine, now=self.clock(), **what)
            saved.append(done)
            return replace(done, staging=mine.staging), result

        def put_back(mine: Sending) -> Any:
            return replace(mine, staging=saved[0].staging, returned=saved[0].returned), None

        result = yield Commit(cut)
        yield Commit(put_back)
        return result


class EarlyPlanPump(Pump):
    """Plans the settlement on what it read before the transaction."""

    def _settle(self, **what: Any) -> Steps:
        mine = yield Look()
        planned, result = store.settled(mine, now=self.clock(), **what)

        def blindly(now_stored: Sending) -> Any:
            del now_stored
            return planned, result

        return (yield Commit(blindly))


class ImpatientPump(Pump):
    """Hands returned entries to a person before the new epoch is open."""

    def _settle(self, **what: Any) -> Steps:
        def settled(mine: Sending) -> Any:
            done, result = store.settled(mine, now=self.clock(), **what)
            return store.hand_over(done), result

        return (yield Commit(settled))


class ResendingPump(Pump):
    """Sends again whatever lost its position, whether or not the receiver has it elsewhere."""

    def _settle(self, **what: Any) -> Steps:
        def settled(mine: Sending) -> Any:
            done, result = store.settled(mine, now=self.clock(), **what)
            lost = (*mine.log[what["common"] :], *mine.staging)
            again = {owned.message_id: owned for owned in lost}
            returned = done.returned.union(again)
            return replace(done, staging=tuple(again.values()), returned=returned), result

        return (yield Commit(settled))


class UncoveredPump(Pump):
    """Believes a Standing that its own signature does not cover."""

    def _believe_standing(self, answer: Signed[Standing], request: bytes) -> None:
        said = answer.statement
        empty = replace(said, size=0, root=sha256().digest())
        super()._believe_standing(replace(answer, statement=empty), request)


class UnaskedPump(Pump):
    """Believes a Standing that answers another request."""

    def _believe_standing(self, answer: Signed[Standing], request: bytes) -> None:
        reply = replace(answer.statement, in_reply_to=sha256(request).digest())
        super()._believe_standing(replace(answer, statement=reply), request)


class AnyReceiptPump(Pump):
    """Believes any receipt of the receiver."""

    def _believe_receipt(self, answer: Receipt, sent: Head) -> None:
        del sent
        super()._believe_receipt(answer, answer.statement.head.statement)


class NoReceiptsPump(Pump):
    """Reads entries back, and not their receipts."""

    def _settle(self, **what: Any) -> Steps:
        return super()._settle(**{**what, "receipts": ()})


# the receiver


class NoRootAnswering(Answering):
    """Takes entries whatever root was signed."""

    def _judge_append(self, append: Append, kept: Receiving, now: datetime) -> Verdict:
        verdict = super()._judge_append(append, kept, now)
        if verdict != Refuse(reason=Reason.BAD_ROOT):
            return verdict
        frontier, nodes = kept.inbound.frontier.extend([leaf_hash(entry) for entry in append.entries])
        version = self.scribe.keys.trust.version
        receipt = Countersigned(head=append.head, at=now, directory_version=version)
        return Take(frontier=frontier, nodes=nodes, receipt=receipt)


class ForgetfulAnswering(Answering):
    """Knows no repeats."""

    def _judge_append(self, append: Append, kept: Receiving, now: datetime) -> Verdict:
        return super()._judge_append(append, replace(kept, receipts=()), now)


# the worlds


class NoSignatures(CheapKeys):
    """A directory that believes every signature."""

    class _Believes:
        version = 7

        def verify(self, *_: object) -> None:
            pass

        def admits(self, *_: object) -> bool:
            return True

    trust = _Believes()


class UnsignedWorld(World):
    """Nobody verifies a signature."""

    def __init__(self, *, keys: Keys | None = None, both_ways: bool = False) -> None:
        del keys
        super().__init__(keys=NoSignatures(), both_ways=both_ways)


class TwoWritersWorld(World):
    """The receiver commits what it judged on an older state."""

    def commit(self, end: End, hand: Hand) -> None:
        hand.judged = end.receiving
        super().commit(end, hand)


class HastyWorld(World):
    """The receiver answers before it commits."""

    def receive(self, letter: Letter) -> None:
        super().receive(letter)
        end = letter.to
        hand = end.base.hands[-1]
        _, answer = end.answering.commit(hand.request, hand.verdict, end.receiving, self.now)
        self.reply(end, hand, answer)


class NoReceiverRuleWorld(World):
    """A message that comes twice has two effects."""

    def had_effect(self, kept: Receiving, message_id: MessageId) -> bool:
        del kept, message_id
        return False


class NoMessageRuleWorld(NoReceiverRuleWorld):
    """Neither end knows a message by its id."""

    pump_class = ResendingPump


class RefusingWorld(World):
    """An entry whose author has seen more than we have is refused at once."""

    always_both_ways = True

    def may_refuse(self, end: End) -> bool:
        del end
        return True


class UnsettledWorld(RefusingWorld):
    """The other log is applied before ours has settled, and refused at once if it has seen more."""

    def may_apply(self, end: End) -> bool:
        del end
        return True


def _pump(kind: type[Pump]) -> type[World]:
    return type(kind.__name__.replace("Pump", "World"), (World,), {"pump_class": kind})


def _answering(kind: type[Answering]) -> type[World]:
    return type(kind.__name__.replace("Answering", "World"), (World,), {"answering_class": kind})


class _OpensAnywhere(Ledger):
    """Lets one epoch be opened at two places: what follows from it is of interest."""

    def asked_to_open(self, sender: Locality, head: Head) -> None:
        del sender, head


class StaleNonceWorld(World):
    """The nonce of an epoch follows from its counter."""

    pump_class = StaleNoncePump
    ledger_class = _OpensAnywhere


class OneEpochWorld(World):
    """No epochs."""

    ledger_class = _OpensAnywhere

    pump_class = OneEpochPump
    answering_class = OneEpochAnswering


WEAK: Mapping[Safeguard, type[World]] = {
    Safeguard.EPOCH: OneEpochWorld,
    Safeguard.RECEIVER_EPOCH: _answering(AnyEpochAnswering),
    Safeguard.NONCE: StaleNonceWorld,
    Safeguard.TOP_COUNTER: _pump(OwnCounterPump),
    Safeguard.CLOSING: _pump(CarelessPump),
    Safeguard.CLOSING_PLACE: _pump(EpochOnlyPump),
    Safeguard.CLOSING_EPOCH: _pump(PlaceOnlyPump),
    Safeguard.RECORDING: _pump(EagerPump),
    Safeguard.ATOMIC_SETTLING: _pump(PiecewisePump),
    Safeguard.FRESH_PLAN: _pump(EarlyPlanPump),
    Safeguard.COVERED: _pump(UncoveredPump),
    Safeguard.IN_REPLY_TO: _pump(UnaskedPump),
    Safeguard.RECEIPT_MATCH: _pump(AnyReceiptPump),
    Safeguard.READ_RECEIPTS: _pump(NoReceiptsPump),
    Safeguard.ROOT: _answering(NoRootAnswering),
    Safeguard.REPEAT: _answering(ForgetfulAnswering),
    Safeguard.SIGNATURE: UnsignedWorld,
    Safeguard.ONE_WRITER: TwoWritersWorld,
    Safeguard.COMMIT_FIRST: HastyWorld,
    Safeguard.MESSAGE_ID: NoMessageRuleWorld,
    Safeguard.SENDER_RULE: _pump(ResendingPump),
    Safeguard.RECEIVER_RULE: NoReceiverRuleWorld,
    Safeguard.PATIENCE: _pump(ImpatientPump),
    Safeguard.SETTLE_FIRST: UnsettledWorld,
    Safeguard.GREET_FIRST: RefusingWorld,
}
