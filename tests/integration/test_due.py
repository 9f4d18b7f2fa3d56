"""Two real nodes whose clocks move: agreements signed and imported, powers used, days counted alike in both cities.

Both nodes run in this process on one clock of March 2026, so that every date below could be computed by hand.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from certs.cities import parse_cities, parse_organs
from certs.folder import write
from certs.pki import make_pki
from examples.cases import HERE
from federation.case.agreement_file import load_agreement
from federation.case.choices import Result
from federation.case.events import Accepted, Arrived, CorrectionRequested, Finished
from federation.case.parts import Difference, Document
from federation.days import BEIJING
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from node.app import utc_now
from node.ids import new_case_id
from tests.worlds import nodes
from tests.worlds.agreements import entrustment, text
from tests.worlds.clerks import record, submitted, upload
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.nodes import City, cities

pytestmark = pytest.mark.slow
MADE = datetime(2026, 3, 1, tzinfo=BEIJING)
CODES = ("000511922000", "002005952000")
DAYS = "[days]\nforward = 1\nnotice = 5\nyellow = 1\n"


@dataclass
class Hour:
    """The clock of both nodes: it goes on by itself, and can be moved."""

    offset: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return utc_now() + self.offset

    def set(self, when: str) -> None:
        """It is now so late in Beijing."""
        self.offset = datetime.fromisoformat(when).replace(tzinfo=BEIJING) - utc_now()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates and a directory from before that March."""
    folder = tmp_path_factory.mktemp("pki")
    organs = parse_organs((HERE / "organs.json").read_bytes())
    members = parse_cities([f"{city}=127.0.0.1:1" for city in (SHANTOU, XIAN)], organs)
    write(folder, make_pki(members, now=MADE, days=3650), force=True)
    return folder


@pytest.fixture
def hour() -> Hour:
    """Monday, 2 March 2026, ten in the morning."""
    clock = Hour()
    clock.set("2026-03-02 10:00")
    return clock


@dataclass
class Pair:
    """Both cities, running or not, with their agreements."""

    a: City
    b: City
    keys: Path
    hour: Hour
    folder: Path
    running: dict[str, AsyncExitStack] = field(default_factory=dict)

    async def start(self, city: City, *, settled: bool = True) -> None:
        """Start a node inside this process."""
        stack = AsyncExitStack()
        await stack.enter_async_context(city.inside(clock=self.hour))
        self.running[city.me] = stack
        await city.ready(settled=settled)

    async def stop(self, city: City) -> None:
        """Stop it."""
        await self.running.pop(city.me).aclose()

    async def sign(self, name: str, said: str) -> Path:
        """An agreement signed by both offices, one after the other, as two cities would."""
        plain, one, both = (self.folder / f"{name}{ending}" for ending in (".toml", ".1.json", ".json"))
        plain.write_text(said, "utf-8")
        for city, source, target in ((self.a, plain, one), (self.b, one, both)):
            key = self.keys / "documents" / f"{city.me}-key.pem"
            await must(city, "agreement", "sign", source, "--key", key, "--out", target)
        return both

    async def agree(self, name: str, said: str) -> str:
        """Sign and import at both nodes; how a case pins it."""
        signed = await self.sign(name, said)
        for city in (self.a, self.b):
            assert (await must(city, "agreement", "import", signed))["version"]
        return load_agreement(said.encode()).pin

    async def file(self, pin: str, *, originals: int = 1) -> CaseId:
        """A case filed by Shantou's window."""
        async with self.a.client() as client:
            event = submitted(XIAN, await upload(client, b"%PDF-1"), await upload(client, b"%PDF-2"))
        case = new_case_id(accepting=SHANTOU, handling=XIAN, now=self.hour())
        materials = tuple(replace(one, originals=one.originals * originals) for one in event.materials)
        await record(self.a, case, replace(event, agreement=pin, materials=materials))
        return case

    async def due(self, city: City, case: CaseId) -> dict[str, Any]:
        """What a city says is due in a case."""
        (found,) = await must(city, "case", "due", case)
        return found


@pytest.fixture
async def pair(
    keys: Path, hour: Hour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Pair]:
    """Both started, settled, with both catalogues imported."""
    monkeypatch.setattr(nodes, "pki", lambda: keys)
    async with cities() as (a, b):
        for city in (a, b):
            city.write_config()
        made = Pair(a, b, keys, hour, tmp_path)
        try:
            await asyncio.gather(made.start(a), made.start(b))
            for city in (a, b):
                await city.import_catalogues()
            yield made
        finally:
            for stack in list(made.running.values()):
                await stack.aclose()


def clock(found: dict[str, Any], name: str) -> dict[str, Any]:
    """One clock of an answer."""
    return next(one for one in found["clocks"] if one["clock"] == name)


async def paper(city: City, number: str) -> Document:
    """A sealed document, uploaded."""
    async with city.client() as client:
        return Document(number=number, title="文书", file=await upload(client, b"%PDF-" + number.encode()))


