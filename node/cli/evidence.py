"""``kuayu evidence``: write the evidence of a case to a file, and verify such a file offline.

Verifying needs no node and no network: the file, and root keys from a source you trust.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import KuayuError, Reason
from node.cli.options import CasesArg, there
from node.cli.saving import OutOpt, targets, written
from node.cli.session import session_of

app = typer.Typer(help="证据：导出、离线验证。Evidence.", no_args_is_help=True)


@app.command("export")
def export(context: typer.Context, cases: CasesArg, out: OutOpt) -> None:
    """导出办件的证据文件。Write the evidence of cases."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        done = []
        with session.watch("导出证据", len(cases)) as told:
            for case, target in targets(cases, out, ".evidence.json"):
                done.append(written(target, case, await client.export_evidence(case)))
                told(1)
        return done

    session.say(session.run(work), "written")


@app.command("verify")
def verify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="证据文件 evidence files", callback=there)],
    roots: Annotated[Path, typer.Option(help="您信任的根密钥 roots.json you trust", callback=there)],
) -> None:
    """离线验证证据文件；有不成立的，退出码 3。Verify offline; exit code 3 if one does not hold."""
    from federation.trust.dsse import parse_roots  # noqa: PLC0415  # only this verb needs it

    session = session_of(context)
    trusted = parse_roots(roots.read_bytes())
    reports = []
    with session.watch("验证证据", len(files)) as told:
        for file in files:
            reports.append({"file": str(file), **_verify(file, trusted)})
            told(1)
    if all(one["verified"] for one in reports):
        session.say(reports, "evidence_reports")
        return
    first = next(one for one in reports if not one["verified"])
    session.fail(KuayuError(Reason.EVIDENCE_INVALID, **first["failed"]), "evidence_reports", reports=reports)


def _verify(file: Path, roots: Any) -> dict[str, Any]:
    from node.cli.findings import shown  # noqa: PLC0415

    return shown(verified(file, roots))


def verified(file: Path, roots: Any) -> Any:
    """The report on an evidence file."""
    from federation.evidence import verify_bundle  # noqa: PLC0415  # only verbs that verify need them
    from federation.evidence.bundle import BUNDLE_BYTES  # noqa: PLC0415

    with file.open("rb") as stream:
        data = stream.read(BUNDLE_BYTES + 1)
    return verify_bundle(data, roots=roots, now=datetime.now(UTC))
