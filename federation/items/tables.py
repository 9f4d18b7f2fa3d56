"""The code tables of item standards, as data: code, Chinese label, other spellings in use.

Sources: GB/T 39554.1-2020 and GB/T 39046-2020, annex A; the national exchange tables (国家汇聚);
where systems in use differ from the standard, both sets stand here and the reader must be told
which one a file speaks (`SourceProfile`). docs/mapping.md prints these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Coded(StrEnum):
    """A closed set of codes. A member is its code; ``label`` is what people write in a sheet.

    ``other`` are spellings with the same meaning that sheets also use.
    """

    label: str
    other: tuple[str, ...]

    def __new__(cls, code: str, label: str, *other: str) -> Self:
        """A member from its code, its label and other spellings."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.other = other
        return member

    @classmethod
    def by_code(cls, code: str) -> Self:
        """The member of a code that is known to be there."""
        return next(member for member in cls if member.value == code)

    @classmethod
    def allowed(cls) -> tuple[str, ...]:
        """``code label`` of every member, for a person who has to correct a cell."""
        return tuple(f"{member.value} {member.label}" for member in cls)


class UseLevel(Coded):
    """行使层级 (A.2), the 19th character of an implementation code."""

    STATE = "1", "国家级", "国家", "局（署、会）"
    PROVINCE = "2", "省级", "省", "直属"
    CITY = "3", "市级", "市", "隶属", "设区的市级", "设区的市", "市本级", "地市级"
    COUNTY = "4", "县级", "县", "区级", "县（区）级", "区（县）级", "区县级", "县区级", "县（市、区）级"
    TOWN = "5", "镇（乡、街道）级", "镇级", "乡镇级", "镇街级", "街道"
    VILLAGE = "6", "村（社区）级", "村级", "社区级"
    SHARED = "7", "分级管理"


class OrganKind(Coded):
    """实施主体性质 (A.3)."""

    STATUTORY = "1", "法定机关"
    AUTHORISED = "2", "授权组织"
    ENTRUSTED = "3", "受委托组织"
    OTHER = "9", "其他"


class HandleType(Coded):
    """办理形式 (A.5); systems older than the standard write 网上 for 2."""

    WINDOW = "1", "窗口办理", "窗口", "现场办理", "现场"
    WEB = "2", "电脑端网上办理", "网上办理", "网上", "电脑端", "电脑端网上", "网办"
    MOBILE = "3", "移动端办理", "移动端", "移动端网上办理", "手机端"
    POST = "4", "快递申请", "快递", "邮寄申请", "邮寄", "信函"
    OTHER = "9", "其他"


class ProjectType(Coded):
    """办件类型 (A.6)."""

    INSTANT = "1", "即办件", "即办"
    PROMISED = "2", "承诺件", "承诺"
    OTHER = "9", "其他"


class ServerType(Coded):
    """服务对象 as systems use it (ZWFW C0109)."""

    NATURAL = "1", "自然人", "个人"
    COMPANY = "2", "企业法人"
    INSTITUTION = "3", "事业法人"
    SOCIETY = "4", "社会组织法人"
    UNINCORPORATED = "5", "非法人企业"
    GOVERNMENT = "6", "行政机关"
    OTHER = "9", "其他组织"


SERVER_C0109: Mapping[str, ServerType] = MappingProxyType({member.value: member for member in ServerType})
SERVER_GBT39046: Mapping[str, ServerType] = MappingProxyType(
    {
        "1": ServerType.NATURAL,
        "2": ServerType.COMPANY,
        "3": ServerType.INSTITUTION,
        "4": ServerType.SOCIETY,
        "5": ServerType.GOVERNMENT,
        "6": ServerType.OTHER,
    }
)
# 5 and 6 mean different things in the two sets; 9 is in one only: these can be read without being told.
SERVER_COMMON: Mapping[str, ServerType] = MappingProxyType({code: SERVER_C0109[code] for code in "12349"})


class LimitUnit(Coded):
    """时限单位. A bare 日 or 天 is not here: it may be either kind of day."""

    WORKING_DAY = "1", "工作日", "个工作日", "G"
    CALENDAR_DAY = "2", "自然日", "个自然日", "日历日", "Z"
    MONTH = "3", "月", "个月"
    HOUR = "4", "小时", "个小时"


# Seen in real data for certain; the digits of the other units differ between systems.
LIMIT_DIGITS: Mapping[str, LimitUnit] = MappingProxyType({"1": LimitUnit.WORKING_DAY})


