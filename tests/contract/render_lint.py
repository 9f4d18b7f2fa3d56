"""Render the tables of docs/lint.md from the rules; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from federation.items.lint import ELEMENTS, RULES, Severity
from federation.items.lint.knowledge.laws import REPEALED, VERSIONS
from federation.items.lint.knowledge.proofs import ABOLISHED
from federation.items.lint.score import POINTS
from tests.contract.blocks import BLOCK, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "lint.md"


def rules() -> str:
    """Every rule: name, gravity, score, what it looks for, why."""
    return table(
        ["rule", "finds", "gravity", "score", "looks for 查什么", "because 依据"],
        (
            (f"`{one.code}`", one.title, one.severity.label, one.aspect.label, one.looks, one.source)
            for one in RULES.values()
        ),
    )


def points() -> str:
    """What a rule of accuracy costs."""
    return table(
        ["gravest finding of the rule", "points"], ((one.label, str(POINTS[one])) for one in Severity)
    )


def elements() -> str:
    """The elements of 完备度, and the rules that take them away."""
    return table(
        ["element 要素", "not given either if"],
        ((one.name, "、".join(f"`{code}`" for code in one.rules)) for one in ELEMENTS),
    )


def laws() -> str:
    """The laws the lint knows of."""
    gone = table(
        ["no longer in force", "since", "now"],
        ((f"《{title}》", one.since, one.by) for title, one in REPEALED.items()),
    )
    old = table(
        ["in force", "text of", "known old numbers"],
        ((f"《{title}》", one.now, "、".join(one.old)) for title, one in VERSIONS.items()),
    )
    return f"{gone}\n{old}"


def proofs() -> str:
    """The proofs that are abolished by name."""
    return table(["why"], ((one.why,) for one in ABOLISHED))


PARTS: dict[str, Callable[[], str]] = {
    "elements": elements,
    "points": points,
    "rules": rules,
    "laws": laws,
    "proofs": proofs,
}


def render(text: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", text)


if __name__ == "__main__":
    DOCUMENT.write_text(render(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
