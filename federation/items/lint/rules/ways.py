"""Rules about how one applies: visits, forms of handling, range, collection."""

from __future__ import annotations

import re
from collections.abc import Iterator

from federation.items.lint.guide import Guide, Mode, Said, across, first
from federation.items.lint.places import names_of
from federation.items.lint.rule import Fault, Severity
from federation.items.lint.words import area, denies_online
from federation.items.tables import HandleArea, HandleType

_CLAUSE = re.compile(r"[^，,。；;！\n]+(?:，并[^，,。；;！\n]+)?")
_PLACE = r"(?:窗口|现场|大厅|政务服务中心|服务中心|受理点|服务厅|登记处|登记机关|办事处|派出所|受理机关|办证中心|便民中心)"
_MUST = re.compile(
    rf"(?:须|必须|需要?|应当?|只能|仅能|仅限|务必|一律)[^，。；（]{{0,10}}(?:到|前往|赴|至|在)[^，。；（]{{0,16}}{_PLACE}"
    rf"|(?:本人|申请人|当事人|双方|法定代表人)(?:须|需|必须|应|应当|要)?(?:亲自|持[^，。；]{{0,20}}|携带?[^，。；]{{0,20}})?(?:到|前往)[^，。；（]{{0,16}}{_PLACE}"
    rf"|(?:须|需|必须|应)[^，。；]{{0,10}}当面|亲自到|(?:须|需|必须|应)[^，。；]{{0,8}}(?:到场|到现场)|(?:现场|窗口)(?:采集|拍照|录入指纹|签字|签名|提交纸质)"
    rf"|(?:仅限|只能)[^，。；]{{0,6}}(?:窗口|现场)(?:办理|提交|领取)|(?:^|：)到{_PLACE}"
)
_MAY = re.compile(r"可|或|也|自愿|选择|无需|不需|不用|不必|免|如需|如有|若需|任选|均可")
_OFFICIAL = re.compile(r"工作人员|审查人员|核查人员|执法|审批人员|现场核查|现场勘|踏勘|评审|专家")
_NEVER = re.compile(
    r"零跑动|零跑腿|(?:无需|不用|不必|无须)[^，。；]{0,6}(?:到现场|到窗口|跑动|到场)|不见面(?:审批|办理)|全程不见面|一次都?不用跑"
)
_ONCE = re.compile(r"(?:最多|只|仅)跑一次|一次办[好结]")
_ONLINE_ACT = re.compile(
    r"(?:网上|在线|线上|网络)(?:提交|申请|申报|填报|办理|上传|预审|受理)|登录[^，。；]{0,24}(?:网|平台|系统|小程序|APP|App)[^，。；]{0,12}(?:提交|填报|填写|申报|申请|上传|办理)|(?:小程序|APP|App)(?:提交|申请|办理|申报)"
)
_ONLINE_OFFER = re.compile(
    r"(?:可以?|支持|欢迎)(?:直接|自行|选择|通过)?(?:网上|在线|线上)(?:申请|办理|提交|申报)|网上(?:申请|办理|申报)请?登录[^，。；]{2,20}|登录[^，。；]{2,20}(?:网|平台|系统)(?:在线|网上)?(?:提交申请|申请|办理|申报)"
)
_LATER = re.compile(
    r"不支持|暂不|暂未|不提供|不能|不可|未开通|无法|停止|建设中|逐步|将来|后续|预约|查询|下载|其[他它]事项|另一|《"
)
_NOT = re.compile(r"不支持|暂不|不提供|不能|不可|不予|未开通|无法|不接受|停止")
_FLAT_NO = re.compile(
    r"[，,。；;](?:但|目前|本事项|暂|现)*(?:不支持|暂不支持|未开通|不能|无法)(?:进行)?(?:网上|在线|线上)(?:办理|申请|申报)"
)
_DEEP = re.compile(r"\s*(?:是|支持)|.*(?:全程网办|网上预审|[ⅠⅡⅢⅣI]+级|在线办理)")
_BY_POST = re.compile(r"邮寄|快递|寄递|EMS|邮政|物流")
_ONLY_COLLECT = re.compile(
    r"(?:仅限|只能|必须|须|只可|一律)[^，。；]{0,12}(?:窗口|现场|自取|大厅|本人)[^，。；]{0,6}(?:领取|取件|自取)?|(?:不提供|不支持|不予|不可)[^，。；]{0,6}(?:邮寄|快递|寄递|物流)"
)
_HERE = r"(?:本(?:市|区|县|省|辖区|行政区)|户籍地|户籍所在地|居住地|注册地|所在地|属地|<here>)"
_ONLY_HERE = rf"(?:仅限|只限|限于|只能|仅|只受理|仅受理|必须|须|应当?)[^，。；]{{0,8}}{_HERE}[^，。；]{{0,16}}(?:窗口|办理|申请(?!人)|受理|提出|提交)"
_RESIDENT = rf"(?:仅限|只限|限于?|仅受理|只受理|必?须(?:为|是|具有|持有))[^，。；]{{0,6}}{_HERE}[^，。；]{{0,4}}(?:户籍|户口|居民|常住|范围|辖区|区域)"
_NO_OTHERS = rf"非?{_HERE}(?:以外|户籍)[^，。；]{{0,10}}不(?:予|能|可)(?!以)"
_CLAIM = re.compile(r"(?:可|支持|实行|已实现|属于)?(?:全国|跨省|全省|跨市|全市)通办")
_WIDE = frozenset({HandleArea.NATION, HandleArea.PROVINCES, HandleArea.CITIES})
_ONLINE = frozenset({HandleType.WEB, HandleType.MOBILE})


