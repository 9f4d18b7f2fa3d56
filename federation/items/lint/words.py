"""Words that stand for codes: types, objects, forms of handling, areas, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from federation.items.lint.guide import Mode
from federation.items.tables import (
    ITEM_TYPES,
    Coded,
    HandleArea,
    HandleType,
    OrganKind,
    ProjectType,
    ResultType,
    ServerType,
    UseLevel,
)

_C = TypeVar("_C", bound=Coded)
EMPTY = re.compile(r"[\s/／\\—–\-_、。.…]*|无|暂无|没有|无。|不详|/|空|未填写|待补充|待定|略")
_NOT = re.compile(
    r"不支持|暂不|不提供|不能|不可|不予|未开通|尚未|不适用|不开通|无法|停止|不接受|不受理|取消|仅供"
)
_SENTENCE = re.compile(r"[。；;！\n]")
_SERVERS: Mapping[str, ServerType] = MappingProxyType(
    {
        "非法人企业": ServerType.UNINCORPORATED,
        "企业法人": ServerType.COMPANY,
        "事业法人": ServerType.INSTITUTION,
        "事业单位": ServerType.INSTITUTION,
        "社会组织法人": ServerType.SOCIETY,
        "社会组织": ServerType.SOCIETY,
        "社会团体": ServerType.SOCIETY,
        "行政机关": ServerType.GOVERNMENT,
        "其他组织": ServerType.OTHER,
        "自然人": ServerType.NATURAL,
        "个人": ServerType.NATURAL,
        "公民": ServerType.NATURAL,
        "居民": ServerType.NATURAL,
        "个体工商户": ServerType.OTHER,
        "法人": ServerType.COMPANY,
        "企业": ServerType.COMPANY,
        "机关": ServerType.GOVERNMENT,
        "组织": ServerType.OTHER,
    }
)
_FORMS: tuple[tuple[HandleType, re.Pattern[str]], ...] = (
    (HandleType.WINDOW, re.compile(r"窗口|现场|线下|大厅|当面")),
    (HandleType.WEB, re.compile(r"网上|网络|线上|在线|电脑端|PC|全程网办|网办|政务服务网|一网通办|互联网")),
    (HandleType.MOBILE, re.compile(r"移动端|手机|小程序|APP|App|app|掌上|微信|支付宝")),
    (HandleType.POST, re.compile(r"快递|邮寄|信函|寄递|邮政|EMS")),
    (HandleType.OTHER, re.compile(r"自助|上门|电话办理")),
)
_AREAS: tuple[tuple[HandleArea, re.Pattern[str]], ...] = (
    (HandleArea.NATION, re.compile(r"全国")),
    (HandleArea.PROVINCES, re.compile(r"跨省|省际|跨域通办")),
    (HandleArea.CITIES, re.compile(r"全省|跨市|省内|全区通办|跨地市|全自治区")),
    (HandleArea.COUNTIES, re.compile(r"全市|跨县|跨区|市内|市域|全县|县域")),
)
_NO_AREA = re.compile(
    r"未实现|不通办|不支持|暂不|未开通|^(?:否|无|暂无)|属地办理|^本(?:市|县|区|辖区)(?:内)?办理"
)
_MODES: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    (Mode.FULL_ONLINE, re.compile(r"全程网办|全程网上办理|全流程网办")),
    (Mode.REMOTE_COLLECTION, re.compile(r"代收代办|异地收件|收受分离")),
    (Mode.JOINT, re.compile(r"多地联办")),
)
_YES = re.compile(r"^(?:是|支持|可以|可|有|需要|提供|收费|Y|1|√)")
_NO = re.compile(r"^(?:否|不|无|暂不|免|未|N|0|×|免费)")


def blank(text: str) -> bool:
    """Whether a value says nothing: empty, a dash, 无."""
    return EMPTY.fullmatch(text.strip()) is not None


def coded(table: type[_C], text: str) -> _C | None:
    """The member whose label, or another spelling, stands in the text; the longest one wins."""
    spellings = [
        (word, member) for member in table for word in (member.label, *member.other) if len(word) > 1
    ]
    found = [(len(word), member) for word, member in spellings if word in text]
    return max(found, key=lambda one: one[0])[1] if found else None


def item_type(text: str) -> str | None:
    """事项类型 as its two digits."""
    if text.strip() in ITEM_TYPES:
        return text.strip()
    found = [(len(label), code) for code, label in ITEM_TYPES.items() if label in text]
    if not found and "其他" in text and "权力" in text:
        return "10"
    if not found and "公共服务" in text:
        return "20"
    return max(found)[1] if found else None


def level(text: str) -> UseLevel | None:
    """行使层级."""
    return coded(UseLevel, text) or next((one for one in UseLevel if text.strip() == one.value), None)


def organ_kind(text: str) -> OrganKind | None:
    """实施主体性质; 法律法规授权的组织 and 受委托的组织 are spelled in many ways."""
    if "授权" in text:
        return OrganKind.AUTHORISED
    if "委托" in text:
        return OrganKind.ENTRUSTED
    return OrganKind.STATUTORY if "法定" in text or "行政机关" in text else None


def project_type(text: str) -> ProjectType | None:
    """办件类型."""
    return coded(ProjectType, text)


def servers(text: str) -> tuple[ServerType, ...]:
    """服务对象, in the order of the code table."""
    found, rest = set(), text
    for word, member in _SERVERS.items():  # longer words first: each is taken out before its parts are sought
        if word in rest:
            found.add(member)
            rest = rest.replace(word, " ")
    return tuple(member for member in ServerType if member in found)


def handle_types(text: str) -> tuple[HandleType, ...]:
    """办理形式 that a text offers; what a sentence denies is not offered."""
    offered = [part for part in _SENTENCE.split(text) if not _NOT.search(part)]
    return tuple(form for form, pattern in _FORMS if any(pattern.search(part) for part in offered))


def denies_online(text: str) -> bool:
    """Whether a text says that nothing can be done online."""
    online = dict(_FORMS)[HandleType.WEB]
    return any(
        _NOT.search(part) and online.search(part) and not re.search(r"部分|除外|的除外", part)
        for part in _SENTENCE.split(text)
    )


def area(text: str) -> HandleArea | None:
    """通办范围: the widest one named; a plain 否 or 无 means none."""
    if _NO_AREA.search(text):
        return HandleArea.NOT_YET
    return next((code for code, pattern in _AREAS if pattern.search(text)), None)


def area_word(text: str) -> str:
    """通办范围 in the page's own word, such as 全国, 跨省 or 全省; empty if it has none."""
    found = re.search(r"全国|跨省|全省|全自治区|全市|跨市|跨县|跨区|全县|全区|省内|市内", text)
    return found[0] if found else ""


def modes(text: str) -> tuple[Mode, ...]:
    """业务模式 named in a text."""
    return tuple(mode for mode, pattern in _MODES if pattern.search(text))


def yes_no(text: str) -> bool | None:
    """Whether a value says yes; None where it says neither."""
    text = text.strip()
    if _NO.match(text):
        return False
    return True if _YES.match(text) else None


def result_type(text: str) -> ResultType | None:
    """结果类型, where it is named or the name of the result says it."""
    if named := re.search(r"[（(](证照|批文|其他)[）)]", text):
        return coded(ResultType, named[1])
    name = re.split(r"[，,；;。（(]", text, maxsplit=1)[0]
    if re.search(r"(?:证书?|执照|护照|通行证|卡|簿)$", name):
        return ResultType.LICENCE
    return ResultType.APPROVAL if re.search(r"(?:批复|批文|决定书|批准书|批准文件)$", name) else None
