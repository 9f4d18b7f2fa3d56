"""Drawings of documents, parcels and originals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape

from federation.case import HOLDER_TERMS, Holder, ParcelState
from federation.errors import REASONS, Reason
from node.cli.draw.paper import SIDES, ZONE, Shown, cells, console, plain_table, time_of

_KINDS = {True: "原件", False: "复印件"}


def paper_list(rows: Sequence[Shown]) -> None:
    """The documents of a case."""
    table = plain_table(
        "文号", "名称", "状态", "送达时间", title=f"文书 {len(rows)} 份（{ZONE}）", whole=("文号", "送达时间")
    )
    for row in rows:
        name = row["title"] or row["term"]
        table.add_row(*cells(row["number"], name, row["state_term"], time_of(row["served_at"])))
    console.print(table)


def custody_view(view: Shown) -> None:
    """Who held which original at a moment, and the messages that prove it."""
    title = f"原件在谁手里　{time_of(view['at'])}（{ZONE}）"
    table = plain_table("件", "份数", "持有人", "邮件号", title=title, whole=("份数", "邮件号"))
    for row in view["rows"]:
        table.add_row(*cells(row["name"], str(row["count"]), row["term"], row["parcel"]))
    console.print(table)
    proof = plain_table(
        "时间／消息号", "事件", "件", "变动", title="凭据：双方日志里的消息", whole=("时间／消息号",)
    )
    for row in view["moves"]:
        change = f"{HOLDER_TERMS[Holder(row['holder'])]} {row['change']:+d}"
        when = f"{time_of(row['at'])}\n[dim]{row['message_id']}[/]"
        proof.add_row(when, *cells(row["term"], row["code"], change))
    console.print(proof)


def parcel_outcomes(done: Shown) -> None:
    """What became of each case of a parcel."""
    table = plain_table("办件编号", "登记", title=f"邮件 {done['number']}", whole=("办件编号",))
    for row in done["cases"]:
        table.add_row(row["case"], _outcome(row))
    console.print(table)
    _consequences(done["consequences"])


def _outcome(row: Shown) -> str:
    if row["reason"]:
        spots = "　".join(f"{name}={value}" for name, value in row["detail"].items())
        told = f"{row['reason']}　{REASONS[Reason(row['reason'])].zh}"
        return f"[red]未登记[/] {told}" + (f"（{escape(spots)}）" if spots else "")
    return "[green]已登记[/]" + ("（此前已登记，未重复）" if row["repeated"] else "")


def parcel_view(view: Shown) -> None:
    """A parcel with its cases and papers."""
    table = plain_table(
        "办件编号", "方向", "状态", "件", "份数", "实收",
        title=f"邮件 {view['number']}　{len(view['cases'])} 件", whole=("办件编号",),
    )  # fmt: skip
    for case in view["cases"]:
        sent = _counts(case["sent"])
        received = _counts(case["received"])
        for code, original in dict.fromkeys((*sent, *received)):
            key = (code, original)
            there = str(received.get(key, 0)) if case["received"] or case["differences"] else ""
            paper = f"{code} {_KINDS[original]}"
            table.add_row(
                *cells(
                    case["case"], case["leg_term"], case["state_term"], paper, str(sent.get(key, 0)), there
                )
            )
    console.print(table)
    for case in view["cases"]:
        for one in case["differences"]:
            console.print(f"[yellow]※[/] {case['case']} {escape(one['material'])} {escape(one['note'])}")
    for case in _after_opening(view["cases"]):
        console.print(
            f"[yellow]※[/] {case['case']} 拆封时还不知道装有本件：请核对信封，再拆封登记一次", soft_wrap=True
        )
    _consequences(view["consequences"])


def _after_opening(cases: Sequence[Shown]) -> list[Shown]:
    """Cases whose papers are said to be under way in an envelope that was opened in another case: they crossed."""
    opened = {(case["peer"], case["dispatcher"]) for case in cases if case["state"] == ParcelState.RECEIVED}
    under_way = (case for case in cases if case["state"] == ParcelState.SENT)
    return [case for case in under_way if (case["peer"], case["dispatcher"]) in opened]


def _counts(papers: Sequence[Shown]) -> dict[tuple[str, bool], int]:
    counts: dict[tuple[str, bool], int] = {}
    for one in papers:
        key = (one["code"], one["original"])
        counts[key] = counts.get(key, 0) + one["count"]
    return counts


def _consequences(lines: Sequence[Shown]) -> None:
    if not lines:
        return
    table = plain_table(
        "办件编号",
        "丢失的件",
        "由谁",
        "要决定什么",
        title="丢失后每个办件怎么办，由人决定",
        whole=("办件编号",),
    )
    for one in lines:
        paper = f"{one['name']} {_KINDS[one['original']]} {one['count']} 份"
        table.add_row(*cells(one["case"], paper, SIDES[one["side"]], one["text"]))
    console.print(table)
