"""Rules about materials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from federation.items.cells import narrow
from federation.items.lint.amounts import NUMBER, amount_of
from federation.items.lint.guide import Guide, Material, Said, Spot
from federation.items.lint.knowledge import proofs
from federation.items.lint.knowledge.organs import without_place
from federation.items.lint.labels import Field
from federation.items.lint.pointers import ATTACHMENT, points_away
from federation.items.lint.rule import Fault, Severity

_APPLICANT = re.compile(r"申请人|自备|自行")
_GOVERNMENT = re.compile(r"政府|部门|核发|机关|公安|局")
_ORGAN_WORD = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:局|部门|机关|委员会|联合会|残联|法院|中心|医院|机构|学校|银行)"
)
_RUN_TOGETHER = re.compile(r"原件\s*\d+\s*复印件\s*\d+(?!\d*份)|复印件\s*\d+\s*原件\s*\d+(?!\d*份)")
_KIND_ALONE = re.compile(r"原件\s*[、，,/和及]\s*复印件")
_KEPT = re.compile(r"核验|退还|收取|留存|查验|收回|核对|存档|验")
_LOOSE = re.compile(r"若干|数份|适量|按需|按要求|按规定|视情|视需要|多份|几份|\d\s*[-~～至到]\s*\d\s*份")
_TOLD = re.compile(rf"一式\s*({NUMBER})\s*份|(?:提交|提供|共需?|需要?|应交)\s*({NUMBER})\s*份")
_COPIES_TOLD = re.compile(rf"复印件\s*({NUMBER})\s*份")
_QUALIFIED = r"(?:需要?|应当?|必须|必要|有关|相关|所需|补充|提交|提供|要求|规定|的|证明|佐证|辅助|支撑|申请|审批|办理|登记|受理|机关|部门|单位|认为|依法|法律|法规|规章|政策|、|和|及|或|情形|文件|一切|各类|有效)*"
_OTHERS = re.compile(
    rf"^其[他它]$|其[他它]{_QUALIFIED}(?:材料|文件|资料|证明|凭证|证件|手续|要件)(?:[（(].*[）)])?(?:等)?$"
)
_VAGUE = re.compile(
    r"^(?:其[他它])?(?:相关|有关|必要|所需)(?:的)?(?:证明|佐证|辅助|申请|审批)?(?:材料|文件|资料|手续|证件|证明)$"
)
_AT_WILL = re.compile(r"(?:需要|要求|视情|酌情|认为)[^，。]{0,6}(?:补充|提供|提交)的(?:材料|资料|文件)$")
_AND_SO_ON = re.compile(
    r"等(?:相关|有关|其[他它]|所需|必要|辅助|佐证|一切|各类|各项|申请|证明|的)*(?:材料|资料|手续)$|等(?:相关|有关|其[他它])(?:的)?(?:证明|证件|文件|证明文件)$|等等?$|(?:以?及|和|与|或)(?:其[他它]|相关|有关)(?:的)?(?:证明)?(?:材料|资料|文件)$"
)
_NOTE_OTHERS = re.compile(
    rf"(?:提交|提供|补充|附|出具|要求|需要?)[^，。；;]{{0,8}}其[他它]{_QUALIFIED}(?:材料|文件|资料)"
)
_NO_MORE = re.compile(r"(?:不得|无需|不需|不用|不再|无须|不必|免于|禁止)[^，。；;]*$")
_ISSUED = re.compile(r"(?:由|经)?([\u4e00-\u9fff]{1,24}?)(?:负责)?(?:出具|开具|核发|签发|提供)")
_SELF = re.compile(
    r"^(?:由)?(?:本|我)(?:局|部门|机关|单位|中心|委|处|窗口|馆|所|会)$|^(?:受理|审批|办理|登记|许可|发证|实施)(?:机关|部门|主体|机构)$"
)
_PROOF = re.compile(r"(?:证明书?|查询(?:结果|单|表)?|信息|记录|意见|情况表|证明材料|凭证)(?:[（(].*[）)])?$")
_LICENCE = re.compile(r"(?:证|证书|执照|批复|决定书)(?:复印件)?(?:[（(].*[）)])?$")
_MAYBE = re.compile(
    r"(?:如有|若有)(?:的|则|请|可|须|时)*(?:提供|提交|附上?)?(?:[，。；、）)]|$)|可不(?:提交|提供|交)|非必[须需要]|视情况(?:提供|提交)|可选|自愿(?:提供|提交)|可以不"
)
_IN_A_CASE = re.compile(r"[^，,；;。]{3,}(?:的|时|后)[，,]?$")
"""委托办理时必须提交, 能联网核验的可不提交: what follows holds in that case only."""
_SURELY = re.compile(r"必须(?:提交|提供)|必[交备]|不可缺|缺一不可|务必|不(?:提交|提供)(?:的|则)?，?不予")


def source_missing(guide: Guide) -> Iterator[Fault]:
    """Materials without 来源渠道: each of them, or the list as a whole where none has one."""
    bare = [one for one in guide.materials if one.source is None]
    if not bare:
        return
    if len(bare) == len(guide.materials):
        yield Fault(
            _list_spot(guide), f"{_all(guide)}都没有来源渠道，应逐项写明由申请人自备还是由哪个部门核发"
        )
        return
    for one in bare:
        yield Fault(one.spot, f"“{one.name}”没有来源渠道")


def _all(guide: Guide) -> str:
    return f"{len(guide.materials)} 份材料" if len(guide.materials) > 1 else "材料"


def _list_spot(guide: Guide) -> Spot:
    """Where a fault of the whole list is seen: the table's header, or the first material."""
    header = guide.material_spot
    return header if header and "|" in header.quote else guide.materials[0].spot