def scene_conflict(guide: Guide) -> Iterator[Fault]:
    """The number of visits against what the way of the case asks for."""
    count = guide.scene_count
    if count is None:
        return
    visits = list(_visits(guide))
    if count.value == 0:
        yield from _never_yet(guide, visits)
        return
    if never := first(_clauses(guide, _NEVER)):
        yield Fault(never.spot, f"写“{never.value}”，到现场次数却是 {count.value} 次")
    elif count.value > 1 and (once := first(_clauses(guide, _ONCE))):
        yield Fault(once.spot, f"写“{once.value}”，到现场次数却是 {count.value} 次")
    steps = {said.section + step for step, said in visits if step}
    if len(steps) > count.value:
        yield Fault(
            visits[-1][1].spot, f"流程里有 {len(steps)} 个环节要申请人到场，到现场次数却是 {count.value} 次"
        )


def _never_yet(guide: Guide, visits: list[tuple[str, Said[str]]]) -> Iterator[Fault]:
    if visits:
        yield Fault(visits[0][1].spot, f"到办事现场次数为 0，这里却写“{visits[0][1].value}”")
    elif guide.handle_types and guide.handle_types.value == (HandleType.WINDOW,):
        yield Fault(guide.handle_types.spot, "到办事现场次数为 0，办理形式却只有窗口办理")
    elif guide.scene_reason and not re.search(r"不需|无需|不用|不必|不涉及", guide.scene_reason.value):
        yield Fault(guide.scene_reason.spot, "到办事现场次数为 0，却写了必须到现场的原因")


def _visits(guide: Guide) -> Iterator[tuple[str, Said[str]]]:
    """Every clause that makes the applicant come, with the step it stands in (empty outside the flow)."""
    for step in guide.steps:
        for clause in _must(f"{step.name}：{step.text}" if step.text else step.name):
            yield step.name, Said(clause, step.spot.section, _quoted(clause, step.spot.quote))
    texts = (
        *guide.conditions,
        *guide.deliveries,
        *guide.ways,
        *(note for one in guide.materials for note in one.notes),
    )
    flow = (guide.flow_text,) if guide.flow_text and not guide.steps else ()
    for said in (*flow, *texts):
        for clause in _must(said.value):
            yield "", Said(clause, said.section, _quoted(clause, said.quote))


def _quoted(clause: str, quote: str) -> str:
    return clause if clause in quote else quote


def _must(text: str) -> Iterator[str]:
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        told = _MUST.search(clause)
        if told and not _OFFICIAL.search(clause) and not _MAY.search(clause[: told.end()]):
            yield re.sub(r"^[^：]{1,12}：", "", clause) if "：" in clause else clause


def _clauses(guide: Guide, pattern: re.Pattern[str]) -> Iterator[Said[str]]:
    """Where the way of the case, or how it is handled, says something."""
    for said in (*_told(guide), *guide.ways, *guide.deliveries):
        if found := pattern.search(said.value):
            yield Said(found[0], said.section, _quoted(found[0], said.quote))


def _told(guide: Guide) -> tuple[Said[str], ...]:
    """The way of the case, step by step, or as it is told."""
    steps = tuple(Said(f"{step.name}：{step.text}", *step.spot) for step in guide.steps)
    return steps or ((guide.flow_text,) if guide.flow_text else ())


def scene_reason(guide: Guide) -> Iterator[Fault]:
    """Visits without a reason."""
    if guide.scene_count and guide.scene_count.value > 0 and guide.scene_reason is None:
        yield Fault(guide.scene_count.spot, f"须到现场 {guide.scene_count.value} 次而没有写必须到现场的原因")


