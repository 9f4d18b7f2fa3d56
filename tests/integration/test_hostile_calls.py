"""Requests that must not be taken, by raw gRPC with real certificates: a reason each time, nothing stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest

from certs import tls
from federation.errors import KuayuError, Reason
from federation.ids import CaseId, Digest, KeyId, LogId
from federation.limits import BATCH_BYTES, BATCH_ENTRIES, ENTRY_BYTES
from federation.link.head import Append, BlobAsk, Epoch, GreetAsk, PayloadType, ReadAsk, Rejected
from federation.trust.identity import server_name
from federation.v1 import link_pb2, peer_pb2, peer_pb2_grpc
from federation.wire.codec import put_signed
from federation.wire.statements import append_request, read_answer
from tests.worlds.clerks import Story, submitted
from tests.worlds.ground import CHENZHOU, SHANTOU, XIAN, until
from tests.worlds.healed import healed
from tests.worlds.member import Hand, hand, held, tls_of
from tests.worlds.nodes import City

CASE = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 3, 1), random=1)
SIX_MINUTES = timedelta(minutes=6)


async def refused(made: Hand, append: Append) -> Reason:
    """The reason for which a batch was rejected; nothing of it was stored."""
    before = held(made.at)
    name, answer = await made.channel.append(append)
    assert name == "rejected"
    assert isinstance(answer, Rejected)
    assert abs(answer.now - datetime.now(UTC)) < timedelta(minutes=1)
    assert held(made.at) == before
    return answer.reason


async def test_sizes(shantou: Hand) -> None:
    """An oversize entry, too many entries, too large a batch, an empty entry."""
    assert await refused(shantou, shantou.batch(bytes(ENTRY_BYTES + 1))) is Reason.TOO_LARGE
    assert await refused(shantou, shantou.batch(*[b"x"] * (BATCH_ENTRIES + 1))) is Reason.TOO_MANY
    many = [bytes([k]) * ENTRY_BYTES for k in range(BATCH_BYTES // ENTRY_BYTES)]
    assert await refused(shantou, shantou.batch(*many, b"x")) is Reason.TOO_LARGE
    assert await refused(shantou, shantou.batch(b"")) is Reason.MALFORMED


async def test_beyond_grpc(shantou: Hand) -> None:
    """A message larger than the transport takes never reaches the judge; the node goes on."""
    with pytest.raises(KuayuError) as caught:
        await shantou.channel.append(shantou.batch(*[bytes(ENTRY_BYTES)] * 20))
    assert caught.value.detail == {"status": "RESOURCE_EXHAUSTED"}
    assert (await shantou.channel.greet(shantou.call()))[0] == "standing"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"receiver": CHENZHOU}, Reason.PARTIES),
        ({"sender": XIAN}, Reason.PARTIES),
        ({"sender": CHENZHOU}, Reason.PARTIES),
        ({"log": LogId.make(CHENZHOU, XIAN)}, Reason.MEMBER_UNKNOWN),
        ({"log": LogId.make(XIAN, SHANTOU)}, Reason.MEMBER_UNKNOWN),
        ({"at": -SIX_MINUTES}, Reason.STALE),
        ({"at": SIX_MINUTES}, Reason.STALE),
        ({"root": bytes(31)}, Reason.MALFORMED),
        ({"size": 2**64 - 1}, Reason.VALUE_INVALID),
        ({"epoch": Epoch(counter=2**63, nonce=bytes(16))}, Reason.VALUE_INVALID),
    ],
)
async def test_wrong_heads(shantou: Hand, changes: dict[str, Any], reason: Reason) -> None:
    """A head that names others, another time, or what no log can be."""
    if "at" in changes:  # from now, not from when the tests were collected
        changes = {"at": datetime.now(UTC) + changes["at"]}
    assert await refused(shantou, shantou.batch(b"entry", **changes)) is reason


async def test_wrong_signatures(shantou: Hand) -> None:
    """Another key, another suite, a changed byte, a signature made for another purpose."""
    good = shantou.batch(b"entry")
    made = good.head.signature
    flipped = bytes([made.value[0] ^ 1]) + made.value[1:]
    for signature, reason in (
        (replace(made, value=flipped), Reason.SIGNATURE),
        (replace(made, value=b""), Reason.SIGNATURE),
        (replace(made, key_id=KeyId("610100-log-1")), Reason.KEY_UNKNOWN),
        (shantou.head(as_type=PayloadType.OPEN).signature, Reason.SIGNATURE),
    ):
        assert await refused(shantou, replace(good, head=replace(good.head, signature=signature))) is reason
    request = append_request(good)
    request.head.signature.suite = link_pb2.SUITE_SM2_SM3
    stub: Any = shantou.channel._stub
    assert read_answer(await stub.Append(request))[1].reason in {Reason.SUITE_UNKNOWN, Reason.VALUE_INVALID}


async def test_a_gap_and_an_old_epoch(shantou: Hand) -> None:
    """Entries beyond the end, or under an epoch that is not open: told where the log stands, nothing stored."""
    before = held(shantou.at)
    old = replace(shantou.epoch, counter=shantou.epoch.counter - 1)
    for append in (
        shantou.batch(b"entry", first=shantou.frontier.size + 1, size=shantou.frontier.size + 2),
        shantou.batch(b"entry", epoch=old),
    ):
        assert (await shantou.channel.append(append))[0] == "standing"
    for opening in (
        shantou.head(as_type=PayloadType.OPEN, epoch=old),
        shantou.head(
            as_type=PayloadType.OPEN,
            size=shantou.frontier.size + 1,
            epoch=Epoch(counter=10**6, nonce=bytes(16)),
        ),
    ):
        assert (await shantou.channel.open(opening))[0] == "standing"
    assert held(shantou.at) == before


async def test_bad_root_three_times(shantou: Hand) -> None:
    """Entries that do not give the signed root are not taken; the third time in a row is an alarm."""
    for _ in range(3):
        assert "link.bad_root" not in shantou.at.log_file.read_text("utf-8")
        assert await refused(shantou, shantou.batch(b"entry", root=bytes(32))) is Reason.BAD_ROOT
    assert "link.bad_root" in shantou.at.log_file.read_text("utf-8")


async def test_another_members_certificate(alone: City) -> None:
    """What Shantou signed is not taken from Chenzhou's connection, nor the other way round."""
    for me, cert in ((SHANTOU, CHENZHOU), (CHENZHOU, SHANTOU)):
        async with hand(me, alone, cert=cert) as made:
            name, answer = await made.channel.greet(made.call())
            assert (name, answer.reason) == ("rejected", Reason.FORWARDER)  # type: ignore[union-attr]
            name, answer = await made.channel.append(made.batch(b"entry"))
            assert name == "rejected"
            reasons = {Reason.FORWARDER, Reason.MEMBER_UNKNOWN}  # of a log nobody set up: unknown first
            assert answer.reason in reasons  # type: ignore[union-attr]


