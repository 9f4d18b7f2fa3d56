"""秒批: the rules of this city's organs, imported, tried beside people, and live once the trial was flawless."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from federation.case.choices import Result
from federation.case.parts import MACHINE
from federation.case.states import Handling
from federation.errors import Illegal, InvalidInput, Reason
from federation.instant import InstantRule, Outcome, load_rule
from federation.items import FieldSpec, Item
from federation.items.tables import LimitUnit
from node.desk.desk import Desk
from node.desk.guide import find_item
from node.desk.instant_book import MODE_TERMS, HeldRule, RuleMode
from node.store.logs import text_time
from node.store.store import Row, Tx

AGREED: Mapping[Result, frozenset[Handling]] = {
    Result.GRANT: frozenset({Handling.GRANTED, Handling.ISSUED}),
    Result.DONE: frozenset({Handling.DONE, Handling.ISSUED}),
}
"""Where the organ came to what a rule says."""
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
"""Where the organ came to something else, as by the other of `AGREED`. A case the applicant withdrew says nothing of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A rule beside the people who decided meanwhile.

    Attributes:
        agreed: both granted.
        false_grants: the rule would have granted, the organ did not.
        left: decided cases that the rule left to a person.
        missed: those of them that the organ granted: no harm.
        open: nobody has decided yet, or another rule has, or the applicant withdrew.
        reasons: why the rule left cases to a person.
    """

    agreed: int
    false_grants: int
    left: int
    missed: int
    open: int
    reasons: Mapping[str, int]


async def import_rule(desk: Desk, text: bytes) -> HeldRule:
    """Take in a rule: always on trial first; the versions of that name before it stop.

    Raises:
        InvalidInput: as `load_rule`; NOT_FOUND, ITEM_UNKNOWN, ITEM_AMBIGUOUS as `find_item`; INSTANT_INVALID for
            an organ that does not decide on the item, a place outside this city, a material or field that the
            item has not; VERSION_TAKEN by another text.
        Illegal: ORGAN_UNLISTED; INSTANT_STOPPED for a version that was stopped.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    rule = load_rule(text)
    if not desk.directory().speaks_for(desk.me, rule.organ):
        raise Illegal(Reason.ORGAN_UNLISTED, organ=rule.organ)
    _check_item(desk, rule, find_item(desk, desk.me, rule.item))
    before = [
        one for one in desk.instant.held if (one.rule.name, one.rule.version) == (rule.name, rule.version)
    ]
    if before:
        if before[0].rule.digest != rule.digest:
            raise InvalidInput(Reason.VERSION_TAKEN, version=rule.version)
        _check_running(before[0])
        return before[0]
    now = text_time(desk.clock())

    async def unit(tx: Tx) -> None:
        await tx.run("stop_instant_rule", name=rule.name, at=now)
        await tx.run("add_instant_rule", name=rule.name, version=rule.version, text=text, at=now)

    await desk.store.write(unit)
    await desk.instant.refresh()
    return desk.instant.find(rule.name)


def _check_running(held: HeldRule) -> None:
    if held.mode is RuleMode.STOPPED:
        raise Illegal(Reason.INSTANT_STOPPED, rule=held.rule.name, version=held.rule.version)


def _check_item(desk: Desk, rule: InstantRule, item: Item) -> None:
    """Whether the rule is its organ's, and the item asks for what it reads."""
    materials = {one.code for one in item.materials}
    fields = {spec.code: spec for spec in item.fields}
    if item.organ != rule.organ:
        raise InvalidInput(Reason.INSTANT_INVALID, where="organ", why=f"这个事项由 {item.organ} 决定")
    if rule.place[:4] != desk.me[:4]:
        raise InvalidInput(Reason.INSTANT_INVALID, where="place", why="不在本市")
    faults = [
        *_too_long(rule.promised_days, item),
        *(("needs", f"事项没有材料 {code}") for code in rule.needs if code not in materials),
        *(fault for spec in rule.fields if (fault := _misfit(spec, fields.get(spec.code)))),
    ]
    for where, why in faults:
        raise InvalidInput(Reason.INSTANT_INVALID, where=where, why=why)


def _too_long(days: int, item: Item) -> list[tuple[str, str]]:
    """承诺 is never longer than what the item promises, nor than the law allows where it promises nothing."""
    limit = item.promised or item.legal
    if limit is None or days * _HOURS[LimitUnit.WORKING_DAY] <= limit.amount * _HOURS[limit.unit]:
        return []
    return [("promised_days", f"比事项的时限长：{limit}")]


