"""A verification's report as what `kuayu evidence verify` answers."""

from __future__ import annotations

from typing import Any

from federation.case import TERMS, kind_of
from federation.errors import REASONS, Reason, Untrusted
from federation.evidence import STEPS, Report, Standing

_STANDINGS = {Standing.PROVEN: "已证明", Standing.UNRECEIPTED: "对方未签收", Standing.FAILED: "不成立"}


def shown(report: Report) -> dict[str, Any]:
    """Steps, entries, verdict; for a file that does not hold also why, and the first step that failed."""
    failed = {check.step: check for check in report.failed}
    made = {check.step for check in report.checks}
    return {
        "verified": report.verified,
        "case": report.case or "",
        "digest": report.digest or "",
        **_blame(report),
        "steps": [
            {
                "step": int(step),
                "zh": zh,
                "en": en,
                "held": step in made and step not in failed,
                "mark": _mark(step in made, failed.get(step)),
            }
            for step, (zh, en) in STEPS.items()
        ],
        "entries": [
            {
                "log": one.log,
                "position": one.position,
                "event": TERMS[kind_of(one.act.event)].zh if one.act else "",
                "message_id": one.act.message_id if one.act else "",
                "at": one.act.at.isoformat() if one.act else "",
                "actor": f"{one.act.actor.organ}/{one.act.actor.officer}" if one.act else "",
                "received_at": one.received_at.isoformat() if one.received_at else "",
                "sender_key": one.sender_key or "",
                "receiver_key": one.receiver_key or "",
                "standing": _STANDINGS[one.standing],
            }
            for one in report.findings
        ],
    }


def _blame(report: Report) -> dict[str, Any]:
    try:
        report.enforce()
    except Untrusted as error:
        info = REASONS[Reason.EVIDENCE_INVALID]
        return {"reason": error.reason, "zh": info.zh, "en": info.en, "failed": error.detail}
    return {}


def _mark(made: bool, failed: Any) -> str:  # two facts about one step
    if failed is not None:
        return f"✗ {failed.reason} {failed.subject}"
    return "✓" if made else "—"
