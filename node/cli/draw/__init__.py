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
from node.cli.draw.out import (
    export_kept,
    exported,
    packed,
    packet_reports,
    rejects,
    statistics,
)
from node.cli.draw.papers import custody_view, paper_list, parcel_outcomes, parcel_view
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
    "custody_view",
    "due_list",
    "evidence_reports",
    "export_kept",
    "exported",
    "gaps",
    "import_errors",
    "imported",
    "initialised",
    "item_list",
    "next_page",
    "packed",
    "packet_reports",
    "paper_list",
    "parcel_outcomes",
    "parcel_view",
    "possible",
    "recorded",
    "rejects",
    "released",
    "requirements",
    "statistics",
    "status",
    "submitted",
    "task_list",
    "written",
]
