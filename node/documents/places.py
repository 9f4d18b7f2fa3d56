"""The places that the words of a template may name, and the tables it may hold: closed sets.

A name that is not here is an error when the node starts, never a gap on paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from node.documents.blocks import Column

_COMMON: Mapping[str, str] = {
    "organ": "出具文书的机关名称",
    "date": "出具日期（北京时间）",
    "case": "办件编号",
    "item": "事项名称",
    "item_code": "事项编码",
    "applicant": "申请人姓名或名称，全名",
    "applicant_label": "申请人证件名称",
    "applicant_masked": "申请人证件号码，中间遮盖",
    "applicant_listed": "申请人姓名，遮盖；单位不遮盖",
    "agent": "代理人姓名；没有代理人时为空",
    "window": "收件机构名称",
    "accepting_place": "收件地",
    "handling_place": "办理地",
    "handling_organ": "办理机关名称",
    "phone": "出具机关咨询电话",
    "supervision": "监督投诉电话",
}
_NOTICES: Mapping[str, str] = {
    "number": "文号",
    "entrusted": "受委托出具文书的机构（24条）；本机关自己出具时为空",
    "applicant_number": "申请人证件号码，全号",
    "you": "对申请人的称谓：你、你单位",
    "filed": "申请日期",
    "basis": "法律依据：行政许可事项引行政许可法条款，其他事项引办理规定",
    "review": "行政复议机关（配置）",
    "court": "有管辖权的人民法院（配置）",
    "title": "本文书名称",
    "returned": "待退还的原件；没有时为空",
}
_EVENTS: Mapping[str, str] = {
    "days": "期限及单位",
    "reason": "理由",
    "promised": "承诺办结时限；即办件为空",
    "instant": "即办件时非空",
    "complete": "没有容缺材料时非空",
    "procedure": "特别程序名称（45条）",
    "approver": "批准延长的机关负责人",
    "charge": "收费项目",
    "amount": "金额（元）",
    "capital": "金额大写",
    "payment_code": "缴款码",
    "payee": "收费单位",
    "fee_note": "收费标准和依据；目录没有时为空",
    "result": "结果证照名称；目录没有时为空",
    "wanted_back": "撤回申请的日期；没有申请时为空",
    "overdue": "逾期未补正的告知书或未补齐的容缺材料",
}
_PARCELS: Mapping[str, str] = {
    "date": "制表日期（北京时间）",
    "parcel": "邮件号",
    "carrier": "承运方",
    "leg": "寄递方向",
    "cases": "办件数",
    "count": "件数",
    "from_name": "寄件方名称",
    "from_address": "寄件地址（仅面单）",
    "from_phone": "寄件电话（仅面单）",
    "to_name": "收件方名称；寄申请人时为其姓名",
    "to_address": "收件地址（仅面单）",
    "to_phone": "收件电话（仅面单）",
}
_RECEIPTS: Mapping[str, str] = {
    "agent_basis": "代理人的身份：受委托人、监护人等；没有代理人时为空",
    "agent_listed": "代理人姓名，遮盖；没有代理人时为空",
    "agent_label": "代理人证件名称；没有代理人时为空",
    "agent_masked": "代理人证件号码，中间遮盖；没有代理人时为空",
    "officer": "收件窗口和经办人员的工号",
    "received": "收件时间（北京时间）",
    "limit": "办理时限的说明",
    "delivery": "结果送达方式",
    "local_no": "本地流水号；没有时为“—”",
    "handling_phone": "办理机关咨询电话",
    "notice_version": "个人信息处理告知书的版本",
}
PLACES: Mapping[str, str] = {**_PARCELS, **_COMMON, **_NOTICES, **_EVENTS, **_RECEIPTS}
"""Every place, and what is put there."""

NOTICE = frozenset(_COMMON) | frozenset(_NOTICES)
FORM = frozenset(_COMMON)
RECEIPT = frozenset(_RECEIPTS) | {"count"}
_ONLY_LABEL = frozenset({"from_address", "from_phone", "to_address", "to_phone"})
PARCEL = frozenset(_PARCELS) - _ONLY_LABEL

SETTINGS: Mapping[str, str] = {
    "review": "organs.{organ}.review",
    "court": "organs.{organ}.court",
    "phone": "organs.{organ}.phone",
}
"""Places that an operator has to fill: what to say if one is empty."""

_NUMBER = Column(head="序号", share=14, centred=True)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "defects": (_NUMBER, Column(head="材料", share=60), Column(head="需要补正的内容", share=110)),
    "deferred": (_NUMBER, Column(head="容缺材料", share=110), Column(head="承诺补齐期限", share=60)),
    "taken": (
        Column(head="序号", share=10, centred=True),
        Column(head="材料名称", share=60),
        Column(head="原件", share=13, centred=True),
        Column(head="复印件", share=14, centred=True),
        Column(head="电子件", share=14, centred=True),
        Column(head="处理方式", share=20, centred=True),
        Column(head="原件去向", share=49),
    ),
    "documents": (
        _NUMBER,
        Column(head="文书名称", share=75),
        Column(head="文号", share=75),
        Column(head="份数", share=20, centred=True),
    ),
    "originals": (
        _NUMBER,
        Column(head="材料名称", share=62),
        Column(head="原件", share=13, centred=True),
        Column(head="复印件", share=14, centred=True),
        Column(head="电子件", share=14, centred=True),
        Column(head="处理方式", share=25, centred=True),
        Column(head="原件现在何处", share=42),
    ),
    "papers": (
        _NUMBER,
        Column(head="办件编号", share=66),
        Column(head="申请人", share=24),
        Column(head="材料或文书", share=44),
        Column(head="原件/复印件", share=16, centred=True),
        Column(head="份数", share=12, centred=True),
        Column(head="核对", share=12, centred=True),
    ),
}
"""Every table, and its columns."""
