"""Drawings of agreements and calendars."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from federation.case.agreement import UNIT_TERMS
from federation.case.choices import DayUnit
from federation.case.clock import BASIS_TERMS, DAY_TERMS, ReceiptBasis
from node.cli.draw.paper import Shown, console, plain_table, time_of


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
