"""Drawings of a lint: one guide's findings, a catalogue's organs and rules, the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.text import Text

from federation.items.lint import RULES, Severity
from node.cli.draw.paper import Shown, cells, console, plain_table

WORST = 20  # items that are shown one by one; the rest is in the JSON and the HTML page
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def lint_report(report: Shown) -> None:
    """Scores, then what to mend: each finding of a few guides, or organs, rules and the worst of many."""
    total = report["total"]
    console.print(
        f"共 {total['items']} 项　完备度 [bold]{total['completeness']:g}[/]　准确性 [bold]{total['accuracy']:g}[/]　"
        f"[bold red]错误 {total['errors']}[/]　[yellow]提醒 {total['warnings']}[/]　[dim]提示 {total['hints']}[/]"
    )
    for row in report["errors"]:
        where = " ".join(str(row[name] or "") for name in ("sheet", "row", "column")).strip()
        console.print(f"  未读入 {escape(where)}：{escape(row['why'])}", style="red")
    if len(report["items"]) > 1:
        _organs(report["organs"])
        _counts(report["rules"])
    for item in report["items"][:WORST]:
        _item(item)
    if len(report["items"]) > WORST:
        console.print(f"其余 {len(report['items']) - WORST} 项见 --json 或 --html", style="dim")
    if report["html"]:
        console.print(f"[green]✓[/] HTML 报告已写出：{escape(report['html'])}", soft_wrap=True)


def _organs(organs: Sequence[Shown]) -> None:
    table = plain_table(
        "实施主体", "事项", "完备度", "准确性", "错误", "提醒", title="按实施主体，最需要改的在前"
    )
    for one in organs:
        numbers = (
            one["items"],
            f"{one['completeness']:g}",
            f"{one['accuracy']:g}",
            one["errors"],
            one["warnings"],
        )
        table.add_row(*cells(one["name"], *map(str, numbers)))
    console.print(table)


def _counts(rules: Sequence[Shown]) -> None:
    table = plain_table(
        "规则", "内容", "涉及事项", "处数", title="按规则，涉及事项最多的在前", whole=("规则",)
    )
    for one in rules:
        table.add_row(*cells(one["rule"], one["title"], str(one["items"]), str(one["findings"])))
    console.print(table)


def _item(item: Shown) -> None:
    scores = f"完备度 {item['completeness']}　准确性 {item['accuracy']}"
    console.print(f"\n[bold]{escape(item['title'])}[/]　{scores}", soft_wrap=True)
    console.print(f"  {escape(item['organ'])}　{escape(item['code'])}", style="dim", soft_wrap=True)
    if item["lacking"]:
        console.print(f"  缺少或不完整：{escape('、'.join(item['lacking']))}")
    if not item["findings"]:
        console.print("  [green]✓[/] 没有发现问题")
        return
    table = plain_table("程度", "规则", "位置", "问题", whole=("程度",))
    for one in item["findings"]:
        severity = Severity(one["severity"])
        rule = Text.assemble(RULES[one["rule"]].title, ("\n" + one["rule"], "dim"))
        why = Text.assemble(one["why"], ("\n原文：" + one["quote"], "dim"))
        table.add_row(Text(severity.label, style=_STYLES[severity]), rule, escape(one["section"]), why)
    console.print(table)


def lint_rules(rules: Sequence[Shown]) -> None:
    """Every rule: name, gravity, what it looks for, why."""
    table = plain_table("规则", "程度", "查什么", whole=("程度",))
    for one in rules:
        severity = Severity(one["severity"])
        name = Text.assemble(one["title"], ("\n" + one["rule"], "dim"))
        looks = Text.assemble(one["looks"], ("\n依据：" + one["source"], "dim"))
        table.add_row(name, Text(severity.label, style=_STYLES[severity]), looks)
    console.print(table)
