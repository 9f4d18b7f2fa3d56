"""Read a guide page, in Markdown or plain text, into a `Guide`.

The reader is tolerant: a page in any layout gives a guide, and what it does not understand is left out.
It never judges; that is the rules' work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from federation.items.lint import words
from federation.items.lint.amounts import excluded, han_number, read_date, read_period, unit_named
from federation.items.lint.bundle import Bundle
from federation.items.lint.citations import read_citations
from federation.items.lint.conditions import are_alternatives, read_conditions
from federation.items.lint.entries import Entry, read_entries
from federation.items.lint.fees import read_fees
from federation.items.lint.guide import Guide, Mode, Period, Said, Spot, first
from federation.items.lint.identity import identity
from federation.items.lint.labels import Field
from federation.items.lint.materials import read_materials
from federation.items.lint.page import Shape, read_lines
from federation.items.lint.steps import read_steps
from federation.items.lint.where import hours_of, places_of
from federation.items.tables import HandleArea, LimitUnit

_ALL_WORKING = re.compile(
    r"(?:日|天)[”\"]?(?:均|皆)?(?:指|为|系|是指|按)[“\"]?工作日|(?:时限|期限)[^。]{0,8}均[为按以]工作日|(?:以上|上述)[^。]{0,10}均为工作日"
)
_NO_REASON = re.compile(r"\s*(?:无|不涉及|不适用)\s*[（(，,。；;]|无[需须]到")
_VALID = re.compile(r"有效期(?:限|为|：|:)*\s*([^，,；;。）)（(]{1,20})")


def read_guide(text: str) -> Guide:
    """Read one guide page.

    Args:
        text: Markdown or plain text; of more than 1,048,576 characters the rest is not read.

    Returns:
        What the page says. A page that says nothing gives an empty guide; nothing is raised.
    """
    title, entries, lines = read_entries(read_lines(text))
    page = Bundle.of(entries)
    working = any(_ALL_WORKING.search(line.value) for line in lines)
    return Guide(
        title=title or (lines[0].value if lines else ""),
        lines=tuple(lines),
        attached="\n".join(entry.value or entry.label for entry in page.all(Field.ATTACHMENTS)),
        **identity(page, lines),
        **_limits(page, working=working),
        **_ways(page, lines),
        **_fees(page),
        **_lists(page),
        **_contacts(page),
        **_dates(page, lines),
    )


def _limits(page: Bundle, *, working: bool) -> dict[str, Any]:
    legal = _limit(page, Field.LEGAL, Field.LEGAL_UNIT, Field.LEGAL_NOTE, "法定")
    promised = _limit(page, Field.PROMISED, Field.PROMISED_UNIT, Field.PROMISED_NOTE, "承诺")
    if legal is None and promised is None:
        promised = page.read(read_period, Field.LIMITS)
    return {
        "legal": _in_working_days(legal, working),
        "promised": _in_working_days(promised, working),
        "legal_text": first(entry.said() for entry in page.all(Field.LEGAL)),
        "special": page.texts(Field.SPECIAL),
    }


def _limit(page: Bundle, what: Field, unit: Field, note: Field, word: str) -> Said[Period] | None:
    for entry in page.all(what):
        said = entry.said()
        period = read_period(said.value, label=entry.label)
        if period is not None and not words.blank(said.value):
            return Said(_completed(period, page.said(unit), page.said(note)), said.section, entry.shown())
    for entry in page.all(Field.LIMITS):
        if found := re.search(
            rf"{word}[^，,；;。\d]{{0,10}}((?:[\d一二三四五六七八九十]|即时|当场)[^，,；;。]*)", entry.value
        ):
            period = read_period(found[1])
            if period is not None:
                return Said(period, entry.section, found[0])
    return None


def _completed(period: Period, unit: Said[str] | None, note: Said[str] | None) -> Period:
    """With the unit and the exclusions that stand in fields of their own."""
    named = unit_named(unit.value) if unit else None
    return Period(
        amount=period.amount,
        unit=period.unit or named,
        excludes=(*period.excludes, *(excluded(note.value) if note else ())),
        text=period.text,
    )


def _in_working_days(said: Said[Period] | None, working: bool) -> Said[Period] | None:  # noqa: FBT001
    """A page may say once what its 日 means."""
    if said is None or said.value.unit is not None or not working:
        return said
    old = said.value
    period = Period(amount=old.amount, unit=LimitUnit.WORKING_DAY, excludes=old.excludes, text=old.text)
    return Said(period, said.section, said.quote)


def _ways(page: Bundle, lines: Sequence[Said[str]]) -> dict[str, Any]:
    counts = page.reads(_count, Field.SCENE_COUNT)
    count = first(counts)
    if count is not None:
        entry = page.all(Field.SCENE_COUNT)[0]
        count = Said(count.value, count.section, entry.shown())
    areas = page.reads(words.area, Field.AREA) or _areas_by_label(page)
    told = page.said(Field.AREA)
    reason = page.said(Field.SCENE_REASON)
    if reason is not None and _NO_REASON.match(reason.value):
        reason = None  # 无（专家核查由我局派员上门）: it says that there is none
    return {
        "scene_count": count,
        "scene_reason": reason or _reason_within(page),
        "handle_types": page.read(words.handle_types, Field.HANDLE_TYPES),
        "ways": page.texts(Field.HANDLE_TYPES, Field.ONLINE),
        "areas": areas,
        "area_word": (words.area_word(told.value) or _word_of(page)) if told else "",
        "modes": _modes(page, lines),
        "express": page.read(words.yes_no, Field.EXPRESS),
        "deliveries": page.texts(Field.DELIVERY),
    }


def _areas_by_label(page: Bundle) -> tuple[Said[HandleArea], ...]:
    """跨省通办：支持: the label names the range."""
    return tuple(
        Said(code, entry.section, entry.shown())
        for entry in page.all(Field.AREA)
        if words.yes_no(entry.value) and (code := words.area(entry.label)) is not None
    )


def _word_of(page: Bundle) -> str:
    return next(
        (words.area_word(entry.label) for entry in page.all(Field.AREA) if words.yes_no(entry.value)), ""
    )


def _modes(page: Bundle, lines: Sequence[Said[str]]) -> tuple[Said[Mode], ...]:
    texts: Iterable[Said[str]] = page.texts(Field.AREA, Field.HANDLE_TYPES) or lines
    return tuple(Said(mode, said.section, said.quote) for said in texts for mode in words.modes(said.value))


def _count(text: str) -> int | None:
    if re.match(r"\s*(?:无需|不需|不用|零|免)", text):
        return 0
    found = {han_number(one) for one in re.findall(r"(\d+|[零〇一二两三四五])\s*次", text)}
    if len(found) > 1:
        return None  # 线上0次，线下1次: each way has its own number
    alone = re.match(r"\s*(\d+|[零〇一二两三四五])\s*$", text)
    return next(iter(found), han_number(alone[1]) if alone else None)


def _reason_within(page: Bundle) -> Said[str] | None:
    """1次（领取证件）: the reason stands behind the number."""
    said = page.said(Field.SCENE_COUNT)
    if said is None or _count(said.value) is None:
        return None
    rest = re.sub(r"^[^次]*次|[（()）：:，,。；;\s]|原因|理由", "", said.value)
    return Said(rest, said.section, said.quote) if len(rest) > 2 else None  # noqa: PLR2004 - a word


def _fees(page: Bundle) -> dict[str, Any]:
    found = read_fees(
        charged=page.texts(Field.IS_FEE, Field.FEE),
        standards=page.texts(Field.FEE_STANDARD),
        bases=page.texts(Field.FEE_BASIS),
    )
    return {"fees": found.charged, "fee_standard": found.standard, "fee_basis": found.basis}


def _lists(page: Bundle) -> dict[str, Any]:
    entries = page.all(Field.CONDITIONS)
    said = first(entry.said() for entry in entries)
    found = read_materials(page.all(Field.MATERIALS))
    laws = page.all(Field.LAWS)
    return {
        "conditions": read_conditions(entries),
        "condition_text": said,
        "any_condition": are_alternatives(entries),
        "materials": found.materials,
        "material_spot": found.spot,
        "material_columns": found.columns,
        "material_text": found.text,
        "steps": read_steps(page.all(Field.FLOW)),
        "flow_text": page.said(Field.FLOW),
        "laws": read_citations(laws),
        "law_spot": laws[0].spot if laws else None,
        "last_label": page.last_label(),
        "remedies": page.texts(Field.REMEDY, Field.RECONSIDERATION, Field.LITIGATION),
    }


def _contacts(page: Bundle) -> dict[str, Any]:
    results = page.texts(Field.RESULT)
    result = first(results)
    named = page.said(Field.VALID)
    valid = named or first(
        Said(found[1], said.section, found[0]) for said in results if (found := _VALID.search(said.value))
    )
    both = page.texts(Field.PHONES)
    mixed = page.all(Field.WHERE_WHEN)
    places = sorted(page.all(Field.ADDRESS), key=lambda entry: words.blank(entry.value))
    return {
        "addresses": (*(entry.said() for entry in places), *places_of(mixed)),
        "hours": (*_one_of_each_table(page.all(Field.HOURS)), *hours_of(mixed)),
        "phones": (*_phones(page, Field.PHONE), *both),
        "supervision": (*_phones(page, Field.SUPERVISION), *both),
        "result": Said(_result_name(result.value), result.section, result.quote) if result else None,
        "result_type": page.read(words.result_type, Field.RESULT_TYPE, Field.RESULT),
        "valid": valid,
    }


def _one_of_each_table(entries: Sequence[Entry]) -> Iterator[Said[str]]:
    """A table of several windows gives each its own hours: the first speaks for them all."""
    seen = set()
    for entry in entries:
        of = (entry.label, entry.section) if entry.opener.shape is Shape.TABLE else entry.place
        if of not in seen and not words.blank(entry.value):
            yield entry.said()
        seen.add(of)


def _phones(page: Bundle, what: Field) -> tuple[Said[str], ...]:
    entries = [entry for entry in page.all(what) if not words.blank(entry.value)]
    return tuple(
        Said(entry.value, entry.section, entry.shown() if entry.opener.bold else entry.said().quote)
        for entry in entries
    )


def _result_name(text: str) -> str:
    name = re.split(r"[，,；;。\n]|[（(](?:有效期|长期)", text, maxsplit=1)[0]
    return re.sub(r"[（(](?:证照|批文|其他|电子|纸质)[^）)]*[）)]$", "", name).strip()


_DATES = {
    "published": Field.PUBLISHED,
    "updated": Field.UPDATED,
    "effective": Field.EFFECTIVE,
    "expires": Field.EXPIRES,
}


_HEAD_LINES = 8  # a page's dates stand at its top; further down they are those of laws
_DAY = r"(?:[\d０-９]{4}|[〇零○一二三四五六七八九]{4})\s*年[^，。；日]{2,7}日"
_IN_WORDS = {
    "published": re.compile(rf"({_DAY})(?:印发|发布|公布)"),
    "updated": re.compile(rf"({_DAY})(?:修订|更新|修改)"),
    "effective": re.compile(rf"自?({_DAY})起?(?:施行|实施|生效|执行)"),
}


def _dates(page: Bundle, lines: Sequence[Said[str]]) -> dict[str, Any]:
    found: dict[str, Said[date] | None] = {}
    bad: list[Spot] = []
    for name, what in _DATES.items():
        found[name] = None
        for said in page.texts(what):
            try:
                day = read_date(said.value)
            except ValueError:
                bad.append(said.spot)
                continue
            if day is not None and found[name] is None:
                found[name] = Said(day, said.section, said.quote)
    for name, pattern in _IN_WORDS.items():
        found[name] = found[name] or _day_in_words(pattern, lines, bad)
    return {**found, "bad_dates": tuple(bad)}


def _day_in_words(pattern: re.Pattern[str], lines: Sequence[Said[str]], bad: list[Spot]) -> Said[date] | None:
    """自2026年7月1日起施行: a day without a label, at the top of the page."""
    for line in lines[:_HEAD_LINES]:
        told = pattern.search(line.value) if "《" not in line.value else None
        if told is None:
            continue
        try:
            day = read_date(told[1])
        except ValueError:
            bad.append(Spot(line.section, told[0]))
            continue
        if day is not None:
            return Said(day, line.section, told[0] if told[0] in line.quote else line.quote)
    return None