async def test_wrong_questions(shantou: Hand) -> None:
    """A question to another node, about another's log, too much at once, stale, or not of its rpc."""
    log = shantou.log
    for call, reason in (
        (shantou.call(callee=CHENZHOU), Reason.PARTIES),
        (shantou.call(caller=CHENZHOU), Reason.PARTIES),
        (shantou.call(GreetAsk(log=LogId.make(CHENZHOU, XIAN))), Reason.PARTIES),
        (shantou.call(at=datetime.now(UTC) - SIX_MINUTES), Reason.STALE),
        (shantou.call(nonce=b"short"), Reason.MALFORMED),
        (shantou.call(ReadAsk(log=log, start=0)), Reason.MALFORMED),
    ):
        name, answer = await shantou.channel.greet(call)
        assert (name, answer.reason) == ("rejected", reason)  # type: ignore[union-attr]
    for ask, reason in (
        (ReadAsk(log=log, start=0, root_sizes=(0,) * 65), Reason.TOO_MANY),
        (ReadAsk(log=log, start=2**63), Reason.VALUE_INVALID),
        (ReadAsk(log=LogId.make(XIAN, SHANTOU), start=0), Reason.PARTIES),
    ):
        name, answer = await shantou.channel.read(shantou.call(ask))
        assert (name, answer.reason) == ("rejected", reason)  # type: ignore[union-attr]


async def test_bytes_that_do_not_parse(shantou: Hand) -> None:
    """Truncated statements and unknown fields in a request are a message's answer, too."""
    stub: Any = shantou.channel._stub
    signed = put_signed(shantou.call())
    for payload in (signed.payload[:-3], b"\xff", b"", signed.payload + b"\xfa\x3e\x01x"):
        signed.payload = payload
        answer = read_answer(await stub.Greet(peer_pb2.GreetRequest(call=signed)))[1]
        assert answer.reason in {Reason.MALFORMED, Reason.EVENT_UNKNOWN, Reason.ID_MALFORMED}
    request = append_request(shantou.batch(b"entry"))
    strange = peer_pb2.AppendRequest.FromString(request.SerializeToString() + b"\xfa\x3e\x01x")
    assert read_answer(await stub.Append(strange))[1].reason is Reason.EVENT_UNKNOWN
    assert read_answer(await stub.Append(peer_pb2.AppendRequest()))[0] == "rejected"


