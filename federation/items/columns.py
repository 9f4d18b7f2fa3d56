"""The columns of a catalogue's sheets: 实施清单, 材料清单, 表单字段; 扩展信息 and 收费项目 of an exchange.

They carry the names of the national exchange tables (up_task_general_basic, _extend, _material,
_fee_project); the form sheet and the columns said to be ours are this project's. Headers in use
elsewhere stand beside the label; what one source system writes is its profile's. docs/mapping.md
prints them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from federation.ids import HandlingItemCode, TaskCode, Uscc
from federation.items.cells import read_day, read_text
from federation.items.copy_words import MOST_COPIES, read_copies
from federation.items.form import DateFormat
from federation.items.grid import Column, Table
from federation.items.limit_words import MOST_DAYS, read_limit
from federation.items.readers import (
    MOST_VISITS,
    Reader,
    SourceProfile,
    base_code,
    coded,
    coded_list,
    id_reader,
    item_type,
    material_word,
    project_kind,
    read_choices,
    read_condition,
    read_date_format,
    read_end_day,
    read_name_code,
    whole,
)
from federation.items.tables import (
    LIMIT_DIGITS,
    SERVER_COMMON,
    Channel,
    Coded,
    FieldType,
    HandleArea,
    HandleType,
    ItemState,
    LimitUnit,
    MaterialFormat,
    MaterialType,
    Need,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    SourceType,
    UseLevel,
    YesNo,
)

_OWNER = ("task_handle_item", "task_code", "task_guid")  # any of them says whose row it is
Coding = Callable[[Mapping[str, str] | None], Reader]


def _text(name: str, label: str, *other: str, must: bool = False, says: str = "文字") -> Column:
    return Column(field=name, label=label, read=read_text, says=says, required=must, filled=must, other=other)


def _read(name: str, label: str, read: Reader, says: str, *other: str, key: bool = False) -> Column:
    return Column(field=name, label=label, read=read, says=says, other=other, key=key)


def _coded(
    name: str,
    label: str,
    table: type[Coded],
    *other: str,
    coding: Coding | None = None,
    usual: Mapping[str, str] | None = None,
    says: str = "代码或名称",
) -> Column:
    """A column of codes: how they are read with a source's digits, and with those usual elsewhere."""
    how = coding or partial(coded, table)
    return Column(field=name, label=label, read=how(usual), coding=how, says=says, codes=table, other=other)


def _must(column: Column) -> Column:
    """A column that must be there and filled in every row."""
    return replace(column, required=True, filled=True)


def _told(column: Column) -> Column:
    """A column that the implementation code tells too: it may be absent, but has no empty cell."""
    return replace(column, filled=True)


_TASK = _read(
    "task_code", "实施编码", id_reader(TaskCode, 31, "实施编码"), "31 位实施编码",
    "事项实施编码", "实施清单编码", key=True,
)  # fmt: skip
_HANDLING = _read(
    "task_handle_item", "业务办理项编码", id_reader(HandlingItemCode, 33, "业务办理项编码"),
    "33 位业务办理项编码", "办理项编码", key=True,
)  # fmt: skip
_EXCHANGE = (_text("task_guid", "事项唯一标识"), _text("cd_operation", "同步类型"))


_TYPE = replace(
    _read("task_type", "事项类型", item_type(None), "名称或两位代码（见事项类型表）"), coding=item_type
)
_WHOSE = (
    _text("task_name", "事项名称", "实施事项名称", "政务服务事项名称", must=True),
    _told(_read("catalog_code", "基本编码", base_code, "12 位基本编码", "事项基本编码", key=True)),
    _must(_TASK),
    _HANDLING,
    _text("handle_item_name", "业务办理项名称", "业务办理项", "办理项名称"),
    _told(_TYPE),
    _text("dept_name", "实施主体", "实施主体名称", "实施机关", "实施部门", must=True),
    _told(
        _read(
            "dept_code", "实施主体编码", id_reader(Uscc, 18, "统一社会信用代码"), "18 位统一社会信用代码",
            "实施主体代码", "统一社会信用代码", "实施主体统一社会信用代码", "实施主体机构代码",
        )
    ),
    _coded("dept_type", "实施主体性质", OrganKind, "实施主体类型"),
    _told(_coded("use_level", "行使层级", UseLevel)),
)  # fmt: skip
_HOW = (
    _must(_coded("project_type", "办件类型", ProjectType, coding=project_kind)),
    _must(
        _coded(
            "server_type", "服务对象", ServerType, "服务对象类型",
            coding=partial(coded_list, ServerType), usual=SERVER_COMMON,
            says="一个或多个名称，用顿号隔开；数字 5、6 须先说明来源系统",
        )
    ),
    _coded(
        "handle_type", "办理形式", HandleType,
        coding=partial(coded_list, HandleType), says="一个或多个代码或名称，用顿号隔开",
    ),
    _coded("handle_area", "通办范围", HandleArea),
    _read(
        "limit_scene_num", "到办事现场次数", whole(MOST_VISITS, "次"), f"0–{MOST_VISITS} 的整数",
        "到现场次数", "到办事现场的次数", "跑动次数",
    ),
    _text(
        "limit_scene_explain", "必须到现场原因", "必须现场办理原因", "必须现场办理原因说明",
        "必须到现场原因说明", "办理现场办理原因说明",
    ),
)  # fmt: skip


