"""Statistics as one page that a manager reads and prints: no script, nothing fetched, nobody named.

Every value is escaped by the template. Groups that are many are cut behind the largest and the rest is
summed, so that every table still adds up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from federation.exchange.statistics import By

Row = Mapping[str, Any]
SHOWN_GROUPS = 50  # a page of hundreds of items is not read; --json and --csv have them all
TITLES: Mapping[By, tuple[str, str]] = {
    By.MODE: ("按业务模式", "业务模式"),
    By.CITY: ("按对方城市", "城市"),
    By.ITEM: ("按事项", "事项"),
    By.END: ("按办结方式", "办结方式"),
    By.MONTH: ("按收件月份", "月份"),
}
_LARGEST_FIRST = _CODED = frozenset({By.CITY, By.ITEM})
_SUMMED = (
    "taken_in",
    "accepted",
    "open",
    "on_time",
    "late",
    "yellow",
    "red",
    "corrected",
    "parcels_lost",
    "rated",
    "bad",
    "repaired",
)


def as_page(
    total: Row | None,
    groups: Mapping[By, Sequence[Row]],
    *,
    said: Mapping[str, str],
    lines: Sequence[Mapping[str, Any]] = (),
    unknown: int = 0,
) -> str:
    """The page in HTML.

    Args:
        total: the counts of all cases, as ``kuayu statistics`` gives a row; None if there are none.
        groups: the same, counted apart.
        said: ``city``, ``first``, ``last`` and ``made``, as text.
        lines: items on national lines, ``term`` and ``count`` each.
        unknown: cases whose limits this node cannot compute.
    """
    whole = _shown(total or _sum(()), of=0)
    parts = [
        {"title": title, "head": head, "rows": _rows(by, groups[by], whole["taken_in"])}
        for by, (title, head) in TITLES.items()
        if groups.get(by)
    ]
    return _template().render(total=whole, parts=parts, lines=lines, unknown=unknown, **said)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("supervision.html")


def _rows(by: By, rows: Sequence[Row], of: int) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: -row["taken_in"]) if by in _LARGEST_FIRST else list(rows)
    shown = [_shown(row, of) | ({} if by in _CODED else {"code": ""}) for row in ordered[:SHOWN_GROUPS]]
    rest = ordered[SHOWN_GROUPS:]
    if rest:
        shown.append(_shown({**_sum(rest), "term": f"其余 {len(rest)} 个"}, of) | {"sum": True})
    return shown


def _sum(rows: Sequence[Row]) -> dict[str, Any]:
    """Counts added up; averages are weighed by what has ended."""
    ends = sum(map(_ends, rows))
    days = sum((row["average_days"] or 0) * _ends(row) for row in rows)
    return {
        "group": "",
        "term": "",
        **{name: sum(row[name] for row in rows) for name in _SUMMED},
        "average_days": days / ends if ends else None,
        "ended": {"": ends},
    }


def _ends(row: Row) -> int:
    return sum(row["ended"].values())


def _shown(row: Row, of: int) -> dict[str, Any]:
    """A row as the page has it: what is divided by nothing is a dash."""
    dated = row["on_time"] + row["late"]
    average = row["average_days"]
    name = row["term"] or row["group"]
    return {
        **{key: row[key] for key in _SUMMED},
        "name": name or "（未注明）",
        "code": row["group"] if row["group"] != name else "",
        "ends": _ends(row),
        "kept": f"{100 * row['on_time'] / dated:.1f}%" if dated else "–",
        "average": f"{average:.1f}" if average is not None else "–",
        "share": round(100 * row["taken_in"] / of) if of else 0,
        "sum": False,
    }
