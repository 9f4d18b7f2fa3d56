"""Drawings of guides and of notes on items of national lines."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from federation.case.line import SEEN_TERMS, SeenBy
from node.cli.draw.items import requirements_of
from node.cli.draw.paper import Shown, cells, console, plain_table, time_of

_ASKED = (
    ("办理地点", "address"),
    ("办理时间", "hours"),
    ("咨询电话", "phone"),
    ("监督电话", "supervision"),
    ("须到现场", "scene_reason"),
    ("流程", "flow"),
    ("依据", "by_law"),
)


def item_guide(found: Shown) -> None:
    """The guide of one item: which way it goes, the list, and where to ask."""
    line = found["channel"]["code"] == "NATIONAL_LINE"
    colour = "yellow" if line else "green"
    console.print(f"[{colour}]{found['channel']['label']}[/]　{escape(found['advice'])}", soft_wrap=True)
    requirements_of(found["item"], found["requirements"])
    for label, name in _ASKED:
        if found[name]:
            console.print(f"{label}　{escape(found[name])}", soft_wrap=True)


def line_opened(done: Shown) -> None:
    """An applicant was guided to a national line."""
    line = done["line"]
    console.print(f"[green]✓[/] 已登记 [bold]{line['number']}[/]　{escape(line['title'])}", soft_wrap=True)
    console.print("以后看到进度：kuayu line note 跟踪号 --status … --seen …", style="dim", soft_wrap=True)
    item_guide(done["guide"])


def line_noted(row: Shown) -> None:
    """What was seen was noted."""
    console.print(f"[green]✓[/] {row['number']}　{row['term']}（{row['seen_on']}）", soft_wrap=True)


def line_shown(found: Shown) -> None:
    """One line: the applicant's number, and every note."""
    line = found["line"]
    console.print(f"[bold]{line['number']}[/]　{escape(line['title'])}　{line['locality']}", soft_wrap=True)
    console.print(f"国垂系统编号　{escape(found['reference'] or '未登记')}", soft_wrap=True)
    table = plain_table("看到", "状态", "来源", "登记", "登记人", whole=("看到", "登记"))
    for note in found["notes"]:
        words = cells(note["term"], note["seen_term"])
        table.add_row(note["seen_on"], *words, time_of(note["at"]), escape(note["actor"]["officer"]))
    console.print(table)


def line_list(rows: Sequence[Shown]) -> None:
    """Lines as they stand."""
    table = plain_table("跟踪号", "事项", "状态", "看到", "来源", whole=("跟踪号", "看到"))
    for row in rows:
        words = cells(row["title"], row["term"])
        table.add_row(row["number"], *words, row["seen_on"], SEEN_TERMS[SeenBy(row["seen_by"])])
    console.print(table if rows else "没有登记国垂事项")
