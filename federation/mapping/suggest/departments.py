"""Which line of administration 条线 an organ belongs to, by its name of today or of before a reform.

Approval bureaus 行政审批局 decide for all lines: their names say nothing, and the department digits
of a national base code (AA = 00) are asked instead. An organ may serve several lines 文化广电旅游体育局.
"""

from __future__ import annotations

import re
from functools import cache

from federation.items import Item
from federation.items.codes import decode
from federation.mapping.suggest.words import groups

LINES = groups("""
发改 = 发展和改革 发展改革 发改 粮食 物价
教育 = 教育 教体 教科体
科技 = 科学技术 科技
工信 = 工业和信息化 经济和信息化 经信 工信
民宗 = 民族宗教 民族事务 宗教事务 民宗
公安 = 公安 出入境 交警 交通警察 车辆管理所 车管所 户政 移民管理
民政 = 民政 婚姻登记
司法 = 司法 公证
财政 = 财政
人社 = 人力资源和社会保障 人力资源社会保障 人力资源 人社 社会保险 社会保障 社保 劳动 就业 人才
自然 = 自然资源 国土 规划 不动产
林业 = 林业 园林 林草
生态 = 生态环境 环境保护 环保
住建 = 住房和城乡建设 住房城乡建设 城乡建设 住建 建设局 建设委员会 房产管理 房管 住房保障
公积金 = 住房公积金 公积金
城管 = 城市管理 城管 市政 综合执法
交通 = 交通运输 交通 道路运输 港航 公路 海事 港口 航道
水利 = 水利 水务
农业 = 农业农村 农业 畜牧 渔业 农机 农牧 兽医
商务 = 商务 招商 投资促进
文旅 = 文化 旅游 文旅 文广 文物
新闻 = 新闻出版 版权 电影
广电 = 广播电视 广电
体育 = 体育
卫健 = 卫生健康 卫生和计划生育 卫生 卫计 卫健 疾病预防 疾控 计划生育
退役 = 退役军人
应急 = 应急管理 安全生产监督 安监
消防 = 消防
税务 = 税务 国税 地税
市监 = 市场监督 市场监管 工商 质量技术监督 质监
药监 = 食品药品 药品监督 药品监管 食药
知识产权 = 知识产权
统计 = 统计
医保 = 医疗保障 医保 医疗保险
残联 = 残疾人联合会 残联
气象 = 气象
人防 = 人民防空 人防 国动办 国防动员
档案 = 档案
烟草 = 烟草
""")
"""Lines by the words in organs' names."""

BUREAUS = ("行政审批", "审批服务", "政务服务", "数据管理", "营商环境", "政务中心", "大数据")
"""Organs that decide for many lines."""

KINDRED = tuple(
    frozenset(line.split())
    for line in (
        "市监 药监 知识产权 商务",
        "住建 城管 人防 消防 自然 公积金",
        "自然 林业 农业 水利 城管",
        "生态 水利 城管",
        "卫健 医保",
        "人社 医保 税务 退役",
        "民政 残联 退役",
        "文旅 新闻 广电 体育 教育",
        "教育 科技 工信",
        "工信 发改 商务",
        "应急 消防",
        "公安 交通",
    )
)
"""Lines that are one organ somewhere, or handed items to each other in 2018."""

SUBJECTS = {"公积金": "公积金", "医保": "医疗保险"}
"""What all items of a line are about, though their names do not repeat it."""


def lines_of(item: Item) -> frozenset[str]:
    """The lines of an item's organ and of its national base code; empty if neither says one."""
    named = item.organ_name
    if any(word in named for word in BUREAUS):
        named = ""
    department = decode(item.base).department_name or ""
    return frozenset(_line_of()[word] for word in _words().findall(f"{named} {department}"))


def nearness(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """1 for a line in common, 0.3 for kindred lines, else 0."""
    if ours & theirs:
        return 1.0
    return 0.3 if any(ours & kin and theirs & kin for kin in KINDRED) else 0.0


@cache
def _line_of() -> dict[str, str]:
    return {word: line for line, words in LINES.items() for word in words}


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _line_of()), key=lambda word: (-len(word), word))))
