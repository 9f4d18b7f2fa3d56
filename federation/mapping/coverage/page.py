"""Coverage as one page that a person reads: places by places, then what is missing, pair by pair.

One file without scripts and without anything fetched; everything from catalogues and crosswalks is
escaped by the template. What is too long to read is cut and says so: the document has all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from federation.ids import CANONICAL, Locality
from federation.mapping.coverage.listing import (
    View,
    conflict_groups,
    document_view,
    ends,
    from_view,
    pair_id,
    place_view,
    standings,
)
from federation.mapping.coverage.stock import Coverage, Pair, percent
from federation.mapping.coverage.values import Standing
from federation.mapping.match import Via

_SHADES = ((0.5, "s0"), (0.7, "s1"), (0.85, "s2"), (0.95, "s3"), (2.0, "s4"))
_LEGEND = (("s0", "不到 50%"), ("s1", "50–70%"), ("s2", "70–85%"), ("s3", "85–95%"), ("s4", "95% 以上"))


def as_html(coverage: Coverage, *, seconds: float | None = None) -> str:
    """The page in HTML.

    Args:
        coverage: of a whole federation or some of its pairs.
        seconds: how long it took to take stock; it is said if given.
    """
    return _template().render(view=_view(coverage, seconds))


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
    return environment.get_template("page.html")


def _view(coverage: Coverage, seconds: float | None) -> View:
    places = {place.locality: place for place in coverage.places}
    shown = [one for one in places if any(one in pair for pair in coverage.pairs)]
    conflicts = Counter((one.places[0], one.places[1]) for one in coverage.conflicts)
    return {
        "on": coverage.on.isoformat(),
        "took": f"{seconds:.1f} 秒" if seconds is not None else "",
        "cities": sum(one != CANONICAL for one in shown),
        "tiles": list(_tiles(coverage)),
        "legend": [{"shade": shade, "label": label} for shade, label in _LEGEND],
        "places": [place_view(one) for one in shown],
        "matrix": [
            {
                "place": place_view(row),
                "cells": [_cell(coverage.pairs.get((row, column)), conflicts) for column in shown],
            }
            for row in shown
            if any(row == pair[0] for pair in coverage.pairs)
        ],
        "conflicts": coverage.conflicts,
        "conflict_groups": list(conflict_groups(coverage.conflicts)),
        "documents": [document_view(one) for one in coverage.documents],
        "pairs": [
            from_view(place, coverage)
            for place in places.values()
            if any(place.locality == one for one, _ in coverage.pairs)
        ],
    }


def _tiles(coverage: Coverage) -> Iterator[View]:
    asked, covered, fill, rules = coverage.asked, coverage.covered, coverage.fill, coverage.rules
    standings, ways = coverage.standings, coverage.ways
    certain = sum(one.certain for one in coverage.conflicts)
    yield _tile("能找到对应", percent(covered, asked), f"{covered:,} / {asked:,} 项次")
    yield _tile("需人工选定", f"{standings.get(Standing.AMBIGUOUS, 0):,}", "一个事项对应几个")
    yield _tile(
        "还没有对照",
        f"{standings.get(Standing.UNMAPPED, 0):,}",
        f"审定无对应 {standings.get(Standing.DECLARED_NONE, 0):,}",
    )
    yield _tile("对照表过时", f"{standings.get(Standing.STALE, 0):,}", "目录换了，对照没换")
    yield _tile(
        "经规范目录",
        f"{ways.get(Via.CANONICAL, 0):,}",
        f"两地对照表 {ways.get(Via.CROSSWALK, 0):,}，国家编码 {ways.get(Via.NATIONAL_CODE, 0):,}",
    )
    yield _tile("填报项自动带入", percent(fill.filled, fill.fields), f"{fill.filled:,} / {fill.fields:,}")
    yield _tile("材料有对应", percent(fill.served, fill.materials), f"{fill.served:,} / {fill.materials:,}")
    yield _tile(
        "规则用表达式",
        percent(rules.expressions, rules.rules),
        f"{rules.expressions:,} / {rules.rules:,} 条规则",
    )
    yield _tile("矛盾", f"{certain:,}", f"另有 {len(coverage.conflicts) - certain:,} 处请确认")


def _tile(label: str, figure: str, note: str) -> View:
    return {"label": label, "figure": figure, "note": note}


def _cell(pair: Pair | None, conflicts: Mapping[tuple[Locality, Locality], int]) -> View | None:
    if pair is None:
        return None
    found = pair.share
    return {
        "id": pair_id(pair),
        "shade": "none" if found is None else next(shade for limit, shade in _SHADES if found < limit),
        "share": percent(pair.covered, pair.asked),
        "counts": f"{pair.covered}/{pair.asked}",
        "conflicts": conflicts.get((pair.accepting, pair.handling), 0),
        "title": f"{ends(pair.accepting, pair.handling)}："
        + "，".join(f"{one.label} {count}" for one, count in standings(pair)),
    }
