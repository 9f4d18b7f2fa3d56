"""Small readers: time limits, numbers of copies, telephones, laws, organs, papers."""

from __future__ import annotations

import pytest

from federation.items.lint.amounts import han_number, read_date, read_period
from federation.items.lint.citations import citations_of
from federation.items.lint.counting import read_counts
from federation.items.lint.knowledge.laws import REPEALED, VERSIONS, why_not_in_force
from federation.items.lint.knowledge.organs import renamed, without_place
from federation.items.lint.knowledge.proofs import issuer_of
from federation.items.lint.labels import SYNONYMS, Field, field_of
from federation.items.lint.phones import read_numbers
from federation.items.lint.places import names_of, place_in
from federation.items.tables import LimitUnit

WORKING, NATURAL, MONTH, HOUR = (
    LimitUnit.WORKING_DAY,
    LimitUnit.CALENDAR_DAY,
    LimitUnit.MONTH,
    LimitUnit.HOUR,
)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("10个工作日", 10, WORKING),
        ("１０个工作日", 10, WORKING),
        ("二十个工作日", 20, WORKING),
        ("自受理之日起15个自然日内", 15, NATURAL),
        ("10（工作日）", 10, WORKING),
        ("0.5个工作日", 0.5, WORKING),
        ("1个月", 1, MONTH),
        ("1年", 12, MONTH),
        ("2小时", 2, HOUR),
        ("当场办结", 0, WORKING),
        ("30分钟", 0, WORKING),
        ("0个工作日", 0, WORKING),
        ("5日", 5, None),
        ("7天", 7, None),
        ("20", 20, None),
    ],
)
def test_time_limits(text: str, amount: float, unit: LimitUnit | None):
    """Amount and unit as written; 日 and 天 leave the unit open."""
    period = read_period(text)
    assert period is not None
    assert (amount, unit) == (period.amount, period.unit)


@pytest.mark.parametrize("text", ["", "无", "按规定", "—"])
def test_no_time_limit(text: str):
    """A text without a number is no limit."""
    assert read_period(text) is None


def test_the_label_may_name_the_unit():
    """法定办结时限（工作日）: 20."""
    period = read_period("20", label="法定办结时限（工作日）")
    assert period is not None
    assert period.unit is WORKING


@pytest.mark.parametrize(
    ("text", "excludes"),
    [
        ("15个工作日（不含现场核查）", ("现场核查",)),
        ("15个工作日（不含听证、专家评审所需时间）", ("听证", "专家评审")),
        ("15个工作日，检验检测时间除外", ("检验检测",)),
        ("15个工作日（公示期不计算在内）", ("公示期",)),
        ("15个工作日", ()),
    ],
)
def test_what_does_not_count(text: str, excludes: tuple[str, ...]):
    """不含, 除外, 不计算在内 name what is left out."""
    period = read_period(text)
    assert period is not None
    assert excludes == period.excludes


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("二十一", 21), ("一百二十", 120), ("两", 2), ("12", 12)]
)
def test_han_numbers(text: str, number: int):
    """Chinese numerals as far as guides use them."""
    assert number == han_number(text)


def test_dates():
    """Three notations, and a day no calendar has."""
    days = [
        str(read_date(text))
        for text in ("2026年5月6日", "2026-05-06", "二〇二六年五月六日", "2026/5/6 10:00")
    ]
    assert days == ["2026-05-06"] * 4
    assert read_date("长期") is None
    with pytest.raises(ValueError, match="day"):
        read_date("2026年2月30日")


