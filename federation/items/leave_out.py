"""Leave whole items out of an import, those that hold an error, and name every row left.

An item is left out with all its materials and fields: a list that lacks one line would send an
applicant home again. So a wrong material that does not say of which item it is stops the import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from federation.items.draft import TASK, Draft
from federation.items.grid import Record

_OWN = "本行有错误，没有导入"
_SHARED = "所属事项有错误，整个事项没有导入"
_NOBODY = "这一行不知属于哪个事项，跳过它会使某个事项缺材料或字段，必须先改正"


def leave_out(draft: Draft) -> tuple[str, ...] | None:
    """Take the items with errors out of a finished draft.

    Returns:
        The codes of the items left out, in the order of the file; None if the file must be refused:
        errors that are not of single rows, or nothing that would be left.
    """
    findings = draft.findings
    bad = {owner for owner, record in _every(draft) if not record.good}
    for owner, record in draft.loose:
        if not owner and record.view.table.name != "实施清单":
            record.wrong(findings, "task_code", _NOBODY)
            findings.blocking = True
    gone = [code for code in draft.items if code in bad or code[:TASK] in bad]
    if findings.blocking or (gone and len(gone) == len(draft.items)):
        return None
    rows = [record for _, record in draft.loose] + [draft.items.pop(code) for code in gone]
    kept = {code[:TASK] for code in draft.items}
    going = bad | set(gone) | ({code[:TASK] for code in gone} - kept)
    for groups in (draft.materials, draft.fields, draft.extends, draft.fees, draft.further):
        for owner in [owner for owner in groups if owner in going]:
            rows += groups.pop(owner).values()
    _say(draft, rows)
    return tuple(gone)


def _every(draft: Draft) -> Iterator[tuple[str, Record]]:
    """Every row that has an owner, with it."""
    yield from draft.items.items()
    yield from ((owner, record) for owner, record in draft.loose if owner)
    for groups in (draft.materials, draft.fields, draft.extends, draft.fees, draft.further):
        for owner, rows in groups.items():
            yield from ((owner, record) for record in rows.values())


def _say(draft: Draft, rows: Iterable[Record]) -> None:
    sheets: dict[str | None, dict[int, str]] = {}
    for record in rows:
        found = sheets.setdefault(record.view.sheet, {})
        if found.get(record.row) != _OWN:
            found[record.row] = _SHARED if record.good else _OWN
    for sheet, found in sheets.items():
        for row in sorted(found):
            draft.findings.skip(sheet, row, found[row])
