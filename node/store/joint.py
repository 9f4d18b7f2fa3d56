"""The parts of a joint case 多地联办 as this node holds them, over all its links."""

from __future__ import annotations

from federation.case import Case
from federation.ids import CaseId, Locality
from node.store.cases import fold_logs, load_cases, load_known
from node.store.store import Tx


async def load_joint(tx: Tx, lead: CaseId, *, me: Locality) -> list[Case]:
    """Fold the parts of a joint case, in the order in which they were filed."""
    found: list[Case] = []
    for row in await tx.all("joint_cases", lead=lead):
        case, peer = CaseId(row["case_id"]), Locality(row["peer"])
        known = await load_known(tx, me=me, peer=peer)
        if known is not None:
            found.append(fold_logs((await load_cases(tx, [case], ours=known.ours))[case], known))
    return found
