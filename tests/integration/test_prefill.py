"""秒报 at a real window: a messy file of facts, the form filled, confirmed, submitted, and applied in the other city."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from examples.cases import HERE
from federation.days import day_of
from node.app import utc_now
from tests.worlds.bundles import PASSPORT_CODE
from tests.worlds.command import kuayu, must
from tests.worlds.ground import SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, running_cities
from tests.worlds.prefill import CODE, FACTS, TABLE, as_file, fact

pytestmark = pytest.mark.slow
OWN = "11440500TEXT01028X3000118930002"


@dataclass
class Window:
    """Both cities with the example catalogues, and a folder with a table, facts and a draft of a clerk's."""

    a: City
    b: City
    folder: Path

    def put(self, name: str, data: bytes) -> Path:
        """A file of the clerk's."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def draft(self, **fields: str) -> Path:
        """The application of the example without what it says in its form."""
        whole = json.loads((HERE / "applications" / "04-driver-renewal.json").read_text("utf-8"))
        names = ("applicant", "delivery", "identity_checked", "form_checked", "notice_version", "local_no")
        papers = [
            {"code": f"C0{number}", "files": ["paper.pdf"], "disposition": "copy", "copies": 1}
            for number in range(1, 7)
        ]
        made = {name: whole[name] for name in names} | {"handling_materials": papers, "fields": fields}
        return self.put("draft.json", json.dumps(made).encode())

    def facts(self, *more: dict[str, str]) -> Path:
        """The example's facts as of today, and more."""
        today = day_of(utc_now()).isoformat()
        return self.put("facts.json", as_file(*({**one, "on": today} for one in (*FACTS, *more))))

    def words(self, *more: str | Path) -> tuple[str | Path, ...]:
        """The command for this window's files."""
        table, facts = self.folder / "table.toml", self.folder / "facts.json"
        return ("case", "prefill", OWN, "--to", XIAN, "--table", table, "--from", facts, *more)


@pytest.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    """Running, with catalogues at both ends."""
    async with running_cities() as (a, b):
        for city in (a, b):
            await city.import_catalogues()
        pair = HERE / "crosswalks" / f"{SHANTOU}-{XIAN}.xlsx"
        ends = ("--accepting", SHANTOU, "--handling", XIAN, "--version", "1")
        await must(a, "items", "crosswalk", pair, *ends)
        made = Window(a=a, b=b, folder=tmp_path)
        made.put("table.toml", TABLE.encode())
        made.put("paper.pdf", b"%PDF-1.4\n")
        made.facts()
        yield made


async def refused(city: City, *words: str | Path) -> dict[str, Any]:
    """The error of a command that has to fail."""
    code, out = await kuayu(city, "--json", *words)
    assert code == 2, out
    error: dict[str, Any] = json.loads(out)["error"]
    return error


async def test_from_facts_to_a_case(window: Window) -> None:
    """Filled, refused until the applicant confirmed, submitted, and the other city reads the same form."""
    a, out = window.a, window.folder / "application.json"
    moved = "西安市雁塔区某路1号"  # the applicant says so, in the window's own form
    draft = window.draft(JZDZ=moved)
    found = await must(a, *window.words("--application", draft, "--out", out))
    assert (found["item"]["code"], found["asked"]["code"]) == (CODE, OWN)
    assert [one["code"] for one in found["fields"]] == ["F01", "F02", "F03", "F04", "F05", "F06"]
    assert [(one["code"], one["note"]) for one in found["kept"]] == [
        ("F08", "与数据共享不同；请向申请人核实")
    ]
    assert [one["code"] for one in found["gaps"]] == ["F07"]
    assert {one["code"] for one in found["unused"]} == {"name", "phone", "district", "street"}
    error = await refused(a, "case", "submit", out, "--files", window.folder)
    assert (error["reason"], error["detail"]) == (
        "VALUE_INVALID",
        {"entry": "prefilled.confirmed", "why": "not_confirmed"},
    )
    document = json.loads(out.read_text("utf-8"))
    document["prefilled"]["confirmed"] = True
    window.put("application.json", json.dumps(document).encode())
    case = (await must(a, "case", "submit", out, "--files", window.folder))["case"]
    await healed(a, window.b)
    (view,) = await must(window.b, "case", "show", case)
    fields = {one["code"]: one["value"] for one in view["document"]["submitted"]["fields"]}
    assert fields == {
        **{one["code"]: one["value"] for one in found["fields"]},
        "F08": moved,
    }
    for log in (a.log_file, window.b.log_file):
        text = log.read_text("utf-8")
        assert not [one["value"] for one in FACTS if len(one["value"]) > 1 and one["value"] in text]


