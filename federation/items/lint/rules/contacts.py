"""Rules about telephones, hours, addresses, dates and remedies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from federation.items.cells import narrow
from federation.items.lint.amounts import han_number
from federation.items.lint.guide import Guide, Said, Spot, across, first
from federation.items.lint.labels import Field
from federation.items.lint.phones import Number, read_numbers
from federation.items.lint.rule import Fault
from federation.items.lint.words import blank
from federation.items.tables import HandleType

_SPAN = re.compile(
    r"(\d{1,2})\s*[:：点时]\s*(\d{2})?\s*分?\s*(?:[—–\-~～至到]+)\s*(?:次日|下午|上午|当日)?\s*(\d{1,2})\s*[:：点时]\s*(\d{2})?"
)
_HAN_HOUR = re.compile(
    r"[一二三四五六七八九十]{1,3}(?=\s*[时点分])|(?<=[时点])[一二三四五六七八九十]{1,3}(?=分)"
)
_APART = re.compile(
    r"夏|冬|[0-9一二三四五六七八九十]+月|(?<![至到—~-])周[六日天末]|(?<![至到—~-])星期[六日天]|双休|休息日|窗口|节假日[^，。；休除]{0,4}\d|延时|预约|中心|自助|季|网上|电话|线上|分中心|大厅"
)
_DAYS = re.compile(r"(?:周|星期)一\s*[至到—\-~]+\s*(?:周|星期)?([一二三四五六日天])")
_SEASON = re.compile(r"夏|冬|\d{1,2}月|季")
_EVERY_DAY = re.compile(r"(?:周|星期)一(?:至|到|—|-|~)(?:周|星期)?[日天]|每天|全年无休|节假日不休|周末不休")
_WEEKEND_WORK = re.compile(
    r"(?:周[六日天](?![日天])|星期[六日天]|周末)[^，,；;。休]{0,6}(?:照常|正常|办公|上班|\d{1,2}[:：])"
)
_NO_WEEKEND = re.compile(
    r"(?:周末|周六日|双休日|周六、周日|星期六、星期日|周六周日|休息日|双休)(?:[、和及]?(?:法定)?节假日)?(?:均)?(?:休息|不办公|不办理|除外|不上班|不对外)"
)
_FINDABLE = re.compile(
    r"(?:[路街道巷弄里坊村胡同]|大道|公路)[^，,；;。]{0,16}?(?:\d+|[一二三四五六七八九十百]+)\s*(?:[-之—]\s*\d+\s*)?号"
    r"|(?:社区|小区|花园|新村|园区)[^，,；;。]{0,8}?\d+\s*(?:栋|幢|号楼)"
    r"|交[汇叉]|路口|十字|对面|(?:[路街道巷村镇乡]|大道)[^，,；;。]{0,12}(?:[东西南北]侧|旁|隔壁|[东西南北]角|中段|[东西南北]段)"
    r"|村(?:民)?委会|镇人民政府|乡人民政府"
)
_SAME_AS = re.compile(r"^(?:同上|同咨询|与咨询[^，。]{0,6}(?:相同|一致|同号))")
_COMPLAIN = re.compile(r"(?:监督|投诉|举报)(?:投诉|监督|举报)?(?:电话|方式|渠道|热线)")
_CONTESTED = frozenset({"01", "02", "03", "04", "05", "07", "08", "09", "10"})
_REMEDY = re.compile(r"行政?复议|行政?诉讼|提起诉讼")


def phone_multiple(guide: Guide) -> Iterator[Fault]:
    """Several numbers in one field; a hotline beside a number is none."""
    for said in _unique(guide):
        lines = [number for number in read_numbers(said.value) if not number.hotline]
        if len(lines) > 1:
            yield Fault(
                said.spot, f"一栏写了 {len(lines)} 个号码{_without_area(lines)}，应一栏一号，注明各自用途"
            )


def _without_area(lines: list[Number]) -> str:
    return "，其中有的缺区号" if any(number.inherited for number in lines) else ""


def _unique(guide: Guide) -> list[Said[str]]:
    return list(dict.fromkeys((*guide.phones, *guide.supervision)))


def phone_invalid(guide: Guide) -> Iterator[Fault]:
    """Numbers nobody can call, and private mobiles."""
    for said in _unique(guide):
        for number in read_numbers(said.value):
            if number.fault and not number.inherited:
                yield Fault(said.spot, f"号码 {_masked(number)} {number.fault}")


def _masked(number: Number) -> str:
    """A private mobile is not repeated whole."""
    return f"{number.local[:3]}****{number.local[-4:]}" if number.mobile else str(number)


def phone_supervision(guide: Guide) -> Iterator[Fault]:
    """No number to complain at, or the one that is asked at."""
    if not guide.says(Field.SUPERVISION):
        return
    if not guide.supervision:
        asked = first(line for line in guide.lines if _COMPLAIN.search(line.value)) or first(guide.phones)
        yield Fault(asked.spot if asked else Spot("全文", guide.title), "没有监督投诉电话")
        return
    asked_at = {str(number) for said in guide.phones for number in read_numbers(said.value)}
    for said in guide.supervision:
        if _SAME_AS.search(said.value):
            yield Fault(said.spot, f"监督电话写“{said.value}”，应由另一个部门受理投诉")
            continue
        same = [number for number in read_numbers(said.value) if str(number) in asked_at]
        if same:
            yield Fault(said.spot, f"监督电话与咨询电话相同（{_masked(same[0])}），应由另一个部门受理投诉")


class _Hours(NamedTuple):
    start: int
    end: int
    shown: str


def hours_conflict(guide: Guide) -> Iterator[Fault]:
    """Hours that contradict each other or themselves; seasons and different counters do not."""
    for said in guide.hours:
        if why := _own_conflict(said.value):
            yield Fault(said.spot, why)
    plain = [
        said for said in guide.hours if _spans(said.value) and not _APART.search(said.value.split("（")[0])
    ]
    for other in plain[1:]:
        if _differ(plain[0].value, other.value):
            yield Fault(
                across(plain[0], other, other.quote), f"办公时间写了两种：“{plain[0].value}”和“{other.value}”"
            )


def _differ(one: str, other: str) -> bool:
    """Whether two statements give other times, or, where both name them, other days."""
    days = [_DAYS.search(narrow(text)) for text in (one, other)]
    other_days = days[0] and days[1] and days[0][1] != days[1][1]
    return bool(other_days) or _times(one) != _times(other)


@lru_cache(maxsize=1024)
def _own_conflict(text: str) -> str:
    for one in _spans(text):
        if one.end <= one.start and "次日" not in one.shown:
            return f"办公时间“{one.shown}”的结束不晚于开始"
    if (_EVERY_DAY.search(text) or _WEEKEND_WORK.search(text)) and _NO_WEEKEND.search(text):
        return "一处写周末办公，一处写周末或节假日休息"
    stretches = [one for one in re.split(r"[；;。\n]", text) if _spans(one)]
    for stretch in stretches:
        if _overlap(_spans(stretch)) and _SEASON.search(stretch) is None:
            return "办公时间的两段互相重叠"
    plain = [one for one in stretches if not _APART.search(one)]
    for left, right in combinations(plain, 2):
        if _same_days(left, right) and _overlap([*_spans(left), *_spans(right)]):
            return f"同一时段写了两种办公时间：“{left.strip()}”和“{right.strip()}”"
    return ""


def _overlap(spans: list[_Hours]) -> bool:
    return any(left.end > right.start for left, right in pairwise(sorted(spans)))


def _same_days(one: str, other: str) -> bool:
    """Whether two stretches name the same days, or the second none."""
    first, second = (_days(text) for text in (one, other))
    return not second or first == second


def _days(text: str) -> str:
    """The days a stretch names, 工作日 as 周一至周五; empty if it names none."""
    half = narrow(text)
    found = _DAYS.search(half)
    if found:
        return found[1]
    return "五" if "工作日" in half else "".join(re.findall(r"周.|星期.|双休|休息日|节假日|每天|每日", half))


def _spans(text: str) -> list[_Hours]:
    found = []
    half = _HAN_HOUR.sub(lambda one: str(han_number(one[0])), narrow(text))
    for one in _SPAN.finditer(half):
        start, end = (int(one[at]) * 60 + int(one[at + 1] or 0) for at in (1, 3))
        if "下午" in one[0] or (
            end < start and end <= 7 * 60 and "下午" in half[max(0, one.start() - 3) : one.start()]
        ):
            end += 12 * 60 if end < 12 * 60 else 0
        afternoon = half[max(0, one.start() - 4) : one.start()].endswith(("下午", "下午 ", "下午:", "下午："))
        if afternoon and start < 12 * 60:
            start, end = start + 12 * 60, end + (12 * 60 if end < 12 * 60 else 0)
        found.append(_Hours(start, end, one[0]))
    return found


def _times(text: str) -> list[tuple[int, int]]:
    return sorted((one.start, one.end) for one in _spans(text))


def address_incomplete(guide: Guide) -> Iterator[Fault]:
    """A place nobody finds: no road and number."""
    if not guide.says(Field.ADDRESS):
        return
    told = [said for said in guide.addresses if not blank(said.value)]
    if not told:
        online = guide.handle_types is not None and HandleType.WINDOW not in guide.handle_types.value
        if not online:
            spot = guide.addresses[0].spot if guide.addresses else Spot("全文", guide.title)
            yield Fault(spot, "没有写办理地点")
        return
    if not any(_is_found(said.value) for said in told):
        yield Fault(told[0].spot, "办理地点没有路名门牌（和窗口），外地申请人找不到")


def _is_found(address: str) -> bool:
    return _FINDABLE.search(narrow(address)) is not None


def version_date(guide: Guide) -> Iterator[Fault]:
    """Dates that cannot follow each other, and days no calendar has."""
    for spot in guide.bad_dates:
        yield Fault(spot, "没有这一天，请核对月和日")
    order = (
        (guide.published, guide.updated, "更新日期早于发布日期"),
        (guide.published, guide.effective, "生效日期早于发布日期"),
        (guide.effective, guide.expires, "失效日期不晚于生效日期"),
        (guide.published, guide.expires, "失效日期不晚于发布日期"),
        (guide.updated, guide.expires, "失效日期早于最近更新，这一版已失效"),
    )
    for earlier, later, why in order:
        if earlier and later and later.value < earlier.value:
            yield Fault(later.spot, f"{why}（{later.value} 早于 {earlier.value}）")


def remedy_missing(guide: Guide) -> Iterator[Fault]:
    """No way to contest an administrative act; public services are none."""
    if not guide.says(Field.REMEDY) or guide.type is None or guide.type.value not in _CONTESTED:
        return
    if not guide.remedies and not any(
        _REMEDY.search(re.sub(r"《[^》]*》", "", line.value)) for line in guide.lines
    ):
        yield Fault(
            Spot("全文", guide.last_label.quote if guide.last_label else guide.title),
            "没有写行政复议、行政诉讼的途径（机关、期限）",
        )
