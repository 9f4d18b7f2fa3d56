"""Drawings of items: what a place asks for, what was found, what an import did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from federation.errors import REASONS, Reason
from node.cli.draw.paper import Shown, cells, console, plain_table, problems

KINDS = {"catalogue": "目录", "crosswalk": "对照表"}
COUNTS = {"removed": "取消", "added": "新增", "changed": "变更", "unclear": "待人工确认", "unchanged": "不变"}


def requirements(found: Shown) -> None:
    """The handling place's list as a window shows it."""
    missing = {gap["code"]: gap for gap in found["gaps"]}
    requirements_of(found["item"], found["requirements"], missing, related=found["why"])
    _powers(found["agreement"] or {}, found["window"])


def _powers(agreement: Shown, rows: Sequence[Shown]) -> None:
    """What the window may do for this item, and by what; or that it may take no case at all."""
    if not rows:
        said = REASONS[Reason(agreement["reason"])].zh
        console.print(f"[red]不能新收件[/]（协议 {agreement['version']}）：{said}", soft_wrap=True)
        return
    by = f"协议 {rows[0]['by']}" if rows[0]["by"] else "没有协议，按代收代办模板"
    table = plain_table("窗口可以", "", "来源", title=f"窗口的权力（{by}）", whole=("窗口可以",))
    for row in rows:
        held = "[green]可[/]" if row["granted"] else "[red]否，由办理机关办理[/]"
        entrusted = f"；委托 {row['entrustment']}" if row["entrustment"] else ""
        table.add_row(row["term"], held, escape(f"{row['source']}{entrusted}"))
    console.print(table)


def requirements_of(
    item: Shown, need: Shown, missing: Mapping[str, Shown] | None = None, *, related: str = ""
) -> None:
    """An item's list; with what is still missing of it, if that was judged."""
    told = (("\n对应关系 ", "dim"), related) if related else ()
    console.print(
        Panel(
            Text.assemble(
                ("办理机关 ", "dim"), need["organ_name"], ("　电话 ", "dim"), need["phone"],
                ("\n承诺时限 ", "dim"), need["promised"] or "—", ("　法定时限 ", "dim"), need["legal"] or "—",
                ("\n受理条件 ", "dim"), need["accept_condition"] or "—",
                *told,
            ),
            title=f"{item['name']}  {item['code']}",
            title_align="left",
        )
    )  # fmt: skip
    console.print(Group(_material_table(need["materials"], missing), _field_table(need["fields"], missing)))


def _material_table(needs: Sequence[Shown], missing: Mapping[str, Shown] | None) -> Table:
    title = "申请材料（办理地清单）"
    table = plain_table(
        "代码", "材料", "必要性", "份数", *_todo(missing), title=title, whole=("代码", "份数")
    )
    for need in needs:
        spec = need["spec"]
        shown = cells(spec["code"], spec["name"], spec["need"]["label"], str(spec["copies"] or ""))
        table.add_row(*shown, *_ask(spec["code"], missing))
    return table


def _todo(missing: Mapping[str, Shown] | None) -> tuple[str, ...]:
    return () if missing is None else ("还要做什么",)


def _ask(code: str, missing: Mapping[str, Shown] | None) -> tuple[str, ...]:
    """What is still to be done about a line of the list; nothing where nobody judged it."""
    if missing is None:
        return ()
    return (escape(missing[code]["ask"]) if code in missing else "[green]✓[/]",)


def _field_table(specs: Sequence[Shown], missing: Mapping[str, Shown] | None) -> Table:
    title = "填报项（办理地表单）"
    table = plain_table("代码", "名称", "必填", *_todo(missing), title=title, whole=("代码", "必填"))
    for spec in specs:
        required = "是" if spec["required"] else ""
        table.add_row(*cells(spec["code"], spec["label"], required), *_ask(spec["code"], missing))
    return table


def item_list(rows: Sequence[Shown]) -> None:
    """Items found: name, organ and limit, and the code whole on its own line."""
    console.print(f"找到 {len(rows)} 项")
    for row in rows:
        note = "　[yellow]国家垂管[/]" if row["channel"] == "national_line" else ""
        console.print(f"[bold]{escape(row['name'])}[/]{note}", soft_wrap=True)
        limit = f"　承诺 {escape(row['limit'])}" if row["limit"] else ""
        console.print(f"  {escape(row['code'])}　[dim]{escape(row['organ'])}[/]{limit}", soft_wrap=True)


