"""Which item of a newer catalogue an item of an older one has become.

Codes change when an organ is reorganised: its USCC, and with it the 31 characters, are new, the base
code stays (DOMAIN §2.1 trap c). Items are paired by rules in order, the surest first (`Rule`); an item
is paired once. A rule pairs only where nobody could mean another item; where several could be meant
they are named for a person (`Unclear`), never chosen between. Two situations that both have a name and
not the same one are two items.

*Place* below is the level and the six digits of the division where the organ is registered: districts
of one city list the same base codes, and none of them is the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from federation.items.catalogue import Catalogue
from federation.items.cells import label_key
from federation.items.item import Item
from federation.items.tables import Coded


class Rule(Coded):
    """What an identity rests on, the surest first."""

    CODE = "CODE", "编码相同"
    SITUATION = "SITUATION", "基本编码和情形相同"
    NUMBER = "NUMBER", "基本编码和业务办理项序号相同"
    NAME = "NAME", "基本编码和名称相同"
    TITLE = "TITLE", "名称、情形和事项类型相同，基本编码已换"


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """An item of the older catalogue and the same item in the newer one.

    Attributes:
        old: the item in the older catalogue.
        new: the same in the newer one.
        rule: what says that they are the same (docs/mapping-versions.md).
    """

    old: Item
    new: Item
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Items of which a person must say which became which; each in order of code.

    Attributes:
        old: of the older catalogue, at least one.
        new: of the newer catalogue, at least one.
        why: in Chinese.
    """

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Every item of two catalogues in exactly one place; everything in order of code.

    Attributes:
        successors: by the older item's code.
        unclear: what a person must decide.
        removed: items of the older catalogue that the newer one has not.
        added: items of the newer catalogue that the older one had not.
    """

    successors: Mapping[str, Successor]
    unclear: tuple[Unclear, ...]
    removed: tuple[Item, ...]
    added: tuple[Item, ...]


def identity(old: Catalogue, new: Catalogue) -> Mapping[str, Successor]:
    """The successor of each older item that has exactly one, by the older item's own code.

    A code that is not in it was removed or is unclear: `pair` says which.

    Args:
        old: the older version.
        new: the newer version of the same locality's catalogue.
    """
    return pair(old, new).successors


def pair(old: Catalogue, new: Catalogue) -> Pairing:
    """Pair the items of two versions; total, deterministic, independent of their order."""
    work = _Work(
        old=dict(old.by_code),
        new=dict(new.by_code),
        old_bases=old.by_base.keys(),
        new_bases=new.by_base.keys(),
    )
    reused = _by_code(work)
    for rule, key, whole in _RULES:
        _match(work, rule, key, (old, new) if whole else None)
    unclear = [
        *reused,
        *_left(work, lambda one: (one.base, _place(one)), _not_two_situations),
        *_left(work, lambda one: (_name(one), _situation(one), one.type, _place(one)), _recoded),
    ]
    return Pairing(
        successors=MappingProxyType(dict(sorted(work.found.items()))),
        unclear=tuple(sorted(unclear, key=lambda one: one.old[0].key.code)),
        removed=_in_order(work.old.values()),
        added=_in_order(work.new.values()),
    )


@dataclass(slots=True, kw_only=True)
class _Work:
    """What is still to be paired, by code, and what was found."""

    old: dict[str, Item]
    new: dict[str, Item]
    old_bases: Collection[str]
    new_bases: Collection[str]
    found: dict[str, Successor] = field(default_factory=dict)

    def take(self, old: Item, new: Item, rule: Rule) -> None:
        del self.old[old.key.code], self.new[new.key.code]
        self.found[old.key.code] = Successor(old=old, new=new, rule=rule)

    def set_aside(self, old: Iterable[Item], new: Iterable[Item], why: str) -> Unclear:
        unclear = Unclear(old=_in_order(old), new=_in_order(new), why=why)
        for item in unclear.old:
            del self.old[item.key.code]
        for item in unclear.new:
            del self.new[item.key.code]
        return unclear


def _name(item: Item) -> str:
    return label_key(item.name)


def _situation(item: Item) -> str:
    return label_key(item.situation)


def _place(item: Item) -> tuple[str, str]:
    return item.level.value, item.organ[2:8]


def _title(item: Item) -> tuple[str, ...]:
    return item.task, _name(item), _situation(item)


def _number(item: Item) -> str:
    return item.handling_item[31:] if item.handling_item else ""


def _by_code(work: _Work) -> list[Unclear]:
    """Pair what kept its code; a code that changed hands with another of the same task is unclear."""
    new_titles, old_titles = _groups(work.new.values(), _title), _groups(work.old.values(), _title)
    reused: list[Unclear] = []
    for code in sorted(work.old.keys() & work.new.keys()):
        old, new = work.old.get(code), work.new.get(code)
        if old is None or new is None:
            continue  # set aside with another code
        later = [one for one in new_titles.get(_title(old), ()) if one.key.code in work.new]
        earlier = [one for one in old_titles.get(_title(new), ()) if one.key.code in work.old]
        if _title(old) == _title(new) or not (later or earlier):
            work.take(old, new, Rule.CODE)
        else:
            why = f"编码 {code} 原是“{old.title}”，现是“{new.title}”，另有编码与其名称相同，请人工确认"
            reused.append(work.set_aside([old, *earlier], [new, *later], why))
    return reused


_Key = Callable[[Item], Hashable]
# Rule, what must be the same, and whether it must be alone among all items of its catalogue
# rather than among those not yet paired.
_RULES: tuple[tuple[Rule, _Key, bool], ...] = (
    (Rule.SITUATION, lambda one: (one.base, _situation(one), _place(one), label_key(one.organ_name)), False),
    (Rule.SITUATION, lambda one: (one.base, _situation(one), _place(one)), False),
    (Rule.SITUATION, lambda one: (one.base, _situation(one)), True),
    (Rule.NUMBER, lambda one: (one.base, _number(one), _place(one)) if _number(one) else one.key.code, False),
    (Rule.NAME, lambda one: (one.base, _name(one), _place(one)), True),
    (Rule.TITLE, lambda one: (_name(one), _situation(one), one.type, _place(one)), True),
)


def _match(work: _Work, rule: Rule, key: _Key, among: tuple[Catalogue, Catalogue] | None) -> None:
    if not (work.old and work.new):
        return
    old, new = _groups(work.old.values(), key), _groups(work.new.values(), key)
    all_old, all_new = (_groups(one.items, key) for one in among) if among else (old, new)
    for value, (first, *others) in old.items():
        counterparts = new.get(value, [])
        if others or len(counterparts) != 1:
            continue
        alone = len(all_old[value]) == len(all_new[value]) == 1
        if alone and _ADMITS.get(rule, _always)(first, counterparts[0], work):
            work.take(first, counterparts[0], rule)


def _always(_old: Item, _new: Item, _work: _Work) -> bool:
    return True


def _not_two_situations(old: Item, new: Item, _work: _Work) -> bool:
    return not old.situation or not new.situation or _situation(old) == _situation(new)


def _recoded(old: Item, new: Item, work: _Work) -> bool:
    """The older base code is gone and the newer one was not there before."""
    return old.base not in work.new_bases and new.base not in work.old_bases


# What a rule asks beside its key.
_ADMITS: Mapping[Rule, Callable[[Item, Item, _Work], bool]] = MappingProxyType(
    {Rule.NAME: _not_two_situations, Rule.TITLE: _recoded}
)


def _left(work: _Work, key: _Key, may_be: Callable[[Item, Item, _Work], bool]) -> list[Unclear]:
    """What is left under one key, where nothing tells the items apart: named, not paired."""
    unclear: list[Unclear] = []
    groups = _groups(work.new.values(), key)
    for value, olds in _groups(work.old.values(), key).items():
        news = groups.get(value, [])
        old = [one for one in olds if any(may_be(one, other, work) for other in news)]
        new = [one for one in news if any(may_be(other, one, work) for other in olds)]
        if old:
            unclear.append(
                work.set_aside(old, new, f"{_titles(old)}{_words(old, new)}{_titles(new)}，请人工确认")
            )
    return unclear


def _words(old: list[Item], new: list[Item]) -> str:
    if len(old) == len(new) == 1:
        return "可能改为"
    if len(old) == 1:
        return "可能拆分为"
    return "可能合并为" if len(new) == 1 else "不能确定分别对应哪一项："


def _titles(items: Iterable[Item]) -> str:
    return "、".join(f"“{one.title}”（{one.organ_name} {one.key.code}）" for one in _in_order(items))


def _groups(items: Iterable[Item], key: _Key) -> dict[Hashable, list[Item]]:
    found: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def _in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.key.code))
