"""Prefill 秒报 at the window: the handling place's form filled from facts, for the applicant to confirm.

Nothing is kept: facts and values go back to the one who asked, and enter the case only if they are submitted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from federation.days import day_of
from federation.ids import Locality
from federation.mapping import Application, Matched, translate
from federation.mapping.prefill import Fact, Filled, PrefillTable, load_facts, load_table, prefill
from node.desk.desk import Desk
from node.desk.plain import plain
from node.desk.prepare import item_row, match_item


def prefill_case(
    desk: Desk,
    *,
    to: Locality,
    item: str,
    table: bytes,
    facts: bytes,
    own: Mapping[str, str],
    given: Mapping[str, str],
) -> str:
    """Fill the form of the item that ours means, as JSON (docs/prefill.md).

    What was filled in already stays, by the handling place's codes (``given``) or by our own (``own``), which
    are translated as `submit` will.

    Raises:
        InvalidInput: as `match_item`, `load_table`, `load_facts` and `federation.mapping.prefill.prefill`.
    """
    rules, known = load_table(table), load_facts(facts)
    match = match_item(desk, to=to, item=item, fields=own)
    on, before = day_of(desk.clock()), {**_answered(match, own, rules), **given}
    found = prefill(rules, match.handling, known, on=on, given=before)
    said = {
        "item": item_row(match.handling),
        "asked": item_row(match.accepting),
        "on": on.isoformat(),
        "table": _table(rules),
        "fields": [_filled(one, rules) for one in found.fields],
        "kept": plain(found.kept),
        "gaps": plain(found.gaps),
        "unused": [{**_fact(one.fact, rules), "why": one.why} for one in found.unused],
    }
    return json.dumps(said, ensure_ascii=False)


def _answered(match: Matched, own: Mapping[str, str], table: PrefillTable) -> dict[str, str]:
    """What the crosswalk makes of our own form; where it rests on no answer, only what the table does not fill."""
    translation = translate(Application(fields=own), match)
    said = {step.target for step in translation.trace if step.sources}
    filled = {row.rule.target for row in table.rows}
    return {code: value for code, value in translation.fields.items() if code in said or code not in filled}


def _table(table: PrefillTable) -> dict[str, str]:
    return {"name": table.name, "version": table.version, "digest": table.digest}


def _filled(one: Filled, table: PrefillTable) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "value": one.value,
        "rule": plain(one.rule),
        "facts": [_fact(fact, table) for fact in one.facts],
        "note": one.note,
    }


def _fact(fact: Fact, table: PrefillTable) -> dict[str, Any]:
    """Where a fact comes from; what it says is in the values made of it."""
    need = table.facts.get(fact.code)
    return {
        "code": fact.code,
        "label": need.spec.label if need else "",
        "source": plain(fact.source),
        "reference": fact.reference,
        "on": fact.on.isoformat(),
    }
