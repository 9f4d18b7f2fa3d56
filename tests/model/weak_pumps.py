"""Pumps that leave out one safeguard each; `tests.model.weak` makes worlds of them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from federation.link.epoch import Tenure, check_tenure, claim
from federation.link.head import Append, Epoch, Head, Signed, Standing
from tests.model import store
from tests.model.pump import Commit, Look, Pump, Steps
from tests.model.store import Receipt, Sending

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

    def _record(self, tenure: Tenure, sent: Append, answer: Receipt) -> Steps:
        del tenure, sent

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
