"""A guide page with nothing wrong, and how to change one thing about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from federation.items.lint import Finding, lint, read_guide

PAGE = """\
# 食品生产许可（新办）办事指南

发布日期：2025年12月1日　　最近更新：2026年5月20日　　生效日期：2026年1月1日

**一、事项名称**：食品生产许可（新办）
**二、事项编码**：基本编码 000131908001；实施编码 11431002HELD20153B4000131908001
**三、实施主体**：郴州市北湖区市场监督管理局（统一社会信用代码 11431002HELD20153B）
**四、事项类型**：行政许可
**五、行使层级**：县级
**六、主体性质**：法定机关
**七、服务对象**：企业法人、非法人企业
**八、办件类型**：承诺件
**九、法定办结时限**：20个工作日
**十、承诺办结时限**：10个工作日
**十一、特别程序**：现场核查，10个工作日，不计入办结时限
**十二、通办范围**：全市通办
**十三、办理形式**：窗口办理、网上办理
**十四、是否支持物流快递**：是
**十五、到现场次数**：1次
**十六、必须到现场原因**：领取许可证副本时核对印鉴
**十七、受理条件**：
1. 已取得营业执照；
2. 具有与生产的食品品种、数量相适应的场所；
3. 有专职食品安全技术人员3人以上。

**十八、申请材料**：
1. 食品生产许可申请书（原件1份；必要；申请人自备）
2. 营业执照（复印件1份；必要；政府部门核发）
3. 食品生产工艺流程图（原件1份；必要；申请人自备）

**十九、办理流程**：申请 → 受理（1个工作日）→ 审查（5个工作日）→ 决定（3个工作日）→ 送达（10个工作日）
**二十、是否收费**：否
**二十一、办理地点**：郴州市北湖区燕泉路8号北湖区政务服务中心三楼市场监管窗口
**二十二、办理时间**：周一至周五 9:00—12:00，13:00—17:00（法定节假日除外）
**二十三、咨询电话**：0735-2222018
**二十四、监督电话**：0735-2222315
**二十五、办理结果**：食品生产许可证，有效期5年
**二十六、法律依据**：《中华人民共和国食品安全法》第三十五条
**二十七、行政复议**：郴州市北湖区人民政府；**行政诉讼**：郴州市北湖区人民法院
"""


def changed(label: str, value: str | None, *, and_also: dict[str, str | None] | None = None) -> str:
    """The page with another value behind a label; None takes the whole entry out."""
    page = PAGE
    for name, text in {label: value, **(and_also or {})}.items():
        start = page.index(f"、{name}**：")
        start = page.rindex("\n", 0, start) + 1
        end = page.find("\n**", start)
        head = page[start : page.index("：", start) + 1]
        entry = "" if text is None else head + text
        page = page[:start] + entry + page[end if end >= 0 else len(page) :]
    return page


def found(page: str) -> dict[str, list[Finding]]:
    """The findings of a page by rule."""
    rules: dict[str, list[Finding]] = {}
    for finding in lint(read_guide(page)):
        rules.setdefault(finding.rule, []).append(finding)
    return rules


@dataclass(frozen=True, slots=True)
class Case:
    """A rule, the entry that is changed, its new text (None takes it out), and what changes with it."""

    rule: str
    label: str
    text: str | None
    also: dict[str, str | None] = field(default_factory=dict)


def listed(*materials: str) -> str:
    """A numbered list of materials, one a line."""
    return "\n" + "".join(f"{number}. {one}\n" for number, one in enumerate(materials, start=1))


def table(*rows: str) -> str:
    """A table of materials with these rows: name, number, need, source, remark."""
    header = "| 材料名称 | 份数 | 必要性 | 来源渠道 | 备注 |\n|---|---|---|---|---|\n"
    return f"\n\n{header}" + "".join(f"{row}\n" for row in rows)
