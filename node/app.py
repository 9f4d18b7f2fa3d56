"""The composition root: the only place that builds everything and runs it.

One TaskGroup owns the loops; a loop that dies ends the node, visibly.
"""

from __future__ import annotations

import asyncio
import fcntl
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from federation.errors import KuayuError, Reason, Untrusted
from federation.ids import CaseId, KeyId, Locality
from federation.trust.directory import Directory
from federation.trust.dsse import Roots, parse_roots
from federation.trust.publication import parse_directory
from federation.trust.suites import SoftwareSigner
from node.api.server import LocalService, build_local_server
from node.config import Config
from node.delivery.files import FileServing, Puller
from node.delivery.inbox import Applied, Inbox
from node.delivery.persist import persist
from node.delivery.pump import Pump
from node.delivery.receive import Receiving
from node.delivery.settled import Settled
from node.delivery.takeover import Takeover
from node.desk.agreements import AgreementBook
from node.desk.calendars import CalendarBook
from node.desk.desk import Desk
from node.desk.instant_book import InstantBook
from node.desk.library import Library
from node.desk.machine import Machine
from node.desk.recorder import Recorder
from node.documents.settings import load_settings
from node.observe.log import Event, log
from node.peers.channel import PeerChannel, TlsFiles
from node.peers.server import PeerService, build_server
from node.store import logs
from node.store.blobs import BlobFolder
from node.store.cases import refold
from node.store.store import Store, Tx

Clock = Callable[[], datetime]

GRACE_SECONDS = 5.0


