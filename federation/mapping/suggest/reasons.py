"""Say in Chinese why two items may be one, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import LCSseq

from federation.items import Item
from federation.items.codes import is_national, type_label
from federation.mapping.suggest import weigh
from federation.mapping.suggest.phrase import flat, read
from federation.mapping.suggest.profile import Profile

_SHOWN = 3  # common words or materials named in one reason


def reasons(ours: Profile, theirs: Profile) -> tuple[str, ...]:
    """What speaks for the pair, then what speaks against it."""
    return (*_speaking_for(ours, theirs), *_speaking_against(ours, theirs))


def same_code(ours: Item, theirs: Item) -> bool:
    """Whether both carry one base code of one list: the nation's, or their common province's."""
    place = ours.key.locality[:2]
    one_province = place == theirs.key.locality[:2] == ours.base[:2]
    return ours.base == theirs.base and (is_national(ours.base) or one_province)


def _speaking_for(ours: Profile, theirs: Profile) -> Iterator[str]:
    if same_code(ours.item, theirs.item):
        yield f"基本编码相同：{ours.item.base}"
    yield from _names(ours, theirs)
    if ours.phrase.stages and ours.phrase.stages == theirs.phrase.stages:
        yield f"申请类别相同：{_listed(ours.phrase.stages)}"
    if ours.item.type == theirs.item.type:
        yield f"事项类型相同：{type_label(ours.item.type)}"
    if ours.lines & theirs.lines:
        yield f"条线相同：{_listed(ours.lines & theirs.lines)}"
    if ours.result and ours.result == theirs.result:
        yield f"审批结果相同：{theirs.item.result}"
    yield from _papers(ours.item, theirs.item)
    if weigh.limits(ours.item, theirs.item):
        yield f"法定时限相同：{theirs.item.legal}"


def _names(ours: Profile, theirs: Profile) -> Iterator[str]:
    if flat(ours.item.title) == flat(theirs.item.title):
        yield "名称相同"
    elif ours.phrase.plain == theirs.phrase.plain:
        yield "名称同义"
    else:
        common = _common(" ".join(ours.phrase.pieces), " ".join(theirs.phrase.pieces))
        if common:
            yield f"名称相近：{'、'.join(common)}"


def _common(ours: str, theirs: str) -> list[str]:
    """The longest words that stand in both in the same order."""
    blocks = LCSseq.editops(ours, theirs).as_matching_blocks()
    words = " ".join(ours[block.a : block.a + block.size] for block in blocks).split()
    return sorted((word for word in words if len(word) > 1), key=len, reverse=True)[:_SHOWN]


def _papers(ours: Item, theirs: Item) -> Iterator[str]:
    known = {read(material.name).plain for material in ours.materials}
    common = [material.name for material in theirs.materials if read(material.name).plain in known]
    if common:
        yield f"共同材料{len(common)}项：{'、'.join(common[:_SHOWN])}"


def _speaking_against(ours: Profile, theirs: Profile) -> Iterator[str]:
    stages, others = ours.phrase.stages, theirs.phrase.stages
    if stages != others:
        yield f"申请类别不同：{_listed(stages) or '未拆分'} / {_listed(others) or '未拆分'}"
    if ours.item.type != theirs.item.type:
        yield f"事项类型不同：{type_label(ours.item.type)} / {type_label(theirs.item.type)}"
    if ours.lines and theirs.lines and not ours.lines & theirs.lines:
        yield f"条线不同：{_listed(ours.lines)} / {_listed(theirs.lines)}"
    marks, other = ours.phrase.marks, theirs.phrase.marks
    for one in weigh.excluding(marks, other):
        yield f"{one}不同：{_listed(marks[one])} / {_listed(other[one])}"
    if ours.item.level is not theirs.item.level:
        yield f"行使层级不同：{ours.item.level.label} / {theirs.item.level.label}"
    if not weigh.served_alike(ours.item, theirs.item):
        yield f"服务对象不同：{_served(ours.item)} / {_served(theirs.item)}"


def _listed(words: frozenset[str]) -> str:
    return "、".join(sorted(words))


def _served(item: Item) -> str:
    return "、".join(server.label for server in item.servers)
