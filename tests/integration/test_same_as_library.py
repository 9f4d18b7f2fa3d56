"""A case opened through a crosswalk by the node: what the library alone says, value for value.

The two nodes are processes; the library runs here, on the same files. Every example application is asked
about, opened where nothing blocks it, and looked at from the other city.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from examples.cases import HERE, collected
from federation.case.choices import AgentBasis, Delivery, Disposition, Mode
from federation.case.events import Submitted
from federation.case.parts import Field, Material, Party
from federation.days import day_of
from federation.errors import KuayuError
from federation.ids import CANONICAL, CaseId, Locality, Uscc
from federation.items import load_catalogue
from federation.mapping import (
    Ambiguous,
    Application,
    Federation,
    Matched,
    Resolution,
    Unmapped,
    Via,
    check,
    load_crosswalk,
    narrow,
    requirements,
    resolve,
    translate,
)
from federation.v1 import local_pb2
from federation.wire.local import UNFILLED
from federation.wire.local import Application as LocalApplication
from node.desk.plain import plain
from node.ids import new_message_id
from tests.worlds.ground import ACTORS, CATALOGUES, SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.sheets import book, crosswalk_sheets, form_field, item, material

pytestmark = pytest.mark.slow

CROSSWALK = HERE / "crosswalks" / f"{SHANTOU}-{XIAN}.xlsx"
OWN_CODES = ("002005952000", "11440507TEXT02020H4000511922000", "999999999999")


@cache
def alone() -> Federation:
    """The library on the files that the nodes import."""
    found = {
        place: load_catalogue(
            HERE / "catalogues" / f"{name}.xlsx", locality=place, version="2026.1"
        ).catalogue
        for place, name in CATALOGUES.items()
    }
    crosswalk = load_crosswalk(CROSSWALK, accepting=found[SHANTOU], handling=found[XIAN])
    return Federation.of(found.values(), [crosswalk.crosswalk])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application of the examples, and what the library says of it today."""

    raw: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.raw['item']}-{self.raw.get('id', '')}"

    @property
    def here(self) -> Locality:
        return Locality(self.raw["from"])

    @property
    def there(self) -> Locality:
        return Locality(self.raw["to"])

    @property
    def own(self) -> Application:
        codes = tuple(one["code"] for one in self.raw["materials"])
        return Application(fields=self.raw["fields"], materials=codes)

    def resolved(self) -> Resolution:
        day = day_of(datetime.now(UTC))
        own = alone().catalogue(self.here, day)
        accepting = self.here if own is not None and own.find(self.raw["item"]) else None
        found = resolve(alone(), self.raw["item"], to=self.there, on=day, accepting=accepting)
        return narrow(found, self.own.fields) if isinstance(found, Ambiguous) else found


ASKED = [Asked(raw=one) for one in collected()]
CODES = [
    Asked(raw={"from": SHANTOU, "to": XIAN, "item": code, "fields": {}, "materials": []})
    for code in OWN_CODES
]


@pytest.fixture(scope="module")
def crossed(pair: tuple[City, City]) -> dict[Locality, City]:
    """Both nodes know the crosswalk."""

    async def bring(city: City) -> None:
        head = local_pb2.ImportHead(
            kind="crosswalk", locality=SHANTOU, to=XIAN, version="2026.1", ending="xlsx"
        )
        async with city.client() as client:
            done = await client.import_file(head, CROSSWALK)
        assert not done.reason, done.report

    for city in pair:
        asyncio.run(bring(city))
    return {city.me: city for city in pair}


def said(value: Any) -> Any:
    """As JSON carries it."""
    return json.loads(json.dumps(plain(value), ensure_ascii=False))


def window(asked: Asked, city: City) -> Awaitable[dict[str, Any]]:
    """What the window's node answers."""

    async def ask() -> dict[str, Any]:
        async with city.client() as client:
            return await client.prepare(
                to=asked.there,
                item=asked.raw["item"],
                fields=dict(asked.own.fields),
                materials=asked.own.materials,
            )

    return ask()


FOUND = [one for one in ASKED + CODES if isinstance(one.resolved(), Matched)]
NOT_FOUND = [one for one in ASKED + CODES if not isinstance(one.resolved(), Matched)]


