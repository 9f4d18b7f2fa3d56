"""What the applicant of a 一件事 brings, once for all its parts: the file that ``kuayu bundle prepare`` reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from examples.cases import HERE

Given = dict[str, Any]
_OF_ALL = (
    "applicant",
    "agent",
    "agent_basis",
    "delivery",
    "identity_checked",
    "form_checked",
    "notice_version",
)


def answers(bundle: str, parts: Mapping[str, Given]) -> Given:
    """One set of papers and answers out of those that each part has: what several parts share stands once.

    Args:
        bundle: its name.
        parts: what each member's application holds, by the member's key and its handling place's codes.
    """
    said = tomllib.loads((HERE / "bundles" / f"{bundle}.toml").read_text("utf-8"))
    fields = {key: dict(part["handling_fields"]) for key, part in parts.items()}
    papers = {key: {one["code"]: one for one in part["handling_materials"]} for key, part in parts.items()}
    first = next(iter(parts.values()))
    return {
        **{name: first[name] for name in _OF_ALL if name in first},
        "fields": {one["code"]: _common(one, fields) for one in said["field"]},
        "materials": [_paper(one["code"], _taken(one, papers)) for one in said["material"]],
        "members": {key: {"fields": fields[key], "materials": list(papers[key].values())} for key in parts},
    }


def _taken(shared: Given, given: Mapping[str, dict[str, Any]]) -> list[Any]:
    """What all parts have of it; none keeps it for itself."""
    return [given[share["member"]].pop(share["code"]) for share in shared["serves"]]


def _common(shared: Given, fields: Mapping[str, dict[str, str]]) -> str:
    (value,) = set(_taken(shared, fields))
    return str(value)


def _paper(code: str, papers: list[Given]) -> Given:
    """One paper with the scans of all."""
    return {**papers[0], "code": code, "files": [name for one in papers for name in one["files"]]}
