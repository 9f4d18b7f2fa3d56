"""Drawings of mapping: two items side by side, a resolution, a translation, a crosswalk's review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from federation.mapping.crosswalk import MaterialRelation, Relation, RuleKind
from node.cli.draw.items import import_errors
from node.cli.draw.paper import Shown, cells, console, plain_table, problems

VIAS = {
    "crosswalk": "两地对照表",
    "canonical": "经规范目录",
    "national_code": "国家编码相同",
    "direct": "办理地自己的编码",
}
_RULES = {one.value: one.label for one in RuleKind}
_RELATIONS = {one.value: one.label for kind in (Relation, MaterialRelation) for one in kind}
_SHOWN = 40  # findings of one kind in the terminal; --json has all of them


def _rules(names: str) -> str:
    """Rules, one after the other, by their Chinese names."""
    return "→".join(_RULES.get(name, name) for name in names.split("→"))


def comparison(found: Shown) -> None:
    """Two columns, then what the window should know of each difference."""
    ours, theirs = found["ours"], found["theirs"]
    table = plain_table(
        "", f"受理地 {ours['locality']}", f"办理地 {theirs['locality']}", whole=("",), title=found["why"]
    )
    table.add_row(*cells("事项", _item(ours), _item(theirs)))
    above = ""
    for line in found["lines"]:
        label = "" if line["label"] == above else line["label"]
        above = line["label"]
        style = "dim" if line["same"] else ""
        table.add_row(*cells(label, line["ours"] or "—", line["theirs"] or "—"), style=style)
        if not line["same"]:
            table.add_row("", "", f"[yellow]→{escape(line['says'])}[/]")
    console.print(table)
    console.print(f"不同 {found['differences']} 处，共 {len(found['lines'])} 项", style="dim")


def _item(item: Shown) -> str:
    return f"{item['title']}\n{item['code']}\n{item['organ']}"


def resolution(found: Shown) -> None:
    """What an item is at the handling place; on stderr where it is the reason of a failure."""
    screen = console if found["outcome"] == "matched" else problems
    marks = {"matched": "[green]✓[/]", "ambiguous": "[yellow]？[/]", "unmapped": "[red]✗[/]"}
    screen.print(f"{marks[found['outcome']]} {escape(found['why'])}", soft_wrap=True)
    for match in found["matches"]:
        handling = match["handling"]
        screen.print(f"[bold]{escape(handling['title'])}[/]　{escape(handling['organ'])}", soft_wrap=True)
        screen.print(f"  {handling['code']}　目录 {escape(handling['version'])}", soft_wrap=True)
        way = f"{VIAS[match['via']]} {match['crosswalk']}".strip()
        when = "　情形：" + "且".join(match["situations"]) if match["situations"] else ""
        screen.print(
            f"  {escape(way)}　{_RELATIONS[match['relation']]}{escape(when)}", style="dim", soft_wrap=True
        )


def translation(found: Shown) -> None:
    """Every value and where it came from, then gaps, then what was not used."""
    handling = found["handling"]
    console.print(f"[bold]{escape(handling['title'])}[/]　{handling['code']}", soft_wrap=True)
    console.print(f"{escape(found['why'])}", style="dim", soft_wrap=True)
    console.print(_values(found["fields"]))
    if found["materials"]:
        console.print(_papers(found["materials"]))
    for title, rows in (("还缺什么", _gaps(found["gaps"])), ("没有用上", _unused(found["unused"]))):
        if rows:
            console.print(_listed(title, rows))
    state = "[green]✓ 可以报送[/]" if found["complete"] else "[yellow]还有必须补的项，不能报送[/]"
    console.print(state)


def _values(rows: Sequence[Shown]) -> Table:
    table = plain_table("代码", "办理地填报项", "值", "怎么来的", title="填报项", whole=("代码",))
    for row in rows:
        table.add_row(*cells(row["code"], row["label"], row["value"], _origin(row)))
    return table


def _origin(row: Shown) -> str:
    sources = "、".join(f"{one['code']} {one['label']}“{one['value']}”" for one in row["sources"])
    via = f"（经规范项 {'、'.join(row['via'])}）" if row["via"] else ""
    note = f"；{row['note']}" if row["note"] else ""
    return f"{_rules(row['rule'])} {sources}{via}{note}".strip()


def _papers(rows: Sequence[Shown]) -> Table:
    table = plain_table("代码", "办理地材料", "由什么满足", title="材料", whole=("代码",))
    for row in rows:
        served = "；".join(
            f"{one['code']} {one['name']}（{_RELATIONS[one['relation']]}{'，' + one['note'] if one['note'] else ''}）"
            for one in row["sources"]
        )
        table.add_row(*cells(row["code"], row["name"], served))
    return table


def _gaps(rows: Sequence[Shown]) -> list[tuple[str, ...]]:
    return [("必须" if row["blocks"] else "注意", row["code"], row["label"], row["ask"]) for row in rows]


def _unused(rows: Sequence[Shown]) -> list[tuple[str, ...]]:
    kinds = {"field": "填报项", "material": "材料"}
    return [(kinds[row["kind"]], row["code"], row["label"], row["why"]) for row in rows]


def _listed(title: str, rows: Sequence[tuple[str, ...]]) -> Table:
    table = plain_table("", "代码", "名称", "说明", title=title, whole=("", "代码"))
    for row in rows:
        table.add_row(*cells(*row))
    return table


def crosswalk_checked(found: Shown) -> None:
    """A crosswalk that holds: figures, and what a person should look at."""
    rules = found["rules"]
    console.print(f"[green]✓[/] 对照表 {escape(found['crosswalk'])} 核对通过", soft_wrap=True)
    console.print(
        f"  事项 {found['rows']} 行，材料对照 {found['materials']} 行，字段规则 {rules['total']} 条"
    )
    kinds = "，".join(f"{_RULES[kind]} {count}" for kind, count in rules["kinds"].items())
    share = f"{rules['share']:.1%}" if rules["share"] is not None else "—"
    console.print(f"  要用表达式的规则 {rules['expressions']} 条，占 {share}　[dim]{kinds}[/]")
    for title, key in (("请人看一看", "warnings"), ("已修正", "repairs"), ("已忽略", "ignored")):
        _findings(title, found[key])


def _findings(title: str, rows: Sequence[Shown]) -> None:
    if not rows:
        return
    console.print(f"{title} {len(rows)} 处", style="yellow")
    for row in rows[:_SHOWN]:
        console.print(f"  {_spot(row)}　{row['why']}", markup=False, soft_wrap=True)
    if len(rows) > _SHOWN:
        console.print(f"  另有 {len(rows) - _SHOWN} 处，见 --json", style="dim")


def _spot(row: Mapping[str, Any]) -> str:
    number = row.get("row") or row.get("first") or ""
    return f"{row.get('sheet') or ''} {row.get('column') or ''}{number} {row.get('header') or ''}".strip()


def federation_faults(files: Sequence[Shown]) -> None:
    """What is wrong in each file of a federation; on stderr, under the refusal."""
    for one in files:
        problems.print(
            f"[bold]{escape(one['file'])}[/]　{one['reason']}　{escape(one['why'])}", soft_wrap=True
        )
        if one["report"]["errors"]:
            import_errors(one["report"])
