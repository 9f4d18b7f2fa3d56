"""Coverage as a document for programs: plain dictionaries, lists, texts and numbers.

The shape is stable and told in docs/mapping-coverage.md; codes of closed sets stand beside their Chinese names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from federation.items import Item
from federation.items.tables import Coded
from federation.mapping.coverage.names import place_name
from federation.mapping.coverage.stock import Coverage, Document, Pair, share
from federation.mapping.coverage.values import Choice, Conflict, Fill, Line, Loss, RuleCount, Standing
from federation.mapping.match import Via

DIGITS = 4  # of a share


def as_document(coverage: Coverage) -> dict[str, Any]:
    """The whole of it, ready for `json.dumps`."""
    return {
        "on": coverage.on.isoformat(),
        "total": {
            "pairs": len(coverage.between_cities),
            **_counted(coverage.asked, coverage.covered, coverage.standings, coverage.ways),
            **_fill(coverage.fill),
            "rules": _rules(coverage.rules),
            "conflicts": len(coverage.conflicts),
            "contradictions": sum(one.certain for one in coverage.conflicts),
        },
        "places": [
            {
                "locality": place.locality,
                "name": place_name(place.locality),
                "version": place.version,
                "items": place.items,
                "asked": place.asked,
                "national_lines": place.lines,
            }
            for place in coverage.places
        ],
        "documents": [_document(one) for one in coverage.documents],
        "conflicts": [_conflict(one) for one in coverage.conflicts],
        "pairs": [_pair(one) for one in coverage.pairs.values()],
    }


def rounded(part: int, whole: int) -> float | None:
    """A share to four digits; 1 only where nothing is missing, 0 only of nothing."""
    found = share(part, whole)
    least = 10**-DIGITS
    return found if found in {None, 0, 1} else min(1 - least, max(least, round(found or 0, DIGITS)))


def _coded(member: Coded) -> dict[str, str]:
    return {"code": member.value, "label": member.label}


def _counted(
    asked: int, covered: int, standings: Mapping[Standing, int], ways: Mapping[Via, int]
) -> dict[str, Any]:
    return {
        "asked": asked,
        "covered": covered,
        "share": rounded(covered, asked),
        "standings": {one.value: standings.get(one, 0) for one in Standing},
        "ways": {one.value: ways.get(one, 0) for one in Via if one is not Via.DIRECT},
    }


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "fields": {
            "total": fill.fields,
            "filled": fill.filled,
            "share": rounded(fill.filled, fill.fields),
            "required": fill.required,
            "required_filled": fill.required_filled,
        },
        "materials": {
            "total": fill.materials,
            "served": fill.served,
            "share": rounded(fill.served, fill.materials),
        },
    }


def _rules(count: RuleCount) -> dict[str, Any]:
    return {
        "total": count.rules,
        "expressions": count.expressions,
        "share": rounded(count.expressions, count.rules),
    }


def _document(one: Document) -> dict[str, Any]:
    return {
        "name": one.name,
        "accepting": one.accepting,
        "handling": one.handling,
        "in_force": one.in_force,
        "rows": one.rows,
        "rules": _rules(one.rules)
        | {"kinds": {kind.value: count for kind, count in sorted(one.kinds.items())}},
        "homeless_rows": list(one.homeless),
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "kind": _coded(one.kind),
        "certain": one.certain,
        "places": list(one.places),
        "items": [_named(item) for item in one.items],
        "documents": list(one.documents),
        "why": one.why,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "accepting": pair.accepting,
        "handling": pair.handling,
        **_counted(pair.asked, pair.covered, pair.standings, pair.ways),
        **_fill(pair.fill),
        "rules": _rules(pair.rules),
        "one_way": len(pair.one_way),
        "lossy": len(pair.lossy),
        "items": [_line(line) for line in pair.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    said = {} if line.reason is None else {"reason": line.reason.value}
    if not line.choices:
        said["why"] = line.why
    return {
        "code": line.item.key.code,
        "title": line.item.title,
        "standing": line.standing.value,
        **said,
        "choices": _listed(line.choices),
        "home": line.home,
        "losses": [_loss(loss) for loss in line.losses],
    }


def _listed(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    return [
        {
            "code": choice.item.key.code,
            "title": choice.item.title,
            "organ": choice.item.organ_name,
            "via": choice.via.value,
            "crosswalk": choice.crosswalk,
            "relation": choice.relation.value,
            "when": choice.when,
        }
        for choice in choices
    ]


def _loss(loss: Loss) -> dict[str, Any]:
    return {
        "kind": loss.kind.value,
        "code": loss.code,
        "label": loss.label,
        "required": loss.required,
        "why": loss.why,
    }


def _named(item: Item) -> dict[str, str]:
    return {
        "locality": item.key.locality,
        "code": item.key.code,
        "title": item.title,
        "organ": item.organ_name,
    }
