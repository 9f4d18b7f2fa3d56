"""Drawings for people: tables and timelines in the terminal. Chinese first. Values come from the node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from federation.case import HOLDER_TERMS, STATE_TERMS, TERMS, Handling, Holder, Kind
from federation.errors import REASONS, Reason

console = Console(highlight=False)
BEIJING = timezone(timedelta(hours=8))
Shown = Mapping[str, Any]

_SIDES = {"accepting": "收件地", "handling": "办理地"}
_OUTCOMES = {
    "applied": "",
    "crossed": "[yellow]交叉[/]",
    "refused": "[red]拒收[/]",
    "waiting": "[blue]待对方[/]",
}


def _time(text: str) -> str:
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone(BEIJING).strftime("%m-%d %H:%M:%S")


def _state(name: str) -> str:
    return STATE_TERMS[Handling(name)]


def recorded(done: Shown) -> None:
    """One act was recorded."""
    again = "（此前已登记，未重复）" if done["repeated"] else ""
    kind = done["event"]
    term = next((TERMS[one].zh for one in Kind if one.value.partition(".")[0] == kind), kind)
    console.print(
        f"[green]✓[/] {term} 已登记{again}　状态：[bold]{_state(done['state'])}[/]　办件 {done['case']}"
    )
    console.print(f"  消息号 {done['message_id']}", style="dim")


def submitted(done: Shown) -> None:
    """A case was opened."""
    console.print(f"[green]✓[/] 收件完成，办件编号 [bold]{done['case']}[/]")
    for gap in done["gaps"]:
        console.print(f"  · {gap['label']}：{gap['ask']}", style="yellow")
    console.print(f"  打印收件凭证：kuayu case receipt {done['case']} -o 收件凭证.pdf", style="dim")


def written(done: Sequence[Shown]) -> None:
    """Files were written."""
    for one in done:
        console.print(f"[green]✓[/] 已写入 {one['file']}（{one['bytes']:,} 字节）")


def case_changed(row: Shown) -> None:
    """A case changed."""
    console.print(f"{_time(row['updated_at'])}  {row['case']}  [bold]{row['term']}[/]")


def case_views(views: Sequence[Shown]) -> None:
    """Several cases."""
    for view in views:
        case_view(view)


def initialised(done: Shown) -> None:
    """A node's file was written."""
    console.print(f"[green]✓[/] 已写好 {done['config']}，接着运行：kuayu -c {done['config']} serve")


def released(done: Shown) -> None:
    """A held resend may go."""
    console.print(f"[green]✓[/] 已放行 {done['released']}")


def case_list(rows: Sequence[Shown]) -> None:
    """The list."""
    table = Table(box=box.SIMPLE_HEAD, title=f"办件 {len(rows)} 件")
    for title in ("办件编号", "状态", "对方", "事项", "摘要", "最后变动"):
        table.add_column(title, no_wrap=title == "办件编号", overflow="fold")
    for row in rows:
        table.add_row(
            row["case"],
            row["term"],
            row["peer"],
            row["item"],
            row["digest"][7:19],
            _time(row["updated_at"]),
        )
    console.print(table)


def possible(cases: Sequence[Shown]) -> None:
    """What may be recorded now."""
    for one in cases:
        _possible(one["case"], one["events"])


def _possible(case: str, rows: Sequence[Shown]) -> None:
    table = Table(box=box.SIMPLE_HEAD, title=f"办件 {case}")
    for title in ("事件", "现在可否", "原因"):
        table.add_column(title, overflow="fold")
    for row in rows:
        reason = row["reason"]
        why = REASONS[Reason(reason)].zh if reason else ""
        table.add_row(f"{row['term']}  [dim]{row['kind']}[/]", "[green]可[/]" if not reason else "否", why)
    console.print(table)


