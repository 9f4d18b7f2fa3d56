"""The labels of guide pages: which words name which datum.

Provinces write one element of the national list (实施清单要素) in many ways; here is each way. A word
is compared without brackets, numbers and spaces around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Field(Enum):
    """One datum of a guide; its words stand in `SYNONYMS`."""

    NAME = "事项名称"
    SITUATION = "业务办理项"
    TYPE = "事项类型"
    LEVEL = "行使层级"
    CODES = "事项编码"
    BASE = "基本编码"
    TASK = "实施编码"
    HANDLING_ITEM = "业务办理项编码"
    ORGAN = "实施主体"
    ORGAN_CODE = "实施主体编码"
    ORGAN_KIND = "实施主体性质"
    CONTACT_UNIT = "联系单位"
    SERVERS = "服务对象"
    KIND = "办件类型"
    LEGAL = "法定办结时限"
    LEGAL_UNIT = "法定办结时限单位"
    LEGAL_NOTE = "法定办结时限说明"
    PROMISED = "承诺办结时限"
    PROMISED_UNIT = "承诺办结时限单位"
    PROMISED_NOTE = "承诺办结时限说明"
    LIMITS = "办理时限"
    SPECIAL = "特别程序"
    SCENE_COUNT = "到办事现场次数"
    SCENE_REASON = "必须到现场原因"
    HANDLE_TYPES = "办理形式"
    ONLINE = "是否网办"
    AREA = "通办范围"
    IS_FEE = "是否收费"
    FEE = "收费信息"
    FEE_STANDARD = "收费标准"
    FEE_BASIS = "收费依据"
    EXPRESS = "是否支持物流快递"
    DELIVERY = "领取方式"
    RESULT = "审批结果"
    RESULT_TYPE = "结果类型"
    VALID = "有效期"
    CONDITIONS = "受理条件"
    MATERIALS = "申请材料"
    FLOW = "办理流程"
    ADDRESS = "办理地点"
    HOURS = "办理时间"
    WHERE_WHEN = "办理地点和时间"
    PHONE = "咨询电话"
    SUPERVISION = "监督电话"
    PHONES = "咨询监督电话"
    LAWS = "设定依据"
    REMEDY = "救济途径"
    RECONSIDERATION = "行政复议"
    LITIGATION = "行政诉讼"
    PUBLISHED = "发布日期"
    UPDATED = "更新日期"
    EFFECTIVE = "生效日期"
    EXPIRES = "失效日期"
    ATTACHMENTS = "附件"
    OTHER = "其他要素"
    MATERIAL_NAME = "材料名称"
    MATERIAL_TYPE = "材料类型"
    MATERIAL_FORMAT = "材料形式"
    MATERIAL_COUNT = "份数"
    MATERIAL_ORIGINALS = "原件份数"
    MATERIAL_COPIES = "复印件份数"
    MATERIAL_NEED = "必要性"
    MATERIAL_SOURCE = "来源渠道"
    MATERIAL_WHEN = "适用情形"
    MATERIAL_NOTE = "备注"
    STEP_NAME = "环节名称"
    STEP_DAYS = "环节时限"
    STEP_TEXT = "办理内容"


SYNONYMS: Mapping[Field, str] = MappingProxyType(
    {
        Field.NAME: "事项名称 事项 服务事项名称 主项名称 办理事项 办事项名称 办理事项名称 政务服务事项名称",
        Field.SITUATION: "业务办理项 业务办理项名称 子项名称 办理项名称 办理情形 业务情形",
        Field.TYPE: "事项类型 事项类别 权力类型 职权类型 政务服务事项类型",
        Field.LEVEL: "行使层级 办理层级 实施层级",
        Field.CODES: "事项编码 编码 事项代码 编码代码",
        Field.BASE: "基本编码 事项基本编码 基本码 国家基本编码 目录编码",
        Field.TASK: "实施编码 事项实施编码 实施清单编码 实施码",
        Field.HANDLING_ITEM: "业务办理项编码 办理项编码",
        Field.ORGAN: (
            "实施主体 实施机构 办理机构 实施部门 实施机关 办理机关 办理部门 主管部门 责任部门 承办机构 承办部门 "
            "承办单位 办理单位 实施单位 决定机构 决定机关 实施主体名称 所属部门 审批部门 审批机关 办理主体"
        ),
        Field.ORGAN_CODE: (
            "实施主体编码 实施主体代码 机构代码 主体代码 组织机构代码 实施主体统一社会信用代码 统一社会信用代码 主体编码 实施机构编码 "
            "实施机构代码 部门编码 办理机构编码 实施机关编码"
        ),
        Field.ORGAN_KIND: "实施主体性质 主体性质 实施机构性质 实施机关性质 办理机构性质 部门性质 机构性质 性质",
        Field.CONTACT_UNIT: (
            "联系单位 咨询单位 受理机构 受理机关 受理部门 受理单位 咨询部门 联系部门 责任单位 责任科室 责任处室 "
            "承办科室 联办机构 委托部门"
        ),
        Field.SERVERS: "服务对象 办理对象 申请对象 适用对象 面向对象 服务对象类型 申请人类型 申请主体 适用范围及对象",
        Field.KIND: "办件类型 办理类型 办件类别",
        Field.LEGAL: "法定办结时限 法定时限 法定办理时限 法定期限 法定办理期限 法定办结期限 法定审批时限",
        Field.LEGAL_UNIT: "法定办结时限单位 法定时限单位",
        Field.LEGAL_NOTE: "法定办结时限说明 法定时限说明",
        Field.PROMISED: (
            "承诺办结时限 承诺时限 承诺办理时限 承诺期限 承诺办结期限 承诺办理期限 承诺审批时限"
        ),
        Field.PROMISED_UNIT: "承诺办结时限单位 承诺时限单位",
        Field.PROMISED_NOTE: "承诺办结时限说明 承诺时限说明 时限说明",
        Field.LIMITS: "办理时限 办结时限 办理期限 审批时限 办结期限 时限 审批期限",
        Field.SPECIAL: "特别程序 特殊环节 特别程序及时限 特殊程序 特别环节 特别程序种类 特别程序名称",
        Field.SCENE_COUNT: (
            "到办事现场次数 到现场次数 到办理现场次数 必须到现场次数 到场次数 跑动次数 办理跑动次数 最多跑动次数 "
            "到窗口次数 跑腿次数 到大厅次数 现场次数"
        ),
        Field.SCENE_REASON: (
            "必须到现场原因 必须到现场的原因 必须现场办理原因 必须现场办理原因说明 到现场原因 到现场办理原因 须到现场原因 "
            "必须到现场办理原因 必须到现场原因说明 必须现场办理的原因 到办事现场原因 到现场理由 必须到场原因"
        ),
        Field.HANDLE_TYPES: "办理形式 办理方式 办理渠道 申请方式 受理方式 申办方式 办理途径 受理渠道 申请渠道",
        Field.ONLINE: "是否网办 是否支持网上办理 网办深度 网上办理 网上办理深度 在线办理深度 是否网上办理 在线办理 网上申请",
        Field.AREA: "通办范围 通办区域 跨域通办 跨省通办 通办方式 通办情况 通办形式 全省通办 通办类型 通办模式",
        Field.IS_FEE: "是否收费 收费与否 是否收取费用",
        Field.FEE: "收费信息 收费 收费情况 办理费用 费用 收费项目信息 收费说明 收费情况说明 收费标准及依据 "
        "收费依据及标准 收费标准和依据 收费项目",
        Field.FEE_STANDARD: "收费标准 收费金额 标准",
        Field.FEE_BASIS: "收费依据 收费文件依据 收费文件",
        Field.EXPRESS: "是否支持物流快递 支持物流快递 物流快递 是否支持快递 是否支持邮寄 快递服务 是否支持寄递 是否支持邮寄送达",
        Field.DELIVERY: (
            "领取方式 结果领取方式 送达方式 结果送达方式 取件方式 证件领取方式 结果领取 送达及方式 证照领取方式 "
            "结果送达 结果获取方式 领证方式 领取途径 取证方式"
        ),
        Field.RESULT: "审批结果 办理结果 结果名称 审批结果名称 结果样本 办理结果名称 办结结果 结果 批准证件 审批证件",
        Field.RESULT_TYPE: "结果类型 审批结果类型 办理结果类型",
        Field.VALID: "有效期 有效期限 证件有效期 结果有效期 证照有效期",
        Field.CONDITIONS: (
            "受理条件 办理条件 受理标准 申请条件 准予条件 申办条件 许可条件 审批条件 受理要求 条件 申领条件 "
            "准予批准的条件 办理要求"
        ),
        Field.MATERIALS: (
            "申请材料 申报材料 办理材料 所需材料 提交材料 材料清单 申请材料清单 申请所需材料 需提交材料 办理所需材料 "
            "材料 材料目录 申请资料 申办材料 应提交的材料 需要材料 需提供材料 提交资料"
        ),
        Field.FLOW: (
            "办理流程 办理程序 办事流程 审批流程 流程 办理步骤 工作流程 基本流程 办理环节 审批程序 办理过程 流程环节 "
            "办事程序 业务流程"
        ),
        Field.ADDRESS: (
            "办理地点 办公地址 窗口地址 受理地点 办理地址 地址 办公地点 办理场所 联系地址 窗口地点 受理地址 办事地点 "
            "办理窗口 地点 现场办理地点 窗口办理地址"
        ),
        Field.HOURS: (
            "办理时间 办公时间 工作时间 受理时间 服务时间 上班时间 办事时间 窗口办理时间 对外办公时间 开放时间 接待时间 时间 窗口服务时间"
        ),
        Field.WHERE_WHEN: (
            "办理地点时间 办理时间地点 受理地点时间 受理时间地点 办公地点时间 办公时间地点 办公地址时间 办公时间地址 "
            "办理地址时间 办理时间地址 时间地点 地点时间 办事地点时间 办事时间地点 地址时间 时间地址 办理地点办公时间 办理地点办理时间 办公地址办公时间 办理时间办理地点"
        ),
        Field.PHONE: (
            "咨询电话 服务热线 热线电话 咨询方式 联系电话 咨询 服务电话 业务咨询电话 咨询热线 电话 办公电话 咨询渠道 咨询途径 联系方式 "
            "窗口电话 业务电话"
        ),
        Field.SUPERVISION: (
            "监督电话 投诉电话 监督投诉电话 投诉监督电话 监督投诉 监督方式 监督投诉方式 投诉 监督 投诉渠道 监督投诉渠道 "
            "监督举报电话 投诉举报电话 监督热线 投诉方式 监督渠道 投诉热线 监督投诉热线 举报电话 监督"
        ),
        Field.PHONES: "咨询监督电话 咨询投诉电话 咨询及监督电话 咨询和投诉电话 咨询及投诉电话 咨询监督投诉电话",
        Field.LAWS: (
            "设定依据 设立依据 法律依据 办理依据 实施依据 政策依据 法定依据 依据 审批依据 法规依据 事项依据 受理依据 行使依据"
        ),
        Field.REMEDY: (
            "救济途径 法律救济 救济渠道 行政复议或行政诉讼 行政复议与行政诉讼 行政复议和行政诉讼 复议诉讼 "
            "行政复议及行政诉讼 权利救济 法律救济途径 行政救济 复议与诉讼 救济方式 行政救济途径 申请人权利救济 "
            "行政复议诉讼"
        ),
        Field.RECONSIDERATION: "行政复议 行政复议机关 复议机关 行政复议部门 复议",
        Field.LITIGATION: "行政诉讼 行政诉讼法院 诉讼 诉讼法院 管辖法院 行政诉讼机关",
        Field.PUBLISHED: "发布日期 发布时间 公布日期 公布时间 公开日期 公开时间 发文日期 首次发布 首次发布日期 印发日期",
        Field.UPDATED: "更新时间 更新日期 最近更新 最后更新 最近更新时间 修订日期 最近更新日期 最后更新时间 更新 修改日期",
        Field.EFFECTIVE: "生效日期 生效时间 实施日期 施行日期 启用日期 实施时间 启用时间 执行日期",
        Field.EXPIRES: "失效日期 取消日期 废止日期 有效期至 停用日期 失效时间",
        Field.ATTACHMENTS: "附件 附件下载 附表 附件列表 附录 表格下载 附件清单 相关附件",
        Field.OTHER: (
            "数量限制 是否支持预约办理 预约办理 运行系统 是否进驻政务大厅 是否进驻 进驻大厅 中介服务 温馨提示 常见问题 "
            "注意事项 备注说明 版本 版本号 事项版本 权力来源 主题分类 是否网上支付 支付方式 是否支持网上支付 "
            "是否支持自助终端办理 网办地址 在线办理地址 办理网址 网址 年检要求 年审或年检 申请人权利和义务 "
            "申请人权利与义务 办理进程查询 进度查询 办理公示 事项状态 状态 重要提示 填表说明 友情提示 "
            "计划生效日期 国家垂管系统 特别说明 乘车路线 交通指引 邮编 邮政编码 传真 电子邮箱 审查方式 审查标准 "
            "审查内容 权责清单 行业主管部门 业务系统 是否涉及中介服务 数据来源 来源 编制单位 编制日期"
        ),
        Field.MATERIAL_NAME: "材料名称 申请材料名称 名称 材料 要件名称 材料内容 所需材料 提交材料 申请材料 资料名称",
        Field.MATERIAL_TYPE: "材料类型 类型 材料种类 原件或复印件 原件复印件 材料性质",
        Field.MATERIAL_FORMAT: "材料形式 形式 介质 提交形式 材料介质 介质要求 纸质电子 提交方式 材料格式",
        Field.MATERIAL_COUNT: "份数 数量 材料份数 份数要求 提交份数 份数及要求 需提供份数 材料数量 纸质材料份数 数量要求",
        Field.MATERIAL_ORIGINALS: "原件份数 原件 原件数 原件数量 正本份数 纸质原件份数",
        Field.MATERIAL_COPIES: "复印件份数 复印件 复印件数 复印件数量 副本份数 纸质复印件份数",
        Field.MATERIAL_NEED: "必要性 材料必要性 是否必要 是否必需 是否必须 必要程度 必要性及描述 是否必备 是否必交 必要与否",
        Field.MATERIAL_SOURCE: (
            "来源渠道 材料来源 来源 出具单位 来源渠道及说明 材料来源渠道 出具部门 核发部门 出具机关 来源渠道说明 核发单位 "
            "签发单位 材料出处"
        ),
        Field.MATERIAL_WHEN: "适用情形 情形 适用条件 提交情形 适用范围",
        Field.MATERIAL_NOTE: (
            "备注 说明 要求 材料要求 填报须知 材料说明 其他要求 受理标准 注意事项 填写要求 备注说明 具体要求 规范要求"
        ),
        Field.STEP_NAME: "环节名称 环节 步骤 办理环节 流程环节 步骤名称 办理步骤 流程 阶段 办理流程",
        Field.STEP_DAYS: "环节时限 时限 办理时限 办结时限 办理期限 期限 环节办理时限 用时 所需时间 审批时限 时间",
        Field.STEP_TEXT: "办理内容 内容 说明 审查标准 办理说明 办理标准 工作内容 备注 办理结果 办理要求 要求 具体内容",
    }
)

MATERIAL_FIELDS = frozenset(one for one in Field if one.name.startswith("MATERIAL_"))
STEP_FIELDS = frozenset(one for one in Field if one.name.startswith("STEP_"))
WEAK = frozenset({"结果", "条件", "材料", "流程", "地址", "地点", "咨询", "电话", "监督", "投诉", "费用", "标准", "时限", "复议", "诉讼", "来源", "更新", "状态", "版本", "依据", "编码", "事项", "时间", "性质"})  # fmt: skip
"""Words that also begin an ordinary sentence: inside a list they do not end it."""

_TAILS = ("信息", "清单", "说明", "目录", "一览表", "列表", "情况", "图", "一览", "表")
_HEADS = ("窗口", "本事项", "政务大厅", "大厅", "现场", "业务", "中心")
_NUMBERED = re.compile(r"^(附件|附表|附录)[\d一二三四五六七八九十]{1,3}$")
_NOISE = re.compile(r"[\s*_`#【】\[\]「」《》“”\"：:]+")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]")
_AND = re.compile(r"[与和及、/或]")
ORDINAL = re.compile(
    r"(?:(?P<dotted>[1-9]\d?(?:\.[1-9]\d?){1,2})[\s、.]+(?![\d个小万元年日天倍平])|第?(?P<han>[一二三四五六七八九十]{1,3})[、.．]|[（(](?P<hanp>[一二三四五六七八九十]{1,3})[）)][、.．]?"
    r"|(?P<digit>\d{1,2})(?:[.．、)）](?!\d))|[（(](?P<digitp>\d{1,2})[）)]|(?P<circle>[①-⑳]))\s*"
)


def key_of(label: str) -> str:
    """A label without numbers, brackets and spaces."""
    text = _NOISE.sub("", label)
    found = ORDINAL.match(text)
    return _BRACKET.sub("", text[found.end() :] if found else text)


def _words(fields: frozenset[Field] | None) -> dict[str, Field]:
    return {
        _AND.sub("", word): one
        for one in SYNONYMS
        if (fields is None and one not in MATERIAL_FIELDS | STEP_FIELDS) or (fields and one in fields)
        for word in SYNONYMS[one].split()
    }


_PLAIN = _words(None)
_MATERIAL = _words(MATERIAL_FIELDS)
_STEP = _words(STEP_FIELDS)


def field_of(label: str) -> Field | None:
    """The datum a label names on a page; None for any other word."""
    return _find(label, _PLAIN)


def material_field(label: str) -> Field | None:
    """The datum a label names within a list of materials."""
    return _find(label, _MATERIAL)


def step_field(label: str) -> Field | None:
    """The datum a label names within a table of steps."""
    return _find(label, _STEP)


def _find(label: str, words: Mapping[str, Field]) -> Field | None:
    key = _AND.sub("", key_of(label))
    if not key or len(key) > 16:  # noqa: PLR2004 - no label is longer
        return None
    key = _NUMBERED.sub(r"\1", key)
    bare = key.removeprefix(next((head for head in _HEADS if key.startswith(head)), ""))
    if found := words.get(key) or words.get(bare):
        return found
    for tail in _TAILS:
        if key.endswith(tail) and (found := words.get(key.removesuffix(tail))):
            return found
    return None
