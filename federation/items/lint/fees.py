"""What a guide says of fees: whether, how much, and on what basis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from federation.items.lint import words
from federation.items.lint.guide import Said, first
from federation.items.lint.listing import bare

_STANDARD = re.compile(
    r"(?:[\d.]{1,12}|[一二三四五六七八九十百千万]{1,8})\s*(?:万)?元[^，,；;。（(）)]{0,20}|[\d.]{1,12}\s*[%％‰][^，,；;。]{0,12}"
)
_FREE = re.compile(r"\s*(?:不收费|免费|免收|不收取)")
_DOCUMENT = r"(?:《[^》]+》|[〔\[(（]\s*\d{4}\s*[〕\])）]\s*第?\d*\s*号?)"
_NAMED = re.compile(rf"(?:依据|根据|按照?|执行)[：:为]?\s*([^。；;]{{0,80}}{_DOCUMENT}[^。；;]*)")
_BARE = re.compile(r"(《[^》]+》[^。；;]*|[^\s，,。；;]*[〔\[]\d{4}[〕\]]\s*\d+\s*号\S*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """Every statement of whether a fee is charged; the standard and the basis where they are named."""

    charged: tuple[Said[bool], ...]
    standard: Said[str] | None
    basis: Said[str] | None


def read_fees(
    *, charged: Sequence[Said[str]], standards: Sequence[Said[str]], bases: Sequence[Said[str]]
) -> Fees:
    """Put together what stands under 是否收费 and 收费, under 收费标准, and under 收费依据."""
    said = tuple(
        Said(answer, one.section, one.quote)
        for one in charged
        if (answer := words.yes_no(one.value)) is not None
    )
    said += tuple(
        Said(value=False, section=one.section, quote=one.quote) for one in standards if _FREE.match(one.value)
    )
    texts = (*standards, *charged)
    within = (
        Said(found[0], one.section, one.quote) for one in texts if (found := _STANDARD.search(one.value))
    )
    named = (Said(bare(one.value), one.section, one.quote) for one in standards)
    standard = first(named) or first(within)
    if standard is not None and not said and _STANDARD.search(standard.value):
        said = (Said(value=True, section=standard.section, quote=standard.quote),)
    return Fees(
        charged=said,
        standard=standard,
        basis=first(_alone(one) for one in bases) or first(filter(None, map(basis_in, texts))),
    )


def _alone(said: Said[str]) -> Said[str]:
    """The basis without what the sentence goes on to say."""
    text = re.split(r"[；;。\n]", said.value, maxsplit=1)[0].strip()
    return Said(text or said.value, said.section, said.quote)


def basis_in(said: Said[str]) -> Said[str] | None:
    """The document that a sentence names as the basis of a fee."""
    found = _NAMED.search(said.value) or _BARE.search(said.value)
    if found is None:
        return None
    named = found[1].strip("。 ")
    text = named if named.count("（") == named.count("）") else named.rstrip("）")
    return Said(text, said.section, said.quote)