_HOURS: Mapping[LimitUnit, int] = {
    LimitUnit.HOUR: 1,
    LimitUnit.WORKING_DAY: 24,
    LimitUnit.CALENDAR_DAY: 24,
    LimitUnit.MONTH: 23 * 24,
}
"""A promise is counted in the days of the item's own promise, else in working days, of which no month has more than 23."""


def _misfit(spec: FieldSpec, asked: FieldSpec | None) -> tuple[str, str] | None:
    """Why a value that the rule lists is not one of the item's form."""
    where = f"inputs.{spec.code}"
    if asked is None:
        return where, "事项没有这个填报项"
    if asked.type is not spec.type:
        return f"{where}.type", f"事项的是 {asked.type.value}"
    strange = sorted({one.code for one in spec.choices} - {one.code for one in asked.choices})
    if strange:
        return f"{where}.choices", f"事项没有选项 {strange[0]}"
    if spec.unit and spec.unit != asked.unit:
        return f"{where}.unit", f"事项的是 {asked.unit or '无'}"
    return None


async def try_rule(desk: Desk, name: str, version: str = "") -> tuple[HeldRule, Trial]:
    """A version of a rule, the newest if none is named, and its trial. Raises InvalidInput: NOT_FOUND."""
    held = desk.instant.find(name, version)
    async with desk.store.read() as tx:
        rows = await tx.all("compare_instant", name=name, version=held.rule.version, machine=MACHINE)
    return held, _trial(held.rule.result, rows)


def _trial(result: Result, rows: Iterable[Row]) -> Trial:
    found: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        grants, state = row["outcome"] == Outcome.GRANT, Handling(row["state"])
        if not grants:
            reasons[row["why"]] += row["count"]
        word = "open" if row["by_rule"] else _compared(result, state, grants=grants)
        found[word] += row["count"]
    return Trial(
        agreed=found["agreed"],
        false_grants=found["false_grants"],
        left=found["left"] + found["missed"],
        missed=found["missed"],
        open=found["open"],
        reasons=dict(reasons),
    )


def _compared(result: Result, state: Handling, *, grants: bool) -> str:
    if state in AGREED[result]:
        return "agreed" if grants else "missed"
    if state in AGAINST or any(state in states for states in AGREED.values()):
        return "false_grants" if grants else "left"
    return "open"


async def go_live(desk: Desk, name: str) -> HeldRule:
    """Let a rule decide from now on. A rule that does already goes on.

    Raises:
        InvalidInput: NOT_FOUND.
        Illegal: INSTANT_UNPROVEN before it and people have granted enough cases alike, or after one false grant;
            INSTANT_STOPPED: a stopped one begins anew as another version.
        Unavailable: STORE_FAILED, STORE_BUSY.
    """
    held, trial = await try_rule(desk, name)
    _check_running(held)
    if held.mode is RuleMode.SHADOW and (trial.agreed < held.rule.shadow_cases or trial.false_grants):
        raise Illegal(
            Reason.INSTANT_UNPROVEN,
            agreed=trial.agreed,
            needed=held.rule.shadow_cases,
            false_grants=trial.false_grants,
        )
    now = text_time(desk.clock())
    await desk.store.write(
        lambda tx: tx.run("set_instant_live", name=name, version=held.rule.version, at=now)
    )
    await desk.instant.refresh()
    return desk.instant.find(name)


async def stop_rule(desk: Desk, name: str) -> HeldRule:
    """Stop a rule at once; what it did stands. Raises InvalidInput: NOT_FOUND."""
    desk.instant.find(name)
    now = text_time(desk.clock())
    await desk.store.write(lambda tx: tx.run("stop_instant_rule", name=name, at=now))
    await desk.instant.refresh()
    return desk.instant.find(name)


def as_json(held: HeldRule, trial: Trial | None = None) -> str:
    """A rule, for the local API; with its trial also its text."""
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
        "mode_at": held.mode_at,
        "needs": list(rule.needs),
        "facts": list(rule.facts),
        "fields": [spec.code for spec in rule.fields],
    }
    if trial is not None:
        said["text"] = held.text
        names = ("agreed", "false_grants", "left", "missed", "open")
        said["trial"] = {name: getattr(trial, name) for name in names}
        said["trial"] |= {"needed": rule.shadow_cases, "reasons": dict(trial.reasons)}
    return json.dumps(said, ensure_ascii=False)
