"""May this act stand? One verdict, reached alike by its author's desk and by the other city's inbox.

An act is judged once, where its author stood: on the fold of its author's earlier acts and of those acts of
the other log that the author had seen. What other acts did meanwhile is no reason to refuse it: that is for
the crossings, in the fold. A refusal is never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from federation.case.authors import ORGAN_ACTS, Side, side_of
from federation.case.beside import Beside, check_envelope
from federation.case.blobs import blobs_of
from federation.case.case import Case
from federation.case.check import check_actor, check_event, check_files
from federation.case.events import Accepted, Act, Finished, Refusal, Submitted
from federation.case.licences import check_day, check_wording
from federation.case.machine import apply
from federation.case.order import Placed
from federation.case.paperwork import SUPERSEDABLE
from federation.case.parts import MACHINE
from federation.case.powers import NO_AGREEMENTS, Agreements, check_powers
from federation.case.process import LicenceAsked, Transferred
from federation.case.references import check_references
from federation.case.subjects import touched
from federation.case.terms import Kind, kind_of
from federation.case.view import view_of
from federation.errors import Illegal, InvalidInput, KuayuError, Reason
from federation.ids import CaseId, LicenceId, Locality, MessageId, Uscc

Speaks = Callable[[Locality, Uscc], bool]
"""Whether a member speaks for an organ, as the directory says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer: admitted if there is no reason against.

    Attributes:
        reason: why the act is refused; None if it is admitted.
        detail: names, codes and numbers that help to find the spot; never personal data.
        content: whether the event's own content is at fault, not its place in the case.
    """

    reason: Reason | None = None
    detail: Mapping[str, str | int] = field(default_factory=dict)
    content: bool = False

    @property
    def admitted(self) -> bool:
        """Whether the act may stand."""
        return self.reason is None

    def enforce(self) -> None:
        """Raise if the act was refused.

        Raises:
            InvalidInput: if the content is at fault.
            Illegal: if it is anything else.
        """
        if self.reason is not None:
            raise (InvalidInput if self.content else Illegal)(self.reason, **self.detail)


ADMITTED = Verdict()


def judge(
    act: Act,
    *,
    accepting: Sequence[Placed],
    handling: Sequence[Placed],
    refused: Mapping[MessageId, Reason],
    known_accepting: int,
    known_handling: int,
    speaks: Speaks,
    agreements: Agreements,
    asked: int = 0,
    beside: Iterable[Beside] = (),
) -> Verdict:
    """Judge one new act, not yet in the logs.

    Args:
        act: what is to be taken.
        accepting: the case's acts in the accepting place's log before it, in log order.
        handling: the case's acts in the handling place's log before it, likewise.
        refused: acts of the case that were refused.
        known_accepting: how many entries of the accepting place's log this node holds, staged ones apart.
        known_handling: how many entries of the handling place's log this node holds, staged ones apart.
        speaks: whether a member speaks for an organ.
        agreements: those this node holds; an act of a case under another one is refused.
        asked: of a LicenceAsked, how many of its day stand before it in its author's log (`licences`).
        beside: other cases of the same two members, those at least that know of the parcel the act is about.

    Returns:
        The verdict. Store it; it is never reached again by newer code.
    """
    try:
        case_id, side = _party(act)
        if isinstance(act.event, Refusal):
            return ADMITTED
        known = known_handling if side is Side.ACCEPTING else known_accepting
        if act.seen > known:
            raise Illegal(Reason.SEEN_AHEAD, seen=act.seen, known=known)
        if any(placed.act.message_id == act.message_id for placed in (*accepting, *handling)):
            raise Illegal(Reason.DUPLICATE)
        view = view_of(case_id, side, act.seen, accepting=accepting, handling=handling, refused=refused)
        check_act(view, act, speaks, agreements)
        if isinstance(act.event, LicenceAsked):
            check_wording(view, act.event)
            check_day(view, act, asked, agreements)
        check_envelope(view, act, beside)
        _check_first(act, [one for one in (*accepting, *handling) if one.act.message_id not in refused])
    except KuayuError as error:
        return Verdict(reason=error.reason, detail=error.detail, content=isinstance(error, InvalidInput))
    return ADMITTED


def _check_first(act: Act, held: Sequence[Placed]) -> None:
    """The first event fixes whose the intake is: nobody files a case over the other end's filing of it."""
    if isinstance(act.event, Submitted) and any(isinstance(one.act.event, Submitted) for one in held):
        raise Illegal(Reason.CASE_EXISTS)


