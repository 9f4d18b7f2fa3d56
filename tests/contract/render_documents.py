"""Render the tables of docs/documents.md from the code and the shipped words; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from federation.case import TERMS
from node.documents.kinds import KINDS, REMEDIES, DocumentKind
from node.documents.places import PLACES, TABLES
from node.documents.settings import parse_settings
from node.documents.template import OVERRIDES, Template
from tests.contract.blocks import BLOCK, table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "documents.md"
SHIPPED = parse_settings("").templates


def documents() -> str:
    """Every kind of paper."""
    return table(
        ["文书", "kind", "of", "word", "must name", "source"],
        (
            (
                titles(kind),
                f"`{kind}`",
                TERMS[info.event].zh if info.event is not None else "–",
                SHIPPED[kind].licence.word or "–",
                "、".join(f"`{name}`" for name in sorted(info.must)) or "–",
                info.source,
            )
            for kind, info in KINDS.items()
        ),
    )


def titles(kind: DocumentKind) -> str:
    """What it is called: of a licence, and of anything else."""
    pair = SHIPPED[kind]
    return "；".join(dict.fromkeys((pair.licence.title, pair.other.title)))


def places() -> str:
    """Every place, and the kinds that may name it."""
    return table(
        ["place", "is", "in"],
        ((f"`{name}`", said, _where(name)) for name, said in PLACES.items()),
    )


def _where(name: str) -> str:
    having = [kind for kind, info in KINDS.items() if name in info.places]
    notices = {kind for kind, info in KINDS.items() if info.event is not None}
    if notices <= set(having):
        rest = [f"`{kind}`" for kind in having if kind not in notices]
        return "、".join(["all notices", *rest])
    return "、".join(f"`{kind}`" for kind in having)


def tables() -> str:
    """Every table, and its columns."""
    return table(
        ["table", "columns"],
        ((f"`{name}`", "、".join(column.head for column in columns)) for name, columns in TABLES.items()),
    )


def overrides() -> str:
    """What a locality may lay over the shipped words."""
    said = {
        "title": "文书名称",
        "word": "文种代字",
        "pattern": "文号格式",
        "head": "标题上一行",
        "facts": '办件要素表：每行“名称、内容”一对或两对；`{row = […], when = "place"}` 仅在该处不空时印',
        "body": "正文：段落和表格",
        "remedies": "救济条款：`true` 用共用条款，或自己的文字",
        "foot": "页脚小字",
        "signatures": "签名栏，每行两格",
        "basis": "法律依据",
    }
    return table(["key", "is"], ((f"`{key}`、`{key}_other`", said[key]) for key in sorted(OVERRIDES)))


def laws() -> str:
    """What each notice cites, and whether it tells of review and suit."""
    rows: list[tuple[str, str, str]] = []
    for kind, info in KINDS.items():
        if info.event is not None:
            words: Template = SHIPPED[kind].licence
            rows.append((words.title, words.basis or "–", "有" if REMEDIES in info.must else "–"))
    return table(["文书", "依据（行政许可事项）", "复议、诉讼"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "documents": documents,
    "laws": laws,
    "overrides": overrides,
    "places": places,
    "tables": tables,
}


def render(document: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(render(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
