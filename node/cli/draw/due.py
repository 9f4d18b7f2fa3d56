"""Drawings of clocks: those of a case, what is late, and the lines of them that a case's sheet shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.markup import escape

from federation.case.choices import Stage
from federation.case.words import word
from federation.errors import REASONS, Reason
from node.cli.draw.paper import SIDES, Shown, cells, console, minute_of, plain_table

_STAGES = {str(stage): word(stage) for stage in Stage}
_CARDS = {"yellow": "[yellow]黄牌[/]", "red": "[red]红牌[/]", "": ""}
_LEFT = "剩余工作日"


def case_due(cases: Sequence[Shown]) -> None:
    """The clocks of cases."""
    for one in cases:
        agreement = f"协议 {one['agreement']}" if one["agreement"] else "无协议（代收代办模板）"
        console.print(f"[bold]{one['case']}[/]　{agreement}{_limits(one)}", soft_wrap=True)
        console.print(_clocks(one["clocks"]))
        for line in _remarks(one["clocks"]):
            console.print(line, soft_wrap=True)
        for clock in one["withheld"]:
            said = REASONS[Reason(clock["reason"])].zh
            console.print(f"[yellow]{clock['term']}未计算[/]：{said}", soft_wrap=True)
        if one["deemed_accepted"]:
            proven = "（暂定，对方日志未到）" if one["deemed_provisional"] else ""
            console.print(
                f"[red]视为受理[/]：自 {one['deemed_accepted']} 起{proven}（32条(四)）", soft_wrap=True
            )


def due_list(found: Shown) -> None:
    """What is late, or soon will be."""
    console.print(f"在办 {found['open']} 件，黄红牌 {len(found['rows']) + found['more']} 张")
    table = plain_table("办件", "时限", "到期", _LEFT, "牌", whole=("办件", "到期", _LEFT, "牌"))
    for row in found["rows"]:
        table.add_row(row["case"], _stacked(row), _day(row), _left(row), _CARDS[row["card"]])
    console.print(table)
    for case in dict.fromkeys(row["case"] for row in found["rows"]):
        for line in _late([row for row in found["rows"] if row["case"] == case]):
            console.print(f"{line}　{case}", soft_wrap=True)
    if found["more"]:
        console.print(f"还有 {found['more']} 张未列出", style="dim")
    for case in found["unknown"]:
        console.print(
            f"[yellow]{case} 的协议本节点没有，时限未计算[/]：kuayu agreement import", soft_wrap=True
        )


def clock_lines(rows: Sequence[Shown]) -> Iterator[str]:
    """What a case's sheet says of its clocks: cards of what is still owed, clocks that stand, what came late."""
    for row in rows:
        if row["card"] and not row["ended"]:
            left = _left(row)
            yield f"{_CARDS[row['card']]} {row['term']}（{SIDES[row['side']]}）{_day(row)} 到期　{_LEFT}：{left}"
    standing = [row for row in rows if row["state"] == "suspended"]
    if standing:
        terms = "、".join(row["term"] for row in standing)
        yield f"[cyan]‖[/] {terms}：{standing[0]['state_term']}"
    yield from _late(rows)


def _remarks(rows: Sequence[Shown]) -> Iterator[str]:
    """What the table cannot say."""
    yield from _late(rows)
    due = {row["clock"]: row["due"] for row in rows}
    if due.get("promised") and due.get("legal") and due["promised"] > due["legal"]:
        yield "[red]承诺晚于法定[/]：以法定办结时限为准（42条）"
    if any(row["provisional"] for row in rows):
        yield "[dim]* 暂定：对方日志未到这一天，或该年放假安排未公布[/]"


def _late(rows: Sequence[Shown]) -> Iterator[str]:
    """Extensions and special procedures that came when a limit was over: it stays as it was."""
    clocks: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        for one in row["late"]:
            key = one["term"], one["number"], one["on"], one["source"]
            clocks.setdefault(key, []).append(f"{row['term']}（{row['due']} 到期）")
    for (term, number, on, source), over in clocks.items():
        said = f"{term} {number}（{on}）在届满之后作出，不计入{'、'.join(over)}：{source}"
        yield f"[red]※[/] {escape(said)}"


def _limits(one: Shown) -> str:
    """What the item's catalogue says."""
    said = ((name, one[key]) for name, key in (("承诺", "promised"), ("法定", "legal")))
    words = "，".join(f"{name} {limit['words']}" for name, limit in said if limit)
    return f"　事项：{words}" if words else ""


def _clocks(rows: Iterable[Shown]) -> object:
    table = plain_table("时限", "起算", "到期", _LEFT, "状态", "牌", whole=("起算", "到期", _LEFT, "牌"))
    for row in rows:
        table.add_row(_title(row), row["start"], _day(row), _left(row), _state(row), _CARDS[row["card"]])
    return table


def _title(row: Shown) -> str:
    return f"{_name(row)}（{SIDES[row['side']]}）"


def _stacked(row: Shown) -> str:
    """The same in a narrow column."""
    return f"{_name(row)}\n{SIDES[row['side']]}"


def _name(row: Shown) -> str:
    """Under a heading that says 时限 the word need not stand in every row."""
    about = f" {_STAGES.get(row['about'], row['about'])}" if row["about"] else ""
    return cells(f"{row['term'].removesuffix('时限')}{about}")[0]


def _day(row: Shown) -> str:
    """The last day, or its minute where hours are counted."""
    due = minute_of(row["due_at"]) if row["due_at"] else row["due"]
    return f"{due}{'*' if row['provisional'] else ''}" if due else "–"


def _left(row: Shown) -> str:
    left = row["left"]
    if left is None:
        return ""
    if row["state"] == "overdue":
        return f"[red]逾期 {-left}[/]" if left else "[red]逾期[/]"
    return str(left) if left else "今日到期"


def _state(row: Shown) -> str:
    ended = f" {row['ended']}" if row["ended"] else ""
    longer = f"，已延长 {row['extended']} 日" if row["extended"] else ""
    return f"{row['state_term']}{ended}{longer}{'，暂定' if row['provisional'] else ''}"
