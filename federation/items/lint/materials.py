"""The list of materials 申请材料 of a page, from a table, from lines, or from one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from federation.items.lint.amounts import NUMBER
from federation.items.lint.counting import NUMBERED, SPEAKS, read_counts
from federation.items.lint.entries import Entry, Part
from federation.items.lint.guide import Material, Said, Spot
from federation.items.lint.labels import Field, field_of, material_field
from federation.items.lint.listing import bare, numbered, split
from federation.items.lint.page import Row, Shape, quote
from federation.items.lint.pointers import points_away
from federation.items.lint.words import blank

_TAIL = re.compile(r"(.*\S)\s*[（(]((?:[^（）()]|[（(][^（）()]*[）)])*)[）)]", re.DOTALL)
_DETAIL = re.compile(
    r"原件|复印|份|必要|必需|核验|查验|提交|来源|自备|核发|纸质|电子|出具|签发|张|每人|容缺|扫描|盖章|签字|签名|收回|退还|一式"
    r"|空表|样表|下载|详见|见附|正本|副本|免|验|可选|共享|提供|自行"
)
_WITHIN = re.compile(r"[（(]([^（）()]*(?:原件|复印件|\d\s*份|核验|核发)[^（）()]*)[）)](?=.)")
_SITUATION = re.compile(
    r"(?P<when>[^，,：:（）()《》]{2,24}?(?:的|时|情况下|情形下))[，,：:]\s*(?:申请人)?(?:还|另|并)?(?:需|须|应|应当|要|请)?"
    r"(?:同时|另行|额外|一并|补充)*(?:提交|提供|出具|携带|附上?|上传|交验)?\s*(?P<rest>.{2,})",
    re.DOTALL,
)
_PAPER = r"(?:书|表|证|证明|证件|照|照片|执照|簿|本|件|材料|文件|资料|合同|协议|章程|报告|图|制度|声明|函|凭证|发票|票据|卡|单|决议|名册|清单|承诺|意见|批复|方案|记录)"
_ENDS = re.compile(
    rf"{_PAPER}(?:[（(].*[）)])?(?:\s*(?:原件|复印件|各)?\s*[\d一二两三四五六七八九十]*\s*[份张套本]?)*$"
)
_LOOSE = re.compile(
    r"(?P<name>.*?\S)[\s：:，,]*(?P<rest>(?:原件|复印件|一式|[\d一二两三四五六]+\s*[份张套])(?:.*))",
    re.DOTALL,
)
_NOT_LISTED = re.compile(
    r"(?:申请人|办理)?[^，。]{0,20}(?:以下|下列|如下)(?:申请)?(?:材料|资料)[：:]?|[注*].{0,2}[：:、].*|[※★].*|以上(?:申请)?材料.*|[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]|(?:备注|说明|提示|注意)[：:].*|【[^】]*】"
)
_CASE = re.compile(
    r"(?:仅|只)?([^，,；;。]{2,20}?(?:的|时|情况下|情形下))[，,]?(?:需|须|应)?(?:提交|提供|出具|携带|附)"
)
_INTRO = re.compile(
    r"^(?:申请人|办理人|当事人)?(?:应当?|需要?|须|必须)?(?:提交|提供|携带)(?:以下|下列|如下)?(?:材料|资料)?[：:]"
)
_ALL_FROM = re.compile(
    r"(?:以上|上述|所有|全部|各)(?:申请)?材料(?:的?来源渠道)?(?:均|都|全部)?(?:由|为|：|:)?\s*(申请人自备|政府部门核发|申请人提供)"
)
_SOURCE = re.compile(r"自备|核发|签发|出具|开具|颁发|中介|来源|自行(?:编制|提供|准备|下载)|申请人提供")
_NEED = re.compile(r"^(?:非必要|必要|必需|非必需|可选|选填|容缺.*|可容缺.*|必须)$")
_FORM = re.compile(
    r"^(?:纸质|电子)(?:化|版|件|文档|材料)?(?:[/、或和及](?:纸质|电子)(?:化|版|件|文档|材料)?)*$"
)
_PLAIN_DETAIL = re.compile(
    rf"(?:纸质|电子)?(?:原件|复印件|正本|副本|纸质件?)(?:[和及、/与]复印件)?(?:$|[各一共需\s]*(?:{NUMBER}|若干))|(?:一式)?(?:{NUMBER})\s*[份套张](?:$|[^\u4e00-\u9fff])"
    r"|(?:申请人)?自备$|政府部门核发$|[\u4e00-\u9fff]{2,16}(?:核发|签发|颁发)$|中介机构[^，]{0,12}$|来源(?:渠道)?[：:]"
)
_ASKS = re.compile(
    r"[，,]?(?:还|另|并|均)?(?:需|须|应|应当|需要|必须)(?:同时|另行|额外)?(?:提供|提交|携带)(?:的)?(?:材料|资料)?$"
)
_ALWAYS = re.compile(
    r"(?:所有)?(?:申请人|本人|申请单位)?|(?:基本|通用|必备|共同|必要|主要|一般|共性)(?:申请)?(?:材料|资料)"
)
_WIDE = re.compile(r"\u3000+|[ \t]{2,}")
_NEED_YES_NO = {"是": "必要", "否": "非必要", "√": "必要", "×": "非必要"}


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A material while its lines are read."""

    name: str
    spot: Spot
    raw: str
    depth: int = 0
    style: str = ""
    values: dict[Field, Said[str]] = field(default_factory=dict)
    notes: list[Said[str]] = field(default_factory=list)
    when: str = ""
    opened: bool = False

    def put(self, what: Field, text: str, raw: str) -> None:
        """A value beside its label."""
        said = Said(text, self.spot.section, quote(text, raw).partition("\n")[0])
        if what is Field.MATERIAL_NOTE:
            if not blank(text):
                self.notes.append(said)
        elif what is Field.MATERIAL_WHEN:
            self.when = "" if blank(text) else text
        elif what in self.values and not blank(text):
            self.notes.append(said)
        else:
            self.values[what] = said

    def detail(self, text: str) -> None:
        """Words in brackets: what each says is seen from its own words."""
        for part in split(_WIDE.sub("，", text), "，,；;、。") or []:
            if SPEAKS.search(part) and not re.search(r"免|退还|收回|盖章", part) and not _SOURCE.search(part):
                before = self.values.get(Field.MATERIAL_COUNT)
                text = f"{before.value}，{part}" if before else part
                self.values[Field.MATERIAL_COUNT] = Said(text, self.spot.section, quote(part, self.raw))
                if re.search(r"[验核对]|每[人户]", part):
                    self.put(Field.MATERIAL_NOTE, part, self.raw)
            elif _NEED.match(part):
                self.put(Field.MATERIAL_NEED, part, self.raw)
            elif _SOURCE.search(part):
                self.put(Field.MATERIAL_SOURCE, re.sub(r"^来源(?:渠道)?[：:]", "", part), self.raw)
            elif _FORM.match(part):
                self.put(Field.MATERIAL_FORMAT, part, self.raw)
            else:
                self.put(Field.MATERIAL_NOTE, part, self.raw)

    def made(self) -> Material:
        """The value."""
        kind = self._text(Field.MATERIAL_TYPE)
        form = self._text(Field.MATERIAL_FORMAT)
        if "件" in form and "件" not in kind and ("原件" in form or "复印" in form):
            kind, form = form, kind  # the two columns are swapped between systems
        originals, copies = self._counts(kind)
        return Material(
            name=self.name,
            spot=self.spot,
            originals=originals,
            copies=copies,
            counted=self._filled(Field.MATERIAL_COUNT),
            type=kind,
            format=form,
            need=self._need(),
            when=self.when or self._case(),
            source=self._filled(Field.MATERIAL_SOURCE),
            notes=tuple(self.notes),
        )

    def _counts(self, kind: str) -> tuple[int, int]:
        columns = [self._text(one) for one in (Field.MATERIAL_ORIGINALS, Field.MATERIAL_COPIES)]
        if any(columns):
            return tuple(read_counts(one or "0", kind="原件")[0] for one in columns)  # type: ignore[return-value]
        text = self._text(Field.MATERIAL_COUNT)
        return read_counts(text, kind=kind) if text or kind else (0, 0)

    def _text(self, what: Field) -> str:
        said = self.values.get(what)
        return "" if said is None or blank(said.value) else said.value

    def _filled(self, what: Field) -> Said[str] | None:
        said = self.values.get(what)
        return None if said is None or blank(said.value) else said

    def _case(self) -> str:
        """委托他人代办时提交: a remark that says when, where nothing else says whether."""
        told = (
            _CASE.fullmatch(note.value) for note in self.notes if self._filled(Field.MATERIAL_NEED) is None
        )
        return next((re.sub(r"的$", "时", found[1]) for found in told if found), "")

    def _need(self) -> Said[str] | None:
        said = self._filled(Field.MATERIAL_NEED)
        if said is None:
            return None
        return Said(_NEED_YES_NO.get(said.value, said.value), said.section, said.quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialList:
    """What a page says of its materials."""

    materials: tuple[Material, ...] = ()
    spot: Spot | None = None
    columns: frozenset[Field] = frozenset()
    text: Said[str] | None = None


def read_materials(entries: Sequence[Entry]) -> MaterialList:
    """The list; several tables or sections of one page are one list."""
    drafts: list[_Draft] = []
    columns: set[Field] = set()
    spot: Spot | None = None
    for entry in entries:
        where = entry.spot
        for part in entry.parts:
            if part.rows:
                found, named, header = _table(part, entry.section)
                drafts += found
                columns |= named
                spot = spot or header
        drafts += _Lines(entry).read()
        spot = spot or where
    columns |= {what for draft in drafts for what in draft.values}
    text = next((entry.said() for entry in entries if entry.value.strip()), None)
    _default_source(drafts, entries)
    return MaterialList(
        materials=tuple(draft.made() for draft in drafts),
        spot=spot,
        columns=frozenset(columns),
        text=None if drafts and text and not points_away(text.value) else text,
    )


def _default_source(drafts: Sequence[_Draft], entries: Sequence[Entry]) -> None:
    """以上材料均由申请人自备: one sentence speaks for every material that says nothing itself."""
    for entry in entries:
        if found := _ALL_FROM.search(entry.value):
            for draft in drafts:
                draft.values.setdefault(Field.MATERIAL_SOURCE, Said(found[1], entry.section, found[0]))


def _table(part: Part, section: str) -> tuple[list[_Draft], set[Field], Spot]:
    header, *rows = part.rows
    fields = [material_field(cell) for cell in header.cells]
    names = [at for at, what in enumerate(fields) if what is Field.MATERIAL_NAME]
    at = names[0] if names else _name_column(header.cells)
    found = []
    for row in rows:
        name = bare(row.cells[at].replace("\n", "")) if at < len(row.cells) else ""
        if blank(name) or re.fullmatch(r"合计|小计|注.*", name):
            continue
        draft = _of_row(row, name, at, section, fields)
        found.append(draft)
    named = {what for what in fields if what is not None}
    return found, named, Spot(section, header.raw)


def _of_row(row: Row, name: str, at: int, section: str, fields: Sequence[Field | None]) -> _Draft:
    draft = _Draft(name=name, spot=Spot(section, quote(name, row.raw)), raw=row.raw)
    tail = _TAIL.fullmatch(name)
    if tail and SPEAKS.search(tail[2]) and Field.MATERIAL_COUNT not in fields:
        draft.name = tail[1]
        draft.detail(tail[2])
    for column, (what, cell) in enumerate(zip(fields, row.cells, strict=False)):
        if what is not None and column != at and what is not Field.MATERIAL_NAME:
            draft.put(what, cell.strip(), row.raw)
    return draft


def _name_column(cells: Sequence[str]) -> int:
    return 1 if len(cells) > 1 and re.fullmatch(r"序号|编号|№|#|", cells[0].strip()) else 0


@dataclass(slots=True)
class _Lines:
    """Reads lines of text; ``drafts`` are the materials so far."""

    entry: Entry
    drafts: list[_Draft] = field(default_factory=list)
    group: str = ""

    def read(self) -> list[_Draft]:
        """Every material that is not in a table."""
        parts = [part for part in self.entry.parts if part.text]
        for at, part in enumerate(parts):
            following = parts[at + 1] if at + 1 < len(parts) else None
            sentence = part.line is self.entry.opener or not part.line.style
            self._take(part, following, alone=len(parts) == 1 and sentence)
        return self.drafts

    def _take(self, part: Part, following: Part | None, *, alone: bool) -> None:
        text = part.text
        last = self.drafts[-1] if self.drafts else None
        if last and self._attributes(last, part):
            return
        if points_away(text) or _NOT_LISTED.fullmatch(text) or blank(text):
            return
        if self._is_group(part, following):
            self.group = _situation_of(text)
            return
        if (
            last
            and part.line.depth > last.depth
            and part.line.style != last.style
            and part.line.shape is Shape.ITEM
        ):
            last.detail(bare(text)) if _DETAIL.search(text) else last.put(
                Field.MATERIAL_NOTE, bare(text), part.raw
            )
            return
        for one in _entries(text, alone=alone):
            self._material(one, part)

    def _attributes(self, draft: _Draft, part: Part) -> bool:
        """Labels of a material on lines of their own: 来源渠道：申请人自备."""
        found = list(_labelled(part.text))
        below = part.line.depth > draft.depth or draft.opened
        if not found or (not below and found[0][0] is Field.MATERIAL_NOTE):
            return False  # a remark beside the list speaks of the whole list
        draft.opened = True
        for what, value in found:
            draft.put(what, bare(value), part.raw)
        return True

    def _is_group(self, part: Part, following: Part | None) -> bool:
        if following is None or following.line.style == part.line.style:
            return False
        headline = (
            part.line.shape is Shape.HEADING
            or part.line.style in {"hanp", "han"}
            or part.text.endswith(("：", ":"))
        )
        return (
            headline
            and not SPEAKS.search(part.text)
            and following.line.shape is not Shape.HEADING
            and not list(_labelled(following.text))
        )

    def _material(self, text: str, part: Part) -> None:
        when, rest = self.group, text
        if found := _SITUATION.fullmatch(text):
            when = re.sub(r"的$", "时", found["when"].strip())
            rest = found["rest"]
        names = list(_papers(rest)) if when and rest is not text else [rest]
        for one in names:
            if draft := self._draft(bare(one), part):
                draft.when = when
                self.drafts.append(draft)

    def _draft(self, text: str, part: Part) -> _Draft | None:
        text = re.sub(r"^材料[\d一二三四五六七八九十]{1,2}\s*[：:、.]\s*", "", text)
        spot = Spot(self.entry.section, quote(text, part.raw))
        draft = _Draft(name=text, spot=spot, raw=part.raw, depth=part.line.depth, style=part.line.style)
        name = text
        details: list[str] = []
        while (found := _TAIL.fullmatch(name)) and _DETAIL.search(found[2]):
            name, details = found[1], [found[2], *details]
        counted = any(NUMBERED.search(detail) for detail in details)
        if beside := _beside(name):
            name, details = beside[0], [beside[1], *details]
        elif not counted and (found := _LOOSE.fullmatch(name)) and not _LOOSE.fullmatch(found["name"]):
            name, details = found["name"], [found["rest"], *details]
        elif "：" in name or ":" in name:
            name, _, detail = name.replace(":", "：").partition("：")
            details.insert(0, detail)
        within = _WITHIN.search(name)
        details = details or ([within[1]] if within else [])
        draft.name = bare(_WITHIN.sub("", name))
        for detail in details:
            draft.detail(detail)
        return draft if draft.name else None


def _situation_of(headline: str) -> str:
    """When the materials below a headline are asked for: 委托他人办理的，还需提供; empty where always."""
    text = _ASKS.sub("", re.sub(r"[：:]$", "", headline))
    return "" if _ALWAYS.fullmatch(text) else re.sub(r"的$", "时", text)


def _beside(text: str) -> tuple[str, str] | None:
    """户口簿，复印件1份，必要: a name, and behind a comma or wide space what is said of it."""
    first, *others = split(_WIDE.sub("，", text), "，,；;。")
    for part in others:
        if _NEED.match(part) or _FORM.match(part) or _PLAIN_DETAIL.match(part):
            at = text.find(part, len(first))
            if re.search("[：:]", text[:at]):
                return None  # 户口簿：原件1份，必要: the colon has told them apart
            return text[:at].rstrip(" \u3000，,；;。"), text[at:]
    return None


def _labelled(text: str) -> Iterator[tuple[Field, str]]:
    """The pieces of a line that are labels of a material; none if its first one is not."""
    found = list(re.finditer(r"(?:^|[\s\u3000；;，,|｜])([^：:\s\u3000；;，,（）()|｜]{2,10})[：:]", text))
    starts = [one for one in found if material_field(one[1]) not in {None, Field.MATERIAL_NAME}]
    if not starts or starts[0].start() > 0 or field_of(starts[0][1]) is Field.MATERIALS:
        return
    ends = [one.start() for one in starts[1:]] + [len(text)]
    for one, end in zip(starts, ends, strict=True):
        if what := material_field(one[1]):
            yield what, text[one.end() : end].strip(" \u3000；;，,|｜")


def _entries(text: str, *, alone: bool) -> list[str]:
    """The materials of one line: one, unless the line is itself a list."""
    text = _INTRO.sub("", text)
    parts = numbered(text)
    if len(parts) > 1:
        return parts
    parts = split(bare(parts[0]), "；;\n") if parts else []
    if len(parts) == 1 and alone and not _SITUATION.fullmatch(parts[0]):
        papers = split(bare(parts[0]), "、，,")
        if len(papers) > 1 and all(_ENDS.search(paper) for paper in papers):
            return papers
    return parts


def _papers(text: str) -> Iterator[str]:
    """授权委托书（原件1份）和受托人身份证（验原件): two materials that one sentence asks for."""
    start = 0
    for found in re.finditer(r"和|及|以及|、|与", text):
        left, right = text[start : found.start()], text[found.end() :]
        if (
            left.count("（") == left.count("）")
            and right
            and _ENDS.search(left)
            and _ENDS.search(bare(right))
        ):
            yield left
            start = found.end()
    yield text[start:]
