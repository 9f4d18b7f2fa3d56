"""Crossings: what becomes of an accepting act when handling acts its author had not seen stand before it.

Only accepting acts can be overtaken, because the handling log is the spine (see `order`). For every pair
(accepting kind, handling kind) that can happen without one knowing of the other there is exactly one row,
or the pair is declared independent; tests/properties/test_crossings.py walks all of them. A handling act
that supersedes another moves documents only, so it crosses by `CORRECTED_MEANWHILE` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from federation.case.authors import Side
from federation.case.crossing import Crossing
from federation.case.crossing_joint import PROCEED_AFTER_END, STOP_OVER_CONSENT, STOP_OVER_ISSUE
from federation.case.crossing_powers import (
    ACCEPTANCE_AFTER_END,
    ACCEPTANCE_AFTER_NOTICE,
    ACCEPTED_TWICE,
    CORRECTION_AFTER_ACCEPTANCE,
    DEFERRED_UNACCEPTED,
    NOTICE_AFTER_ACCEPTANCE,
    NOTICE_AFTER_END,
    NUMBER_TAKEN,
)
from federation.case.states import Facet, Subject
from federation.case.terms import Kind

_WITHDRAWAL_TOO_LATE = Crossing(
    code="withdrawal-after-decision",
    overtaken=True,
    accepting="办理地的决定先于撤回申请作出，撤回不生效。请告知申请人结果和救济途径。",
    handling="决定作出时撤回申请在途，决定有效，无须答复撤回。",
)
_WITHDRAWAL_AFTER_ISSUE = Crossing(
    code="withdrawal-after-issue",
    overtaken=True,
    accepting="办理地已出证，撤回不生效。申请人不要证照的，请引导其另行申请注销。",
    handling="出证时撤回申请在途，出证有效，照常寄送，无须答复撤回。",
)
_WITHDRAWAL_AFTER_END = Crossing(
    code="withdrawal-after-end",
    overtaken=True,
    accepting="办件已由办理地退件或不予受理，撤回无须再答复。请退还窗口所存原件。",
    handling="终结办件时撤回申请在途，终结有效，无须答复撤回。",
)
_WITHDRAWAL_WHILE_CORRECTING = Crossing(
    code="withdrawal-over-correction",
    overtaken=False,
    accepting="补正告知与撤回申请在途相遇，撤回申请有效，答复前不必催申请人补正。",
    handling="发出补正告知时申请人已申请撤回，请先答复撤回。",
)
_WITHDRAWAL_WHILE_ACCEPTED = Crossing(
    code="withdrawal-over-acceptance",
    overtaken=False,
    accepting="受理与撤回申请在途相遇，两者都有效，请等待办理地答复撤回。",
    handling="受理时申请人已申请撤回，请先答复撤回再作决定。",
)
_CORRECTION_AFTER_END = Crossing(
    code="correction-after-end",
    overtaken=True,
    accepting="办理地已先行退件或不予受理，本次补正不生效。收到的原件请退还申请人，可重新申请。",
    handling="补正到达前已终结办件，终结有效；补正材料不采用，寄来的原件请退回。",
)
_SERVED_AFTER_END = Crossing(
    code="served-after-end",
    overtaken=False,
    accepting="送达照常记录，但办件已由办理地终结，补正期限不再计算，请一并告知申请人。",
    handling="终结办件时文书正在送达，送达事实有效，补正期限不再计算。",
)
_SERVED_AFTER_DELIVERY = Crossing(
    code="served-after-delivery",
    overtaken=True,
    on=Facet.DOCUMENT,
    accepting="该文书已由办理地送达，以办理地送达为准，本次送达不另计。",
    handling="该文书窗口也登记了送达，以本方送达为准。",
)
_SENT_AFTER_END = Crossing(
    code="sent-after-end",
    overtaken=False,
    accepting="寄出时办理地已终结办件，邮件到达后由办理地退回，请留意查收并退还申请人。",
    handling="终结办件时窗口寄来的材料在途，请收件登记后把原件退回。",
)
_LOST_YET_RECEIVED = Crossing(
    code="lost-yet-received",
    overtaken=True,
    on=Facet.PARCEL,
    accepting="对方已收到该邮件，丢失登记不生效，请向快递公司撤销查询。",
    handling="该邮件曾被登记为丢失，以本方收件为准。",
)
_RETURNED_YET_RECEIVED = Crossing(
    code="returned-yet-received",
    overtaken=True,
    on=Facet.PARCEL,
    accepting="对方已收到该邮件，退回登记不生效，请核对退回的是否另一邮件。",
    handling="该邮件曾被登记为退回，以本方收件为准，请与窗口核对。",
)
_RECEIVED_THOUGH_LOST = Crossing(
    code="received-though-lost",
    overtaken=False,
    on=Facet.PARCEL,
    accepting="该邮件曾被登记为丢失，以实际收到为准。",
    handling="登记为丢失的邮件窗口已收到，以收到为准，请撤销查询。",
)
_RECEIVED_THOUGH_RETURNED = Crossing(
    code="received-though-returned",
    overtaken=False,
    on=Facet.PARCEL,
    accepting="该邮件曾被登记为退回，以实际收到为准，请与办理地核对。",
    handling="登记为退回的邮件窗口已收到，以收到为准，请核对退回的是否另一邮件。",
)
_RECEIVED_TWICE = Crossing(
    code="received-twice",
    overtaken=True,
    on=Facet.PARCEL,
    accepting="双方都登记收到同一邮件，以办理地登记为准，请电话核对单号。",
    handling="双方都登记收到同一邮件，以本方登记为准，请电话核对单号。",
)

_CORRECTION_AFTER_LAPSE = Crossing(
    code="correction-after-lapse",
    overtaken=True,
    person=Side.HANDLING,
    accepting="办理地已按逾期终结，本次补正不生效。补正是在期限内收到的，请联系办理地由经办人决定是否作废后重新受理；原件请退还申请人。",
    handling="逾期终结时补正在途，终结有效。请经办人核对窗口收取补正的时间：在期限内的，应作废终结、通知重新申请。",
)
_DEFERRED_AFTER_END = Crossing(
    code="deferred-after-end",
    overtaken=True,
    accepting="办理地已先行终结，容缺补齐不生效。收到的原件请退还申请人。",
    handling="终结办件时容缺材料在途，终结有效；寄来的原件请退回。",
)
_DEFERRED_AFTER_LAPSE = Crossing(
    code="deferred-after-lapse",
    overtaken=True,
    person=Side.HANDLING,
    accepting="办理地已按容缺逾期终结，本次补齐不生效。在承诺期限内补齐的，请联系办理地由经办人决定；原件请退还申请人。",
    handling="容缺逾期终结时材料在途，终结有效。请经办人核对窗口收取时间：在承诺期限内的，应作废终结、通知重新申请。",
)
_SERVED_THOUGH_REPLACED = Crossing(
    code="served-though-replaced",
    overtaken=False,
    on=Facet.DOCUMENT,
    accepting="送达的文书已被办理地更正，期限不从这次送达起算。请送达更正后的文书，并向申请人说明。",
    handling="更正前的文书已由窗口送达，期限以更正后的文书送达为准。",
)
_DELIVERED_THOUGH_REPLACED = Crossing(
    code="delivered-though-replaced",
    overtaken=False,
    on=Facet.DOCUMENT,
    accepting="交付的结果已被办理地更正，请联系申请人换领更正后的文书，收回旧件。",
    handling="更正前的结果已由窗口交付，请寄出更正后的文书，由窗口换发。",
)
_DELIVERED_THOUGH_VOIDED = Crossing(
    code="delivered-though-voided",
    overtaken=False,
    on=Facet.DOCUMENT,
    accepting="办理地已作废本件，交付照常记录。请联系申请人交回已领取的结果。",
    handling="作废时结果正在窗口交付，作废有效，请与窗口一起收回。",
)
_CHECK_AFTER_END = Crossing(
    code="licence-check-after-end",
    overtaken=True,
    accepting="办件已终结，核验请求不再办理：核验只为在办的办件进行。",
    handling="终结办件时核验请求在途，不必答复。",
)
_K = Kind
_WISH = _K.WITHDRAWAL_REQUESTED
_SET_ASIDE = (_K.NOT_REQUIRED, _K.FINISHED_FORWARDED, _K.FINISHED_VOIDED, _K.FINISHED_LAPSED)
_TURNED_AWAY = (_K.NOT_ACCEPTED, _K.FINISHED_RETURN)
_DECIDED = (_K.FINISHED_GRANT, _K.FINISHED_DENY, _K.FINISHED_DONE)
_MADE_OUT = (*_DECIDED, _K.ISSUED)


def _each(intake: Kind, organ: Iterable[Kind], row: Crossing) -> dict[tuple[Kind, Kind], Crossing]:
    return {(intake, one): row for one in organ}


CROSSINGS: Mapping[tuple[Kind, Kind], Crossing] = {
    (_WISH, _K.CORRECTION_REQUESTED): _WITHDRAWAL_WHILE_CORRECTING,
    (_WISH, _K.ACCEPTED): _WITHDRAWAL_WHILE_ACCEPTED,
    (_WISH, _K.ISSUED): _WITHDRAWAL_AFTER_ISSUE,
    **_each(_WISH, _DECIDED, _WITHDRAWAL_TOO_LATE),
    **_each(_WISH, (*_TURNED_AWAY, *_SET_ASIDE), _WITHDRAWAL_AFTER_END),
    **_each(_K.CORRECTED, (*_TURNED_AWAY, *_SET_ASIDE), _CORRECTION_AFTER_END),
    (_K.CORRECTED, _K.FINISHED_LAPSED): _CORRECTION_AFTER_LAPSE,
    **_each(_K.CORRECTED, (_K.ACCEPTED, *_DECIDED), CORRECTION_AFTER_ACCEPTANCE),
    **_each(_K.CORRECTION_REQUESTED, (_K.ACCEPTED, *_DECIDED), NOTICE_AFTER_ACCEPTANCE),
    **_each(_K.CORRECTION_REQUESTED, (*_TURNED_AWAY, *_SET_ASIDE), NOTICE_AFTER_END),
    (_K.ACCEPTED, _K.CORRECTION_REQUESTED): ACCEPTANCE_AFTER_NOTICE,
    **_each(_K.ACCEPTED, (*_TURNED_AWAY, *_SET_ASIDE), ACCEPTANCE_AFTER_END),
    **_each(_K.ACCEPTED, (_K.ACCEPTED, *_DECIDED), ACCEPTED_TWICE),
    **_each(
        _K.DEFERRED_SUPPLIED,
        (
            _K.FINISHED_DENY,
            _K.FINISHED_RETURN,
            _K.FINISHED_WITHDRAWN,
            _K.FINISHED_VOIDED,
            _K.FINISHED_FORWARDED,
        ),
        _DEFERRED_AFTER_END,
    ),
    (_K.DEFERRED_SUPPLIED, _K.FINISHED_LAPSED): _DEFERRED_AFTER_LAPSE,
    **_each(_K.DEFERRED_SUPPLIED, (_K.NOT_ACCEPTED, _K.NOT_REQUIRED), _DEFERRED_AFTER_END),
    **_each(_K.DEFERRED_SUPPLIED, (_K.CORRECTION_REQUESTED, _K.ACCEPTED), DEFERRED_UNACCEPTED),
    **_each(
        _K.LICENCE_ASKED, (*_SET_ASIDE, *_TURNED_AWAY, *_MADE_OUT, _K.FINISHED_WITHDRAWN), _CHECK_AFTER_END
    ),
    **_each(_K.NOTICE_SERVED, (*_SET_ASIDE, *_TURNED_AWAY, _K.FINISHED_WITHDRAWN), _SERVED_AFTER_END),
    (_K.NOTICE_SERVED, _K.DELIVERED): _SERVED_AFTER_DELIVERY,
    **_each(_K.DELIVERED, (_K.FINISHED_VOIDED, _K.FINISHED_LAPSED), _DELIVERED_THOUGH_VOIDED),
    **_each(_K.PARCEL_SENT, (*_SET_ASIDE, *_TURNED_AWAY, _K.FINISHED_WITHDRAWN), _SENT_AFTER_END),
    (_K.PARCEL_LOST, _K.PARCEL_RECEIVED): _LOST_YET_RECEIVED,
    (_K.PARCEL_RETURNED, _K.PARCEL_RECEIVED): _RETURNED_YET_RECEIVED,
    (_K.PARCEL_RECEIVED, _K.PARCEL_LOST): _RECEIVED_THOUGH_LOST,
    (_K.PARCEL_RECEIVED, _K.PARCEL_RETURNED): _RECEIVED_THOUGH_RETURNED,
    (_K.PARCEL_RECEIVED, _K.PARCEL_RECEIVED): _RECEIVED_TWICE,
    (_K.PARCEL_RECEIVED, _K.DELIVERED): _RECEIVED_TWICE,
    **_each(_K.GATHERED_PROCEED, (_K.FINISHED_VOIDED, _K.FINISHED_LAPSED), PROCEED_AFTER_END),
    **_each(_K.GATHERED_STOP, (_K.FINISHED_GRANT, _K.FINISHED_DONE), STOP_OVER_CONSENT),
    (_K.GATHERED_STOP, _K.ISSUED): STOP_OVER_ISSUE,
}

CORRECTED_MEANWHILE: Mapping[Kind, Crossing] = {
    _K.NOTICE_SERVED: _SERVED_THOUGH_REPLACED,
    _K.DELIVERED: _DELIVERED_THOUGH_REPLACED,
}
"""What becomes of an accepting act about a document that an unseen act replaced through `supersedes`."""

PERSONS: Mapping[str, Side] = {row.code: row.person for row in CROSSINGS.values() if row.person is not None}
"""Codes of the rows that leave something for a person to decide, and where."""

NUMBERED: Mapping[Kind, Crossing] = {
    _K.CORRECTION_REQUESTED: NUMBER_TAKEN,
    _K.ACCEPTED: NUMBER_TAKEN,
}
"""What becomes of a window's document whose number an unseen act of the organ used."""

