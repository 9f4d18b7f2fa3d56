"""Drawings of licence checks 电子证照核验: two lines each, for whoever supervises."""

from __future__ import annotations

from rich.markup import escape

from node.cli.draw.paper import ZONE, Shown, console, time_of

_COLOURS = {"open": "blue", "answered": "green", "void": "dim", "refused": "red"}


def licence_log(found: Shown) -> None:
    """A page of them."""
    rows = found["rows"]
    console.print(f"电子证照核验 {found['from']} 至 {found['to']}：{len(rows)} 次（{ZONE}）", soft_wrap=True)
    for row in rows:
        _request(row)
    if found["full"]:
        place = f'"{rows[-1]["asked_at"]} {rows[-1]["message_id"]}"'
        console.print(f"下一页：加 --after {place}", style="dim", soft_wrap=True)


def _request(row: Shown) -> None:
    actor, purpose = row["actor"], " ".join(row["purpose"].split())
    console.print(
        f"{time_of(row['asked_at'])}　{row['asker']} → {row['answerer']}　"
        f"{escape(row['name'])}　[{_COLOURS[row['status']]}]{row['answer_term'] or row['term']}[/]",
        soft_wrap=True,
    )
    console.print(f"   办件 {row['case']}　用途：{escape(purpose)}", soft_wrap=True)
    console.print(
        f"   请求：{actor['organ']} {escape(actor['officer'])}{_end(row)}", style="dim", soft_wrap=True
    )


def _end(row: Shown) -> str:
    """Who answered and when, or why nobody will."""
    by = row["answered_by"]
    if by is not None:
        return f"　答复：{by['organ']} {escape(by['officer'])} {time_of(row['answered_at'])}"
    return f"　{row['reason']}" if row["reason"] else ""
