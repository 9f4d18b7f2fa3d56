"""The day with papers runs every command that the pages on papers only show."""

from __future__ import annotations

import re

from tests.docs.snippets import ROOT, runnable

PAGES = ("documents.md", "exchange.md", "archive.md")
_GROUPS = "case|parcel|archive|export"
_NAMED = re.compile(rf"\bkuayu (?:-\S+ )*((?:{_GROUPS}) [a-z-]+|statistics|due)\b")
_RUN = re.compile(rf"\b(?:kuayu|shantou|xian) (?:-\S+ )*((?:{_GROUPS}) [a-z-]+|statistics|due)\b")


def test_every_command_of_the_pages_is_run():
    """A verb on a page that the day does not run is a verb nobody has tried."""
    named = {verb for page in PAGES for verb in _NAMED.findall((ROOT / "docs" / page).read_text("utf-8"))}
    ran = {verb for block in runnable(ROOT / "docs" / "papers.md") for verb in _RUN.findall(block.code)}
    assert len(named) > 15
    assert named - ran == set()
