"""Drawings of items: what a place asks for, what was found, what an import did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from node.cli.draw.paper import Shown, cells, console, plain_table, problems


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
    title = "申请材料（办理地清单）"
    table = plain_table("代码", "材料", "必要性", "份数", "还要做什么", title=title, whole=("代码", "份数"))
    for need in needs:
        spec = need["spec"]
        gap = missing.get(spec["code"])
        table.add_row(
            *cells(spec["code"], spec["name"], spec["need"]["label"], str(spec["copies"] or "")),
            escape(gap["ask"]) if gap else "[green]✓[/]",
        )
    return table


def _field_table(specs: Sequence[Shown], missing: Mapping[str, Shown]) -> Table:
    title = "填报项（办理地表单）"
    table = plain_table("代码", "名称", "必填", "还要做什么", title=title, whole=("代码", "必填"))
    for spec in specs:
        gap = missing.get(spec["code"])
        required = "是" if spec["required"] else ""
        ask = escape(gap["ask"]) if gap else "[green]✓[/]"
        table.add_row(*cells(spec["code"], spec["label"], required), ask)
    return table


def item_list(rows: Sequence[Shown]) -> None:
    """Items found: name, organ and limit, and the code whole on its own line."""
    console.print(f"找到 {len(rows)} 项")
    for row in rows:
        note = "　[yellow]国家垂管[/]" if row["channel"] == "national_line" else ""
        console.print(f"[bold]{escape(row['name'])}[/]{note}", soft_wrap=True)
        limit = f"　承诺 {escape(row['limit'])}" if row["limit"] else ""
        console.print(f"  {escape(row['code'])}　[dim]{escape(row['organ'])}[/]{limit}", soft_wrap=True)


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
    """Why a file was not imported, cell by cell; on stderr, under the refusal."""
    table = plain_table("位置", "列名", "值", "原因", "可用值", title="未导入任何内容，请改正以下单元格")
    for row in report.get("errors", []):
        allowed = "、".join(map(str, row.get("allowed") or ()))
        table.add_row(
            *cells(
                _place(row), str(row.get("header") or ""), str(row.get("value") or ""), row["why"], allowed
            )
        )
    problems.print(table)


def _place(row: Shown) -> str:
    return " ".join(str(row.get(name) or "") for name in ("sheet", "row", "column")).strip()


def _cell(row: Shown) -> str:
    return f"{_place(row)} {row.get('header') or ''} {row.get('why') or ''}".strip()
