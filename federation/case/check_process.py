"""The content of what happens while a case is handled: procedures, fees, questions, ratings, records.

Same law as `check`: nothing here knows the case, and details name fields, never values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from federation.case.choices import TimeUnit
from federation.case.clock import JOINT_EXTENSION_DAYS
from federation.case.limits import MOST_DAYS, check_count, check_materials, check_number, check_unique
from federation.case.meeting import check_meeting
from federation.case.process import (
    Answered,
    Archived,
    Asked,
    Assisted,
    DeferredSupplied,
    Extended,
    FeeDue,
    FeePaid,
    LicenceAnswered,
    LicenceAsked,
    NotRequired,
    OriginalVerified,
    ParcelTracked,
    Rated,
    RatingFixed,
    RatingVerified,
    Resumed,
    SessionHeld,
    StepTaken,
    Suspended,
    Transferred,
    Urged,
)
from federation.case.terms import Kind
from federation.case.text import BETWEEN, CARRIER_CHARS, LABEL_CHARS, check_impersonal, check_line, check_text
from federation.errors import InvalidInput, Reason
from federation.limits import FIELD_COUNT, FRESH_SECONDS

MOST_FEN = 10**13
RETENTIONS = frozenset({"永久", "30年", "10年"})
"""保管期限 (GB/T 42727-2023)."""

PAYMENT_DIGITS = 20
"""Of a national payment code 缴款码."""
PURPOSE_CHARS = 200
ANSWER_UNITS = frozenset({None, TimeUnit.WORKING_DAY, TimeUnit.HOUR})
"""What the time to answer a question may be counted in; None: working days."""

_PAYMENT_CODE = re.compile(rf"[0-9]{{{PAYMENT_DIGITS}}}", re.ASCII)
_PHONE = re.compile(r"[0-9]{10}", re.ASCII)  # a mobile number, or a fixed one with its area code


def _past(moment: datetime, at: datetime, field: str) -> None:
    if moment > at + timedelta(seconds=FRESH_SECONDS):
        raise InvalidInput(Reason.VALUE_INVALID, field=field, why="in the future")


def _codes(codes: Collection[str], field: str, *, least: int) -> None:
    check_count(codes, field, FIELD_COUNT, least=least)
    check_unique(codes, field)
    for code in codes:
        check_line(code, field=field)


def _supplied(event: DeferredSupplied, _at: datetime) -> None:
    check_count(event.materials, "materials", FIELD_COUNT, least=1)
    check_materials(event.materials)


def _verified(event: OriginalVerified, _at: datetime) -> None:
    _codes(event.materials, "materials", least=1)
    check_text(event.note, field="note", required=False)


def _assisted(event: Assisted, _at: datetime) -> None:
    check_text(event.note, field="note")


def _met(event: SessionHeld, at: datetime) -> None:
    _past(event.held_at, at, "held_at")
    _codes(event.seen_materials, "seen_materials", least=0)
    check_text(event.note, field="note")
    check_meeting(event.meeting)


def _not_required(event: NotRequired, _at: datetime) -> None:
    check_text(event.reason, field="reason")


def _transferred(event: Transferred, _at: datetime) -> None:
    check_text(event.reason, field="reason")


def _step(event: StepTaken, _at: datetime) -> None:
    check_line(event.name, field="name", limit=LABEL_CHARS)
    check_text(event.note, field="note", required=False)


def _suspended(event: Suspended, _at: datetime) -> None:
    check_number(event.days, "days", least=1, most=MOST_DAYS)
    check_text(event.reason, field="reason")


def _resumed(event: Resumed, _at: datetime) -> None:
    check_text(event.outcome, field="outcome")


def _extended(event: Extended, _at: datetime) -> None:
    check_number(event.days, "days", least=1, most=JOINT_EXTENSION_DAYS)
    check_line(event.approver, field="approver", limit=LABEL_CHARS)
    check_text(event.reason, field="reason")


def _charge(event: FeeDue, _at: datetime) -> None:
    if not _PAYMENT_CODE.fullmatch(event.code):
        raise InvalidInput(Reason.VALUE_INVALID, field="code")
    check_line(event.name, field="name", limit=LABEL_CHARS)
    check_number(event.fen, "fen", least=1, most=MOST_FEN)
    check_line(event.payee, field="payee", limit=LABEL_CHARS)


def _paid(event: FeePaid, at: datetime) -> None:
    if not _PAYMENT_CODE.fullmatch(event.code):
        raise InvalidInput(Reason.VALUE_INVALID, field="code")
    _past(event.paid_at, at, "paid_at")


def _archived(event: Archived, _at: datetime) -> None:
    check_line(event.number, field="number", limit=LABEL_CHARS)
    if event.retention not in RETENTIONS:
        raise InvalidInput(Reason.VALUE_INVALID, field="retention")


def _tracked(event: ParcelTracked, at: datetime) -> None:
    """Courier's texts hold the telephone numbers of postmen: a place never does."""
    check_line(event.carrier, field="carrier", limit=CARRIER_CHARS)
    _past(event.tracked_at, at, "tracked_at")
    check_line(event.place, field="place", limit=LABEL_CHARS, required=False)
    if _PHONE.search(BETWEEN.sub("", unicodedata.normalize("NFKC", event.place))):
        raise InvalidInput(Reason.VALUE_INVALID, field="place", why="a telephone number")


def _asked(event: Asked, _at: datetime) -> None:
    check_text(event.text, field="text")
    check_number(event.days, "days", least=1, most=MOST_DAYS)
    if event.unit not in ANSWER_UNITS:
        raise InvalidInput(Reason.VALUE_INVALID, field="unit", allowed="working_day hour")


def _text(event: Answered | Urged | RatingFixed | RatingVerified, _at: datetime) -> None:
    check_text(event.text, field="text")


def _licence(event: LicenceAsked, _at: datetime) -> None:
    check_line(event.name, field="name", limit=LABEL_CHARS)
    check_text(event.purpose, field="purpose", limit=PURPOSE_CHARS)
    for field in ("name", "purpose"):
        check_impersonal(getattr(event, field), field=field)


def _licence_said(event: LicenceAnswered, _at: datetime) -> None:
    check_text(event.note, field="note", required=False)


def _rated(event: Rated, _at: datetime) -> None:
    check_text(event.text, field="text", required=False)


PROCESS_CHECKS: Mapping[Kind, Callable[[Any, datetime], None]] = {
    Kind.DEFERRED_SUPPLIED: _supplied,
    Kind.ORIGINAL_VERIFIED: _verified,
    Kind.ASSISTED: _assisted,
    Kind.SESSION_HELD: _met,
    Kind.NOT_REQUIRED: _not_required,
    Kind.TRANSFERRED: _transferred,
    Kind.STEP_TAKEN: _step,
    Kind.SUSPENDED: _suspended,
    Kind.RESUMED: _resumed,
    Kind.EXTENDED: _extended,
    Kind.FEE_DUE: _charge,
    Kind.FEE_PAID: _paid,
    Kind.ARCHIVED: _archived,
    Kind.PARCEL_TRACKED: _tracked,
    Kind.ASKED: _asked,
    Kind.ANSWERED: _text,
    Kind.URGED: _text,
    Kind.LICENCE_ASKED: _licence,
    Kind.LICENCE_ANSWERED: _licence_said,
    Kind.RATED_GOOD: _rated,
    Kind.RATED_BAD: _rated,
    Kind.RATING_UPHELD: _text,
    Kind.RATING_DISMISSED: _text,
    Kind.RATING_FIXED: _text,
}
