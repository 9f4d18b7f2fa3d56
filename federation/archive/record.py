"""The process log of a packet 办理过程: every entry that the evidence proves, in the case's order.

Written twice: as CSV for people, formulas disarmed, and as JSON with everything each entry said. Both follow
from the evidence alone, so a verifier makes them anew and compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from federation.archive.metadata import time_of
from federation.case import TERMS, Outcome, Row, Side, side_of
from federation.case.events import Act
from federation.case.paperwork import documents_of
from federation.evidence import Finding, Report
from federation.exchange.spelling import BOM, csv_line

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPLIED: "生效",
    Outcome.CROSSED: "交叉",
    Outcome.REFUSED: "拒收",
    Outcome.WAITING: "待对方",
}
_SIDES = {Side.ACCEPTING: "收件地", Side.HANDLING: "办理地"}
_HEADER = (
    "序号", "登记时间", "对方签收时间", "事件", "何方", "机关代码", "经办人员号", "结果", "文号", "消息号", "更正",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the case: its line, what was said, and how it is proven."""

    row: Row
    act: Act
    finding: Finding


def lines(report: Report) -> tuple[Line, ...]:
    """The case's entries in its order; nothing for a report without a case."""
    if report.folded is None:
        return ()
    proven = {one.act.message_id: one for one in report.findings if one.act is not None}
    found = ((row, proven[row.message_id]) for row in report.folded.rows)
    return tuple(Line(row, one.act, one) for row, one in found if one.act is not None)


def as_csv(log: tuple[Line, ...]) -> bytes:
    """The log for people: UTF-8 with a mark, as spreadsheets want it."""
    written = [csv_line(_HEADER), *(csv_line(_cells(number, line)) for number, line in enumerate(log, 1))]
    return (BOM + "".join(written)).encode()


def as_json(log: tuple[Line, ...]) -> bytes:
    """The log for programs: an array, an entry an object, with what it said under ``event``."""
    rows = [_object(line) for line in log]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def _cells(number: int, line: Line) -> tuple[str, ...]:
    act = line.act
    return (
        str(number),
        time_of(act.at),
        _time(line.finding.received_at),
        TERMS[line.row.kind].zh,
        _side(act),
        act.actor.organ,
        act.actor.officer,
        OUTCOMES[line.row.outcome],
        "、".join(document.number for document in documents_of(act.event)),
        act.message_id,
        act.supersedes or "",
    )


def _object(line: Line) -> dict[str, Any]:
    act, finding = line.act, line.finding
    return {
        "message_id": act.message_id,
        "log": finding.log,
        "position": finding.position,
        "at": time_of(act.at),
        "received_at": _time(finding.received_at),
        "kind": line.row.kind,
        "term": TERMS[line.row.kind].zh,
        "author": act.author,
        "organ": act.actor.organ,
        "place": act.actor.place,
        "officer": act.actor.officer,
        "outcome": line.row.outcome,
        "crossings": list(line.row.crossings),
        "reason": line.row.reason,
        "supersedes": act.supersedes,
        "event": _plain(act.event),
    }


def _side(act: Act) -> str:
    return _SIDES[side_of(act.author, act.case)] if act.case is not None else ""


def _time(at: datetime | None) -> str:
    return time_of(at) if at is not None else ""


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return time_of(value)
        case tuple():
            return [_plain(one) for one in value]
        case _ if is_dataclass(value):
            said = ((field, getattr(value, field.name)) for field in fields(value))
            return {field.name: _plain(one) for field, one in said if not _is_silent(field, one)}
    raise TypeError(type(value).__name__)


def _is_silent(field: Field[Any], value: object) -> bool:
    """Fields that say nothing are left out: one that an event gains later leaves older packets as they were."""
    return field.default is not MISSING and value == field.default
