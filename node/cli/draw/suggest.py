"""Drawings of suggestions: counterparts with their reasons, and how they score on labelled pairs."""

from __future__ import annotations

from rich.markup import escape

from node.cli.draw.paper import Shown, console

_SHOWN = 40  # items in the terminal; --json and --out have all of them
_CODES = 10


def suggestion_list(found: Shown) -> None:
    """Each item with what is proposed for it; what was left out of the files."""
    _skipped(found)
    items = found["suggestions"]
    for item in items[:_SHOWN]:
        console.print(f"[bold]{escape(item['name'])}[/]  [dim]{item['code']}[/]", soft_wrap=True)
        for proposal in item["proposals"]:
            head = f"  {proposal['score']:.2f} {escape(proposal['name'])}  [dim]{proposal['code']}[/]"
            console.print(head, soft_wrap=True)
            console.print(f"       {escape('；'.join(proposal['reasons']))}", style="dim", soft_wrap=True)
        if not item["proposals"]:
            console.print("  没有足够相近的事项", style="yellow")
    with_any = sum(bool(item["proposals"]) for item in items)
    console.print(f"{len(items)} 项，其中 {with_any} 项有建议；建议须由人确认才生效")
    if len(items) > _SHOWN:
        console.print(f"只列出前 {_SHOWN} 项，全部请用 --out 或 --json", style="dim")
    if "file" in found:
        console.print(
            f"[green]✓[/] 已写出 {escape(found['file'])}，请在“确认”一列填 是 或 否", soft_wrap=True
        )


def suggestion_score(found: Shown) -> None:
    """The two figures with what they are made of."""
    _skipped(found)
    score = found["score"]
    first, five = score["precision_at_1"], score["recall_at_5"]
    console.print(f"precision@1  {_share(first)}  {score['first_right']}/{score['codes']} 个编码第一条就对")
    console.print(f"recall@5     {_share(five)}  {score['found']}/{score['pairs']} 条对应在前五条里")
    console.print(f"有建议的      {score['proposed']}/{score['codes']} 个编码")
    if score["alone"]:
        console.print(f"标注为没有对应 {score['alone']} 个，其中 {score['alone_silent']} 个没有给出建议")
    if score["unknown"]:
        console.print(
            f"两地目录里没有的编码 {len(score['unknown'])} 个，按没有找到计：{_codes(score['unknown'])}",
            style="yellow",
            soft_wrap=True,
        )
    if score["missed"]:
        console.print(
            f"第一条不对的：{_codes(score['missed'])}",
            style="dim",
            soft_wrap=True,
        )


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}"


def _codes(codes: list[str]) -> str:
    more = f" 等 {len(codes)} 个" if len(codes) > _CODES else ""
    return escape("、".join(codes[:_CODES])) + more


def _skipped(found: Shown) -> None:
    for side, one in found["skipped"].items():
        if one["left_out"]:
            codes = _codes(one["left_out"])
            text = (
                f"{side.upper()}：读入 {one['items']} 项，有错误未参加比对 {len(one['left_out'])} 项：{codes}"
            )
            console.print(text, style="yellow", soft_wrap=True)
