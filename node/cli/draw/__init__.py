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
from node.cli.draw.coverage import coverage_report
from node.cli.draw.evidence import evidence_reports
from node.cli.draw.items import (
    catalogue_diff,
    import_errors,
    imported,
    item_list,
    profile_faults,
    requirements,
    version_list,
)
from node.cli.draw.links import initialised, released, status, task_list
from node.cli.draw.lint import lint_report, lint_rules
from node.cli.draw.mapping import (
    comparison,
    crosswalk_checked,
    federation_faults,
    resolution,
    translation,
)
from node.cli.draw.suggest import suggestion_list, suggestion_score

__all__ = [
    "case_changed",
    "case_list",
    "case_views",
    "catalogue_diff",
    "comparison",
    "coverage_report",
    "crosswalk_checked",
    "evidence_reports",
    "federation_faults",
    "gaps",
    "import_errors",
    "imported",
    "initialised",
    "item_list",
    "lint_report",
    "lint_rules",
    "next_page",
    "possible",
    "profile_faults",
    "recorded",
    "released",
    "requirements",
    "resolution",
    "status",
    "submitted",
    "suggestion_list",
    "suggestion_score",
    "task_list",
    "translation",
    "version_list",
    "written",
]
