"""Whether an act of a machine followed its rule: asked years later, of the rule's text and a proven case."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from federation.case.case import Case
from federation.case.events import Accepted, Act, Finished
from federation.case.parts import MACHINE
from federation.instant.judge import LASTING, concerns, inputs_of, wanting
from federation.instant.rule import InstantRule
from federation.mapping.expression import HOLDS


class Followed(StrEnum):
    """What an auditor finds."""

    YES = "yes"
    OTHER_RULE = "other_rule"
    OTHER_ACT = "other_act"
    OTHER_INPUTS = "other_inputs"
    OTHER_CASE = "other_case"
    NOT_MET = "not_met"


FOLLOWED_TERMS: Mapping[Followed, str] = {
    Followed.YES: "照规则办的",
    Followed.OTHER_RULE: "依据的不是这份规则文件",
    Followed.OTHER_ACT: "办的不是规则所写的：事项、机关、地点、办结结果或承诺天数不同",
    Followed.OTHER_INPUTS: "记下的输入不是这条规则要读的",
    Followed.OTHER_CASE: "记下的输入或材料与办件里的不一样",
    Followed.NOT_MET: "按记下的输入，不符合规则的条件",
}


def audit(rule: InstantRule, act: Act, case: Case) -> Followed:
    """Ask a rule again about what a machine read, and whether the act is one it may take.

    Args:
        rule: as its document says, from whoever kept it.
        act: one of the case that names a rule.
        case: as folded from proven entries. What may have changed since the act, such as a licence's state,
            is taken from the basis alone.

    Returns:
        YES, or the first thing that does not fit.
    """
    basis = act.event.basis if isinstance(act.event, Accepted | Finished) else None
    if basis is None or (basis.rule, basis.version, basis.digest) != (rule.name, rule.version, rule.digest):
        return Followed.OTHER_RULE
    if not (concerns(rule, case) and _its_own(rule, act)):
        return Followed.OTHER_ACT
    read = {one.code: one.value for one in basis.inputs}
    if not read.keys() <= {spec.code for spec in rule.fields} | set(rule.facts):
        return Followed.OTHER_INPUTS
    now = inputs_of(rule, case)
    lasting = {spec.code for spec in rule.fields} | LASTING
    if wanting(rule, case) or any(read.get(code) != now.get(code) for code in lasting):
        return Followed.OTHER_CASE
    return Followed.YES if rule.condition.evaluate(read) == HOLDS else Followed.NOT_MET


def _its_own(rule: InstantRule, act: Act) -> bool:
    """Whether the rule's organ did what the rule says, there, and promised what it says."""
    if (act.actor.organ, act.actor.place, act.actor.officer) != (rule.organ, rule.place, MACHINE):
        return False
    match act.event:
        case Accepted(promised_days=days, deferred=deferred):
            return days == rule.promised_days and not deferred
        case Finished(result=result):
            return result is rule.result
        case _:
            return False
