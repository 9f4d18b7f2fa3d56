"""The part of the local API about agreements, calendars and what is due. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.case.choices import TimeUnit
from federation.case.clock import CLOCK_TERMS, STATE_WORDS, Clock
from federation.case.terms import TERMS
from federation.case.words import in_words
from federation.days import BEIJING, day_of
from federation.ids import CaseId, Locality
from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk import due
from node.desk.agreements import Held
from node.desk.calendars import HeldYear
from node.desk.desk import Desk


class TermsService:
    """Agreements, calendars, clocks."""

    desk: Desk

    @guarded
    async def ImportAgreement(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ImportAgreementRequest, context: Any
    ) -> local_pb2.ImportAgreementResponse:
        """Import an agreement."""
        del context
        held = await self.desk.agreements.add(
            request.envelope, directory=self.desk.directory(), now=self.desk.clock()
        )
        return local_pb2.ImportAgreementResponse(agreement=self._agreement(held))

    @guarded
    async def ListAgreements(  # noqa: N802
        self, request: local_pb2.ListAgreementsRequest, context: Any
    ) -> local_pb2.ListAgreementsResponse:
        """Every agreement."""
        del request, context
        order = sorted(
            self.desk.agreements.all().items(), key=lambda one: one[1].agreement.start, reverse=True
        )
        order.sort(key=lambda one: one[0][:2])
        return local_pb2.ListAgreementsResponse(rows=[self._agreement(held) for _, held in order])

    @guarded
    async def GetAgreement(  # noqa: N802
        self, request: local_pb2.GetAgreementRequest, context: Any
    ) -> local_pb2.GetAgreementResponse:
        """One agreement as signed."""
        del context
        envelope = await self.desk.agreements.envelope(
            Locality(request.accepting), Locality(request.handling), request.version
        )
        return local_pb2.GetAgreementResponse(envelope=envelope)

    @guarded
    async def ImportCalendar(  # noqa: N802
        self, request: local_pb2.ImportCalendarRequest, context: Any
    ) -> local_pb2.ImportCalendarResponse:
        """Import a signed year."""
        del context
        held = await self.desk.calendars.add(
            request.envelope,
            directory=self.desk.directory(),
            roots=self.desk.roots,
            now=self.desk.clock(),
        )
        return local_pb2.ImportCalendarResponse(calendar=_calendar(held))

    @guarded
    async def ListCalendars(  # noqa: N802
        self, request: local_pb2.ListCalendarsRequest, context: Any
    ) -> local_pb2.ListCalendarsResponse:
        """Every year."""
        del request, context
        return local_pb2.ListCalendarsResponse(rows=[_calendar(one) for one in self.desk.calendars.all()])

    @guarded
    async def CaseDue(  # noqa: N802
        self, request: local_pb2.CaseDueRequest, context: Any
    ) -> local_pb2.CaseDueResponse:
        """The clocks of one case."""
        del context
        now = due.moment(self.desk.clock(), request.on)
        found = await due.due_of_case(self.desk, CaseId(request.case), now=now)
        withheld = [
            local_pb2.WithheldClock(clock=name, term=CLOCK_TERMS[name].zh, reason=reason)
            for name, reason in found.withheld
        ]
        return local_pb2.CaseDueResponse(
            agreement=found.agreement,
            clocks=[_clock(one) for one in found.clocks],
            withheld=withheld,
            deemed_accepted=found.deemed[0].isoformat() if found.deemed else "",
            deemed_provisional=bool(found.deemed and found.deemed[1]),
            promised=_limit(found.promised),
            legal=_limit(found.legal),
        )

    @guarded
    async def ListDue(  # noqa: N802
        self, request: local_pb2.ListDueRequest, context: Any
    ) -> local_pb2.ListDueResponse:
        """Cards over all cases."""
        del context
        owed_by = Locality(request.locality) if request.locality else None
        now = due.moment(self.desk.clock(), request.on)
        found = await due.due_list(self.desk, side=owed_by, late=request.late, now=now)
        rows = [local_pb2.DueRow(case=card.case, clock=_clock(card.clock)) for card in found.cards]
        return local_pb2.ListDueResponse(rows=rows, more=found.more, open=found.open, unknown=found.unknown)

    def _agreement(self, held: Held) -> local_pb2.AgreementRow:
        agreement = held.agreement
        return local_pb2.AgreementRow(
            accepting=agreement.accepting,
            handling=agreement.handling,
            version=agreement.version,
            digest=agreement.digest,
            start=agreement.start.isoformat(),
            end=agreement.end.isoformat(),
            in_force=agreement.in_force(day_of(self.desk.clock())),
            items=sum(len(terms.codes) for terms in agreement.items),
            imported_at=held.at.isoformat(),
        )


def _calendar(held: HeldYear) -> local_pb2.CalendarRow:
    year = held.year
    return local_pb2.CalendarRow(
        locality=year.locality,
        year=year.year,
        version=year.version,
        source=year.source,
        holidays=len(year.holidays),
        workdays=len(year.workdays),
        imported_at=held.at.isoformat() if held.at else "",
        used=held.used,
    )


def _clock(clock: Clock) -> local_pb2.ClockRow:
    term = CLOCK_TERMS[clock.name]
    return local_pb2.ClockRow(
        clock=clock.name,
        term=term.zh,
        side=clock.side,
        about=clock.about,
        start=clock.start.isoformat(),
        due=clock.due.isoformat() if clock.due else "",
        ended=clock.ended.isoformat() if clock.ended else "",
        left=clock.left,
        state=clock.state,
        state_term=STATE_WORDS[clock.state],
        card=clock.card or "",
        provisional=clock.provisional,
        source=term.source,
        due_at=clock.due_at.astimezone(BEIJING).isoformat() if clock.due_at else "",
        extended=clock.extended,
        late=[
            local_pb2.LateAct(
                kind=one.kind,
                term=TERMS[one.kind].zh,
                number=one.number,
                on=one.on.isoformat(),
                source=TERMS[one.kind].source,
            )
            for one in clock.late
        ],
    )


def _limit(limit: tuple[int, TimeUnit] | None) -> local_pb2.Limit | None:
    if limit is None:
        return None
    amount, unit = limit
    return local_pb2.Limit(amount=amount, unit=unit, words=in_words(amount, unit))
