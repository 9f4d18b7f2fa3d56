"""An organ is dissolved while it decides a part of a joint case: two real cities, and a directory that lists another."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from certs.cities import development_organ
from federation.case.choices import JointRule, Mode, Result
from federation.case.events import Accepted, Arrived, Event, Finished
from federation.case.parts import Actor, JointPart, Lead
from federation.case.process import Transferred
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, KeyId, MessageId
from federation.trust.directory import Directory, Organ
from federation.trust.dsse import parse_roots
from federation.trust.publication import parse_directory, sign_directory
from federation.trust.suites import SoftwareSigner
from federation.wire.local import Wish
from node.app import utc_now
from node.ids import new_case_id, new_message_id
from tests.worlds.clerks import record, submitted
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, CHENZHOU, SHANTOU, XIAN, until
from tests.worlds.healed import healed
from tests.worlds.nodes import City
from tests.worlds.pair import Pair, agreeing, make_keys, paper

pytestmark = pytest.mark.slow
(SUCCESSOR,) = development_organ(XIAN, "西安市")
"""An organ that the first directory does not list."""
OLD = ACTORS[XIAN]
NEW = replace(OLD, organ=SUCCESSOR)


@pytest.fixture
async def pair(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> AsyncIterator[Pair]:
    """Both started and settled, by keys and a directory of this test alone."""
    async with agreeing(make_keys(tmp_path_factory.mktemp("pki")), tmp_path) as made:
        yield made


def succeeded(keys: Path) -> bytes:
    """The next directory: Xi'an speaks for the successor and no longer for the organ that is gone."""
    roots = parse_roots((keys / "roots.json").read_bytes())
    before = parse_directory((keys / "directory.json").read_bytes(), roots=roots)
    city = before.member(XIAN)
    organs = {code: organ for code, organ in city.organs.items() if code != OLD.organ}
    organs[SUCCESSOR] = Organ(uscc=SUCCESSOR, name="西安市残疾人服务局（虚构）", places=(OLD.place,))
    after: Directory = replace(
        before, version=2, members={**before.members, XIAN: replace(city, organs=organs)}, source=b""
    )
    signers = [
        SoftwareSigner.from_pem(
            (keys / "roots" / f"root-{number}.pem").read_bytes(), key_id=KeyId(f"root-{number}")
        )
        for number in (1, 2)
    ]
    return sign_directory(after, signers)


async def part_of_a_joint_case(pair: Pair) -> tuple[CaseId, CaseId]:
    """The lead, and the part that Xi'an decides; Chenzhou's is not filed."""
    event = submitted(XIAN)
    lead = Lead(
        case=new_case_id(accepting=SHANTOU, handling=SHANTOU, now=pair.hour()),
        rule=JointRule.ALL,
        parts=(
            JointPart(place=XIAN, item=event.item.code),
            JointPart(place=CHENZHOU, item="11431000TEXT00033N4000511922000"),
        ),
    )
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=pair.hour())
    await record(pair.a, case, replace(event, mode=Mode.JOINT, lead=lead))
    await healed(pair.a, pair.b)
    return lead.case, case


async def act(city: City, case: CaseId, event: Event, actor: Actor) -> MessageId:
    """Recorded by a certain organ."""
    message = new_message_id(utc_now())
    async with city.client() as client:
        await client.record(message, Wish(case=case, actor=actor, supersedes=None, event=event))
    return message


async def refused(
    city: City, case: CaseId, event: Event, actor: Actor
) -> tuple[Reason, dict[str, str | int]]:
    """What its own node refuses an act for."""
    with pytest.raises(KuayuError) as found:
        await act(city, case, event, actor)
    return found.value.reason, dict(found.value.detail)


async def renewed(pair: Pair, city: City, *, settled: bool = True) -> None:
    """Start a city that was stopped, with the next directory."""
    (pair.keys / city.me / "directory.json").write_bytes(succeeded(pair.keys))
    await pair.start(city, settled=settled)


async def test_a_part_goes_on_under_the_successor(pair: Pair) -> None:
    """The successor says that it took over, decides, and is who the lead sees; the old one is told who decides now."""
    a, b = pair.a, pair.b
    lead, case = await part_of_a_joint_case(pair)
    await act(b, case, Arrived(), OLD)
    await act(b, case, Accepted(document=await paper(b, "SL-1"), promised_days=5), OLD)
    await healed(a, b)

    for city in (a, b):
        await pair.stop(city)
    for city in (a, b):
        await renewed(pair, city, settled=False)
    await healed(a, b)
    assert {(await must(city, "status"))["directory_version"] for city in (a, b)} == {2}

    grant = Finished(result=Result.GRANT, document=await paper(b, "JD-1"))
    assert await refused(b, case, grant, OLD) == (Reason.ORGAN_UNLISTED, {"organ": OLD.organ})
    assert await refused(b, case, grant, NEW) == (
        Reason.EVENT_AUTHOR,
        {"organ": SUCCESSOR, "decides": OLD.organ},
    )
    await act(b, case, Transferred(organ=SUCCESSOR, place=OLD.place, reason="机构改革，职能划转"), NEW)
    assert await refused(b, case, grant, OLD) == (
        Reason.ORGAN_UNLISTED,
        {"organ": OLD.organ, "decides": SUCCESSOR},
    )
    await act(b, case, grant, NEW)
    await healed(a, b)

    (ours,), (theirs,) = await must(a, "case", "show", case), await must(b, "case", "show", case)
    assert ours["document"]["organ"] == SUCCESSOR
    assert ours["digest"] == theirs["digest"]
    (part, missing) = (await must(a, "joint", "show", lead))["parts"]
    assert (part["state_term"], part["joint_term"]) == ("同意", "等候汇总")
    assert missing["joint_term"] == "未收件，不能汇总"
    code, out = await kuayu(a, "joint", "show", case)
    assert (code, lead in out, f"未收件的部分：{CHENZHOU}" in out) == (0, True, True)
    code, out = await kuayu(a, "--json", "joint", "gather", lead)
    assert (code, json.loads(out)["error"]["reason"]) == (2, "JOINT_WAITING")


async def test_a_city_that_has_not_read_the_next_directory(pair: Pair) -> None:
    """It refuses the successor, at both ends alike; once it has read it, the same is recorded anew and stands."""
    a, b = pair.a, pair.b
    _, case = await part_of_a_joint_case(pair)
    await act(b, case, Arrived(), OLD)
    await act(b, case, Accepted(document=await paper(b, "SL-1"), promised_days=5), OLD)
    await healed(a, b)
    await pair.stop(b)
    await renewed(pair, b)
    moved = Transferred(organ=SUCCESSOR, place=OLD.place, reason="机构改革，职能划转")
    await act(b, case, moved, NEW)

    async def told() -> bool:
        return "ORGAN_UNLISTED" in {row["reason"] for row in await must(b, "tasks")}

    await until(told, what="the other city's refusal")
    for city in (a, b):
        assert (await must(city, "case", "show", case))[0]["document"]["organ"] == OLD.organ
    await pair.stop(a)
    await renewed(pair, a)
    await act(b, case, moved, NEW)
    await healed(a, b)
    for city in (a, b):
        assert (await must(city, "case", "show", case))[0]["document"]["organ"] == SUCCESSOR