def utc_now() -> datetime:
    """The node's clock: the only one."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The loops of one link."""

    pump: Pump
    inbox: Inbox
    puller: Puller


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The documents a node was given, as it works with them."""

    library: Library
    agreements: AgreementBook
    calendars: CalendarBook
    instant: InstantBook

    @classmethod
    async def load(cls, store: Store) -> Held:
        """Everything imported so far."""
        return cls(
            library=await Library.load(store),
            agreements=await AgreementBook.load(store),
            calendars=await CalendarBook.load(store),
            instant=await InstantBook.load(store),
        )


class Node:
    """A running node."""

    def __init__(self, config: Config, *, stop_at: Callable[[str], None], clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.me = config.me
        self.store = Store(config.data / "node.sqlite")
        self.folder = BlobFolder(config.data / "files")
        self.settled = Settled()
        self.links: dict[Locality, Link] = {}
        self.machine: Machine | None = None
        self._stop_at = stop_at
        self.roots = self._read_roots()
        self.directory = self._read_directory(at_least=1)
        self.signer = self._load_signer()
        self.documents = load_settings(config.documents)

    def current_directory(self) -> Directory:
        """The directory in use."""
        return self.directory

    def _read_roots(self) -> Roots:
        return parse_roots(_read(self.config.roots.read_bytes, "roots"))

    def _read_directory(self, *, at_least: int) -> Directory:
        envelope = _read(self.config.directory.read_bytes, "directory")
        directory = parse_directory(envelope, roots=self.roots, at_least_version=at_least)
        if directory.expired(self.clock()):
            log(Event.DIRECTORY_EXPIRED, version=directory.version)
        return directory

    def _load_signer(self) -> SoftwareSigner:
        pem = _read(self.config.log_key.read_bytes, "log_key")
        signer = SoftwareSigner.from_pem(pem, key_id=KeyId("own"))
        key = self.directory.signing_key(self.me, [signer.public], self.clock())
        return replace(signer, key_id=key.key_id)

    async def remember_directory(self) -> None:
        """Keep every directory used; refuse one older than the newest ever used."""
        newest = await self._newest_version()
        if self.directory.version < newest:
            raise Untrusted(Reason.DIRECTORY_ROLLBACK, version=self.directory.version, newest=newest)
        values = {"version": self.directory.version, "bytes": self.directory.source}
        await self.store.write(lambda tx: tx.run("add_directory", **values))
        log(Event.DIRECTORY_LOADED, version=self.directory.version)

    async def _newest_version(self) -> int:
        async with self.store.read() as tx:
            row = await tx.one("newest_directory")
        return row["version"] if row else 0

    def wake_pump(self, peer: Locality) -> None:
        """Something was staged; for a peer no longer configured it waits until it is again."""
        if peer in self.links:
            self.links[peer].pump.wake()
        self._changed()

    def _changed(self) -> None:
        """A case changed, or its files have come: a rule may have something to say."""
        if self.machine is not None:
            self.machine.wake()

    def arrived(self, peer: Locality) -> None:
        """Entries came."""
        if peer in self.links:
            self.links[peer].inbox.wake()

    def applied(self, peer: Locality, done: Applied) -> None:
        """Entries were applied: files may be wanted, refusals staged."""
        if done.wanted:
            self.links[peer].puller.wake()
        if done.refused:
            self.links[peer].pump.wake()
        self._changed()

    def has_settled(self, peer: Locality) -> None:
        """The pump holds the link: the other way may go on."""
        self.settled.add(peer)
        self.links[peer].inbox.wake()
        self.links[peer].puller.wake()
        self._changed()

    def resettle(self, peer: Locality) -> bool:
        """Settle once more before something seen ahead is refused."""
        again = self.settled.recheck(peer)
        if again:
            self.links[peer].pump.start_over()
        return again

    def heard(self, peer: Locality) -> None:
        """A peer spoke to us: no back-off any more."""
        if peer in self.links:
            self.links[peer].pump.hurry()
            self.links[peer].puller.hurry()

    def taken_over(self, peer: Locality) -> None:
        """A peer's pump took its link, perhaps after a restore: look whether it still has what it receipted."""
        if peer in self.links:
            self.links[peer].pump.look()

    async def refold(self, tx: Tx, cases: set[CaseId]) -> None:
        """Make the casebook of some cases anew."""
        await refold(tx, cases, me=self.me, now=self.clock())

    def tls(self) -> TlsFiles:
        """Our certificate and whom we trust to have signed the others'."""
        return TlsFiles(
            ca=_read(self.config.ca.read_bytes, "ca"),
            certificate=_read(self.config.certificate.read_bytes, "certificate"),
            key=_read(self.config.certificate_key.read_bytes, "certificate_key"),
        )

    def build_link(self, peer: Locality, channel: PeerChannel, held: Held) -> Link:
        """The loops of one link."""
        takeover = Takeover(
            me=self.me,
            peer=peer,
            store=self.store,
            channel=channel,
            signer=self.signer,
            directory=self.current_directory,
            clock=self.clock,
            refold=self.refold,
        )
        return Link(
            pump=Pump(
                takeover=takeover,
                settled=self.has_settled,
                lost=self.settled.remove,
                batch=self.config.batch,
                stop_at=self._stop_at,
            ),
            inbox=Inbox(
                me=self.me,
                peer=peer,
                actor=self.config.actor(self.config.node_actor),
                store=self.store,
                directory=self.current_directory,
                clock=self.clock,
                agreements=lambda: held.agreements.current,
                unknown=held.library.unknown,
                may_apply=self.settled.has,
                resettle=self.resettle,
                applied=self.applied,
                stop_at=self._stop_at,
            ),
            puller=Puller(
                me=self.me,
                peer=peer,
                store=self.store,
                folder=self.folder,
                channel=channel,
                signer=self.signer,
                clock=self.clock,
                pulled=self._changed,
                stop_at=self._stop_at,
            ),
        )

    def endpoint(self, peer: Locality) -> str:
        """Where a peer answers."""
        own = self.config.peers[peer].endpoint
        listed = self.directory.member(peer).endpoints
        if not own and not listed:
            raise KuayuError(Reason.CONFIG, peer=peer, setting="endpoint")
        return own or listed[0]

    def peer_service(self) -> PeerService:
        """What peers may ask."""
        receiving = Receiving(
            me=self.me,
            store=self.store,
            signer=self.signer,
            directory=self.current_directory,
            clock=self.clock,
            arrived=self.arrived,
            heard=self.heard,
            taken_over=self.taken_over,
            stop_at=self._stop_at,
        )
        files = FileServing(
            me=self.me,
            store=self.store,
            folder=self.folder,
            directory=self.current_directory,
            clock=self.clock,
        )
        return PeerService(receiving=receiving, files=files, clock=self.clock)

    def desk(self, held: Held) -> Desk:
        """What people and the city's systems may ask."""
        recorder = Recorder(
            me=self.me,
            store=self.store,
            folder=self.folder,
            directory=self.current_directory,
            clock=self.clock,
            agreements=lambda: held.agreements.current,
            unknown=held.library.unfit,
            may_write=self.settled.has,
            staged=self.wake_pump,
            stop_at=self._stop_at,
        )
        return Desk(
            me=self.me,
            store=self.store,
            folder=self.folder,
            recorder=recorder,
            library=held.library,
            agreements=held.agreements,
            calendars=held.calendars,
            instant=held.instant,
            directory=self.current_directory,
            roots=self.roots,
            clock=self.clock,
            settled=self.settled.has,
            documents=self.documents,
            release=self.wake_pump,
        )


