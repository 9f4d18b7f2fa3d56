"""The one table of reasons: code, whose fault, whether a retry can help, and what to do.

A released code is frozen: its meaning never changes and it is never used again for another.
Sentences carry no personal data; ``detail`` fields are technical names and numbers only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Whose fault a refusal is."""

    LOCAL = "local"  # the one who asked us: a clerk, a city's own system
    PEER = "peer"  # the other city's node
    WIRE = "wire"  # the bytes or the way between
    STORE = "store"  # our own disk or database
    OPERATOR = "operator"  # configuration, keys, clock: a person has to act


class Reason(StrEnum):
    """Why something was refused. The value is the released code."""

    # ids and values
    ID_MALFORMED = "ID_MALFORMED"
    USCC_CHECK = "USCC_CHECK"
    CITIZEN_ID_CHECK = "CITIZEN_ID_CHECK"
    IDENTITY_DOCUMENT = "IDENTITY_DOCUMENT"
    ITEM_CODE = "ITEM_CODE"
    CASE_ID = "CASE_ID"
    PARCEL_NO = "PARCEL_NO"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_INVALID = "VALUE_INVALID"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY = "TOO_MANY"
    # catalogues and mapping
    SHEET_HEADER = "SHEET_HEADER"
    SHEET_VALUE = "SHEET_VALUE"
    SHEET_UNREADABLE = "SHEET_UNREADABLE"
    PROFILE_INVALID = "PROFILE_INVALID"
    ITEM_UNKNOWN = "ITEM_UNKNOWN"
    ITEM_UNMAPPED = "ITEM_UNMAPPED"
    ITEM_AMBIGUOUS = "ITEM_AMBIGUOUS"
    ITEM_NATIONAL_LINE = "ITEM_NATIONAL_LINE"
    ITEM_NOT_IN_FORCE = "ITEM_NOT_IN_FORCE"
    CROSSWALK_INVALID = "CROSSWALK_INVALID"
    VERSION_TAKEN = "VERSION_TAKEN"
    VERSION_UNKNOWN = "VERSION_UNKNOWN"
    INDEX_INVALID = "INDEX_INVALID"
    MATERIAL_MISSING = "MATERIAL_MISSING"
    MATERIAL_UNKNOWN = "MATERIAL_UNKNOWN"
    FIELD_MISSING = "FIELD_MISSING"
    FIELD_UNKNOWN = "FIELD_UNKNOWN"
    # the case
    CASE_UNKNOWN = "CASE_UNKNOWN"
    CASE_EXISTS = "CASE_EXISTS"
    CASE_READ_ONLY = "CASE_READ_ONLY"
    EVENT_UNKNOWN = "EVENT_UNKNOWN"
    EVENT_AUTHOR = "EVENT_AUTHOR"
    EVENT_TRANSITION = "EVENT_TRANSITION"
    EVENT_REFERENCE = "EVENT_REFERENCE"
    ORGAN_UNLISTED = "ORGAN_UNLISTED"
    LICENCE_ELSEWHERE = "LICENCE_ELSEWHERE"
    LICENCE_LIMIT = "LICENCE_LIMIT"
    LICENCE_FLOOD = "LICENCE_FLOOD"
    DOCUMENT_MISSING = "DOCUMENT_MISSING"
    DOCUMENT_NUMBER_USED = "DOCUMENT_NUMBER_USED"
    NOTICE_ONCE = "NOTICE_ONCE"
    CODE_UNDECLARED = "CODE_UNDECLARED"
    EXPORT_INCOMPLETE = "EXPORT_INCOMPLETE"
    AGREEMENT_INVALID = "AGREEMENT_INVALID"
    BUNDLE_INVALID = "BUNDLE_INVALID"
    INSTANT_INVALID = "INSTANT_INVALID"
    INSTANT_UNPROVEN = "INSTANT_UNPROVEN"
    INSTANT_STOPPED = "INSTANT_STOPPED"
    INSTANT_ASTRAY = "INSTANT_ASTRAY"
    PREFILL_INVALID = "PREFILL_INVALID"
    RECEIPT_BASIS_MISSING = "RECEIPT_BASIS_MISSING"
    ENTRUSTMENT_MISSING = "ENTRUSTMENT_MISSING"
    POWER_MISSING = "POWER_MISSING"
    AGREEMENT_UNKNOWN = "AGREEMENT_UNKNOWN"
    AGREEMENT_ENDED = "AGREEMENT_ENDED"
    AGREEMENT_REQUIRED = "AGREEMENT_REQUIRED"
    UNSIGNED = "UNSIGNED"
    CALENDAR_INVALID = "CALENDAR_INVALID"
    DEFERRED_OPEN = "DEFERRED_OPEN"
    PERSON_DECIDES = "PERSON_DECIDES"
    PARCEL_UNKNOWN = "PARCEL_UNKNOWN"
    PARCEL_CLOSED = "PARCEL_CLOSED"
    DELIVERY_UNPROVEN = "DELIVERY_UNPROVEN"
    JOINT_WAITING = "JOINT_WAITING"
    JOINT_STOPPED = "JOINT_STOPPED"
    JOINT_CONTRADICTED = "JOINT_CONTRADICTED"
    SEEN_AHEAD = "SEEN_AHEAD"
    # the link
    PARTIES = "PARTIES"
    FORWARDER = "FORWARDER"
    MEMBER_UNKNOWN = "MEMBER_UNKNOWN"
    MEMBER_SUSPENDED = "MEMBER_SUSPENDED"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    KEY_EXPIRED = "KEY_EXPIRED"
    SUITE_UNKNOWN = "SUITE_UNKNOWN"
    SIGNATURE = "SIGNATURE"
    STALE = "STALE"
    BAD_ROOT = "BAD_ROOT"
    FORKED = "FORKED"
    REPLY_MISMATCH = "REPLY_MISMATCH"
    UNKNOWN_REASON = "UNKNOWN_REASON"
    SETTLE_MISMATCH = "SETTLE_MISMATCH"
    RESEND_HELD = "RESEND_HELD"
    MALFORMED = "MALFORMED"
    ENVELOPE_VERSION = "ENVELOPE_VERSION"
    COMMITMENT = "COMMITMENT"
    DUPLICATE = "DUPLICATE"
    BLOB_UNKNOWN = "BLOB_UNKNOWN"
    BLOB_DIGEST = "BLOB_DIGEST"
    BLOB_NOT_NAMED = "BLOB_NOT_NAMED"
    # trust
    DIRECTORY_INVALID = "DIRECTORY_INVALID"
    DIRECTORY_EXPIRED = "DIRECTORY_EXPIRED"
    DIRECTORY_ROLLBACK = "DIRECTORY_ROLLBACK"
    EVIDENCE_INVALID = "EVIDENCE_INVALID"
    ARCHIVE_INVALID = "ARCHIVE_INVALID"
    # the node
    CONFIG = "CONFIG"
    NODE_UNREACHABLE = "NODE_UNREACHABLE"
    PEER_UNREACHABLE = "PEER_UNREACHABLE"
    STORE_BUSY = "STORE_BUSY"
    STORE_FAILED = "STORE_FAILED"
    STORE_VERSION = "STORE_VERSION"
    NOT_FOUND = "NOT_FOUND"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Info:
    """What a reason means and what its reader should do."""

    fault: Fault
    retry: bool
    zh: str
    en: str


