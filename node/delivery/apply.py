"""One round of applying: entries in, verdicts and their effects out. No waiting, no writing here.

What cannot be applied has no effect at either end: a Refusal says so. A message id already taken on
the link has no second effect. A refusal is never refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from federation.case import Placed, judge
from federation.case.beside import ended_by
from federation.case.events import Act, ParcelSent, Refusal, Submitted
from federation.case.licences import day_limit
from federation.case.parts import ItemRef
from federation.case.powers import Agreements
from federation.case.process import LicenceAsked
from federation.days import day_of
from federation.errors import KuayuError, Malformed, Reason
from federation.ids import CaseId, Locality, MessageId, ParcelNo, Uscc
from federation.wire.entries import Peek, open_entry, peek_entry, read_entry
from node.observe.log import Event, log, reason_fields
from node.store.cases import CaseLogs, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """An entry taken apart as far as it goes."""

    position: int
    peek: Peek
    act: Act | None = None
    reason: Reason | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The stored verdict on an entry; ``reason`` None = it has its effect."""

    position: int
    message_id: MessageId | None
    case: CaseId | None
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """An entry of ours that the peer refused."""

    position: int
    message_id: MessageId
    case: CaseId | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that waits until this node imports again what it once held."""

    message_id: MessageId
    case: CaseId
    reason: Reason


IMPORTED = frozenset({Reason.AGREEMENT_UNKNOWN, Reason.ITEM_UNKNOWN, Reason.VERSION_UNKNOWN})
"""What an entry meets where something was not imported."""


def take_apart(position: int, data: bytes, *, me: Locality, peer: Locality) -> Parsed:
    """Parse an entry of the peer's log; a fault becomes its reason."""
    try:
        act = _open(data, me=me, peer=peer)
    except Exception as error:  # noqa: BLE001  # whatever it is, the entries behind go on
        reason, detail = _why(error)
        return Parsed(position=position, peek=peek_entry(data), reason=reason, detail=detail)
    return Parsed(position=position, peek=Peek(message_id=act.message_id, case=act.case), act=act)


def _open(data: bytes, *, me: Locality, peer: Locality) -> Act:
    entry = read_entry(data)
    if (entry.header.sender, entry.header.receiver) != (peer, me):
        raise Malformed(Reason.PARTIES)
    act = open_entry(entry)
    if act.case is None and not isinstance(act.event, Refusal):
        raise Malformed(Reason.CASE_ID)
    if act.case is not None and {act.case.accepting, act.case.handling} != {me, peer}:
        raise Malformed(Reason.PARTIES)
    return act


def _why(error: Exception) -> tuple[Reason, str]:
    """What an entry is refused for; a fault of our own is INTERNAL, and logged."""
    if isinstance(error, KuayuError):
        return error.reason, spots(error.detail)
    log(Event.INBOX_FAILED, **reason_fields(error))
    return Reason.INTERNAL, ""


def spots(detail: Mapping[str, str | int]) -> str:
    """Names and values of a detail in one line, for a Refusal."""
    return " ".join(f"{name}={value}" for name, value in detail.items())


