"""``kuayu archive``: the archive packet of a case 归档信息包, and verifying one offline.

Verifying needs no node and no network: the packet, and root keys from a source you trust.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import REASONS, Illegal, KuayuError, Reason, Untrusted
from federation.ids import CaseId, Digest
from node.cli.options import CaseArg, MessageOpt, there
from node.cli.saving import check_target, saving
from node.cli.session import message_id_of, session_of

app = typer.Typer(help="归档信息包：制作、离线验证。Archive packets.", no_args_is_help=True)


@app.command("pack")
def pack(
    context: typer.Context,
    case: CaseArg,
    number: Annotated[str, typer.Option(help="档号 archive number")],
    retention: Annotated[str, typer.Option(help="保管期限：永久、30年或10年")],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write, .zip")],
    record: Annotated[
        bool, typer.Option("--record/--no-record", help="是否登记归档 whether to record 归档 with its digest")
    ] = True,
    message_id: MessageOpt = "",
) -> None:
    """制作归档信息包，并以其摘要登记归档。Make the packet of a case that has ended; archive it under its digest."""
    session = session_of(context)
    found, message = CaseId(case), message_id_of(message_id)
    check_target(out)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        actor = config.actor(session.as_name)
        if record:
            await _may_archive(client, config, found)
        size, digest = 0, hashlib.sha256()
        with saving(out) as file:
            async for chunk in client.pack_case(found, number=number, retention=retention, actor=actor):
                digest.update(chunk)
                size += file.write(chunk)
        packet = Digest.of(digest.digest())
        done = {"case": case, "file": str(out), "bytes": size, "digest": packet, "recorded": record}
        if record:
            await _archive(client, message, found, actor, number, retention, packet)
        return done

    session.say(session.run(work), "packed")


@app.command("verify")
def verify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="归档信息包 packets", callback=there)],
    roots: Annotated[Path, typer.Option(help="您信任的根密钥 roots.json you trust", callback=there)],
    digest: Annotated[str, typer.Option(help="归档登记的摘要（只验一个包时） the digest of 归档")] = "",
) -> None:
    """离线验证归档信息包；有不成立的，退出码 3。Verify offline; exit code 3 if one does not hold."""
    from federation.trust.dsse import parse_roots  # noqa: PLC0415  # only this verb needs it

    session = session_of(context)
    trusted = parse_roots(roots.read_bytes())
    archived = Digest(digest) if digest else None
    reports = []
    with session.watch("验证归档信息包", len(files)) as told:
        for file in files:
            reports.append({"file": str(file), **_verify(file, trusted, archived)})
            told(1)
    failed = next((one for one in reports if not one["verified"]), None)
    if failed is None:
        session.say(reports, "packet_reports")
        return
    session.fail(KuayuError(Reason.ARCHIVE_INVALID, **failed["failed"]), "packet_reports", reports=reports)


async def _may_archive(client: Any, config: Any, case: CaseId) -> None:
    """Refuse before anything is made what the case would refuse afterwards."""
    if config.me != case.handling:
        raise Illegal(Reason.EVENT_AUTHOR, case=case, do="--no-record")
    rows = (await client.may(case)).rows
    reason = next((row.reason for row in rows if row.kind == "Archived"), "")
    if reason:
        raise Illegal(Reason(reason), case=case)


async def _archive(  # what 归档 says
    client: Any, message: Any, case: CaseId, actor: Any, number: str, retention: str, packet: Digest
) -> None:
    from federation.case.process import Archived  # noqa: PLC0415  # not needed by verify
    from federation.wire.local import Wish  # noqa: PLC0415

    event = Archived(number=number, retention=retention, packet=packet)
    try:
        await client.record(message, Wish(case=case, actor=actor, supersedes=None, event=event))
    except KuayuError as error:  # the packet is there: it may still be archived by hand
        raise KuayuError(
            error.reason, **{**error.detail, "packet": packet, "do": "kuayu case archive"}
        ) from error


def _verify(file: Path, roots: Any, archived: Digest | None) -> dict[str, Any]:
    from federation.archive import STEPS, verify_packet  # noqa: PLC0415  # only this verb needs it
    from node.cli.findings import shown  # noqa: PLC0415

    with file.open("rb") as stream:
        report = verify_packet(stream, roots=roots, now=datetime.now(UTC), archived=archived)
    made = {check.step: check for check in report.checks}
    metadata = report.metadata
    return {
        "verified": report.verified,
        "digest": report.digest,
        "case": report.case or "",
        "number": metadata.number if metadata else "",
        "retention": metadata.retention if metadata else "",
        "files": report.files,
        "steps": [
            {
                "step": int(step),
                "zh": zh,
                "en": en,
                "held": step in made and made[step].reason is None,
                "mark": _mark(made.get(step)),
            }
            for step, (zh, en) in STEPS.items()
        ],
        **_blame(report),
        "evidence": shown(report.evidence) if report.evidence else None,
    }


def _blame(report: Any) -> dict[str, Any]:
    try:
        report.enforce()
    except Untrusted as error:
        info = REASONS[error.reason]
        return {"reason": error.reason, "zh": info.zh, "en": info.en, "failed": error.detail}
    return {}


def _mark(check: Any) -> str:
    if check is None:
        return "—"
    return "✓" if check.reason is None else f"✗ {check.reason} {check.detail}".rstrip()
