"""Drawings for people: tables and timelines in the terminal. Chinese first. Values come from the node.

Each function here draws one kind of answer; a verb names the one it wants. Everything can be read at 80
columns.
"""

from __future__ import annotations

from node.cli.draw.cases import (
    case_changed,
    case_list,
    case_views,
    gaps,
    next_page,
    possible,
    recorded,
    submitted,
    written,
)
from node.cli.draw.evidence import evidence_reports
from node.cli.draw.items import import_errors, imported, item_list, requirements
from node.cli.draw.links import initialised, released, status, task_list
from node.cli.draw.terms import (
    agreement_changes,
    agreement_imported,
    agreement_list,
    agreement_shown,
    agreement_signed,
    calendar_imported,
    calendar_list,
    calendar_signed,
    case_due,
    due_list,
)

__all__ = [
    "agreement_changes",
    "agreement_imported",
    "agreement_list",
    "agreement_shown",
    "agreement_signed",
    "calendar_imported",
    "calendar_list",
    "calendar_signed",
    "case_changed",
    "case_due",
    "case_list",
    "case_views",
    "due_list",
    "evidence_reports",
    "gaps",
    "import_errors",
    "imported",
    "initialised",
    "item_list",
    "next_page",
    "possible",
    "recorded",
    "released",
    "requirements",
    "status",
    "submitted",
    "task_list",
    "written",
]
