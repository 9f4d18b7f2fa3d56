"""The figures in both READMEs come from one measured file."""

from __future__ import annotations

import re

import pytest

from benchmarks.figures import BEGIN, END, LABELS, PAGES, put, table
from tests.docs.snippets import ROOT

MEASURED = {
    "machine": {"cpu": "Example 3000", "cores": 2},
    "results": [{"name": name, "value": 1234.5 + k, "unit": "1/s"} for k, name in enumerate(LABELS)]
    + [{"name": "something_else", "value": 1.0, "unit": "ms"}],
}


def between(language: str) -> str:
    """What stands between the markers of a page."""
    text = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition(END)[0]


@pytest.mark.parametrize("language", PAGES)
def test_the_table_holds_every_figure(language: str):
    """Each figure stands in the table with its unit, and the machine under it."""
    made = table(MEASURED, language)
    assert [f"{1234.5 + k:,.10g}" in made for k, _ in enumerate(LABELS)] == [True] * len(LABELS)
    assert "Example 3000" in made
    assert "something_else" not in made


def test_a_figure_that_was_not_measured_is_told():
    """Nothing is left out silently."""
    with pytest.raises(KeyError, match="opened_to_applied_p99"):
        table({**MEASURED, "results": [row for row in MEASURED["results"] if "p99" not in row["name"]]}, "en")


def test_put_keeps_the_rest_of_the_page():
    """Only what stands between the markers changes, and twice is as once."""
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = put(page, "new")
    assert once == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    assert put(once, "new") == once
    with pytest.raises(ValueError, match="bench"):
        put("no markers", "new")


def test_both_pages_tell_the_same_figures():
    """The Chinese page and the English page were filled from one run."""
    cells = {language: re.findall(r"\| ([^|]+) \|\n", between(language)) for language in PAGES}
    numbers = {
        language: [re.findall(r"\d[\d,.]*", cell) for cell in found] for language, found in cells.items()
    }
    assert len(numbers["en"]) > len(LABELS)
    assert numbers["en"] == numbers["zh"]
