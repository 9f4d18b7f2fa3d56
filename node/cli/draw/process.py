"""The part of a case's sheet beside its timeline: documents, procedure, promises, fees, questions, ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.markup import escape
from rich.table import Table

from federation.case import STATE_TERMS, TERMS, Handling, Kind
from federation.case.choices import Finding, LicenceState, Satisfaction, Stage
from federation.case.states import START, UNDECIDED, Facet, State
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
    over = Handling(document["handling"]) not in UNDECIDED
    for one in document["questions"]:
        answer = f"{_answer(one['answer'])}\n[dim]{time_of(one['answered_at'])}[/]" if one["answer"] else ""
        asked = f"{_asked(one['asked'])}\n[dim]{time_of(one['at'])}[/]"
        table.add_row(SIDES[one["side"]], asked, answer or _waits(one["asked"], over=over))
    return table


def _waits(asked: Shown, *, over: bool) -> str:
    """A check is made for an open case only; another question nobody answered stays one."""
    if not over:
        return "[blue]待答复[/]"
    return "[dim]未答复[/]" if "text" in asked else "[dim]办件已终结，不必答复[/]"


def _asked(asked: Shown) -> str:
    if "text" in asked:
        return escape(asked["text"])
    return escape(f"核验 {asked['name']}\n{asked['licence']}\n用途：{asked['purpose']}")


def _answer(answer: Shown) -> str:
    if "state" not in answer:
        return escape(answer["text"])
    state = LicenceState(answer["state"])
    colour = "green" if state is LicenceState.VALID else "red"
    return f"[{colour}]{word(state)}[/]" + (f"\n{escape(answer['note'])}" if answer["note"] else "")


def sessions(rows: Iterable[Shown]) -> Iterator[str]:
    """Sessions that were held, a few lines each: who, when, what was shown and seen, where, which record."""
    for one in rows:
        who = f"{SIDES[one['side']]} {one['actor']['organ']} {one['actor']['officer']}"
        shown = "已出示身份证件" if one["identity_shown"] else "[yellow]未出示身份证件[/]"
        yield f"[bold]{one['term']}[/]　{time_of(one['held_at'])}　{escape(who)}　{shown}"
        seen = "、".join(one["seen_materials"])
        for label, said in (
            ("看过材料", seen),
            ("经过", one["note"]),
            ("会议", one["meeting"]),
            ("记录", one["file"]),
        ):
            if said:
                yield f"   {label}：{escape(said)}"


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
