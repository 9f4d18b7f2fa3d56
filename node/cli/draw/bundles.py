"""Drawings of bundles 一件事."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from node.cli.draw.paper import Shown, cells, console, plain_table, problems, time_of

_PAPERS = {"originals": "原件", "copies": "复印件"}
RULES = {"all": "一处不准，全部终止", "each": "各自独立，互不影响"}


def bundle_imported(found: Shown) -> None:
    """A bundle came into use."""
    console.print(
        f"[green]✓[/] 已导入 {found['name']}@{found['version']}　{escape(found['title'])}：{len(found['members'])} 项",
        soft_wrap=True,
    )


def bundle_faults(faults: Sequence[Shown]) -> None:
    """Why a bundle cannot be used, a line each; on stderr, under the refusal."""
    for fault in faults:
        said = f"  · {fault['where']}：{fault['why']}（{fault['reason']}）"
        problems.print(said, markup=False, soft_wrap=True)


def bundle_list(rows: Sequence[Shown]) -> None:
    """Bundles held."""
    table = plain_table("名称", "一件事", "规则", "事项", "导入", whole=("名称", "事项", "导入"))
    for row in rows:
        words = cells(row["title"], RULES[row["rule"]])
        day = time_of(row["imported_at"])[:10]
        table.add_row(f"{row['name']}@{row['version']}", *words, str(row["items"]), day)
    console.print(table if rows else "没有导入一件事")


def bundle_shown(found: Shown) -> None:
    """One bundle: what to do, its items, and what is handed in once."""
    title = f"[bold]{escape(found['title'])}[/]　{found['name']}@{found['version']}"
    console.print(f"{title}　{RULES[found['rule']]}", soft_wrap=True)
    if found["guidance"]:
        console.print(escape(found["guidance"]), soft_wrap=True)
    for member in found["members"]:
        colour = {"joint": "green", "line": "yellow", "own": "cyan"}[member["standing"]]
        limit = f"　承诺 {escape(member['limit'])}" if member["limit"] else ""
        name = f"{member['place']} {escape(member['title'])}"
        console.print(
            f"· [bold]{member['key']}[/]　{name}　[{colour}]{member['term']}[/]{limit}", soft_wrap=True
        )
        _member_guidance(member)
    _shared("材料（只交一次）", found["materials"])
    _shared("填报（只填一次）", found["fields"])
    if found["faults"]:
        console.print("[red]今天不能使用：[/]")
        bundle_faults(found["faults"])


def _member_guidance(member: Shown) -> None:
    said = [member["guidance"]]
    if member["standing"] != "joint":
        said += [member["address"], member["phone"]]
    told = "　".join(one for one in said if one)
    if told:
        console.print(f"    {escape(told)}", style="dim", soft_wrap=True)


def _shared(title: str, listed: Sequence[Shown]) -> None:
    if not listed:
        return
    table = plain_table("代码", title, "用于", whole=("代码",))
    for one in listed:
        table.add_row(*cells(one["code"], one["name"], "；".join(map(_serves, one["serves"]))))
    console.print(table)


def _serves(share: Shown) -> str:
    said = f"{share['member']} {share['code']}"
    if "copies" not in share:
        return said
    papers = [f"{term}{share[name]}份" for name, term in _PAPERS.items() if share[name]]
    return f"{said} {'、'.join(papers) or '扫描件'}"


def bundle_gaps(gaps: Sequence[Shown]) -> None:
    """What is still missing, by part; on stderr, under the refusal."""
    table = plain_table("", "事项", "代码", "名称", "还要做什么", title="还缺什么", whole=("事项", "代码"))
    for gap in gaps:
        mark = "[red]必须[/]" if gap["blocks"] else "[yellow]注意[/]"
        code = f"{gap['code']}←{gap['shared']}" if gap["shared"] and gap["member"] else gap["code"]
        table.add_row(mark, *cells(gap["member"] or "共用", code, gap["label"], gap["ask"]))
    problems.print(table)


def bundle_prepared(done: Shown) -> None:
    """The joint application was written; what goes another way is said."""
    console.print(
        f"[green]✓[/] {escape(done['title'])}：联办申请已写到 {escape(done['file'])}", soft_wrap=True
    )
    console.print("接着：kuayu joint open 文件 --files 扫描件目录", style="dim", soft_wrap=True)
    for one in done["aside"]:
        console.print(f"  [yellow]{one['term']}[/]　{escape(one['title'])}（{one['place']}）", soft_wrap=True)
        _member_guidance(one)
    if done["gaps"]:
        bundle_gaps(done["gaps"])
