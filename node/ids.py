"""Fresh ids: the only place where randomness and the clock meet `federation.ids`."""

from __future__ import annotations

import secrets
from datetime import datetime

from federation.days import day_of
from federation.ids import CaseId, LineNo, Locality, MessageId

SALT_BYTES = 16


def new_message_id(now: datetime) -> MessageId:
    """A UUIDv7 of this moment."""
    return MessageId.make(unix_ms=int(now.timestamp() * 1000), random=secrets.randbits(74))


def new_case_id(*, accepting: Locality, handling: Locality, now: datetime) -> CaseId:
    """A case id of this day in Beijing."""
    return CaseId.make(accepting=accepting, handling=handling, on=day_of(now), random=secrets.randbits(40))


def new_line_no(*, locality: Locality, now: datetime) -> LineNo:
    """A number of this day in Beijing for a note on an item of a national line."""
    return LineNo.make(locality=locality, on=day_of(now), random=secrets.randbits(40))


def new_salt() -> bytes:
    """16 random bytes for a commitment."""
    return secrets.token_bytes(SALT_BYTES)
