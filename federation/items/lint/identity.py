"""Who decides an item, for whom, and under which codes: what a page says of an item's identity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from federation.items.lint import words
from federation.items.lint.bundle import Bundle
from federation.items.lint.guide import Said
from federation.items.lint.labels import Field
from federation.items.lint.page import quote
from federation.items.lint.places import place_in

_ALNUM = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{6,40}(?![0-9A-Za-z])")
_BEHIND = re.compile(
    r"\s*[（(](?:\s*(?:统一|组织|代码|编码)|[0-9A-Z]{9,}|原|(?:法律法规)?授权|受?委托|法定机关|行政机关).*$",
    re.DOTALL,
)
_CREDIT_CODE = 18
_CODE_WORDS = {
    Field.BASE: r"基本编码|基本码",
    Field.TASK: r"(?<!业务办理项)实施(?:清单)?编码|实施码",
    Field.HANDLING_ITEM: r"业务办理项编码|办理项编码",
    Field.ORGAN_CODE: r"信用代码|主体编码|机构代码|主体代码",
}
_LENGTHS = {Field.BASE: 12, Field.TASK: 31, Field.HANDLING_ITEM: 33, Field.ORGAN_CODE: 18}


def identity(page: Bundle, lines: Sequence[Said[str]]) -> dict[str, Any]:
    """The attributes of a `Guide` that say what the item is, by name."""
    codes = {one: _code(page, one) for one in _LENGTHS}
    organ = page.said(Field.ORGAN)
    task = codes[Field.TASK] or codes[Field.HANDLING_ITEM]
    organ_code = codes[Field.ORGAN_CODE] or _code_within(organ)
    return {
        "name": page.said(Field.NAME),
        "situation": page.said(Field.SITUATION),
        "key": task.value if task else "",
        "base": codes[Field.BASE],
        "task": codes[Field.TASK],
        "handling_item": codes[Field.HANDLING_ITEM],
        "type": page.read(words.item_type, Field.TYPE),
        "level": page.read(words.level, Field.LEVEL),
        "organ": _organ_name(organ),
        "organ_code": organ_code,
        "organ_kind": page.read(words.organ_kind, Field.ORGAN_KIND),
        "contact_units": page.texts(Field.CONTACT_UNIT),
        "servers": page.read(words.servers, Field.SERVERS),
        "kind": page.read(words.project_type, Field.KIND),
        "locality": _locality((organ_code, task), organ, lines),
    }


def _organ_name(organ: Said[str] | None) -> Said[str] | None:
    """The organ without the code or the kind that stands in brackets behind it."""
    if organ is None:
        return None
    name = _BEHIND.sub("", organ.value).strip()
    return Said(name, organ.section, name if name in organ.quote else organ.quote)


def _locality(codes: Sequence[Said[str] | None], organ: Said[str] | None, lines: Sequence[Said[str]]) -> str:
    """Digits 3–8 of the organ's code; without a code, the first place that the page names."""
    digits = (said.value[2:8] for said in codes if said and len(said.value) >= _CREDIT_CODE)
    known = next((code for code in digits if code.isdigit()), "")
    texts = (said.value for said in (*([organ] if organ else []), *lines))
    return known or next(filter(None, map(place_in, texts)), "")


def _code(page: Bundle, what: Field) -> Said[str] | None:
    """A code beside its label, or named within 事项编码."""
    for entry in page.all(what):
        if found := _ALNUM.search(re.sub(r"(?<=[0-9A-Za-z]) (?=[0-9A-Za-z])", "", entry.value)):
            raw = entry.parts[0].raw if entry.parts else entry.raw
            return Said(found[0].upper(), entry.section, quote(found[0], raw))
    for entry in page.all(Field.CODES, Field.BASE, Field.TASK):
        named = re.search(rf"(?:{_CODE_WORDS[what]})[^0-9A-Za-z]{{0,6}}([0-9A-Za-z]{{6,40}})", entry.value)
        if named:
            return Said(named[1].upper(), entry.section, named[1])
    for entry in page.all(Field.CODES):
        for found in _ALNUM.finditer(entry.value):
            if len(found[0]) == _LENGTHS[what]:
                return Said(found[0].upper(), entry.section, found[0])
    return None


def _code_within(organ: Said[str] | None) -> Said[str] | None:
    found = re.search(r"[0-9A-Z]{15,20}", organ.value) if organ else None
    return Said(found[0], organ.section, found[0]) if found and organ else None
