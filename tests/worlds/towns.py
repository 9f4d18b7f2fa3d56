"""Three cities as real processes: Shantou linked with Xi'an and with Yinchuan."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from certs.cities import parse_cities, parse_organs
from certs.folder import write
from certs.pki import make_pki
from examples.cases import HERE
from federation.ids import Locality, Uscc
from federation.v1 import local_pb2
from tests.worlds.ground import SHANTOU, XIAN, free_port, until
from tests.worlds.nodes import City

YINCHUAN = Locality("640100")
NAMES = {SHANTOU: "shantou", XIAN: "xian", YINCHUAN: "yinchuan"}
ORGANS = {
    SHANTOU: Uscc("11440500TEXT00017J"),
    XIAN: Uscc("11610104TEXT02012P"),
    YINCHUAN: Uscc("11640104TEXT03015L"),
}


@cache
def _pki() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ky-pki3-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    members = parse_cities(
        [f"{city}=127.0.0.1:1" for city in NAMES], parse_organs((HERE / "organs.json").read_bytes())
    )
    write(folder, make_pki(members, now=datetime.now(UTC), days=30), force=False)
    return folder


@dataclass(kw_only=True)
class Town(City):
    """A city with links to several others."""

    others: Mapping[Locality, int] = field(default_factory=dict)

    def write_config(self, **changes: str) -> None:
        """Write node.toml."""
        keys = _pki() / self.me
        settings = {
            "locality": f'"{self.me}"',
            "data": '"data"',
            "listen": f'"127.0.0.1:{self.port}"',
            "socket": f'"{self.socket}"',
            "directory": f'"{keys}/directory.json"',
            "roots": f'"{keys}/roots.json"',
            "ca": f'"{keys}/ca.pem"',
            "certificate": f'"{keys}/node.pem"',
            "certificate_key": f'"{keys}/node-key.pem"',
            "log_key": f'"{keys}/log-key.pem"',
            **changes,
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        actor = [f'organ = "{ORGANS[self.me]}"', f'place = "{self.me}"', 'officer = "1"']
        for name in ("window", "node"):
            lines += [f"[actors.{name}]", *actor]
        for peer, port in self.others.items():
            lines += [f'[peers."{peer}"]', f'endpoint = "127.0.0.1:{port}"']
        self.config.write_text("\n".join(lines), "utf-8")

    async def import_catalogues(self) -> None:
        """Import all cities' items."""
        async with self.client() as client:
            for city, name in NAMES.items():
                head = local_pb2.ImportHead(kind="catalogue", locality=city, version="2026.1", ending="xlsx")
                done = await client.import_file(head, HERE / "catalogues" / f"{name}.xlsx")
                assert not done.reason, done.report

    async def settled(self) -> bool:
        """Whether all its links have settled."""
        async with self.client() as client:
            return all(link.settled for link in (await client.status()).links)


@asynccontextmanager
async def three_towns() -> AsyncIterator[dict[Locality, Town]]:
    """All started and settled, with all catalogues."""
    ports = {city: free_port() for city in NAMES}
    links = {SHANTOU: (XIAN, YINCHUAN), XIAN: (SHANTOU,), YINCHUAN: (SHANTOU,)}
    with tempfile.TemporaryDirectory(prefix="ky3-") as name:
        towns = {
            me: Town(
                me=me,
                peer=links[me][0],
                folder=Path(name) / me,
                port=ports[me],
                peer_port=ports[links[me][0]],
                others={peer: ports[peer] for peer in links[me]},
            )
            for me in NAMES
        }
        try:
            for town in towns.values():
                town.start()
            for town in towns.values():
                await town.ready()
                await until(town.settled, what=f"{town.me} settles")
                await town.import_catalogues()
            yield towns
        finally:
            for town in towns.values():
                town.kill()
