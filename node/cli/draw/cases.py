"""Drawings of cases: the list, the timeline, who holds which original, what is still to be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from federation.case import HOLDER_TERMS, STATE_TERMS, TERMS, Handling, Holder, Kind
from federation.case.choices import Delivery, JointRule
from federation.case.words import word
from federation.errors import REASONS, Reason
from node.cli.draw.due import clock_lines
from node.cli.draw.paper import SIDES, ZONE, Shown, cells, console, plain_table, problems, time_of
from node.cli.draw.process import process_of, sessions

_OUTCOMES = {
    "applied": "",
    "crossed": "[yellow]交叉[/]",
    "refused": "[red]拒收[/]",
    "waiting": "[blue]待对方[/]",
}


def _state(name: str) -> str:
    return STATE_TERMS[Handling(name)]


def recorded(done: Shown) -> None:
    """One act was recorded."""
    again = "（此前已登记，未重复）" if done["repeated"] else ""
    term = TERMS[Kind(done["kind"])].zh
    console.print(
        f"[green]✓[/] {term} 已登记{again}　状态：[bold]{_state(done['state'])}[/]　办件 {done['case']}"
    )
    for one in done["documents"]:
        console.print(f"  文书 {one['title']} {one['number']}", markup=False)
    console.print(f"  消息号 {done['message_id']}", style="dim")


def submitted(done: Shown) -> None:
    """A case was opened."""
    console.print(f"[green]✓[/] 收件完成，办件编号 [bold]{done['case']}[/]")
    for gap in done["gaps"]:
        console.print(f"  · {gap['label']}：{gap['ask']}", style="yellow", markup=False)
    console.print(f"  打印收件凭证：kuayu case receipt {done['case']} -o 收件凭证.pdf", style="dim")


def written(done: Sequence[Shown]) -> None:
    """Files were written."""
    for one in done:
        console.print(f"[green]✓[/] 已写入 {escape(one['file'])}（{one['bytes']:,} 字节）", soft_wrap=True)


def case_changed(row: Shown) -> None:
    """A case changed."""
    console.print(f"{time_of(row['updated_at'])}  {row['case']}  [bold]{row['term']}[/]")


def case_views(views: Sequence[Shown]) -> None:
    """Several cases."""
    for view in views:
        case_view(view)


def case_list(rows: Sequence[Shown]) -> None:
    """The list, a line each; item and digest stand in `case show`."""
    table = plain_table(
        "办件编号", "状态", "对方", "最后变动",
        title=f"办件 {len(rows)} 件（{ZONE}）",
        whole=("办件编号", "状态", "对方", "最后变动"),
    )  # fmt: skip
    for row in rows:
        table.add_row(row["case"], row["term"], row["peer"], time_of(row["updated_at"]))
    console.print(table)


def next_page(last: Shown) -> None:
    """There may be more."""
    place = f'"{last["updated_at"]} {last["case"]}"'
    console.print(f"下一页：kuayu case list --after {place}", style="dim", soft_wrap=True)


def gaps(found: Sequence[Shown]) -> None:
    """What is still to be asked for, before the case can be submitted; on stderr, under the refusal."""
    table = plain_table("", "代码", "名称", "请申请人补", title="还缺什么", whole=("代码",))
    for gap in found:
        mark = "[red]必须[/]" if gap["blocks"] else "[yellow]注意[/]"
        table.add_row(mark, *cells(gap["code"], gap["label"], gap["ask"]))
    problems.print(table)


def possible(cases: Sequence[Shown]) -> None:
    """What may be recorded now."""
    for one in cases:
        _possible(one["case"], one["events"])


def _possible(case: str, rows: Sequence[Shown]) -> None:
    table = plain_table("事件", "", "现在可否", "原因", title=f"办件 {case}", whole=("现在可否", ""))
    for row in rows:
        reason = row["reason"]
        why = REASONS[Reason(reason)].zh if reason else ""
        may = "[green]可[/]" if not reason else "否"
        table.add_row(row["term"], f"[dim]{row['kind']}[/]", may, why)
    console.print(table)


def case_view(view: Shown) -> None:
    """One case: head, timeline, materials, who holds which original, files."""
    document = view["document"]
    said = document["submitted"] or {}
    head = Text.assemble(
        ("状态 ", "dim"), (_state(document["handling"]), "bold"),
        ("　事项 ", "dim"), said.get("item", {}).get("code", ""),
        ("　版本 ", "dim"), said.get("item", {}).get("version", ""),
        ("　送达 ", "dim"), word(Delivery(said["delivery"])) if said else "",
        ("\n摘要 ", "dim"), view["digest"],
    )  # fmt: skip
    console.print(Panel(head, title=f"办件 {document['case']}", title_align="left"))
    if said.get("lead"):
        _lead(document["case"], said["lead"])
    console.print(_timeline(view, {one["message_id"]: one for one in view["entries"]}))
    lines = {row["message_id"]: number for number, row in enumerate(view["timeline"], 1)}
    for note in view["notes"]:
        about = f"（第{lines[note['message_id']]}行）" if note["message_id"] in lines else ""
        console.print(f"[yellow]※[/] {SIDES[note['side']]}{about}：{escape(note['text'])}")
    for duty in view["duties"]:
        about = f"（{escape(duty['about'])}）" if duty["about"] else ""
        console.print(f"[cyan]→[/] 待{SIDES[duty['side']]}：{duty['term']}{about}")
    if view["by_rule"]:
        console.print(_by_rule(view["by_rule"], lines))
    for line in clock_lines(view["clocks"]):
        console.print(line, soft_wrap=True)
    for table in process_of(document):
        console.print(table)
    for line in sessions(view["sessions"]):
        console.print(line, soft_wrap=True)
    if document["custody"]:
        console.print(_custody(document["custody"]))
    if view["files"]:
        here = sum(one["here"] for one in view["files"])
        console.print(f"文件 {len(view['files'])} 个，已到 {here} 个", style="dim")


def _lead(case: str, lead: Shown) -> None:
    """The joint case it is a part of: who else decides, and what one refusal means."""
    console.print(f"联办 [bold]{lead['case']}[/]　{word(JointRule(lead['rule']))}", soft_wrap=True)
    for part in lead["parts"]:
        own = "（办理本件）" if part["place"] == case[8:14] else ""
        console.print(f"  · {part['place']}　{escape(part['item'])}{own}", soft_wrap=True)


def _timeline(view: Shown, ways: Mapping[str, Shown]) -> Table:
    """A line an event; who signed for it and when stands below its time."""
    table = plain_table(
        "", "事件", "何方", "登记／对方签收", "结果", title=f"时间线（{ZONE}）", whole=("登记／对方签收",)
    )
    accepting = view["case"][2:8]
    for number, row in enumerate(view["timeline"], 1):
        way = ways.get(row["message_id"], {})
        side = "收件地" if row["author"] == accepting else "办理地"
        receipted = time_of(way.get("receipted_at", ""))
        table.add_row(
            str(number),
            TERMS[Kind(row["kind"])].zh,
            f"{side} {escape(row['officer'])}",
            f"{time_of(row['at'])}\n" + (f"[dim]{receipted}[/]" if receipted else "[blue]对方未签收[/]"),
            _OUTCOMES[row["outcome"]] + (f" {row['reason']}" if row["reason"] else ""),
        )
    return table


def _by_rule(acts: Sequence[Shown], lines: Mapping[str, int]) -> Table:
    """What a rule did, and on what: the rule itself is its organ's to show."""
    table = plain_table("行", "规则", "读到的", title="秒批依据", whole=("行", "规则"))
    for one in acts:
        read = "；".join(f"{code} = {value}" for code, value in one["inputs"].items())
        rule = f"{one['rule']}@{one['version']}\n{one['digest'][:19]}…"
        table.add_row(*cells(str(lines[one["message_id"]]), rule, read))
    return table


def _custody(holdings: Sequence[Shown]) -> Table:
    table = plain_table("件", "份数", "持有人", "邮件号", title="原件在谁手里", whole=("份数", "邮件号"))
    for one in holdings:
        holder = HOLDER_TERMS[Holder(one["holder"])]
        table.add_row(*cells(one["code"], str(one["count"]), holder, one["parcel"] or ""))
    return table
