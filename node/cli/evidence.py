"""``kuayu evidence``: write the evidence of a case to a file, and verify such a file offline.

Verifying needs no node and no network: the file, and root keys from a source you trust.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.ids import CaseId
from node.cli.case import targets, written
from node.cli.options import CasesArg
from node.cli.session import EXIT_OTHER, session_of

app = typer.Typer(help="证据：导出、离线验证。Evidence.", no_args_is_help=True)


@app.command("export")
def export(
    context: typer.Context,
    cases: CasesArg,
    out: Annotated[Path, typer.Option("--out", "-o", help="文件；多件时为目录 file, or folder for several")],
) -> None:
    """导出办件的证据文件。Write the evidence of cases."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [
            written(target, case, await client.export_evidence(CaseId(case)))
            for case, target in targets(cases, out, ".evidence.json")
        ]

    session.say(session.run(work), "written")


@app.command("verify")
def verify(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="证据文件 evidence files")],
    roots: Annotated[Path, typer.Option(help="您信任的根密钥 roots.json you trust", exists=True)],
) -> None:
    """离线验证证据文件；有不成立的，退出码 3。Verify offline; exit code 3 if one does not hold."""
    from federation.evidence import verify_bundle  # noqa: PLC0415
    from federation.evidence.bundle import BUNDLE_BYTES  # noqa: PLC0415  # only this verb needs them
    from federation.trust.dsse import parse_roots  # noqa: PLC0415
    from node.cli.findings import shown  # noqa: PLC0415

    session = session_of(context)

    def work() -> list[dict[str, Any]]:
        trusted = parse_roots(roots.read_bytes())
        found = []
        for file in files:
            with file.open("rb") as stream:
                data = stream.read(BUNDLE_BYTES + 1)
            report = verify_bundle(data, roots=trusted, now=datetime.now(UTC))
            found.append({"file": str(file), **shown(report)})
        return found

    found = session.guard(work)
    session.say(found, "evidence_reports")
    if not all(one["verified"] for one in found):
        raise typer.Exit(EXIT_OTHER)
