"""Drawing of a form filled from facts 秒报: what the clerk reads to the applicant, and what is left to ask."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from node.cli.draw.paper import Shown, cells, console, plain_table, time_of


def prefilled(found: Shown) -> None:
    """Values with source and rule, what stays, what to ask, what was not used."""
    item, table = found["item"], found["table"]
    console.print(f"[bold]{escape(item['name'])}[/]　{escape(item['organ'])}　{item['code']}", soft_wrap=True)
    console.print(f"预填表 {table['name']}@{table['version']}　{found['on']}", style="dim", markup=False)
    if earlier := found["earlier"]:
        console.print(f"既往办件 {earlier['case']}：取出 {earlier['facts']} 项", style="dim")
    _filled(found)
    _listed("已填写，未改动", ("代码", "填报项", "提醒"), [_kept(one) for one in found["kept"]])
    _listed("还要问申请人", ("", "代码", "怎么办"), [_gap(one) for one in found["gaps"]])
    _listed("没有用上的信息", ("信息", "来源", "为什么"), [_unused(one) for one in found["unused"]])
    if found["fields"]:
        console.print("请申请人逐项核对并确认；预填不等于已核验。", style="yellow")
    if found["file"]:
        console.print(f"[green]✓[/] 申请已写入 {escape(found['file'])}", soft_wrap=True)
        if found["fields"]:
            console.print(
                '  补全申请，申请人确认后把 prefilled 的 "confirmed" 改为 true，再提交',
                style="dim",
                markup=False,
            )


def prefill_tables(rows: Sequence[Shown]) -> None:
    """Tables held."""
    table = plain_table("办理地", "预填表", "事项", "项", "导入", whole=("办理地", "事项", "导入"))
    for row in rows:
        words = cells(row["locality"], f"{row['name']}@{row['version']}", row["item"])
        table.add_row(*words, str(row["fields"]), time_of(row["imported_at"])[:10])
    console.print(table if rows else "没有导入预填表")


def _filled(found: Shown) -> None:
    table = plain_table("代码", "填报项", "值", "来源", "规则", title="预填", whole=("代码", "规则"))
    for one in found["fields"]:
        sources = dict.fromkeys(
            f"{fact['source']['label']}“{fact['label']}” {fact['on']}" for fact in one["facts"]
        )
        note = f"；{one['note']}" if one["note"] else ""
        table.add_row(
            *cells(one["code"], one["label"], one["value"], "、".join(sources) + note, one["rule"]["label"])
        )
    console.print(table if found["fields"] else "没有一项可以预填")


def _listed(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = plain_table(*columns, title=title, whole=("", "代码", "来源"))
    for row in rows:
        table.add_row(*cells(*row))
    console.print(table)


def _kept(one: Shown) -> tuple[str, ...]:
    return one["code"], one["label"], one["note"]


def _gap(one: Shown) -> tuple[str, ...]:
    return "必须" if one["blocks"] else "选填", one["code"], one["ask"]


def _unused(one: Shown) -> tuple[str, ...]:
    return one["label"] or one["code"], one["source"]["label"], one["why"]
