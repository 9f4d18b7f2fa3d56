"""Crosswalk rows whose codes a new catalogue no longer has, and under which codes their items go on.

Nothing is rewritten: a crosswalk is a document that people reviewed. What is said here is what they have to
put in their next version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from federation.items import Catalogue
from federation.items.identity import Successor, identity
from federation.mapping.crosswalk import Crosswalk, CrosswalkRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """A row that names an item by a code which is gone.

    Attributes:
        crosswalk: the document.
        row: the row.
        code: the code that is gone, as the row writes it.
        now: the codes under which its items go on, in order; none where that is not known.
        why: in Chinese, with what to do.
    """

    crosswalk: Crosswalk
    row: CrosswalkRow
    code: str
    now: tuple[str, ...]
    why: str


def left_behind(crosswalks: Iterable[Crosswalk], old: Catalogue, new: Catalogue) -> tuple[LeftBehind, ...]:
    """Rows that the older version of a catalogue knew and the newer one does not.

    Args:
        crosswalks: of any pairs; only rows with a code of this locality are looked at.
        old: the older version.
        new: the newer version.

    Returns:
        In the order of the documents and their rows.
    """
    successors = identity(old, new)
    return tuple(
        LeftBehind(crosswalk=document, row=row, code=code, now=now, why=_why(code, now))
        for document in crosswalks
        for row in document.rows
        for code in _codes(document, row, new)
        if old.find(code) and not new.find(code)
        for now in (_now(code, old, successors),)
    )


def _codes(document: Crosswalk, row: CrosswalkRow, new: Catalogue) -> Iterator[str]:
    if document.accepting == new.locality:
        yield row.accepting
    if document.handling == new.locality and row.handling:
        yield row.handling


def _now(code: str, old: Catalogue, successors: Mapping[str, Successor]) -> tuple[str, ...]:
    """The codes of the items that went on, as long as the one that is gone: of an item, a task or a base."""
    found = [successors[item.key.code] for item in old.find(code) if item.key.code in successors]
    codes = ((one.new.base, one.new.task, one.new.key.code) for one in found)
    same = {next((one for one in each if len(one) == len(code)), each[-1]) for each in codes}
    return tuple(sorted(map(str, same)))


def _why(code: str, now: tuple[str, ...]) -> str:
    if now:
        return f"编码 {code} 已换为 {'、'.join(now)}，请在对照表里改用新编码，审核后导入新版本"
    return f"事项目录里已没有编码 {code}，请删去这一行或改用新的事项，审核后导入新版本"