def source_wrong(guide: Guide) -> Iterator[Fault]:
    """来源渠道 that cannot be the material's."""
    for one in guide.materials:
        issuer = proofs.issuer_of(one.name)
        if issuer is None or one.source is None:
            continue
        if why := _source_fault(one.source.value, issuer):
            yield Fault(
                Spot(one.spot.section, one.spot.quote),
                f"“{one.name}”的来源渠道写作“{one.source.value}”，{why}",
            )


def _source_fault(said: str, issuer: proofs.Issuer) -> str:
    own, public = _APPLICANT.search(said), _GOVERNMENT.search(said)
    named = _ORGAN_WORD.search(said)
    if own and public:
        return ""  # either will do
    if issuer.source == proofs.GOVERNMENT:
        if own:
            return "" if issuer.carried else "这类证照由政府部门核发"
        wrong = issuer.issuers and named and "政府部门" not in said and not re.search(issuer.issuers, said)
        if "中介" in said and not public:
            return "这类证照由政府部门核发，不是中介机构出具"
        return f"与其核发部门不符（应为：{issuer.issuers.replace('|', '、')} 等）" if wrong else ""
    if issuer.source == proofs.APPLICANT:
        by_others = "中介" in said or (public is not None and re.search(r"核发|签发|颁发", said) is not None)
        return "这类材料由申请人自己准备" if by_others and not own else ""
    return (
        "这类材料由医疗、审计等机构出具，不是政府部门核发" if re.search(r"政府部门", said) and not own else ""
    )


def copies(guide: Guide) -> Iterator[Fault]:
    """How many, of what: unclear, or said in two ways."""
    in_table = "|" in guide.material_spot.quote if guide.material_spot else False
    for one in guide.materials:
        why = _count_fault(one)
        if not why and in_table and one.counted and _KIND_ALONE.fullmatch(one.counted.value.strip()):
            why = f"份数写作“{one.counted.value}”，没有写几份"
        if why:
            yield Fault(one.counted.spot if one.counted else one.spot, f"“{one.name}”{why}")
    counted = {Field.MATERIAL_COUNT, Field.MATERIAL_ORIGINALS, Field.MATERIAL_COPIES} & guide.material_columns
    silent = [one for one in guide.materials if _uncounted(one)] if counted else []
    if silent:
        names = "、".join(one.name for one in silent[:3])
        more = f" 等 {len(silent)} 份材料" if len(silent) > 3 else ""  # noqa: PLR2004 - as many as a person reads at a glance
        yield Fault(silent[0].spot, f"{names}{more}没有写份数")


def _uncounted(one: Material) -> bool:
    shown = any(re.search(r"[验核]", note.value) for note in one.notes)
    return (
        one.counted is None
        and not one.originals
        and not one.copies
        and not shown
        and not one.format.startswith("电子")
    )


def _count_fault(one: Material) -> str:
    text = narrow(one.counted.value) if one.counted else ""
    notes = "；".join(note.value for note in one.notes)
    if (run := _RUN_TOGETHER.search(f"{text}；{narrow(notes)}")) and not _KEPT.search(notes):
        return f"份数写作“{run[0]}”：没有说清原件是收取还是核验后退还"
    if _LOOSE.search(text):
        return f"份数写作“{text}”，不是确定的数"
    if why := _kind_fault(one, text):
        return why
    total = {one.originals, one.copies, one.originals + one.copies}
    copied = [amount_of(found[1]) for found in _COPIES_TOLD.finditer(notes)]
    if one.copies and any(number is not None and number != one.copies for number in copied):
        return f"复印件是 {one.copies} 份，说明里却是 {copied[0]} 份"
    told = [amount_of(found[1] or found[2]) for found in _TOLD.finditer(f"{one.name}；{notes}")]
    if any(total) and (wrong := [number for number in told if number is not None and number not in total]):
        return f"份数是 {max(total)}，说明里却是 {wrong[0]} 份"
    return ""


