"""Proofs nobody may ask for any more, and who issues which paper.

Sources, each named beside its row. A proof that only some may not issue (the neighbours' committee, the
police) is a row of its own with the issuer in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Proof(NamedTuple):
    """A paper that is not to be asked for, and why."""

    pattern: re.Pattern[str]
    why: str


_END = r"(?:原件|复印件|[（(].*[）)])*$"
_COMMITTEE = r"(?:村|居|社区)(?:民)?(?:（[居村]）)?(?:委员会|委会|委)|居委|村委|社区(?!卫生|戒毒医)"
_TWENTY = (
    r"亲属关系|身份信息|身份证明|户口登记|养犬|无犯罪|失踪|婚姻状况|单身|未婚|出生证明|健在|生存|死亡证明|疾病状况|残疾状况|婚育|就业状况"
    r"|失业证明|个人档案|财产证明|收入证明|继承权|住所证明|经营场所证明|遗失证明|居住(?:情况)?证明|同一人|无业|未就业|待业|困难(?:情况)?证明|贫困证明|无房证明|丢失证明|品行证明|现实表现"
)


def _proof(pattern: str, why: str) -> Proof:
    return Proof(re.compile(pattern), why)


MARITAL = "民政部门自2015年起不再出具（无）婚姻登记记录证明（民函〔2015〕266号），可由本人声明或部门核验"
ABOLISHED: tuple[Proof, ...] = (
    _proof(r"暂住证", "暂住证已由居住证取代（《居住证暂行条例》，2016-01-01施行）"),
    _proof(r"组织机构代码证|税务登记证", "“三证合一”后不再核发（国办发〔2015〕50号，2015-10-01起）"),
    _proof(r"社会保险登记证|统计登记证", "“五证合一”后不再核发（国办发〔2016〕53号，2016-10-01起）"),
    _proof(r"(?:企业|银行|单位)?开户许可证" + _END, "企业银行账户许可已取消（人民银行，2019年底前）"),
    _proof(r"(?:就业)?报到证" + _END, "就业报到证已取消（人社部发〔2023〕26号）"),
    _proof(
        r"(?:健在|生存)(?:认证)?(?:情况)?证明",
        "不再要求群众提供健在证明（人社部2018年取消集中认证；民发〔2020〕20号清单）",
    ),
    _proof(
        r"(?:无|有)?婚姻登记记录证明|(?:未婚|单身|未再婚|无配偶)(?:情况)?证明(?:书)?" + _END,
        MARITAL,
    ),
    _proof(
        r"^(?:本人|申请人)?户籍证明" + _END,
        "户口簿能证明的事项，公安派出所不再出具证明（公通字〔2016〕21号）",
    ),
    _proof(
        r"^(?:本人|申请人)?失业证明" + _END,
        "失业登记信息由人力资源社会保障部门掌握，可直接核验（民发〔2020〕20号清单：居民就业状况证明）",
    ),
    _proof(
        r"^(?:本人|申请人)?(?:无业|未就业|待业)(?:情况)?证明" + _END,
        "就业失业登记信息由人力资源社会保障部门掌握，可直接核验（民发〔2020〕20号清单：居民就业状况证明）",
    ),
    _proof(
        r"流动人口婚育证明|计划生育(?:情况)?证明|准生证",
        "计划生育证明已取消（2021年废止流动人口计划生育工作条例，修正人口与计划生育法）",
    ),
    _proof(
        r"名称预先核准", "企业名称已改为自主申报，不再核发预先核准通知书（国务院令第734号，2021-03-01施行）"
    ),
    _proof(r"食品流通许可证|餐饮服务许可证|食品卫生许可证", "已统一为食品经营许可证（2015-10-01起）"),
)
"""Papers that are asked for of nobody, by name."""

STATUS = re.compile(r"^[\u4e00-\u9fff]{0,4}婚姻状况证明" + _END)
ASKED_OF_OTHERS = re.compile(r"政府|民政|村|居委|社区|单位|派出所|街道")
"""婚姻状况证明 is abolished as a paper of an office; a marriage certificate or one's own word may bear the name."""

BY_COMMITTEE = re.compile(rf"(?:{_COMMITTEE}).{{0,12}}(?:{_TWENTY})|(?:{_TWENTY}).{{0,16}}(?:{_COMMITTEE})")
"""民发〔2020〕20号: the first twenty proofs a neighbours' committee must not issue."""

MARRIAGE = re.compile(r"(?:结婚|离婚)登记(?!.*(?:档案|查询|记录|证明|补))")
HOUSEHOLD = re.compile(r"户口[簿本]")
"""婚姻登记条例 (国务院令第804号, 2025-05-10): no household register for marrying or divorcing."""

