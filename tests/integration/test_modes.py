"""Joint cases 多地联办 over three real cities, and a case filed online, by the command."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from federation.errors import Reason
from federation.ids import Locality
from node.ids import new_message_id
from tests.worlds.clerks import PDF
from tests.worlds.command import kuayu, must
from tests.worlds.ground import SHANTOU, XIAN, until
from tests.worlds.nodes import City
from tests.worlds.towns import YINCHUAN, Town, three_towns

pytestmark = pytest.mark.slow

APPLICANT = {
    "name": "汕头市丹樱餐饮有限公司",
    "id_scheme": "USCC",
    "id_type": "USCC",
    "id_number": "91440507MA4KTC505N",
    "phone": "16012340101",
}
ITEMS = {XIAN: "11610104TEXT02012P4000131911001", YINCHUAN: "11640104TEXT03015L4000131911001"}
FIELDS = {
    XIAN: {
        "F01": APPLICANT["name"], "F02": "91440507MA4KTC505N", "F03": "CY", "F04": "热食类食品制售",
        "F05": "陕西省西安市莲湖区大莲花池街五十号", "F06": "42", "F07": "20261023", "F08": "1", "F09": "2",
    },
    YINCHUAN: {"Y1": APPLICANT["name"], "Y2": "91440507MA4KTC505N", "Y3": "2", "Y4": "兴庆区玉皇阁街五十号"},
}  # fmt: skip
MATERIALS = {XIAN: ("C01", "C02", "C03", "C04", "C05"), YINCHUAN: ("Y01", "Y02", "Y03")}
COMMON: dict[str, Any] = {
    "applicant": APPLICANT,
    "delivery": "online",
    "identity_checked": True,
    "form_checked": True,
    "notice_version": "2026-01",
}


@pytest.fixture(scope="module")
def towns() -> Iterator[dict[Locality, Town]]:
    """Three cities, left going by every test."""
    world = three_towns()
    with asyncio.Runner() as runner:
        yield runner.run(world.__aenter__())
        runner.run(world.__aexit__(None, None, None))


def part(to: Locality, *, without: str = "") -> dict[str, Any]:
    """What one place asks for."""
    papers = [{"code": code, "files": ["scan.pdf"], "disposition": "copy"} for code in MATERIALS[to]]
    return {
        "to": to,
        "item": ITEMS[to],
        "handling_fields": FIELDS[to],
        "handling_materials": [one for one in papers if one["code"] != without],
    }


def file(folder: Path, document: dict[str, Any]) -> tuple[Path, str, Path]:
    """The document beside its scan, as the command takes them."""
    (folder / "scan.pdf").write_bytes(PDF + b"scan")
    path = folder / "application.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path, "--files", folder


async def opened(towns: dict[Locality, Town], folder: Path, rule: str) -> tuple[str, dict[str, str]]:
    """A joint case, and its parts by place, known to all."""
    document = {"rule": rule, **COMMON, "parts": [part(XIAN), part(YINCHUAN)]}
    done = await must(towns[SHANTOU], "joint", "open", *file(folder, document))
    cases = {one["to"]: one["case"] for one in done["parts"]}
    for place, case in cases.items():
        await known(towns[Locality(place)], case)
    return done["lead"], cases


async def known(city: City, case: str, state: str = "") -> None:
    """Wait until a city has a case, in a state."""

    async def there() -> bool:
        code, out = await kuayu(city, "--json", "case", "show", case)
        return code == 0 and (not state or json.loads(out)[0]["document"]["handling"] == state)

    await until(there, what=f"{city.me} has {case} {state}")


async def decide(city: City, case: str, result: str, folder: Path) -> None:
    """The organ takes the case in and decides it."""
    paper = folder / "paper.pdf"
    paper.write_bytes(PDF + case.encode() + result.encode())
    number = f"{result}-{case[-7:]}"
    await must(city, "case", "arrived", case)
    await must(
        city, "case", "accept", case, "--number", f"SL-{number}", "--file", paper, "--promised-days", "5"
    )
    why = () if result == "grant" else ("--reason", "不符合条件")
    await must(city, "case", "finish", case, "--result", result, "--number", number, "--file", paper, *why)


async def standing(lead: City, joint: str, *, until_state: str) -> dict[str, Any]:
    """The joint case once the lead has learned what it waits for."""

    async def there() -> dict[str, Any] | None:
        found = await must(lead, "joint", "show", joint)
        return found if until_state in {found["outcome"], "complete" if found["complete"] else ""} else None

    found = await until(there, what=f"{joint} {until_state}")
    assert found is not None
    return found


async def test_all_agree(towns: dict[Locality, Town], tmp_path: Path) -> None:
    """Granted in two cities: issued in both, but only after the lead has gathered."""
    a, b, c = towns[SHANTOU], towns[XIAN], towns[YINCHUAN]
    lead, cases = await opened(towns, tmp_path, "all")
    code, out = await kuayu(a, "--json", "joint", "gather", lead)
    assert (code, json.loads(out)["error"]["reason"]) == (2, Reason.JOINT_WAITING)
    for city in (b, c):
        await decide(city, cases[city.me], "grant", tmp_path)
    paper = tmp_path / "paper.pdf"
    issue = ("--document", "ZZ-1=许可证", "--file", paper)
    code, out = await kuayu(b, "--json", "case", "issue", cases[XIAN], *issue)
    assert json.loads(out)["error"]["reason"] == Reason.JOINT_WAITING
    found = await standing(a, lead, until_state="proceed")
    assert {one["step"] for one in found["parts"]} == {"gather"}
    assert set((await must(a, "joint", "gather", lead))["written"]) == set(cases.values())
    assert (await must(a, "joint", "gather", lead))["written"] == []

    async def may_issue() -> bool:
        return (await kuayu(b, "--json", "case", "issue", cases[XIAN], *issue))[0] == 0

    await until(may_issue, what="Xi'an issues")
    await known(a, cases[XIAN], "issued")
    ours, theirs = [(await must(city, "case", "show", cases[XIAN]))[0]["digest"] for city in (a, b)]
    assert ours == theirs
    assert (await must(a, "joint", "list"))[0]["lead"] == lead


async def test_one_refuses(towns: dict[Locality, Town], tmp_path: Path) -> None:
    """Denied in one city: the other's grant is stopped, may not be issued, and is voided."""
    a, b, c = towns[SHANTOU], towns[XIAN], towns[YINCHUAN]
    lead, cases = await opened(towns, tmp_path, "all")
    await decide(b, cases[XIAN], "grant", tmp_path)
    await decide(c, cases[YINCHUAN], "deny", tmp_path)
    found = await standing(a, lead, until_state="stop")
    assert found["refused"]["place"] == YINCHUAN
    assert (await must(a, "joint", "gather", lead))["written"] == [cases[XIAN]]
    paper = tmp_path / "paper.pdf"
    void = ("--result", "voided", "--reason", "联办已终止", "--number", f"ZF-{lead[-7:]}", "--file", paper)

    async def stopped() -> bool:
        _, out = await kuayu(
            b, "--json", "case", "issue", cases[XIAN], "--document", "ZZ-2=证", "--file", paper
        )
        return json.loads(out)["error"]["reason"] == Reason.JOINT_STOPPED

    await until(stopped, what="Xi'an knows")
    await must(b, "case", "finish", cases[XIAN], *void)
    await known(a, cases[XIAN], "voided")


