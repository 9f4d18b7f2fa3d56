"""Drawings of the node itself: its links, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence

from federation.errors import REASONS, Reason
from node.cli.draw.paper import ZONE, Shown, console, plain_table, time_of


def initialised(done: Shown) -> None:
    """A node's file was written."""
    console.print(f"[green]✓[/] 已写好 {done['config']}，接着运行：kuayu -c {done['config']} serve")


def released(done: Shown) -> None:
    """A held resend may go."""
    console.print(f"[green]✓[/] 已放行 {done['released']}")


def status(found: Shown) -> None:
    """Links and work waiting."""
    table = plain_table(
        "对方", "已发", "已签收", "待发", "已收", "已处理", "待取文件", "状态",
        title=f"节点 {found['locality']}　名录版本 {found['directory_version']}",
        whole=("对方",),
    )  # fmt: skip
    counts = ("sent", "receipted", "waiting", "taken", "applied", "files_missing")
    for link in found["links"]:
        table.add_row(link["peer"], *(str(link[name]) for name in counts), _link_state(link))
    console.print(table)
    for link in found["links"]:
        if link["last_failure"]:
            console.print(
                f"[yellow]{link['peer']} 最近一次失败：{link['last_failure']}[/]　{link['zh']}",
                soft_wrap=True,
            )
    if found["tasks"]:
        console.print(f"[yellow]待人工处理 {found['tasks']} 件[/]：kuayu tasks")


def _link_state(link: Shown) -> str:
    if link["forked"]:
        return "[red]对方日志分叉，已停[/]"
    if link["held"]:
        return "[red]重发待放行[/]"
    if link["failures"]:
        return f"[yellow]连不上（已试 {link['failures']} 次）[/]"
    return "[green]正常[/]" if link["settled"] else "[yellow]核对中[/]"


def task_list(rows: Sequence[Shown]) -> None:
    """What a person has to look at."""
    console.print(f"待人工处理 {len(rows)} 件（{ZONE}）")
    for row in rows:
        reason = row["reason"]
        about = f"办件 {row['case']}" if row["case"] else f"消息 {row['message_id']}"
        console.print(f"[bold]{row['id']}[/]　{time_of(row['at'])}　{about}", soft_wrap=True)
        console.print(f"   [yellow]{reason}[/]　{REASONS[Reason(reason)].zh}", soft_wrap=True)
        console.print(f"   处理后：kuayu tasks --done {row['id']}", style="dim", soft_wrap=True)
