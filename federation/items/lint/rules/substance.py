"""Rules about conditions, whom an item is for, fees and laws."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from federation.items.lint.amounts import NUMBER, han_number
from federation.items.lint.guide import Guide, Said, Spot, across, first
from federation.items.lint.knowledge.laws import why_not_in_force
from federation.items.lint.labels import Field
from federation.items.lint.pointers import points_away, says_nothing
from federation.items.lint.rule import Fault
from federation.items.lint.rules.limits import PUBLIC_SERVICE
from federation.items.lint.rules.materials import has_attachment
from federation.items.lint.words import blank
from federation.items.tables import ServerType

_AMOUNT = re.compile(r"(?<![\d.])(?:[1-9]\d*(?:\.\d+)?|0\.\d*[1-9]\d*|[一二三四五六七八九十百]+)\s*万?元")
_CARRIAGE = re.compile(r"快递|邮寄|寄递|邮费|EMS|物流|到付|体检|第三方|检测机构|刻章|拍照")
_PAY = re.compile(
    r"^(?:缴费|交费|缴纳费用|收费|缴款)|(?:须|需|应|请)[^，。]{0,6}(?:缴纳|缴交|支付|交纳)[^，。]{0,10}(?:费|款)"
)
_PRICED = re.compile(r"\d|[一二三四五六七八九十百]+元|[%％‰]|《|政府指导价|市场调节价")
_FREE = re.compile(r"不收取?任何费用|(?:全程|全部|均|一律|本事项|本业务)(?:不收费|免费)|免费办理")
_CHARGE = re.compile(
    r"(?:收取|缴纳|支付|交纳|缴交|收)[^，,。；;不免]{0,10}(?:工本费|手续费|办证费|证照费|登记费|评审费|服务费|注册费|报名费|考试费)"
)
_PARTLY = re.compile(
    r"首次|减免|免征|免收|小微|除外|以外|之外|复印|咨询|停车|代办|帮办|预约|不再|停止|取消|已按|凭证|发票|票据|《"
)
_MEANS = re.compile(r"[\d.]{1,12}\s*(?:元|万元|[%％‰])|免费|不收费|详见《|见《|[一二三四五六七八九十百]+元")
_STATUTE = re.compile(r"(?:法|条例|规定|办法|细则|规则)(?:（(?:试行|暂行|修订|修正)[^）]*）)?$")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条|第[\d一二三四五六七八九十百]+项")
_PERSON_ONLY = re.compile(
    r"(?<!居民)身份证(?!明)|居民身份证(?!明)|护照|(?:港澳|台湾)[^，。]{0,6}通行证|居住证(?!明)|结婚|离婚|婚姻登记|户口|落户|从业资格证|驾驶证|教师资格|普通话|社会保障卡|社保卡|残疾人证|生育登记|出生医学证明|老年人|高龄津贴"
    r"|(?:医师|护士|药师)[^，。]{0,4}注册|孤儿|独生子女|生存认证|养老金|(?<!职工)退休(?!人员管理)|(?:养老|医疗|失业|社会)保险关系转移|社保关系转移|灵活就业|个人住房|失业(?:登记|保险金)|就业困难|导游证|执业证|技能鉴定|临时救助|最低生活保障|优待证"
)
_PERSON_SURELY = re.compile(
    r"居民身份证(?!明)|居住证(?!明)|普通护照|结婚登记|离婚登记|(?<!船舶)户口(?:迁移|登记|簿)|从业资格证(?!书?.*培训)|教师资格认定|普通话水平|残疾人证|失业登记|公积金(?:提取|购房|租房)|提取住房公积金|出生医学证明|高龄津贴|优待证"
)
_ENTITY_ONLY = re.compile(
    r"(?:公司|企业|合伙企业|合作社|外商投资|社会团体|民办非企业|社会服务机构|基金会|事业单位|法人|律师事务所|代表机构)[^，。]{0,12}(?:设立|变更|注销|登记|备案|资质|许可|年检|成立)"
    r"|(?:食品经营|公共场所卫生|医疗机构|劳务派遣|人力资源服务|食品生产|药品经营|药品生产|医疗器械经营|危险化学品|安全生产|建筑业企业|房地产开发|道路(?:旅客|货物|危险货物)运输)(?:经营)?(?:许可|资质)"
)
_SOLE = re.compile(r"个体|自然人|个人|经纪人|从业资格|驾驶员|股东|出资人|职工|退休")
_BODIES = frozenset(
    {ServerType.COMPANY, ServerType.INSTITUTION, ServerType.SOCIETY, ServerType.UNINCORPORATED}
)
_WANTS_LICENCE = re.compile(
    r"(?:已?(?:取得|办理|领取|持有)|具有)[^，。；]{0,8}(?:企业法人营业执照|企业法人资格|法人资格|法人登记证)|(?:依法)?(?:成立|设立|注册|登记)的(?:企业|公司|法人|社会团体|社会组织)"
)
_WANTS_PERSON = re.compile(
    r"年满[\d一二三四五六七八九十]+周?岁|(?:男|女)[^，。]{0,4}[\d]+周岁|身体健康|初中以上|高中以上|具有[^，。]{0,6}(?:学历|户籍)|本人自愿"
)
_HAS = re.compile(
    r"(?<![未没无不非])(?:已经?|须|应当?|必须)?(?:依法)?(?:取得|办理|领取|持有|具有|拥有|参加|缴存|缴纳|具备)(?:了|过|有)?([\u4e00-\u9fff]{3,14})"
)
_LACKS = re.compile(
    r"(?:未|没有|尚未|从未|不得|不)(?:曾|依法)?(?:取得|办理|领取|持有|具有|拥有|参加|缴存|缴纳|具备|有)(?:了|过|任何)?([\u4e00-\u9fff]{3,14})|(?:无需|不需要?|不要求|无)(?:具有|取得|办理|持有|提供|提交)?([\u4e00-\u9fff]{3,14})"
)
_OTHER_CASE = re.compile(r"^(?:未|没有|尚未|无)[^，,。；;]{2,16}的[，,](?:可|由|应|须|需|还|另|按|凭)")
"""未持有林权证的，可凭不动产权证书申请: what those do who lack it."""
_LOCAL = re.compile(
    r"(?<!非)(?<!不限)(?:具有|持有|属于|为|须是|限)?(?:本市|本省|本区|本县|当地)(?:常住)?(?:户籍|户口)"
)
_NOT_LOCAL = re.compile(
    r"非(?:本市|本省|本区|本县|当地)(?:户籍|户口)|不限(?:户籍|户口)|(?:户籍|户口)不限|外(?:地|市|省)(?:户籍|户口)"
)
_BOUND = re.compile(
    rf"(?P<subject>[\u4e00-\u9fff]{{0,10}}?)(?P<low>年满|已?满|不少于|不低于|不得少于|不得低于|至少|超过|达到|以上)?(?P<high>未满|不满|不超过|不得超过|不大于|不高于|不足|小于|少于|低于)?\s*(?P<number>{NUMBER}|\d+\.\d+)\s*(?P<unit>周岁|岁|个月|万元|平方米|年|月|人|名|日|天|工作日|个工作日)(?P<after>以上|及以上|以下|及以下|以内|之内|未满|前|后|内)?"
)
_GROUPS = re.compile(
    r"男|女|之一|企业|公司|个体|个人|单位|甲|乙|[一二三]级|初级|中级|高级|首次|再次|延续|城镇|农村|一类|二类|三类"
)
_CLAUSE_SUBJECT = re.compile(
    r"(?:^|[，,；;。])([\u4e00-\u9fff]{2,8}?)(?:年满|已?满|不少于|不低于|不得少于|不得低于|至少|超过|达到|未满|不满|不超过|不得超过|不大于|不高于|不足|小于|少于|低于|为|在)\s*$"
)
_SUBJECTS = (
    "周岁",
    "年龄",
    "缴存",
    "缴费",
    "参保",
    "工作",
    "从事",
    "驾龄",
    "居住",
    "注册资",
    "面积",
    "从业人员",
    "届满",
    "有效期",
    "学历",
    "任职",
    "开户",
    "技术人员",
    "管理人员",
    "专职",
    "场所",
)


def condition_vague(guide: Guide) -> Iterator[Fault]:
    """No conditions, or only words that point elsewhere."""
    said = guide.condition_text
    public = guide.type is not None and guide.type.value == PUBLIC_SERVICE
    if said is None or not said.value.strip():
        if guide.says(Field.CONDITIONS):
            spot = said.spot if said and said.quote else Spot("全文", guide.title)
            yield Fault(spot, "没有写受理条件")
    elif blank(said.value):
        if not public:
            yield Fault(said.spot, "受理条件写“无”；没有条件的许可是没有的，应逐条写明")
    elif points_away(said.value) and not has_attachment(guide, said.value):
        yield Fault(said.spot, f"受理条件只写“{said.value}”，页面上没有这个附件")
    elif says_nothing(said.value) and not points_away(said.value):
        yield Fault(said.spot, f"受理条件只写“{said.value}”，没有具体内容")


def condition_conflict(guide: Guide) -> Iterator[Fault]:
    """Conditions nobody can meet at once, and one quantity with two numbers."""
    if guide.any_condition:
        return
    yield from _contradictions(guide.conditions)
    yield from _numbers(guide)


def _contradictions(conditions: tuple[Said[str], ...]) -> Iterator[Fault]:
    has = [(_object(found[1]), said) for said in conditions for found in _HAS.finditer(said.value)]
    lacks = [
        (_object(found[1] or found[2]), said) for said in conditions for found in _LACKS.finditer(said.value)
    ]
    for thing, said in lacks:
        for other, where in has:
            if (where is said and "或" in said.value) or _OTHER_CASE.search(said.value):
                continue
            if min(len(thing), len(other)) > 2 and (thing.startswith(other) or other.startswith(thing)):  # noqa: PLR2004 - shorter words are no objects
                yield Fault(across(where, said, said.quote), f"前后矛盾：“{where.value}”与“{said.value}”")
                return
    local, foreign = (
        first(said for said in conditions if one.search(said.value)) for one in (_LOCAL, _NOT_LOCAL)
    )
    if local and foreign and local is not foreign:
        yield Fault(across(local, foreign, foreign.quote), f"前后矛盾：“{local.value}”与“{foreign.value}”")


def _object(text: str) -> str:
    return re.sub(r"(?:等|的|和|或|及|且|并|者|人员|资格)*$", "", text)


def _numbers(guide: Guide) -> Iterator[Fault]:
    """Bounds of one quantity: a least above a most, or two different leasts."""
    bounds: dict[tuple[str, str, str], list[tuple[float, Said[str]]]] = defaultdict(list)
    for said in guide.conditions:
        if not _GROUPS.search(said.value):
            for subject, unit, side, number in _bounds(said.value):
                bounds[subject, unit, side].append((number, said))
    for (subject, unit, side), found in bounds.items():
        values = {number for number, _ in found}
        wheres = {said.value for _, said in found}
        if len(values) > 1 and len(wheres) > 1:
            yield Fault(
                across(found[0][1], found[-1][1], found[-1][1].quote),
                f"前后矛盾：“{found[0][1].value}”与“{found[-1][1].value}”",
            )
        most = bounds.get((subject, unit, "most"), [])
        if side == "least" and most and max(values) > min(number for number, _ in most):
            yield Fault(
                across(found[0][1], most[0][1], most[0][1].quote),
                f"没有人能同时满足：“{found[0][1].value}”与“{most[0][1].value}”",
            )


def _bounds(text: str) -> Iterator[tuple[str, str, str, float]]:
    """What a sentence bounds, its unit, on which side, and where."""
    for found in _BOUND.finditer(text):
        number = han_number(found["number"]) if "." not in found["number"] else float(found["number"])
        unit = found["unit"].removeprefix("个").replace("周岁", "岁").replace("名", "人")
        if unit == "年" and number is not None:
            number, unit = number * 12, "月"
        subject = "岁" if unit == "岁" else _subject(text[: found.start("number")])
        side = _side(found)
        if number is not None and side and subject:
            yield subject, unit, side, float(number)


def _subject(before: str) -> str:
    found = [(before.rfind(word), word) for word in _SUBJECTS if word in before]
    if found:
        return max(found)[1]
    alone = _CLAUSE_SUBJECT.search(before)  # 职工人数不少于30人: the clause has no other subject
    return alone[1] if alone else ""


def _side(found: re.Match[str]) -> str:
    after = found["after"] or ""
    if after in {"前", "后"}:
        return after
    if found["high"] or after in {"以下", "及以下", "以内", "之内", "未满"}:
        return "most"
    return "least" if found["low"] or after in {"以上", "及以上"} else ""


def object_conflict(guide: Guide) -> Iterator[Fault]:
    """服务对象 that cannot apply for such an item."""
    if guide.servers is None:
        return
    whom = set(guide.servers.value)
    name = guide.name.value if guide.name else guide.title
    name += f"（{guide.situation.value}）" if guide.situation else ""
    persons = whom == {ServerType.NATURAL}
    if (
        re.match(r"[^，。和及、]*个体工商户", name)
        and not re.search(r"单位|企业|公司", name)
        and whom
        and whom <= _BODIES
    ):
        yield Fault(guide.servers.spot, f"“{name}”由个人申请，服务对象却没有自然人")
        return
    if whom & _BODIES and ServerType.NATURAL in whom and _PERSON_SURELY.search(name):
        yield Fault(guide.servers.spot, f"“{name}”只由个人申请，服务对象却有企业或组织")
        return
    if persons and _ENTITY_ONLY.search(name) and not _SOLE.search(name):
        yield Fault(guide.servers.spot, f"“{name}”由企业或组织申请，服务对象却只有自然人")
    elif (
        ServerType.NATURAL not in whom
        and whom & _BODIES
        and _PERSON_ONLY.search(name)
        and not _ENTITY_ONLY.search(name)
    ):
        yield Fault(guide.servers.spot, f"“{name}”由个人申请，服务对象却没有自然人")
    else:
        yield from _against_conditions(guide, whom)


def _against_conditions(guide: Guide, whom: set[ServerType]) -> Iterator[Fault]:
    if re.search(r"外国人|用工|招用|聘|职工|参保|人员", guide.name.value if guide.name else ""):
        return  # such items are applied for by one and about another
    pattern = (
        _WANTS_LICENCE
        if whom == {ServerType.NATURAL}
        else _WANTS_PERSON
        if whom and whom <= _BODIES
        else None
    )
    for said in guide.conditions if pattern else ():
        if (
            pattern
            and (found := pattern.search(said.value))
            and not re.search(r"负责人|法定代表人|从业人员|人员|职工|员工|教师|管理者", said.value)
        ):
            yield Fault(
                across(said, guide.servers, said.quote) if guide.servers else said.spot,
                f"受理条件写“{found[0]}”，与服务对象不符",
            )
            return


def fee_basis(guide: Guide) -> Iterator[Fault]:
    """A fee without standard or basis."""
    charged = first(said for said in guide.fees if said.value)
    if charged is None or not all(said.value for said in guide.fees):
        return  # where it also says that nothing is charged, `fee_conflict` speaks
    standard = guide.fee_standard
    told = standard is not None and not says_nothing(standard.value) and _PRICED.search(standard.value)
    unclear = not told or (guide.fee_basis is None and not (standard and _MEANS.search(standard.value)))
    if not unclear and guide.fee_basis is not None:
        return
    lacks = "标准" if guide.fee_basis is not None else "标准和依据" if unclear else "依据"
    licence = (
        "；行政许可不得收费，法律、行政法规另有规定的除外（行政许可法第五十八条）"
        if guide.type and guide.type.value == "01"
        else ""
    )
    yield Fault((standard or charged).spot, f"收费没有写明{lacks}{licence}")


def fee_conflict(guide: Guide) -> Iterator[Fault]:
    """Free in one place, charged in another."""
    says_free = first(said for said in guide.fees if not said.value)
    says_paid = first(said for said in guide.fees if said.value)
    if says_free is None:
        free = first(line for line in guide.lines if says_paid and _free_of_charge(line.value))
        if says_paid and free:
            yield Fault(across(says_paid, free, free.quote), "一处写收费，这里却写不收费")
        return
    standard = guide.fee_standard
    if says_paid is not None:
        yield Fault(across(says_free, says_paid, says_paid.quote), "一处写不收费，一处写收费")
    elif standard and _AMOUNT.search(standard.value) and not _CARRIAGE.search(standard.value):
        yield Fault(across(says_free, standard, standard.quote), f"写不收费，却有收费标准“{standard.value}”")
    else:
        step = next(
            (
                one
                for one in guide.steps
                if _PAY.search(one.name) or (_PAY.search(one.text) and not _CARRIAGE.search(one.text))
            ),
            None,
        )
        paid = first(line for line in guide.lines if _charged(line.value))
        if step is not None:
            yield Fault(step.spot, f"写不收费，流程里却有“{step.name}”要缴费")
        elif paid is not None:
            yield Fault(across(says_free, paid, paid.quote), "一处写不收费，这里却要收费")


def _free_of_charge(line: str) -> bool:
    return _FREE.search(line) is not None and _PARTLY.search(line) is None


def _charged(line: str) -> bool:
    return _CHARGE.search(line) is not None and not (_CARRIAGE.search(line) or _PARTLY.search(line))


def law_repealed(guide: Guide) -> Iterator[Fault]:
    """Laws that are repealed, and old versions."""
    for one in guide.laws:
        if why := why_not_in_force(one.title, one.issue):
            yield Fault(one.spot, f"《{one.title}》{why}")


def law_article(guide: Guide) -> Iterator[Fault]:
    """Laws without the article that applies."""
    cited = {one.title for one in guide.laws if one.article}
    for one in guide.laws:
        if (
            not one.article
            and one.title not in cited
            and _STATUTE.search(one.title)
            and "通知" not in one.title
        ):
            yield Fault(one.spot, f"《{one.title}》没有写明是哪一条")
    spot = guide.law_spot
    if (
        spot
        and not guide.laws
        and not _ARTICLE.search(spot.quote)
        and says_nothing(re.sub(r"^.*?[：:]", "", spot.quote))
    ):
        yield Fault(spot, "设定依据没有写明是哪部法律的哪一条")