_L, _P, _W, _S, _O = Fault.LOCAL, Fault.PEER, Fault.WIRE, Fault.STORE, Fault.OPERATOR

# fmt: off
REASONS: dict[Reason, Info] = {
    Reason.ID_MALFORMED: Info(_L, False, "编号格式不对，请核对后重新录入。", "This id is malformed; check it and enter it again."),
    Reason.USCC_CHECK: Info(_L, False, "统一社会信用代码校验不通过，请对照证照逐位核对。", "The USCC fails its check; compare it with the certificate character by character."),
    Reason.CITIZEN_ID_CHECK: Info(_L, False, "居民身份证号校验不通过，请对照证件逐位核对或读卡。", "The citizen id number fails its check; compare it with the card or use the card reader."),
    Reason.IDENTITY_DOCUMENT: Info(_L, False, "证件类型与号码不符，请选对证件类型后重新录入。", "The document type and number do not fit; choose the right type and enter it again."),
    Reason.ITEM_CODE: Info(_L, False, "事项编码位数或组成不对：基本编码12位、实施编码31位、业务办理项33位。", "The item code is malformed: base 12, implementation 31, handling item 33 characters."),
    Reason.CASE_ID: Info(_L, False, "办件编号校验不通过，请核对收件凭证上的编号。", "The case id fails its check; compare it with the printed receipt."),
    Reason.PARCEL_NO: Info(_L, False, "快递单号不对：应为13位数字或带校验位的S10单号。", "The parcel number is wrong: 13 digits, or S10 with its check digit."),
    Reason.VALUE_MISSING: Info(_L, False, "缺少必填内容，请补填后再提交。", "A required value is missing; fill it in and submit again."),
    Reason.VALUE_INVALID: Info(_L, False, "填写内容不合要求，请按提示改正。", "A value is not acceptable; correct it as named."),
    Reason.TOO_LARGE: Info(_L, False, "超过大小上限，请压缩或拆分后再传。", "Larger than the limit; compress or split it and send again."),
    Reason.TOO_MANY: Info(_L, False, "数量超过上限，请分批提交。", "More than the limit allows; submit in parts."),
    Reason.SHEET_HEADER: Info(_L, False, "表头不符，请按提示的列名改正后重新导入，本次未导入任何内容。", "The header row is wrong; correct the named columns and import again. Nothing was imported."),
    Reason.SHEET_VALUE: Info(_L, False, "表内有不认识的代码或值，请按所列单元格改正后重新导入，本次未导入任何内容。", "The sheet holds unknown codes or values; correct the listed cells and import again. Nothing was imported."),
    Reason.SHEET_UNREADABLE: Info(_L, False, "文件打不开或不是表格，请另存为 .xlsx 或 .csv 后重试。", "The file is not a readable table; save it as .xlsx or .csv and try again."),
    Reason.PROFILE_INVALID: Info(_L, False, "来源系统的配置文件有误，请按所列各条改正后重试，本次未导入任何内容。", "The profile of the source system is wrong; correct what is listed and try again. Nothing was imported."),
    Reason.ITEM_UNKNOWN: Info(_L, False, "目录中没有这个事项，请用“事项查询”找到办理地的事项。", "No such item in the catalogue; search the handling place's items."),
    Reason.ITEM_UNMAPPED: Info(_L, False, "该事项在办理地没有对应事项，不能代收，请告知申请人办理地咨询电话。", "The handling place has no counterpart for this item; it cannot be accepted here."),
    Reason.ITEM_AMBIGUOUS: Info(_L, False, "该事项在办理地对应多个事项，请按情形选定其中一个。", "The item has several counterparts; choose one by situation."),
    Reason.ITEM_NATIONAL_LINE: Info(_L, False, "该事项走国家垂管系统办理，本系统不收件，请按指南引导申请人；要跟踪的用 kuayu line open 登记。", "This item runs on a national line; guide the applicant there, no case is opened here. To keep track of it: kuayu line open."),
    Reason.ITEM_NOT_IN_FORCE: Info(_L, False, "该事项在办理地已暂停或尚未生效，请先向办理地咨询，再决定是否收件。", "The handling place has suspended this item or it is not yet in force; ask there before accepting."),
    Reason.CROSSWALK_INVALID: Info(_L, False, "对照表有误，请按所列行改正后重新导入，本次未导入任何内容。", "The crosswalk is invalid; correct the listed rows and import again. Nothing was imported."),
    Reason.VERSION_TAKEN: Info(_L, False, "该版本号或生效日期已有内容不同的版本；版本发布后不再改动，请换新的版本号和生效日期后重新导入，本次未导入任何内容。", "This version or first day is already taken by other content; a published version is frozen. Import it under a new version and day. Nothing was imported."),
    Reason.VERSION_UNKNOWN: Info(_L, False, "事项有，但没有所填的事项版本；请双方核对并导入同一版本的事项目录后重新收件。", "The item is known but not in the version named; import the same catalogue version at both ends and submit again."),
    Reason.INDEX_INVALID: Info(_O, False, "预编索引损坏、不完整，或由别的程序版本生成，未采用其中内容；请用 kuayu mapping index 重新生成。", "The prepared index is damaged, cut short, or was made by another version of the program; nothing of it was used. Make it again with kuayu mapping index."),
    Reason.MATERIAL_MISSING: Info(_L, False, "缺少办理地要求的必要材料，请向申请人收齐后再提交。", "A material the handling place requires is missing; collect it and submit again."),
    Reason.MATERIAL_UNKNOWN: Info(_L, False, "办理地清单中没有这份材料，请从清单中选择。", "The handling place's list has no such material; choose one from the list."),
    Reason.FIELD_MISSING: Info(_L, False, "缺少办理地要求的必填项，请补填。", "A field the handling place requires is missing; fill it in."),
    Reason.FIELD_UNKNOWN: Info(_L, False, "办理地表单中没有这一项，请删除或改用正确的项名。", "The handling place's form has no such field; remove or rename it."),
    Reason.CASE_UNKNOWN: Info(_L, False, "没有这个办件，请核对编号。", "No such case; check its id."),
    Reason.CASE_EXISTS: Info(_L, False, "该办件已经存在，无需重复提交。", "This case exists already; do not submit it again."),
    Reason.CASE_READ_ONLY: Info(_O, True, "与对方城市正在核对日志，办件暂时只读，请稍后重试。", "The link is settling with the other city; its cases are read-only for now, try again shortly."),
    Reason.EVENT_UNKNOWN: Info(_P, False, "收到不认识的业务事件，请升级本节点或请对方核对版本。", "An unknown kind of event; upgrade this node or ask the peer to check its version."),
    Reason.EVENT_AUTHOR: Info(_L, False, "这一步不归本方办理，请由有权的一方登记。", "This step is not yours to record; the party that owns it must."),
    Reason.EVENT_TRANSITION: Info(_L, False, "办件当前状态不允许这一步，请先查看办件进度。", "The case's present state does not allow this step; look at its progress first."),
    Reason.EVENT_REFERENCE: Info(_L, False, "所指的文书、通知或材料不存在，请核对后重试。", "The notice, document or material referred to does not exist; check and try again."),
    Reason.ORGAN_UNLISTED: Info(_L, False, "该机关不在本市名录内，请由管理员先在名录登记。", "This organ is not listed for the member; have it listed in the directory first."),
    Reason.LICENCE_ELSEWHERE: Info(_L, False, "该电子证照不是对方城市名录内的机关颁发的，对方不能核验；请向颁证地核验，或请申请人出示原件。", "No organ that the other city lists issued this licence, so it cannot answer for it; ask the place that issued it, or see the original."),
    Reason.LICENCE_LIMIT: Info(_L, False, "本市当天向该城市核验电子证照已到约定的上限，这一次不生效；请到提示的日期再问，急需的请申请人出示原件，经常不够的请两市在协议里改约。", "This city has asked that one about as many licences today as they agreed; this one has no effect. Ask again from the day named, see the original if it is urgent, or change the agreement."),
    Reason.LICENCE_FLOOD: Info(_P, False, "对方城市的电子证照核验请求一天内到达超过约定的上限；请用 kuayu licence log 核对用途，属补发的不必处理，不属的请联系对方。", "More licence checks of the other city arrived in a day than agreed; look at their purposes with kuayu licence log. Nothing is to do if they waited for the link, else talk to that city."),
    Reason.DOCUMENT_MISSING: Info(_L, False, "这一步须附文书（文号和文件），请补齐。", "This step needs its document (number and file); attach it."),
    Reason.DOCUMENT_NUMBER_USED: Info(_L, False, "这个文号本机关已用于别的办件，请核对后另给文号。", "This organ used that document number in another case; check it and give another."),
    Reason.CALENDAR_INVALID: Info(_O, False, "节假日日历文件不对，没有导入；请核对年份、地区和日期。", "The calendar file is not right and was not imported; check its year, locality and days."),
    Reason.AGREEMENT_INVALID: Info(_O, False, "协议文件不对，没有导入；请核对指出的一栏。", "The agreement is not right and was not imported; check the key named."),
    Reason.BUNDLE_INVALID: Info(_L, False, "一件事文件不对，没有导入或不能使用；请核对指出的一栏。", "The bundle is not right and cannot be used; check the key named."),
    Reason.INSTANT_INVALID: Info(_L, False, "秒批规则不对，没有导入；请核对指出的一栏。", "The rule for instant approval is not right and was not imported; check the key named."),
    Reason.INSTANT_UNPROVEN: Info(_O, False, "规则和人都批了的件还不够，或有规则会批而人没有批的件，不能启用；请继续试运行，或改规则后换版本号导入。", "Rule and people have not granted enough cases alike, or it would have granted where a person did not; go on trying it, or import a changed one as another version."),
    Reason.INSTANT_STOPPED: Info(_O, False, "这一版规则已经停用，不再启用；请换版本号重新导入，从试运行开始。", "That version of the rule was stopped and stays so; import it as another version, which begins on trial."),
    Reason.INSTANT_ASTRAY: Info(_O, False, "有秒批的行为不是照这份规则办的，见各行；请向办理机关要当时那一版规则，或追究。", "An act of instant approval did not follow this rule, see the lines; ask its organ for the version of that time, or call it to account."),
    Reason.PREFILL_INVALID: Info(_L, False, "预填表不对，或不是这个事项的，没有预填任何一项；请核对指出的一栏。", "The prefill table is not right, or not for this item, and nothing was filled; check the key named."),
    Reason.RECEIPT_BASIS_MISSING: Info(_O, False, "协议没有写明“收到申请材料之日”按哪一天算，不能导入；请双方商定后写明。", "The agreement does not say which day is that of receipt, and is not imported; both cities must agree on it."),
    Reason.ENTRUSTMENT_MISSING: Info(_O, False, "没有书面委托、受托行政机关、期限和公告，窗口不能受理（行政许可法24条）。", "Without a written entrustment to an administrative organ, its term and publication, a window may not accept (Licensing Law art. 24)."),
    Reason.POWER_MISSING: Info(_L, False, "协议没有授予窗口这一权力，请由办理机关办理，或先修改协议。", "The agreement gives the window no such power: the handling organ must do it, or the agreement be changed first."),
    Reason.AGREEMENT_UNKNOWN: Info(_O, False, "本节点没有这一版协议，请先导入。", "This node does not hold that version of the agreement; import it first."),
    Reason.AGREEMENT_ENDED: Info(_O, False, "该事项的协议已到期或不再包含该事项，不能新收件；在办的办件不受影响，照原协议办完。请双方续签后再收件。", "The agreement for this item has ended, or names it no longer: no new case is taken; open ones go on under it. Both cities must renew it first."),
    Reason.AGREEMENT_REQUIRED: Info(_O, False, "该事项有生效的协议，收件须按协议；请先在收件地节点导入这一版协议。", "An agreement in force names this item and the application must go by it; import that version at the accepting place's node first."),
    Reason.UNSIGNED: Info(_O, False, "协议或日历没有应有各方的有效签名，没有导入；请补签或核对名录中的密钥。", "The agreement or calendar is not validly signed by everybody who must sign it, and was not imported; have it signed, or check the keys in the directory."),
    Reason.CODE_UNDECLARED: Info(_O, False, "接收系统的代码表没有写明这个词的代码，不能导出；请补齐代码表，不要猜。", "The code set of the receiving system has no code for this word; declare it, never guess."),
    Reason.EXPORT_INCOMPLETE: Info(_O, False, "接收系统必填的一栏没有内容，这件没有导出；请按提示补齐。", "A column that the receiving system must have is empty; the case was not exported."),
    Reason.NOTICE_ONCE: Info(_L, False, "补正只能一次性告知（行政许可法32条(四)），更正告知书不得再列新的材料。", "All defects are notified at once (Licensing Law art. 32(4)): a corrected notice may not name new materials."),
    Reason.DEFERRED_OPEN: Info(_L, False, "容缺材料尚未补齐，不能出证；请先补齐，或按逾期终结。", "A material that was to follow has not come: nothing can be issued; have it supplied, or end the case as lapsed."),
    Reason.PERSON_DECIDES: Info(_L, False, "两地的操作在途相遇，机器不作决定，请经办人按办件提示处理。", "Two acts crossed and no rule decides: a person must, as the note in the case says."),
    Reason.PARCEL_UNKNOWN: Info(_L, False, "没有登记过这个邮件，请核对单号。", "No such parcel on record; check its number."),
    Reason.PARCEL_CLOSED: Info(_L, False, "这个邮件已经拆封、退回或丢失，不能再装件；请另用一个单号。", "This parcel was opened, came back or is lost: nothing goes into it any more; use another number."),
    Reason.DELIVERY_UNPROVEN: Info(_L, False, "邮寄送达须有本人签收的寄递轨迹或签字的送达回证；代签收不算送达。", "Delivery by post needs the courier's word that the addressee signed, or a signed proof; a signature of somebody else is no delivery."),
    Reason.JOINT_WAITING: Info(_L, False, "联办件：其他地方尚未全部同意，不能出证或交付；请等待受理地汇总。", "A part of a joint case: the others have not all agreed, so nothing is issued or handed over; wait until the lead has gathered them."),
    Reason.JOINT_STOPPED: Info(_L, False, "联办已终止（有一地未准），本件不能准予、出证或交付；请退件，已准予的请作废。", "The joint case was stopped because one part was refused: this one cannot be granted, issued or handed over; return it, or void what was granted."),
    Reason.JOINT_CONTRADICTED: Info(_L, False, "汇总结论与各地办理结果不符，未登记；请先看联办进度再汇总。", "What was gathered does not agree with how the parts stand; nothing was recorded. Look at the joint case, then gather."),
    Reason.SEEN_AHEAD: Info(_P, False, "对方声称已看到我方尚未发出的内容，请双方管理员核对恢复情况。", "The author claims to have seen entries not yet sent; both operators should check recent restores."),
    Reason.PARTIES: Info(_P, False, "消息的收发双方与连接身份不符，请对方核对配置。", "Sender or receiver does not fit the connection; the peer should check its configuration."),
    Reason.FORWARDER: Info(_P, False, "转发方未登记，请先在名录登记。", "The forwarder is not listed; list it in the directory first."),
    Reason.MEMBER_UNKNOWN: Info(_O, False, "对方不在名录内，请更新名录。", "The member is not in the directory; update the directory."),
    Reason.MEMBER_SUSPENDED: Info(_O, False, "对方成员资格已暂停，请联系名录管理方。", "The member is suspended; ask the directory's keeper."),
    Reason.KEY_UNKNOWN: Info(_P, True, "签名密钥不在名录内，请更新名录后重试。", "The signing key is not in the directory; refresh the directory and try again."),
    Reason.KEY_EXPIRED: Info(_P, False, "签名密钥不在有效期内，请对方更换密钥。", "The signing key is outside its validity; the peer must use a current key."),
    Reason.SUITE_UNKNOWN: Info(_P, False, "不支持对方的签名算法，请双方核对算法套件。", "The signature suite is not supported; agree on a suite."),
    Reason.SIGNATURE: Info(_P, False, "签名验证不通过，内容未接收，请对方核对密钥。", "The signature does not verify; nothing was taken. The peer should check its key."),
    Reason.STALE: Info(_O, True, "双方时钟相差超过5分钟，请校准时间。", "The clocks differ by more than 5 minutes; synchronise them."),
    Reason.BAD_ROOT: Info(_P, True, "内容与签名的根不符，未接收，请对方重新核对日志。", "The entries do not give the signed root; nothing was taken. The peer must greet and settle."),
    Reason.FORKED: Info(_P, False, "对方对同一位置签了两份不同的内容，链路已停，证据已保存，请双方负责人处理。", "The peer signed two histories for one position; the link is stopped and the proof kept. People must act."),
    Reason.REPLY_MISMATCH: Info(_P, True, "对方的答复不是对本次请求的，将自动重试。", "The reply does not answer this request; it will be tried again."),
    Reason.UNKNOWN_REASON: Info(_P, False, "对方因本节点不认识的原因拒收，请升级本节点或向对方管理员询问。", "The peer refused for a reason this node does not know; upgrade this node or ask the peer's operator."),
    Reason.SETTLE_MISMATCH: Info(_P, True, "读回的日志与对方所报不符，将重新核对。", "What was read back does not give the peer's standing; settling starts again."),
    Reason.RESEND_HELD: Info(_O, False, "需重发的内容过多或过久，请管理员确认对方确实做过恢复后放行。", "Too much or too old to resend by itself; the operator must confirm that the peer restored."),
    Reason.MALFORMED: Info(_W, False, "内容残缺或格式不对，未接收。", "The bytes are cut short or malformed; nothing was taken."),
    Reason.ENVELOPE_VERSION: Info(_P, False, "信封版本不认识，请升级本节点。", "The envelope's version is unknown; upgrade this node."),
    Reason.COMMITMENT: Info(_P, False, "正文与承诺值不符，不予采用。", "The body does not fit its commitment; it has no effect."),
    Reason.DUPLICATE: Info(_P, False, "该消息已经处理过，不再生效。", "This message was taken before; it has no second effect."),
    Reason.BLOB_UNKNOWN: Info(_L, True, "没有这个文件，请先上传或稍后重试。", "No such file; upload it first or try again later."),
    Reason.BLOB_DIGEST: Info(_P, True, "文件内容与摘要不符，已丢弃，将重新拉取。", "The file's bytes do not give its digest; discarded, it will be pulled again."),
    Reason.BLOB_NOT_NAMED: Info(_P, False, "没有任何消息把该文件交给你方，不能读取。", "No entry to you names this file; it may not be read."),
    Reason.DIRECTORY_INVALID: Info(_O, False, "名录签名或内容无效，继续使用原名录，请向发布方索取。", "The directory is not valid; the present one stays in use. Ask its publisher."),
    Reason.DIRECTORY_EXPIRED: Info(_O, True, "名录已过期，请尽快更新。", "The directory has expired; refresh it."),
    Reason.DIRECTORY_ROLLBACK: Info(_O, False, "名录版本低于已用版本，已拒绝。", "This directory is older than the one in use; refused."),
    Reason.EVIDENCE_INVALID: Info(_P, False, "证据包验证不通过，请看所列步骤。", "The evidence does not verify; see the step named."),
    Reason.ARCHIVE_INVALID: Info(_P, False, "归档信息包验证不通过，请看所列步骤。", "The archive packet does not verify; see the step named."),
    Reason.CONFIG: Info(_O, False, "配置有误，请按提示改正后重启。", "The configuration is wrong; correct it as named and start again."),
    Reason.NODE_UNREACHABLE: Info(_O, True, "连不上本地节点，请确认 kuayu serve 正在运行。", "The local node does not answer; check that kuayu serve is running."),
    Reason.PEER_UNREACHABLE: Info(_W, True, "暂时连不上对方城市的节点，消息已保存，将自动重发。", "The other city's node does not answer; everything is kept and will be sent by itself."),
    Reason.STORE_BUSY: Info(_S, True, "数据库正忙，请稍后重试。", "The store is busy; try again shortly."),
    Reason.STORE_FAILED: Info(_S, True, "写入失败，本次未保存任何内容，请检查磁盘后重试。", "Writing failed and nothing was stored; check the disk and try again."),
    Reason.STORE_VERSION: Info(_O, False, "数据库版本与程序不符，请用新版程序。", "The store was written by a newer program; use that version."),
    Reason.NOT_FOUND: Info(_L, False, "没有找到，请核对条件。", "Not found; check what you asked for."),
    Reason.INTERNAL: Info(_O, False, "程序内部错误，已记录，请联系管理员。", "An internal error; it was logged, ask your operator."),
}
# fmt: on


