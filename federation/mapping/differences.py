"""Side by side 两地对比: what kinds of line there are, and what one line says. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from federation.items.tables import Coded

SAME = "两地一致"
UNSAID = "没有写明"


class Aspect(Coded):
    """对比事项: what two cities may do differently, in the order a window reads it."""

    ORGAN = "ORGAN", "实施主体"
    TYPE = "TYPE", "事项类型"
    KIND = "KIND", "办件类型"
    SERVERS = "SERVERS", "服务对象"
    LEGAL = "LEGAL", "法定办结时限"
    PROMISED = "PROMISED", "承诺办结时限"
    CONDITION = "CONDITION", "受理条件"
    MATERIAL = "MATERIAL", "申请材料"
    FIELD = "FIELD", "填报项"
    FEE = "FEE", "收费"
    SPECIAL = "SPECIAL", "特别程序"
    HANDLE_TYPES = "HANDLE_TYPES", "办理形式"
    VISITS = "VISITS", "到现场次数"
    EXPRESS = "EXPRESS", "物流快递"
    RESULT = "RESULT", "审批结果"
    CHANNEL = "CHANNEL", "办理渠道"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the comparison.

    Attributes:
        aspect: what is compared.
        ours: what the accepting place says; empty where it says nothing or has nothing like it.
        theirs: the same of the handling place.
        same: whether the window may do as at home.
        says: the difference in one Chinese sentence, for the window.
        ours_codes: for a material or field, the accepting place's codes; none where it has none.
        theirs_code: the handling place's code; empty where it has none.
    """

    aspect: Aspect
    ours: str
    theirs: str
    same: bool
    says: str
    ours_codes: tuple[str, ...] = ()
    theirs_code: str = ""
