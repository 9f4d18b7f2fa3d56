"""The lists of the coverage page: conflicts, documents, and what is missing from each place to each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from federation.ids import Locality
from federation.mapping.coverage.names import place_name
from federation.mapping.coverage.stock import Coverage, Document, Pair, Place, percent
from federation.mapping.coverage.values import Conflict, ConflictKind, Line, Loss, LossKind, Standing
from federation.mapping.match import Via

LISTED = 200  # lines of one list: more is read by a program
OPEN = 8  # a list up to this long is open from the start
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
    own = [_part(standing.label, _said(pairs[0].standing(standing)), plain=True) for standing in _OWN]
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
    parts = [
        _part(one.label, _said(pair.standing(one)), bad=one in _TROUBLE, plain=one is Standing.UNMAPPED)
        for one in _GAPS
    ]
    parts.append(_part("有去程，没有回到原事项的回程", _said(pair.one_way, short=True)))
    parts.append(_part("往返有损失", [(line, _losses(line.losses)) for line in pair.lossy]))
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


def _part(label: str, lines: Sequence[tuple[Line, str]], *, bad: bool = False, plain: bool = False) -> View:
    return {
        "label": label,
        "count": len(lines),
        "bad": bad,
        "open": len(lines) <= OPEN,
        "lines": [
            {"title": line.item.title, "code": line.item.key.code, "says": "" if plain else says}
            for line, says in lines[:LISTED]
        ],
        "rest": max(0, len(lines) - LISTED),
    }


def _said(lines: Iterable[Line], *, short: bool = False) -> list[tuple[Line, str]]:
    return [
        (line, "、".join(choice.item.title for choice in line.choices) if short else line.why)
        for line in lines
    ]


def _losses(losses: Sequence[Loss]) -> str:
    """What is lost of one item, in one line."""
    return "；".join(
        _lost(kind, [loss for loss in losses if loss.kind is kind])
        for kind in LossKind
        if any(loss.kind is kind for loss in losses)
    )


def _lost(kind: LossKind, losses: Sequence[Loss]) -> str:
    named = "、".join(
        f"{loss.label}（{loss.why}）" if kind is LossKind.FIELD_CHANGED else loss.label
        for loss in losses[:_NAMED]
    )
    return f"{kind.label} {len(losses)} 项：{named}{'等' if len(losses) > _NAMED else ''}"