_TYPED = frozenset({"code", "number", "item", "material"})  # details that repeat what somebody typed
_CODE = re.compile(r"(?!(?:\D*\d){5})(?=.*\d)[A-Za-z0-9._-]{1,12}|[0-9A-Z]{18}[1-7][0-9]{12}(?:[0-9]{2})?")


def _safe(name: str, value: str | int) -> str | int:
    """What was typed is repeated only if it can be nothing but a list's or an item's code, never a person's."""
    typed = name in _TYPED and type(value) is str  # a parsed id is another type
    return value if not typed or _CODE.fullmatch(str(value)) else "…"


class KuayuError(Exception):
    """Everything that crosses a room's border as an exception: a reason and safe details.

    Attributes:
        reason: the released code.
        detail: names, numbers and codes that help to find the spot; never personal data.
    """

    default = Reason.INTERNAL

    def __init__(self, reason: Reason | None = None, **detail: str | int) -> None:
        self.reason = reason or self.default
        self.detail: dict[str, str | int] = {name: _safe(name, value) for name, value in detail.items()}
        super().__init__(self.reason.value)

    @property
    def info(self) -> Info:
        """The row of the table."""
        return REASONS[self.reason]

    def __str__(self) -> str:
        spot = "; ".join(f"{key}={value}" for key, value in self.detail.items())
        return f"{self.reason.value}: {self.info.en}" + (f" ({spot})" if spot else "")


class InvalidInput(KuayuError, ValueError):
    """Somebody's input is wrong: nothing was stored."""

    default = Reason.VALUE_INVALID


class Illegal(KuayuError):
    """An event the case's tables do not allow: nothing changed."""

    default = Reason.EVENT_TRANSITION


class Untrusted(KuayuError):
    """A signature, key, member or proof that does not hold."""

    default = Reason.SIGNATURE


class Malformed(KuayuError):
    """Bytes that do not parse."""

    default = Reason.MALFORMED


class Unavailable(KuayuError):
    """Something outside the judge failed; often worth a retry."""

    default = Reason.STORE_FAILED
