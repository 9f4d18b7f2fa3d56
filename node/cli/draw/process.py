"""The part of a case's sheet beside its timeline: documents, procedure, promises, fees, questions, ratings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from federation.case import STATE_TERMS, TERMS, Kind
from federation.case.choices import Finding, LicenceState, Satisfaction, Stage
from federation.case.states import START, Facet, State
from federation.case.words import word
from node.cli.draw.paper import SIDES, Shown, cells, plain_table, time_of

_FEN = 100


def process_of(document: Shown) -> Iterator[Table]:
    """A table of each thing the case has."""
    for draw in (_documents, _standing, _promises, _charges, _questions, _ratings):
        table = draw(document)
        if table is not None:
            yield table


def _state(document: Shown, facet: Facet, key: str = "") -> str:
    """The Chinese term of a subject's state."""
    said = document["states"].get(f"{facet}:{key}")
    kind = type(START[facet])
    state: State = kind(said) if said else START[facet]
    return STATE_TERMS[state]


def _documents(document: Shown) -> Table | None:
    if not document["documents"]:
        return None
    table = plain_table("文号", "名称", "来自", "到哪一步", title="文书", whole=("到哪一步",))
    for paper in document["documents"]:
        named = paper["document"]
        state = _state(document, Facet.DOCUMENT, named["number"])
        table.add_row(*cells(named["number"], named["title"], TERMS[Kind(paper["kind"])].zh, state))
    return table


_WHOLE = (Facet.PROCEDURE, Facet.EXTENSION, Facet.ARCHIVE)


def _standing(document: Shown) -> Table | None:
    """Facets a case has one of, as far as they are not in their first state, and who decides."""
    moved = [one for one in _WHOLE if document["states"].get(f"{one}:", START[one]) != START[one]]
    if not moved and not document["organ"]:
        return None
    table = plain_table("办理机关", "程序与归档", title="办理", whole=("办理机关",))
    states = "；".join(_state(document, facet) for facet in moved)
    table.add_row(*cells(document["organ"] or "", states))
    return table


def _promises(document: Shown) -> Table | None:
    if not document["deferred"]:
        return None
    table = plain_table("材料", "工作日内补齐", "状态", title="容缺")
    for one in document["deferred"]:
        state = _state(document, Facet.PROMISE, one["material"])
        table.add_row(*cells(one["material"], str(one["days"]), state))
    return table


def _charges(document: Shown) -> Table | None:
    if not document["charges"]:
        return None
    table = plain_table("缴款码", "项目", "元", "状态", "缴费时间", title="收费", whole=("缴款码", "元"))
    for charge in document["charges"]:
        said = charge["said"]
        yuan = f"{said['fen'] // _FEN}.{said['fen'] % _FEN:02d}"
        state = _state(document, Facet.FEE, said["code"])
        table.add_row(*cells(said["code"], said["name"], yuan, state, time_of(charge["paid_at"] or "")))
    return table


def _questions(document: Shown) -> Table | None:
    if not document["questions"]:
        return None
    table = plain_table("谁问", "问什么", "答复", title="会商与核验", whole=("谁问",))
    for one in document["questions"]:
        asked, answer = one["asked"], one["answer"]
        text = asked.get("text") or f"{asked['name']} {asked['licence']}：{asked['purpose']}"
        table.add_row(SIDES[one["side"]], escape(text), escape(_answer(answer)) or "[blue]待答复[/]")
    return table


def _answer(answer: Mapping[str, Any] | None) -> str:
    if answer is None:
        return ""
    if "state" not in answer:
        return str(answer["text"])
    return "　".join(filter(None, (word(LicenceState(answer["state"])), answer["note"])))


def _ratings(document: Shown) -> Table | None:
    if not document["ratings"]:
        return None
    table = plain_table("评什么", "满意度", "状态", "核实", title="评价", whole=("评什么", "满意度"))
    for one in document["ratings"]:
        said, verified = one["said"], one["verified"]
        found = word(Finding(verified["finding"])) if verified else ""
        state = _state(document, Facet.RATING, said["about"])
        table.add_row(*cells(word(Stage(said["about"])), word(Satisfaction(said["level"])), state, found))
    return table
