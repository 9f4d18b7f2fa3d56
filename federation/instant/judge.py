"""What a rule says of one case: a grant, or that a person decides, and why.

A machine never refuses: a denial needs reasons and remedies (行政许可法38条), and whoever is decided about
by a machine alone may have a person decide (个人信息保护法24条). So whatever does not fit is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from federation.case.authors import ORGAN_ACTS
from federation.case.case import Case
from federation.case.choices import LicenceState, Result
from federation.case.events import Accepted, Act, Arrived, Corrected, Finished
from federation.case.parts import MACHINE, Automatic, Field
from federation.case.party import ORGANISATIONS, PERSONS
from federation.case.powers import codes_of
from federation.case.process import DeferredSupplied, LicenceAnswered, LicenceAsked, OriginalVerified
from federation.case.states import Facet, Handling, Joint, Withdrawal
from federation.case.terms import Kind, kind_of
from federation.errors import Reason
from federation.ids import Digest
from federation.instant.rule import InstantRule
from federation.mapping.expression import HOLDS


class Outcome(StrEnum):
    """What follows."""

    GRANT = "grant"
    PERSON = "person"


class Why(StrEnum):
    """Why a case is, or is not, for the machine."""

    MET = "met"
    NOT_MET = "not_met"
    OTHER_ITEM = "other_item"
    MATERIAL = "material"
    MISSING = "missing"
    UNREADABLE = "unreadable"


WHY_TERMS: Mapping[Why, str] = {
    Why.MET: "符合规则",
    Why.NOT_MET: "不符合规则的条件，由人决定",
    Why.OTHER_ITEM: "不是这条规则的事项或机关",
    Why.MATERIAL: "缺少规则所需的材料，由人决定",
    Why.MISSING: "缺少规则所需的填报项或事实，由人决定",
    Why.UNREADABLE: "填报项的值规则不能读，由人决定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantVerdict:
    """What a rule says of one case.

    Attributes:
        outcome: a grant, or that a person decides.
        why: the reason.
        about: the material, field or fact to blame; empty if none alone is.
        inputs: everything the rule read, as it read it. Personal data.
    """

    outcome: Outcome
    why: Why
    about: str = ""
    inputs: tuple[Field, ...] = ()


def decide(rule: InstantRule, case: Case) -> InstantVerdict:
    """Ask a rule about a case. Pure and total; the same case and rule give the same verdict."""
    if not concerns(rule, case):
        return InstantVerdict(outcome=Outcome.PERSON, why=Why.OTHER_ITEM)
    inputs = inputs_of(rule, case)
    read = tuple(Field(code=code, value=value) for code, value in inputs.items())
    if absent := wanting(rule, case):
        return InstantVerdict(outcome=Outcome.PERSON, why=Why.MATERIAL, about=absent[0], inputs=read)
    found = rule.condition.evaluate(inputs)
    if found == HOLDS:
        return InstantVerdict(outcome=Outcome.GRANT, why=Why.MET, inputs=read)
    if isinstance(found, tuple):
        reason, about = found
        why = Why.MISSING if reason is Reason.FIELD_MISSING else Why.UNREADABLE
        return InstantVerdict(outcome=Outcome.PERSON, why=why, about=about, inputs=read)
    return InstantVerdict(outcome=Outcome.PERSON, why=Why.NOT_MET, inputs=read)


def basis_of(rule: InstantRule, verdict: InstantVerdict) -> Automatic:
    """What the acts of a rule say of themselves, signed with them."""
    return Automatic(rule=rule.name, version=rule.version, digest=rule.digest, inputs=verdict.inputs)


def next_step(rule: InstantRule, case: Case) -> Kind | None:
    """What the rule does next in a case that it grants; None if there is nothing left for it.

    As soon as a person of the organ or another rule has decided anything, the applicant wants the case back, or the
    joint case it is part of has stopped, it is a person's.
    Who signed for the packet and found nothing wrong, or had a licence checked, has decided nothing.
    """
    if case.incomplete or case.withdrawal is not Withdrawal.NONE or case.suspension is not None:
        return None
    if case.state(Facet.JOINT) is Joint.STOPPED or any(_decides(rule, act) for act in case.effective):
        return None
    return _ENDS[rule.result] if case.handling is Handling.ACCEPTED else _NEXT.get(case.handling)


def _decides(rule: InstantRule, act: Act) -> bool:
    """Whether a person has judged, or another rule: what one accepted no other may finish."""
    if isinstance(act.event, Arrived):
        return bool(act.event.differences)
    if isinstance(act.event, Accepted | Finished) and act.event.basis is not None:
        return act.event.basis.digest != rule.digest
    return act.actor.officer != MACHINE and kind_of(act.event) in ORGAN_ACTS


_ENDS: Mapping[Result, Kind] = {Result.GRANT: Kind.FINISHED_GRANT, Result.DONE: Kind.FINISHED_DONE}
_NEXT: Mapping[Handling, Kind] = {Handling.SUBMITTED: Kind.ARRIVED, Handling.ARRIVED: Kind.ACCEPTED}


def concerns(rule: InstantRule, case: Case) -> bool:
    """Whether it is its own item and organ's: a code of 12 alone would also be another district's."""
    if case.submitted is None or case.organ not in (None, rule.organ):  # None: no organ has acted yet
        return False
    code = case.submitted.item.code
    return code == rule.item or (code[:_USCC] == rule.organ and rule.item in codes_of(code))


_USCC = 18  # a code of 31 or 33 characters begins with its organ (GB/T 39554.1)


def files_of(rule: InstantRule, case: Case) -> frozenset[Digest]:
    """The files of the materials it needs: before they are here it has nothing to decide on."""
    return frozenset(blob.digest for one in case.materials if one.code in rule.needs for blob in one.files)


def wanting(rule: InstantRule, case: Case) -> tuple[str, ...]:
    """Materials it needs that are not there."""
    return tuple(code for code in rule.needs if code not in _present(case))


def _present(case: Case) -> frozenset[str]:
    """Materials that came as files: of a paper on its way a machine has seen nothing."""
    return frozenset(one.code for one in case.materials if one.files) - set(case.awaited)


def inputs_of(rule: InstantRule, case: Case) -> dict[str, str]:
    """The listed values of the form that are there, and the listed facts: code → value."""
    held = {one.code: one.value for one in case.fields}
    fields = {spec.code: held[spec.code] for spec in rule.fields if held.get(spec.code)}
    return fields | {name: _FACTS[name](rule, case) for name in rule.facts}


def _says(told: Callable[[InstantRule, Case], bool]) -> Callable[[InstantRule, Case], str]:
    return lambda rule, case: "yes" if told(rule, case) else "no"


def _verified(rule: InstantRule, case: Case) -> bool:
    """Verified, and not replaced since."""
    seen: set[str] = set()
    for act in case.effective:
        match act.event:
            case OriginalVerified(materials=codes):
                seen |= set(codes)
            case Corrected(materials=brought) | DeferredSupplied(materials=brought):
                seen -= {one.code for one in brought}
            case _:
                pass
    return bool(rule.needs) and seen >= set(rule.needs)


def _licences(_rule: InstantRule, case: Case) -> bool:
    answers = [one.answer for one in case.questions.values() if isinstance(one.asked, LicenceAsked)]
    good = [isinstance(one, LicenceAnswered) and one.state is LicenceState.VALID for one in answers]
    return bool(good) and all(good)


_FACTS: Mapping[str, Callable[[InstantRule, Case], str]] = {
    "applicant_kind": lambda _rule, case: _kind(case),
    "by_agent": _says(lambda _rule, case: case.submitted is not None and case.submitted.agent is not None),
    "delivery": lambda _rule, case: case.delivery or "",
    "materials_present": _says(lambda rule, case: not wanting(rule, case)),
    "originals_verified": _says(_verified),
    "licences_good": _says(_licences),
}


LASTING = frozenset({"applicant_kind", "by_agent", "delivery"})
"""Facts that the application says once and for all."""


def _kind(case: Case) -> str:
    scheme = case.applicant.id_scheme if case.applicant is not None else ""
    return {PERSONS: "person", ORGANISATIONS: "organisation"}.get(scheme, "")
