"""The labelled sets of `suggest`, read from tests/data/suggest: two invented catalogues and what belongs together.

A line of a set is ``line | type | accepting items | handling items | materials | result``; every
accepting item of a line belongs to every handling item of it. An empty side has no counterpart.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from examples.make_catalogues import organ_code
from federation.ids import BaseCode, HandlingItemCode, Locality, TaskCode
from federation.items import Catalogue, Item, ItemKey, MaterialSpec
from federation.items.item import SCHEME
from federation.items.tables import Need, ProjectType, UseLevel
from federation.mapping.suggest import Pair

DATA = Path(__file__).parents[2] / "data" / "suggest"
COLUMNS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One city of a set: who its organs are and how it numbers departments."""

    locality: Locality
    city: str
    province: str
    organs: Mapping[str, str]
    bureau: str = ""
    usual: tuple[str, ...] = ("申请人有效身份证明", "授权委托书")

    def organ(self, line: str, level: UseLevel) -> tuple[str, str]:
        """Number and name of the organ of a line."""
        own = self.organs.get(line, "")
        name = own or self.bureau
        number = "0900" if not own else f"{list(self.organs).index(line) + 1:04}"
        if level is UseLevel.COUNTY:
            return f"1{number[1:]}", f"{self.city}东城区{name.removeprefix('市')}"
        return number, f"{self.city}{name}"


