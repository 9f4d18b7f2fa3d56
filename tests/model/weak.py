"""Worlds in which one safeguard of the link is left out, to see that the model notices.

The judges are left as they are; the shell around them is made to ignore, or to feign, what one of
their checks is for. `WEAK` is the table: safeguard, and the world without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from federation.errors import Reason
from federation.ids import Locality, MessageId
from federation.link.head import Append, Countersigned, Head
from federation.link.merkle import leaf_hash
from federation.link.receiver import Refuse, Take
from tests.model.answering import Answering, Opening, Verdict
from tests.model.ends import End, Hand
from tests.model.keys import CheapKeys, Keys
from tests.model.ledger import Ledger
from tests.model.pump import Pump
from tests.model.safeguards import Safeguard
from tests.model.store import Receiving
from tests.model.weak_pumps import (
    AnyReceiptPump,
    CarelessPump,
    EagerPump,
    EarlyPlanPump,
    EpochOnlyPump,
    ImpatientPump,
    NoReceiptsPump,
    OneEpochPump,
    OwnCounterPump,
    PiecewisePump,
    PlaceOnlyPump,
    ResendingPump,
    StaleNoncePump,
    UnaskedPump,
    UncoveredPump,
)
from tests.model.world import Letter, World

# the receiver


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
