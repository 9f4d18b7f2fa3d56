"""The pages of docs/protocol say what the code says: limits, reasons, safeguards, and the steps of judges."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from federation import limits
from federation.errors import REASONS, Reason
from federation.link import parties, receiver, sender
from tests.contract.render_protocol import BLOCK, DOCUMENTS, PAGES, PARTS, render

SCALES = {"KIB", "MIB", "GIB"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_document_is_fresh(document: Path) -> None:
    """Run `python -m tests.contract.render_protocol` after changing a table."""
    text = document.read_text(encoding="utf-8")
    assert render(text) == text


def test_every_part_has_its_place() -> None:
    """Nothing that is rendered is left out of the pages."""
    texts = [document.read_text(encoding="utf-8") for document in DOCUMENTS]
    assert sorted(found[2] for text in texts for found in BLOCK.finditer(text)) == sorted(PARTS)


def test_every_limit_is_told() -> None:
    """Each constant of the module stands in the table, with its own value."""
    numbers = {
        name: value for name, value in vars(limits).items() if name.isupper() and isinstance(value, int)
    }
    told = {one.name: one.value for one in limits.LIMITS}
    assert told == {name: value for name, value in numbers.items() if name not in SCALES}


def test_every_reason_is_told() -> None:
    """Each reason has its row."""
    assert set(REASONS) == set(Reason)


@pytest.mark.parametrize(
    ("heading", "judges"),
    [
        ("Append", [receiver.judge_append, receiver._judge_position]),
        ("Open", [receiver.judge_open]),
        ("Calls", [parties.check_call]),
        ("Greet", [sender.believe_standing]),
    ],
)
def test_the_steps_are_those_of_the_code(heading: str, judges: list[Callable[..., object]]) -> None:
    """Every step that a judge numbers is an item of the page's list, and they come in its order."""
    page = (PAGES / "link.md").read_text(encoding="utf-8")
    section = (
        page.split(f"\n### {heading}\n", 1)[1].split("\n### ", 1)[0].split("\nThe sender believes", 1)[0]
    )
    listed = [int(number) for number in re.findall(r"^ *(\d+)\. ", section, re.MULTILINE)]
    source = "".join(inspect.getsource(judge) for judge in judges)
    steps = [int(number) for number in re.findall(r"# step (\d+)", source)]
    assert steps == sorted(set(steps))
    assert listed == list(range(1, max(steps) + 1)) or listed == [*range(1, max(steps) + 2)]
