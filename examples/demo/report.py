"""What the demo ends with: what each city says alone, receipts, custody, evidence, and the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from federation.case import HOLDER_TERMS, STATE_TERMS, TERMS, Handling, Holder, Kind
from federation.errors import Reason

Shown = Mapping[str, Any]
MARKS: Mapping[str, str] = {
    "": "可",
    Reason.CASE_EXISTS: "止",
    Reason.NOTICE_ONCE: "止",
    Reason.DEFERRED_OPEN: "止",
    Reason.JOINT_WAITING: "止",
    Reason.JOINT_STOPPED: "止",
    Reason.EVENT_TRANSITION: "止",
    Reason.EVENT_AUTHOR: "权",
    Reason.POWER_MISSING: "权",
    Reason.EVENT_REFERENCE: "无",
    Reason.PARCEL_UNKNOWN: "无",
    Reason.CASE_UNKNOWN: "未",
}
SIDES = {"accepting": "收件地", "handling": "办理地"}
CARDS = {"yellow": "[yellow]黄牌[/]", "red": "[bold red]红牌[/]"}
BLOCK = 26
"""Applications side by side: 26 columns of four and the events' names fit 120 columns."""
LEGEND = (
    "●n 发生 n 次　止 已不允许（再做被拒）　权 不归任一方办　无 所指的件不存在　可 仍可登记　未 未开办　"
    "― 没有被拒收的"
)


def alone(console: Console, rows: Sequence[tuple[Any, Shown, Shown]]) -> None:
    """Each case as each node says when asked alone."""
    table = Table(
        title="每个办件：两地各自单独回答（其他节点已停）", box=box.SIMPLE_HEAD, title_justify="left"
    )
    for title in ("号", "办件编号", "申请", "收件地说", "办理地说", "规范摘要", ""):
        table.add_column(title, overflow="fold")
    for player, here, there in rows:
        same = here["digest"] == there["digest"]
        table.add_row(
            player.application["id"],
            player.case,
            player.application["title"],
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


def cards(console: Console, players: Sequence[Any], found: Sequence[tuple[Shown, Shown]], day: str) -> None:
    """What a case that nobody goes on with owes on a later day, as both cities say."""
    table = Table(title=f"假定再无进展，到 {day} 的黄红牌（kuayu case due --on）", box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    for title in ("号", "时限", "谁承担", "到期日", "剩余工作日", "牌", "依据", "两地"):
        table.add_column(title)
    for player, (here, there) in zip(players, found, strict=True):
        for clock in (one for one in here["clocks"] if one["card"]):
            table.add_row(
                player.application["id"],
                clock["term"],
                SIDES[clock["side"]],
                clock["due"],
                str(clock["left"]),
                CARDS[clock["card"]],
                clock["source"],
                "[green]相同[/]" if here["clocks"] == there["clocks"] else "[bold red]不同[/]",
            )
    console.print(table)


def versions(console: Console, players: Sequence[Any], found: Sequence[tuple[Shown, Shown]]) -> None:
    """Two cases of one item, filed under two versions of its catalogue."""
    for player, (here, _) in zip(players, found, strict=True):
        legal = next((one for one in here["clocks"] if one["clock"] == "legal"), None)
        told = f"法定期限自 {legal['start']} 至 {legal['due']}" if legal else "没有法定期限"
        console.print(f"　{player.application['id']} 号　{player.application['title']}：{told}", style="dim")


def envelope(console: Console, shown: Shown, players: Sequence[Any]) -> None:
    """One envelope: whose papers it carried, and what was not found in it."""
    table = Table(title=f"一个信封：{shown['number']}（kuayu parcel show）", box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    for title in ("号", "承办机关", "寄出", "收到", "差异"):
        table.add_column(title, overflow="fold")
    numbers = {player.case: player.application for player in players}
    for case in sorted(shown["cases"], key=lambda one: str(numbers[one["case"]]["id"])):
        application = numbers[case["case"]]
        table.add_row(
            application["id"],
            application["handling_organ"],
            *(_papers(case[key]) for key in ("sent", "received")),
            "；".join(f"{one['material']} {one['note']}" for one in case["differences"]),
        )
    console.print(table)


def _papers(papers: Sequence[Shown]) -> str:
    return "、".join(f"{one['code']}×{one['count']}{'' if one['original'] else '复印'}" for one in papers)


def joint(console: Console, shown: Shown, players: Sequence[Any]) -> None:
    """One joint case: how its parts stand, and what followed."""
    bundle = f"　一件事 {shown['bundle']}" if shown["bundle"] else ""
    title = f"多地联办：{shown['lead']}{bundle}（kuayu joint show）"
    table = Table(title=title, box=box.SIMPLE_HEAD)
    table.title_justify = "left"
    for title in ("号", "办理机关", "办理", "这一部分", "汇总"):
        table.add_column(title)
    numbers = {player.case: player.application for player in players}
    for part in shown["parts"]:
        application = numbers[part["case"]]
        terms = (part["handling_term"], part["state_term"], part["joint_term"])
        table.add_row(application["id"], application["handling_organ"], *terms)
    console.print(table)


def line(console: Console, noted: Shown) -> None:
    """An item of a national line: not a case."""
    console.print(
        f"国垂事项（不是办件，不进矩阵）：{noted['title']}　{noted['number']}　"
        f"{noted['term']}（{noted['seen_on']} 人工记录，kuayu line show）"
    )


def trials(console: Console, city: str, rules: Sequence[Shown]) -> None:
    """Rules of instant approval beside the people who decided."""
    for rule in rules:
        trial = rule["trial"]
        console.print(
            f"秒批{rule['term']}（{city}）：{rule['name']}@{rule['version']}　规则和人都批了 {trial['agreed']} 件，"
            f"满 {trial['needed']} 件才可启用；规则会批而人没有批 {trial['false_grants']} 件；留给人 {trial['left']} 件"
        )


def matrix(console: Console, players: Sequence[Any], cells: Mapping[tuple[str, str], str]) -> None:
    """Event by application, in blocks that fit a terminal; every cell says something."""
    for first in range(0, len(players), BLOCK):
        block = players[first : first + BLOCK]
        title = f"事件 × 申请（{block[0].application['id']}–{block[-1].application['id']} 号）"
        table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", padding=(0, 0))
        table.add_column("事件", no_wrap=True)
        for player in block:
            table.add_column(player.application["id"], justify="center", min_width=3, no_wrap=True)
        for kind in Kind:
            marks = [cells[kind, player.application["id"]] for player in block]
            table.add_row(
                TERMS[kind].zh,
                *(f"[green]{mark}[/]" if mark[0] == "●" else f"[dim]{mark}[/]" for mark in marks),
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
            if known in {None, Reason.EVENT_AUTHOR, Reason.POWER_MISSING}:  # the other end's word counts
                reasons[event["kind"]] = event["reason"]
    return {kind: f"●{counts[kind]}" if counts[kind] else _mark(kind, reasons) for kind in Kind}


def _mark(kind: Kind, reasons: Mapping[str, str]) -> str:
    if kind is Kind.REFUSAL:
        return "―"
    reason = reasons[kind]
    return MARKS[reason]