def _limit(name: str, word: str) -> tuple[Column, ...]:
    label, short = f"{word}办结时限", f"{word}时限"
    amounts = (
        short,
        f"{word}期限",
        f"{word}办结期限",
        *(f"{label}{part}" for part in ("时限", "期限", "天数", "数值", "数量", "时长", "时间")),
    )
    says = f"0–{MOST_DAYS} 的整数，或连单位写，如 5个工作日"
    units = (f"{short}单位", f"{label}时限单位", f"{label}时间单位", f"{label}（单位）", f"{label}类型")
    notes = (f"{short}说明", f"{label}备注")
    return (
        replace(_read(f"{name}_day", label, read_limit, says, *amounts), required=True),
        _coded(
            f"{name}_type", f"{label}单位", LimitUnit, *units,
            usual=LIMIT_DIGITS, says="单位名称；数字只认 1（工作日）",
        ),
        _text(f"{name}_explain", f"{label}说明", *notes),
    )  # fmt: skip


_RULES = (
    *_limit("anticipate", "法定"),
    *_limit("promise", "承诺"),
    _text("accept_condition", "受理条件", "受理标准", "办理条件", "申请条件"),
    _text("by_law", "设定依据", "法律依据", "实施依据"),
    _text("handle_flow", "办理流程", "办理程序"),
    _text("materials", "申请材料", "所需材料"),
    _read("plan_effective_date", "生效日期", read_day, "日期，推荐 2026-01-05", "计划生效日期", "实施日期"),
    _read("plan_cancel_date", "取消日期", read_end_day, "日期；长期有效则留空", "计划取消日期", "失效日期"),
    _coded("task_state", "事项状态", ItemState),
    _text("task_version", "事项版本"),
)


_GUIDE = (
    _text("link_way", "咨询电话", "咨询方式"),
    _text("supervise_way", "监督电话", "监督投诉方式", "监督投诉电话", "投诉电话"),
    _text("transact_addr", "办理地点", "办理地址"),
    _text("transact_time", "办理时间", "办公时间"),
    _coded("is_fee", "是否收费", YesNo),
    _text("fee_stand", "收费标准", "收费说明"),
    _text("fee_basis", "收费依据"),
    _text("special_procedure", "特别程序"),
    _text("result_name", "审批结果名称", "结果名称", "审批结果"),
    _coded("result_type", "结果类型", ResultType, "审批结果类型"),
    _coded("is_express", "是否支持物流快递", YesNo, "支持物流快递"),
    _text("local_catalog_code", "地方基本编码", says="地方自编的编码，原样保存"),
    _text("local_task_code", "地方实施编码", says="地方自编的编码，原样保存"),
    _coded("channel", "办理渠道", Channel, says="代码或名称（本项目的列）"),
    _coded("synthetic", "样例数据", YesNo, says="是否为测试虚构（本项目的列）"),
)


