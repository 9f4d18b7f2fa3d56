"""A bundle 一件事 and what one applicant brought, made into the parts of one joint application.

Each paper is handed in once and shared out: an original that is kept goes to one part only, one that is looked
at and handed back serves all; copies are counted out, scans go to every part served. Nothing is lost or
doubled: what is wanting is named, and so is what no part takes and goes back to the applicant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from federation.case.bundle import LEAST_PARTS, Checked, Placed, Share, Shared
from federation.case.choices import Disposition
from federation.errors import InvalidInput, Reason
from federation.items import DateFormat, FieldSpec
from federation.items.form import read_date, write_date
from federation.items.tables import FieldType

STAYS = frozenset({Disposition.VERIFY_AND_HAND_BACK, Disposition.COPY})
"""An original so treated does not leave the window: one serves every part that wants to see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A paper as it was handed in, or as a part gets it: files by name, originals and copies by number."""

    code: str
    files: tuple[str, ...] = ()
    disposition: Disposition = Disposition.COPY
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Answers and papers, by codes of a bundle or of one member's lists."""

    fields: Mapping[str, str] = field(default_factory=dict)
    materials: tuple[Brought, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an applicant brought.

    Attributes:
        shared: by the bundle's own codes.
        members: beside it, by each member's codes.
        without: members the applicant does not need.
    """

    shared: Given = Given()
    members: Mapping[str, Given] = field(default_factory=dict)
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleGap:
    """One thing the window must do; ``member`` is empty where it is about a shared paper or answer.

    Attributes:
        member: key of the part.
        reason: MATERIAL_MISSING, MATERIAL_UNKNOWN, FIELD_UNKNOWN, or what checking the part said.
        code: of the paper or answer.
        label: its name.
        blocks: whether the application must not be sent without it.
        ask: what to do, in Chinese.
        shared: the bundle's code that serves it, if one does.
    """

    member: str
    reason: Reason
    code: str
    label: str
    blocks: bool
    ask: str
    shared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the joint application, by the codes of its handling place."""

    placed: Placed
    fields: Mapping[str, str]
    materials: tuple[Brought, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The parts, what the window must still do about shared papers, and the members that go another way."""

    parts: tuple[Part, ...]
    gaps: tuple[BundleGap, ...]
    aside: tuple[Placed, ...]


def plan_bundle(checked: Checked, answers: Answers) -> Plan:
    """Make the parts.

    Args:
        checked: the bundle, without a fault.
        answers: what the applicant brought.

    Raises:
        InvalidInput: BUNDLE_INVALID if the bundle has a fault; VALUE_INVALID for a code given twice, a member
            that is not there, one that is left out and answered, or fewer than two that are left.
    """
    if checked.faults:
        raise InvalidInput(Reason.BUNDLE_INVALID, key=checked.faults[0].where)
    parts = [one for one in checked.parts if one.member.key not in answers.without]
    keys = [one.member.key for one in parts]
    _check_answers(checked, answers, keys)
    fields: dict[str, dict[str, str]] = {key: dict(answers.members.get(key, Given()).fields) for key in keys}
    papers: dict[str, list[Brought]] = {
        key: list(answers.members.get(key, Given()).materials) for key in keys
    }
    forms = {one.member.key: {spec.code: spec for spec in one.item.fields} for one in parts}
    gaps = [*_share_fields(checked.bundle.fields, answers.shared.fields, fields, forms)]
    gaps += _share_papers(checked.bundle.materials, answers.shared.materials, papers)
    for key in keys:
        _once((one.code for one in papers[key]), key)
    return Plan(
        parts=tuple(
            Part(placed=one, fields=fields[one.member.key], materials=_sorted(papers[one.member.key]))
            for one in parts
        ),
        gaps=tuple(gaps),
        aside=tuple(one for one in checked.placed if one not in checked.parts),
    )


def _check_answers(checked: Checked, answers: Answers, keys: list[str]) -> None:
    known = {one.member.key for one in checked.placed}
    for named, entry in (
        (answers.without - known, "without"),
        (answers.members.keys() - set(keys), "members"),
    ):
        if named:
            raise InvalidInput(Reason.VALUE_INVALID, entry=entry, why="no such part")
    if len(keys) < LEAST_PARTS:
        raise InvalidInput(Reason.VALUE_INVALID, entry="without", why="fewer than two parts")
    _once((one.code for one in answers.shared.materials), "materials")


def _once(codes: Iterable[str], entry: str) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise InvalidInput(Reason.VALUE_INVALID, entry=entry, code=code, why="given twice")
        seen.add(code)


def _sorted(papers: Iterable[Brought]) -> tuple[Brought, ...]:
    return tuple(sorted(papers, key=lambda one: one.code))


def _share_fields(
    listed: tuple[Shared, ...],
    given: Mapping[str, str],
    fields: dict[str, dict[str, str]],
    forms: Mapping[str, Mapping[str, FieldSpec]],
) -> Iterator[BundleGap]:
    """Put each shared answer into the parts it serves; one a part answered itself stays as it is there."""
    by_code = {one.code: one for one in listed}
    for code, value in given.items():
        shared = by_code.get(code)
        if shared is None:
            yield _unknown(Reason.FIELD_UNKNOWN, code, "一件事里没有这一项，请删除或改用正确的项")
            continue
        for share in shared.serves:
            if share.member in fields:
                fields[share.member].setdefault(share.code, _written(value, forms[share.member][share.code]))


def _written(value: str, spec: FieldSpec) -> str:
    """A day given as YYYY-MM-DD in the notation of the form; everything else as it was given."""
    day = read_date(value, DateFormat.DASHED) if spec.type is FieldType.DATE else None
    return value if day is None else write_date(day, spec.date_format)


def _share_papers(
    listed: tuple[Shared, ...], given: tuple[Brought, ...], papers: dict[str, list[Brought]]
) -> Iterator[BundleGap]:
    """Put each shared paper into the parts it serves."""
    by_code = {one.code: one for one in listed}
    for brought in given:
        shared = by_code.get(brought.code)
        if shared is None:
            yield _unknown(
                Reason.MATERIAL_UNKNOWN, brought.code, "一件事里没有这份材料，请退还或改用正确的代码"
            )
            continue
        allotted, gaps = allot(shared, brought, papers.keys())
        yield from gaps
        for key, paper in allotted.items():
            papers[key] += paper


def _unknown(reason: Reason, code: str, ask: str) -> BundleGap:
    return BundleGap(member="", reason=reason, code=code, label=code, blocks=True, ask=ask)


def allot(
    shared: Shared, brought: Brought, keys: Iterable[str]
) -> tuple[Mapping[str, list[Brought]], tuple[BundleGap, ...]]:
    """Share one paper out.

    Args:
        shared: which lines of which members it serves.
        brought: how it was handed in.
        keys: the parts that are submitted.

    Returns:
        What each part gets, and what the window must do: copies or scans that are wanting, originals and
        copies that nobody takes and that go back.
    """
    active = set(keys)
    serves = [one for one in shared.serves if one.member in active]
    found: defaultdict[str, list[Brought]] = defaultdict(list)
    gaps: list[BundleGap] = []
    originals, copies = brought.originals, brought.copies
    for share in serves:
        part = _part(share, brought, originals=originals, copies=copies)
        originals -= part.originals if brought.disposition not in STAYS else 0
        copies -= part.copies
        wanting = _wanting(share, part)
        if wanting:
            gaps.append(_paper_gap(shared, share.member, share.code, wanting, blocks=True))
        if part.files or part.originals or part.copies:
            found[share.member].append(part)
    back = _back(serves, brought, originals=originals, copies=copies)
    if back:
        ask = f"没有事项收取“{shared.name}”的{back}，请当场退还申请人，不随件寄送"
        gaps.append(_paper_gap(shared, "", shared.code, ask, blocks=False))
    return found, tuple(gaps)


def _part(share: Share, brought: Brought, *, originals: int, copies: int) -> Brought:
    """What a part gets of what is left of a paper."""
    return replace(
        brought,
        code=share.code,
        disposition=brought.disposition if share.originals else Disposition.COPY,
        originals=min(originals, share.originals),
        copies=min(copies, share.copies),
    )


def _wanting(share: Share, part: Brought) -> str:
    """What a part still lacks of a paper; empty if nothing."""
    said = [
        f"{verb} {count} 份"
        for verb, count in (
            ("请再收取原件", share.originals - part.originals),
            ("请再复印", share.copies - part.copies),
        )
        if count
    ]
    if not (share.originals or share.copies or part.files):
        said.append("请扫描")
    return "，".join(said)


def _back(serves: list[Share], brought: Brought, *, originals: int, copies: int) -> str:
    """What no part takes; an original that is only looked at goes back anyway, if somebody looks at it."""
    seen = brought.disposition in STAYS and any(share.originals for share in serves)
    said = [
        f"{count} 份{term}"
        for count, term in ((0 if seen else originals, "原件"), (copies, "复印件"))
        if count
    ]
    return "、".join(said) or ("" if serves else "扫描件")


def _paper_gap(shared: Shared, member: str, code: str, ask: str, *, blocks: bool) -> BundleGap:
    reason = Reason.MATERIAL_MISSING if blocks else Reason.MATERIAL_UNKNOWN
    said = f"“{shared.name}”：{ask}" if blocks else ask
    return BundleGap(
        member=member,
        reason=reason,
        code=code,
        label=shared.name,
        blocks=blocks,
        ask=said,
        shared=shared.code,
    )
