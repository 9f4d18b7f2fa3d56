"""Read an item's name: the object it is about, the stage of application, the kind of act.

``食品经营许可证（延续）`` is the object 食品经营, the act 许可 and the stage 延续. Total: every text
has a reading, and nothing is in it that the tables of `words` and `contrasts` do not say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from federation.mapping.suggest.contrasts import FIRST, MARKS, STAGES
from federation.mapping.suggest.words import NATURES, NOISE, SAME

_SKIPPED = re.compile(r"\s+|[《》“”\"'‘’<>〈〉【】]")
_BRACKETS = str.maketrans("[{〔]}〕", "((()))")
# What a bracket says is in the item, or is not: 含…, 除…外, …除外, 非…类.
_SCOPE = re.compile(r"\((?:不?含|不?包括|除)[^()]*\)|\([^()]*除外\)|\(非[^()]*类\)")
_BRACKET = re.compile(r"\([^()]*\)?")
_PARTICLE = re.compile(r"[的及和与或等]")
_BREAK = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A name taken apart.

    Attributes:
        plain: the name with synonyms resolved and noise left out.
        pieces: what is left when stages, acts and particles are taken out.
        stages: heads of `STAGES` it names; empty if it is about none or all of them.
        natures: heads of `NATURES` it names, sorted.
        marks: the values of each kind of `MARKS` it names.
    """

    plain: str
    pieces: tuple[str, ...]
    stages: frozenset[str]
    natures: tuple[str, ...]
    marks: Mapping[str, frozenset[str]]


def read(text: str, places: Iterable[str] = ()) -> Phrase:
    """Take a name apart; ``places`` are names of places, longest first, that say nothing in it."""
    text = _SCOPE.sub("", flat(text))
    for place in places:
        text = text.replace(place, "")
    plain: list[str] = []
    rest: list[str] = []
    for word in _words().split(text):
        head = _same().get(word, word)
        if word in _stages():
            plain.append(min(_stages()[word]))
            rest.append(" ")
        elif word in _noise():
            rest.append(" ")
        else:
            plain.append(head)
            known = word in _same()
            rest.append(" " if head in NATURES else head if known else _PARTICLE.sub(" ", head))
    named = "".join(plain)
    whole = _BREAK.sub("", named)
    return Phrase(
        plain=whole,
        pieces=tuple(piece for piece in _BREAK.split("".join(rest)) if piece) or (whole,),
        stages=_stages_in(text),
        natures=tuple(sorted(NATURES.intersection(plain))),
        marks=_marks(named),
    )


def _stages_in(text: str) -> frozenset[str]:
    """Stages of the last bracket that names any, as of ``设立、变更、注销登记（变更）``; else of the whole."""
    for bracket in reversed(_BRACKET.findall(text)):
        found = _named_stages(bracket)
        if found:
            return found
    return _named_stages(text)


def _named_stages(text: str) -> frozenset[str]:
    found = {stage for word in _words().findall(text) for stage in _stages().get(word, ())}
    return frozenset(found - {FIRST} or found)


def flat(text: str) -> str:
    """Half-width, lower case, no blanks or quotation marks, one kind of bracket."""
    return _SKIPPED.sub("", unicodedata.normalize("NFKC", text).lower()).translate(_BRACKETS)


def _marks(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word in _mark_words().findall(text):
        for mark in _mark_heads()[word]:
            kind, _, value = mark.partition(":")
            found.setdefault(kind, set()).add(value)
    return {kind: frozenset(values) for kind, values in found.items()}


def _heads(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for head, words in table.items():
        for word in words:
            found.setdefault(flat(word), set()).add(head)
    return {word: frozenset(heads) for word, heads in found.items()}


@cache
def _stages() -> Mapping[str, frozenset[str]]:
    return _heads(STAGES)


@cache
def _same() -> Mapping[str, str]:
    return {flat(word): head for head, words in SAME.items() for word in (head, *words)}


@cache
def _noise() -> frozenset[str]:
    return frozenset(map(flat, NOISE))


@cache
def _mark_heads() -> Mapping[str, frozenset[str]]:
    return _heads(MARKS)


@cache
def _words() -> re.Pattern[str]:
    return re.compile(f"({_longest_first([*_stages(), *_same(), *_noise(), *NATURES])})")


@cache
def _mark_words() -> re.Pattern[str]:
    return re.compile(_longest_first(_mark_heads()))


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
