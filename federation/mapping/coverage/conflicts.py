"""Where crosswalks disagree: two documents at once, two ways, there and back (circles: `circles`).

Each judge takes what was resolved and gives the conflicts it finds; none of them raises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from federation.ids import Locality
from federation.items import Item
from federation.mapping.coverage.values import Conflict, ConflictKind
from federation.mapping.crosswalk import Crosswalk, Relation
from federation.mapping.match import Ambiguous, Matched, Resolution, Via


def matches(answer: Resolution) -> tuple[Matched, ...]:
    """All the matches of an answer."""
    match answer:
        case Matched():
            return (answer,)
        case Ambiguous():
            return answer.choices
        case _:
            return ()


def double_documents(crosswalks: Iterable[Crosswalk], on: date) -> Iterator[Conflict]:
    """Two documents for one pair that say they count on one day, this day or later.

    A later version follows an earlier one that is open-ended: that is no conflict. Two that begin on
    one day contradict each other; one that ends after the next begins may have been meant so.
    """
    by_pair: dict[tuple[Locality, Locality], list[Crosswalk]] = defaultdict(list)
    for document in crosswalks:
        by_pair[document.accepting, document.handling].append(document)
    for pair, documents in sorted(by_pair.items()):
        ordered = sorted(documents, key=_first_day)  # of one day, the later published one counts
        for one, two in combinations(ordered, 2):
            twins = _first_day(one) == _first_day(two)
            begin = max(_first_day(two), on)
            ends = [day for day in (one.effective_to, two.effective_to) if day is not None]
            if (twins or one.effective_to is not None) and all(begin < day for day in ends):
                since = "" if begin == on else f"自 {begin.isoformat()} 起"
                first = "从同一天起有效" if twins else "有效期重叠"
                yield Conflict(
                    kind=ConflictKind.DOCUMENTS,
                    certain=twins,
                    places=pair,
                    items=(),
                    documents=(one.name, two.name),
                    why=f"{since}{one.name} 与 {two.name} {first}，只用了后一份；请撤下一份或改日期",
                )


def _first_day(document: Crosswalk) -> date:
    return document.effective_from or date.min


def two_ways(item: Item, answer: Resolution, other: Resolution, to: Locality) -> Iterator[Conflict]:
    """What the two places' own crosswalk says, and what is said where it is left out.

    Args:
        item: of the accepting place.
        answer: by the pair's crosswalk; one without a match says that there is no counterpart.
        other: by the way through the canonical catalogue, or the national code.
        to: the handling place.
    """
    here, there = matches(answer), matches(other)
    if not there or _meet(here, [match.handling for match in there]):
        return
    canonical = there[0].via is Via.CANONICAL
    first = f"是{_listed(match.handling for match in here)}" if here else "无对应"
    second = (
        f"{'经规范目录' if canonical else '按国家基本编码'}是{_listed(match.handling for match in there)}"
    )
    yield Conflict(
        kind=ConflictKind.WAYS,
        certain=canonical,
        places=(item.key.locality, to),
        items=(item, *(match.handling for match in (*here, *there))),
        documents=_documents((*here, *there)),
        why=f"按两地对照表{first}，{second}；现在用的是两地对照表，请核对哪一个写错",
    )


def another_code(item: Item, found: Sequence[Matched], sharing: Sequence[Item]) -> Iterator[Conflict]:
    """A way through the canonical catalogue that leaves aside the items with the same national code.

    Args:
        item: of the accepting place.
        found: where the way leads.
        sharing: items in force at the handling place that have the item's national base code.
    """
    if not sharing or _meet(found, sharing):
        return
    first, second = _listed(match.handling for match in found), _listed(sharing)
    yield Conflict(
        kind=ConflictKind.WAYS,
        certain=False,
        places=(item.key.locality, found[0].handling.key.locality),
        items=(item, *(match.handling for match in found), *sharing),
        documents=_documents(found),
        why=f"经规范目录是{first}，但{second}与它国家基本编码相同（{item.base}）；现在用的是前者，请确认",
    )


def _meet(found: Iterable[Matched], items: Iterable[Item]) -> bool:
    codes = {item.key.code for item in items}
    return any(match.handling.key.code in codes for match in found)


def _listed(items: Iterable[Item]) -> str:
    return "、".join(f"“{item.title}”" for item in items)


def _documents(found: Iterable[Matched]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.crosswalk for match in found if match.crosswalk))


def way_back(there: Matched, back: Resolution, *, declared: bool) -> Iterator[Conflict]:
    """An item, its one counterpart, and what that counterpart is at home.

    Args:
        there: from the item to its counterpart.
        back: from the counterpart to the item's place.
        declared: whether a document says that the counterpart has none there.
    """
    found = matches(back)
    if _meet(found, [there.accepting]) or not (found or declared):
        return  # where nobody wrote the way back, that is a gap and no contradiction
    exact = all(match.relation is Relation.EXACT for match in (there, *found))
    end = f"回程是{_listed(match.handling for match in found)}" if found else "回程却审定为无对应"
    certain = exact or not found
    yield Conflict(
        kind=ConflictKind.BACK,
        certain=certain,
        places=(there.accepting.key.locality, there.handling.key.locality),
        items=(there.accepting, there.handling, *(match.handling for match in found)),
        documents=_documents((there, *found)),
        why=f"去程是“{there.handling.title}”，{end}；{'请两地核对' if certain else '不是“相同”的对应，请确认'}",
    )
