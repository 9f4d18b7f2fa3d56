"""秒批: the rules of this city's organs, imported, tried beside people, and live once the trial was flawless."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from federation.case.states import Handling
from federation.errors import Illegal, InvalidInput, Reason
from federation.instant import InstantRule, Outcome, load_rule
from federation.items import Item
from node.desk.desk import Desk
from node.desk.guide import find_item
from node.desk.instant_book import MODE_TERMS, HeldRule
from node.store.logs import text_time
from node.store.store import Row, Tx

AGREED = frozenset({Handling.GRANTED, Handling.ISSUED, Handling.DONE})
AGAINST = frozenset(
    {
        Handling.DENIED,
        Handling.RETURNED,
        Handling.NOT_ACCEPTED,
        Handling.NOT_REQUIRED,
        Handling.VOIDED,
        Handling.LAPSED,
        Handling.FORWARDED,
    }
)
"""Where the organ did not grant. A case the applicant withdrew says nothing of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule beside the people who decided meanwhile.

    Attributes:
        agreed: both would grant, or both not.
        false_grants: the rule would have granted, the organ did not.
        missed: the organ granted, the rule left it to a person: no harm.
        open: nobody has decided yet, or the applicant withdrew.
        reasons: why the rule left cases to a person.
    """

    agreed: int
    false_grants: int
    missed: int
    open: int
    reasons: Mapping[str, int]

    @property
    def compared(self) -> int:
        """Cases that say something of the rule."""
        return self.agreed + self.false_grants + self.missed


async def import_rule(desk: Desk, text: bytes) -> HeldRule:
    """Take in a rule: always on trial first; the versions of that name before it stop.

    Raises:
        InvalidInput: as `load_rule`; INSTANT_INVALID for an organ that is not this city's, an item that it
            does not handle, a material or field that the item has not, a version taken by another text.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    rule = load_rule(text)
    if not desk.directory().speaks_for(desk.me, rule.organ):
        raise Illegal(Reason.ORGAN_UNLISTED, organ=rule.organ)
    _check_item(rule, find_item(desk, desk.me, rule.item))
    before = [
        one for one in desk.instant.held if (one.rule.name, one.rule.version) == (rule.name, rule.version)
    ]
    if before:
        if before[0].rule.digest != rule.digest:
            raise InvalidInput(Reason.VERSION_TAKEN, version=rule.version)
        return before[0]
    now = text_time(desk.clock())

    async def unit(tx: Tx) -> None:
        await tx.run("stop_instant_rule", name=rule.name)
        await tx.run("add_instant_rule", name=rule.name, version=rule.version, text=text, at=now)

    await desk.store.write(unit)
    await desk.instant.refresh()
    return desk.instant.newest(rule.name)


def _check_item(rule: InstantRule, item: Item) -> None:
    """Whether the item asks for what the rule reads."""
    materials = {one.code for one in item.materials}
    fields = {spec.code: spec for spec in item.fields}
    for code in rule.needs:
        if code not in materials:
            raise InvalidInput(Reason.INSTANT_INVALID, where="needs", why=f"事项没有材料 {code}")
    for spec in rule.fields:
        if spec.code not in fields:
            raise InvalidInput(Reason.INSTANT_INVALID, where=f"inputs.{spec.code}", why="事项没有这个填报项")
        if fields[spec.code].type is not spec.type:
            kind = fields[spec.code].type.value
            raise InvalidInput(
                Reason.INSTANT_INVALID, where=f"inputs.{spec.code}.type", why=f"事项的是 {kind}"
            )


async def try_rule(desk: Desk, name: str) -> tuple[HeldRule, Trial]:
    """A rule and its trial. Raises InvalidInput: NOT_FOUND."""
    held = desk.instant.newest(name)
    async with desk.store.read() as tx:
        rows = await tx.all("compare_instant", name=name, version=held.rule.version)
    return held, _trial(rows)


def _trial(rows: Iterable[Row]) -> Trial:
    found: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        grants, state = row["outcome"] == Outcome.GRANT, Handling(row["state"])
        if not grants:
            reasons[row["why"]] += row["count"]
        found[_compared(state, grants=grants)] += row["count"]
    return Trial(
        **{name: found[name] for name in ("agreed", "false_grants", "missed", "open")}, reasons=dict(reasons)
    )


def _compared(state: Handling, *, grants: bool) -> str:
    if state in AGREED:
        return "agreed" if grants else "missed"
    if state in AGAINST:
        return "false_grants" if grants else "agreed"
    return "open"


async def go_live(desk: Desk, name: str) -> HeldRule:
    """Let a rule decide from now on.

    Raises:
        InvalidInput: NOT_FOUND.
        Illegal: INSTANT_UNPROVEN before it was compared on enough cases without one false grant; EVENT_TRANSITION
            for a stopped one: import it anew.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    held, trial = await try_rule(desk, name)
    if trial.compared < held.rule.shadow_cases or trial.false_grants:
        raise Illegal(
            Reason.INSTANT_UNPROVEN,
            compared=trial.compared,
            needed=held.rule.shadow_cases,
            false_grants=trial.false_grants,
        )
    await desk.store.write(lambda tx: tx.run("set_instant_live", name=name, version=held.rule.version))
    await desk.instant.refresh()
    return desk.instant.newest(name)


async def stop_rule(desk: Desk, name: str) -> HeldRule:
    """Stop a rule at once; what it did stands. Raises InvalidInput: NOT_FOUND."""
    desk.instant.newest(name)
    await desk.store.write(lambda tx: tx.run("stop_instant_rule", name=name))
    await desk.instant.refresh()
    return desk.instant.newest(name)


def as_json(held: HeldRule, trial: Trial | None = None) -> str:
    """A rule, and its trial if asked, for the local API."""
    rule = held.rule
    said: dict[str, Any] = {
        "name": rule.name,
        "version": rule.version,
        "mode": held.mode.value,
        "term": MODE_TERMS[held.mode],
        "organ": rule.organ,
        "item": rule.item,
        "result": rule.result.value,
        "digest": rule.digest,
        "imported_at": held.at,
        "needs": list(rule.needs),
        "facts": list(rule.facts),
        "fields": [spec.code for spec in rule.fields],
    }
    if trial is not None:
        names = ("compared", "agreed", "false_grants", "missed", "open")
        said["trial"] = {name: getattr(trial, name) for name in names}
        said["trial"] |= {"needed": rule.shadow_cases, "reasons": dict(trial.reasons)}
    return json.dumps(said, ensure_ascii=False)
