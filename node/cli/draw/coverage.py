"""Drawings of coverage: cities by cities, then what is missing, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.markup import escape

from node.cli.draw.mapping import VIAS
from node.cli.draw.paper import Shown, cells, console, plain_table

STANDINGS = {
    "MATCHED": "有对应",
    "SITUATION": "按情形分",
    "AMBIGUOUS": "需人工选定",
    "UNMAPPED": "还没有对照",
    "DECLARED_NONE": "审定为无对应",
    "STALE": "对照表过时",
    "THEIR_LINE": "办理地走国家垂管",
    "THEIR_CLOSED": "办理地停办",
    "OWN_LINE": "受理地走国家垂管",
    "OWN_CLOSED": "受理地停办",
}
_LOSSES = {"FIELD_LOST": "字段带不回来", "FIELD_CHANGED": "字段回来变了", "MATERIAL_LOST": "材料带不回来"}
_CELL = 7  # columns of the terminal that one city takes
_FIRST = 10  # and the name of the row
_WORST, _SHOWN = 8, 60
_FEW = 0.095
_COLOURS = ((0.7, "red"), (0.95, "yellow"), (2.0, "green"))
_SETTLED = {"MATCHED", "SITUATION", "OWN_LINE", "OWN_CLOSED"}


def coverage_report(found: Shown) -> None:
    """The matrix and the totals; of one pair alone also its lists."""
    _matrix(found)
    _totals(found)
    _conflicts(found["conflicts"])
    if len(found["pairs"]) == 1:
        _pair(found["pairs"][0])
    else:
        _worst(found)
    if "html" in found:
        console.print(f"[green]✓[/] 已写入 {escape(found['html'])}", soft_wrap=True)
    console.print(f"用时 {found['seconds']:.1f} 秒", style="dim")


def _matrix(found: Shown) -> None:
    """As many cities side by side as the terminal is wide."""
    names = {place["locality"]: place["name"] for place in found["places"]}
    pairs = {(pair["accepting"], pair["handling"]): pair for pair in found["pairs"]}
    rows = [place for place in names if any(place == start for start, _ in pairs)]
    columns = [place for place in names if any(place == end for _, end in pairs)]
    console.print(f"{found['on']} 能找到对应的占比（行是受理地，列是办理地）")
    fit = max(1, (console.width - _FIRST) // _CELL)
    for first in range(0, len(columns), fit):
        shown = columns[first : first + fit]
        table = plain_table(
            "受理＼办理", *(names[place][:3] for place in shown),
            whole=("受理＼办理", *(names[place][:3] for place in shown)),
        )  # fmt: skip
        for row in rows:
            table.add_row(escape(names[row]), *(_share(pairs.get((row, place))) for place in shown))
        console.print(table)


def _share(pair: Shown | None) -> str:
    if pair is None or pair["share"] is None:
        return "[dim]—[/]"
    colour = next(colour for limit, colour in _COLOURS if pair["share"] < limit)
    return f"[{colour}]{_percent(pair['share'])}[/]"


def _percent(share: float | None) -> str:
    """As the page says it: 100% only of everything, tenths of few."""
    if share is None:
        return "—"
    if 0 < share < _FEW:
        return f"{share:.1%}"
    return f"{share:.0%}" if share in {0, 1} else f"{min(99, round(share * 100))}%"


def _totals(found: Shown) -> None:
    total, rules = found["total"], found["total"]["rules"]
    console.print(
        f"城市对 {total['pairs']}，可问 {total['asked']:,} 项次，能找到对应 {total['covered']:,}（{_percent(total['share'])}）"
    )
    console.print("  " + _counts(total["standings"], STANDINGS), soft_wrap=True)
    console.print("  依据：" + (_counts(total["ways"], VIAS) or "—"), soft_wrap=True)
    console.print(
        f"  填报项自动带入 {_percent(total['fields']['share'])}，材料有对应 {_percent(total['materials']['share'])}；"
        f"字段规则 {rules['total']:,} 条，要用表达式的 {rules['expressions']:,} 条（{_percent(rules['share'])}）",
        soft_wrap=True,
    )
    for one in found["documents"]:
        if one["homeless_rows"]:
            console.print(
                f"  [red]对照表 {escape(one['name'])} 有 {len(one['homeless_rows'])} 行的受理地编码已不在目录里[/]：{'、'.join(one['homeless_rows'][:_WORST])}",
                soft_wrap=True,
            )


def _counts(counts: Shown, labels: Shown) -> str:
    return "，".join(f"{labels[name]} {count:,}" for name, count in counts.items() if count)


def _conflicts(rows: Sequence[Shown]) -> None:
    if not rows:
        console.print("对照表之间没有发现矛盾")
        return
    certain = sum(row["certain"] for row in rows)
    console.print(f"[bold]矛盾 {certain} 处，请确认 {len(rows) - certain} 处[/]")
    for row in rows[:_SHOWN]:
        mark = "[red]✗[/]" if row["certain"] else "[yellow]？[/]"
        item = f"“{row['items'][0]['title']}” {row['items'][0]['code']}" if row["items"] else ""
        console.print(
            f"{mark} {row['kind']['label']} {'→'.join(row['places'])} {escape(item)}", soft_wrap=True
        )
        console.print(f"   {row['why']}", markup=False, soft_wrap=True)
    _rest(len(rows) - _SHOWN)


def _worst(found: Shown) -> None:
    """The pairs where most is missing."""
    names = {place["locality"]: place["name"] for place in found["places"]}
    asked = [pair for pair in found["pairs"] if pair["share"] not in {None, 1}]
    if not asked:
        return
    table = plain_table(
        "受理 → 办理", "占比", "缺", "待选", "单向", "往返有损失", title="缺得最多的", whole=("受理 → 办理",)
    )
    for pair in sorted(asked, key=lambda one: one["share"])[:_WORST]:
        table.add_row(
            *cells(f"{names[pair['accepting']]} → {names[pair['handling']]}"),
            _percent(pair["share"]),
            str(pair["asked"] - pair["covered"] - pair["standings"]["AMBIGUOUS"]),
            *(str(count) for count in (pair["standings"]["AMBIGUOUS"], pair["one_way"], pair["lossy"])),
        )
    console.print(table)
    console.print("逐项清单：加 --from 和 --to，或 --html 文件", style="dim")


def _pair(pair: Shown) -> None:
    for code, label in STANDINGS.items():
        rows = [item for item in pair["items"] if item["standing"] == code]
        if rows and code not in _SETTLED:
            _items(label, ((row, row.get("why") or _choices(row)) for row in rows), len(rows))
    one_way = [item for item in pair["items"] if item["choices"] and not item["home"]]
    ends = ((row, _choices(row)) for row in one_way)
    _items("有去程，没有回到原事项的回程", ends, len(one_way))
    lossy = [item for item in pair["items"] if item["losses"]]
    _items("往返有损失", ((row, _lost(row["losses"])) for row in lossy), len(lossy))


def _choices(row: Shown) -> str:
    return "；".join(f"{one['title']}（{one['organ']}）" for one in row["choices"])


def _items(label: str, rows: Iterable[tuple[Shown, str]], count: int) -> None:
    if not count:
        return
    console.print(f"[bold]{label}（{count}）[/]")
    for at, (row, says) in enumerate(rows):
        if at == _SHOWN:
            break
        console.print(f"{escape(row['title'])}　[dim]{row['code']}[/]", soft_wrap=True)
        console.print(f"   {says}", style="dim", markup=False, soft_wrap=True)
    _rest(count - _SHOWN)


def _lost(losses: Sequence[Shown]) -> str:
    groups = {kind: [one["label"] for one in losses if one["kind"] == kind] for kind in _LOSSES}
    return "；".join(f"{_LOSSES[kind]}：{'、'.join(labels)}" for kind, labels in groups.items() if labels)


def _rest(count: int) -> None:
    if count > 0:
        console.print(f"   另有 {count} 项，见 --json", style="dim")