@pytest.mark.parametrize(
    ("text", "kind", "originals", "copies"),
    [
        ("原件1份", "", 1, 0),
        ("原件1复印件2", "原件和复印件", 1, 2),
        ("原件1份，复印件2份", "", 1, 2),
        ("原件及复印件各一份", "", 1, 1),
        ("1份", "原件", 1, 0),
        ("1份", "复印件", 0, 1),
        ("复印件，每人1份", "", 0, 1),
        ("一式两份", "", 2, 0),
        ("2张", "", 2, 0),
        ("验原件", "", 0, 0),
        ("复印件1份（核验原件）", "", 0, 1),
        ("2份复印件", "", 0, 2),
        ("原件", "", 1, 0),
    ],
)
def test_counts(text: str, kind: str, originals: int, copies: int):
    """What is handed in; what is only shown is not counted."""
    assert (originals, copies) == read_counts(text, kind=kind)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0754-88100011、88100012", ["0754-88100011", "0754-88100012"]),
        ("029-86500061（兼传真）", ["029-86500061"]),
        ("（0754）88100011", ["0754-88100011"]),
        ("0754－88100011转803", ["0754-88100011"]),
        ("02987300021", ["029-87300021"]),
        ("0735-2222018，传真：0735-2222019", ["0735-2222018"]),
        ("12345", ["12345"]),
        ("0754-12345", ["0754-12345"]),
        ("400-820-1234", ["4008201234"]),
        ("+86 754 见官网", []),
    ],
)
def test_numbers(text: str, numbers: list[str]):
    """Every number once; a bare one takes the area code before it; a fax is none."""
    assert numbers == [str(one) for one in read_numbers(text)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0754-8810001", "位数"),
        ("029-8730002", "位数"),
        ("88100011", "缺区号"),
        ("13800138000", "手机"),
        ("138****8000", "手机"),
        ("0754-881000112", "位数"),
    ],
)
def test_faulty_numbers(text: str, fault: str):
    """Too short, too long, without area code, private."""
    assert fault in read_numbers(text)[0].fault


@pytest.mark.parametrize(
    "text", ["0754-88100011", "0735-2222018", "010-66006600", "12345", "0754-12345", "96110"]
)
def test_right_numbers(text: str):
    """Lines of both lengths and hotlines."""
    assert read_numbers(text)[0].fault == ""


@pytest.mark.parametrize(
    "name",
    [
        "汕头市龙湖区食品药品监督管理局",
        "西安市工商行政管理局莲湖分局",
        "云浮市国土资源局",
        "银川市卫生和计划生育委员会",
        "郴州市旅游局",
        "鹤岗市农业局",
        "漳州市规划局",
        "西安市道路运输管理处",
        "汕头市地方税务局",
        "汕头市扶贫开发办公室",
    ],
)
def test_renamed_organs(name: str):
    """Names from before the reforms."""
    assert renamed(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "汕头市龙湖区市场监督管理局",
        "汕头市市场监督管理局（原汕头市工商行政管理局）",
        "云浮市自然资源局",
        "漳州市自然资源和规划局",
        "深圳市规划和自然资源局",
        "汕头市文化广电旅游体育局",
        "漳州市海洋与渔业局",
        "银川市林业和草原局",
        "国家税务总局汕头市税务局",
        "汕头市农业农村局",
        "汕头市社会保险基金管理局",
        "西安市莲湖区行政审批服务局",
        "汕头市计划生育协会",
        "汕头市城市管理和综合执法局",
    ],
)
def test_organs_of_today(name: str):
    """Names in use, some of which end like old ones."""
    assert renamed(name) is None


def test_names_without_places():
    """What is left of a name does not depend on how its place is told."""
    assert {"民政局"} == {
        without_place(name) for name in ("西安市莲湖区民政局", "市民政局", "莲湖区民政局", "民政局")
    }
    assert without_place("汕头市龙湖区市场监督管理局") == "市场监督管理局"


@pytest.mark.parametrize(
    ("title", "issue"),
    [
        ("食品经营许可管理办法", "2015年8月31日国家食品药品监督管理总局令第17号"),
        ("合同法", ""),
        ("婚姻登记条例", "2003年8月8日国务院令第387号"),
        ("道路运输从业人员管理规定", "交通部令2006年第9号"),
        ("行政复议法", "1999年"),
        ("行政复议法", "2017年修正"),
    ],
)
def test_laws_not_in_force(title: str, issue: str):
    """Repealed by name, or cited by an old number or year."""
    assert why_not_in_force(title, issue)