def imported(done: Shown) -> None:
    """A file was imported: from when it counts, what it changes, what was repaired and what was left."""
    report = done["report"]
    what = f"{KINDS[done['kind']]} {done['version']}：{report['items']} 项"
    if report["repeated"]:
        console.print(f"[green]✓[/] {escape(what)}，内容相同，早已导入，没有改动")
    else:
        console.print(f"[green]✓[/] 已导入{escape(what)}，{_since(report['effective'], report['until'])}")
    differs = report["differs"]
    if differs is not None and not report["repeated"]:
        console.print(f"  与 {escape(differs['from'])} 相比：{_counted(differs)}")
        for said in differs["said"]:
            console.print(f"    {said}", style="dim", markup=False)
    if report.get("left_out"):
        console.print(
            f"  [red]有错误，没有导入 {len(report['left_out'])} 项：[/]"
            + escape("、".join(report["left_out"]))
        )
        problems.print(_cell_table(report, "请改正以下单元格，换新版本号重新导入"))
    for row in report["stale"]:
        said = f"  对照表 {row['crosswalk']} 事项 {row['item']} 与目录不再相符，已停用：{row['why']}"
        console.print(said, style="red", markup=False)
    for title, key in (("请留意", "warnings"), ("已修正", "repairs"), ("已忽略", "ignored")):
        rows = report.get(key, [])
        if rows:
            console.print(f"  {title} {len(rows)} 处", style="yellow")
            for row in rows[:20]:
                console.print(f"    {_cell(row)}", style="dim", markup=False)


def profile_faults(faults: Sequence[str]) -> None:
    """What is wrong with a profile, a line each; on stderr, under the refusal."""
    for fault in faults:
        problems.print(f"  · {fault}", markup=False, soft_wrap=True)


def _since(effective: str, until: str) -> str:
    since = f"自 {effective} 起生效" if effective else "一直有效"
    return f"{since}，到 {until} 由下一版接替" if until else since


def _counted(counts: Shown) -> str:
    return (
        "，".join(f"{words} {counts[name]} 项" for name, words in COUNTS.items() if counts[name])
        or "没有变化"
    )


def version_list(rows: Sequence[Shown]) -> None:
    """Versions held, by catalogue and crosswalk, oldest first; today's is marked."""
    table = plain_table("", "类别", "地区", "版本", "生效", "失效", "项数", whole=("地区", "生效", "失效"))
    for row in rows:
        table.add_row(
            "[green]现行[/]" if row["in_force"] else "",
            *cells(KINDS[row["kind"]], row["name"], row["version"]),
            row["effective"] or "一直",
            row["until"] or "—",
            str(row["items"]),
        )
    console.print(table if rows else "还没有导入任何目录或对照表")


def catalogue_diff(found: Shown) -> None:
    """Two versions compared: counts, what the changes are about, and each item with its changes."""
    before, after = found["localities"]
    if before != after:
        console.print(f"[yellow]两份目录的地区不同（{before}、{after}），请确认是同一地区的两个版本[/]")
    console.print(f"[bold]{_counted(found['counts'])}[/]")
    if found["aspects"]:
        console.print("变更涉及：" + "，".join(f"{one['label']} {one['items']}" for one in found["aspects"]))
    for title, key, colour in (("取消", "removed", "red"), ("新增", "added", "green")):
        for row in found[key]:
            console.print(f"[{colour}]{title}[/] {_item_line(row)}", soft_wrap=True)
    for one in found["changed"]:
        console.print(f"[yellow]变更[/] {_item_line(one['new'])}", soft_wrap=True)
        if one["rule"]["code"] != "CODE":
            console.print(
                f"  原编码 {escape(one['old']['code'])}：{one['rule']['label']}，视为同一事项", style="dim"
            )
        for change in one["changes"]:
            console.print(f"  · {change['said']}", markup=False, soft_wrap=True)
        if one["version_kept"]:
            console.print("  [yellow]内容已改而事项版本没有换，应换新版本[/]")
    for one in found["unclear"]:
        console.print("[magenta]待定[/]", escape(one["why"]), soft_wrap=True)


def _item_line(row: Shown) -> str:
    return f"[bold]{escape(row['name'])}[/]　[dim]{escape(row['organ'])}[/]　{escape(row['code'])}"


def import_errors(report: Shown) -> None:
    """Why a file was not imported, cell by cell; on stderr, under the refusal."""
    which = f"{report['file']}有误" if "file" in report else "未导入任何内容"
    title = f"{which}，请改正以下单元格"
    problems.print(_cell_table(report, title))


def _cell_table(report: Shown, title: str) -> Table:
    table = plain_table("位置", "列名", "值", "原因", "可用值", title=title)
    for row in report.get("errors", []):
        allowed = "、".join(map(str, row.get("allowed") or ()))
        table.add_row(
            *cells(
                _place(row), str(row.get("header") or ""), str(row.get("value") or ""), row["why"], allowed
            )
        )
    return table


def _place(row: Shown) -> str:
    return " ".join(str(row.get(name) or "") for name in ("sheet", "row", "column")).strip()


def _cell(row: Shown) -> str:
    return f"{_place(row)} {row.get('header') or ''} {row.get('why') or ''}".strip()
