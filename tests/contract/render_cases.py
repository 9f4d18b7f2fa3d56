"""Render the tables and drawings of docs/protocol/cases.md from the code; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable, Container
from itertools import groupby
from pathlib import Path

from federation.case import (
    CROSSINGS,
    DUTY_TERMS,
    HOLDER_TERMS,
    ID_TYPES,
    STATE_TERMS,
    TERMS,
    DocumentState,
    Duty,
    Kind,
    Side,
)
from federation.case import text as texts
from federation.case.agreement import POWER_TERMS
from federation.case.authors import (
    AUTHORS,
    DISPATCHER,
    INTAKE,
    ORGAN_ACTS,
    RECEIVER,
    Author,
    Route,
    rated_side,
)
from federation.case.case import RESULTS
from federation.case.check import MOST_COPIES, MOST_DAYS
from federation.case.check_process import (
    MOST_FEN,
    PAYMENT_DIGITS,
    PURPOSE_CHARS,
    RETENTIONS,
)
from federation.case.choices import Disposition, Leg, Mode, Stage
from federation.case.clock import EXTENSION_DAYS, JOINT_EXTENSION_DAYS
from federation.case.crossing_powers import GROUND_LOST
from federation.case.crossings import CORRECTED_MEANWHILE, HARMLESS, INDEPENDENT, NUMBERED, QUIET
from federation.case.custody import TAKEN_BY
from federation.case.machine import NOT_THERE, REPLACED_FROM, TABLES
from federation.case.paperwork import DOCUMENTS, SUPERSEDABLE, Need
from federation.case.party import NUMBER_CHARS
from federation.case.powers import MOVES, NEEDS
from federation.case.references import SERVABLE
from federation.case.states import START, Facet, State
from federation.case.words import WORDS, word
from federation.limits import FIELD_COUNT, LOCAL_NO_CHARS, TEXT_CHARS
from tests.contract import render_clocks, render_documents
from tests.contract.blocks import BLOCK, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "protocol" / "cases.md"

SIDES = {Side.ACCEPTING: "收件地", Side.HANDLING: "办理地"}
AUTHOR_TERMS = {
    Author.ACCEPTING: "收件地",
    Author.HANDLING: "办理地",
    Author.DISPATCHER: "寄件方",
    Author.RECEIVER: "收件方",
    Author.ASKED: "被问方",
    Author.RATED: "被评价方",
    Author.INTAKE: "收件方(按模式)",
    Author.EITHER: "任一方",
}
ROUTE_TERMS = {
    Route.WINDOW: "窗口领取",
    Route.HOME: "邮寄到家",
    Route.ONLINE: "电子送达",
    Route.HAND_BACK: "退还原件",
}
NEED_TERMS = {
    Need.NONE: "–",
    Need.OPTIONAL: "may",
    Need.NUMBER: "number",
    Need.SEALED: "number and file",
}
FACET_TERMS = {
    Facet.HANDLING: "办理",
    Facet.WITHDRAWAL: "撤回",
    Facet.DOCUMENT: "文书",
    Facet.PARCEL: "邮件",
    Facet.ARRIVAL: "签收",
    Facet.PROCEDURE: "特别程序",
    Facet.EXTENSION: "延长",
    Facet.PROMISE: "容缺",
    Facet.FEE: "收费",
    Facet.TALK: "会商",
    Facet.RATING: "评价",
    Facet.ARCHIVE: "归档",
    Facet.JOINT: "联办",
}


def events() -> str:
    """Every kind of event."""
    return table(
        ["中文", "kind", "meaning", "moves", "document 文书", "source"],
        (
            (
                term.zh,
                f"`{kind}`",
                term.en,
                "、".join(FACET_TERMS[facet] for facet in moved_by(kind)) or "–",
                NEED_TERMS[DOCUMENTS[kind]],
                term.source,
            )
            for kind, term in TERMS.items()
        ),
    )


def moved_by(kind: Kind) -> list[Facet]:
    """The facets a kind moves."""
    return [facet for facet, rows in TABLES.items() if any(moved is kind for _state, moved in rows)]


def authors() -> str:
    """Who writes what, by route; who writes of a parcel, by leg."""
    by_route = table(
        ["event", *ROUTE_TERMS.values(), "the deciding organ itself", "power of the window"],
        (
            (
                f"{TERMS[kind].zh} `{kind}`",
                *(AUTHOR_TERMS[row[route]] for route in ROUTE_TERMS),
                "yes" if kind in ORGAN_ACTS else "–",
                _power(kind),
            )
            for kind, row in AUTHORS.items()
        ),
    )
    by_leg = table(
        ["leg", "", "寄件方", "收件方"],
        ((f"`{leg}`", word(leg), SIDES[DISPATCHER[leg]], SIDES[RECEIVER[leg]]) for leg in Leg),
    )
    by_mode = table(
        ["mode", "", "收件方", *(f"被评价方({word(stage)})" for stage in Stage)],
        (
            (
                f"`{mode}`",
                word(mode),
                SIDES[INTAKE[mode]],
                *(SIDES[rated_side(stage, mode)] for stage in Stage),
            )
            for mode in Mode
        ),
    )
    return f"{by_route}\n{by_leg}\n{by_mode}"


def _power(kind: Kind) -> str:
    """What the window needs to write a kind: moved to it, or its own."""
    power = MOVES.get(kind, NEEDS.get(kind))
    if power is None:
        return "–"
    return f"{POWER_TERMS[power][0]} `{power}`" + (" (moves it)" if kind in MOVES else "")


def machines() -> str:
    """Each facet: its drawing, its states, its transitions."""
    return "\n".join(_machine(facet) for facet in Facet)


def _machine(facet: Facet) -> str:
    order = list(Kind)
    rows = dict(sorted(TABLES[facet].items(), key=lambda row: order.index(row[0][1])))
    states = list(dict.fromkeys([START[facet], *(s for s, _ in rows), *rows.values()]))
    missing = NOT_THERE.get(START[facet])
    first = f" An event that finds it so is refused with `{missing}`." if missing else ""
    return (
        f"### {FACET_TERMS[facet]} `{facet}`\n\n"
        f"First state: {STATE_TERMS[START[facet]]} `{START[facet]}`.{first}\n\n"
        + drawing(facet, states)
        + "\n"
        + table(
            ["state", "", "event", "next state"],
            (
                (STATE_TERMS[state], f"`{state}`", TERMS[kind].zh, f"{STATE_TERMS[after]} `{after}`")
                for (state, kind), after in sorted(rows.items(), key=lambda row: states.index(row[0][0]))
            ),
        )
        + (_replacing() if facet is Facet.DOCUMENT else "")
    )


def _replacing() -> str:
    """What no event does to its own document."""
    order = list(DocumentState)
    there = "、".join(STATE_TERMS[state] for state in sorted(REPLACED_FROM, key=order.index))
    after = STATE_TERMS[DocumentState.REPLACED]
    return (
        f"\nFrom {there} a document becomes {after} `{DocumentState.REPLACED}` when an event of its kind "
        f"supersedes the one that made it; every result does when the case is voided "
        f"({TERMS[Kind.FINISHED_VOIDED].zh}) or lapses ({TERMS[Kind.FINISHED_LAPSED].zh}).\n"
    )


def drawing(facet: Facet, states: list[State]) -> str:
    """The facet's table as a mermaid state diagram; events that join the same two states share an arrow."""
    lines = ["stateDiagram-v2", *(f'    state "{STATE_TERMS[state]}" as {state}' for state in states)]
    lines.append(f"    [*] --> {START[facet]}")
    order = list(Kind)
    arrows = sorted(
        TABLES[facet].items(),
        key=lambda row: (states.index(row[0][0]), states.index(row[1]), order.index(row[0][1])),
    )
    for (state, after), shared in groupby(arrows, key=lambda row: (row[0][0], row[1])):
        lines.append(f"    {state} --> {after}: {'、'.join(TERMS[kind].zh for (_, kind), _ in shared)}")
    leaving = {state for state, _ in TABLES[facet]}
    lines += [f"    {state} --> [*]" for state in states if state not in leaving]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def crossings() -> str:
    """Every pair that crosses, then the rows by code."""
    others = [
        *((intake, "a correction of its document", row) for intake, row in CORRECTED_MEANWHILE.items()),
        *((intake, "a document of the same number", row) for intake, row in NUMBERED.items()),
    ]
    named = [(intake, _named(organ), row) for (intake, organ), row in CROSSINGS.items()]
    pairs = table(
        ["written at the accepting place", "stood before it, unseen", "about", "outcome", "row"],
        (
            (
                _named(intake),
                unseen,
                f"the same {FACET_TERMS[row.on]}" if row.on else "the case",
                "no effect" if row.overtaken else "takes effect",
                f"`{row.code}`",
            )
            for intake, unseen, row in [*named, *others]
        ),
    )
    rows = dict.fromkeys(
        [*CROSSINGS.values(), *CORRECTED_MEANWHILE.values(), *NUMBERED.values(), GROUND_LOST]
    )
    told = table(
        ["row", "收件地窗口", "办理地", "a person decides"],
        (
            (f"`{row.code}`", row.accepting, row.handling, SIDES[row.person] if row.person else "–")
            for row in rows
        ),
    )
    return f"{pairs}\n{told}"