HARMLESS: frozenset[Kind] = frozenset(
    {
        _K.ORIGINAL_VERIFIED,
        _K.ASSISTED,
        _K.SESSION_HELD,
        _K.ASKED,
        _K.ANSWERED,
        _K.URGED,
        _K.LICENCE_ANSWERED,
        _K.RATED_GOOD,
        _K.RATED_BAD,
        _K.RATING_UPHELD,
        _K.RATING_DISMISSED,
        _K.RATING_FIXED,
        _K.PARCEL_TRACKED,
    }
)
"""Accepting kinds that no handling act ever gets in the way of: facts, words and ratings."""

QUIET: frozenset[Kind] = frozenset(
    {
        _K.SESSION_HELD,
        _K.ASKED,
        _K.ANSWERED,
        _K.URGED,
        _K.LICENCE_ASKED,
        _K.LICENCE_ANSWERED,
        _K.RATING_UPHELD,
        _K.RATING_DISMISSED,
        _K.RATING_FIXED,
        _K.TRANSFERRED,
        _K.STEP_TAKEN,
        _K.SUSPENDED,
        _K.RESUMED,
        _K.EXTENDED,
        _K.FEE_DUE,
        _K.FEE_PAID,
        _K.ARCHIVED,
        _K.PARCEL_TRACKED,
        _K.CORRECTED,
        _K.DEFERRED_SUPPLIED,
        _K.ORIGINAL_VERIFIED,
        _K.NOTICE_SERVED,
        _K.WITHDRAWAL_REQUESTED,
        _K.RATED_GOOD,
        _K.RATED_BAD,
    }
)
"""Handling kinds that never get in the way of an accepting act; online 全程网办 the whole intake is of them."""