def scope_conflict(guide: Guide) -> Iterator[Fault]:
    """通办范围 against conditions and channels."""
    online = next((said for said in guide.modes if said.value is Mode.FULL_ONLINE), None)
    remote = next((said for said in guide.modes if said.value is Mode.REMOTE_COLLECTION), None)
    wide = next((said for said in guide.areas if said.value in _WIDE), None)
    if online is not None:
        yield from _not_online(guide, online)
    elif remote is not None:
        if guide.express is not None and not guide.express.value:
            yield Fault(
                across(remote, guide.express, remote.quote),
                "异地代收代办要寄递材料和结果，却写不支持物流快递",
                Severity.WARNING,
            )
        if guide.scene_count is not None and guide.scene_count.value > 1:
            yield Fault(
                across(guide.scene_count, remote, guide.scene_count.quote),
                f"异地代收代办却要到现场 {guide.scene_count.value} 次",
                Severity.INFO,
            )
    if wide is not None and (local := first(_local_only(guide))):
        yield Fault(
            across(wide, local, local.quote),
            f"通办范围写“{guide.area_word or wide.quote}”，这里却写“{local.value}”",
        )
    yield from _two_areas(guide)


def _not_online(guide: Guide, online: Said[Mode]) -> Iterator[Fault]:
    denied = first(said for said in guide.ways if denies_online(said.value))
    window_only = guide.handle_types is not None and not _ONLINE & set(guide.handle_types.value)
    count = guide.scene_count
    if denied is not None:
        clause = next(
            (one[0].strip() for one in re.finditer(r"[^。；;]+", denied.value) if denies_online(one[0])),
            denied.value,
        )
        yield Fault(
            across(online, denied, _quoted(clause, denied.quote)),
            "通办范围写全程网办，这里却写不支持网上办理",
        )
    elif window_only and guide.handle_types:
        yield Fault(
            across(online, guide.handle_types, guide.handle_types.quote),
            "通办范围写全程网办，办理形式却没有网上办理",
        )
    elif count is not None and count.value > 0:
        yield Fault(across(count, online, count.quote), f"写全程网办，却要到现场 {count.value} 次")


def _local_only(guide: Guide) -> Iterator[Said[str]]:
    """Clauses that take only those who live or come here."""
    names = "|".join(map(re.escape, names_of(guide.locality)[1:])) or "本市"
    told = re.compile(f"{_ONLY_HERE}|{_RESIDENT}|{_NO_OTHERS}".replace("<here>", names))
    flow = [Said(f"{step.name}：{step.text}", *step.spot) for step in guide.steps]
    for said in (*guide.conditions, *flow, *guide.ways, *guide.deliveries):
        for found in _CLAUSE.finditer(said.value):
            clause = found[0].strip()
            limit = told.search(clause)
            if limit and not re.search(r"可(?!证)|或", clause[: limit.end()]):
                yield Said(clause, said.section, _quoted(clause, said.quote))


def _two_areas(guide: Guide) -> Iterator[Fault]:
    """Two statements of the range that are not one."""
    if not guide.areas:
        return
    said = guide.areas[0]
    claims = [*guide.areas[1:]]
    for line in guide.lines:
        if (
            (found := _CLAIM.search(line.value))
            and line.section != said.section
            and not _NOT.search(line.value)
        ):
            code = area(found[0])
            if code is not None and "《" not in line.value:
                claims.append(Said(code, line.section, line.quote))
    narrow = {HandleArea.NOT_YET, HandleArea.COUNTIES, HandleArea.CITIES}
    for other in claims:
        if other.value is not said.value and (said.value in narrow or other.value in narrow):
            yield Fault(
                across(said, other, other.quote),
                f"通办范围一处写“{said.value.label}”，一处写“{other.value.label}”",
            )
            return


def channel_conflict(guide: Guide) -> Iterator[Fault]:
    """Forms of handling, and ways of collecting the result, that contradict each other."""
    offered = set(guide.handle_types.value) if guide.handle_types else set()
    denied = first(_denials(guide))
    acts = first(_online_acts(guide))
    if guide.handle_types and not offered & _ONLINE and acts and acts.value:
        yield Fault(acts.spot, f"办理形式没有网上办理，这里却写“{acts.value}”")
    elif guide.handle_types and not offered & _ONLINE and (deep := first(_online_depth(guide))):
        yield Fault(
            across(guide.handle_types, deep, deep.quote), f"办理形式没有网上办理，这里却写“{deep.value}”"
        )
    elif denied and offered & _ONLINE and guide.handle_types and _is_elsewhere(denied, guide.handle_types):
        yield Fault(
            across(guide.handle_types, denied, denied.quote),
            "办理形式有网上办理，这里却写不支持网上办理",
        )
    elif offered & _ONLINE and HandleType.WINDOW not in offered and not _never(guide):
        for _, visit in _visits(guide):
            yield Fault(visit.spot, f"办理形式没有窗口办理，这里却写“{visit.value}”")
            break
        else:
            yield from _unexplained_visit(guide)
    yield from _collecting(guide)


