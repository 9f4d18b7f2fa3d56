"""A peer that lies in its answers: our pump believes nothing of it, our puller shows nothing of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from federation.case.parts import Blob
from federation.errors import Reason
from federation.ids import Digest, LogId
from federation.limits import CHUNK_BYTES
from federation.link.head import Countersigned, ForkProof, PayloadType, Rejected, Signed
from federation.wire.statements import decode_signed, sign
from node.app import utc_now
from node.ids import new_case_id
from tests.worlds.clerks import Story, submitted
from tests.worlds.ground import CHENZHOU, SHANTOU, XIAN, until
from tests.worlds.member import directory, hand, signer_of
from tests.worlds.nodes import City, cities
from tests.worlds.twisted import Liar, Twist, liar
from tests.worlds.wire import wire

pytestmark = pytest.mark.slow

SIX_MINUTES = timedelta(minutes=6)


def says(as_type: PayloadType, *, by: str = SHANTOU, **changes: Any) -> Twist:
    """The answer with changes to its statement, signed anew by a member's key under Shantou's key id."""
    signer = replace(signer_of(by), key_id=signer_of(SHANTOU).key_id)  # type: ignore[arg-type]

    def twist(name: str, answer: Any) -> tuple[str, Any]:
        found = {key: value(answer.statement) if callable(value) else value for key, value in changes.items()}
        return name, sign(replace(answer.statement, **found), as_type=as_type, signer=signer)

    return twist


def instead(name: str, make: Callable[[Any], Any]) -> Twist:
    """Another kind of answer."""
    return lambda _name, answer: (name, make(answer))


def _head(**changes: Any) -> Callable[[Any], Signed[Any]]:
    """The inner head of a receipt with changes, signed by Shantou: it never had Xi'an's key."""

    def make(said: Any) -> Signed[Any]:
        found = {key: value() if callable(value) else value for key, value in changes.items()}
        return sign(
            replace(said.head.statement, **found), as_type=PayloadType.HEAD, signer=signer_of(SHANTOU)
        )

    return make


STANDING, OPENED, RECEIPT = PayloadType.STANDING, PayloadType.OPENED, PayloadType.RECEIPT
REJECTED = Rejected(reason=Reason.SIGNATURE, now=utc_now())

LIES: dict[str, tuple[str, Twist, Reason]] = {
    "standing by another key": ("Greet", says(STANDING, by=CHENZHOU), Reason.SIGNATURE),
    "standing signed as a receipt": ("Greet", says(RECEIPT), Reason.SIGNATURE),
    "standing of six minutes ago": (
        "Greet",
        says(STANDING, at=lambda said: said.at - SIX_MINUTES),
        Reason.STALE,
    ),
    "standing to another question": ("Greet", says(STANDING, in_reply_to=bytes(32)), Reason.REPLY_MISMATCH),
    "standing of another log": ("Greet", says(STANDING, log=LogId.make(CHENZHOU, SHANTOU)), Reason.PARTIES),
    "standing we never signed": ("Greet", says(STANDING, size=9, root=bytes(32)), Reason.SETTLE_MISMATCH),
    "rejected without cause": ("Greet", instead("rejected", lambda _: REJECTED), Reason.SIGNATURE),
    "opened by another key": ("Open", says(OPENED, by=CHENZHOU), Reason.SIGNATURE),
    "opened over another head": ("Open", says(OPENED, head=_head(size=9)), Reason.REPLY_MISMATCH),
    "standing for an open": ("Open", instead("standing", lambda answer: answer), Reason.MALFORMED),
    "receipt by another key": ("Append", says(RECEIPT, by=CHENZHOU), Reason.SIGNATURE),
    "receipt signed as an Opened": ("Append", says(OPENED), Reason.SIGNATURE),
    "receipt over another root": ("Append", says(RECEIPT, head=_head(root=bytes(32))), Reason.REPLY_MISMATCH),
    "receipt over a head we did not sign": (
        "Append",
        says(RECEIPT, head=_head(at=utc_now)),  # not when tests are collected
        Reason.KEY_UNKNOWN,
    ),
    "a fork that is none": (
        "Append",
        instead(
            "forked", lambda answer: ForkProof(first=answer.statement.head, second=answer.statement.head)
        ),
        Reason.REPLY_MISMATCH,
    ),
}


async def poke(city: City) -> None:
    """Speak to the node, so that it tries again at once."""
    async with hand(SHANTOU, city) as made:
        await made.channel.greet(made.call())


@asynccontextmanager
async def failure(
    city: City, reason: Reason, rpc: str, told: Liar, event: str = "delivery.failed"
) -> AsyncIterator[None]:
    """Wait until the node has failed for this reason in what it asks from here on."""
    start, asked = city.log_file.stat().st_size, len(told.asked)
    yield

    async def failed() -> bool:
        await poke(city)
        lines = city.log_file.read_bytes()[start:].decode("utf-8").splitlines()
        found = [json.loads(line) for line in lines if event in line]
        return rpc in told.asked[asked:] and any(one["reason"] == reason for one in found)

    await until(failed, what=f"{rpc} refused as {reason}")


async def test_no_lie_is_believed() -> None:
    """Forged, stale and misplaced Standings, Openeds and receipts: refused by reason; the truth heals it all."""
    async with cities() as (a, b), liar(a) as told:
        told.twists = {"Greet": instead("rejected", lambda _: REJECTED)}
        b.start()
        await b.ready(settled=False)
        await b.import_catalogues()
        for rpc, twist, reason in LIES.values():
            if rpc == "Append":
                told.twists = {}
                await b.ready()
            async with failure(b, reason, rpc, told):
                told.twists = {rpc: twist}
                if rpc == "Append":
                    await Story(accepting=b, handling=a, big=0, small=0).run(upto=1)
            link = await b.link()
            assert rpc == "Append" or not link.settled
        told.twists = {}

        async def healed() -> bool:
            await poke(b)
            found = await b.link()
            return bool(found.settled and found.sent == found.receipted and not found.waiting)

        await until(healed, what="the truth is believed")
        for row in b.rows("SELECT bytes FROM receipt WHERE kind = 'receipt'"):
            receipt = decode_signed(Countersigned, row["bytes"])
            directory().verify(SHANTOU, RECEIPT, receipt.payload, receipt.signature, utc_now())


async def test_a_log_read_back_wrong() -> None:
    """After a restore of ours, pages with other entries, none, or receipts beyond the log: nothing is imported."""
    async with cities() as (a, b), liar(a) as told:
        b.start()
        await b.ready()
        await b.import_catalogues()
        copy = b.save("copy")
        stories = [Story(accepting=b, handling=a) for _ in range(3)]
        for story in stories:
            await story.run(upto=1)

        async def sent() -> bool:
            return bool((await b.link()).receipted == 3)

        await until(sent)
        b.kill()
        b.restore(copy)
        lies: dict[str, Twist] = {
            "no entries": lambda name, page: (name, replace(page, entries=())),
            "other entries": lambda name, page: (name, replace(page, entries=page.entries[::-1])),
            "garbage": lambda name, page: (name, replace(page, entries=(b"\xff",) * len(page.entries))),
        }
        reasons = {"garbage": Reason.MALFORMED}
        told.twists = {"Read": lies["no entries"]}
        b.start()
        for what, lie in lies.items():
            async with failure(b, reasons.get(what, Reason.SETTLE_MISMATCH), "Read", told):
                told.twists = {"Read": lie}
            assert b.log_row(b.out)["size"] == 0
        told.twists = {"Read": _with_strange_receipts}
        await poke(b)
        await b.ready()
        assert b.log_row(b.out)["size"] == 3
        assert len({row["size"] for row in b.rows("SELECT size FROM receipt WHERE kind = 'receipt'")}) <= 3


def _with_strange_receipts(name: str, page: Any) -> tuple[str, Any]:
    """Receipts far beyond the log beside the right ones: they are none of our business yet."""
    strange = says(RECEIPT, head=_head(size=10**6))("", page.receipts[0])[1]
    return name, replace(page, receipts=(strange, *page.receipts))


async def test_another_members_server() -> None:
    """A server that shows another member's certificate is never spoken to."""
    async with cities() as (a, b), liar(a, cert=CHENZHOU) as told, wire(a.port) as line:
        b.peer_port = line.port
        b.write_config()
        b.start()
        await b.ready(settled=False)

        async def tried() -> bool:
            await poke(b)
            return line.count > 2

        await until(tried, what="the pump tried")
        assert not told.asked
        assert not (await b.link()).settled