async def test_each_stands_alone(towns: dict[Locality, Town], tmp_path: Path) -> None:
    """Denied in one city: the other issues; there is nothing to gather."""
    a, b, c = towns[SHANTOU], towns[XIAN], towns[YINCHUAN]
    lead, cases = await opened(towns, tmp_path, "each")
    await decide(c, cases[YINCHUAN], "deny", tmp_path)
    await decide(b, cases[XIAN], "grant", tmp_path)
    await must(b, "case", "issue", cases[XIAN], "--document", "ZZ-3=许可证", "--file", tmp_path / "paper.pdf")
    await standing(a, lead, until_state="complete")
    assert (await must(a, "joint", "gather", lead))["written"] == []


async def test_all_parts_or_none(towns: dict[Locality, Town], tmp_path: Path) -> None:
    """A gap in one part: nothing is filed anywhere. Sent again under one message id it is one joint case."""
    a = towns[SHANTOU]
    before = len(await must(a, "case", "list"))
    document = {"rule": "all", **COMMON, "parts": [part(XIAN), part(YINCHUAN, without="Y01")]}
    code, out = await kuayu(a, "--json", "joint", "open", *file(tmp_path, document))
    assert (code, json.loads(out)["error"]["reason"]) == (2, Reason.MATERIAL_MISSING)
    unknown = {**document, "parts": [part(XIAN), {**part(YINCHUAN), "item": "nonsense"}]}
    code, out = await kuayu(a, "--json", "joint", "open", *file(tmp_path, unknown))
    said = json.loads(out)["error"]
    assert (code, said["reason"], said["detail"]["part"]) == (2, Reason.ITEM_UNKNOWN, 2)
    assert len(await must(a, "case", "list")) == before
    document["parts"] = [part(XIAN), part(YINCHUAN)]
    words = (*file(tmp_path, document), "--message-id", new_message_id(datetime.now(UTC)))
    first, again = [await must(a, "joint", "open", *words) for _ in range(2)]
    assert (first["lead"], first["parts"][0]["case"]) == (again["lead"], again["parts"][0]["case"])
    assert len(await must(a, "case", "list")) == before + 2


async def test_filed_online(towns: dict[Locality, Town], tmp_path: Path) -> None:
    """Xi'an takes the application in itself; Shantou's window helps, and may write nothing of the intake."""
    a, b = towns[SHANTOU], towns[XIAN]
    document = {**COMMON, **part(XIAN), "to": SHANTOU, "mode": "full_online"}
    case = (await must(b, "case", "submit", *file(tmp_path, document)))["case"]
    assert case.startswith(f"KT{SHANTOU}{XIAN}")
    await known(a, case, "submitted")
    await must(a, "case", "assist", case, "--note", "指导上传材料")
    code, out = await kuayu(a, "--json", "case", "request-withdrawal", case, "--reason", "不办了")
    assert (code, json.loads(out)["error"]["reason"]) == (2, Reason.EVENT_AUTHOR)
    await decide(b, case, "grant", tmp_path)
    await known(a, case, "granted")
    assert (await kuayu(b, "case", "receipt", case, "-o", tmp_path / "receipt.pdf"))[0] == 0