@pytest.mark.parametrize("asked", FOUND, ids=str)
async def test_what_the_window_is_shown(crossed: dict[Locality, City], asked: Asked) -> None:
    """Item, list, form, limits, values, gaps, trace, and what is not used."""
    found = asked.resolved()
    assert isinstance(found, Matched)
    shown = await window(asked, crossed[asked.here])
    translation = translate(asked.own, found)
    assert shown["item"]["code"] == found.handling.key.code
    assert (shown["relation"], shown["via"], shown["why"]) == (found.relation.name, found.via, found.why)
    assert shown["crosswalk"] == found.crosswalk
    assert shown["requirements"] == said(requirements(found))
    assert shown["fields"] == dict(translation.fields)
    assert shown["materials"] == list(translation.materials)
    for part in ("gaps", "trace", "unused"):
        assert shown[part] == said(getattr(translation, part)), part


@pytest.mark.parametrize("asked", NOT_FOUND, ids=str)
async def test_why_the_window_is_shown_nothing(crossed: dict[Locality, City], asked: Asked) -> None:
    """The reason, the sentence, and the choices where there are some."""
    found = asked.resolved()
    assert not isinstance(found, Matched)
    with pytest.raises(KuayuError) as caught:
        await window(asked, crossed[asked.here])
    assert caught.value.reason is found.reason
    assert caught.value.detail["why"] == found.why
    choices = found.choices if isinstance(found, Ambiguous) else ()
    assert caught.value.detail.get("choices", "") == " ".join(one.handling.key.code for one in choices)


def test_the_examples_ask_for_every_answer() -> None:
    """A test of the test: matches, choices and refusals are among them, and several items with a crosswalk."""
    found = [one.resolved() for one in ASKED + CODES]
    assert {type(one) for one in found} == {Matched, Ambiguous, Unmapped}
    through = {one.handling.key.code for one in found if isinstance(one, Matched) and one.crosswalk}
    assert len(through) >= 8
    assert any(
        translate(one.own, match).gaps for one in FOUND if isinstance(match := one.resolved(), Matched)
    )


async def test_what_the_other_city_is_shown(crossed: dict[Locality, City]) -> None:
    """Every case arrives with the item, values and papers the library gave, and is judged by the same list."""
    opened = [(asked, await _submit(crossed[asked.here], asked)) for asked in ASKED]
    await healed(*crossed.values())
    for asked, case in opened:
        found = asked.resolved()
        assert isinstance(found, Matched)
        translation = translate(asked.own, found)
        async with crossed[asked.there].client() as client:
            document = json.loads((await client.show_case(case)).document)
            listed = await client.prepare(
                to=asked.there, item=found.handling.key.code, fields={}, materials=()
            )
        key = found.handling.key
        submitted = document["submitted"]
        assert submitted["item"] == {
            "locality": key.locality,
            "scheme": key.scheme,
            "code": key.code,
            "version": key.version,
        }
        assert submitted["crosswalk"] == found.crosswalk
        fields = {**translation.fields, **asked.raw.get("handling_fields", {})}
        assert {one["code"]: one["value"] for one in submitted["fields"]} == fields
        papers = set(translation.materials) | _codes(asked.raw.get("handling_materials", []))
        assert _codes(submitted["materials"]) == papers
        own = resolve(alone(), key.code, to=asked.there, on=day_of(datetime.now(UTC)))
        assert isinstance(own, Matched)
        assert listed["requirements"] == said(requirements(own))
        need = requirements(found.handling)
        blocking = [gap for gap in check(need, fields, papers) if gap.blocks]
        assert not blocking, asked.raw["id"]


def _codes(materials: Iterable[dict[str, Any]]) -> set[str]:
    return {one["code"] for one in materials}


async def _submit(city: City, asked: Asked) -> CaseId:
    """Open the case as the window would; every paper was collected once."""
    raw = asked.raw
    draft = Submitted(
        mode=Mode.REMOTE_COLLECTION,
        item=UNFILLED,
        applicant=Party(**raw["applicant"]),
        agent=Party(**raw["agent"]) if "agent" in raw else None,
        agent_basis=AgentBasis(raw["agent_basis"]) if "agent_basis" in raw else None,
        materials=_materials(raw.get("handling_materials", [])),
        fields=tuple(Field(code=code, value=value) for code, value in raw.get("handling_fields", {}).items()),
        identity_checked=True,
        form_checked=True,
        notice_version="2026-01",
        delivery=Delivery(raw["delivery"]),
    )
    application = LocalApplication(
        message_id=new_message_id(datetime.now(UTC)),
        actor=ACTORS[city.me],
        to=asked.there,
        item=raw["item"],
        draft=draft,
        own_materials=_materials(raw["materials"]),
        own_fields=tuple(Field(code=code, value=value) for code, value in raw["fields"].items()),
    )
    async with city.client() as client:
        done = await client.submit(application)
    assert done.case, (raw["id"], done.gaps)
    return CaseId(done.case)