@pytest.mark.parametrize("size", [10, 2 * CHUNK_BYTES + 10])
async def test_a_file_with_other_bytes(size: int) -> None:
    """Other bytes, too many, too few or none: never shown as here, no file on disk; the right ones are taken."""
    data = bytes(k % 251 for k in range(size))
    file = Blob(digest=Digest.of(hashlib.sha256(data).digest()), size=size, media_type="application/pdf")
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=utc_now())

    def chunks(whole: bytes) -> Callable[[int], list[bytes]]:
        return lambda offset: [
            whole[start : start + CHUNK_BYTES] for start in range(offset, len(whole), CHUNK_BYTES)
        ]

    async with cities() as (a, b), liar(a) as told:
        b.start()
        await b.ready()
        await b.import_catalogues()
        async with hand(SHANTOU, b) as made:
            await made.take()
            await made.send(made.entry(made.act(case, submitted(XIAN, file))))
        for wrong in (data[:-1] + b"\xff", data + b"more", data[:-1], b"", b"\x00" * 3 * size):
            async with failure(b, Reason.BLOB_DIGEST, "ReadBlob", told, event="blob.failed"):
                told.file = chunks(wrong)
            async with b.client() as client:
                assert [one.here for one in (await client.show_case(case)).files] == [False]
            assert not [one for one in (b.files / "cases").glob("*/*") if one.suffix != ".part"]
        told.file = chunks(data)

        async def here() -> bool:
            await poke(b)
            async with b.client() as client:
                return (await client.show_case(case)).files[0].here

        await until(here, what="the right bytes are here")
        assert (b.files / "cases" / case / hashlib.sha256(data).hexdigest()).read_bytes() == data
