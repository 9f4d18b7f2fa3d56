"""One guide in every layout cities use is read as the same guide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.items.lint import facts, read_guide
from federation.items.lint.beside import with_colons

LAYOUTS = (
    "事项类型：行政许可\n办件类型：承诺件\n法定办结时限：20个工作日\n收费：不收费",
    "事项类型: 行政许可\n办件类型: 承诺件\n法定办结时限: ２０个工作日\n收费: 不收费",
    "**事项类型** 行政许可　**办件类型** 承诺件\n**法定办结时限** 20个工作日\n**收费** 不收费",
    "【事项类型】行政许可【办件类型】承诺件【法定办结时限】20个工作日【收费】不收费",
    "〖事项类型〗行政许可\n〖办件类型〗承诺件\n〖法定办结时限〗20个工作日\n〖收费〗不收费",
    "　　事项类型　　行政许可\n　　办件类型　　承诺件\n　　法定办结时限　　20个工作日\n　　收费　　不收费",
    "事项类型 行政许可 办件类型 承诺件\n法定办结时限 20个工作日\n收费：不收费",
    "事项类型\n: 行政许可\n\n办件类型\n: 承诺件\n\n法定办结时限\n: 20个工作日\n\n收费\n: 不收费",
    "事项类型\n行政许可\n办件类型\n承诺件\n法定办结时限\n20个工作日\n收费\n不收费",
    "1.1 事项类型：行政许可\n1.2 办件类型：承诺件\n1.10 法定办结时限：20个工作日\n1.11 收费：不收费",
    "**事项类型**：行政许可<br>**办件类型**：承诺件<br>**法定办结时限**：20个工作日<br>**收费**：不收费",
    (
        "<table>\n<tr><td>事项类型</td><td>行政许可</td></tr>\n<tr>\n<td>办件类型</td>\n<td>承诺件</td>\n</tr>\n"
        "<tr><td>法定办结时限</td><td>20个工作日</td><td>收费</td><td>不收费</td></tr>\n</table>"
    ),
    "| 事项类型 | 行政许可 | 办件类型 | 承诺件 | 法定办结时限 | 20个工作日 |\n|---|---|---|---|---|---|\n| 收费 | 不收费 | | | | |",
)


@pytest.mark.parametrize("page", LAYOUTS)
def test_a_label_is_one_wherever_it_stands(page: str):
    """With a colon or without, in bold, in a frame, above its value, in cells."""
    fields = facts(read_guide(f"# 卫生许可\n\n{page}\n"))["fields"]
    wanted = {
        "task_type": "01",
        "project_type": "2",
        "legal_limit": {"n": 20, "unit": "工作日"},
        "is_fee": False,
    }
    assert wanted == {name: fields.get(name) for name in wanted}


@pytest.mark.parametrize(
    "line",
    [
        "办理流程：申请 → 受理",
        "申请人 可以到窗口",
        "**营业执照**（复印件1份）",
        "网上申请 与窗口申请",
        "见【附注】一栏",
        "受理 3个工作日",
    ],
)
def test_other_words_stay_as_they_are(line: str):
    """What is no label gets no colon."""
    assert line == with_colons(line)


@given(st.text(alphabet="办件类型承诺 　*【】：:1.\n|（）", max_size=40))
def test_a_colon_is_set_once(line: str):
    """Whatever stands in a line, nothing is raised; a line with its colons is left alone."""
    once = with_colons(line)
    assert with_colons(once).count("：：") == once.count("：：")


def test_where_and_when_under_one_headline():
    """地点、时间 in one paragraph are told apart."""
    page = "# 甲\n\n## 办理地点、时间\n\n北湖区燕泉路8号二楼；周一至周五 9:00—17:00\n"
    contacts = facts(read_guide(page))["contacts"]
    assert contacts["address"] == "北湖区燕泉路8号二楼"
    assert contacts["hours"] == "周一至周五 9:00—17:00"


def test_a_table_of_windows_has_one_time_each():
    """Two windows with hours of their own do not contradict each other."""
    page = "# 甲\n\n## 窗口\n\n| 窗口名称 | 地址 | 咨询电话 | 办公时间 |\n|---|---|---|---|\n| 一 | 燕泉路8号 | 0735-2222018 | 9:00-17:00 |\n| 二 | 人民路1号 | 0735-2222019 | 9:00-20:00 |\n"
    assert [said.value for said in read_guide(page).hours] == ["9:00-17:00"]


def test_a_remark_is_no_material():
    """※ below a list, and a bold question after it, are not entries of the list."""
    page = "# 甲\n\n申请材料：\n1. 申请表（原件1份）\n※ 其他疑问请咨询窗口。\n\n**要跑几次？**\n\n到现场次数：0次\n"
    guide = read_guide(page)
    assert [one.name for one in guide.materials] == ["申请表"]
    assert guide.scene_count is not None
    assert guide.scene_count.value == 0


def test_a_day_in_words_at_the_top():
    """自…起施行 without a label; days within laws are none of the page's."""
    page = "# 甲\n\n2026年6月1日印发　自2026年7月1日起施行\n\n依据：《乙办法》（2001年1月1日公布，自2001年2月1日起施行）\n"
    guide = read_guide(page)
    assert guide.published is not None
    assert guide.effective is not None
    assert (guide.published.value.month, guide.effective.value.month) == (6, 7)
