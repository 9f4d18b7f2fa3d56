"""Two real nodes whose clocks move: agreements signed and imported, powers used, days counted alike in both cities.

Both nodes run in this process on one clock of March 2026, so that every date below could be computed by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from federation.case.agreement_file import load_agreement
from federation.case.choices import Result
from federation.case.events import Accepted, Arrived, CorrectionRequested, Finished
from federation.case.parts import Difference
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from tests.worlds.agreements import entrustment, text
from tests.worlds.clerks import record
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN
from tests.worlds.healed import healed
from tests.worlds.pair import Pair, agreeing, clock, make_keys, paper

pytestmark = pytest.mark.slow
CODES = ("000511922000", "002005952000")
DAYS = "[days]\nforward = 1\nnotice = 5\nyellow = 1\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates and a directory from before that March."""
    return make_keys(tmp_path_factory.mktemp("pki"))


@pytest.fixture
async def pair(keys: Path, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both started, settled, with both catalogues imported."""
    async with agreeing(keys, tmp_path) as made:
        yield made


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
    ahead = await must(a, "due", "--on", "2026-03-05")
    hour.set("2026-03-05 10:00")
    found = [await must(city, "due") for city in (a, b)]
    assert found[0] == found[1]
    cards = {(row["case"], row["clock"]): (row["card"], row["due"]) for row in found[0]["rows"]}
    assert cards == {(row["case"], row["clock"]): (row["card"], row["due"]) for row in ahead["rows"]}
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
    assert (refused.value.reason, refused.value.detail["power"]) == (Reason.POWER_MISSING, "notify_once")
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
    told = {"version": "2026.1", "end": "2026-03-05"}
    assert (ended.value.reason, ended.value.detail) == (Reason.AGREEMENT_ENDED, told)
    with pytest.raises(KuayuError) as template:
        await pair.file("")
    assert (template.value.reason, template.value.detail) == (Reason.AGREEMENT_ENDED, told)
    await record(b, case, Arrived())
    renewed = await pair.agree("renewed", text(version="2026.3", start="2026-03-05", codes=CODES))
    other = await pair.file(renewed)
    await record(b, case, Accepted(document=await paper(b, "SL-9"), promised_days=5))
    await record(b, case, Finished(result=Result.GRANT, document=await paper(b, "JD-9")))
    await healed(a, b)
    for city in (a, b):
        assert (await pair.due(city, case))["agreement"] == "2026.1"
        assert (await pair.due(city, other))["agreement"] == "2026.3"
    await pair.stop(a)
    await pair.start(a)
    assert {one["version"] for one in await must(a, "agreement", "list")} == {"2026.1", "2026.3"}


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
