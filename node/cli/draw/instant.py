"""Drawings of rules of instant approval 秒批."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from federation.instant.judge import WHY_TERMS, Why
from node.cli.draw.paper import Shown, cells, console, plain_table, time_of

NOTHING = "没有导入秒批规则"
_COLOURS = {"shadow": "yellow", "live": "green", "stopped": "dim"}


def instant_list(rows: Sequence[Shown]) -> None:
    """Rules held."""
    table = plain_table("规则", "状态", "事项", "机关", "导入", whole=("规则", "状态", "导入"))
    for row in rows:
        words = cells(row["item"], row["organ"])
        table.add_row(
            f"{row['name']}@{row['version']}", row["term"], *words, time_of(row["imported_at"])[:10]
        )
    console.print(table if rows else NOTHING)


def instant_text(found: Shown) -> None:
    """A rule as its organ wrote it."""
    console.print(f"[dim]{found['digest']}[/]", soft_wrap=True)
    console.print(escape(found["text"]), soft_wrap=True, highlight=False)


def instant_audit(acts: Sequence[Shown]) -> None:
    """Whether each act of a machine followed its rule."""
    table = plain_table("办件", "事件", "规则", "核对", whole=("办件", "规则"))
    for one in acts:
        good = "[green]✓[/] " if one["followed"] == "yes" else "[red]✗[/] "
        table.add_row(*cells(one["case"], one["term"], one["rule"]), good + one["said"])
    console.print(table if acts else "证据里没有秒批的行为")


def instant_reports(found: Sequence[Shown]) -> None:
    """Rules and their trials."""
    for one in found:
        instant_rule(one)
    if not found:
        console.print(NOTHING)


def instant_rule(found: Shown) -> None:
    """One rule, and its trial."""
    colour = _COLOURS[found["mode"]]
    name = f"{found['name']}@{found['version']}"
    console.print(
        f"[bold]{name}[/]　[{colour}]{found['term']}[/] 自 {time_of(found['mode_at'])}　事项 {escape(found['item'])}",
        soft_wrap=True,
    )
    trial = found.get("trial")
    if trial is None:
        return
    console.print(
        f"规则会批、人也批了 {trial['agreed']} 件（启用至少 {trial['needed']} 件）；"
        f"规则会批、人没有批 {trial['false_grants']} 件（启用须为 0）；"
        f"规则留给人 {trial['left']} 件，其中人批了 {trial['missed']} 件；未决 {trial['open']} 件",
        soft_wrap=True,
    )
    for why, count in sorted(trial["reasons"].items()):
        console.print(f"· 留给人 {count} 件：{WHY_TERMS[Why(why)]}", soft_wrap=True)
