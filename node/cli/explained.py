"""What the mapping library answers, as what ``kuayu mapping`` says with ``--json``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from federation.errors import InvalidInput, Reason
from federation.items import Item, Report
from federation.mapping import (
    Ambiguous,
    Application,
    LoadedCrosswalk,
    Matched,
    Resolution,
    RuleKind,
    Translation,
    Unmapped,
)
from federation.mapping.compare import Comparison
from federation.mapping.listed import FileFault
from federation.mapping.rules import expression_share, rule_kinds


def application_of(file: Path) -> Application:
    """An application's ``fields`` and ``materials``; other keys of a hall's application file are not read.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InvalidInput(Reason.VALUE_INVALID, option="--application", why="not JSON") from error
    form = '{"fields": {"CODE": "text"}, "materials": ["CODE"]}'
    if not isinstance(document, dict):
        raise InvalidInput(Reason.VALUE_INVALID, option="--application", form=form)
    fields, materials = document.get("fields", {}), document.get("materials", [])
    codes = [one.get("code") if isinstance(one, dict) else one for one in _list(materials)]
    texts = list(fields.values()) if isinstance(fields, dict) else [None]
    read = Application(
        fields={code: text for code, text in zip(fields, texts, strict=False) if isinstance(text, str)},
        materials=tuple(code for code in codes if isinstance(code, str)),
    )
    if (len(read.fields), len(read.materials)) != (len(texts), len(codes)):
        raise InvalidInput(Reason.VALUE_INVALID, option="--application", form=form)
    return read


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [None]


def report_of(report: Report) -> dict[str, Any]:
    """A sheet's report, as the import of the node says it."""
    return {
        "errors": [asdict(one) for one in report.errors],
        "repairs": [asdict(one) for one in report.repairs],
        "ignored": [asdict(one) for one in report.ignored],
        "more": report.more,
    }


def faults_of(files: Iterable[FileFault]) -> list[dict[str, Any]]:
    """What is wrong in each file of a federation."""
    return [
        {"file": one.file, "reason": one.reason.value, "why": one.why, "report": report_of(one.report)}
        for one in files
    ]


def crosswalk_of(loaded: LoadedCrosswalk) -> dict[str, Any]:
    """A reviewed crosswalk in figures, with everything a person should look at."""
    crosswalk = loaded.crosswalk
    kinds = rule_kinds(crosswalk)
    expressions, rules = expression_share(crosswalk)
    return {
        "crosswalk": crosswalk.name,
        "rows": len(crosswalk.rows),
        "materials": sum(len(row.materials) for row in crosswalk.rows),
        "rules": {
            "total": rules,
            "kinds": {kind.value: kinds[kind] for kind in RuleKind if kinds[kind]},
            "expressions": expressions,
            "share": round(expressions / rules, 4) if rules else None,
        },
        "warnings": [asdict(one) for one in loaded.warnings],
        "repairs": [asdict(one) for one in loaded.repairs],
        "ignored": [asdict(one) for one in loaded.ignored],
    }


def item_of(item: Item) -> dict[str, Any]:
    """An item by its code and what people call it."""
    return {
        "locality": item.key.locality,
        "code": item.key.code,
        "version": item.key.version,
        "title": item.title,
        "organ": item.organ_name,
    }


def resolution_of(answer: Resolution) -> dict[str, Any]:
    """One item, several, or why there is none."""
    match answer:
        case Matched():
            return {"outcome": "matched", "why": answer.why, "matches": [_match(answer)]}
        case Ambiguous():
            return {
                "outcome": "ambiguous",
                "reason": answer.reason.value,
                "why": answer.why,
                "matches": [_match(one) for one in answer.choices],
            }
        case Unmapped():
            return {"outcome": "unmapped", "reason": answer.reason.value, "why": answer.why, "matches": []}


def _match(match: Matched) -> dict[str, Any]:
    return {
        "accepting": item_of(match.accepting),
        "handling": item_of(match.handling),
        "relation": match.relation.value,
        "via": match.via.value,
        "crosswalk": match.crosswalk,
        "canonical": match.canonical or "",
        "situations": [one.words for one in match.situations],
        "note": match.note,
        "why": match.why,
    }


def translation_of(match: Matched, application: Application, found: Translation) -> dict[str, Any]:
    """Every value with its origin, what is missing, what was not used."""
    labels = {spec.code: spec.label for spec in match.handling.fields}
    names = {spec.code: spec.name for spec in match.handling.materials}
    own = {spec.code: spec.label for spec in match.accepting.fields}
    papers = {spec.code: spec.name for spec in match.accepting.materials}
    begin, end = len(match.steps), len(match.steps) + len(found.fields)
    steps = {step.target: step for step in found.trace[begin:end]}
    papers_used = found.trace[end:]  # a field and a material may have one code
    return {
        **_match(match),
        "complete": found.complete,
        "fields": [
            {
                "code": code,
                "label": labels[code],
                "value": value,
                "rule": steps[code].rule,
                "sources": [
                    {"code": one, "label": own.get(one, ""), "value": application.fields.get(one, "")}
                    for one in steps[code].sources
                ],
                "via": list(steps[code].via),
                "note": steps[code].note,
            }
            for code, value in found.fields.items()
        ],
        "materials": [
            {
                "code": code,
                "name": names[code],
                "sources": [
                    {"code": one, "name": papers.get(one, ""), "relation": step.rule, "note": step.note}
                    for step in papers_used
                    if step.target == code
                    for one in step.sources
                ],
            }
            for code in found.materials
        ],
        "gaps": [
            {
                "reason": gap.reason.value,
                "code": gap.code,
                "label": gap.label,
                "blocks": gap.blocks,
                "ask": gap.ask,
                "allowed": list(gap.allowed),
            }
            for gap in found.gaps
        ],
        "unused": [
            {
                "kind": one.kind.value,
                "code": one.code,
                "label": own.get(one.code, "") or papers.get(one.code, ""),
                "why": one.why,
            }
            for one in found.unused
        ],
    }


def comparison_of(found: Comparison) -> dict[str, Any]:
    """Two items side by side."""
    return {
        "ours": item_of(found.ours),
        "theirs": item_of(found.theirs),
        "why": found.why,
        "differences": len(found.differences),
        "lines": [
            {
                "aspect": line.aspect.value,
                "label": line.aspect.label,
                "ours": line.ours,
                "theirs": line.theirs,
                "same": line.same,
                "says": line.says,
                "ours_codes": list(line.ours_codes),
                "theirs_code": line.theirs_code,
            }
            for line in found.lines
        ],
    }