class HandleArea(Coded):
    """通办范围 handle_area."""

    NOT_YET = "0", "未实现", "无"
    NATION = "1", "全国", "全国通办"
    PROVINCES = "2", "跨省", "跨省通办"
    CITIES = "3", "跨市", "跨市通办", "全省通办"
    COUNTIES = "4", "跨县", "跨县通办", "全市通办"


class Need(Coded):
    """材料必要性 is_need."""

    REQUIRED = "1", "必要", "必需", "必须", "是"
    OPTIONAL = "2", "非必要", "非必需", "非必须", "否"
    DEFERRABLE = "3", "容缺后补", "可容缺", "容缺", "容缺受理", "可容缺受理"


class SourceType(Coded):
    """来源渠道 source_type."""

    APPLICANT = "10", "申请人自备", "申请人", "自备"
    GOVERNMENT = "20", "政府部门核发", "政府部门"
    INTERMEDIARY = "30", "中介机构", "中介机构或法定机构产生", "中介"
    OTHER = "99", "其他"


class MaterialType(Coded):
    """材料类型: original or copy. Its field is swapped with `MaterialFormat` between systems."""

    ORIGINAL = "1", "原件"
    COPY = "2", "复印件"
    EITHER = (
        "3", "原件和(或)复印件", "原件和复印件", "原件或复印件", "原件、复印件", "原件及复印件", "原件/复印件",
    )  # fmt: skip


class MaterialFormat(Coded):
    """材料形式: paper or electronic."""

    PAPER = "1", "纸质", "纸质材料", "纸质版"
    ELECTRONIC = "2", "电子化", "电子", "电子版", "电子材料", "电子文件", "电子件"
    BOTH = (
        "3",
        "纸质/电子化",
        "纸质或电子化",
        "纸质、电子化",
        "纸质和电子化",
        "纸质、电子",
        "纸质/电子",
        "纸质或电子",
        "纸质和电子",
    )


class ResultType(Coded):
    """结果类型 result_type."""

    LICENCE = "10", "证照"
    APPROVAL = "20", "批文"
    OTHER = "99", "其他"


class ItemState(Coded):
    """事项状态 task_state."""

    IN_USE = "1", "在用"
    SUSPENDED = "2", "暂停", "挂起"
    CANCELLED = "3", "取消"
    DRAFT = "4", "草稿"


class Channel(Coded):
    """办理渠道, our own column: does a case of this item travel between nodes?"""

    NODE = "NODE", "本系统"
    NATIONAL_LINE = "NATIONAL_LINE", "国家垂管系统", "国垂系统"


class YesNo(Coded):
    """是否 columns."""

    YES = "1", "是", "Y", "True"
    NO = "0", "否", "N", "False"


class FieldType(Coded):
    """字段类型, our own column of the form sheet."""

    TEXT = "text", "文本", "文字"
    DATE = "date", "日期"
    NUMBER = "number", "数字", "数值"
    CHOICE = "choice", "选项", "单选", "下拉"


# 事项类型 (A.1). Open above 10 and above 20: a code outside these names is an extension 扩展.
ITEM_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "00": "行政权力",
        "01": "行政许可",
        "02": "行政处罚",
        "03": "行政强制",
        "04": "行政征收",
        "05": "行政给付",
        "06": "行政检查",
        "07": "行政确认",
        "08": "行政奖励",
        "09": "行政裁决",
        "10": "其他行政权力",
        "20": "公共服务",
    }
)

# DD, only where AA = 00: the order of State Council organs. Provinces number their own otherwise.
NATIONAL_DEPARTMENTS: Mapping[str, str] = MappingProxyType(
    {
        "01": "国办",
        "02": "外交",
        "03": "国防",
        "04": "发展改革",
        "05": "教育",
        "06": "科技",
        "07": "工业和信息化",
        "08": "民族事务",
        "09": "公安",
        "10": "国家安全",
        "11": "民政",
        "12": "司法行政",
        "13": "财政",
        "14": "人力资源社会保障",
        "15": "自然资源",
        "16": "生态环境",
        "17": "住房城乡建设",
        "18": "交通运输",
        "19": "水利",
        "20": "农业农村",
        "21": "商务",
        "22": "文化和旅游",
        "23": "卫生健康",
        "24": "退役军人事务",
        "25": "应急管理",
        "26": "人民银行",
        "27": "审计",
        "28": "国有资产监管",
        "29": "海关",
        "30": "税务",
        "31": "市场监管",
        "32": "广播电视",
        "33": "体育",
        "34": "统计",
        "35": "国际发展合作",
        "36": "医疗保障",
        "55": "移民管理",
        "64": "药品监管",
        "65": "知识产权",
    }
)
