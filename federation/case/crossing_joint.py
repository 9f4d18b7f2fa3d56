"""Crossings of what the lead of a joint case 多地联办 writes when it has gathered the parts."""

from __future__ import annotations

from federation.case.authors import Side
from federation.case.crossing import Crossing

PROCEED_AFTER_END = Crossing(
    code="proceed-after-end",
    overtaken=True,
    person=Side.ACCEPTING,
    accepting="汇总时本地部分已被办理地作废或逾期终结，“继续”在本件不生效。请重新查看联办进度；须终止的，向其余各地登记终止汇总，并告知申请人。",
    handling="终结办件时受理地的联办汇总在途，终结有效；受理地会处理其余各地。",
)
STOP_OVER_CONSENT = Crossing(
    code="stop-over-consent",
    overtaken=False,
    accepting="终止汇总与本地的准予在途相遇，终止有效。本地结果不得交付，等待办理地作废。",
    handling="准予时受理地的联办终止在途，终止有效。请作废本件的准予，说明联办已终止。",
)
STOP_OVER_ISSUE = Crossing(
    code="stop-over-issue",
    overtaken=False,
    person=Side.HANDLING,
    accepting="终止汇总登记时办理地已出证，终止有效。证照请勿交付，等待办理地处理。",
    handling="出证时受理地的联办终止在途。请经办人核对：依法可以收回的，作废本件并收回证照；不能收回的，与受理地会商。",
)