async def test_files_of_others(both: tuple[City, City]) -> None:
    """A file is given to the other end of its case only, by the case it is named in."""
    a, b = both
    story = Story(accepting=b, handling=a)
    await story.run(upto=1)
    await healed(a, b)
    digest = Digest(b.rows("SELECT digest FROM blob WHERE ours = 1")[0]["digest"])
    other = CaseId.make(accepting=XIAN, handling=CHENZHOU, on=date(2026, 3, 1), random=2)
    asks = (
        (BlobAsk(case=CASE, digest=digest, offset=0), Reason.BLOB_NOT_NAMED),
        (BlobAsk(case=other, digest=digest, offset=0), Reason.PARTIES),
        (BlobAsk(case=story.case, digest=Digest.of(bytes(32)), offset=0), Reason.BLOB_NOT_NAMED),
        (BlobAsk(case=story.case, digest=digest, offset=2**63), Reason.VALUE_INVALID),
    )
    beyond = BlobAsk(case=story.case, digest=digest, offset=2**40)
    async with hand(SHANTOU, b) as member:
        for ask, reason in asks:
            with pytest.raises(KuayuError) as caught:
                [_ async for _ in member.channel.read_blob(member.call(ask))]
            assert caught.value.reason is reason
        assert not [_ async for _ in member.channel.read_blob(member.call(beyond))]
    async with hand(CHENZHOU, b) as stranger:
        with pytest.raises(KuayuError) as caught:
            [
                _
                async for _ in stranger.channel.read_blob(
                    stranger.call(BlobAsk(case=story.case, digest=digest, offset=0))
                )
            ]
    assert caught.value.reason is Reason.PARTIES


async def test_connections_without_a_members_certificate(alone: City) -> None:
    """No client certificate, or one of another authority: no connection at all."""
    b = alone
    now = datetime.now(UTC)
    stranger = tls.make_authority(now=now, days=1)
    certificate, key = tls.issue(stranger, SHANTOU, hosts=["127.0.0.1"], now=now, days=1)
    ca = tls_of(SHANTOU).ca
    for credentials in (grpc.ssl_channel_credentials(ca), grpc.ssl_channel_credentials(ca, key, certificate)):
        options = (("grpc.ssl_target_name_override", server_name(XIAN)),)
        async with grpc.aio.secure_channel(f"127.0.0.1:{b.port}", credentials, options=options) as channel:
            stub: Any = peer_pb2_grpc.PeerServiceStub(channel)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await stub.Greet(peer_pb2.GreetRequest(), timeout=5)
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_requests_cut_short(both: tuple[City, City]) -> None:
    """A request cut short, of every method, is Rejected MALFORMED by a message; the node goes on."""
    own = tls_of(SHANTOU)
    credentials = grpc.ssl_channel_credentials(own.ca, own.key, own.certificate)
    options = (("grpc.ssl_target_name_override", server_name(XIAN)),)
    async with grpc.aio.secure_channel(f"127.0.0.1:{both[1].port}", credentials, options=options) as channel:
        for name, kind in (
            ("Greet", peer_pb2.GreetResponse),
            ("Open", peer_pb2.OpenResponse),
            ("Append", peer_pb2.AppendResponse),
            ("Read", peer_pb2.ReadResponse),
        ):
            call: Any = channel.unary_unary(f"/federation.v1.PeerService/{name}")
            for broken in (b"\x0a\xff", b"\x1a\x05ab", b"\xff" * 50):
                answer = kind.FromString(await call(broken, timeout=5))
                assert answer.rejected.reason == Reason.MALFORMED
        stream: Any = channel.unary_stream("/federation.v1.PeerService/ReadBlob")
        parts = [peer_pb2.ReadBlobResponse.FromString(part) async for part in stream(b"\x0a\xff", timeout=5)]
        assert [part.rejected.reason for part in parts] == [Reason.MALFORMED]


async def test_a_fork_stops_the_link(both: tuple[City, City]) -> None:
    """Two heads of one epoch and size with two roots: the proof is kept, nothing more is taken, even honest."""
    a, b = both
    await a.stop()
    async with hand(SHANTOU, b) as made:
        await made.take()
        other = made.batch(made.entry(made.act(CASE, submitted(XIAN))))
        await made.send(made.entry(made.act(CASE, submitted(XIAN))))
        name, proof = await made.channel.append(other)
        assert name == "forked"
        heads = (proof.first, proof.second)  # type: ignore[union-attr]
        assert {head.statement.size for head in heads} == {1}
        assert len({head.statement.root for head in heads}) == 2
        assert await refused(made, made.batch(b"entry")) is Reason.FORKED
        name, answer = await made.channel.open(
            made.head(as_type=PayloadType.OPEN, epoch=Epoch(counter=10**6, nonce=bytes(16)))
        )
        assert answer.reason is Reason.FORKED  # type: ignore[union-attr]

    async def told() -> bool:
        link = await b.link()
        return bool(link and link.forked)

    await until(told, what="status says forked")
    assert "link.forked" in b.log_file.read_text("utf-8")
