"""A case that has ended, its evidence really signed, its files with real bytes, and packets made of them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from federation.archive import Filing, Part, Proven, assemble, write
from federation.archive.packet import DIGESTS, digest_list
from federation.case import Side
from federation.case.events import Act
from federation.case.parts import Blob
from federation.case.process import Archived
from federation.ids import Digest
from federation.wire.entries import write_entry
from tests.worlds.case import CASE, MEMBERS, World
from tests.worlds.endings import bring_to_end
from tests.worlds.evidence import OTHER, SUBMITTED, Log, bundle
from tests.worlds.exchange import ITEM, granted
from tests.worlds.trust import NAMES, NOON, ROOTS

NOW = NOON + timedelta(days=1)
RECEIPT = b"%PDF-1.4 receipt"
FILING = Filing(
    number="2026-XK-0001",
    retention="10年",
    accepting=NAMES[CASE.accepting],
    handling=NAMES[CASE.handling],
    organ=ITEM.organ_name,
    item=ITEM.title,
    materials={spec.code: spec.name for spec in ITEM.materials},
)


def content(blob: Blob) -> bytes:
    """The bytes of a file of the test world, by the digest it has there."""
    return b"%PDF-1.4 " + blob.digest.encode()


@cache
def stored() -> dict[Digest, bytes]:
    """Every file of the packets made here, by its real digest."""
    return {}


def real(value: Any) -> Any:
    """The same event, its files named by the digests of real bytes."""
    match value:
        case Blob():
            data = content(value)
            digest = Digest.of(hashlib.sha256(data).digest())
            stored()[digest] = data
            return replace(value, digest=digest, size=len(data))
        case tuple():
            return tuple(real(one) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: real(getattr(value, field.name)) for field in fields(value)})
        case _:
            return value


def ended(world: World | None = None) -> World:
    """A world whose case is over, and not filed yet unless it was before."""
    done = bring_to_end(world or granted())
    log = done.logs[Side.HANDLING]
    if isinstance(log[-1].act.event, Archived):
        log.pop()
    return done


def evidence(world: World) -> bytes:
    """The evidence of a world's case, everything in it receipted."""
    logs = []
    for side in (Side.ACCEPTING, Side.HANDLING):
        log = Log(MEMBERS[side], MEMBERS[side.other])
        for number, placed in enumerate(world.logs[side]):
            act: Act = replace(placed.act, event=real(placed.act.event))
            log.put(write_entry(act, receiver=log.receiver, salt=number.to_bytes(16, "big")))
            for _ in range(world.gap - 1):
                log.say(SUBMITTED, seen=0, case=OTHER)
        log.receipt(NOON)
        logs.append(log)
    return bundle(*logs, case=CASE)


@cache
def plain() -> Proven:
    """The granted case as its evidence proves it."""
    return Proven.of(evidence(ended()), roots=ROOTS, now=NOW)


def proven(world: World | None = None) -> Proven:
    """An ended case as its evidence proves it."""
    return plain() if world is None else Proven.of(evidence(world), roots=ROOTS, now=NOW)


def read(blob: Blob) -> Iterator[bytes]:
    """A file's bytes, in two pieces."""
    data = stored()[blob.digest]
    yield data[:5]
    yield data[5:]


def parts(world: World | None = None, **changes: Any) -> tuple[Part, ...]:
    """The parts of a packet."""
    return assemble(proven(world), replace(FILING, **changes), receipt=RECEIPT, read=read)


@cache
def packet() -> bytes:
    """A packet."""
    return b"".join(write(parts()))


def rebuilt(**changed: bytes | None) -> io.BytesIO:
    """A packet in which files were changed, added or left out, and all digests made to fit again."""
    names = [part.name for part in parts() if part.name != DIGESTS]
    held = {part.name: b"".join(part.content()) for part in parts()} | changed
    kept = [(name, held[name]) for name in dict.fromkeys([*names, *changed])]
    return relisted([Part.of(name, data) for name, data in kept if data is not None])


def relisted(kept: list[Part]) -> io.BytesIO:
    """A packet of these parts with the list of their digests."""
    listed = digest_list((part.name, part.digest) for part in kept)
    return io.BytesIO(b"".join(write([*kept, Part.of(DIGESTS, listed)])))
