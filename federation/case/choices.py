"""The closed sets in what can happen to a case. Each has an enum of the same name in event.proto."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """What becomes of a paper."""

    VERIFY_AND_HAND_BACK = "verify_and_hand_back"
    COPY = "copy"
    KEEP = "keep"
    RETURN = "return"
    SURRENDER = "surrender"


class AgentBasis(StrEnum):
    """Why an agent may act."""

    AUTHORISATION = "authorisation"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"


class Delivery(StrEnum):
    """How the result reaches the applicant; it decides who writes Delivered."""

    WINDOW = "window"
    HOME = "home"
    ONLINE = "online"


class Mode(StrEnum):
    """业务模式 (国办发〔2020〕35号)."""

    FULL_ONLINE = "full_online"
    REMOTE_COLLECTION = "remote_collection"
    JOINT = "joint"


class JointRule(StrEnum):
    """多地联办: what one refused part means for the others; the lead says it when it files them."""

    ALL = "all"
    EACH = "each"


class JointOutcome(StrEnum):
    """What the lead found when it gathered the parts."""

    PROCEED = "proceed"
    STOP = "stop"


class ServedBy(StrEnum):
    """How a notice reached the applicant."""

    WINDOW = "window"
    POST = "post"
    ELECTRONIC = "electronic"


class Result(StrEnum):
    """How a case ended."""

    GRANT = "grant"
    DENY = "deny"
    DONE = "done"
    RETURN = "return"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    LAPSED = "lapsed"
    FORWARDED = "forwarded"


class StepEnd(StrEnum):
    """How a step of the organ ended (GB/T 39046 业务动作)."""

    PASSED = "passed"
    SENT_BACK = "sent_back"
    OTHER = "other"


class Procedure(StrEnum):
    """Why the clock of the decision stands (行政许可法 45条)."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"


class DayUnit(StrEnum):
    """What a time is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


class TimeUnit(StrEnum):
    """What a limit is counted in (时限单位 of the item lists)."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    HOUR = "hour"


class Stage(StrEnum):
    """What a rating is about (好差评 evalProcess)."""

    INTAKE = "intake"
    FINISH = "finish"


class Satisfaction(StrEnum):
    """满意度 (GB/T 39046 A.8), five levels."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"


class Finding(StrEnum):
    """What looking into a bad rating found (国办发〔2019〕51号)."""

    CLEAR = "clear"
    COMPLEX = "complex"
    NO_GROUND = "no_ground"
    MISTAKEN = "mistaken"


class SessionKind(StrEnum):
    """What kind of meeting with the applicant."""

    VIDEO = "video"
    PRECHECK = "precheck"


class LicenceState(StrEnum):
    """What the issuing place says of a licence."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_FOUND = "not_found"
    NOT_OURS = "not_ours"


class Tracking(StrEnum):
    """Where a courier says a parcel is (DOMAIN: EMS 操作码)."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    FAILED_ATTEMPT = "failed_attempt"
    SIGNED = "signed"
    SIGNED_BY_OTHER = "signed_by_other"


class Leg(StrEnum):
    """Which way a parcel goes: W window, H handling place, A applicant."""

    W2H = "w2h"
    H2W = "h2w"
    H2A = "h2a"
    W2A = "w2a"
