"""Organs that have been renamed or merged.

Sources: 深化党和国家机构改革方案 (2018) and the reform plans of the provinces that followed it until 2019;
党和国家机构改革方案 (2023); 国务院机构改革方案 of 2008 and 2013 for what changed before. Names that some places
kept (林业局, 海洋与渔业局, 知识产权局, 经济和信息化局, 城市管理局 …) are left out on purpose.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from federation.items.lint.places import place_in


class Renamed(NamedTuple):
    """An organ that is no more."""

    old: str
    now: str
    since: str


_PLACE = r"(?:^|[省市县区旗州盟）)])"  # short names only behind a place: 自然资源和规划局 ends in 规划局 too
_TABLE: tuple[tuple[str, str, str], ...] = (
    (r"食品药品监督管理(?:局|委员会)|食药监局|食品药品工商质量监督管理局", "市场监督管理局", "2018—2019年机构改革"),
    (r"工商行政管理(?:和质量技术监督)?(?:局|所)|工商和质量监督管理局|工商质监局|" + _PLACE + r"工商局", "市场监督管理局", "2018—2019年机构改革"),
    (r"质量技术监督局|质监局|市场和质量监督管理(?:局|委员会)", "市场监督管理局", "2018—2019年机构改革"),
    (r"[市县旗]规划建设局|(?<!高新)(?<!开发)(?<!新)区规划建设局", "住房和城乡建设局、自然资源局", "2018—2019年机构改革"),
    (r"物价局", "发展和改革部门（价格管理）、市场监督管理局（价格监督）", "2018—2019年机构改革"),
    (r"国土资源(?:和房屋管理|和规划|与规划|和城乡规划|规划)?(?:局|厅|委员会|所)|国土局|规划和国土资源(?:局|委员会)|国土房管局", "自然资源局", "2018—2019年机构改革"),
    (r"城乡规划局|城市规划(?:管理)?局|" + _PLACE + r"规划局", "自然资源局（自然资源和规划局）", "2018—2019年机构改革"),
    (r"卫生和计划生育(?:局|委员会)|卫生计生(?:局|委)|卫计[局委]|人口和计划生育(?:局|委员会)|计生[局委]|" + _PLACE + r"卫生局", "卫生健康局（委员会）", "2018—2019年机构改革"),
    (r"广电新闻出版(?:局|厅)|文广新局|新闻出版广电(?:局|总局)|文化广播电影电视局|" + _PLACE + r"文化局", "文化广电旅游（体育）局", "2018—2019年机构改革"),
    (r"旅游发展委员会|" + _PLACE + r"旅游局", "文化广电旅游（体育）局", "2018—2019年机构改革"),
    (r"安全生产监督管理(?:局|委员会)|安监局", "应急管理局", "2018—2019年机构改革"),
    (r"环境保护(?:和[\u4e00-\u9fff]{2,6})?(?:局|厅)|环保局", "生态环境局", "2018—2019年机构改革"),
    (_PLACE + r"(?:农业局|农业委员会|农牧局|农业和畜牧局|畜牧兽医局|农业畜牧局)", "农业农村局", "2018—2019年机构改革"),
    (r"劳动和社会保障局|劳动保障局|" + _PLACE + r"(?:人事局|劳动局)", "人力资源和社会保障局", "2008年机构改革"),
    (r"法制(?:局|办公室|办)$", "司法局", "2018—2019年机构改革"),
    (r"(?:国家|地方)税务局|国税局|地税局", "国家税务总局所属税务局", "2018年国税地税合并"),
    (r"出入境检验检疫局", "海关", "2018年机构改革"),
    (r"公安消防(?:局|支队|大队)", "消防救援机构", "2018年机构改革"),
    (r"(?:银行业|保险|银行保险)(?:业)?监督管理(?:局|委员会|分局)|银保?监(?:局|分局)|保监局", "国家金融监督管理总局派出机构", "2023年机构改革"),
    (r"扶贫(?:开发)?(?:办公室|办|局)|扶贫开发领导小组办公室|乡村振兴局", "农业农村局", "2023年机构改革"),
    (r"道路运输管理(?:处|局|所)|公路运输管理(?:处|局|所)|交通运输管理处|运管[处局所]|运输管理[处所]$", "交通运输局", "交通运输综合执法和事业单位改革（2018—2021年）"),
    (r"新型农村合作医疗(?:管理)?(?:办公室|中心)|合管办", "医疗保障局（经办机构）", "2018—2019年机构改革"),
)  # fmt: skip
_REGIONAL: tuple[tuple[str, str, str, str], ...] = (
    (r"经济和信息化(?:局|委员会)", "44", "工业和信息化局", "2019年广东省机构改革"),
    (r"政务服务数据管理局", "44", "政务服务和数据管理局", "2024年广东省机构改革"),
)
"""Names that only some provinces gave up: pattern, first digits of the place (GB/T 2260), name now, since."""
_RENAMED = tuple((re.compile(rf"(?<!原)(?:{pattern})"), now, since) for pattern, now, since in _TABLE)
_FORMER = re.compile(
    r"原[\u4e00-\u9fff]{2,24}(?:局|处|委员会|办公室|所|办|委|厅|总局)(?:[、和及与][\u4e00-\u9fff]{2,16}(?:局|委员会|办公室|厅))*"
)


@lru_cache(maxsize=4096)  # a catalogue names the same organs again and again
def renamed(text: str) -> Renamed | None:
    """An organ in a text that is no more; what the text itself calls 原… is left alone."""
    told = _FORMER.sub("", text)
    for pattern, now, since in _RENAMED:
        if found := pattern.search(told):
            return Renamed(found[0].lstrip("省市县区旗州盟）)"), now, since)
    for old, province, now, since in _REGIONAL:
        if (found := re.search(old, told)) and place_in(told).startswith(province):
            return Renamed(found[0], now, since)
    return None


_PREFIX = re.compile(r"^.*?(?:[省县州盟旗]|市(?!场监)|区(?!域))(?=[\u4e00-\u9fff]{3})")


@lru_cache(maxsize=4096)
def without_place(organ: str) -> str:
    """An organ's name without its places: 西安市莲湖区民政局 and 区民政局 are both 民政局."""
    shorter = _PREFIX.sub("", organ)
    while shorter != organ:
        organ, shorter = shorter, _PREFIX.sub("", shorter)
    return organ
