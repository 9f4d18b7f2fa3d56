"""Compare two items side by side, as a window shows what is otherwise in the other city.

Pure, deterministic and total: every two items can be compared, of two cities or of two versions.
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import InvalidInput, Reason
from federation.items import Item
from federation.mapping.alignment import field_lines, material_lines
from federation.mapping.aspects import scalar_lines
from federation.mapping.differences import Aspect, Line
from federation.mapping.match import Matched

__all__ = ["Aspect", "Comparison", "Line", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two items line by line.

    Attributes:
        ours: the accepting place's item.
        theirs: the handling place's.
        why: what the alignment of materials and fields rests on, in Chinese.
        lines: in the order of `Aspect`; materials and fields as the handling place publishes them.
    """

    ours: Item
    theirs: Item
    why: str
    lines: tuple[Line, ...]

    @property
    def differences(self) -> tuple[Line, ...]:
        """The lines where the window may not do as at home."""
        return tuple(line for line in self.lines if not line.same)


def compare(ours: Item, theirs: Item, *, match: Matched | None = None) -> Comparison:
    """Put an item of the handling place beside the accepting place's.

    Args:
        ours: the accepting place's item.
        theirs: the handling place's.
        match: what `resolve` says of these two; materials are then aligned by the crosswalk's
            relations and fields by its rules. Without it both are aligned by equal names.

    Raises:
        InvalidInput: VALUE_INVALID if ``match`` is of other items.
    """
    if match is not None and (match.accepting.key, match.handling.key) != (ours.key, theirs.key):
        raise InvalidInput(Reason.VALUE_INVALID, why="the match is of other items")
    lines = (
        *scalar_lines(ours, theirs),
        *material_lines(ours, theirs, match),
        *field_lines(ours, theirs, match),
    )
    order = {aspect: at for at, aspect in enumerate(Aspect)}
    return Comparison(
        ours=ours,
        theirs=theirs,
        why=match.why if match is not None else "没有对照依据，材料和填报项按名称对齐",
        lines=tuple(sorted(lines, key=lambda line: order[line.aspect])),
    )
