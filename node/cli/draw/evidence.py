"""Drawings of a verification: step by step, then who said what when."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from node.cli.draw.paper import ZONE, Shown, console, plain_table, time_of


def evidence_reports(found: Sequence[Shown]) -> None:
    """What the verifier found: in full for one file, for each of several a line and what failed."""
    if len(found) == 1:
        _evidence_report(found[0])
        return
    for one in found:
        console.print(
            f"{_verdict(one)}　{one['case'] or escape(one['file'])}　{len(one['entries'])} 条", soft_wrap=True
        )
        if one["verified"]:
            console.print(f"  {one['digest']}", style="dim", soft_wrap=True)
        for step in one["steps"]:
            if step["mark"].startswith("✗"):
                console.print(f"  {step['step']} {step['zh']}　{step['mark']}", markup=False, soft_wrap=True)


def _verdict(one: Shown) -> str:
    return "[bold green]✓ 证据成立[/]" if one["verified"] else "[bold red]✗ 证据不成立[/]"


def _evidence_report(found: Shown) -> None:
    table = plain_table("步骤", "内容", "结果", title="证据验证", whole=("步骤",))
    for step in found["steps"]:
        table.add_row(str(step["step"]), f"{step['zh']}\n[dim]{step['en']}[/]", escape(step["mark"]))
    console.print(table)
    if found["entries"]:
        console.print(_entries(found["entries"]))
    case = f"　办件 {found['case']}" if found["case"] else ""
    console.print(_verdict(found) + case, soft_wrap=True)
    if found["digest"]:
        console.print(f"  摘要 {found['digest']}", style="dim", soft_wrap=True)


def _entries(rows: Sequence[Shown]) -> Table:
    """Two lines an entry: what and by whom, when it was said and when the other city signed for it."""
    table = plain_table(
        "日志 序号", "事件", "机关／工号", "登记／对方签收", "结论", title=f"谁在何时说了什么（{ZONE}）",
        whole=("日志 序号", "登记／对方签收"),
    )  # fmt: skip
    for one in rows:
        organ, _, officer = one["actor"].partition("/")
        received = time_of(one["received_at"]) or "—"
        table.add_row(
            f"{one['log']}\n{one['position']}",
            one["event"],
            escape(f"{organ}\n{officer}"),
            f"{time_of(one['at'])}\n[dim]{received}[/]",
            one["standing"],
        )
    return table