def check_act(view: Case, act: Act, speaks: Speaks, agreements: Agreements = NO_AGREEMENTS) -> None:
    """Check an act against its author's view, in this order.

    1. its content; 2. its author, by the agreement the case is filed under; 3. its organ; 4. what it supersedes; 5. that the case is there;
    6. the tables; 7. what it refers to.

    An organ acts if the directory lists it, and what is the deciding organ's own to do only if it is that
    organ: competence is fixed by law 职权法定, and who decided answers in court (行政诉讼法26条).

    Raises:
        InvalidInput: from step 1.
        Illegal: from the others.
    """
    kind, (_, side) = kind_of(act.event), _party(act)
    check_actor(act.actor)  # 1
    check_event(act.event, at=act.at)
    _check_basis(act)
    check_files({**view.files, **{blob.digest: blob.size for blob in blobs_of(act.event)}}.values())
    check_powers(view, act, side, agreements)  # 2
    _check_organ(view, act, side, speaks)  # 3
    if act.supersedes is not None and kind not in SUPERSEDABLE:  # 4; which one it is: step 7
        raise Illegal(Reason.EVENT_TRANSITION, kind=kind, supersedes=act.supersedes)
    if view.opened is (kind is Kind.SUBMITTED):  # 5
        raise Illegal(Reason.CASE_EXISTS if view.opened else Reason.CASE_UNKNOWN)
    apply(view.states(), kind, *touched(act, side, view))  # 6
    check_references(view, act, side)  # 7


def _check_basis(act: Act) -> None:
    """What a machine accepts or grants names its rule, and nobody else's act does."""
    if isinstance(act.event, Accepted | Finished):
        by_machine = act.actor.officer == MACHINE
        if by_machine is (act.event.basis is None):
            raise InvalidInput(Reason.VALUE_INVALID, field="basis", officer=MACHINE)


def _check_organ(view: Case, act: Act, side: Side, speaks: Speaks) -> None:
    named = [act.event.organ] if isinstance(act.event, Transferred) else []
    now = (
        {"decides": view.organ} if view.organ not in {None, act.actor.organ} and side is Side.HANDLING else {}
    )
    for organ in (act.actor.organ, *named):
        if not speaks(act.author, organ):
            raise Illegal(Reason.ORGAN_UNLISTED, organ=organ, **now)
    if isinstance(act.event, LicenceAsked) and not _other_issued(view, act, act.event.licence, speaks):
        raise Illegal(Reason.LICENCE_ELSEWHERE, field="licence")
    if side is Side.ACCEPTING or kind_of(act.event) not in ORGAN_ACTS or view.organ is None:
        return
    if act.actor.organ not in (
        view.organ,
        *named,
    ):  # the one that takes over may say so: the other may be gone
        raise Illegal(Reason.EVENT_AUTHOR, organ=act.actor.organ, **now)


def _other_issued(view: Case, act: Act, licence: LicenceId, speaks: Speaks) -> bool:
    """电子证照核验: only the place that issued a licence can say how it stands (GB/T 36904-2018: 颁发机构代码)."""
    try:
        issuer = Uscc(licence.issuer)
    except InvalidInput:  # an issuer without a USCC is no organ of a directory
        return False
    return speaks(view.case_id.other(act.author), issuer)


def _party(act: Act) -> tuple[CaseId, Side]:
    if act.case is None:
        raise Illegal(Reason.PARTIES)
    return act.case, side_of(act.author, act.case)
