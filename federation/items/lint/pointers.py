"""Words that point elsewhere instead of saying something: 详见附件, 按规定."""

from __future__ import annotations

import re

ATTACHMENT = re.compile(
    r"(?:详见|见|参见|另见|请见|参照|按|依|详情见|详情请见)\s*[《“]?(?:附件|附表|附录|附后)[\d一二三四五六七八九十]*"
)
_POINTER = re.compile(
    r"(?:本事项|具体|有关|相关|受理|办理|申请|条件|材料|内容|要求|请|的|详情|清单|可)*"
    r"(?:详见|参见|另见|请见|查看|参照|见|参阅|查阅)"
    r"(?:附件|附表|附录|附后|下表|清单|网站|网上|官网|办事指南|材料清单|相关|有关|省|市|《)[^。；;]{0,30}[。；;]?"
)
_NOTHING = re.compile(
    r"(?:依法|申请(?!书|表)|须|需|应|应当|申请人|符合|具备|满足|按照?|依照?|根据|依据|执行|国家|有关|相关|现行|法律|法规|法律法规|规章|政策|规定|要求"
    r"|标准|条件|的|和|及|、|，|即可|办理|者|可|均|有|无|提供|提交|收取|收费|材料|其他|所|等|。|；|/|—|-|\s)*"
)


def points_away(text: str) -> bool:
    """Whether a text does nothing but point at something else."""
    return _POINTER.fullmatch(text.strip()) is not None


def says_nothing(text: str) -> bool:
    """Whether a text holds no word of substance: 按有关规定, 符合法律法规规定的条件."""
    return _NOTHING.fullmatch(text.strip()) is not None
