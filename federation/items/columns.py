"""The columns of the three sheets of a catalogue: 实施清单, 材料清单, 表单字段.

The first two carry the names of the national exchange tables (up_task_general_basic, _extend,
_material); the form sheet and the columns said to be ours are this project's. docs/mapping.md
prints them.
"""

from __future__ import annotations

from federation.ids import BaseCode, HandlingItemCode, TaskCode, Uscc
from federation.items.cells import (
    read_day,
    read_text,
)
from federation.items.form import DateFormat
from federation.items.grid import Column, Table
from federation.items.readers import (
    MOST_COPIES,
    MOST_DAYS,
    SourceProfile,
    coded,
    id_reader,
    read_choices,
    read_condition,
    read_date_format,
    read_item_type,
    read_material_word,
    read_name_code,
    servers,
    whole,
)
from federation.items.tables import (
    LIMIT_DIGITS,
    Channel,
    Coded,
    FieldType,
    ItemState,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    ProjectType,
    ServerType,
    SourceType,
    UseLevel,
    YesNo,
)


def _coded_column(
    name: str, label: str, table: type[Coded], says: str = "代码或名称", *, must: bool = False
) -> Column:
    return Column(
        field=name, label=label, read=coded(table), says=says, codes=table, required=must, filled=must
    )


_TASK = Column(
    field="task_code",
    label="实施编码",
    read=id_reader(TaskCode, 31, "实施编码"),
    says="31 位实施编码",
    required=True,
    filled=True,
    key=True,
)
_HANDLING = Column(
    field="task_handle_item",
    label="业务办理项编码",
    read=id_reader(HandlingItemCode, 33, "业务办理项编码"),
    says="33 位业务办理项编码",
    key=True,
)


def _text(name: str, label: str, says: str = "文字", *other: str, must: bool = False) -> Column:
    return Column(field=name, label=label, read=read_text, says=says, required=must, filled=must, other=other)


def _limit(name: str, label: str) -> tuple[Column, Column]:
    days = Column(
        field=f"{name}_day", label=label, read=whole(MOST_DAYS), says=f"0–{MOST_DAYS} 的整数", required=True
    )
    unit = Column(
        field=f"{name}_type",
        label=f"{label}单位",
        read=coded(LimitUnit, LIMIT_DIGITS),
        says="单位名称；数字只认 1（工作日）",
        codes=LimitUnit,
        required=True,
    )
    return days, unit


def item_table(profile: SourceProfile) -> Table:
    """实施清单: one row for each item or handling item."""
    return Table(
        name="实施清单",
        columns=(
            _text("task_name", "事项名称", must=True),
            Column(
                field="catalog_code",
                label="基本编码",
                read=id_reader(BaseCode, 12, "基本编码"),
                says="12 位基本编码",
                key=True,
                required=True,
                filled=True,
            ),
            _TASK,
            _HANDLING,
            _text("handle_item_name", "业务办理项名称"),
            Column(
                field="task_type",
                label="事项类型",
                read=read_item_type,
                says="名称或两位代码（见事项类型表）",
                required=True,
                filled=True,
            ),
            _text("dept_name", "实施主体", must=True),
            Column(
                field="dept_code",
                label="实施主体编码",
                read=id_reader(Uscc, 18, "统一社会信用代码"),
                says="18 位统一社会信用代码",
                required=True,
                filled=True,
            ),
            _coded_column("use_level", "行使层级", UseLevel, must=True),
            _coded_column("project_type", "办件类型", ProjectType, must=True),
            Column(
                field="server_type",
                label="服务对象",
                read=servers(profile),
                says="一个或多个名称，用顿号隔开；数字 5、6 须先说明来源系统",
                codes=ServerType,
                required=True,
                filled=True,
            ),
            *_limit("anticipate", "法定办结时限"),
            *_limit("promise", "承诺办结时限"),
            _text("accept_condition", "受理条件"),
            _text("materials", "申请材料"),
            Column(
                field="plan_effective_date", label="生效日期", read=read_day, says="日期，推荐 2026-01-05"
            ),
            Column(field="plan_cancel_date", label="取消日期", read=read_day, says="日期；长期有效则留空"),
            _coded_column("task_state", "事项状态", ItemState),
            _text("task_version", "事项版本"),
            _text("link_way", "咨询电话", "文字", "咨询方式"),
            _text("supervise_way", "监督电话", "文字", "监督投诉方式"),
            _text("transact_addr", "办理地点"),
            _text("transact_time", "办理时间"),
            _coded_column("is_fee", "是否收费", YesNo),
            _text("fee_stand", "收费标准", "文字", "收费说明"),
            _text("special_procedure", "特别程序"),
            _text("result_name", "审批结果名称", "文字", "结果名称"),
            _coded_column("channel", "办理渠道", Channel, "代码或名称（本项目的列）"),
            _coded_column("synthetic", "样例数据", YesNo, "是否为测试虚构（本项目的列）"),
        ),
    )


MATERIAL_TABLE = Table(
    name="材料清单",
    columns=(
        _TASK,
        _HANDLING,
        Column(
            field="material_code",
            label="材料编码",
            read=read_name_code,
            says="事项内唯一（本项目的列；没有此列时按顺序编为 M01、M02…）",
        ),
        _text("material_name", "材料名称", must=True),
        Column(
            field="material_type",
            label="材料类型",
            read=read_material_word,
            says="名称；数字须先说明来源系统",
            codes=MaterialType,
            required=True,
        ),
        Column(
            field="material_format",
            label="材料形式",
            read=read_material_word,
            says="名称；数字须先说明来源系统",
            codes=MaterialFormat,
            required=True,
        ),
        Column(
            field="is_need",
            label="材料必要性",
            read=coded(Need),
            says="代码或名称",
            codes=Need,
            required=True,
            filled=True,
        ),
        _coded_column("source_type", "来源渠道", SourceType),
        Column(field="page_num", label="份数", read=whole(MOST_COPIES), says=f"0–{MOST_COPIES} 的整数"),
        Column(
            field="condition",
            label="适用情形",
            read=read_condition,
            says="字段=值1|值2，字段为本事项表单字段（本项目的列）",
        ),
        _text("fill_explain", "填报须知", "文字", "材料说明"),
    ),
)

FORM_TABLE = Table(
    name="表单字段",
    columns=(
        _TASK,
        _HANDLING,
        Column(
            field="field_code",
            label="字段编码",
            read=read_name_code,
            says="事项内唯一，字母、数字、_、-",
            required=True,
            filled=True,
        ),
        _text("field_label", "字段名称", must=True),
        Column(
            field="field_type",
            label="字段类型",
            read=coded(FieldType),
            says="代码或名称",
            codes=FieldType,
            required=True,
            filled=True,
        ),
        Column(
            field="is_required",
            label="是否必填",
            read=coded(YesNo),
            says="是 或 否",
            codes=YesNo,
            required=True,
            filled=True,
        ),
        Column(
            field="choices", label="可选值", read=read_choices, says="代码:名称;代码:名称（选项字段必填）"
        ),
        Column(
            field="date_format",
            label="日期格式",
            read=read_date_format,
            says="、".join(DateFormat) + "；空为 YYYY-MM-DD",
        ),
        _text("unit", "计量单位"),
    ),
)


def catalogue_tables(profile: SourceProfile) -> tuple[Table, ...]:
    """The three tables, as a source system writes them."""
    return item_table(profile), MATERIAL_TABLE, FORM_TABLE
