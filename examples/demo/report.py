"""What the demo ends with: what each city says alone, receipts, custody, evidence, and the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from federation.case import HOLDER_TERMS, STATE_TERMS, TERMS, Handling, Holder, Kind
from federation.errors import REASONS, Reason

Shown = Mapping[str, Any]
MARKS: Mapping[str, str] = {
    "": "可",
    Reason.EVENT_TRANSITION: "止",
    Reason.EVENT_AUTHOR: "权",
    Reason.EVENT_REFERENCE: "无",
    Reason.PARCEL_UNKNOWN: "无",
    Reason.CASE_UNKNOWN: "未",
}
LEGEND = (
    "●n 发生 n 次　止 已不允许（再做被拒）　权 不归任一方办　无 所指的件不存在　可 仍可登记　未 未开办　"
    "― 没有被拒收的"
)


def alone(console: Console, rows: Sequence[tuple[Any, Shown, Shown]]) -> None:
    """Each case as each node says when asked alone."""
    table = Table(
        title="每个办件：两地各自单独回答（另一节点已停）", box=box.SIMPLE_HEAD, title_justify="left"
    )
    for title in ("号", "办件编号", "事项", "收件地说", "办理地说", "规范摘要", ""):
        table.add_column(title, overflow="fold")
    for player, here, there in rows:
        same = here["digest"] == there["digest"]
        table.add_row(
            player.application["id"],
            player.case,
            player.application["item_name"],
            here["term"],
            there["term"],
            here["digest"][7:19] + ("" if same else " ≠ " + there["digest"][7:19]),
            "[green]相同[/]" if same else "[bold red]不同[/]",
        )
    console.print(table)


def custody(console: Console, view: Shown) -> None:
    """Who holds which original now."""
    table = Table(title=f"原件在谁手里：{view['case']}", box=box.SIMPLE_HEAD, title_justify="left")
    for title in ("件", "份数", "持有人", "邮件号"):
        table.add_column(title)
    for one in view["document"]["custody"]:
        table.add_row(
            one["code"], str(one["count"]), HOLDER_TERMS[Holder(one["holder"])], one["parcel"] or ""
        )
    state = STATE_TERMS[Handling(view["document"]["handling"])]
    console.print(table)
    console.print(f"　状态：{state}", style="dim")


def matrix(console: Console, players: Sequence[Any], cells: Mapping[tuple[str, str], str]) -> None:
    """Event by application; every cell says something."""
    table = Table(title="事件 × 申请", box=box.SIMPLE_HEAD, title_justify="left", padding=(0, 0))
    table.add_column("事件", no_wrap=True)
    for player in players:
        table.add_column(player.application["id"], justify="center", min_width=2, no_wrap=True)
    for kind in Kind:
        marks = [cells[kind, player.application["id"]] for player in players]
        table.add_row(
            TERMS[kind].zh, *(f"[green]{mark}[/]" if mark[0] == "●" else f"[dim]{mark}[/]" for mark in marks)
        )
    console.print(table)
    console.print(LEGEND, style="dim")


def fill(view: Shown, possible: Sequence[Shown]) -> dict[str, str]:
    """The cells of one application: how often each event happened, else why it may not now."""
    counts = Counter(row["kind"] for row in view["timeline"])
    reasons: dict[str, str] = {}
    for answer in possible:
        for event in answer["events"]:
            known = reasons.get(event["kind"])
            if known is None or known == Reason.EVENT_AUTHOR:
                reasons[event["kind"]] = event["reason"]
    return {kind: f"●{counts[kind]}" if counts[kind] else _mark(kind, reasons) for kind in Kind}


def _mark(kind: Kind, reasons: Mapping[str, str]) -> str:
    if kind is Kind.REFUSAL:
        return "―"
    reason = reasons[kind]
    return MARKS.get(reason) or REASONS[Reason(reason)].zh[:1]
