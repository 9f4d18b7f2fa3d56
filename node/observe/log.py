"""Logs are events with fields, from one list; what is not on the allow-list is not written.

Values pass only if their field is known and their type is safe: an id parsed by `federation.ids`, an
enum, a number, a bool. Free text never passes, so no name, number, phone, address or file name can.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from enum import StrEnum
from typing import Any

import structlog

from federation.errors import Reason
from federation.ids import CaseId, Digest, Locality, LogId, MessageId


class Event(StrEnum):
    """Everything a node says in its log."""

    NODE_STARTED = "node.started"
    NODE_STOPPED = "node.stopped"
    NODE_TASK_FAILED = "node.task_failed"
    LINK_SETTLED = "link.settled"
    LINK_OPENED = "link.opened"
    LINK_HELD = "link.held"
    LINK_FORKED = "link.forked"
    LINK_BAD_ROOT = "link.bad_root"
    PEER_REJECTED = "peer.rejected"
    PEER_UNKNOWN = "peer.unknown"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_FAILED = "delivery.failed"
    DELIVERY_DATED = "delivery.dated"
    INBOX_APPLIED = "inbox.applied"
    INBOX_TOLD = "inbox.told"
    INBOX_WAITS = "inbox.waits"
    INBOX_FAILED = "inbox.failed"
    BLOB_PULLED = "blob.pulled"
    BLOB_FAILED = "blob.failed"
    DESK_RECORDED = "desk.recorded"
    DESK_REFUSED = "desk.refused"
    API_FAILED = "api.failed"
    STORE_FAILED = "store.failed"
    LIBRARY_SET_ASIDE = "library.set_aside"
    TERMS_SET_ASIDE = "terms.set_aside"
    INSTANT_SET_ASIDE = "instant.set_aside"
    INSTANT_ACTED = "instant.acted"
    INSTANT_FAILED = "instant.failed"
    DIRECTORY_LOADED = "directory.loaded"
    DIRECTORY_EXPIRED = "directory.expired"


_SAFE_TYPES = (CaseId, Digest, Locality, LogId, MessageId, StrEnum, bool, int, float)
_SAFE_FIELDS = frozenset(
    [
        "peer",
        "log",
        "case",
        "message_id",
        "reason",
        "size",
        "count",
        "first",
        "last",
        "epoch",
        "attempt",
        "seconds",
        "kind",
        "digest",
        "bytes",
        "refused",
        "fault",
        "version",
        "port",
        "task",
        "error",
    ]
)
_CODE_FIELDS = frozenset({"kind", "task", "error"})  # class names from our own code
_SPOT = re.compile(r"[A-Za-z0-9_.]{1,120}:[0-9]{1,6}")


def redact(_: Any, __: str, fields: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Keep what the allow-list knows; say how many fields were left out."""
    kept = {name: value for name, value in fields.items() if _safe(name, value)}
    if len(kept) < len(fields):
        kept["left_out"] = len(fields) - len(kept)
    return kept


def _safe(name: str, value: Any) -> bool:
    if name in {"event", "level", "timestamp"}:
        return True
    if name == "spot":
        return isinstance(value, str) and _SPOT.fullmatch(value) is not None
    if name in _CODE_FIELDS:
        return isinstance(value, str) and value.isidentifier() and value.isascii()
    return name in _SAFE_FIELDS and isinstance(value, _SAFE_TYPES)


_WARNINGS = frozenset(
    {
        Event.LINK_HELD,
        Event.LINK_FORKED,
        Event.LINK_BAD_ROOT,
        Event.PEER_UNKNOWN,
        Event.DIRECTORY_EXPIRED,
        Event.NODE_TASK_FAILED,
        Event.API_FAILED,
        Event.STORE_FAILED,
        Event.INBOX_WAITS,
        Event.INBOX_FAILED,
        Event.INSTANT_FAILED,
    }
)


def configure(*, stream: Any = None) -> None:
    """JSON lines on stderr; the standard library's loggers go the same way, warnings and up, no text."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Foreign()], level=logging.WARNING, force=True)


class _Foreign(logging.Handler):
    """A library's log record: its logger's first name and level only, since its text is not ours to vouch for."""

    def emit(self, record: logging.LogRecord) -> None:
        log(Event.NODE_TASK_FAILED, kind=record.name.partition(".")[0], error=_error_name(record))


def _error_name(record: logging.LogRecord) -> str:
    return record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname


def log(event: Event, **fields: Any) -> None:
    """Write one event."""
    logger = structlog.get_logger()
    (logger.warning if event in _WARNINGS else logger.info)(event.value, **fields)


def reason_fields(error: Exception) -> dict[str, Any]:
    """What may be said of an error: its reason, or its class."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Reason) and reason is not Reason.INTERNAL:
        return {"reason": reason}
    return {"error": type(error).__name__, "spot": spot_of(error)}


def spot_of(error: BaseException) -> str:
    """Module and line where an error was raised: what a maintainer needs, and nothing of its values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}" if trace else ""