def _named(kind: Kind) -> str:
    return f"{TERMS[kind].zh} `{kind}`"


def independent() -> str:
    """Pairs declared independent, and kinds that are so with all others."""
    order = list(Kind)
    pairs = sorted(INDEPENDENT, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    lonely = table(
        ["written at the accepting place", "stood before it, unseen"],
        (
            (TERMS[intake].zh, "、".join(TERMS[organ].zh for _, organ in shared))
            for intake, shared in groupby(pairs, key=lambda pair: pair[0])
        ),
    )
    everywhere = table(
        ["", ""],
        [
            ("accepting acts that nothing gets in the way of", _terms(HARMLESS)),
            ("handling acts that get in nobody's way", _terms(QUIET)),
        ],
    )
    return f"{lonely}\n{everywhere}"


def _terms(kinds: Container[Kind]) -> str:
    return "、".join(TERMS[kind].zh for kind in Kind if kind in kinds)


def references() -> str:
    """What can be served, and what can be corrected."""
    modes = "、".join(f"`{mode}`" for mode in sorted(Mode))
    return table(
        ["", ""],
        [
            (f"{TERMS[Kind.NOTICE_SERVED].zh} may name", _terms(SERVABLE)),
            (f"{TERMS[Kind.DELIVERED].zh} may name", _terms(RESULTS)),
            ("`supersedes` may name", _terms(SUPERSEDABLE)),
            ("modes with authors", modes),
        ],
    )


def custody() -> str:
    """Who holds a paper, and who has it after the window has seen it."""
    holders = table(["holder", ""], ((f"`{holder}`", term) for holder, term in HOLDER_TERMS.items()))
    taken = table(
        ["disposition", "", "held by, at first"],
        ((f"`{one}`", word(one), HOLDER_TERMS[TAKEN_BY[one]]) for one in Disposition),
    )
    return f"{taken}\n{holders}"


def duties() -> str:
    """What may wait for somebody."""
    return table(["duty", ""], ((f"`{duty}`", DUTY_TERMS[duty]) for duty in Duty))


def choices() -> str:
    """The words of the closed sets."""
    return table(
        ["", "value", "中文"],
        (
            (kind.__name__, f"`{choice}`", word(choice))
            for kind in WORDS
            if kind is not Disposition and kind is not Leg
            for choice in kind
        ),
    )


def identity() -> str:
    """Identity documents whose numbers have a known form."""
    return table(
        ["scheme", "type", "证件", "number"],
        ((scheme, f"`{code}`", row.zh, row.looks) for (scheme, code), row in ID_TYPES.items()),
    )


def contents() -> str:
    """Limits of an event's content."""
    return table(
        ["what", "most", "unit"],
        [
            ("name, title", texts.NAME_CHARS, "characters"),
            ("code, document number", texts.CODE_CHARS, "characters"),
            ("number of an identity document", NUMBER_CHARS, "characters"),
            ("address", texts.ADDRESS_CHARS, "characters"),
            ("window or officer number", texts.OFFICER_CHARS, "characters"),
            ("carrier", texts.CARRIER_CHARS, "characters"),
            ("locality's own case number, local code of an ending", LOCAL_NO_CHARS, "characters"),
            ("reason, note, form value", TEXT_CHARS, "characters"),
            ("materials, fields, papers, differences, documents", FIELD_COUNT, "each"),
            ("originals, copies, sheets", MOST_COPIES, "each"),
            ("days", MOST_DAYS, "days"),
            ("days of an extension (42条1款)", EXTENSION_DAYS, "working days"),
            (
                "days of an extension where organs decide together (42条2款)",
                JOINT_EXTENSION_DAYS,
                "working days",
            ),
            (
                "step, charge, payee, approver, archive number, place of a parcel",
                texts.LABEL_CHARS,
                "characters",
            ),
            ("purpose of a licence check", PURPOSE_CHARS, "characters"),
            ("payment code", PAYMENT_DIGITS, "digits, exactly"),
            ("amount of a charge", MOST_FEN, "分"),
            ("保管期限", "、".join(sorted(RETENTIONS)), "one of"),
        ],
    )


PARTS: dict[str, Callable[[], str]] = {
    "events": events,
    "authors": authors,
    "references": references,
    "machines": machines,
    "duties": duties,
    "crossings": crossings,
    "independent": independent,
    "custody": custody,
    "identity": identity,
    "choices": choices,
    "contents": contents,
    "documents": render_documents.documents,
    "clocks": render_clocks.clocks,
}


def render(document: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(render(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