@pytest.mark.parametrize(
    ("title", "issue"),
    [
        ("食品经营许可和备案管理办法", "国家市场监督管理总局令第78号"),
        ("民法典", ""),
        ("婚姻登记条例", ""),
        ("婚姻登记条例", "2003年国务院令第387号公布，2025年国务院令第804号修订"),
        ("道路运输从业人员管理规定", "2006年第9号公布，2022年第38号修正"),
        ("行政复议法", "2023年修订"),
        ("食品安全法", "2009年2月28日通过，2021年4月29日修正"),
        ("社会保险法", "2018年修正"),
    ],
)
def test_laws_in_force(title: str, issue: str):
    """Cited without a version, by the present one, or with the whole history."""
    assert why_not_in_force(title, issue) == ""


def test_tables_of_laws_do_not_contradict():
    """No law is both repealed and in force, none takes its own place, every day is a day."""
    assert set(REPEALED) & set(VERSIONS) == set()
    assert [
        title for title, gone in REPEALED.items() if f"《{title}》" in gone.by or f"国{title}》" in gone.by
    ] == []
    assert all(len(gone.since) == 4 or read_date(gone.since) for gone in REPEALED.values())


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("《食品安全法》第三十五条", [("食品安全法", "", "第三十五条")]),
        (
            "《教师资格条例》（国务院令第188号）第十三条、第十六条",
            [("教师资格条例", "国务院令第188号", "第十三条、第十六条")],
        ),
        (
            "《〈教师资格条例〉实施办法》第六条第（二）项",
            [("〈教师资格条例〉实施办法", "", "第六条第（二）项")],
        ),
        ("《甲法》第一条；《乙办法》第二条", [("甲法", "", "第一条"), ("乙办法", "", "第二条")]),
        ("《甲法》第二条：依照《乙法》办理。", [("甲法", "", "第二条")]),
        ("《甲办法》 国务院令第5号 第三条", [("甲办法", "国务院令第5号", "第三条")]),
    ],
)
def test_citations(line: str, cited: list[tuple[str, str, str]]):
    """Title, number and article; laws that the words of a law mention are not cited."""
    assert cited == [(one.title, one.issue, one.article) for one in citations_of(line, line, "依据")]


@pytest.mark.parametrize(
    ("paper", "source"),
    [
        ("营业执照复印件", "政府部门核发"),
        ("《食品经营许可证》正本、副本", "政府部门核发"),
        ("法定代表人身份证（正反面）", "政府部门核发"),
        ("食品经营许可申请书", "申请人自备"),
        ("授权委托书原件", "申请人自备"),
        ("体检表", "中介机构等第三方"),
        ("购房合同", None),
        ("产权证或租赁合同", None),
        ("经公证的授权委托书", None),
    ],
)
def test_issuers(paper: str, source: str | None):
    """Who makes a paper, as its name tells; None where it does not."""
    issuer = issuer_of(paper)
    assert source == (issuer.source if issuer else None)


def test_places():
    """Codes have names, and organs' names have codes."""
    assert names_of("440507") == ("广东省", "汕头市", "龙湖区")
    assert place_in("汕头市龙湖区市场监督管理局") == "440507"
    assert place_in("西安住房公积金管理中心") == "610100"
    assert place_in("某某协会") == ""


@pytest.mark.parametrize("field", SYNONYMS)
def test_every_label_names_its_datum(field: Field):
    """Each word of the table is found again, also in bold, numbered, or spaced."""
    if field.name.startswith(("MATERIAL_", "STEP_")):
        return
    for word in SYNONYMS[field].split():
        assert field is field_of(word), word
        assert field is field_of(f"**三、{word}**")
