"""What becomes of agreements in a city's life: restored without one, refused to a lawyer in words, shown to a window."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from federation.case.events import Accepted, Arrived
from federation.errors import KuayuError, Reason
from federation.ids import CaseId
from tests.worlds.agreements import entrustment, text
from tests.worlds.clerks import record
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.pair import Pair, agreeing, make_keys, paper

pytestmark = pytest.mark.slow
CODES = ("000511922000", "002005952000")
ALL = frozenset({"receive", "verify_original", "deliver_result", "notify_once", "accept"})


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates and a directory from before that March."""
    return make_keys(tmp_path_factory.mktemp("pki"))


@pytest.fixture
async def pair(keys: Path, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both started, settled, with both catalogues imported."""
    async with agreeing(keys, tmp_path) as made:
        yield made


async def digest(city: City, case: CaseId) -> str:
    """The state of a case as a city holds it."""
    async with city.client() as client:
        return str((await client.show_case(case)).digest)


@pytest.mark.parametrize("side", [0, 1], ids=["Shantou", "Xi'an"])
async def test_a_restore_to_before_an_agreement_undoes_nothing(pair: Pair, *, side: int) -> None:
    """The link waits and a person is told; imported again from the other city's copy, both ends are equal."""
    a, b = pair.a, pair.b
    city, peer = ((a, b), (b, a))[side]
    copy = city.save("before", files=True)
    pin = await pair.agree("first", text(codes=CODES))
    case = await pair.file(pin)
    await healed(a, b)
    await record(b, case, Arrived())
    await healed(a, b)
    await record(b, case, Accepted(document=await paper(b, "SL-1"), promised_days=5))
    await healed(a, b)
    before = await digest(peer, case)

    await pair.stop(city)
    city.restore(copy)
    await pair.start(city)

    async def told() -> list[Any]:
        return [row for row in await must(city, "tasks") if row["reason"] == "AGREEMENT_UNKNOWN"]

    (task,) = await until(told, what="a person is told")
    assert task["case"] == case
    assert city.rows("SELECT * FROM refused") == []
    assert await digest(peer, case) == before
    with pytest.raises(KuayuError) as blocked:
        await record(city, case, Arrived())
    assert blocked.value.reason in {Reason.AGREEMENT_UNKNOWN, Reason.CASE_READ_ONLY}

    again = pair.folder / "again.json"
    await must(peer, "agreement", "export", "440500-610100/2026.1", "--out", again)
    await must(city, "agreement", "import", again)
    await healed(a, b)

    async def equal() -> bool:
        return await digest(city, case) == before == await digest(peer, case)

    await until(equal, what="both ends are equal")


async def test_a_window_reads_what_it_may_do(pair: Pair) -> None:
    """`case prepare` draws the five powers for the item, by which agreement, and that none is left once it ended."""
    a, hour = pair.a, pair.hour
    code, out = await kuayu(a, "case", "prepare", "--to", "610100", CODES[1])
    assert (code, "没有协议，按代收代办模板" in out) == (0, True)
    assert out.count("否，由办理机关办理") == 2
    granted = entrustment(organ=ACTORS[SHANTOU].organ, end="2026-03-20")
    await pair.agree("second", text(version="2026.2", codes=CODES, powers=ALL, entrusted=granted))
    code, out = await kuayu(a, "case", "prepare", "--to", "610100", CODES[1])
    assert "窗口的权力（协议 440500-610100/2026.2）" in out
    assert "委托 西委〔2026〕1号，2026-01-01 至 2026-03-20 前" in out
    assert "否，" not in out
    hour.set("2026-03-20 10:00")
    shown = await must(a, "case", "prepare", "--to", "610100", CODES[1])
    assert {one["power"] for one in shown["window"] if not one["granted"]} == {"accept"}
    hour.set("2027-01-02 10:00")
    code, out = await kuayu(a, "case", "prepare", "--to", "610100", CODES[1])
    assert "不能新收件（协议 2026.2）" in out


@pytest.mark.parametrize(
    ("said", "reason", "spot"),
    [
        (text(codes=CODES, basis=""), "RECEIPT_BASIS_MISSING", ""),
        (text(codes=CODES, powers=ALL), "ENTRUSTMENT_MISSING", "24条"),
        (
            text(codes=CODES, powers=ALL, entrusted=entrustment(organ="12441500196720244T")),
            "ENTRUSTMENT_MISSING",
            "not an administrative organ",
        ),
        (text(codes=CODES, more="[days]\nnotice = 9\n"), "AGREEMENT_INVALID", "行政许可法32条(四)"),
    ],
    ids=["no receipt basis", "no entrustment", "a public institution", "a longer notice than the law's"],
)
async def test_what_no_office_signs(pair: Pair, *, said: str, reason: str, spot: str) -> None:
    """An agreement that could not be imported is refused before anybody signs it, with the clause."""
    plain = pair.folder / "wrong.toml"
    plain.write_text(said, "utf-8")
    key = pair.keys / "documents" / f"{SHANTOU}-key.pem"
    code, out = await kuayu(
        pair.a, "agreement", "sign", plain, "--key", key, "--out", pair.folder / "wrong.json"
    )
    assert (code, reason in out, spot in out) == (3, True, True)


async def test_a_file_that_no_message_holds(pair: Pair, tmp_path: Path) -> None:
    """It is too large; the node, which is there, is not called unreachable."""
    file = tmp_path / "large"
    file.write_bytes(b"#" * 5_000_000)
    code, out = await kuayu(pair.a, "--json", "agreement", "import", file)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "TOO_LARGE")


async def test_a_window_is_told_which_power_it_lacks_and_the_organ_which_it_gave(pair: Pair) -> None:
    """Each refusal names power, clause, and who is entrusted until when."""
    a, b = pair.a, pair.b
    sealed = pair.folder / "x.pdf"
    sealed.write_bytes(b"%PDF-1.4\n")
    accept = ("--promised-days", "5", "--number", "SL-1", "--file", sealed)
    plain = await pair.file(await pair.agree("first", text(codes=CODES)))
    await healed(a, b)
    code, out = await kuayu(a, "case", "accept", plain, *accept)
    assert (code, "POWER_MISSING" in out, "受理" in out, "24条" in out) == (2, True, True, True)
    granted = entrustment(organ=ACTORS[SHANTOU].organ, end="2026-03-20")
    pin = await pair.agree(
        "second", text(version="2026.2", start="2026-03-01", codes=CODES, powers=ALL, entrusted=granted)
    )
    case = await pair.file(pin)
    await healed(a, b)
    code, out = await kuayu(b, "case", "accept", case, *accept)
    assert (code, "EVENT_AUTHOR" in out, "power: accept" in out) == (2, True, True)
    pair.hour.set("2026-03-20 10:00")
    code, out = await kuayu(a, "case", "accept", case, *accept)
    assert (code, "ENTRUSTMENT_MISSING" in out, "end: 2026-03-20" in out) == (3, True, True)
    await must(b, "case", "arrived", case)
    assert (await must(b, "case", "accept", case, *accept))["message_id"]
