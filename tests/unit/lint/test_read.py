"""The reader: one content in many layouts is one guide, and any text at all is read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.items.lint import facts, lint, read_guide
from tests.worlds.tier import drawn

TABLE = """\
# 失业保险金申领
## 基本信息
| 项目 | 内容 | 项目 | 内容 |
|---|---|---|---|
| 事项名称 | 失业保险金申领 | 事项类型 | 行政给付 |
| 实施主体 | 云浮市社会保险基金管理局 | 行使层级 | 市级 |
| 服务对象 | 自然人 | 办件类型 | 承诺件 |
| 法定办结时限 | 30个工作日 | 承诺办结时限 | 10个工作日（不含公示） |
| 到办事现场次数 | 0次 | 通办范围 | 全省通办 |
| 是否收费 | 否 | 办理形式 | 窗口办理、网上办理 |
## 申请材料
| 序号 | 材料名称 | 材料类型 | 份数 | 必要性 | 来源渠道 |
|---|---|---|---|---|---|
| 1 | 身份证 | 复印件 | 1 | 必要 | 政府部门核发 |
| 2 | 失业保险金申领表 | 原件 | 2 | 必要 | 申请人自备 |
## 办理流程
| 环节 | 时限 |
|---|---|
| 受理 | 2个工作日 |
| 审核 | 8个工作日 |
## 受理条件
1. 缴费满1年；
2. 非因本人意愿中断就业。
## 联系方式
| 办理地点 | 云浮市云城区金山大道8号 |
|---|---|
| 咨询电话 | 0766-8811222 |
| 监督电话 | 0766-8811333 |
"""
BULLETS = """\
失业保险金申领

- 事项名称：失业保险金申领
- 事项类型：行政给付　　行使层级：市级
- 实施机构：云浮市社会保险基金管理局
- 办理对象：自然人
- 办件类型：承诺件
- 法定时限：30个工作日
- 承诺时限：10个工作日（不含公示）
- 到现场次数：0次
- 通办范围：全省通办
- 办理方式：窗口办理、网上办理
- 收费：否
- 办理条件：
  - 缴费满1年；
  - 非因本人意愿中断就业。
- 所需材料：
  1. 身份证（复印件1份，必要，政府部门核发）
  2. 失业保险金申领表（一式两份，必要，申请人自备）
- 办理程序：受理（2个工作日）→审核（8个工作日）
- 办公地址：云浮市云城区金山大道8号
- 联系电话：0766-8811222
- 投诉电话：0766-8811333
"""
HAN = """\
一、事项名称
失业保险金申领
二、事项类型
行政给付
三、实施部门：云浮市社会保险基金管理局
四、行使层级：市级
五、申请对象：自然人
六、办件类型：承诺件
七、办理时限：法定30个工作日，承诺10个工作日（不含公示）
八、到现场次数：0次
九、通办范围：全省通办
十、办理形式：窗口办理、网上办理
十一、是否收费：□是 ☑否
十二、申请条件
（一）缴费满1年；
（二）非因本人意愿中断就业。
十三、申报材料
（一）身份证
材料类型：复印件　份数：1份　必要性：必要　来源渠道：政府部门核发
（二）失业保险金申领表
材料类型：原件　份数：2份　必要性：必要　来源渠道：申请人自备
十四、办事流程
1、受理：2个工作日；
2、审核：8个工作日。
十五、办理地址：云浮市云城区金山大道8号
十六、咨询方式：0766-8811222
十七、监督投诉：0766-8811333
"""
FRAMED = """\
【事项名称】失业保险金申领
【事项类型】行政给付　【行使层级】市级
【实施主体】云浮市社会保险基金管理局
【服务对象】自然人　【办件类型】承诺件
【法定办结时限】30个工作日
【承诺办结时限】10个工作日（不含公示）
【到现场次数】0次　【通办范围】全省通办　【办理形式】窗口办理、网上办理
【是否收费】否
【受理条件】（1）缴费满1年；（2）非因本人意愿中断就业。
【申请材料】1.身份证（复印件1份；必要；政府部门核发）；2.失业保险金申领表（原件2份；必要；申请人自备）。
【办理流程】受理（2个工作日）、审核（8个工作日）
【办理地点】云浮市云城区金山大道8号
【咨询电话】0766-8811222　【监督电话】0766-8811333
"""
ACROSS = """\
| 事项名称 | 事项类型 | 实施主体 | 行使层级 | 服务对象 | 办件类型 | 是否收费 |
|---|---|---|---|---|---|---|
| 失业保险金申领 | 行政给付 | 云浮市社会保险基金管理局 | 市级 | 自然人 | 承诺件 | 否 |

