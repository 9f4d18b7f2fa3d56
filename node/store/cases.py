"""Cases in the store: their entries as the fold takes them, and what the fold gives for listings.

The entries are the truth; the casebook is made from them in the same transaction and can be made anew.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from federation.case import Case, Placed, Side, canonical, digest_of, fold, side_of
from federation.case.clocks import at_rest
from federation.case.events import Submitted
from federation.case.parts import Blob, ItemRef
from federation.errors import Reason
from federation.ids import CaseId, Locality, LogId, MessageId
from federation.wire.entries import read_act
from node.store.decisions import open_decisions
from node.store.licences import note_checks
from node.store.logs import text_time
from node.store.papers import save_papers
from node.store.store import Tx


@dataclass(slots=True, kw_only=True)
class CaseLogs:
    """The acts of one case in both logs, with positions, and which of them were refused."""

    case: CaseId
    accepting: list[Placed] = field(default_factory=list)
    handling: list[Placed] = field(default_factory=list)
    refused: dict[MessageId, Reason] = field(default_factory=dict)

    def side(self, author: Locality) -> list[Placed]:
        """The acts of one member."""
        return self.accepting if side_of(author, self.case) is Side.ACCEPTING else self.handling

    @property
    def submitted(self) -> Submitted | None:
        """The application that opened the case."""
        opened = (
            one.act.event
            for one in (*self.accepting, *self.handling)
            if isinstance(one.act.event, Submitted) and one.act.message_id not in self.refused
        )
        return next(opened, None)

    @property
    def item(self) -> ItemRef | None:
        """The item the case was opened for."""
        return self.submitted.item if self.submitted is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How many entries of the two logs of a link this node holds: ours closed, theirs applied."""

    me: Locality
    ours: int
    theirs: int

    def as_sides(self, case: CaseId) -> dict[str, int]:
        """The same as `federation.case` names them."""
        if side_of(self.me, case) is Side.ACCEPTING:
            return {"known_accepting": self.ours, "known_handling": self.theirs}
        return {"known_accepting": self.theirs, "known_handling": self.ours}


async def load_known(tx: Tx, *, me: Locality, peer: Locality) -> Known | None:
    """The counts of a link; None if there is no such link."""
    out = await tx.one("get_log", log=LogId.make(me, peer))
    into = await tx.one("get_log", log=LogId.make(peer, me))
    if out is None or into is None:
        return None
    return Known(me=me, ours=out["size"], theirs=into["applied"])


async def load_cases(tx: Tx, cases: Iterable[CaseId], *, ours: int) -> dict[CaseId, CaseLogs]:
    """The acts of some cases, in three queries.

    Args:
        tx: the transaction.
        cases: which.
        ours: size of our log: staged entries follow it provisionally.
    """
    found = {case: CaseLogs(case=case) for case in cases}
    names = json.dumps(list(found))
    for row in await tx.all("case_entries", cases=names):
        act = read_act(bytes(row["bytes"]))
        found[CaseId(row["case_id"])].side(act.author).append(Placed(row["position"], act))
    provisional: dict[CaseId, int] = defaultdict(lambda: ours)
    for row in await tx.all("case_staged", cases=names):
        case = CaseId(row["case_id"])
        act = read_act(bytes(row["bytes"]))
        found[case].side(act.author).append(Placed(provisional[case], act))
        provisional[case] += 1
    for row in await tx.all("case_refused", cases=names):
        found[CaseId(row["case_id"])].refused[MessageId(row["message_id"])] = Reason(row["reason"])
    return found


def fold_logs(logs: CaseLogs, known: Known) -> Case:
    """The case as its entries tell it."""
    return fold(logs.case, logs.accepting, logs.handling, refused=logs.refused, **known.as_sides(logs.case))


async def save_cases(tx: Tx, folded: Iterable[Case], *, me: Locality, now: datetime) -> None:
    """Keep what the fold gave, and open a task for what it left to a person."""
    folded = list(folded)
    await open_decisions(tx, folded, me=me, now=now)
    await save_papers(tx, folded, me=me)
    rows = [
        {
            "case_id": case.case_id,
            "peer": case.case_id.other(me),
            "state": str(case.handling),
            "item": case.item.code if case.item else "",
            "digest": digest_of(document),
            "document": document.decode(),
            "updated_at": text_time(now),
            "live": int(not at_rest(case)),
            "lead": case.submitted.lead.case if case.submitted and case.submitted.lead else "",
        }
        for case in folded
        if case.rows
        for document in (canonical(case),)
    ]
    await tx.many("put_case", rows)


async def refold(tx: Tx, cases: set[CaseId], *, me: Locality, now: datetime) -> None:
    """Make the casebook of some cases anew."""
    by_peer: dict[Locality, set[CaseId]] = defaultdict(set)
    for case in cases:
        by_peer[case.other(me)].add(case)
    for peer, theirs in by_peer.items():
        known = await load_known(tx, me=me, peer=peer)
        if known is not None:
            logs = await load_cases(tx, theirs, ours=known.ours)
            for one in logs.values():
                await note_checks(tx, (placed.act for placed in (*one.accepting, *one.handling)), now=now)
            await save_cases(tx, [fold_logs(one, known) for one in logs.values()], me=me, now=now)


async def want_blobs(
    tx: Tx, case: CaseId, blobs: Iterable[Blob], *, peer: Locality, ours: bool, here: bool
) -> None:
    """Note the files an act names: ours to give, or the peer's to pull."""
    await tx.many(
        "want_blob",
        [
            {
                "case_id": case,
                "digest": blob.digest,
                "size": blob.size,
                "media_type": blob.media_type,
                "peer": peer,
                "ours": int(ours),
                "here": int(here),
            }
            for blob in blobs
        ],
    )