_ITEMS = Table(
    name="实施清单",
    columns=(*_WHOSE, *_HOW, *_RULES, *_GUIDE),
    exchange=(_text("row_guid", "记录唯一标识"), _text("cd_operation", "同步类型")),
)
_WORD_SAYS = "名称；数字须先说明来源系统"
_MATERIALS = Table(
    name="材料清单",
    one_of=_OWNER,
    exchange=_EXCHANGE,
    columns=(
        _TASK,
        _HANDLING,
        _read(
            "material_code", "材料编码", read_name_code,
            "事项内唯一（本项目的列；没有此列时按顺序编为 M01、M02…）",
        ),
        _text("material_name", "材料名称", "申请材料名称", must=True),
        replace(
            _coded("material_type", "材料类型", MaterialType, coding=material_word, says=_WORD_SAYS),
            required=True,
        ),
        replace(
            _coded("material_format", "材料形式", MaterialFormat, coding=material_word, says=_WORD_SAYS),
            required=True,
        ),
        _must(_coded("is_need", "材料必要性", Need, "必要性", "是否必要", "材料是否必要")),
        _coded("source_type", "来源渠道", SourceType, "材料来源", "材料来源渠道"),
        _read(
            "page_num", "份数", read_copies, f"0–{MOST_COPIES} 的整数，或如 原件1份、复印件2份",
            "材料份数", "纸质材料份数", "份数要求",
        ),
        _read(
            "original_num", "原件份数", whole(MOST_COPIES, "份"), "份数中的原件；不分则留空",
            "材料原件份数", "originalnum",
        ),
        _read(
            "copies_num", "复印件份数", whole(MOST_COPIES, "份"), "份数中的复印件；不分则留空",
            "材料复印件份数", "copiesnum",
        ),
        _read("condition", "适用情形", read_condition, "字段=值1|值2，字段为本事项表单字段（本项目的列）"),
        _text("fill_explain", "填报须知", "材料说明"),
    ),
)  # fmt: skip
_FORM = Table(
    name="表单字段",
    one_of=_OWNER,
    exchange=_EXCHANGE,
    columns=(
        _TASK,
        _HANDLING,
        _must(_read("field_code", "字段编码", read_name_code, "事项内唯一，字母、数字、_、-")),
        _text("field_label", "字段名称", must=True),
        _must(_coded("field_type", "字段类型", FieldType)),
        _must(_coded("is_required", "是否必填", YesNo, says="是 或 否")),
        _read("choices", "可选值", read_choices, "代码:名称;代码:名称（选项字段必填）"),
        _read("date_format", "日期格式", read_date_format, "、".join(DateFormat) + "；空为 YYYY-MM-DD"),
        _text("unit", "计量单位"),
    ),
)
IN_EXTEND = ("handle_area", "limit_scene_explain", "result_name", "result_type", "is_express")
_EXTEND = Table(
    name="扩展信息",
    one_of=_OWNER,
    exchange=_EXCHANGE,
    columns=(
        _TASK,
        _HANDLING,
        *(
            replace(column, required=column.field == "result_type")  # by this the table is known
            for column in _ITEMS.columns
            if column.field in IN_EXTEND
        ),
    ),
)
_FEES = Table(
    name="收费项目",
    one_of=_OWNER,
    exchange=_EXCHANGE,
    columns=(
        _TASK,
        _HANDLING,
        _text("fee_name", "收费项目名称", must=True),
        _text("fee_stand", "收费标准"),
        _text("by_law", "收费依据"),
        _coded("is_desc", "是否允许减免", YesNo, "可减免"),
        _text("desc_explain", "允许减免依据", "允许减免的依据", "减免说明"),
    ),
)


def catalogue_tables(profile: SourceProfile) -> tuple[Table, ...]:
    """The three tables of a catalogue, as a source system writes them."""
    return tuple(_as_written(table, profile) for table in (_ITEMS, _MATERIALS, _FORM))


def exchange_tables(profile: SourceProfile) -> tuple[Table, ...]:
    """The two tables that only the national exchange keeps apart from the items."""
    return tuple(_as_written(table, profile) for table in (_EXTEND, _FEES))


def _as_written(table: Table, profile: SourceProfile) -> Table:
    """The table with the headers, codes and fixed values of a source system."""
    return replace(
        table,
        columns=tuple(_profiled(column, profile) for column in table.columns),
        exchange=tuple(_profiled(column, profile) for column in table.exchange),
        marks=True,
    )


def _profiled(column: Column, profile: SourceProfile) -> Column:
    codes, fixed = profile.codes.get(column.field), profile.fixed.get(column.field)
    return replace(
        column,
        read=column.read if codes is None or column.coding is None else column.coding(codes),
        theirs=tuple(header for header, name in profile.headers.items() if name == column.field),
        default=fixed,
        required=column.required and fixed is None,
        filled=column.filled and fixed is None,
    )