def _is_elsewhere(denied: Said[str], offer: Said[tuple[HandleType, ...]]) -> bool:
    """Whether a denial is not just a bracket behind the offer: 网上办理（涉外业务不支持网上办理）."""
    return offer.quote not in denied.quote or _FLAT_NO.search(denied.value) is not None


def _unexplained_visit(guide: Guide) -> Iterator[Fault]:
    """Online only, and yet one has to come; a reason such as 领取证件 explains it."""
    count, ways = guide.scene_count, guide.handle_types
    if count and ways and guide.scene_reason is None:
        yield Fault(
            across(ways, count, ways.quote),
            f"办理形式只有网上办理，没有窗口办理，却要到现场 {count.value} 次",
        )


def _denials(guide: Guide) -> Iterator[Said[str]]:
    """Where the guide says that nothing is done online: in its own element, or anywhere in so many words."""
    for said in guide.ways:
        if denies_online(said.value) or re.match(r"\s*(?:否|不支持)", said.value):
            yield said
    for line in guide.lines:
        if re.search(r"(?:不支持|未开通|不能|无法)(?:进行)?(?:网上|在线|线上)(?:办理|申请|申报)", line.value):
            yield line


def _never(guide: Guide) -> bool:
    """Whether the guide says that nobody need come: then `scene_conflict` speaks."""
    return guide.scene_count is not None and guide.scene_count.value == 0


def _online_depth(guide: Guide) -> Iterator[Said[str]]:
    """是否网办 and 网办深度 that say yes."""
    for said in guide.ways:
        own = guide.handle_types is not None and said.quote == guide.handle_types.quote
        if not own and not denies_online(said.value) and _DEEP.match(said.value):
            yield said


def _online_acts(guide: Guide) -> Iterator[Said[str]]:
    """What is done online in the way of the case."""
    for said in _told(guide):
        for clause in _CLAUSE.finditer(said.value):
            if _ONLINE_ACT.search(clause[0]) and not _NOT.search(clause[0]):
                yield Said(clause[0].strip(), said.section, _quoted(clause[0].strip(), said.quote))
    for line in guide.lines:
        if (found := _ONLINE_OFFER.search(line.value)) and not _LATER.search(line.value):
            yield Said(found[0], line.section, _quoted(found[0], line.quote))


def _collecting(guide: Guide) -> Iterator[Fault]:
    """是否支持物流快递 against how the result is handed over."""
    express, ways = guide.express, guide.handle_types
    if express is not None and not express.value and ways and HandleType.POST in ways.value:
        yield Fault(across(ways, express, express.quote), "办理形式有快递申请，却写不支持物流快递")
        return
    for said in (*guide.deliveries, *(Said(f"{step.name}：{step.text}", *step.spot) for step in guide.steps)):
        only = _ONLY_COLLECT.search(said.value)
        post = _BY_POST.search(said.value)
        if express is not None and not express.value and post and not only and not _NOT.search(said.value):
            yield Fault(said.spot, "写不支持物流快递，这里却写可以邮寄")
            return
        if express is not None and express.value and only and said in guide.deliveries:
            yield Fault(said.spot, f"写支持物流快递，这里却写“{only[0]}”")
            return
    posted_only = first(said for said in guide.deliveries if _BY_POST.search(said.value))
    if posted_only and not any(re.search(r"窗口|自取|现场|大厅", said.value) for said in guide.deliveries):
        for step in guide.steps:
            if re.search(r"领|取", step.name + step.text) and any(_must(f"{step.name}：{step.text}")):
                yield Fault(step.spot, f"领取方式只有邮寄，流程里却要到窗口领取（“{step.name}”）")
                return
    if len(guide.deliveries) > 1:
        limited = [said for said in guide.deliveries if _ONLY_COLLECT.search(said.value)]
        posted = [said for said in guide.deliveries if _BY_POST.search(said.value) and said not in limited]
        if limited and posted:
            yield Fault(limited[0].spot, f"领取方式一处写“{limited[0].value}”，一处写“{posted[0].value}”")
