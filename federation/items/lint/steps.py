"""The way a case goes 办理流程: steps and their time, from a table, lines, arrows or one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from federation.items.lint.amounts import read_period
from federation.items.lint.entries import Entry, Part
from federation.items.lint.guide import Period, Spot, Step
from federation.items.lint.labels import Field, step_field
from federation.items.lint.listing import ARROW, bare, numbered, split
from federation.items.lint.page import Row, quote
from federation.items.lint.pointers import points_away
from federation.items.lint.words import blank

_NAME_CHARS, _DASHED_CHARS = 14, 20  # a dash between two entries is no comma of a sentence
_HEAD = re.compile(
    r"(?P<name>(?:[^（(：:，,。；;—\s]|[（(][^（）()]{1,8}[）)](?=[\u4e00-\u9fff])){1,24})\s*(?:[（(](?P<in>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)])?"
    r"\s*(?:[：:。，,]|——|—|-|\s)?\s*(?P<rest>.*)",
    re.DOTALL,
)
_TIMED = re.compile(r"(?:时限|期限|用时|时长|限时|办理时间)[：:为是]?\s*(.+)", re.DOTALL)
_BEGINS = re.compile(
    r"\s*(?:在|于)?\s*(?:[\d一二三四五六七八九十]+\s*个?\s*(?:工作日|自然日|日|天|小时)|当场|即时)"
)
_WITHIN = re.compile(
    r"(?:(?!之日|的|不)[\u4e00-\u9fff]){0,10}?(?<![起第])((?:\d+|[一二三四五六七八九十]+)\s*个?\s*(?:工作日|自然日|日|天))(?:以内|之内|内)|公示期?(\d+个?(?:工作日|自然日|日|天))"
)
"""区残联5个工作日内审核: a time in the sentence that tells who acts; not one that runs from 受理之日."""
_ENDS_TIMED = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)((?:\d+|[一二三四五六七八九十]+)个?(?:工作日|自然日|日|天|小时)(?:以?内)?)"
)
_PREFIX = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+步|步骤[一二三四五六七八九十\d]+|环节[一二三四五六七八九十\d]+)[：:、.\s]*"
)


def read_steps(entries: Sequence[Entry]) -> tuple[Step, ...]:
    """The steps in order; none where the page only points elsewhere or tells a story."""
    found: list[Step] = []
    for entry in entries:
        parts = [part for part in entry.parts if part.text]
        for part in entry.parts:
            if part.rows:
                found += _table(part, entry.section)
            elif found and _is_detail(part, parts[0]):
                found[-1] = _with_detail(found[-1], part.text)
            else:
                found += _line(part, entry.section, alone=len(parts) == 1)
    return tuple(found)


def _is_detail(part: Part, top: Part) -> bool:
    """Whether a line stands below a step: indented deeper than the first one, or unmarked among numbers."""
    if part is top:
        return False
    return part.line.depth > top.line.depth or (bool(top.line.style) and not part.line.style)


def _with_detail(step: Step, text: str) -> Step:
    timed = _TIMED.search(text)
    days = step.days or (read_period(timed[1]) if timed else None)
    return replace(step, days=days, text="；".join(filter(None, (step.text, text))))


def _table(part: Part, section: str) -> Iterator[Step]:
    header, *rows = part.rows
    fields = [step_field(cell) for cell in header.cells]
    at = fields.index(Field.STEP_NAME) if Field.STEP_NAME in fields else min(1, len(fields) - 1)
    for row in rows:
        name = _PREFIX.sub("", bare(row.cells[at])) if at < len(row.cells) else ""
        if not blank(name) and not re.fullmatch(r"合计|总计|小计", name):
            yield _of_row(row, name, fields, header, section)


def _of_row(row: Row, name: str, fields: Sequence[Field | None], header: Row, section: str) -> Step:
    days: Period | None = None
    texts = []
    for what, cell, label in zip(fields, row.cells, header.cells, strict=False):
        if what is Field.STEP_DAYS and not blank(cell):
            days = read_period(cell, label=label)
        elif what is Field.STEP_TEXT and not blank(cell):
            texts.append(cell)
    return Step(name=name, days=days, text="；".join(texts), spot=Spot(section, quote(name, row.raw)))


def _line(part: Part, section: str, *, alone: bool) -> Iterator[Step]:
    if not points_away(part.text) and not blank(part.text):
        yield from _steps(part.text, part.raw, section, alone=alone)


def _steps(text: str, raw: str, section: str, *, alone: bool) -> Iterator[Step]:
    parts = [one for one in ARROW.split(text) if one.strip()]
    if len(parts) == 1:
        parts = numbered(text)
    if len(parts) == 1 and alone:
        parts = _short(text) or parts
    for one in parts:
        if step := _step(bare(one), raw, section, listed=len(parts) > 1 or not alone):
            yield step


def _short(text: str) -> list[str]:
    """申请、受理、审核: a list only if every entry is as short as a step's name."""
    for signs in ("；;", "、，,", "。", "-—–－"):
        parts = split(bare(text), signs)
        if len(parts) > 1 and (
            signs == "；;"
            or all(
                len(part.split("（")[0]) <= (_DASHED_CHARS if "—" in signs else _NAME_CHARS) for part in parts
            )
        ):
            return parts
    return []


def _step(text: str, raw: str, section: str, *, listed: bool) -> Step | None:
    text = _PREFIX.sub("", text)
    found = _HEAD.fullmatch(text)
    if found is None or (not listed and not found["in"] and found["rest"]):
        return None
    inside, rest, name = found["in"] or "", found["rest"].strip(), found["name"]
    if not inside and (timed := _ENDS_TIMED.fullmatch(name)):
        name, inside = timed[1], timed[2]  # 审查6个工作日
    spot = Spot(section, quote(_shown(text, found), raw))
    return Step(name=name, days=_days(inside, rest), text="；".join(filter(None, (inside, rest))), spot=spot)


def _shown(text: str, found: re.Match[str]) -> str:
    """Name and bracket: what a person looks for on the page. A step without a bracket is quoted whole."""
    return text[: found.end("in") + 1] if found["in"] else text


def _days(inside: str, rest: str) -> Period | None:
    """A time that is the step's own: in its bracket, named as its limit, or at the begin of its text."""
    if inside and (period := read_period(inside)):
        return period
    if timed := _TIMED.search(rest):
        return read_period(timed[1])
    if _BEGINS.match(rest):
        return read_period(rest[: rest.find("内") + 1] or rest)
    return read_period(within[1] or within[2]) if (within := _WITHIN.match(rest)) else None