def _read(read: Callable[[], bytes], setting: str) -> bytes:
    try:
        return read()
    except OSError as error:
        raise KuayuError(Reason.CONFIG, setting=setting, why=type(error).__name__) from error


@asynccontextmanager
async def running(
    config: Config, *, stop_at: Callable[[str], None], clock: Clock = utc_now
) -> AsyncIterator[int]:
    """Run a node until the context ends; the port it listens on.

    Raises:
        KuayuError: CONFIG, naming the setting; STORE_VERSION, DIRECTORY_ROLLBACK and what else keeps it
            from starting.
    """
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    node = Node(config, stop_at=stop_at, clock=clock)
    async with AsyncExitStack() as stack:
        stack.enter_context(_only_process(config.data))
        node.folder.tidy(now=utc_now())
        await stack.enter_async_context(node.store)
        await node.remember_directory()
        held = await Held.load(node.store)
        tls = node.tls()
        for name in config.peers:
            peer = Locality(name)
            await node.store.write(partial(logs.add_link, me=node.me, peer=peer))
            channel = PeerChannel(peer=peer, endpoint=node.endpoint(peer), tls=tls)
            await stack.enter_async_context(channel)
            node.links[peer] = node.build_link(peer, channel, held)
        server, port = build_server(node.peer_service(), listen=config.listen, tls=tls)
        desk = node.desk(held)
        node.machine = Machine(desk, stop_at=stop_at)
        local = build_local_server(LocalService(desk=desk), socket=config.socket)
        _add_health(server)
        _add_health(local)
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        loops = [
            tasks.create_task(persist(loop.run), name=f"{type(loop).__name__}-{peer}")
            for peer, link in node.links.items()
            for loop in (link.pump, link.inbox, link.puller)
        ]
        loops.append(tasks.create_task(persist(node.machine.run), name="Machine"))
        await server.start()
        await local.start()
        log(Event.NODE_STARTED, port=port)
        try:
            yield port
        finally:
            await asyncio.gather(server.stop(GRACE_SECONDS), local.stop(GRACE_SECONDS))
            for one in loops:
                one.cancel()
            log(Event.NODE_STOPPED)


@contextmanager
def _only_process(data: Path) -> Iterator[None]:
    """One process per store: a second one would take its socket and settle against it."""
    with (data / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KuayuError(Reason.CONFIG, setting="data", why="in use by another process") from error
        yield


def _add_health(server: grpc.aio.Server) -> None:
    servicer = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    task = servicer.set("", health_pb2.HealthCheckResponse.SERVING)
    asyncio.ensure_future(task)  # noqa: RUF006  # completes at once; there is nothing to wait for


async def serve(config: Config, *, stop_at: Callable[[str], None]) -> None:
    """Run a node until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(config, stop_at=stop_at):
        await stop.wait()
