"""Licence checks 电子证照核验 over all cases of two cities: so many a day, and worded so that a list may be read.

Handling personal information keeps to the least its purpose needs (个人信息保护法6条): one licence a request, for
one case, and no day on which one city reads through the other's register.

Both ends count alike: every request that stands in the asking city's log before this one, of the day its author
wrote on it, whatever became of it. That is a function of that log alone, and the number is the one of the agreement
the case is filed under, which both signed. The law is in `check_day`; who counts is the node.
"""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from federation.case.case import Case
from federation.case.events import Act, Submitted
from federation.case.powers import Agreements
from federation.case.process import LicenceAsked
from federation.case.text import BETWEEN
from federation.days import day_of
from federation.errors import Illegal, InvalidInput, Reason
from federation.ids import CaseId
from federation.limits import DAY_LICENCES

_LEAST_NAME = 2
"""Characters of a name that is looked for: one alone stands in too many words."""


def day_limit(case: CaseId, submitted: Submitted | None, agreements: Agreements) -> int:
    """How many licences a city may ask the other about in a day, by what a case is filed under.

    Raises:
        Illegal: AGREEMENT_UNKNOWN.
    """
    agreement = agreements.pinned(case, submitted.agreement) if submitted is not None else None
    return agreement.licence_checks if agreement is not None else DAY_LICENCES


def check_day(view: Case, act: Act, asked: int, agreements: Agreements) -> None:
    """Refuse a request above the day's number.

    Args:
        view: the case as its author knows it.
        act: a LicenceAsked.
        asked: how many of its day stand before it in its author's log, over all cases.
        agreements: those held.

    Raises:
        Illegal: LICENCE_LIMIT, with how many were asked, how many may be, and from which day again.
    """
    limit = day_limit(view.case_id, view.submitted, agreements)
    if asked >= limit:
        until = day_of(act.at) + timedelta(days=1)
        raise Illegal(Reason.LICENCE_LIMIT, asked=asked, limit=limit, until=until.isoformat())


def check_wording(view: Case, event: LicenceAsked) -> None:
    """Name and purpose are listed for auditors over many cases: who the applicant is, the case says.

    Raises:
        InvalidInput: VALUE_INVALID, naming the field.
    """
    submitted = view.submitted
    parties = () if submitted is None else filter(None, (submitted.applicant, submitted.agent))
    said = {
        _plain(text)
        for one in parties
        for text in (one.name, one.id_number)
        if len(_plain(text)) >= _LEAST_NAME
    }
    for field in ("name", "purpose"):
        text = _plain(getattr(event, field))
        if any(one in text for one in said):
            raise InvalidInput(Reason.VALUE_INVALID, field=field, why="names the applicant")


def _plain(text: str) -> str:
    return BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
