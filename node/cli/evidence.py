"""``kuayu evidence``: write the evidence of a case to a file, and verify such a file offline.

Verifying needs no node and no network: the file, and root keys from a source you trust.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case import TERMS, kind_of
from federation.errors import KuayuError, Reason
from federation.evidence import STEPS, Report, Standing, verify_bundle
from federation.ids import CaseId
from federation.limits import MIB
from federation.trust.dsse import parse_roots
from node.cli import draw
from node.cli.case import CaseArg
from node.cli.session import session_of

app = typer.Typer(help="证据：导出、离线验证。Evidence.", no_args_is_help=True)
_STANDINGS = {Standing.PROVEN: "已证明", Standing.UNRECEIPTED: "对方未签收", Standing.FAILED: "不成立"}


@app.command("export")
def export(
    context: typer.Context,
    case: CaseArg,
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """导出一个办件的证据文件。Write the evidence of a case."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        data = await client.export_evidence(CaseId(case))
        out.write_bytes(data)
        return {"case": case, "file": str(out), "bytes": len(data)}

    session.say(session.run(work), draw.written)


@app.command("verify")
def verify(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="证据文件 the evidence file")],
    roots: Annotated[Path, typer.Option(help="您信任的根密钥 roots.json you trust", exists=True)],
) -> None:
    """离线验证证据文件；不成立时退出码 3。Verify offline; exit code 3 if it does not hold."""
    session = session_of(context)

    def work() -> Report:
        if file.stat().st_size > 64 * MIB:
            raise KuayuError(Reason.TOO_LARGE, limit=64 * MIB)
        trusted = parse_roots(roots.read_bytes())
        return verify_bundle(file.read_bytes(), roots=trusted, now=datetime.now(UTC))

    report = session.guard(work)
    session.say(_shown(report), draw.evidence_report)
    with contextlib.suppress(KuayuError):
        report.enforce()
        return
    raise typer.Exit(3)


def _shown(report: Report) -> dict[str, Any]:
    failed = {check.step: check for check in report.failed}
    made = {check.step for check in report.checks}
    return {
        "verified": report.verified,
        "case": report.case or "",
        "digest": report.digest or "",
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
                "actor": f"{one.act.actor.organ}/{one.act.actor.officer}" if one.act else "",
                "received_at": one.received_at.isoformat() if one.received_at else "",
                "sender_key": one.sender_key or "",
                "receiver_key": one.receiver_key or "",
                "standing": _STANDINGS[one.standing],
            }
            for one in report.findings
        ],
    }


def _mark(made: bool, failed: Any) -> str:  # two facts about one step
    if failed is not None:
        return f"✗ {failed.reason} {failed.subject}"
    return "✓" if made else "—"
