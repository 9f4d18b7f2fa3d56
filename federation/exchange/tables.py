"""The national exchange tables 国家汇聚 for cases: names and columns as they are, misspellings included.

Source: the tables `up_pro_*` and `dn_audit_abnormal` as provinces fill them; formats of GB/T 39046-2020:
dates YYYYMMDD, times YYYYMMDDThhmmss, money in 元, yes and no as 1 and 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table.

    Attributes:
        name: in the database.
        zh: what it holds.
        columns: in order; each with its length in characters.
        required: those that must not be empty.
    """

    name: str
    zh: str
    columns: Mapping[str, int]
    required: frozenset[str]


_CASE = {"row_guid": 50, "project_no": 50}
_SYNC = {"cd_batch": 50, "cd_operation": 1, "cd_time": 15, "data_source": 50}


def _table(name: str, zh: str, own: Mapping[str, int], *required: str) -> Table:
    columns = _CASE | dict(own) | _SYNC
    return Table(
        name=name,
        zh=zh,
        columns=columns,
        required=frozenset({"row_guid", "project_no", "cd_operation", "cd_time", *required}),
    )


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table(
            "up_pro_accept",
            "办件受理",
            {
                "catalog_code": 12,
                "local_catalog_code": 50,
                "task_code": 36,
                "local_task_code": 50,
                "task_handle_item": 50,
                "task_name": 500,
                "task_version": 50,
                "project_name": 500,
                "project_type": 1,
                "apply_type": 1,
                "applyer_name": 200,
                "applyer_type": 2,
                "applyer_page_type": 20,
                "applyer_page_code": 50,
                "contact_name": 200,
                "contact_type": 20,
                "contact_code": 50,
                "contact_mobile": 50,
                "address": 500,
                "apply_date": 15,
                "accept_date": 15,
                "promise_date": 15,
                "accept_doc_no": 100,
                "org_name": 200,
                "org_code": 18,
                "handle_user_name": 50,
            },
            "catalog_code",
            "task_code",
            "task_name",
            "applyer_name",
            "applyer_page_code",
            "apply_date",
            "org_code",
        ),
        _table(
            "up_pro_process",
            "办件过程",
            {
                "process_name": 100,
                "event_name": 2,
                "handle_explain": 2000,
                "handle_user_name": 50,
                "event_start_time": 15,
                "event_end_time": 15,
            },
            "process_name",
            "event_name",
            "event_start_time",
            "event_end_time",
        ),
        _table(
            "up_pro_special_procedure",
            "特别程序",
            {
                "special_type": 1,
                "special_name": 100,
                "special_time": 15,
                "special_reason": 2000,
                "applyer_user_name": 50,
                "end_time": 15,
                "result": 2000,
                "special_explain": 2000,
                "handle_user": 50,
            },
            "special_type",
            "special_name",
            "special_time",
        ),
        _table(
            "up_pro_result",
            "办件结果",
            {
                "result_type": 10,
                "result_date": 15,
                "result_explain": 2000,
                "result_cetr_name": 200,
                "result_cetr_no": 200,
                "is_delivery_results": 1,
                "satisfaction": 1,
            },
            "result_type",
            "result_date",
        ),
        _table(
            "up_pro_material",
            "办件材料",
            {"material_name": 500, "get_type": 1, "get_num": 4, "material_attach_name": 500},
            "material_name",
            "get_type",
        ),
        _table(
            "up_pro_pay",
            "支付",
            {"pay_no": 50, "org_name": 200, "amount": 19, "pay_time": 15},
            "pay_no",
            "amount",
        ),
        _table(
            "up_pro_logistics",
            "物流",
            {
                "express_no": 50,
                "send_org": 200,
                "send_time": 15,
                "receive_org": 200,
                "receive_time": 15,
            },
            "express_no",
        ),
    )
}
