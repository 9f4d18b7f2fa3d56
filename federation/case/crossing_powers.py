"""Crossings of what a window with powers writes in the organ's stead: its notice 一次性告知, its acceptance 受理."""

from __future__ import annotations

from federation.case.authors import Side
from federation.case.crossing import Crossing
from federation.case.states import Facet

NOTICE_AFTER_ACCEPTANCE = Crossing(
    code="notice-after-acceptance",
    overtaken=True,
    accepting="办理机关已先行受理，窗口的补正告知不生效。请告知申请人无须补正；已送达的告知书请收回并说明。",
    handling="受理时窗口的补正告知在途，受理有效；窗口会告知申请人无须补正。",
)
NOTICE_AFTER_END = Crossing(
    code="notice-after-end",
    overtaken=True,
    accepting="办理地已先行终结办件，窗口的补正告知不生效。请收回已送达的告知书，告知申请人结果和救济途径。",
    handling="终结办件时窗口的补正告知在途，终结有效；窗口会告知申请人。",
)
CORRECTION_AFTER_ACCEPTANCE = Crossing(
    code="correction-after-acceptance",
    overtaken=True,
    accepting="办理机关已先行受理，无须补正，本次补正不生效。收到的材料请与办理地会商是否转交，原件可退还申请人。",
    handling="受理时窗口已收取补正材料，受理有效；材料仍在窗口，需要的请会商窗口转交。",
)
ACCEPTANCE_AFTER_NOTICE = Crossing(
    code="acceptance-after-notice",
    overtaken=True,
    person=Side.HANDLING,
    accepting="办理机关的一次性补正告知先于窗口的受理，窗口的受理不生效。请收回受理通知书，送达补正告知书并向申请人说明。",
    handling="发出补正告知时窗口已以本机关名义受理，补正告知有效。请经办人核对是否确需补正，并与窗口商定如何向申请人说明。",
)
ACCEPTANCE_AFTER_END = Crossing(
    code="acceptance-after-end",
    overtaken=True,
    person=Side.HANDLING,
    accepting="办理地已先行终结办件，窗口的受理不生效。请收回受理通知书，告知申请人结果和救济途径，并请办理地经办人复核。",
    handling="终结办件时窗口已以本机关名义受理，终结有效。请经办人核对：应当受理的，请作废本次终结，通知窗口重新收件。",
)
ACCEPTED_TWICE = Crossing(
    code="accepted-twice",
    overtaken=True,
    person=Side.HANDLING,
    accepting="委托期满，办理机关已自行受理，以其受理为准。请收回窗口出具的受理通知书。",
    handling="本机关受理时窗口在委托期内的受理在途，以本机关受理为准。请经办人核对受理日期，时限以较早之日为准。",
)
DEFERRED_UNACCEPTED = Crossing(
    code="deferred-without-acceptance",
    overtaken=True,
    accepting="窗口的受理没有生效，容缺补齐随之不生效。收到的材料请改作补正材料提交或与办理地会商，原件可退还申请人。",
    handling="窗口的受理没有生效，窗口收到的容缺材料可随补正送来，请与窗口会商。",
)
NUMBER_TAKEN = Crossing(
    code="number-taken",
    overtaken=True,
    on=Facet.DOCUMENT,
    accepting="办理机关已用同一文号出具文书，窗口这份文书不生效。请收回，换文号重新出具。",
    handling="窗口用了与本机关文书相同的文号，窗口那份不生效；请与窗口分开编号。",
)
GROUND_LOST = Crossing(
    code="ground-lost",
    overtaken=True,
    accepting="本条所依据的窗口文书没有生效，本条随之不生效。请先按那份文书的提示处理。",
    handling="窗口登记所依据的窗口文书没有生效，不必处理。",
)
"""Not of a pair: an act about an earlier one of its own end that was overtaken."""