async def granted(window: Window, case: str) -> None:
    """The other city's organ grants a case."""
    paper = ("--file", window.folder / "paper.pdf")
    await must(window.b, "case", "arrived", case)
    await must(window.b, "case", "accept", case, "--number", "受1", "--promised-days", "5", *paper)
    await must(window.b, "case", "finish", case, "--result", "grant", "--number", "准1", *paper)
    await healed(window.a, window.b)


async def test_an_earlier_case_is_a_source(window: Window) -> None:
    """Of the same applicant, once granted: the certificate's number comes from the case that this node holds."""
    a, out = window.a, window.folder / "application.json"
    await must(a, *window.words("--application", window.draft(), "--out", out))
    document = json.loads(out.read_text("utf-8"))
    document["prefilled"]["confirmed"] = True
    window.put("application.json", json.dumps(document).encode())
    case = (await must(a, "case", "submit", out, "--files", window.folder))["case"]
    await healed(a, window.b)
    window.put("facts.json", as_file())
    draft = window.draft()
    words = window.words("--application", draft, "--earlier", case)
    error = await refused(a, *words)
    assert error["detail"] == {"field": "earlier", "state": "submitted", "why": "not granted"}
    await granted(window, case)
    found = await must(a, *words)
    (filled,) = found["fields"]
    assert (filled["code"], filled["value"]) == ("F04", "440524197001010017")
    (said,) = filled["facts"]
    assert (said["source"]["code"], said["reference"]) == ("earlier_case", case)
    assert found["earlier"] == {"case": case, "facts": 1}
    document = json.loads(draft.read_text("utf-8"))
    for change, entry in (
        ({"applicant": {**document["applicant"], "id_number": "610113198506150020"}}, "earlier"),
        ({"identity_checked": False}, "applicant"),
    ):
        window.put("draft.json", json.dumps({**document, **change}).encode())
        detail = (await refused(a, *words))["detail"]
        assert entry in {detail.get("field"), detail.get("entry")}


async def test_people_read_a_table(window: Window) -> None:
    """Field, value, source and rule; what is left to ask; and a second run goes on where the first ended."""
    a, out = window.a, window.folder / "application.json"
    window.facts(fact("citizen_id", "440524197001010086", "licence"))
    code, shown = await kuayu(a, *window.words("--out", out))
    assert code == 0, shown
    for part in (
        "20261231",
        "身份证读卡“公民身份号码”",
        "日期换写法",
        "还要问申请人",
        "从业月数",
        "预填表不采用",
    ):
        assert part in shown
    first = json.loads(out.read_text("utf-8"))
    assert (first["to"], first["item"]) == (XIAN, OWN)
    del first["handling_fields"]["F01"]
    window.put("application.json", json.dumps(first).encode())
    found = await must(a, *window.words("--application", out, "--out", out))
    assert [one["code"] for one in found["fields"]] == ["F01"]
    second = json.loads(out.read_text("utf-8"))
    assert second["handling_fields"].keys() == {"F01", "F02", "F03", "F04", "F05", "F06", "F08"}
    assert set(second["prefilled"]["fields"]) == second["handling_fields"].keys()