INDEPENDENT: frozenset[tuple[Kind, Kind]] = frozenset(
    {
        *(
            (intake, _K.ARRIVED)
            for intake in (_WISH, _K.CORRECTION_REQUESTED, _K.CORRECTED, _K.ACCEPTED, _K.DEFERRED_SUPPLIED)
        ),
        (_K.DEFERRED_SUPPLIED, _K.FINISHED_GRANT),
        (_K.DEFERRED_SUPPLIED, _K.FINISHED_DONE),
        *((_K.LICENCE_ASKED, asked) for asked in (_K.CORRECTION_REQUESTED, _K.WITHDRAWAL_REFUSED)),
        *(
            (_K.GATHERED_STOP, organ)
            for organ in (
                _K.ARRIVED,
                _K.CORRECTION_REQUESTED,
                _K.ACCEPTED,
                _K.FINISHED_DENY,
                _K.FINISHED_WITHDRAWN,
                _K.WITHDRAWAL_REFUSED,
                *_TURNED_AWAY,
                *_SET_ASIDE,
            )
        ),
        *((_K.NOTICE_SERVED, made) for made in (_K.CORRECTION_REQUESTED, _K.ACCEPTED, *_MADE_OUT)),
        *(
            (_K.DELIVERED, made)
            for made in (
                _K.CORRECTION_REQUESTED,
                _K.ACCEPTED,
                _K.NOT_REQUIRED,
                _K.FINISHED_FORWARDED,
                *_TURNED_AWAY,
                *_MADE_OUT,
                _K.FINISHED_WITHDRAWN,
                _K.DELIVERED,
            )
        ),
        *((_K.DELIVERED, moved) for moved in (_K.PARCEL_SENT, _K.PARCEL_RECEIVED)),
        *((_K.DELIVERED, moved) for moved in (_K.PARCEL_LOST, _K.PARCEL_RETURNED)),
        *((_K.PARCEL_SENT, moved) for moved in (_K.PARCEL_SENT, _K.PARCEL_RECEIVED)),
        *((_K.PARCEL_SENT, moved) for moved in (_K.PARCEL_LOST, _K.PARCEL_RETURNED)),
        (_K.PARCEL_RECEIVED, _K.PARCEL_SENT),
        *((_K.PARCEL_LOST, moved) for moved in (_K.PARCEL_SENT, _K.PARCEL_LOST, _K.PARCEL_RETURNED)),
        *((_K.PARCEL_RETURNED, moved) for moved in (_K.PARCEL_SENT, _K.PARCEL_LOST, _K.PARCEL_RETURNED)),
    }
)
"""Pairs that share a table and may cross, but are never in each other's way: they concern another document
or parcel, or the tables take them in either order. Pairs that share no table are independent of themselves."""


@dataclass(frozen=True, slots=True)
class Met:
    """A handling act already in the order: where it stands in its log, what it touched, whether it corrects."""

    position: int
    kind: Kind
    touched: tuple[Subject, ...]
    correction: bool


def crossed(
    kind: Kind, touched: Iterable[Subject], unseen: Iterable[Met], *, overtaken: bool
) -> Iterator[Crossing]:
    """Find the rows that apply to an accepting act.

    Args:
        kind: the accepting act's kind.
        touched: what it touches.
        unseen: the handling acts before it that its author had not seen, in order.
        overtaken: whether its row in the tables is missing.
    """
    subjects = set(touched)
    for met in unseen:
        row = CORRECTED_MEANWHILE.get(kind) if met.correction else CROSSINGS.get((kind, met.kind))
        for one in (NUMBERED.get(kind), row):
            if one is None or one.overtaken is not overtaken:
                continue
            if one.on is None or any(s.facet is one.on and s in subjects for s in met.touched):
                yield one