_OWN: tuple[tuple[str, str], ...] = (
    (
        r"市场监督管理|行政审批",
        r"(?:企业|工商|市场主体)(?:登记|注册)(?:档案|信息|基本信息).*(?:证明|查询|打印)",
    ),
    (r"公安", r"(?:户籍|户口|身份信息|居住登记|出入境记录|无犯罪记录).*证明"),
    (r"民政", r"(?:婚姻登记(?!档案)|低保|最低生活保障|特困).*证明"),
    (
        r"人力资源|社会保险|社保",
        r"(?:参保|社保缴费|社会保险缴费|就业登记|失业登记|领取养老金|领取失业).*证明",
    ),
    (r"公积金", r"(?<!异地)公积金(?:缴存|缴费|账户)(?:情况)?证明"),
    (r"医疗保障|医保", r"(?:医保|医疗保险)?(?:参保|缴费)(?:情况)?证明"),
    (r"自然资源|不动产登记", r"(?:不动产|房产|房屋)登记(?:信息|档案|资料|情况|查询).*(?:证明|结果)"),
    (r"交通运输|道路运输", r"(?:诚信考核|从业资格|安全驾驶|信誉考核).*证明"),
    (r"税务", r"(?:完税|纳税|涉税).*证明"),
    (r"残疾人联合会|残联", r"残疾(?:状况|等级)?.*证明"),
)
_WHOSE = r"^(?:(?:本人|申请人|家庭|企业|单位|个人)的?)?"
_OWN_COMPILED = tuple((re.compile(organ), re.compile(_WHOSE + paper + _END)) for organ, paper in _OWN)

ELSEWHERE = re.compile(
    r"转[移出入]|异地|原(?:籍|单位|参保)|转出地|外地|外省|新参保地|境外|国外|户籍所在地|户籍地|跨区域|跨省"
)
"""A paper of the same kind of organ in another place is not the organ's own."""


def is_own(organ: str, paper: str) -> bool:
    """Whether a proof rests on the data of that very organ."""
    return any(who.search(organ) and what.search(paper) for who, what in _OWN_COMPILED)


class Issuer(NamedTuple):
    """A paper by how its name ends, who makes it, and words that name its issuer.

    Papers a person carries anyway (``carried``) are listed as 申请人自备 everywhere: that is no fault.
    """

    pattern: re.Pattern[str]
    source: str
    issuers: str
    carried: bool = False


GOVERNMENT, APPLICANT, THIRD = "政府部门核发", "申请人自备", "中介机构等第三方"
_ISSUERS: tuple[tuple[str, str, str], ...] = (
    (r"(?:身份证|身份证件|户口簿|户口本|居住证|护照|通行证)", GOVERNMENT, r"公安|移民|出入境|外交"),
    (r"(?:驾驶证|行驶证)", GOVERNMENT, r"公安|交警|交通管理|农业农村|农机"),
    (r"营业执照", GOVERNMENT, r"市场监督|市场监管|工商|审批"),
    (r"(?:结婚证|离婚证|婚姻登记证)", GOVERNMENT, r"民政|婚姻"),
    (
        r"(?:不动产权证书?|房屋所有权证|房产证|土地使用权?证)",
        GOVERNMENT,
        r"自然资源|不动产|国土|住房|住建|房管",
    ),
    (r"(?:从业资格证书?|道路运输证)", GOVERNMENT, r"交通|运输"),
    (r"残疾人?证", GOVERNMENT, r"残联|残疾人联合会"),
    (r"(?:社会保障卡|社保卡)", GOVERNMENT, r"人社|人力资源|社保|社会保险|社会保障|银行"),
    (
        r"(?:许可证|退役证|退役军人证|统一社会信用代码证书?|社会团体法人登记证书|事业单位法人证书)",
        GOVERNMENT,
        "",
    ),
    (
        r"(?:申请书|申请表|申报表|委托书|承诺书|保证书|声明书?|章程|决议|简历|规章制度|(?:布局|平面|位置|方位)图|照片|相片)",
        APPLICANT,
        "",
    ),
    (r"(?:体检表|体检报告|体检证明|健康证明|诊断证明书?|病历|审计报告|验资报告|资产评估报告)", THIRD, ""),
)
_CARRIED = re.compile(r"身份证|户口|驾驶证|结婚证|残疾|社会保障卡|从业资格证")
_COMPILED = tuple(
    Issuer(re.compile(rf"{pattern}$"), source, issuers, _CARRIED.search(pattern) is not None)
    for pattern, source, issuers in _ISSUERS
)
_TRIM = re.compile(
    r"(?:[（(][^（）()]*[）)]|原件|复印件|影印件|正本|副本|电子证照|电子版|扫描件|正反面|首页|原|及|和|、|与|各?[\d一二两三四五]+[份张套]|\s|[》”])+$"
)


@lru_cache(maxsize=4096)  # most items ask for the same few papers
def issuer_of(paper: str) -> Issuer | None:
    """Who makes a paper, as far as the end of its name tells; None where that is open."""
    name = _TRIM.sub("", paper.strip())
    if re.search(r"或|公证|任命|任职|推荐", name):
        return None
    several = [name] if re.search(r"[（(].*[和及、与]", name) else re.split(r"[和及、与]", name)
    found = {next((one for one in _COMPILED if one.pattern.search(part)), None) for part in several}
    if len({(one.source, one.carried) if one else None for one in found}) > 1:
        return None  # several papers in one line have several issuers
    first = next(iter(found))
    return first if len(found) == 1 or first is None else first._replace(issuers="")
