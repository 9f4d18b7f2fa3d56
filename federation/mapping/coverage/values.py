"""What coverage says of one item on its way to one other place, and of two ways that disagree. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import Reason
from federation.ids import Locality
from federation.items import Item
from federation.items.tables import Coded
from federation.mapping.crosswalk import Relation
from federation.mapping.match import Via


class Standing(Coded):
    """对应情况: what becomes of an item on its way to another place."""

    MATCHED = "MATCHED", "有对应"
    SITUATION = "SITUATION", "按情形分"
    AMBIGUOUS = "AMBIGUOUS", "需人工选定"
    UNMAPPED = "UNMAPPED", "还没有对照"
    DECLARED_NONE = "DECLARED_NONE", "审定为无对应"
    STALE = "STALE", "对照表过时"
    THEIR_LINE = "THEIR_LINE", "办理地走国家垂管"
    THEIR_CLOSED = "THEIR_CLOSED", "办理地停办"
    OWN_LINE = "OWN_LINE", "受理地走国家垂管"
    OWN_CLOSED = "OWN_CLOSED", "受理地停办"

    @property
    def asked(self) -> bool:
        """Whether a window could be asked for it at all: only these count in a share."""
        return self not in {Standing.OWN_LINE, Standing.OWN_CLOSED}

    @property
    def covered(self) -> bool:
        """Whether the item, or the item with its form, leads to one counterpart."""
        return self in {Standing.MATCHED, Standing.SITUATION}

    @property
    def leads(self) -> bool:
        """Whether there is any counterpart."""
        return self.covered or self is Standing.AMBIGUOUS


class LossKind(Coded):
    """往返损失: what does not survive the way there and back."""

    FIELD_LOST = "FIELD_LOST", "字段带不回来"
    FIELD_CHANGED = "FIELD_CHANGED", "字段回来变了"
    MATERIAL_LOST = "MATERIAL_LOST", "材料带不回来"


class ConflictKind(Coded):
    """矛盾: in what crosswalks disagree."""

    DOCUMENTS = "DOCUMENTS", "同日有两份对照表"
    WAYS = "WAYS", "两条路所指不同"
    BACK = "BACK", "往返对不上"
    CYCLE = "CYCLE", "环路对不上"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A counterpart of an item.

    Attributes:
        item: the handling place's.
        via: what the match rests on.
        crosswalk: names of the documents, joined by `` + ``; empty for equal national codes.
        relation: what the handling item is to the accepting one.
        when: the situations in words; empty where the item is not split.
    """

    item: Item
    via: Via
    crosswalk: str
    relation: Relation
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How much of the handling place's forms and lists comes over by itself; counts, to be added up.

    Attributes:
        fields: of the form.
        filled: of these, with a rule.
        required: that must be filled in.
        required_filled: of these, with a rule.
        materials: of the list.
        served: of these, met by a material of the accepting place.
    """

    fields: int = 0
    filled: int = 0
    required: int = 0
    required_filled: int = 0
    materials: int = 0
    served: int = 0

    def __add__(self, other: Fill) -> Fill:
        return Fill(
            fields=self.fields + other.fields,
            filled=self.filled + other.filled,
            required=self.required + other.required,
            required_filled=self.required_filled + other.required_filled,
            materials=self.materials + other.materials,
            served=self.served + other.served,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One field or material of the accepting place that does not come back as it went.

    Attributes:
        kind: lost, or changed.
        code: by the accepting place's code.
        label: its name.
        required: whether the accepting place must have it.
        why: in Chinese, with generated example values, never anybody's.
    """

    kind: LossKind
    code: str
    label: str
    required: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of the accepting place.

    Attributes:
        item: the item.
        standing: what becomes of it.
        reason: as `resolve` gives it; None where it leads somewhere.
        why: in Chinese, as the window is told.
        choices: its counterparts; one where it is MATCHED.
        fill: of the counterparts' forms and lists together.
        home: whether the way back from a counterpart leads to this item again.
        losses: of the way there and back, where it leads home.
    """

    item: Item
    standing: Standing
    reason: Reason | None = None
    why: str
    choices: tuple[Choice, ...] = ()
    fill: Fill = Fill()
    home: bool = False
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Field rules, and how many of them are expressions.

    Attributes:
        rules: how many in all.
        expressions: how many of them are CEL.
    """

    rules: int = 0
    expressions: int = 0

    def __add__(self, other: RuleCount) -> RuleCount:
        return RuleCount(self.rules + other.rules, self.expressions + other.expressions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two crosswalks, or two ways, that do not agree.

    Attributes:
        kind: in what.
        certain: a contradiction; False for what two cities may have meant, and should look at.
        places: along the way.
        items: the item asked about, then where each way leads, or the items along the way.
        documents: names of the crosswalks concerned.
        why: in Chinese, what disagrees and who should look.
    """

    kind: ConflictKind
    certain: bool
    places: tuple[Locality, ...]
    items: tuple[Item, ...]
    documents: tuple[str, ...]
    why: str
