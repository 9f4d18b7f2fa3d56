"""Drawings of agreements, calendars and clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.markup import escape

from federation.case.agreement import UNIT_TERMS
from federation.case.choices import DayUnit, Stage
from federation.case.clock import BASIS_TERMS, DAY_TERMS, ReceiptBasis
from federation.case.words import word
from federation.errors import REASONS, Reason
from node.cli.draw.paper import SIDES, Shown, cells, console, plain_table, time_of

_STAGES = {str(stage): word(stage) for stage in Stage}
_CARDS = {"yellow": "[yellow]黄牌[/]", "red": "[red]红牌[/]", "": ""}


def agreement_imported(row: Shown) -> None:
    """An agreement came into use."""
    state = "现行有效" if row["in_force"] else "今日不在期限内"
    console.print(
        f"[green]✓[/] 已导入 {_name(row)}（{row['start']} 至 {row['end']} 前，{state}）", soft_wrap=True
    )


def _name(row: Shown) -> str:
    return f"{row['accepting']}-{row['handling']}/{row['version']}"


def agreement_list(rows: Sequence[Shown]) -> None:
    """Agreements held."""
    table = plain_table(
        "协议", "自", "至（不含）", "事项", "状态", "导入", whole=("协议", "自", "至（不含）")
    )
    for row in rows:
        state = "[green]有效[/]" if row["in_force"] else "不在期限内"
        table.add_row(
            _name(row), row["start"], row["end"], str(row["items"]), state, time_of(row["imported_at"])[:10]
        )
    console.print(table)
    if not rows:
        console.print("没有协议：按代收代办模板办理，窗口可收件、核验原件、送达结果。", soft_wrap=True)


def agreement_shown(found: Shown) -> None:
    """One agreement."""
    console.print(f"[bold]{found['name']}[/]　{found['start']} 至 {found['end']} 前", soft_wrap=True)
    console.print(f"收到申请材料之日：{BASIS_TERMS[ReceiptBasis(found['receipt_basis'])]}", soft_wrap=True)
    for number, terms in enumerate(found["items"], 1):
        powers = "、".join(one["term"] for one in terms["powers"])
        console.print(f"事项 {number}：{'、'.join(terms['codes'])}", soft_wrap=True)
        console.print(
            f"   窗口权力：{powers}；模式：{'、'.join(one['term'] for one in terms['modes'])}", soft_wrap=True
        )
        entrusted = terms["entrustment"]
        if entrusted:
            term = f"{entrusted['start']} 至 {entrusted['end']} 前"
            said = f"   委托：{entrusted['organ']}，{entrusted['document']}，{term}，{entrusted['published']}"
            console.print(escape(said), soft_wrap=True)
    days = "，".join(f"{DAY_TERMS[name]} {count}" for name, count in found["days"].items())
    unit = UNIT_TERMS[DayUnit(found["correction_unit"])]
    console.print(f"工作日数：{days}；申请人补正按{unit}", soft_wrap=True)
    console.print(f"电子证照核验：每市每日至多 {found['licence_checks']} 次", soft_wrap=True)
    for one in found["contacts"]:
        said = f"联络：{one['role']} {one['organ']} {one['phone']}，{one['escalate_after']} 个工作日未复可找"
        console.print(escape(said), soft_wrap=True)
    _signatures(found)


def _signatures(found: Shown) -> None:
    signed = "、".join(found["signed_by"]) or "无"
    colour, said = ("green", "双方已签，可导入") if found["complete"] else ("yellow", "尚缺签署，不能导入")
    console.print(f"签署：{signed}　[{colour}]{said}[/]", soft_wrap=True)


def agreement_signed(found: Shown) -> None:
    """A signature was put under an agreement."""
    console.print(f"[green]✓[/] 已签 {found['name']}", soft_wrap=True)
    _signatures(found)


def agreement_exported(found: Shown) -> None:
    """The signed bytes were written."""
    console.print(f"[green]✓[/] 已取出 {found['name']}")
    _signatures(found)


def agreement_changes(found: Shown) -> None:
    """What a new version changes."""
    console.print(f"{found['old']} → {found['new']}", soft_wrap=True)
    for change in found["changes"] or ["内容没有变化"]:
        console.print(f"  {escape(change)}", soft_wrap=True)


def calendar_imported(row: Shown) -> None:
    """A year came into use."""
    state = "" if row["used"] else "；已有更新的版本，未采用"
    said = f"{row['locality']} {row['year']} 年第 {row['version']} 版"
    console.print(f"[green]✓[/] 已导入 {said}：{row['holidays']} 天假、{row['workdays']} 天调休{state}")


def calendar_signed(said: Shown) -> None:
    """A year was signed."""
    console.print(f"[green]✓[/] 已签 {said['locality']} {said['year']} 年第 {said['version']} 版")


def calendar_list(rows: Sequence[Shown]) -> None:
    """Years held."""
    table = plain_table("地区", "年", "版", "假", "调休", "来源", "状态", whole=("地区", "年", "版"))
    for row in rows:
        state = "采用" if row["used"] else "已有新版"
        origin = "随程序" if not row["imported_at"] else time_of(row["imported_at"])[:10]
        numbers = (str(row[name]) for name in ("year", "version", "holidays", "workdays"))
        table.add_row(row["locality"], *numbers, escape(row["source"]), f"{state}（{origin}）")
    console.print(table)


def case_due(cases: Sequence[Shown]) -> None:
    """The clocks of cases."""
    for one in cases:
        agreement = f"协议 {one['agreement']}" if one["agreement"] else "无协议（代收代办模板）"
        console.print(f"[bold]{one['case']}[/]　{agreement}", soft_wrap=True)
        console.print(_clocks(one["clocks"]))
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
    table = plain_table("办件", "时限", "到期", "剩余", "牌", whole=("办件", "到期", "剩余", "牌"))
    for row in found["rows"]:
        table.add_row(row["case"], _title(row), _day(row), _left(row), _CARDS[row["card"]])
    console.print(table)
    if found["more"]:
        console.print(f"还有 {found['more']} 张未列出", style="dim")
    for case in found["unknown"]:
        console.print(
            f"[yellow]{case} 的协议本节点没有，时限未计算[/]：kuayu agreement import", soft_wrap=True
        )


def _clocks(rows: Iterable[Shown]) -> object:
    table = plain_table("时限", "起算", "到期", "剩余", "状态", "牌", whole=("起算", "到期", "剩余", "牌"))
    for row in rows:
        table.add_row(_title(row), row["start"], _day(row), _left(row), _state(row), _CARDS[row["card"]])
    return table


def _title(row: Shown) -> str:
    about = f" {_STAGES.get(row['about'], row['about'])}" if row["about"] else ""
    return cells(f"{row['term']}{about}（{SIDES[row['side']]}）")[0]


def _day(row: Shown) -> str:
    return f"{row['due']}{'*' if row['provisional'] else ''}" if row["due"] else "–"


def _left(row: Shown) -> str:
    left = row["left"]
    if left is None:
        return ""
    return f"{left} 日" if left >= 0 else f"[red]逾期 {-left} 日[/]"


def _state(row: Shown) -> str:
    ended = f" {row['ended']}" if row["ended"] else ""
    return f"{row['state_term']}{ended}{'，暂定' if row['provisional'] else ''}"