async def test_due_dates_over_a_cut_link(pair: Pair) -> None:
    """Silence is provisional while the link is cut and firm after; both cities show the same in the end."""
    a, b, hour = pair.a, pair.b, pair.hour
    pin = await pair.agree("first", text(codes=CODES, more=DAYS))
    silent, spoken = await pair.file(pin), await pair.file(pin)
    await healed(a, b)
    await record(b, spoken, Arrived())
    await healed(a, b)
    first = await pair.due(a, silent)
    assert first == await pair.due(b, silent)
    assert (clock(first, "notice")["due"], clock(first, "notice")["left"]) == ("2026-03-09", 5)
    assert clock(first, "forward")["state"] == "met"
    assert first["agreement"] == "2026.1"

    await pair.stop(a)
    hour.set("2026-03-04 10:00")
    await record(b, spoken, Accepted(document=await paper(b, "SL-1"), promised_days=5))
    await pair.stop(b)
    hour.set("2026-03-10 10:00")
    await pair.start(a, settled=False)
    for case in (silent, spoken):
        alone = await pair.due(a, case)
        assert (clock(alone, "notice")["state"], clock(alone, "notice")["provisional"]) == ("overdue", True)
        assert (alone["deemed_accepted"], alone["deemed_provisional"]) == ("2026-03-02", True)

    await pair.start(b, settled=False)
    await healed(a, b)
    await record(b, silent, Arrived())
    await healed(a, b)
    for case in (silent, spoken):
        assert await pair.due(a, case) == await pair.due(b, case)
    firm, kept = await pair.due(a, silent), await pair.due(a, spoken)
    assert (firm["deemed_accepted"], firm["deemed_provisional"]) == ("2026-03-02", False)
    assert clock(firm, "legal")["due"] == "2026-04-14"
    assert kept["deemed_accepted"] == ""
    assert clock(kept, "notice")["state"] == "met"
    assert clock(kept, "promised")["due"] == "2026-03-11"
    assert clock(kept, "promised")["card"] == "yellow"


async def test_lists_of_what_is_due(pair: Pair) -> None:
    """Cards over all open cases, alike in both cities; an ended case is in none, and an older store forgets it."""
    a, b, hour = pair.a, pair.b, pair.hour
    pin = await pair.agree("first", text(codes=CODES, more=DAYS))
    late, soon, done = [await pair.file(pin, originals=number) for number in (1, 1, 0)]
    await healed(a, b)
    for case, days in ((late, 2), (soon, 4), (done, 2)):
        await record(b, case, Arrived())
        await record(b, case, Accepted(document=await paper(b, f"SL-{case[-4:]}"), promised_days=days))
    await record(b, done, Finished(result=Result.DONE))
    await healed(a, b)
    hour.set("2026-03-05 10:00")
    found = [await must(city, "due") for city in (a, b)]
    assert found[0] == found[1]
    cards = {(row["case"], row["clock"]): (row["card"], row["due"]) for row in found[0]["rows"]}
    assert cards == {
        (late, "promised"): ("red", "2026-03-04"),
        (soon, "promised"): ("yellow", "2026-03-06"),
    }
    assert found[0]["open"] == 2
    assert (await must(a, "due", "--mine"))["rows"] == []
    assert len((await must(b, "due", "--mine"))["rows"]) == 2
    with closing(sqlite3.connect(a.store, isolation_level=None)) as store:
        store.execute("UPDATE casebook SET live = 1")  # as a store that was migrated just now
    assert [(await must(a, "due"))["open"] for _ in range(2)] == [2, 2]
    assert [row["case_id"] for row in a.rows("SELECT case_id FROM casebook WHERE live = 0")] == [done]


async def test_powers_are_used_and_refused(pair: Pair) -> None:
    """The window notifies and accepts in the organ's stead; without the power it is told which it lacks."""
    a, b = pair.a, pair.b
    notice = CorrectionRequested(
        document=await paper(a, "BZ-1"), defects=(Difference(material="C01", note="缺页"),), days=10
    )
    plain = await pair.agree("first", text(codes=CODES))
    case = await pair.file(plain)
    await healed(a, b)
    with pytest.raises(KuayuError) as refused:
        await record(a, case, notice)
    assert (refused.value.reason, refused.value.detail) == (Reason.POWER_MISSING, {"power": "notify_once"})
    powers = frozenset({"receive", "verify_original", "deliver_result", "notify_once", "accept"})
    entrusted = entrustment(organ=ACTORS[SHANTOU].organ)
    granted = await pair.agree(
        "second", text(version="2026.2", start="2026-03-01", codes=CODES, powers=powers, entrusted=entrusted)
    )
    other = await pair.file(granted)
    await record(a, other, notice)
    await healed(a, b)
    with pytest.raises(KuayuError) as doubled:
        await record(b, other, Accepted(document=await paper(b, "SL-1"), promised_days=5))
    assert doubled.value.reason is Reason.EVENT_AUTHOR
    with pytest.raises(KuayuError) as first:
        await record(a, case, replace(notice, document=await paper(a, "BZ-2")))
    assert first.value.reason is Reason.POWER_MISSING
    async with a.client() as one, b.client() as two:
        assert (await one.show_case(other)).digest == (await two.show_case(other)).digest


