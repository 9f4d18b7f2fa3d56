"""Drawings of joint cases 多地联办."""

from __future__ import annotations

from collections.abc import Sequence

from federation.case.choices import JointOutcome, JointRule
from federation.case.words import word
from node.cli.draw.paper import Shown, cells, console, plain_table, problems

_COLOURS = {"agreed": "green", "refused": "red", "missing": "yellow", "open": "default"}


def joint_opened(done: Shown) -> None:
    """A joint case was opened."""
    console.print(f"[green]✓[/] 联办收件完成，联办编号 [bold]{done['lead']}[/]", soft_wrap=True)
    for part in done["parts"]:
        console.print(f"  {part['to']}　{part['case'] or '此前已收件'}", soft_wrap=True)
        for gap in part["gaps"]:
            console.print(f"    · {gap['label']}：{gap['ask']}", style="yellow", markup=False)
    console.print(f"  看进度：kuayu joint show {done['lead']}", style="dim", soft_wrap=True)


def part_gaps(parts: Sequence[Shown]) -> None:
    """What is missing of which part; nothing was filed. On stderr, under the refusal."""
    table = plain_table(
        "", "办理地", "代码", "请申请人补", title="还缺什么（各部分均未提交）", whole=("办理地",)
    )
    for part in parts:
        for gap in part["gaps"]:
            mark = "[red]必须[/]" if gap["blocks"] else "[yellow]注意[/]"
            table.add_row(mark, *cells(part["to"], gap["code"], f"{gap['label']}：{gap['ask']}"))
    problems.print(table)


def joint_shown(found: Shown) -> None:
    """How every part stands."""
    bundle = f"　一件事 {found['bundle']}" if found["bundle"] else ""
    console.print(f"联办 [bold]{found['lead']}[/]　{word(JointRule(found['rule']))}", soft_wrap=True)
    console.print(f"  {_outcome(found)}{bundle}", soft_wrap=True)
    table = plain_table(
        "办理地", "办件编号", "结果", "状态", "联办", "下一步", whole=("办理地", "办件编号", "结果")
    )
    for part in found["parts"]:
        state = f"[{_COLOURS[part['state']]}]{part['state_term']}[/]"
        steps = (part["handling_term"], part["joint_term"], part["step_term"])
        table.add_row(part["place"], part["case"] or "—", state, *cells(*steps))
    console.print(table)
    for part in found["parts"]:
        if part["case"] is None:
            console.print(f"[yellow]※[/] 未收件的部分：{part['place']}　事项 {part['item']}", soft_wrap=True)
    if any(part["step"] == "gather" for part in found["parts"]):
        console.print(f"汇总：kuayu joint gather {found['lead']}", style="dim", soft_wrap=True)


def _outcome(found: Shown) -> str:
    if found["outcome"] is not None:
        refused = found["refused"]
        why = f"（{refused['place']} 未准）" if refused else ""
        return f"结论：{word(JointOutcome(found['outcome']))}{why}"
    return "各地均已办结" if found["complete"] else "尚有部分未办结"


def joint_gathered(done: Shown) -> None:
    """What was written into the parts."""
    count = len(done["written"])
    said = f"已写入 {count} 件" if count else "没有要写入的：各部分已知道结论，或各自独立办结"
    console.print(f"[green]✓[/] {said}", soft_wrap=True)
    joint_shown(done)


def joint_list(rows: Sequence[Shown]) -> None:
    """A line each."""
    table = plain_table(
        "联办编号", "规则", "部分", "同意", "未准", "结论", whole=("联办编号", "部分", "同意", "未准")
    )
    for row in rows:
        states = [part["state"] for part in row["parts"]]
        counts = (str(len(states)), str(states.count("agreed")), str(states.count("refused")))
        table.add_row(row["lead"], word(JointRule(row["rule"])), *counts, _outcome(row))
    console.print(table if rows else "没有由本地牵头的联办")