def _materials(rows: Iterable[dict[str, Any]]) -> tuple[Material, ...]:
    return tuple(Material(code=one["code"], disposition=Disposition.COPY, copies=1) for one in rows)


PUTONGHUA = "002005952000"


def _hub() -> tuple[bytes, dict[Locality, bytes]]:
    """A canonical catalogue of one item, and both cities' documents to it: forms that share no code."""
    organ = Uscc("11440500TEXT00017J")
    task = f"{organ}3{PUTONGHUA}"
    names = {"XM": "G1", "SFZHM": "G2", "CSND": "G3"}
    kinds = {"CSND": "数字"}
    canonical = book(
        {
            "实施清单": [item(SHANTOU, PUTONGHUA, 事项名称="普通话证书补办")],
            "材料清单": [material("L1", "申请表", task=task), material("L2", "身份证", task=task)],
            "表单字段": [
                form_field(there, kinds.get(here, "文本"), task=task) for here, there in names.items()
            ],
        }
    )
    code = {"受理地事项编码": PUTONGHUA, "办理地事项编码": PUTONGHUA}
    rules = [
        code | {"受理地字段编码": here, "办理地字段编码": there, "规则": "照抄"}
        for here, there in names.items()
    ]
    papers = [
        code | {"受理地材料编码": here, "办理地材料编码": there, "材料关系": "等同"}
        for here, there in (("BBSQ", "L1"), ("SFZ", "L2"))
    ]
    documents = {
        place: book(
            crosswalk_sheets(
                [code | {"对应关系": "相同"}],
                materials=papers,
                fields=rules,
                info={"受理地": place, "办理地": CANONICAL},
            )
        )
        for place in (SHANTOU, XIAN)
    }
    return canonical, documents


async def _bring(city: City, data: bytes, folder: Path, **head: Any) -> None:
    file = folder / "import.xlsx"
    file.write_bytes(data)
    async with city.client() as client:
        done = await client.import_file(local_pb2.ImportHead(version="1", ending="xlsx", **head), file)
    assert not done.reason, done.report


async def test_through_the_canonical_catalogue(both: tuple[City, City], tmp_path: Path) -> None:
    """Two documents to the canonical catalogue make a way between two cities that have none of their own."""
    canonical, documents = _hub()
    for city in both:
        await _bring(city, canonical, tmp_path, kind="catalogue", locality=CANONICAL)
        for place, data in documents.items():
            await _bring(city, data, tmp_path, kind="crosswalk", locality=place, to=CANONICAL)
    pair = [alone().histories[place].latest for place in CATALOGUES]
    middle = load_catalogue(canonical, locality=CANONICAL, version="1").catalogue
    hub = [load_crosswalk(documents[one.locality], accepting=one, handling=middle).crosswalk for one in pair]
    federation = Federation.of([*pair, middle], hub)
    fields = {"XM": "陈小明", "SFZHM": "440524197001010086", "CSND": "2018", "ZSBH": "44-1"}
    own = Application(fields=fields, materials=("BBSQ", "SFZ", "YSSM"))
    found = resolve(federation, PUTONGHUA, to=XIAN, on=day_of(datetime.now(UTC)), accepting=SHANTOU)
    assert isinstance(found, Matched)
    assert found.via is Via.CANONICAL
    translation = translate(own, found)
    async with both[0].client() as client:
        shown = await client.prepare(to=XIAN, item=PUTONGHUA, fields=fields, materials=own.materials)
    assert shown["crosswalk"] == found.crosswalk == "440500-100000/1 + 610100-100000/1"
    assert shown["requirements"] == said(requirements(found))
    assert (
        shown["fields"]
        == dict(translation.fields)
        == {name: fields[name] for name in ("XM", "SFZHM", "CSND")}
    )
    assert shown["materials"] == list(translation.materials) == ["BBSQ", "SFZ"]
    for part in ("gaps", "trace", "unused"):
        assert shown[part] == said(getattr(translation, part)), part
    raw = next(one.raw for one in ASKED if one.raw["item"].endswith(PUTONGHUA) and one.here == SHANTOU)
    case = await _submit(both[0], Asked(raw=raw))
    await healed(*both)
    async with both[1].client() as client:
        submitted = json.loads((await client.show_case(case)).document)["submitted"]
    assert submitted["crosswalk"] == found.crosswalk
    assert submitted["item"]["code"] == found.handling.key.code
