"""Laws as guides cite them: 《title》（issue）article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from federation.items.lint.entries import Entry
from federation.items.lint.guide import Citation, Spot
from federation.items.lint.page import quote

_NUMBER = r"[一二三四五六七八九十百千零〇\d]{1,8}"
_ARTICLE = rf"(?:第{_NUMBER}条(?:之[一二三四五六七八九十])?(?:\s*第?[（(]?{_NUMBER}[）)]?[款项目])*|第{_NUMBER}[款项目章节]|附件第?{_NUMBER}[项条])"
_CITED = re.compile(
    r"《(?P<title>[^《》]*(?:《[^》]*》[^《》]*)*)》(?:\s*[（(](?P<issue>[^（）()]*(?:[（(][^）)]*[）)])?[^（）()]*)[）)])?"
    rf"(?P<article>(?:\s*[、，,和及至或的]?\s*{_ARTICLE})*)"
)
_BARE_ISSUE = re.compile(r"^\s*[，,]?\s*((?:[^，,。；;：:《》]{0,20})(?:令|〔|\[)[^，,。；;：:《》]{0,20}号)")
_GONE = re.compile(r"[^，,。]{0,16}(?:同时|已)?(?:废止|失效)")
_REPLACED = re.compile(r"(?:原|取代|代替|替代|废止)$")
_STORY = re.compile(r"(?<=[条款项])\s*(?:规定)?\s*[：:]|(?<=[条款项])\s+[“\"]|\n")


def read_citations(entries: Sequence[Entry]) -> tuple[Citation, ...]:
    """Every law of the entries, in order; laws that the words of a law mention are not cited."""
    return tuple(
        cite
        for entry in entries
        for part in entry.parts
        for text, raw in (
            [(part.text, part.raw)] if part.text else [("".join(row.cells), row.raw) for row in part.rows]
        )
        for cite in citations_of(text, raw, entry.section)
    )


def citations_of(text: str, raw: str, section: str) -> Iterator[Citation]:
    """The laws cited in one line."""
    for line in re.split(r"[；;\n]", text):
        if _is_words_of_law(line):
            continue
        told = _STORY.split(line, maxsplit=1)[0]
        for found in _CITED.finditer(told):
            if _GONE.match(told[found.end() :]) or _REPLACED.search(told[: found.start()]):
                continue  # told of as history
            yield _citation(found, told, raw, section)


def _is_words_of_law(line: str) -> bool:
    """A paragraph that quotes an article instead of citing a law."""
    return re.match(rf"\s*[“\"]?第{_NUMBER}条[\s\u3000]", line) is not None


def _citation(found: re.Match[str], told: str, raw: str, section: str) -> Citation:
    issue, text = found["issue"] or "", found[0]
    article = found["article"].strip("、，, 和及的")
    behind = told[found.end() :]
    if not issue and not article and (bare := _BARE_ISSUE.match(behind)):
        issue = bare[1]
        text += bare[0]
        later = re.match(rf"\s*[，,]?\s*((?:[、和及]?{_ARTICLE})+)", behind[bare.end() :])
        article = later[1] if later else ""
    return Citation(
        title=re.sub(r"^中华人民共和国", "", found["title"].strip()),
        issue=issue.strip(),
        article=article,
        text=text.strip(),
        spot=Spot(section, quote(text.strip(), raw)),
    )
