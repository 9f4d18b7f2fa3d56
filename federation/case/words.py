"""What the field calls each value of the closed sets in `choices`: for sheets, lists and documents."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from federation.case.choices import (
    AgentBasis,
    DayUnit,
    Delivery,
    Disposition,
    Finding,
    JointOutcome,
    JointRule,
    Leg,
    LicenceState,
    Mode,
    Procedure,
    Result,
    Satisfaction,
    ServedBy,
    SessionKind,
    Stage,
    StepEnd,
    TimeUnit,
    Tracking,
)

WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Disposition: {
        Disposition.VERIFY_AND_HAND_BACK: "核验后退还",
        Disposition.COPY: "留复印件",
        Disposition.KEEP: "留存原件",
        Disposition.RETURN: "用后退还",
        Disposition.SURRENDER: "收回",
    },
    AgentBasis: {
        AgentBasis.AUTHORISATION: "授权委托",
        AgentBasis.GUARDIAN: "监护人",
        AgentBasis.REPRESENTATIVE: "法定代表人",
    },
    Delivery: {Delivery.WINDOW: "窗口领取", Delivery.HOME: "邮寄到家", Delivery.ONLINE: "电子送达"},
    Mode: {
        Mode.FULL_ONLINE: "全程网办",
        Mode.REMOTE_COLLECTION: "异地代收代办",
        Mode.JOINT: "多地联办",
    },
    JointRule: {JointRule.ALL: "一地不准，全部终止", JointRule.EACH: "各地各自办结"},
    JointOutcome: {JointOutcome.PROCEED: "继续", JointOutcome.STOP: "终止"},
    ServedBy: {ServedBy.WINDOW: "窗口", ServedBy.POST: "邮寄", ServedBy.ELECTRONIC: "电子"},
    Result: {
        Result.GRANT: "准予",
        Result.DENY: "不予",
        Result.DONE: "办结",
        Result.RETURN: "退件",
        Result.WITHDRAWN: "同意撤回",
        Result.VOIDED: "作废",
        Result.LAPSED: "逾期终结",
        Result.FORWARDED: "转报",
    },
    StepEnd: {StepEnd.PASSED: "通过", StepEnd.SENT_BACK: "退回", StepEnd.OTHER: "其他"},
    Procedure: {
        Procedure.HEARING: "听证",
        Procedure.TENDER: "招标",
        Procedure.AUCTION: "拍卖",
        Procedure.INSPECTION: "检验",
        Procedure.TESTING: "检测",
        Procedure.QUARANTINE: "检疫",
        Procedure.APPRAISAL: "鉴定",
        Procedure.EXPERT_REVIEW: "专家评审",
    },
    DayUnit: {DayUnit.WORKING_DAY: "工作日", DayUnit.CALENDAR_DAY: "自然日"},
    TimeUnit: {
        TimeUnit.WORKING_DAY: "工作日",
        TimeUnit.CALENDAR_DAY: "自然日",
        TimeUnit.MONTH: "月",
        TimeUnit.HOUR: "小时",
    },
    Stage: {Stage.INTAKE: "收件", Stage.FINISH: "办结"},
    Satisfaction: {
        Satisfaction.VERY_SATISFIED: "非常满意",
        Satisfaction.SATISFIED: "满意",
        Satisfaction.FAIR: "基本满意",
        Satisfaction.DISSATISFIED: "不满意",
        Satisfaction.VERY_DISSATISFIED: "非常不满意",
    },
    Finding: {
        Finding.CLEAR: "属实，立行立改",
        Finding.COMPLEX: "属实，限期整改",
        Finding.NO_GROUND: "无法律依据，已解释",
        Finding.MISTAKEN: "误评或恶意，不计",
    },
    SessionKind: {SessionKind.VIDEO: "视频办", SessionKind.PRECHECK: "预审"},
    LicenceState: {
        LicenceState.VALID: "有效",
        LicenceState.EXPIRED: "已过期",
        LicenceState.REVOKED: "已注销或吊销",
        LicenceState.NOT_FOUND: "查无此证",
        LicenceState.NOT_OURS: "非本地颁发",
    },
    Tracking: {
        Tracking.COLLECTED: "已收寄",
        Tracking.IN_TRANSIT: "运输中",
        Tracking.OUT_FOR_DELIVERY: "派送中",
        Tracking.FAILED_ATTEMPT: "未妥投",
        Tracking.SIGNED: "本人签收",
        Tracking.SIGNED_BY_OTHER: "代签收(不作送达)",
    },
    Leg: {
        Leg.W2H: "窗口→办理地",
        Leg.H2W: "办理地→窗口",
        Leg.H2A: "办理地→申请人",
        Leg.W2A: "窗口→申请人",
    },
}
"""By enum, because two enums may share a value: as text, ``return`` is a disposition and a result."""


def word(choice: StrEnum) -> str:
    """What the field calls a value.

    Args:
        choice: a member of one of the enums of `choices`.
    """
    return WORDS[type(choice)][choice]


def in_words(amount: int, unit: TimeUnit) -> str:
    """A limit as people say it: ``5 个工作日``; nothing is at once."""
    return f"{amount} 个{word(unit)}" if amount else "当场办结"
