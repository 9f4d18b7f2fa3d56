"""The national exchange tables 国家汇聚 for cases: names and columns as they are, misspellings included.

Source: the tables `up_pro_*` as provinces fill them, with the lengths one of them declares; a hub that
asks for more, or for less, says so in its file (see `codes`). `up_pro_pay` and `up_pro_logistics` are
tables 14 and 15 of GB/T 39046-2020 under names of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        zh: what it holds.
        length: in characters, at most.
        required: whether it must not be empty.
    """

    zh: str
    length: int
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; its columns in order."""

    name: str
    zh: str
    columns: Mapping[str, Column]


_Said = tuple[str, int, str]

_IDENTITY: tuple[_Said, ...] = (("row_guid", 50, "记录唯一标识"), ("project_no", 50, "办件编号"))
_SYNC: tuple[_Said, ...] = (
    ("cd_batch", 32, "批次号"),
    ("cd_operation", 2, "同步类型"),
    ("cd_time", 19, "同步时间"),
    ("data_source", 10, "数据来源"),
)
IDENTIFYING = ("row_guid", "project_no", "cd_batch", "cd_operation", "cd_time", "data_source")
"""What every row must say: who it is, and that it is new, changed or no more."""


def _table(name: str, zh: str, own: Iterable[_Said], *required: str) -> Table:
    said = (*_IDENTITY, *own, *_SYNC)
    columns = {
        column: Column(zh=label, length=length, required=column in {*IDENTIFYING, *required})
        for column, length, label in said
    }
    return Table(name=name, zh=zh, columns=MappingProxyType(columns))


_ACCEPT = _table(
    "up_pro_accept",
    "办件受理信息",
    (
        ("catalog_code", 12, "基本编码"),
        ("local_catalog_code", 50, "地方基本编码"),
        ("task_code", 36, "实施编码"),
        ("local_task_code", 50, "地方实施编码"),
        ("task_handle_item", 50, "业务办理项编码"),
        ("task_name", 1000, "事项名称"),
        ("task_version", 50, "事项版本"),
        ("project_name", 1000, "办件摘要"),
        ("project_type", 2, "办件类型"),
        ("apply_type", 2, "申请类型"),
        ("applyer_name", 100, "申请人名称"),
        ("applyer_type", 2, "申请人类型"),
        ("applyer_page_type", 70, "申请人证件类型"),
        ("applyer_page_code", 500, "申请人证件号码"),
        ("contact_name", 100, "联系人姓名"),
        ("contact_type", 6, "联系人证件类型"),
        ("contact_code", 50, "联系人证件号码"),
        ("contact_mobile", 20, "联系人手机号码"),
        ("legal", 100, "法定代表人"),
        ("address", 1000, "通讯地址"),
        ("zip_code", 6, "邮编"),
        ("apply_date", 19, "申请时间"),
        ("accept_date", 19, "受理时间"),
        ("promise_date", 19, "承诺办结时间"),
        ("accept_doc_no", 50, "受理文书编号"),
        ("org_name", 100, "受理部门"),
        ("org_code", 18, "受理部门编码"),
        ("handle_user_name", 100, "受理人员"),
    ),
    "catalog_code",
    "task_code",
    "task_name",
    "task_version",
    "project_type",
    "apply_type",
    "applyer_name",
    "applyer_type",
    "applyer_page_type",
    "applyer_page_code",
    "apply_date",
    "org_name",
    "org_code",
)
_PROCESS = _table(
    "up_pro_process",
    "办件过程信息",
    (
        ("process_name", 1000, "办理环节名称"),
        ("event_name", 2, "业务动作"),
        ("handle_explain", 2000, "办理意见"),
        ("handle_user_name", 100, "办理人员"),
        ("event_start_time", 19, "环节开始时间"),
        ("event_end_time", 19, "环节结束时间"),
    ),
    "process_name",
    "event_name",
    "handle_user_name",
    "event_start_time",
    "event_end_time",
)
_SPECIAL = _table(
    "up_pro_special_procedure",
    "特别程序信息",
    (
        ("special_type", 2, "特别程序种类"),
        ("special_name", 1000, "特别程序种类名称"),
        ("special_time", 19, "特别程序开始时间"),
        ("special_reason", 2000, "特别程序启动理由或依据"),
        ("applyer_user_name", 100, "申请人"),
        ("end_time", 19, "特别程序结束时间"),
        ("result", 2000, "特别程序结果"),
        ("special_explain", 2000, "特别程序办理意见"),
        ("handle_user", 100, "办理人"),
    ),
    "special_type",
    "special_name",
    "special_time",
    "special_reason",
)
_RESULT = _table(
    "up_pro_result",
    "办件结果信息",
    (
        ("result_type", 2, "办结结果"),
        ("result_date", 19, "办结时间"),
        ("result_explain", 2000, "办件结果描述"),
        ("result_cetr_name", 256, "结果证照名称"),
        ("result_cetr_no", 2000, "结果证照编号"),
        ("is_delivery_results", 2, "是否快递递送结果"),
        ("satisfaction", 2, "满意度"),
    ),
    "result_type",
    "result_date",
    "is_delivery_results",
)
_MATERIAL = _table(
    "up_pro_material",
    "材料目录信息",
    (
        ("material_name", 200, "材料名称"),
        ("get_type", 2, "收取方式"),
        ("get_num", 5, "收取数量"),
        ("material_attach_name", 200, "附件名称"),
    ),
    "material_name",
    "get_type",
)
_PAY = _table(
    "up_pro_pay",
    "支付信息",
    (
        ("pay_no", 50, "缴款单号"),
        ("org_name", 200, "收费单位"),
        ("amount", 19, "金额（元）"),
        ("pay_time", 19, "缴款时间"),
    ),
    "pay_no",
    "amount",
)
_LOGISTICS = _table(
    "up_pro_logistics",
    "物流信息",
    (
        ("express_no", 50, "物流单号"),
        ("send_org", 200, "寄送单位"),
        ("send_time", 19, "寄送日期"),
        ("send_user", 50, "寄送人"),
        ("receive_org", 200, "接收单位"),
        ("receive_time", 19, "接收日期"),
        ("receive_user", 50, "接收人"),
    ),
    "express_no",
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (_ACCEPT, _PROCESS, _SPECIAL, _RESULT, _MATERIAL, _PAY, _LOGISTICS)}
)
"""In the order in which a case's rows are sent: the row that others refer to first."""
