"""Drawings of what leaves: exports and rejects, archive packets, statistics."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from federation.case.line import STATUS_TERMS, LineStatus
from federation.errors import REASONS, Reason
from federation.exchange.statistics import ENDINGS
from federation.exchange.tables import TABLES
from node.cli.draw.paper import Shown, cells, console, plain_table

_BAR = 24


def exported(done: Shown) -> None:
    """An export."""
    if done["folder"]:
        console.print(
            f"[green]✓[/] 已导出 {done['cases']} 件 {done['rows']} 行：{escape(done['folder'])}",
            soft_wrap=True,
        )
        for name, count in done["tables"].items():
            console.print(f"  {name}　{TABLES[name].zh}　{count} 行", style="dim")
    else:
        console.print("没有可导出的办件，未写文件", soft_wrap=True)
    if done["closed"]:
        console.print(f"  {done['closed']} 条退回记录已随重新导出了结")
    if done["skipped"]:
        _skipped(done["skipped"])
    if done["unproven"] and done["folder"]:
        sets = "、".join(done["unproven"])
        console.print(
            f"[yellow]代码表 {done['hub']} 的 {sets} 未与接收方核对过[/]：核对后用 --codes 给出自己的代码表",
            soft_wrap=True,
        )


def _skipped(rows: Sequence[Shown]) -> None:
    table = plain_table(
        "办件", "表或代码集", "栏或词", "原因", title=f"未导出 {len(rows)} 件", whole=("办件",)
    )
    for row in rows:
        table.add_row(*cells(row["case"], row["where"], row["what"], REASONS[Reason(row["reason"])].zh))
    console.print(table)


def export_kept(done: Shown) -> None:
    """The files of an export are saved."""
    console.print(f"[green]✓[/] 已确认 {done['batch']}：{done['cases']} 件 {done['rows']} 行")


def rejects(found: Shown) -> None:
    """Rows that came back."""
    if "taken" in found:
        console.print(f"[green]✓[/] 收回 {found['taken']} 条，涉及 {len(found['cases'])} 件")
        if found["overtaken"]:
            console.print(f"  {found['overtaken']} 条所说的批次之后已重新导出，不再处理")
        if found["unknown"]:
            rows = "、".join(map(str, found["unknown"][:20]))
            console.print(
                f"[yellow]  {len(found['unknown'])} 条不是本节点导出的[/]：第 {rows} 条", soft_wrap=True
            )
    if not found["open"]:
        console.print("没有待处理的退回记录")
        return
    table = plain_table("办件", "表", "问题", "怎么办", title="待重新导出", whole=("办件",))
    for row in found["open"]:
        problem = row["kind"] + (f"：{row['why']}" if row["why"] else "")
        table.add_row(*cells(row["case"], row["term"], problem, row["advice"]))
    console.print(table)
    if found["more"]:
        console.print(f"还有 {found['more']} 条未列出", style="dim")


def packed(done: Shown) -> None:
    """A packet was made."""
    said = "，已登记归档" if done["recorded"] else "，未登记归档"
    console.print(
        f"[green]✓[/] 归档信息包 {escape(done['file'])}（{done['bytes']:,} 字节）{said}", soft_wrap=True
    )
    console.print(f"  摘要 {done['digest']}", style="dim", soft_wrap=True)


def packet_reports(found: Sequence[Shown]) -> None:
    """What verifying packets found."""
    for one in found:
        verdict = "[bold green]✓ 归档信息包成立[/]" if one["verified"] else "[bold red]✗ 归档信息包不成立[/]"
        console.print(f"{verdict}　{escape(one['file'])}", soft_wrap=True)
        if one["case"]:
            said = f"  办件 {one['case']}　档号 {one['number']}　保管期限 {one['retention']}　文件 {one['files']} 个"
            console.print(escape(said), soft_wrap=True)
        console.print(f"  摘要 {one['digest']}", style="dim", soft_wrap=True)
        if len(found) == 1 or not one["verified"]:
            for step in one["steps"]:
                console.print(f"  {step['step']} {step['zh']}　{step['mark']}", markup=False, soft_wrap=True)


_COURSE = {
    "taken_in": "收件",
    "accepted": "受理",
    "open": "在办",
    "ended": "办结",
    "on_time": "按期",
    "late": "逾期",
    "undated": "无时限",
    "average_days": "平均天数",
}
_TROUBLE = {
    "yellow": "黄牌",
    "red": "红牌",
    "corrected": "补正",
    "parcels_lost": "丢件",
    "rated": "评价",
    "bad": "差评",
    "repaired": "已整改",
}


def statistics(found: Shown) -> None:
    """Counts: a bar a group, then what became of the cases and what went wrong, groups by their numbers."""
    rows = found["rows"]
    console.print(f"{found['from']} 至 {found['to']} 收件的办件", style="bold")
    if found["lines"]:
        said = "，".join(f"{STATUS_TERMS[LineStatus(name)][0]} {n}" for name, n in found["lines"].items())
        console.print(f"国垂事项指引 {sum(found['lines'].values())} 项（不计入办件）：{said}", soft_wrap=True)
    if not rows:
        console.print("没有收件")
        return
    if found["by"]:
        _bars(rows)
    for columns in (_COURSE, _TROUBLE):
        table = plain_table("", *columns.values(), whole=("", *columns.values()))
        for number, row in enumerate(rows, 1):
            table.add_row(str(number) if found["by"] else "合计", *(_count(row, name) for name in columns))
        console.print(table)
    _endings(rows)
    if found["unknown"]:
        console.print(f"[yellow]{found['unknown']} 件的时限未计算[/]：本节点没有所依的协议", soft_wrap=True)


def _count(row: Shown, name: str) -> str:
    value = row[name]
    match value:
        case None:
            return "–"
        case float():
            return f"{value:.1f}"
        case int():
            return str(value)
        case _:
            return str(sum(value.values()))


def _endings(rows: Sequence[Shown]) -> None:
    kinds = {kind: sum(row["ended"].get(kind, 0) for row in rows) for kind in ENDINGS}
    said = "　".join(f"{ENDINGS[kind]} {count}" for kind, count in kinds.items() if count)
    console.print(said or "尚无办结", style="dim")


def _bars(rows: Sequence[Shown]) -> None:
    most = max(row["taken_in"] for row in rows)
    table = plain_table("", "", "收件", whole=("收件",))
    for number, row in enumerate(rows, 1):
        name = row["group"] if row["term"] in {"", row["group"]} else f"{row['term']} {row['group']}"
        bar = "█" * max(1, round(_BAR * row["taken_in"] / most))
        table.add_row(str(number), *cells(name), f"{bar} {row['taken_in']}")
    console.print(table)
