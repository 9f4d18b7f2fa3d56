"""``kuayu instant``: 秒批, rules by which a machine may grant, tried beside people first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case import TERMS, kind_of
from federation.errors import KuayuError, Reason
from node.cli.evidence import verified
from node.cli.options import there
from node.cli.session import session_of

app = typer.Typer(
    help="秒批：机关自定的规则，先试运行，再启用。Instant approval by declared rules.", no_args_is_help=True
)
NameArg = Annotated[str, typer.Argument(help="规则名称 name of the rule", metavar="RULE")]


@app.command("import")
def import_rule(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="规则文件 .toml", callback=there)],
) -> None:
    """导入规则：与事项的材料、填报项核对；总是先试运行。Import a rule; it always begins on trial."""
    session = session_of(context)
    text = file.read_bytes()

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.import_instant(text)
        return found

    session.say(session.run(work), "instant_rule")


@app.command("list")
def list_rules(context: typer.Context) -> None:
    """已导入的规则，每个版本一行。Rules held, every version."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await client.list_instant()
        return found

    session.say(session.run(work), "instant_list")


@app.command("show")
def show(
    context: typer.Context,
    name: NameArg,
    version: Annotated[str, typer.Option(help="版本；不写是最新的 default: the newest")] = "",
) -> None:
    """规则全文，停用的版本也在。The text of a rule, also of a stopped version."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.report_instant(name, version)
        return found

    session.say(session.run(work), "instant_text")


@app.command("report")
def report(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="规则名称；不写是全部 default: all", metavar="[RULE]")] = "",
) -> None:
    """试运行的结果：规则与人的决定相比。Rules on trial beside the people who decided."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        names = [name] if name else dict.fromkeys(one["name"] for one in await client.list_instant())
        return [await client.report_instant(one) for one in names]

    session.say(session.run(work), "instant_reports")


@app.command("audit")
def audit(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="规则文件 .toml", callback=there)],
    evidence: Annotated[list[Path], typer.Argument(help="证据文件 evidence files", callback=there)],
    roots: Annotated[Path, typer.Option(help="您信任的根密钥 roots.json you trust", callback=there)],
) -> None:
    """离线核对：秒批的行为是不是照这份规则办的；不是则退出码 3。Did a machine follow its rule? Offline."""
    from federation.instant import Followed, load_rule  # noqa: PLC0415  # only this verb needs them
    from federation.trust.dsse import parse_roots  # noqa: PLC0415

    session = session_of(context)
    rule, trusted = load_rule(file.read_bytes()), parse_roots(roots.read_bytes())
    found = [one for path in evidence for one in _audited(path, rule, trusted)]
    astray = sum(one["followed"] != Followed.YES for one in found)
    if astray:
        session.fail(KuayuError(Reason.INSTANT_ASTRAY, acts=astray), "instant_audit", acts=found)
    session.say(found, "instant_audit")


def _audited(file: Path, rule: Any, roots: Any) -> list[dict[str, Any]]:
    from federation.instant import FOLLOWED_TERMS, audit  # noqa: PLC0415  # only `audit` needs them

    report = verified(file, roots)
    report.enforce()
    lines = []
    for act in report.folded.effective:
        basis = getattr(act.event, "basis", None)
        if basis is not None:
            followed = audit(rule, act, report.folded)
            lines.append(
                {
                    "case": report.case,
                    "kind": kind_of(act.event),
                    "term": TERMS[kind_of(act.event)].zh,
                    "at": act.at.isoformat(),
                    "rule": f"{basis.rule}@{basis.version}",
                    "followed": followed,
                    "said": FOLLOWED_TERMS[followed],
                }
            )
    return lines


@app.command("live")
def live(context: typer.Context, name: NameArg) -> None:
    """启用：此后符合规则的件自动签收、受理、办结。The rule decides from now on."""
    _set(context, name, live=True)


@app.command("stop")
def stop(context: typer.Context, name: NameArg) -> None:
    """停用：立即生效，已办结的不变。The rule stops at once."""
    _set(context, name, live=False)


def _set(context: typer.Context, name: str, *, live: bool) -> None:
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.set_instant(name, live=live)
        return found

    session.say(session.run(work), "instant_rule")
