"""A store put back from an earlier copy, while the other city went on: it heals without people.

What one end still has and its signatures prove comes back to the other: entries, their dates of arrival, the
files they name. A large or old resend waits for the sender's operator, since a thief of the receiver's keys
would ask for the same.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from federation.case.events import WithdrawalRequested
from federation.errors import KuayuError, Reason
from federation.ids import MessageId
from federation.limits import RESEND_DAYS, RESEND_ENTRIES
from federation.link import sender
from federation.link.merkle import Frontier
from federation.link.sender import Owned, Settlement, must_hold
from tests.worlds.clerks import KIB, Story, record
from tests.worlds.ground import until
from tests.worlds.healed import check_equal, check_once, healed
from tests.worlds.nodes import City, cities
from tests.worlds.wire import wire

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _stories(a: City, b: City) -> list[Story]:
    return [Story(accepting=a, handling=b), Story(accepting=b, handling=a), Story(accepting=a, handling=b)]


async def _tell(stories: Sequence[Story], *, upto: int | None = None) -> None:
    await asyncio.gather(*(story.run(upto=upto) for story in stories))


async def _check(a: City, b: City, stories: Sequence[Story]) -> None:
    """Every case of the clerks is at its end at both, alike and proven, with every message once."""
    await healed(a, b)
    cases = await check_equal(a, b)
    assert set(cases) == {story.case for story in stories}
    for city in (a, b):
        check_once(city)
        held = {row["message_id"] for row in city.rows("SELECT message_id FROM entry")}
        assert held == {message for story in stories for message in story.said}


@pytest.mark.slow
@pytest.mark.parametrize("files", [False, True], ids=["store", "store and files"])
@pytest.mark.parametrize("copied", [0, 3, 7])
@pytest.mark.parametrize("side", [0, 1], ids=["Shantou", "Xi'an"])
async def test_restore_of_either_side(
    both: tuple[City, City], *, side: int, copied: int, files: bool
) -> None:
    """A store from before or from the middle, the other city went on meanwhile: nothing receipted is lost."""
    a, b = both
    stories = _stories(a, b)
    await _tell(stories, upto=copied)
    copy = both[side].save("copy", files=files)
    await _tell(stories, upto=9)
    await healed(a, b)
    both[side].kill()
    other = both[1 - side]
    stories.append(Story(accepting=other, handling=both[side]))
    await stories[-1].run(upto=1)
    both[side].restore(copy)
    both[side].start()
    await healed(a, b)
    await _tell(stories)
    await _check(a, b, stories)


@pytest.mark.slow
async def test_restore_with_work_under_way(both: tuple[City, City]) -> None:
    """Killed while cases go on, put back to an earlier hour, again and again on both sides in turn."""
    a, b = both
    stories = _stories(a, b)
    for city, step in ((a, 3), (b, 5), (a, 7), (b, 9)):
        copy = city.save(f"copy{step}")
        telling = asyncio.create_task(_tell(stories, upto=step))
        await asyncio.sleep(0.15)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        city.kill()
        city.restore(copy)
        city.start()
        await healed(a, b)
        for story in stories:
            story.forget_lost()
        await _tell(stories, upto=step)
    await _tell(stories)
    await _check(a, b, stories)


@pytest.mark.slow
async def test_restore_below_what_waits_to_be_applied(both: tuple[City, City]) -> None:
    """An act that had seen entries which its author's city then lost is not refused for that: they come back."""
    a, b = both
    a.write_config(batch="1")  # what comes back does so in many batches
    stories = [Story(accepting=a, handling=b, small=KIB, big=KIB) for _ in range(8)]
    await _tell(stories, upto=3)
    await healed(a, b)
    copy = b.save("copy")
    await _tell(stories, upto=5)
    await healed(a, b)
    a.kill()
    a.start(stop_at="peer committed")
    await a.ready()
    await stories[0].run(upto=6)
    await a.ended()
    assert a.log_row(a.into)["applied"] < a.log_row(a.into)["size"]
    b.kill()
    b.restore(copy)
    a.start()
    b.start()
    await healed(a, b)
    await _tell(stories)
    await _check(a, b, stories)


@pytest.mark.slow
async def test_restore_of_the_files_alone(both: tuple[City, City]) -> None:
    """Pulled files that the disk lost are pulled again."""
    a, b = both
    copy = b.save("copy", files=True)
    stories = _stories(a, b)
    await _tell(stories, upto=8)
    await healed(a, b)
    b.kill()
    newest = b.save("newest")
    (copy / "node.sqlite").write_bytes((newest / "node.sqlite").read_bytes())
    ours = {path for path in (b.files / "cases").glob("*/*") if _is_ours(b, path.name)}
    kept = {path: path.read_bytes() for path in ours}
    b.restore(copy)
    for path, data in kept.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    b.start()
    await healed(a, b)
    await _tell(stories)
    await _check(a, b, stories)


