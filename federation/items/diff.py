"""What changed between two versions of a catalogue: added, removed, moved, renamed, and every value.

Which item became which is told in `identity`, what changed in one item in `changes`. Both catalogues
are compared as they are: the names of the versions do not matter, nor does the order of the items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from federation.ids import Locality
from federation.items.catalogue import Catalogue
from federation.items.changes import Aspect, Change, changes
from federation.items.identity import Rule, Unclear, pair
from federation.items.item import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item that is in both versions and differs.

    Attributes:
        old: as it was.
        new: as it is.
        rule: why they are one item.
        changes: at least one.
    """

    old: Item
    new: Item
    rule: Rule
    changes: tuple[Change, ...]

    @property
    def aspects(self) -> frozenset[Aspect]:
        """What its changes are about."""
        return frozenset(change.aspect for change in self.changes)

    @property
    def version_kept(self) -> bool:
        """Whether the content changed under one 事项版本, which a published version must not."""
        return self.old.key.version == self.new.key.version

    @property
    def said(self) -> str:
        """All of it in one Chinese sentence."""
        moved = f"（{self.rule.label}，视为同一事项）" if self.rule is not Rule.CODE else ""
        kept = f"；事项版本仍为 {self.new.key.version}，内容改变时应换新版本" if self.version_kept else ""
        return f"“{self.old.title}”{moved}：" + "；".join(one.said for one in self.changes) + kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueDiff:
    """Two versions compared; every item of both is in exactly one of the parts. All in order of code.

    Attributes:
        localities: whose the older and the newer one are; as a rule the same.
        before: version of the older one.
        after: version of the newer one.
        added: items only the newer one has.
        removed: items only the older one has.
        changed: items of both that differ.
        unclear: items of which a person must say which became which.
        unchanged: how many items are the same in both.
    """

    localities: tuple[Locality, Locality]
    before: str
    after: str
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    unclear: tuple[Unclear, ...]
    unchanged: int

    def about(self, *aspects: Aspect) -> tuple[ItemChange, ...]:
        """The changed items of which a change is about one of these aspects."""
        wanted = frozenset(aspects)
        return tuple(one for one in self.changed if one.aspects & wanted)

    @property
    def moved(self) -> tuple[ItemChange, ...]:
        """Items whose codes are new: an organ was reorganised, or the item was coded anew."""
        return self.about(Aspect.CODE)

    @property
    def renamed(self) -> tuple[ItemChange, ...]:
        """Items whose names, or whose situations' names, are new."""
        return self.about(Aspect.NAME, Aspect.SITUATION)

    def counts(self) -> Mapping[Aspect, int]:
        """How many items each aspect touches; aspects that touch none are left out."""
        found = Counter(aspect for one in self.changed for aspect in one.aspects)
        return MappingProxyType({aspect: found[aspect] for aspect in Aspect if found[aspect]})

    def sentences(self) -> tuple[str, ...]:
        """Everything in Chinese, a sentence an item: what went, what came, what changed, what is unclear."""
        return (
            *(f"取消事项“{one.title}”（{one.organ_name} {one.key.code}）" for one in self.removed),
            *(f"新增事项“{one.title}”（{one.organ_name} {one.key.code}）" for one in self.added),
            *(one.said for one in self.changed),
            *(one.why for one in self.unclear),
        )


def diff(old: Catalogue, new: Catalogue) -> CatalogueDiff:
    """Compare two versions; total, deterministic, independent of the order of their items.

    Args:
        old: the older catalogue.
        new: the newer catalogue, as a rule of the same locality; a county that became a district is
            compared too.
    """
    pairing = pair(old, new)
    found = [
        ItemChange(old=one.old, new=one.new, rule=one.rule, changes=changed)
        for one in pairing.successors.values()
        if (changed := changes(one.old, one.new))
    ]
    return CatalogueDiff(
        localities=(old.locality, new.locality),
        before=old.version,
        after=new.version,
        added=pairing.added,
        removed=pairing.removed,
        changed=tuple(found),
        unclear=pairing.unclear,
        unchanged=len(pairing.successors) - len(found),
    )
