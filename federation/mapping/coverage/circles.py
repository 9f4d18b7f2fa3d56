"""Circles over three places or more, A → B → C → A, that end at another item of A than they began at.

Items that lead to one another are one family. A family with two items of one place is a knot: some
crosswalk in it is wrong, or two items of one place were meant to be one. A knot is told once, by its
shortest circle; pairs that already disagree there and back are told in `conflicts`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from federation.ids import Locality
from federation.items import Item
from federation.mapping.coverage.values import Choice, Conflict, ConflictKind
from federation.mapping.crosswalk import Relation

_LEAST = 3  # places in a circle; two are a way there and back
Node = tuple[Locality, str]
"""An item: its place and its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """From an item to its one counterpart."""

    item: Item
    choice: Choice

    @property
    def start(self) -> Node:
        """Where it starts."""
        return self.item.key.locality, self.item.key.code

    @property
    def end(self) -> Node:
        """Where it leads."""
        return self.choice.item.key.locality, self.choice.item.key.code


def circles(leads: Iterable[Lead]) -> Iterator[Conflict]:
    """One conflict for each knot that has a circle, in order of the item it starts at."""
    out: dict[Node, list[Lead]] = {}
    for lead in leads:
        out.setdefault(lead.start, []).append(lead)
        out.setdefault(lead.end, [])
    for knot in _knots(out):
        exact = {node: [lead for lead in out[node] if _exact(lead)] for node in knot}
        found = _first(exact, knot) or _first({node: out[node] for node in knot}, knot)
        if found is not None:
            yield _conflict(found)


def _exact(lead: Lead) -> bool:
    return lead.choice.relation is Relation.EXACT


def _knots(out: Mapping[Node, list[Lead]]) -> Iterator[list[Node]]:
    """Families that hold two items of one place, each in order."""
    family = {node: node for node in out}

    def head(node: Node) -> Node:
        while family[node] != node:
            family[node] = family[family[node]]
            node = family[node]
        return node

    for leads in out.values():
        for lead in leads:
            one, two = sorted((head(lead.start), head(lead.end)))
            family[two] = one
    groups: dict[Node, list[Node]] = {}
    for node in sorted(out):
        groups.setdefault(head(node), []).append(node)
    return (nodes for nodes in groups.values() if len({place for place, _ in nodes}) < len(nodes))


def _first(out: Mapping[Node, list[Lead]], starts: Iterable[Node]) -> list[Lead] | None:
    """The shortest circle of the first item that has one."""
    return next((found for start in starts if (found := _circle(out, start)) is not None), None)


def _circle(out: Mapping[Node, list[Lead]], start: Node) -> list[Lead] | None:
    """From an item over two other places or more to another item of its place; breadth first."""
    came: dict[Node, Lead] = {}
    queue = deque([(start, 0)])
    while queue:
        node, far = queue.popleft()
        for lead in out[node]:
            if lead.end == start or lead.end in came:
                continue
            if lead.end[0] != start[0]:
                came[lead.end] = lead
                queue.append((lead.end, far + 1))
            elif far + 1 >= _LEAST:
                return [*_way(came, start, node), lead]
    return None


def _way(came: Mapping[Node, Lead], start: Node, end: Node) -> Iterator[Lead]:
    if end != start:
        lead = came[end]
        yield from _way(came, start, lead.start)
        yield lead


def _conflict(way: list[Lead]) -> Conflict:
    items = (way[0].item, *(lead.choice.item for lead in way))
    certain = all(map(_exact, way))
    steps = " → ".join(f"{item.key.locality}“{item.title}”" for item in items)
    hint = "至少一处对照写错，请几地一起核对" if certain else "途中有不是“相同”的对应，请确认"
    return Conflict(
        kind=ConflictKind.CYCLE,
        certain=certain,
        places=tuple(item.key.locality for item in items),
        items=items,
        documents=tuple(dict.fromkeys(lead.choice.crosswalk for lead in way if lead.choice.crosswalk)),
        why=f"绕一圈回不到原事项：{steps}；{hint}",
    )