@dataclass(slots=True, kw_only=True)
class Round:
    """Applies entries one after the other to the cases they belong to.

    Attributes:
        ours: how many entries of our log are closed.
        cases: the acts of every case an entry or a refused entry belongs to, and of those in which a parcel that
            is to be sent here was ended; grows as entries are taken.
        own: our entries that Refusals of this round name, by position.
        taken_before: message ids of this log below the round.
        speaks: whether a member speaks for an organ.
        agreements: those this node holds.
        unknown: what an act names that is not in our catalogue, if anything.
        asked: how many licences the peer asked about on each day, requests of this round with it.
        noted: how many of its requests came here today, likewise.
        checks: those of this round.
        flood: the first of them with which more came today than may be asked in a day.
        told: whether a person knows that already.
        waiting: the entry that has to wait, and all behind it.
        ended: in which of the cases somebody ended a parcel, by its number.
    """

    me: Locality
    peer: Locality
    ours: int
    cases: dict[CaseId, CaseLogs]
    own: Mapping[int, tuple[MessageId, CaseId | None]]
    taken_before: set[MessageId]
    speaks: Callable[[Locality, Uscc], bool]
    agreements: Agreements
    unknown: Callable[[Act, ItemRef | None], KuayuError | None]
    asked: dict[date, int] = field(default_factory=dict)
    noted: int = 0
    checks: list[Act] = field(default_factory=list)
    flood: Act | None = None
    told: bool = False
    marks: list[Mark] = field(default_factory=list)
    taken: list[Act] = field(default_factory=list)
    refusals: list[tuple[CaseId | None, Refusal]] = field(default_factory=list)
    voided: list[Voided] = field(default_factory=list)
    touched: set[CaseId] = field(default_factory=set)
    waiting: Waiting | None = None
    ended: defaultdict[ParcelNo, set[CaseId]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for held in self.cases.values():
            for placed in (*held.accepting, *held.handling):
                self._note(placed.act)

    def apply(self, parsed: Sequence[Parsed]) -> int:
        """Apply entries in log order, up to the first that has to wait.

        Returns:
            How many were applied; of the one behind them, if any, ``waiting`` says what it waits for.
        """
        for count, one in enumerate(parsed):
            if not self._apply(one):
                return count
        return len(parsed)

    def place_own(self, act: Act, case: CaseId) -> None:
        """An act of ours, staged in this round: after all others of our log."""
        side = self.cases[case].side(self.me) if case in self.cases else None
        if side is not None:
            side.append(Placed(max(self.ours, side[-1].position + 1 if side else 0), act))

    def _apply(self, one: Parsed) -> bool:
        reason, detail = self._verdict(one)
        case = self._own_case(one.peek.case)
        if one.act is not None and case is not None and reason in IMPORTED and self._forgot(one.act, case):
            self.waiting = Waiting(message_id=one.act.message_id, case=case, reason=reason)
            return False
        placed = one.act is not None and reason is not Reason.DUPLICATE
        self.marks.append(
            Mark(
                position=one.position,
                message_id=one.peek.message_id,
                case=case if placed else None,
                reason=reason,
            )
        )
        if one.peek.message_id is not None:
            self.taken_before.add(one.peek.message_id)
        if reason is not None and reason is not Reason.DUPLICATE:
            self._refuse(one, case, reason, detail)
        if placed and one.act is not None and case is not None and isinstance(one.act.event, LicenceAsked):
            self._count(one.act, case)
        if placed and one.act is not None and case is not None:
            self._place(one.position, one.act, case, refused=reason)
        return True

    def _count(self, act: Act, case: CaseId) -> None:
        """Every request counts for the day on it, whatever became of it; and how many came today, whatever is on it."""
        day = day_of(act.at)
        self.asked[day] = self.asked.get(day, 0) + 1
        self.noted += 1
        self.checks.append(act)
        try:
            limit = day_limit(case, self.cases[case].submitted, self.agreements)
        except KuayuError:  # of an agreement that is not held: the request was refused for that
            return
        if self.noted > limit and not self.told:
            self.flood, self.told = act, True

    def _forgot(self, act: Act, case: CaseId) -> bool:
        """Whether this node lacks what it once had: it acted in the case, so it held what the case stands on.

        That is so after a restore to a copy from before an import. A refusal would undo, at both ends and for
        ever, what was lawful: the link waits until it is imported again.
        """
        held = self.cases[case]
        acted = any(
            not isinstance(one.act.event, Refusal) and one.act.message_id not in held.refused
            for one in held.side(self.me)
        )
        filing = isinstance(act.event, Submitted)
        return acted and filing is (held.item is None)

    def _verdict(self, one: Parsed) -> tuple[Reason | None, str]:
        act = one.act
        if one.peek.message_id is not None and one.peek.message_id in self.taken_before:
            return Reason.DUPLICATE, ""
        if act is None:
            return one.reason, one.detail
        if isinstance(act.event, Refusal):
            self._void(act.event, act.case)
            return None, ""
        return self._judge(one.position, act)

    def _judge(self, position: int, act: Act) -> tuple[Reason | None, str]:
        case = self._own_case(act.case)
        if case is None:
            return Reason.PARTIES, ""
        held = self.cases[case]
        try:
            verdict = judge(
                act,
                accepting=held.accepting,
                handling=held.handling,
                refused=held.refused,
                speaks=self.speaks,
                agreements=self.agreements,
                asked=self.asked.get(day_of(act.at), 0),
                beside=self._beside(act),
                **Known(me=self.me, ours=self.ours, theirs=position).as_sides(case),
            )
            stranger = self.unknown(act, held.item) if verdict.admitted else None
        except Exception as error:  # noqa: BLE001  # whatever it is, the entries behind go on
            return _why(error)
        if stranger is not None:
            return stranger.reason, spots(stranger.detail)
        return verdict.reason, spots(verdict.detail)

    def _beside(self, act: Act) -> list[CaseLogs]:
        """Other cases that say how the parcel ended into which papers are to go."""
        if not isinstance(act.event, ParcelSent):
            return []
        return [self.cases[case] for case in self.ended.get(act.event.number, ())]

    def _note(self, act: Act) -> None:
        number = ended_by(act.event)
        if number is not None and act.case is not None:
            self.ended[number].add(act.case)

    def _place(self, position: int, act: Act, case: CaseId, *, refused: Reason | None) -> None:
        self.cases[case].side(act.author).append(Placed(position, act))
        self._note(act)
        self.touched.add(case)
        if refused is None:
            self.taken.append(act)
        else:
            self.cases[case].refused[act.message_id] = refused

    def _refuse(self, one: Parsed, case: CaseId | None, reason: Reason, detail: str) -> None:
        refusal = Refusal(
            position=one.position, message_id=one.peek.message_id, reason=reason, detail=detail[:200]
        )
        self.refusals.append((case, refusal))

    def _void(self, refusal: Refusal, filed_under: CaseId | None) -> None:
        """The peer refused an entry of ours: it has no effect here either.

        A Refusal that names another entry, or is filed under another case, refuses nothing: the other end
        folds it where it is filed, and both must agree.
        """
        message_id, case = self.own.get(refusal.position, (None, None))
        if message_id is None or refusal.message_id not in (None, message_id):
            return
        if filed_under not in (None, case):
            return
        self.voided.append(
            Voided(position=refusal.position, message_id=message_id, case=case, reason=refusal.reason)
        )
        if case is not None:
            self.cases[case].refused[message_id] = refusal.reason
            self.touched.add(case)

    def _own_case(self, case: CaseId | None) -> CaseId | None:
        """The case, if it is one between the two of us."""
        return case if case is not None and {case.accepting, case.handling} == {self.me, self.peer} else None
