"""The part of the local API about licence checks 电子证照核验 over all cases. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.case.words import word
from federation.v1 import local_pb2
from federation.wire.parcels import put_actor
from node.api.guard import guarded
from node.api.read import get_day, get_word
from node.desk import licences
from node.desk.desk import Desk
from node.store.logs import text_time


class LicencesService:
    """Licence checks."""

    desk: Desk

    @guarded
    async def ListLicenceChecks(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ListLicenceChecksRequest, context: Any
    ) -> local_pb2.ListLicenceChecksResponse:
        """A page of them."""
        del context
        found = await licences.list_checks(
            self.desk,
            first=get_day(request.first, "first"),
            last=get_day(request.last, "last"),
            asked=get_word(licences.Asked, request.asked, "asked") if request.asked else None,
            after=request.after,
            count=request.count,
        )
        return local_pb2.ListLicenceChecksResponse(rows=map(_row, found))


def _row(check: licences.Check) -> local_pb2.LicenceCheck:
    act, licence = check.act, check.asked.licence
    return local_pb2.LicenceCheck(
        case=check.case,
        message_id=act.message_id,
        asker=act.author,
        answerer=check.answerer,
        asked_at=text_time(act.at),
        actor=put_actor(act.actor),
        name=check.asked.name,
        type=licence.type_code,
        issuer=licence.issuer,
        purpose=check.asked.purpose,
        status=check.status,
        term=licences.STATUS_TERMS[check.status],
        reason=check.reason or "",
        answer=check.state or "",
        answer_term=word(check.state) if check.state else "",
        answered_at=text_time(check.answered_at) if check.answered_at else "",
        answered_by=put_actor(check.answered_by) if check.answered_by else None,
    )
