"""Laws that are repealed, and laws of which an older text is cited.

Each row was in force when the later law named beside it took its place. Versions are told apart only by what
a guide itself writes: the number or the year of an old text. A revision that changed little is not a row: the
year is that of the last full revision 修订 or the last amendment known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Repealed(NamedTuple):
    """A law that is no more, since which day (or year), and what took its place."""

    since: str
    by: str


class Version(NamedTuple):
    """A law in force: the year of its present text, its number, and what marks an older one."""

    year: int
    now: str
    old: tuple[str, ...] = ()


_CIVIL = Repealed("2021-01-01", "《中华人民共和国民法典》")
_REGISTRATION = Repealed("2022-03-01", "《中华人民共和国市场主体登记管理条例》")
_DETAILS = Repealed("2022-03-01", "《中华人民共和国市场主体登记管理条例实施细则》")
_FOREIGN = Repealed("2020-01-01", "《中华人民共和国外商投资法》")
_FOREIGN_RULES = Repealed("2020-01-01", "《中华人民共和国外商投资法实施条例》（国务院令第723号）")
_BORDER = Repealed("2013-07-01", "《中华人民共和国出境入境管理法》")
_FAMILY = Repealed("2021", "国务院决定废止（实施三孩生育政策）")
_FOOD = Repealed("2015-10-01", "食品经营许可（现为《食品经营许可和备案管理办法》，市场监管总局令第78号）")
_MEDICINE = Repealed("2024-01-01", "《药品经营和使用质量监督管理办法》（市场监管总局令第84号）")

REPEALED: Mapping[str, Repealed] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "民法通则",
                "民法总则",
                "合同法",
                "婚姻法",
                "继承法",
                "物权法",
                "侵权责任法",
                "担保法",
                "收养法",
            ),
            _CIVIL,
        ),
        **dict.fromkeys(
            (
                "公司登记管理条例",
                "企业法人登记管理条例",
                "合伙企业登记管理办法",
                "农民专业合作社登记管理条例",
                "企业法人法定代表人登记管理规定",
            ),
            _REGISTRATION,
        ),
        **dict.fromkeys(
            (
                "企业法人登记管理条例施行细则",
                "个人独资企业登记管理办法",
                "个体工商户登记管理办法",
                "公司注册资本登记管理规定",
                "企业经营范围登记管理规定",
            ),
            _DETAILS,
        ),
        **dict.fromkeys(("中外合资经营企业法", "中外合作经营企业法", "外资企业法"), _FOREIGN),
        **dict.fromkeys(
            ("中外合资经营企业法实施条例", "中外合作经营企业法实施细则", "外资企业法实施细则"), _FOREIGN_RULES
        ),
        "外商投资企业设立及变更备案管理暂行办法": Repealed("2020-01-01", "《外商投资信息报告办法》"),
        "企业名称登记管理实施办法": Repealed(
            "2023-10-01", "《企业名称登记管理规定实施办法》（市场监管总局令第82号）"
        ),
        **dict.fromkeys(("公民出境入境管理法", "外国人入境出境管理法"), _BORDER),
        **dict.fromkeys(
            ("流动人口计划生育工作条例", "社会抚养费征收管理办法", "计划生育技术服务管理条例"), _FAMILY
        ),
        **dict.fromkeys(("食品流通许可证管理办法", "餐饮服务许可管理办法"), _FOOD),
        **dict.fromkeys(("药品经营许可证管理办法", "药品流通监督管理办法"), _MEDICINE),
        "食品经营许可管理办法": Repealed(
            "2023-12-01", "《食品经营许可和备案管理办法》（市场监管总局令第78号）"
        ),
        "食品卫生法": Repealed("2009-06-01", "《中华人民共和国食品安全法》"),
        "个体工商户条例": Repealed("2022-11-01", "《促进个体工商户发展条例》（国务院令第755号）"),
        "城乡个体工商户管理暂行条例": Repealed(
            "2011-11-01", "个体工商户条例，现为《促进个体工商户发展条例》"
        ),
        "房屋登记办法": Repealed("2019", "《不动产登记暂行条例》及其实施细则"),
        "土地登记办法": Repealed("2017", "《不动产登记暂行条例》及其实施细则"),
        "城市房屋权属登记管理办法": Repealed("2008-07-01", "房屋登记办法，现为《不动产登记暂行条例》"),
        "城市房屋拆迁管理条例": Repealed("2011-01-21", "《国有土地上房屋征收与补偿条例》"),
        "城市规划法": Repealed("2008-01-01", "《中华人民共和国城乡规划法》"),
        "档案法实施办法": Repealed("2024-03-01", "《中华人民共和国档案法实施条例》（国务院令第772号）"),
        "婚姻登记管理条例": Repealed("2003-10-01", "《婚姻登记条例》"),
        "环境噪声污染防治法": Repealed("2022-06-05", "《中华人民共和国噪声污染防治法》"),
        "排污费征收使用管理条例": Repealed("2018-01-01", "《中华人民共和国环境保护税法》"),
        "排污许可管理办法（试行）": Repealed("2024-07-01", "《排污许可管理办法》（生态环境部令第32号）"),
        "危险废物转移联单管理办法": Repealed("2022-01-01", "《危险废物转移管理办法》"),
        "契税暂行条例": Repealed("2021-09-01", "《中华人民共和国契税法》"),
        "城市维护建设税暂行条例": Repealed("2021-09-01", "《中华人民共和国城市维护建设税法》"),
        "印花税暂行条例": Repealed("2022-07-01", "《中华人民共和国印花税法》"),
        "资源税暂行条例": Repealed("2020-09-01", "《中华人民共和国资源税法》"),
        "耕地占用税暂行条例": Repealed("2019-09-01", "《中华人民共和国耕地占用税法》"),
        "车辆购置税暂行条例": Repealed("2019-07-01", "《中华人民共和国车辆购置税法》"),
        "营业税暂行条例": Repealed("2017-11-19", "营业税改征增值税"),
        "增值税暂行条例": Repealed("2026-01-01", "《中华人民共和国增值税法》"),
        "劳动力市场管理规定": Repealed("2008-01-01", "《就业服务与就业管理规定》"),
        "女职工劳动保护规定": Repealed("2012-04-28", "《女职工劳动保护特别规定》"),
        "企业劳动争议处理条例": Repealed("2011-01-08", "《中华人民共和国劳动争议调解仲裁法》"),
        "执业医师法": Repealed("2022-03-01", "《中华人民共和国医师法》"),
        "医师执业注册暂行办法": Repealed("2017-04-01", "《医师执业注册管理办法》"),
        "化妆品卫生监督条例": Repealed("2021-01-01", "《化妆品监督管理条例》"),
        "医疗器械经营企业许可证管理办法": Repealed(
            "2014-10-01", "《医疗器械经营监督管理办法》（市场监管总局令第54号）"
        ),
        "医疗器械注册管理办法": Repealed(
            "2021-10-01", "《医疗器械注册与备案管理办法》（市场监管总局令第47号）"
        ),
        "体外诊断试剂注册管理办法": Repealed("2021-10-01", "《体外诊断试剂注册与备案管理办法》"),
        "保健食品注册管理办法（试行）": Repealed("2016-07-01", "《保健食品注册与备案管理办法》"),
        "报废汽车回收管理办法": Repealed("2019-06-01", "《报废机动车回收管理办法》（国务院令第715号）"),
        "退役士兵安置条例": Repealed("2024-09-01", "《退役军人安置条例》（国务院、中央军委令第787号）"),
        "信访条例": Repealed("2022-05-01", "《信访工作条例》"),
        "学位条例": Repealed("2025-01-01", "《中华人民共和国学位法》"),
        "出租汽车经营服务管理规定": Repealed("2016-11-01", "《巡游出租汽车经营服务管理规定》"),
        "水路运输管理条例": Repealed("2013-01-01", "《国内水路运输管理条例》"),
        "取水许可制度实施办法": Repealed("2006-04-15", "《取水许可和水资源费征收管理条例》"),
        "民办非企业单位名称管理暂行规定": Repealed(
            "2024-05-01", "《社会组织名称管理办法》（民政部令第69号）"
        ),
        "基金会名称管理规定": Repealed("2024-05-01", "《社会组织名称管理办法》（民政部令第69号）"),
        "最低生活保障审核审批办法（试行）": Repealed(
            "2021-07-01", "《最低生活保障审核确认办法》（民发〔2021〕57号）"
        ),
        "居民身份证条例": Repealed("2004-01-01", "《中华人民共和国居民身份证法》"),
        "公证暂行条例": Repealed("2006-03-01", "《中华人民共和国公证法》"),
        "物业服务企业资质管理办法": Repealed("2018-03-08", "住房城乡建设部令第39号废止，资质已取消"),
        "工程建设项目招标代理机构资格认定办法": Repealed(
            "2018-03-08", "住房城乡建设部令第38号废止，资格已取消"
        ),
        "建筑工程消防监督审核管理规定": Repealed("2009-05-01", "《建设工程消防设计审查验收管理暂行规定》"),
        "种子管理条例": Repealed("2000-12-01", "《中华人民共和国种子法》"),
        "建设工程消防监督管理规定": Repealed("2020-06-01", "《建设工程消防设计审查验收管理暂行规定》"),
    }
)

VERSIONS: Mapping[str, Version] = MappingProxyType(
    {
        "道路运输从业人员管理规定": Version(
            2022, "交通运输部令2022年第38号修正", ("2006年第9号", "2016年第52号", "2019年第18号")
        ),
        "道路货物运输及站场管理规定": Version(
            2023,
            "2023年修正",
            ("2005年第6号", "2008年第9号", "2009年第3号", "2012年第1号", "2016年第35号", "2019年第17号"),
        ),
        "道路旅客运输及客运站管理规定": Version(2020, "交通运输部令2020年第17号", ("2005年第10号",)),
        "机动车驾驶员培训管理规定": Version(2022, "交通运输部令2022年第32号", ("2006年第2号",)),
        "道路危险货物运输管理规定": Version(2013, "交通运输部令2013年第2号", ("2005年第9号",)),
        "超限运输车辆行驶公路管理规定": Version(2016, "交通运输部令2016年第62号", ("2000年第2号",)),
        "机动车驾驶证申领和使用规定": Version(
            2021, "公安部令第162号（2022-04-01施行）", ("第91号", "第111号", "第123号", "第139号")
        ),
        "机动车登记规定": Version(
            2021, "公安部令第164号（2022-05-01施行）", ("第72号", "第102号", "第124号")
        ),
        "食品生产许可管理办法": Version(2020, "市场监管总局令第24号", ("第16号",)),
        "食品安全法": Version(2015, "2015年修订，其后又有修正"),
        "食品安全法实施条例": Version(2019, "国务院令第721号", ("第557号",)),
        "建设项目环境保护管理条例": Version(2017, "国务院令第682号修订", ("第253号",)),
        "危险化学品安全管理条例": Version(2011, "国务院令第591号", ("第344号",)),
        "安全生产法": Version(2021, "2021年修正"),
        "消防法": Version(2021, "2021年修正"),
        "道路交通安全法": Version(2021, "2021年修正"),
        "人口与计划生育法": Version(2021, "2021年修正"),
        "兵役法": Version(2021, "2021年修订"),
        "土地管理法": Version(2019, "2019年修正"),
        "城市房地产管理法": Version(2019, "2019年修正"),
        "城乡规划法": Version(2019, "2019年修正"),
        "建筑法": Version(2019, "2019年修正"),
        "民办教育促进法": Version(2018, "2018年修正"),
        "海洋环境保护法": Version(2023, "2023年修订，2024-01-01施行"),
        "慈善法": Version(2023, "2023年修正，2024-09-05施行"),
        "会计法": Version(2024, "2024年修正"),
        "行政复议法": Version(2023, "2023年修订，2024-01-01施行"),
        "行政处罚法": Version(2021, "2021年修订"),
        "治安管理处罚法": Version(2025, "2025年修订，2026-01-01施行"),
        "婚姻登记条例": Version(2025, "国务院令第804号，2025-05-10施行", ("第387号",)),
        "档案法": Version(2020, "2020年修订"),
        "公司法": Version(2023, "2023年修订，2024-07-01施行"),
        "企业名称登记管理规定": Version(2020, "国务院令第734号"),
        "医疗器械监督管理条例": Version(2021, "国务院令第739号", ("第276号", "第650号", "第680号")),
        "医疗器械经营监督管理办法": Version(2022, "市场监管总局令第54号", ("第8号",)),
        "医疗器械生产监督管理办法": Version(2022, "市场监管总局令第53号", ("第7号",)),
        "药品管理法": Version(2019, "2019年修订"),
        "药品注册管理办法": Version(2020, "市场监管总局令第27号", ("第28号",)),
        "药品生产监督管理办法": Version(2020, "市场监管总局令第28号", ("第14号",)),
        "普通话水平测试管理规定": Version(2021, "教育部令第51号（2022-01-01施行）", ("第16号",)),
        "特种设备安全监察条例": Version(2009, "国务院令第549号修订", ("第373号",)),
        "宗教事务条例": Version(2017, "国务院令第686号", ("第426号",)),
        "政府信息公开条例": Version(2019, "国务院令第711号", ("第492号",)),
        "土地管理法实施条例": Version(2021, "国务院令第743号", ("第256号",)),
        "军人抚恤优待条例": Version(2024, "国务院、中央军委令第788号", ("第413号",)),
        "动物检疫管理办法": Version(2022, "农业农村部令2022年第7号", ("2010年第6号",)),
        "动物防疫条件审查办法": Version(2022, "农业农村部令2022年第8号", ("2010年第7号",)),
        "动物防疫法": Version(2021, "2021年修订"),
        "农药管理条例": Version(2017, "国务院令第677号", ("第216号", "第326号")),
        "建筑业企业资质管理规定": Version(2015, "住房城乡建设部令第22号", ("第87号", "第159号")),
        "建筑工程施工许可管理办法": Version(2014, "住房城乡建设部令第18号", ("第71号", "第91号")),
        "公证程序规则": Version(2006, "司法部令第103号", ("第72号",)),
        "森林法": Version(2019, "2019年修订"),
        "野生动物保护法": Version(2022, "2022年修订"),
        "体育法": Version(2022, "2022年修订"),
        "职业教育法": Version(2022, "2022年修订"),
        "环境保护法": Version(2014, "2014年修订"),
        "固体废物污染环境防治法": Version(2020, "2020年修订"),
        "传染病防治法": Version(2025, "2025年修订"),
        "未成年人保护法": Version(2020, "2020年修订"),
        "妇女权益保障法": Version(2022, "2022年修订"),
    }
)

_AMENDED = re.compile(r"(\d{4})\s*年?(?:\d{1,2}月\d{1,2}日)?[^，,；;]{0,16}?(?:修正|修订|修改)")
_FIRST_ISSUE = re.compile(r"(?:19|20)\d{2}年?[^，,；;]{0,24}令第?\d+号?")
_YEAR = re.compile(r"(?<!\d)(19|20)(\d{2})(?!\d)")


def why_not_in_force(title: str, issue: str) -> str:
    """Why a law as cited is not in force, in Chinese; empty where nothing is known against it.

    Args:
        title: without 《》 and 中华人民共和国.
        issue: what the guide writes behind it: organ, number, year.
    """
    title = re.sub(r"[\s〈〉<>]", "", title).replace("(", "（").replace(")", "）")
    if gone := REPEALED.get(title):
        return (
            f"已废止或被取代（{gone.since}），现为{gone.by}"
            if "《" in gone.by
            else f"已废止（{gone.since}）：{gone.by}"
        )
    version = VERSIONS.get(title)
    if version is None or not _is_old(version, re.sub(r"\s", "", issue)):
        return ""
    return f"不是现行版本，现行为{version.now}"


def _is_old(version: Version, issue: str) -> bool:
    """An old number or year is named, and no year of the present text or a later one."""
    years = [int(found[0]) for found in _YEAR.finditer(issue)]
    if any(year >= version.year for year in years):
        return False
    marked = any(re.search(rf"(?<!\d){re.escape(mark.removeprefix('第'))}", issue) for mark in version.old)
    return (
        marked
        or any(int(found[1]) < version.year for found in _AMENDED.finditer(issue))
        or _is_year(issue)
        or _FIRST_ISSUE.search(issue) is not None
    )


def _is_year(issue: str) -> bool:
    """Just a year, as a version: （1999年）, （2003）."""
    return re.fullmatch(r"(?:19|20)\d{2}年?(?:版|本)?", issue) is not None