async def test_what_is_refused(window: Window) -> None:
    """A table of another item, bad facts, a draft for another place: named, nothing written, nothing repeated."""
    a, out = window.a, window.folder / "application.json"
    window.put("table.toml", TABLE.replace(CODE, "000131911001").encode())
    error = await refused(a, *window.words("--out", out))
    assert (error["reason"], error["detail"]["where"]) == ("PREFILL_INVALID", "item")
    window.put("table.toml", TABLE.encode())
    window.facts(fact("name", "谯抱朴", "hearsay"))
    error = await refused(a, *window.words("--out", out))
    assert (error["detail"]["entry"], "谯抱朴" in json.dumps(error, ensure_ascii=False)) == (
        "facts.9.source",
        False,
    )
    window.put("facts.json", "谯抱朴".encode("gb18030"))
    assert (await refused(a, *window.words("--out", out)))["detail"]["why"] == "not UTF-8"
    window.put("facts.json", b" " * (1 << 19))
    assert (await refused(a, *window.words("--out", out)))["reason"] == "TOO_LARGE"
    window.facts()
    for entry in ("to", "item", "parts", "fields", "prefilled"):
        other = window.put("other.json", json.dumps({entry: "440500"}).encode())
        error = await refused(a, *window.words("--application", other, "--out", out))
        assert error["detail"]["entry"] == entry
    assert not out.exists()


async def test_tables_are_held_and_frozen(window: Window) -> None:
    """Imported if it fits the form, once per version; of one item the longest code and then the latest counts."""
    a, facts = window.a, window.folder / "facts.json"
    words = ("case", "prefill", OWN, "--to", XIAN, "--from", facts)
    assert (await refused(a, *words))["reason"] == "NOT_FOUND"

    async def held(old: str, new: str) -> Any:
        (row,) = await must(a, "prefill", "import", window.put("held.toml", TABLE.replace(old, new).encode()))
        return row

    async def used() -> str:
        found: str = (await must(a, *words))["table"]["version"]
        return found

    base = TABLE.replace(CODE, CODE[-12:]).replace('version = "2026.1"', 'version = "2027.1"')
    await must(a, "prefill", "import", window.put("base.toml", base.encode()))
    assert await used() == "2027.1"
    first = await held("", "")
    assert (first["name"], first["version"], first["fields"]) == ("driver-renewal", "2026.1", 7)
    assert (await held("", ""))["digest"] == first["digest"]
    error = await refused(a, "prefill", "import", window.put("other.toml", TABLE.encode() + b"\n"))
    assert error["reason"] == "VERSION_TAKEN"
    assert await used() == "2026.1"
    await held('version = "2026.1"', 'version = "2026.2"')
    assert await used() == "2026.2"
    for old, new, reason in (
        ('label = "姓名"\nrule', 'label = "名字"\nrule', "PREFILL_INVALID"),
        (CODE, "000000000000", "ITEM_UNKNOWN"),
        ('locality = "610100"', 'locality = "640100"', "NOT_FOUND"),
    ):
        bad = window.put("bad.toml", TABLE.replace(old, new).encode())
        assert (await refused(a, "prefill", "import", bad))["reason"] == reason
    code, shown = await kuayu(a, "prefill", "list")
    assert (code, shown.count("driver-renewal@")) == (0, 3)


async def test_online_the_handling_place_fills_its_own_form(window: Window) -> None:
    """全程网办: the applicant's place stands in the application, the item is one's own; a national line has no form."""
    table, facts, out = (window.folder / name for name in ("table.toml", "facts.json", "application.json"))
    draft = window.put("online.json", json.dumps({"mode": "full_online", "to": SHANTOU}).encode())
    words = ("--to", XIAN, "--table", table, "--from", facts)
    found = await must(window.b, "case", "prefill", CODE, *words, "--application", draft, "--out", out)
    assert [one["code"] for one in found["gaps"]] == ["F07"]
    assert json.loads(out.read_text("utf-8"))["to"] == SHANTOU
    error = await refused(window.a, "case", "prefill", PASSPORT_CODE, *words)
    assert error["reason"] == "ITEM_NATIONAL_LINE"