def _is_ours(city: City, name: str) -> bool:
    return bool(city.rows("SELECT 1 FROM blob WHERE ours = 1 AND digest = :d", d=f"sha256:{name}"))


@pytest.mark.slow
@pytest.mark.parametrize("planned", [True, False], ids=["planned", "unplanned"])
async def test_stale_standby(*, planned: bool) -> None:
    """Two nodes with one city's keys, on two copies of its store, used one after the other and back.

    What the old one could not send before an unplanned switch comes when it is used again.
    """
    async with AsyncExitStack() as stack:
        a, b = await stack.enter_async_context(cities())
        line = await stack.enter_async_context(wire(a.port))
        b.peer_port = line.port
        b.write_config()
        for city in (a, b):
            city.start()
        for city in (a, b):
            await city.ready()
            await city.import_catalogues()
        unsent: list[Story] = []
        standby = a.twin("standby")
        stack.callback(standby.kill)
        stories = _stories(a, b)
        await _tell(stories, upto=3)
        for step, (old, new) in ((5, (a, standby)), (7, (standby, a)), (9, (a, standby))):
            await healed(old, b)
            if planned:
                await old.stop()
            else:
                unsent.append(await _die_with_a_case_unsent(old, b))
            line.lead_to(new.port)
            new.start()
            await healed(new, b)
            stories = [story.moved(old, new) for story in stories]
            await _tell(stories, upto=step)
        await _tell(stories)
        await _check(standby, b, stories + unsent[:2])


async def _die_with_a_case_unsent(city: City, peer: City) -> Story:
    """Write while the peer stands still, and die."""
    story = Story(accepting=city, handling=peer, big=0, small=0)
    os.kill(peer.pid, signal.SIGSTOP)
    await story.run(upto=1)
    city.kill()
    os.kill(peer.pid, signal.SIGCONT)
    return story


def _plan(returned: int) -> Settlement:
    one = Owned(message_id=MessageId.make(unix_ms=1, random=1), entry=b"x")
    return Settlement(
        common=0,
        imported=(),
        nodes=(),
        returned=(one,) * returned,
        drop=frozenset(),
        frontier=Frontier.empty(),
    )


@pytest.mark.parametrize(
    ("returned", "days", "held"),
    [
        (0, 400, False),
        (1, RESEND_DAYS, False),
        (1, RESEND_DAYS + 1, True),
        (1, None, False),
        (RESEND_ENTRIES, 0, False),
        (RESEND_ENTRIES + 1, 0, True),
        (RESEND_ENTRIES + 1, None, True),
    ],
)
def test_what_is_held(returned: int, days: int | None, *, held: bool) -> None:
    """More than 10,000 entries, or one receipted more than 7 days ago, wait for the operator."""
    lost_since = None if days is None else NOW - timedelta(days=days)
    assert must_hold(_plan(returned), lost_since=lost_since, now=NOW) is held
    if lost_since is not None and not held and returned == 1:
        assert must_hold(_plan(1), lost_since=lost_since - timedelta(seconds=1), now=NOW)


@pytest.mark.slow
async def test_a_large_resend_is_held_until_released(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit nothing is resent, cases are read-only and the status says so; a release lets it go."""
    monkeypatch.setattr(sender, "RESEND_ENTRIES", 2)
    async with cities() as (a, b), AsyncExitStack() as stack:
        b.start()
        await stack.enter_async_context(a.inside())
        for city in (a, b):
            await city.ready()
            await city.import_catalogues()
        copy = b.save("copy")
        story = Story(accepting=a, handling=b)
        await story.run(upto=8)
        await healed(a, b)
        b.kill()
        b.restore(copy)
        b.start()

        async def held() -> bool:
            link = await a.link()
            return bool(link and link.held and not link.settled)

        await until(held, what="the resend is held")
        with pytest.raises(KuayuError) as refused:
            await record(a, story.case, WithdrawalRequested(reason="不办了"))
        assert refused.value.reason is Reason.CASE_READ_ONLY
        assert b.log_row(b.into)["size"] == 0
        async with a.client() as client:
            await client.release_link(b.me)
        await healed(a, b)
        await story.run()
        await _check(a, b, [story])
        async with a.client() as client:
            with pytest.raises(KuayuError) as nothing:
                await client.release_link(b.me)
        assert nothing.value.reason is Reason.NOT_FOUND