def case_view(view: Shown) -> None:
    """One case: head, timeline, materials, who holds which original, files."""
    document = view["document"]
    said = document["submitted"] or {}
    head = Text.assemble(
        ("状态 ", "dim"), (_state(document["handling"]), "bold"),
        ("　事项 ", "dim"), said.get("item", {}).get("code", ""),
        ("　送达 ", "dim"), said.get("delivery", ""),
        ("\n摘要 ", "dim"), view["digest"],
    )  # fmt: skip
    console.print(Panel(head, title=f"办件 {document['case']}", title_align="left"))
    console.print(_timeline(document, {one["message_id"]: one for one in view["entries"]}))
    for note in view["notes"]:
        console.print(f"[yellow]※[/] {_SIDES[note['side']]}：{note['text']}")
    for duty in view["duties"]:
        about = f"（{duty['about']}）" if duty["about"] else ""
        console.print(f"[cyan]→[/] 待{_SIDES[duty['side']]}：{duty['term']}{about}")
    if document["custody"]:
        console.print(_custody(document["custody"]))
    if view["files"]:
        here = sum(one["here"] for one in view["files"])
        console.print(f"文件 {len(view['files'])} 个，已到 {here} 个", style="dim")


def _timeline(document: Shown, ways: Mapping[str, Shown]) -> Table:
    table = Table(box=box.SIMPLE, title="时间线", title_justify="left", show_edge=False)
    for title in ("", "事件", "何方", "作者时间", "对方签收", "结果"):
        table.add_column(title, overflow="fold")
    accepting = document["case"][2:8]
    for number, row in enumerate(document["rows"], 1):
        way = ways.get(row["message_id"], {})
        side = "收件地" if row["author"] == accepting else "办理地"
        receipted = _time(way.get("receipted_at", "")) or "[blue]未达[/]"
        table.add_row(
            str(number),
            TERMS[Kind(row["kind"])].zh,
            f"{side} {row['actor']['officer']}",
            _time(row["at"]),
            receipted,
            _OUTCOMES[row["outcome"]] + (f" {row['reason']}" if row["reason"] else ""),
        )
    return table


def _custody(holdings: Sequence[Shown]) -> Table:
    table = Table(box=box.SIMPLE, title="原件在谁手里", title_justify="left", show_edge=False)
    for title in ("件", "份数", "持有人", "邮件号"):
        table.add_column(title, overflow="fold")
    for one in holdings:
        table.add_row(
            one["code"], str(one["count"]), HOLDER_TERMS[Holder(one["holder"])], one["parcel"] or ""
        )
    return table


def requirements(found: Shown) -> None:
    """The handling place's list as a window shows it."""
    need = found["requirements"]
    item = found["item"]
    console.print(
        Panel(
            Text.assemble(
                ("办理机关 ", "dim"), need["organ_name"], ("　电话 ", "dim"), need["phone"],
                ("\n承诺时限 ", "dim"), need["promised"] or "—", ("　法定时限 ", "dim"), need["legal"] or "—",
                ("\n受理条件 ", "dim"), need["accept_condition"] or "—",
                ("\n对应关系 ", "dim"), found["why"],
            ),
            title=f"{item['name']}  {item['code']}",
            title_align="left",
        )
    )  # fmt: skip
    missing = {gap["code"]: gap for gap in found["gaps"]}
    console.print(Group(_material_table(need["materials"], missing), _field_table(need["fields"], missing)))


def _material_table(needs: Sequence[Shown], missing: Mapping[str, Shown]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="申请材料（办理地清单）", title_justify="left")
    for title in ("代码", "材料", "必要性", "份数", "还要做什么"):
        table.add_column(title, overflow="fold")
    for need in needs:
        spec = need["spec"]
        gap = missing.get(spec["code"])
        table.add_row(
            spec["code"],
            spec["name"],
            spec["need"]["label"],
            str(spec["copies"] or ""),
            gap["ask"] if gap else "[green]✓[/]",
        )
    return table


def _field_table(specs: Sequence[Shown], missing: Mapping[str, Shown]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="填报项（办理地表单）", title_justify="left")
    for title in ("代码", "名称", "必填", "还要做什么"):
        table.add_column(title, overflow="fold")
    for spec in specs:
        gap = missing.get(spec["code"])
        required = "是" if spec["required"] else ""
        table.add_row(spec["code"], spec["label"], required, gap["ask"] if gap else "[green]✓[/]")
    return table