async def test_agreements_are_managed(pair: Pair) -> None:
    """Unsigned and half-signed ones are refused; what is held is listed, shown and compared; one ends."""
    a, b, hour = pair.a, pair.b, pair.hour
    said = text(codes=CODES, end="2026-03-05")
    signed = await pair.sign("first", said)
    for name in ("first.toml", "first.1.json"):
        code, out = await kuayu(a, "--json", "agreement", "import", pair.folder / name)
        assert (code, "UNSIGNED" in out) == (3, True)
    shown = await must(a, "agreement", "show", pair.folder / "first.1.json")
    assert (shown["signed_by"], shown["complete"]) == ([SHANTOU], False)
    for city in (a, b):
        await must(city, "agreement", "import", signed)
        await must(city, "agreement", "import", signed)
    (row,) = await must(a, "agreement", "list")
    assert (row["version"], row["in_force"], row["items"]) == ("2026.1", True, 2)
    other = await pair.sign("other", text(codes=CODES[:1], end="2026-03-05"))
    code, out = await kuayu(a, "--json", "agreement", "import", other)
    assert (code, "AGREEMENT_INVALID" in out) == (3, True)
    newer = await pair.sign("newer", text(version="2026.2", codes=CODES, end="2026-03-06"))
    changed = await must(a, "agreement", "diff", "440500-610100/2026.1", newer)
    assert changed["changes"] == ["终止日期：2026-03-05 → 2026-03-06"]
    code, out = await kuayu(a, "agreement", "show", "440500-610100/2026.1")
    assert (code, "双方已签" in out) == (0, True)

    pin = load_agreement(said.encode()).pin
    case = await pair.file(pin)
    await healed(a, b)
    hour.set("2026-03-05 10:00")
    with pytest.raises(KuayuError) as ended:
        await pair.file(pin)
    assert ended.value.reason is Reason.AGREEMENT_ENDED
    await record(b, case, Arrived())
    await healed(a, b)
    assert (await pair.due(a, case))["agreement"] == "2026.1"
    await pair.stop(a)
    await pair.start(a)
    assert [one["version"] for one in await must(a, "agreement", "list")] == ["2026.1"]


async def test_a_window_submits_under_the_agreement(pair: Pair) -> None:
    """`case submit` pins the newest in force by itself; without any the template holds and says what is missing."""
    a, b = pair.a, pair.b
    for name in ("form", "id", "paper"):
        (pair.folder / f"{name}.pdf").write_bytes(b"%PDF-1.4\n")
    application = Path(__file__).parents[2] / "docs" / "first-case" / "application.json"
    before = (await must(a, "case", "submit", application, "--files", pair.folder))["case"]
    pin = await pair.agree("first", text(codes=CODES))
    case = (await must(a, "case", "submit", application, "--files", pair.folder))["case"]
    await healed(a, b)
    shown = await must(b, "case", "show", case)
    assert shown[0]["document"]["submitted"]["agreement"] == pin
    found = await pair.due(b, CaseId(before))
    assert found["agreement"] == ""
    assert found["withheld"] == [
        {"clock": "notice", "term": "补正告知时限", "reason": "RECEIPT_BASIS_MISSING"}
    ]
    assert (await pair.due(b, CaseId(case)))["withheld"] == []
    code, out = await kuayu(b, "case", "due", before, case)
    assert code == 0
    assert "补正告知时限未计算" in out


async def test_calendars_are_managed(pair: Pair) -> None:
    """A year of one's own place is signed by its office; a bare one and another place's are refused."""
    a, b = pair.a, pair.b
    plain, signed = pair.folder / "c.toml", pair.folder / "c.json"
    said = 'locality = "610000"\nyear = 2026\nversion = 1\nsource = "陕西省公告"\n'
    said += '[[holiday]]\nname = "本地假日"\nfirst = 2026-03-09\nlast = 2026-03-09\n'
    plain.write_text(said, "utf-8")
    await must(
        b, "calendar", "sign", plain, "--key", pair.keys / "documents" / f"{XIAN}-key.pem", "-o", signed
    )
    code, out = await kuayu(a, "--json", "calendar", "import", plain)
    assert (code, "UNSIGNED" in out) == (3, True)
    code, out = await kuayu(
        a,
        "--json",
        "calendar",
        "sign",
        plain,
        "--key",
        pair.keys / "documents" / f"{XIAN}-key.pem",
        "-o",
        signed,
    )
    assert (code, "KEY_UNKNOWN" in out) == (3, True)
    pin = await pair.agree("first", text(codes=CODES))
    case = await pair.file(pin)
    await healed(a, b)
    assert clock(await pair.due(a, case), "notice")["due"] == "2026-03-09"
    for city in (a, b):
        assert (await must(city, "calendar", "import", signed))["used"]
    assert clock(await pair.due(a, case), "notice")["due"] == "2026-03-10"
    assert await pair.due(a, case) == await pair.due(b, case)
    rows = await must(a, "calendar", "list")
    assert [row["locality"] for row in rows] == ["100000"] * 3 + ["610000"]
    await pair.stop(a)
    await pair.start(a)
    assert clock(await pair.due(a, case), "notice")["due"] == "2026-03-10"
