"""The lists of the coverage page: conflicts, documents, and what is missing from each place to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from federation.ids import Locality
from federation.mapping.coverage.names import place_name
from federation.mapping.coverage.stock import Coverage, Document, Pair, Place, percent
from federation.mapping.coverage.values import Conflict, ConflictKind, Line, Loss, LossKind, Standing
from federation.mapping.match import Via

LISTED = 200  # lines of one list: more is read by a program
OPEN = 8  # a list up to this long is open from the start
LOSSES = 20  # items of a pair whose losses are told, those with most first
_NAMED = 8  # losses named of one item
_WAYS = {Via.CROSSWALK: "两地对照表", Via.CANONICAL: "经规范目录", Via.NATIONAL_CODE: "国家编码"}
_OWN = (Standing.OWN_LINE, Standing.OWN_CLOSED)
_GAPS = (
    Standing.UNMAPPED,
    Standing.STALE,
    Standing.AMBIGUOUS,
    Standing.DECLARED_NONE,
    Standing.THEIR_LINE,
    Standing.THEIR_CLOSED,
    Standing.SITUATION,
)
_TROUBLE = frozenset({Standing.UNMAPPED, Standing.STALE})
View = dict[str, Any]


def place_view(locality: Locality) -> View:
    """A place by name and code."""
    return {"name": place_name(locality), "code": locality}


def pair_id(pair: Pair) -> str:
    """The anchor of a pair's lists."""
    return f"p-{pair.accepting}-{pair.handling}"


def standings(pair: Pair) -> list[tuple[Standing, int]]:
    """How the items of a pair stand, without zeros."""
    return [(one, pair.standings[one]) for one in Standing if pair.standings.get(one)]


def ends(*places: Locality) -> str:
    """A way in words."""
    return " → ".join(map(place_name, places))


def conflict_groups(conflicts: Sequence[Conflict]) -> Iterator[View]:
    """Conflicts by kind."""
    for kind in ConflictKind:
        found = [one for one in conflicts if one.kind is kind]
        if found:
            lines = [_conflict(one) for one in found[:LISTED]]
            yield {"label": kind.label, "lines": lines, "rest": len(found) - len(lines)}


def _conflict(one: Conflict) -> View:
    return {
        "certain": one.certain,
        "places": ends(*one.places),
        "item": one.items[0].title if one.items else "",
        "code": one.items[0].key.code if one.items else "",
        "why": one.why,
        "documents": "、".join(one.documents),
    }


def document_view(one: Document) -> View:
    """A crosswalk in figures."""
    return {
        "name": one.name,
        "ends": ends(one.accepting, one.handling),
        "in_force": "是" if one.in_force else "否",
        "rows": one.rows,
        "rules": one.rules.rules,
        "expressions": f"{one.rules.expressions}（{percent(one.rules.expressions, one.rules.rules)}）",
        "homeless": one.homeless[:LISTED],
    }


def from_view(place: Place, coverage: Coverage) -> View:
    """What is missing from one place to all others."""
    pairs = [pair for (start, _), pair in coverage.pairs.items() if start == place.locality]
    own = [_part(standing.label, pairs[0].standing(standing), _nothing) for standing in _OWN]
    return {
        **place_view(place.locality),
        "id": f"c-{place.locality}",
        "version": place.version,
        "held": place.items,
        "asked": place.asked,
        "parts": [part for part in own if part["count"]],
        "pairs": [_pair(pair) for pair in pairs],
    }


def _pair(pair: Pair) -> View:
    lossy = sorted(pair.lossy, key=lambda line: -sum(loss.required for loss in line.losses))
    parts = [
        *(_part(one.label, pair.standing(one), _says, bad=one in _TROUBLE) for one in _GAPS),
        _part("有去程，没有回到原事项的回程", pair.one_way, _choices),
        _part("往返有损失，多的在前", lossy, _losses, most=LOSSES),
    ]
    ways = "，".join(f"{label} {pair.ways[way]}" for way, label in _WAYS.items() if pair.ways.get(way))
    fill = pair.fill
    return {
        "id": pair_id(pair),
        "title": ends(pair.accepting, pair.handling),
        "share": percent(pair.covered, pair.asked),
        "counts": f"{pair.covered}/{pair.asked}",
        "figures": "；".join(
            part
            for part in (
                "，".join(f"{one.label} {count}" for one, count in standings(pair)),
                f"依据：{ways}" if ways else "",
                f"填报项自动带入 {percent(fill.filled, fill.fields)}（{fill.filled}/{fill.fields}）"
                if fill.fields
                else "",
                f"材料有对应 {percent(fill.served, fill.materials)}（{fill.served}/{fill.materials}）"
                if fill.materials
                else "",
                f"所用对照表的规则里表达式占 {percent(pair.rules.expressions, pair.rules.rules)}"
                if pair.rules.rules
                else "",
            )
            if part
        ),
        "parts": [part for part in parts if part["count"]],
    }


def _part(
    label: str,
    lines: Sequence[Line],
    says: Callable[[Line], str],
    *,
    bad: bool = False,
    most: int = LISTED,
) -> View:
    return {
        "label": label,
        "count": len(lines),
        "bad": bad,
        "open": len(lines) <= OPEN,
        "lines": [
            {"title": line.item.title, "code": line.item.key.code, "says": says(line)}
            for line in lines[:most]
        ],
        "rest": max(0, len(lines) - most),
    }


def _nothing(_line: Line) -> str:
    """Where the heading of the list says all."""
    return ""


def _says(line: Line) -> str:
    if line.standing is Standing.SITUATION:
        return f"按 {len(line.choices)} 种情形"  # settled: the form tells which
    if line.choices:
        return _choices(line)
    return "" if line.standing is Standing.UNMAPPED else line.why


def _choices(line: Line) -> str:
    """The counterparts, each with its situation and who decides."""
    return "；".join(
        (f"{choice.when}：" if choice.when else "") + f"{choice.item.title}（{choice.item.organ_name}）"
        for choice in line.choices
    )


def _losses(line: Line) -> str:
    """What is lost of one item, in one line."""
    groups = ((kind, [loss for loss in line.losses if loss.kind is kind]) for kind in LossKind)
    return "；".join(_lost(kind, losses) for kind, losses in groups if losses)


def _lost(kind: LossKind, losses: Sequence[Loss]) -> str:
    named = "、".join(
        f"{loss.label}（{loss.why}）" if kind is LossKind.FIELD_CHANGED else loss.label
        for loss in losses[:_NAMED]
    )
    return f"{kind.label} {len(losses)} 项：{named}{'等' if len(losses) > _NAMED else ''}"
