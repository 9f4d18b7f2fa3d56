"""Drawings for people: tables and timelines in the terminal. Chinese first. Values come from the node.

Each function here draws one kind of answer; a verb names the one it wants. Everything can be read at 80
columns.
"""

from __future__ import annotations

from node.cli.draw.bundles import (
    bundle_faults,
    bundle_gaps,
    bundle_imported,
    bundle_list,
    bundle_prepared,
    bundle_shown,
)
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
from node.cli.draw.due import case_due, due_list
from node.cli.draw.evidence import evidence_reports
from node.cli.draw.instant import instant_audit, instant_list, instant_reports, instant_rule, instant_text
from node.cli.draw.items import (
    catalogue_diff,
    import_errors,
    imported,
    item_list,
    profile_faults,
    requirements,
    version_list,
)
from node.cli.draw.joint import joint_gathered, joint_list, joint_opened, joint_shown, part_gaps
from node.cli.draw.licences import licence_log
from node.cli.draw.lines import item_guide, line_list, line_noted, line_opened, line_shown
from node.cli.draw.links import initialised, released, status, task_list
from node.cli.draw.lint import lint_report, lint_rules
from node.cli.draw.mapping import (
    comparison,
    crosswalk_checked,
    federation_faults,
    resolution,
    translation,
)
from node.cli.draw.out import (
    export_kept,
    exported,
    packed,
    packet_reports,
    rejects,
    statistics,
)
from node.cli.draw.papers import custody_view, paper_list, parcel_outcomes, parcel_view
from node.cli.draw.prefill import prefill_tables, prefilled
from node.cli.draw.suggest import suggestion_list, suggestion_score
from node.cli.draw.terms import (
    agreement_changes,
    agreement_exported,
    agreement_imported,
    agreement_list,
    agreement_shown,
    agreement_signed,
    calendar_imported,
    calendar_list,
    calendar_signed,
)

__all__ = [
    "agreement_changes",
    "agreement_exported",
    "agreement_imported",
    "agreement_list",
    "agreement_shown",
    "agreement_signed",
    "bundle_faults",
    "bundle_gaps",
    "bundle_imported",
    "bundle_list",
    "bundle_prepared",
    "bundle_shown",
    "calendar_imported",
    "calendar_list",
    "calendar_signed",
    "case_changed",
    "case_due",
    "case_list",
    "case_views",
    "catalogue_diff",
    "comparison",
    "coverage_report",
    "crosswalk_checked",
    "custody_view",
    "due_list",
    "evidence_reports",
    "export_kept",
    "exported",
    "federation_faults",
    "gaps",
    "import_errors",
    "imported",
    "initialised",
    "instant_audit",
    "instant_list",
    "instant_reports",
    "instant_rule",
    "instant_text",
    "item_guide",
    "item_list",
    "joint_gathered",
    "joint_list",
    "joint_opened",
    "joint_shown",
    "licence_log",
    "line_list",
    "line_noted",
    "line_opened",
    "line_shown",
    "lint_report",
    "lint_rules",
    "next_page",
    "packed",
    "packet_reports",
    "paper_list",
    "parcel_outcomes",
    "parcel_view",
    "part_gaps",
    "possible",
    "prefill_tables",
    "prefilled",
    "profile_faults",
    "recorded",
    "rejects",
    "released",
    "requirements",
    "resolution",
    "statistics",
    "status",
    "submitted",
    "suggestion_list",
    "suggestion_score",
    "task_list",
    "translation",
    "version_list",
    "written",
]