def item_list(rows: Sequence[Shown]) -> None:
    """Items found."""
    table = Table(box=box.SIMPLE_HEAD)
    for title in ("编码", "事项", "机关", "承诺时限", ""):
        table.add_column(title, overflow="fold")
    for row in rows:
        note = "国家垂管" if row["channel"] == "national_line" else ""
        table.add_row(row["code"], row["name"], row["organ"], row["limit"], note)
    console.print(table)


def imported(done: Shown) -> None:
    """A file was imported: what was repaired and what was left."""
    report = done["report"]
    console.print(f"[green]✓[/] 已导入 {done['kind']} {done['version']}：{report.get('items', '')} 项")
    for row in report["stale"]:
        console.print(
            f"  [red]对照表 {row['crosswalk']} 事项 {row['item']} 与目录不再相符，已停用：{row['why']}[/]"
        )
    for title, key in (("已修正", "repairs"), ("已忽略", "ignored")):
        rows = report.get(key, [])
        if rows:
            console.print(f"  {title} {len(rows)} 处", style="yellow")
            for row in rows[:20]:
                console.print(f"    {_cell(row)}", style="dim", markup=False)


def import_errors(report: Shown) -> None:
    """Why a file was not imported, cell by cell."""
    table = Table(box=box.SIMPLE_HEAD, title="未导入任何内容，请改正以下单元格")
    for title in ("位置", "列名", "值", "原因", "可用值"):
        table.add_column(title, overflow="fold")
    for row in report.get("errors", []):
        allowed = "、".join(map(str, row.get("allowed") or ()))
        table.add_row(
            _place(row), str(row.get("header") or ""), str(row.get("value") or ""), row["why"], allowed
        )
    console.print(table)


def _place(row: Shown) -> str:
    return " ".join(str(row.get(name) or "") for name in ("sheet", "row", "column")).strip()


def _cell(row: Shown) -> str:
    return f"{_place(row)} {row.get('header') or ''} {row.get('why') or ''}".strip()


def status(found: Shown) -> None:
    """Links and work waiting."""
    table = Table(
        box=box.SIMPLE_HEAD, title=f"节点 {found['locality']}　名录版本 {found['directory_version']}"
    )
    for title in ("对方", "已发", "已签收", "待发", "已收", "已处理", "待取文件", "状态"):
        table.add_column(title, overflow="fold")
    for link in found["links"]:
        table.add_row(
            link["peer"], *(str(link[name]) for name in ("sent", "receipted", "waiting", "taken", "applied", "files_missing")),
            _link_state(link),
        )  # fmt: skip
    console.print(table)
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
    table = Table(box=box.SIMPLE_HEAD, title=f"待人工处理 {len(rows)} 件")
    for title in ("号", "办件", "事由", "该怎么办", "自"):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(
            str(row["id"]), row["case"], row["reason"], REASONS[Reason(row["reason"])].zh, _time(row["at"])
        )
    console.print(table)


def evidence_reports(found: Sequence[Shown]) -> None:
    """What the verifier found: in full for one file, a line for each of several."""
    if len(found) == 1:
        _evidence_report(found[0])
        return
    for one in found:
        mark = "[green]✓ 成立[/]" if one["verified"] else "[bold red]✗ 不成立[/]"
        console.print(f"{mark}　{one['case']}　{len(one['entries'])} 条　{one['digest']}")


def _evidence_report(found: Shown) -> None:
    """Step by step, then who said what when."""
    table = Table(box=box.SIMPLE_HEAD, title="证据验证")
    for title in ("步骤", "内容", "结果"):
        table.add_column(title, overflow="fold")
    for step in found["steps"]:
        table.add_row(str(step["step"]), f"{step['zh']}  [dim]{step['en']}[/]", step["mark"])
    console.print(table)
    entries = Table(box=box.SIMPLE, show_edge=False)
    for title in ("日志", "序号", "事件", "机关/工号", "对方签收时间", "结论"):
        entries.add_column(title)
    for one in found["entries"]:
        entries.add_row(
            one["log"],
            str(one["position"]),
            one["event"],
            one["actor"],
            _time(one["received_at"]),
            one["standing"],
        )
    console.print(entries)
    verdict = "[bold green]✓ 证据成立[/]" if found["verified"] else "[bold red]✗ 证据不成立[/]"
    console.print(f"{verdict}　办件 {found['case']}　摘要 {found['digest']}")
