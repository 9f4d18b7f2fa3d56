"""``kuayu status``, ``kuayu tasks``, ``kuayu link``: how the node and its links are."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from federation.errors import REASONS, Reason
from federation.ids import Locality
from node.cli.options import locality
from node.cli.session import session_of

app = typer.Typer(help="链路。Links.", no_args_is_help=True)
_LINK = (
    "peer",
    "sent",
    "receipted",
    "waiting",
    "taken",
    "applied",
    "settled",
    "held",
    "forked",
    "files_missing",
    "failures",
)
_MOST = (1 << 63) - 1


def status(context: typer.Context) -> None:
    """节点与链路状态。The node and its links."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found = await client.status()
        return {
            "locality": found.locality,
            "directory_version": found.directory_version,
            "tasks": found.tasks,
            "links": [_link(link) for link in found.links],
        }

    session.say(session.run(work), "status")


def _link(link: Any) -> dict[str, Any]:
    """As the node says it; the reason of the last failure, if any, with its sentences."""
    last = getattr(link, "last_failure", "")
    info = REASONS[Reason(last)] if last in set(Reason) else None
    said = {"last_failure": last, "zh": info.zh if info else "", "en": info.en if info else ""}
    return {**{name: getattr(link, name) for name in _LINK}, **said}


def tasks(
    context: typer.Context,
    done: Annotated[int, typer.Option(help="这一件已处理 close this one", min=0, max=_MOST)] = 0,
) -> None:
    """待人工处理的事。What a person has to look at."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        if done:
            await client.close_task(done)
        names = ("id", "case", "message_id", "kind", "reason", "at")
        return [{name: getattr(row, name) for name in names} for row in await client.list_tasks()]

    session.say(session.run(work), "task_list")


@app.command("release")
def release(
    context: typer.Context, peer: Annotated[str, typer.Argument(help="对方城市 610100", callback=locality)]
) -> None:
    """放行重发：已确认对方确实做过恢复。Let a held resend go, after making sure that the peer restored."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> dict[str, str]:
        await client.release_link(Locality(peer))
        return {"released": peer}

    session.say(session.run(work), "released")