MODERN = {
    "人社": "人力资源和社会保障局",
    "医保": "医疗保障局",
    "公安": "公安局",
    "市监": "市场监督管理局",
    "药监": "市场监督管理局",
    "交通": "交通运输局",
    "卫健": "卫生健康委员会",
    "教育": "教育局",
    "住建": "住房和城乡建设局",
    "公积金": "住房公积金管理中心",
    "民政": "民政局",
    "自然": "自然资源局",
    "税务": "税务局",
    "发改": "发展和改革委员会",
    "工信": "工业和信息化局",
    "人防": "人民防空办公室",
    "气象": "气象局",
    "档案": "档案馆",
    "科技": "科学技术局",
    "农业": "农业农村局",
    "文旅": "文化广电和旅游局",
    "体育": "体育局",
    "司法": "司法局",
    "残联": "残疾人联合会",
    "退役": "退役军人事务局",
    "应急": "应急管理局",
    "生态": "生态环境局",
    "城管": "城市管理局",
    "水利": "水利局",
    "林业": "林业局",
    "商务": "商务局",
    "民宗": "民族宗教事务局",
    "新闻": "新闻出版局",
    "烟草": "烟草专卖局",
    "消防": "消防救援支队",
}
OLD = MODERN | {
    "市监": "工商行政管理局",
    "药监": "食品药品监督管理局",
    "卫健": "卫生和计划生育局",
    "自然": "国土资源局",
    "住建": "住房和城乡建设委员会",
    "气象": "气象台",
}
USUAL = ("居民身份证", "申请表", "代理人身份证及委托书")
KEPT = ("人社", "医保", "公安", "公积金", "税务", "烟草", "残联", "退役", "自然")
BUREAU = {line: name for line, name in MODERN.items() if line in KEPT}
SIDES = {
    "first": (
        Side(locality=Locality("440500"), city="汕头市", province="44", organs=OLD),
        Side(locality=Locality("610100"), city="西安市", province="61", organs=MODERN, usual=USUAL),
    ),
    "second": (
        Side(locality=Locality("350600"), city="漳州市", province="35", organs=MODERN),
        Side(
            locality=Locality("640100"),
            city="银川市",
            province="64",
            organs=BUREAU,
            bureau="行政审批服务局",
            usual=USUAL,
        ),
    ),
    "held_out": (
        Side(locality=Locality("445300"), city="云浮市", province="44", organs=MODERN),
        Side(locality=Locality("431000"), city="郴州市", province="43", organs=MODERN, usual=USUAL),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Two catalogues and the right pairs; an empty second code says that there is none."""

    ours: Catalogue
    theirs: Catalogue
    pairs: tuple[Pair, ...]


@functools.cache
def labelled(name: str, *, materials: bool = True) -> Labelled:
    """A set by the name of its file."""
    left, right = (_Builder(side, materials=materials) for side in SIDES[name])
    pairs: list[Pair] = []
    for line in lines(name):
        kind, _, other = line[1].partition(">")
        for_left, _, for_right = line[4].partition(">")
        ours = [left.add(line[0], kind, text, materials=for_left, result=line[5]) for text in parts(line[2])]
        theirs = [
            right.add(line[0], other or kind, text, materials=for_right or for_left, result=line[5])
            for text in parts(line[3])
        ]
        pairs += [Pair(ours=a, theirs=b) for a in ours for b in theirs or [""]]
    return Labelled(ours=left.catalogue(), theirs=right.catalogue(), pairs=tuple(dict.fromkeys(pairs)))


def lines(name: str) -> Iterator[list[str]]:
    """The lines of a set, each in six columns."""
    for text in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if text and not text.startswith("#"):
            cells = [cell.strip() for cell in text.split("|")]
            yield (cells + [""] * COLUMNS)[:COLUMNS]


def parts(text: str, by: str = " ; ") -> list[str]:
    """What stands between the separators."""
    return [part.strip() for part in text.split(by) if part.strip()]


class _Builder:
    """Gathers the items of one side; the same line, type and name is one item."""

    def __init__(self, side: Side, *, materials: bool) -> None:
        self.side = side
        self.materials = materials
        self.items: dict[tuple[str, str, str], Item] = {}
        self.tasks: dict[tuple[str, ...], tuple[TaskCode, int]] = {}

    def add(self, line: str, kind: str, text: str, *, materials: str, result: str) -> str:
        """The code of an item, which is made if it is not there."""
        key = (line, kind, text)
        if key not in self.items:
            self.items[key] = self._item(key, materials, result)
        return self.items[key].key.code

    def _item(self, key: tuple[str, str, str], materials: str, result: str) -> Item:
        line, kind, text = key
        text, _, level_sign = text.partition("^")
        name, _, situation = (part.strip() for part in text.partition("//"))
        level = UseLevel(level_sign or "3")
        number, organ_name = self.side.organ(line, level)
        organ = organ_code({"number": number, "kind": "11", "place": self.side.locality})
        task, handling = self._codes(f"{organ}{level}", (line, kind, name, level), bool(situation))
        return Item(
            key=ItemKey(locality=self.side.locality, scheme=SCHEME, code=handling or task, version="1"),
            name=name,
            situation=situation,
            base=task.base,
            task=task,
            handling_item=handling,
            type=kind,
            organ=organ,
            organ_name=organ_name,
            level=level,
            kind=ProjectType.PROMISED,
            result=result if self.materials and self._kept(text, result, 40) else "",
            materials=tuple(
                MaterialSpec(code=f"M{at:02}", name=one, need=Need.REQUIRED)
                for at, one in enumerate(self._materials(text, materials), 1)
            ),
        )

    def _materials(self, text: str, names: str) -> list[str]:
        """What the line names, with gaps, and what every guide asks for: lists of real cities differ."""
        if not self.materials:
            return []
        usual = [name for name in self.side.usual if self._kept(text, name, 60)]
        return usual + [name for name in parts(names, ";") if self._kept(text, name, 60)]

    def _kept(self, text: str, name: str, percent: int) -> bool:
        """Whether this side has a material or result: always the same answer, no two sides' alike."""
        return zlib.crc32(f"{self.side.locality}{text}{name}".encode()) % 100 < percent

    def _codes(
        self, head: str, name: tuple[str, ...], split: bool
    ) -> tuple[TaskCode, HandlingItemCode | None]:
        """A provincial base code for every name; situations of one name share it."""
        task, used = self.tasks.get(name, (None, 0))
        if task is None:
            department = f"{70 + list(MODERN).index(name[0]) % 30:02}"
            serial = len(self.tasks) + 1
            task = TaskCode(head + BaseCode(f"{self.side.province}{name[1]}{department}{serial:03}000"))
        self.tasks[name] = (task, used + 1)
        return task, HandlingItemCode(f"{task}{used + 1:02}") if split else None

    def catalogue(self) -> Catalogue:
        """What was gathered."""
        return Catalogue.of(locality=self.side.locality, version="1", items=self.items.values())


def catalogue(city: Side, *rows: str) -> Catalogue:
    """A catalogue of one's own from rows ``line | type | name//situation^level``."""
    builder = _Builder(city, materials=False)
    for row in rows:
        line, kind, text = (cell.strip() for cell in row.split("|"))
        builder.add(line, kind, text, materials="", result="")
    return builder.catalogue()