def _kind_fault(one: Material, text: str) -> str:
    """Number and kind against 材料类型 and against the name."""
    only_copy, only_original = ("复印" in one.type and "原件" not in one.type), one.type.strip() == "原件"
    if only_copy and one.originals and "复印" not in text:
        return f"材料类型是复印件，份数却写“{text}”" if "原件" in text else ""
    if only_original and one.copies and "原件" not in text:
        return f"材料类型是原件，份数却写“{text}”"
    if one.name.endswith("复印件") and (
        (only_original) or ("原件" in text and one.originals and not one.copies)
    ):
        return "名称写复印件，份数或类型却是原件"
    return ""


def pointer_only(guide: Guide) -> Iterator[Fault]:
    """详见附件, and no such attachment."""
    for one in guide.materials:
        for said in (*one.notes, *([one.counted] if one.counted else [])):
            if (found := ATTACHMENT.search(said.value)) and not has_attachment(guide, found[0]):
                yield Fault(
                    Spot(said.section, said.quote), f"“{one.name}”只写“{said.value}”，页面上没有这个附件"
                )
    text = guide.material_text
    if (
        text is not None
        and not guide.materials
        and points_away(text.value)
        and not has_attachment(guide, text.value)
    ):
        yield Fault(text.spot, "申请材料没有列出，只指向别处，页面上没有这个附件")


def has_attachment(guide: Guide, pointer: str) -> bool:
    """Whether the page has the attachment that some words point at: a link, or a list of attachments."""
    number = re.search(r"[\d一二三四五六七八九十]+$", pointer.strip("》”。；; "))
    wanted = number[0] if number else ""
    linked = any(
        re.search(rf"\[[^\]]*附[件表录][^\]]*{wanted}[^\]]*\]\(", line.quote) for line in guide.lines
    )
    if linked:
        return True
    listed = [
        line.value
        for line in guide.lines
        if re.match(r"附[件表录]\s*[\d一二三四五六七八九十]*\s*(?:[：:、.．]|$)", line.value)
    ]
    return any(wanted in line for line in listed) or bool(guide.attached and wanted in guide.attached)


def open_ended(guide: Guide) -> Iterator[Fault]:
    """其他材料, 等材料: a list that does not end."""
    for one in guide.materials:
        name = re.sub(r"[（(][^（）()]*[）)]$", "", one.name).strip("《》")
        if _OTHERS.search(name) or _VAGUE.search(name) or _AT_WILL.search(name) or _AND_SO_ON.search(name):
            yield Fault(one.spot, f"“{one.name}”没有说清是哪些材料：办事指南不得有兜底条款，应逐项列明或删去")
        for note in one.notes:
            found = _NOTE_OTHERS.search(note.value)
            if found and not _NO_MORE.search(note.value[: found.end()]):
                yield Fault(note.spot, f"“{one.name}”的说明里要求“{found[0]}”，没有说清是哪些材料")
    text = guide.material_text
    if text is not None and not guide.materials and _AND_SO_ON.search(text.value.strip("。；; ")):
        yield Fault(text.spot, "申请材料以“等”结尾，没有列完")


def abolished(guide: Guide) -> Iterator[Fault]:
    """Proofs that are abolished, and what the organ knows itself."""
    for one in guide.materials:
        if why := _abolished(one, guide):
            yield Fault(one.spot, f"“{one.name}”{why}")


def _abolished(one: Material, guide: Guide) -> str:
    """Why a material may not be asked for; empty if it may."""
    notes = "；".join(note.value for note in one.notes)
    issued = f"{notes}；{one.source.value if one.source else ''}"
    item = guide.name.value if guide.name else guide.title
    found = (
        _by_name(one.name, item),
        _of_status(one.name, issued) if "证" not in notes else "",
        "不应由村（居）民委员会出具（民发〔2020〕20号第一批清单）"
        if proofs.BY_COMMITTEE.search(f"{one.name}；{issued}")
        else "",
        _own(one, guide.organ.value if guide.organ else "", f"{one.name}；{issued}"),
    )
    return next(filter(None, found), "")


def _by_name(name: str, item: str) -> str:
    """Papers that are abolished for everybody, and the household register for marrying."""
    if proofs.MARRIAGE.search(item) and proofs.HOUSEHOLD.search(name):
        return "：结婚、离婚登记不再需要户口簿（《婚姻登记条例》，国务院令第804号，2025-05-10施行）"
    if "或" in name or "公证" in item:
        return ""  # another paper will do; a notary's client may need one for use abroad
    found = next((proof for proof in proofs.ABOLISHED if proof.pattern.search(name)), None)
    return f"：{found.why}" if found else ""