**法定办结时限**：30个工作日；**承诺办结时限**：10个工作日（不含公示）
**到现场次数**：0次；**通办范围**：全省通办；**办理形式**：窗口办理、网上办理

### 条件
缴费满1年；非因本人意愿中断就业。

### 材料清单
#### 1. 身份证
- 材料类型：复印件
- 份数：1份
- 必要性：必要
- 来源渠道：政府部门核发
#### 2. 失业保险金申领表
- 材料类型：原件
- 份数：2份
- 必要性：必要
- 来源渠道：申请人自备

### 流程
1. 受理
   - 时限：2个工作日
2. 审核
   - 时限：8个工作日

### 地址与电话
**办理地点**：云浮市云城区金山大道8号　**咨询电话**：0766-8811222　**监督电话**：0766-8811333
"""
LINES = """\
事项名称
失业保险金申领
事项类型
行政给付
实施主体
云浮市社会保险基金管理局
行使层级
市级
服务对象
自然人
办件类型
承诺件
法定办结时限
30个工作日
承诺办结时限
10个工作日（不含公示）
到现场次数
0次
通办范围
全省通办
办理形式
窗口办理、网上办理
是否收费
否
受理条件
缴费满1年；非因本人意愿中断就业。
申请材料
1.身份证（复印件1份，必要，政府部门核发）
2.失业保险金申领表（原件2份，必要，申请人自备）
办理流程
1.受理（2个工作日）；2.审核（8个工作日）
办理地点
云浮市云城区金山大道8号
咨询电话
0766-8811222
监督电话
0766-8811333
"""
LAYOUTS = {"lines": LINES, "table": TABLE, "bullets": BULLETS, "han": HAN, "framed": FRAMED, "across": ACROSS}
_SIGNS = "|：:；。、（）()*#-—→ 　\n\t1234一二年月日份件元%《》【】☑□"
_WORDS = (
    "事项名称",
    "申请材料",
    "原件1份",
    "办理流程",
    "10个工作日",
    "不含公示",
    "咨询电话",
    "0754-8810001",
    "|---|",
    "**",
)


def core(page: str) -> dict[str, Any]:
    """The facts, without what a layout says in its own words."""
    told = facts(read_guide(page))
    told["fields"].pop("fee", None)
    return {
        name: told[name] for name in ("locality", "fields", "materials", "steps", "conditions", "contacts")
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_read_alike(layout: str):
    """Tables, bullets, Chinese numerals, framed labels, headings: the same facts."""
    wanted = {
        "locality": "445300",
        "fields": {
            "task_name": "失业保险金申领",
            "task_type": "05",
            "dept_name": "云浮市社会保险基金管理局",
            "use_level": "3",
            "server_type": ["1"],
            "project_type": "2",
            "legal_limit": {"n": 30, "unit": "工作日"},
            "promise_limit": {"n": 10, "unit": "工作日", "excludes": ["公示"]},
            "scene_count": 0,
            "handle_type": ["1", "2"],
            "handle_area": "全省",
            "is_fee": False,
        },
        "materials": [
            {
                "name": "身份证",
                "originals": 0,
                "copies": 1,
                "format": None,
                "need": "必要",
                "source": "政府部门核发",
            },
            {
                "name": "失业保险金申领表",
                "originals": 2,
                "copies": 0,
                "format": None,
                "need": "必要",
                "source": "申请人自备",
            },
        ],
        "steps": [["受理", 2], ["审核", 8]],
        "conditions": 2,
        "contacts": {
            "phones": ["0766-8811222"],
            "supervision": ["0766-8811333"],
            "address": "云浮市云城区金山大道8号",
            "hours": None,
        },
    }
    assert wanted == core(LAYOUTS[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_judged_alike(layout: str):
    """The same two faults in every layout: the exclusion, and no way to contest."""
    rules = {one.rule for one in lint(read_guide(LAYOUTS[layout]))}
    assert {"limit.exclusion_undeclared", "remedy.missing"} == rules


@settings(max_examples=drawn(60))
@given(st.text(alphabet=st.one_of(st.sampled_from(_SIGNS), st.characters()), max_size=400))
def test_any_text_is_read(text: str):
    """Nothing raises, and what is found stands in the text."""
    findings = lint(read_guide(text))
    assert all(not one.quote or one.quote in text or one.section == "全文" for one in findings)


@settings(max_examples=drawn(60))
@given(st.lists(st.sampled_from(_WORDS + tuple(_SIGNS)), max_size=60).map("".join))
def test_any_mix_of_labels_is_read(text: str):
    """Labels in any order, half tables, brackets without end."""
    facts(read_guide(text))
    lint(read_guide(text))


def test_an_empty_page_is_an_empty_guide():
    """It says nothing, and is judged for that."""
    guide = read_guide("")
    assert guide.materials == ()
    assert guide.name is None
    assert {"condition.vague", "limit.missing"} <= {one.rule for one in lint(guide)}


def test_a_line_may_be_broken():
    """A list item that goes on below itself is one material."""
    page = "## 申请材料\n1. 住所使用证明（复印件1份，必要，\n   申请人自备）\n2. 身份证（原件1份，必要，政府部门核发）\n"
    names = [one.name for one in read_guide(page).materials]
    assert names == ["住所使用证明", "身份证"]


def test_remarks_below_a_list_are_no_materials():
    """注, 说明 and 以上材料 speak of the list."""
    page = "## 申请材料\n1. 申请表（原件1份）\n\n注：材料须用A4纸打印。\n以上材料均由申请人自备。\n"
    guide = read_guide(page)
    assert [(one.name, one.source.value) for one in guide.materials if one.source] == [
        ("申请表", "申请人自备")
    ]


def test_what_stands_below_belongs_to_what_is_above():
    """Cases of one condition are no conditions; a step's remarks are no steps."""
    page = (
        "## 受理条件\n应当同时具备：\n1. 已被聘用；\n2. 无下列情形之一：\n   - 受刑事处罚；\n   - 被吊销证书。\n"
        "## 办理流程\n1. 申请\n   - 网上或窗口提交\n2. 受理\n   - 时限：1个工作日\n"
    )
    guide = read_guide(page)
    assert [one.value for one in guide.conditions] == ["已被聘用", "无下列情形之一："]
    assert not guide.any_condition
    assert facts(guide)["steps"] == [["申请", None], ["受理", 1]]


def test_numbers_of_others_are_not_the_guides():
    """电话 beside a court, or under 监督投诉, is not the number to ask at."""
    page = (
        "## 监督投诉渠道\n电话：0754-88250002\n## 法律救济\n行政复议：汕头市人民政府，地址：海滨路28号，电话：0754-88250003\n"
        "## 咨询\n电话：0754-88250001\n"
    )
    contacts = facts(read_guide(page))["contacts"]
    assert (contacts["phones"], contacts["supervision"]) == (["0754-88250001"], ["0754-88250002"])
    assert contacts["address"] is None


def test_papers_that_will_do_instead_are_one_material():
    """甲（…）或乙（…）: either is enough."""
    page = "## 申请材料\n1. 居民户口簿（原件1份，核验后退还）或居住证（原件1份，核验后退还）\n"
    found = read_guide(page).materials
    assert [(one.name, one.originals) for one in found] == [("居民户口簿或居住证", 1)]
