"""Render the tables of docs/protocol/clocks.md from the code; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from federation.calendars import shipped
from federation.case import TERMS, Side
from federation.case.agreement import POWER_TERMS
from federation.case.choices import TimeUnit
from federation.case.clock import BASIS_TERMS, CLOCK_TERMS, DAY_TERMS, STATE_WORDS, Card, Rules
from federation.case.powers import MOVES, NEEDS
from tests.contract.blocks import BLOCK, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "protocol" / "clocks.md"
OWES = {Side.ACCEPTING: "收件地", Side.HANDLING: "办理地", None: "被问方、被评方"}
CARDS = {
    Card.YELLOW: (
        "黄牌",
        "a clock that runs with no more working days left than the agreement's `yellow`",
        "what is owed is done, or it turns red",
    ),
    Card.RED: (
        "红牌",
        "a clock that is overdue `overdue`, or ended too late `late`",
        "for ever; a clock that is dropped has none",
    ),
}
UNITS = {
    TimeUnit.WORKING_DAY: ("工作日", "days on which the offices of the place that owes work (82条)"),
    TimeUnit.CALENDAR_DAY: (
        "自然日",
        "every day; ends on the next working day if it is a day off (民法典203条)",
    ),
    TimeUnit.MONTH: (
        "月",
        "to the day of the same number, or the month's last (民法典202条); then as calendar days",
    ),
    TimeUnit.HOUR: (
        "小时",
        "round the clock from the moment (民法典201条第二款); ends with the next working day if that is a day off",
    ),
}


def clocks() -> str:
    """Every clock."""
    return table(
        ["中文", "clock", "meaning", "owed by", "counted from", "ends with", "source"],
        (
            (term.zh, f"`{name}`", term.en, OWES[term.owes], term.begins, term.ends, term.source)
            for name, term in CLOCK_TERMS.items()
        ),
    )


def states() -> str:
    """How a clock stands."""
    return table(["state", ""], ((f"`{state}`", word) for state, word in STATE_WORDS.items()))


def cards() -> str:
    """What earns which card."""
    return table(
        ["card", "", "earned by", "until"],
        ((f"`{card}`", zh, by, until) for card, (zh, by, until) in CARDS.items()),
    )


def units() -> str:
    """What time is counted in."""
    return table(["unit", "", "counted"], ((f"`{unit}`", zh, how) for unit, (zh, how) in UNITS.items()))


def bases() -> str:
    """Which day is that of receipt."""
    return table(["`receipt_basis`", ""], ((f"`{basis}`", zh) for basis, zh in BASIS_TERMS.items()))


def days() -> str:
    """Days an agreement may state, and what holds where it does not."""
    plain = Rules(receipt_basis=None)
    return table(
        ["`[days]`", "", "where the agreement is silent"],
        ((f"`{name}`", zh, getattr(plain, name)) for name, zh in DAY_TERMS.items()),
    )


def powers() -> str:
    """What a window may do."""
    moved = {power: kind for kind, power in MOVES.items()}
    needed = {power: kind for kind, power in NEEDS.items()}
    return table(
        ["power", "", "source", "lets the window write", "takes from the organ"],
        (
            (
                f"`{power}`",
                zh,
                source,
                _kind(needed.get(power) or moved.get(power)),
                _kind(moved.get(power)),
            )
            for power, (zh, source) in POWER_TERMS.items()
        ),
    )


def _kind(kind: object) -> str:
    return next((f"{term.zh} `{one}`" for one, term in TERMS.items() if one is kind), "–")


def years() -> str:
    """Calendars that come with the library."""
    return table(
        ["year", "days off", "week-end days worked", "made from"],
        ((one.year, len(one.holidays), len(one.workdays), one.source) for one in shipped()),
    )


PARTS: dict[str, Callable[[], str]] = {
    "clocks": clocks,
    "states": states,
    "cards": cards,
    "units": units,
    "bases": bases,
    "days": days,
    "powers": powers,
    "years": years,
}


def render(document: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(render(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