def _of_status(name: str, issued: str) -> str:
    marital = proofs.STATUS.search(name) and proofs.ASKED_OF_OTHERS.search(issued)
    return f"：{proofs.MARITAL}" if marital else ""


def _own(one: Material, organ: str, words: str) -> str:
    """What the organ issues or holds itself."""
    if not organ or proofs.ELSEWHERE.search(words):
        return ""
    proof = _PROOF.search(one.name)
    kept_copy = one.copies > 0 and not one.originals and _LICENCE.search(one.name)
    known = proof and "或" not in one.name and proofs.is_own(organ, one.name)
    if known or ((proof or kept_copy) and _issued_by(organ, words)):
        return "是本部门自己出具或掌握的信息，不应要申请人提交（国办发〔2018〕47号：证明事项清理）"
    return ""


def _issued_by(organ: str, words: str) -> bool:
    """Whether the words name the organ itself as the issuer."""
    for found in _ISSUED.finditer(words):
        issuer = found[1].removeprefix("由").removeprefix("经")
        core = without_place(issuer)
        if _SELF.search(issuer) or (len(core) > 2 and (issuer == organ or core == without_place(organ))):  # noqa: PLR2004 - 局 alone names nobody
            return True
    return False


_SAME: tuple[tuple[str, str], ...] = (
    (r"[《》“”\"\s]|[（(][^（）()]*[）)]", ""),
    (r"(?:原件|复印件|影印件|正本|副本|电子证照|电子版)+", ""),
    (r"^(?:有效|居民|本人|申请人的?|第?二代|合法)+", ""),
    (r"居民身份证", "身份证"),
    (r"身份证件|身份证明", "身份证"),
    (r"户口本", "户口簿"),
    (r"申请书|申请表", "申请"),
    (r"工商营业执照|企业营业执照", "营业执照"),
    (r"证书$", "证"),
)


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    for pattern, by in _SAME:
        name = re.sub(pattern, by, name)
    return name


def duplicate(guide: Guide) -> Iterator[Fault]:
    """One material twice; original and copy on two lines, or for two situations, are not."""
    seen: dict[str, list[Material]] = defaultdict(list)
    for one in guide.materials:
        key = _key(one.name)
        twin = next((other for other in seen[key] if _alike(one, other)), None)
        if key and twin is not None:
            yield Fault(one.spot, f"“{one.name}”与“{twin.name}”是同一材料，写了两次")
        seen[key].append(one)


def _alike(one: Material, other: Material) -> bool:
    if one.when != other.when or _holder(one) != _holder(other):
        return False
    return not (one.originals and not one.copies and other.copies and not other.originals) and not (
        one.copies and not one.originals and other.originals and not other.copies
    )


def _holder(one: Material) -> str:
    """What a bracket in the name says of whose paper it is: 身份证（男方）."""
    found = re.search(r"[（(]([^（）()]*(?:方|人|父|母|夫|妻|代表|子女|股东)[^（）()]*)[）)]", one.name)
    return found[1] if found and one.name.endswith(found[0]) else ""


def need(guide: Guide) -> Iterator[Fault]:
    """必要性 missing, or against the words beside it."""
    silent = [one for one in guide.materials if one.need is None and not one.when]
    if silent and len(silent) == sum(not one.when for one in guide.materials):
        yield Fault(_list_spot(guide), "各材料没有写必要性（必要、非必要、容缺后补）", Severity.WARNING)
    else:
        for one in silent:
            yield Fault(one.spot, f"“{one.name}”没有写必要性")
    for one in guide.materials:
        if one.need is not None and (why := _need_fault(one, one.need)):
            yield Fault(one.spot, f"“{one.name}”{why}")


def _need_fault(one: Material, said: Said[str]) -> str:
    words = "；".join((one.name, *(note.value for note in one.notes)))
    against = (
        _MAYBE
        if said.value.startswith(("必要", "必需", "必须"))
        else _SURELY
        if said.value.startswith(("非必", "可选"))
        else None
    )
    for found in against.finditer(words) if against else ():
        if not _IN_A_CASE.search(words[: found.start()]):
            return f"必要性是“{said.value}”，说明里却写“{found[0]}”"
    return ""


def dead_situation(guide: Guide) -> Iterator[Fault]:
    """A situation that no value of the form can meet."""
    for one in guide.materials:
        if one.dead:
            yield Fault(one.spot, f"“{one.name}”的适用情形永远不会出现：{one.dead}")
