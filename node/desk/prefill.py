"""Prefill 秒报 at the window: the handling place's form filled from facts, for the applicant to confirm.

Nothing is kept: facts and values go back to the one who asked, and enter the case only if they are submitted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from federation.case import Handling
from federation.days import day_of
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality
from federation.mapping import Application, Matched, translate
from federation.mapping.prefill import (
    Fact,
    Filled,
    PrefillTable,
    facts_of_case,
    load_facts,
    load_table,
    prefill,
)
from node.desk.desk import Desk
from node.desk.look import load_case
from node.desk.plain import plain
from node.desk.prefill_tables import table_for
from node.desk.prepare import item_row, match_item

_GOOD = frozenset({Handling.GRANTED, Handling.ISSUED, Handling.DONE})
"""Ends of a case whose form an organ has decided on and not rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a window asks for.

    Attributes:
        to: the handling place.
        item: our item, or theirs.
        table: the prefill table's bytes; empty for the one held for the item.
        facts: the facts' bytes.
        own: what was filled in already, by our form.
        given: what was filled in already, by theirs.
        earlier: an earlier case of the applicant's, if one is to be a source.
        applicant: scheme, type and number of the applicant's identity document.
    """

    to: Locality
    item: str
    table: bytes
    facts: bytes
    own: Mapping[str, str]
    given: Mapping[str, str]
    earlier: CaseId | None
    applicant: tuple[str, str, str]


async def prefill_case(desk: Desk, asked: Asked) -> str:
    """Fill the form of the item that ours means, as JSON (docs/prefill.md).

    What was filled in already stays; by our own codes it is translated as `submit` will.

    Raises:
        InvalidInput: as `match_item`, `load_table`, `load_facts` and `federation.mapping.prefill.prefill`;
            NOT_FOUND if no table is held; CASE_UNKNOWN for the earlier case; VALUE_INVALID if it is another applicant's, or not granted.
    """
    known = load_facts(asked.facts)
    match = match_item(desk, to=asked.to, item=asked.item, fields=asked.own)
    rules = load_table(asked.table) if asked.table else await table_for(desk, match.handling)
    before = {**_answered(match, asked.own, rules), **asked.given}
    said_there = await _earlier(desk, asked, rules)
    on = day_of(desk.clock())
    found = prefill(rules, match.handling, (*known, *said_there), on=on, given=before)
    said = {
        "item": item_row(match.handling),
        "asked": item_row(match.accepting),
        "on": on.isoformat(),
        "table": _table(rules),
        "earlier": {"case": asked.earlier, "facts": len(said_there)} if asked.earlier else None,
        "fields": [_filled(one, rules) for one in found.fields],
        "kept": plain(found.kept),
        "gaps": plain(found.gaps),
        "unused": [{**_fact(one.fact, rules), "why": one.why} for one in found.unused],
    }
    return json.dumps(said, ensure_ascii=False)


async def _earlier(desk: Desk, asked: Asked, table: PrefillTable) -> tuple[Fact, ...]:
    """What the applicant's earlier case says: as the organ decided on it, of the day it was submitted."""
    if asked.earlier is None:
        return ()
    case = await load_case(desk, asked.earlier)
    if case.submitted is None or case.incomplete or case.handling not in _GOOD:
        raise InvalidInput(Reason.VALUE_INVALID, field="earlier", state=case.handling, why="not granted")
    party = case.submitted.applicant
    if (party.id_scheme, party.id_type, party.id_number.upper()) != asked.applicant:
        raise InvalidInput(Reason.VALUE_INVALID, field="earlier", why="another applicant's")
    found = facts_of_case(
        table,
        case.case_id,
        locality=case.submitted.item.locality,
        item=case.submitted.item.code,
        fields={one.code: one.value for one in case.fields},
        on=day_of(case.rows[0].at),
    )
    return tuple(dict.fromkeys(found))


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
