"""What a node is told: one TOML file. Keys and personal data are never in it, only paths.

Relative paths are relative to the file. Unknown settings are refused.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from federation.case.parts import Actor
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import Locality, Place, Uscc
from federation.limits import BATCH_ENTRIES

SOCKET_BYTES = 107
"""The longest path a Unix socket can have: 108 bytes with the zero at its end (unix(7))."""
_ADDRESS = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})", re.ASCII)
_PORTS = 65535


def _parsed(kind: type[str]) -> AfterValidator:
    def parse(text: str) -> str:
        try:
            return kind(text)
        except InvalidInput as error:
            raise ValueError(error.reason) from error

    return AfterValidator(parse)


def _address(text: str) -> str:
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found[1]) > _PORTS:
        raise ValueError("host:port is wanted")
    return text


Address = Annotated[str, AfterValidator(_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ActorSettings(_Strict):
    """Someone who acts at this node: an organ, a place, a window or officer number."""

    organ: Annotated[str, _parsed(Uscc)]
    place: Annotated[str, _parsed(Place)]
    officer: str = Field(min_length=1, max_length=50)

    def actor(self) -> Actor:
        """As a value of the library."""
        return Actor(organ=Uscc(self.organ), place=Place(self.place), officer=self.officer)


class PeerSettings(_Strict):
    """A city this node has a link with. ``endpoint`` overrides the directory's, for a gateway between."""

    endpoint: Annotated[str, AfterValidator(lambda text: text and _address(text))] = ""


class Config(_Strict):
    """One node."""

    locality: Annotated[str, _parsed(Locality)]
    data: Path
    listen: Address = "127.0.0.1:7441"
    socket: Path = Path("kuayu.sock")
    directory: Path
    roots: Path
    ca: Path
    certificate: Path
    certificate_key: Path
    log_key: Path
    documents: Path | None = None
    peers: dict[Annotated[str, _parsed(Locality)], PeerSettings]
    actors: dict[str, ActorSettings]
    node_actor: str = "node"
    batch: int = Field(default=BATCH_ENTRIES, ge=1, le=BATCH_ENTRIES)

    @property
    def me(self) -> Locality:
        """This node's city."""
        return Locality(self.locality)

    def actor(self, name: str) -> Actor:
        """Someone by the name the file gives.

        Raises:
            KuayuError: CONFIG with the names there are.
        """
        found = self.actors.get(name)
        if found is None:
            known = " ".join(sorted(self.actors))
            raise KuayuError(Reason.CONFIG, setting="actors", why="nobody of that name", known=known)
        return found.actor()


_PATHS = (
    "data",
    "socket",
    "directory",
    "roots",
    "ca",
    "certificate",
    "certificate_key",
    "log_key",
    "documents",
)


def load_config(path: Path) -> Config:
    """Read and check a node's file.

    Raises:
        KuayuError: CONFIG, naming the setting.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise KuayuError(Reason.CONFIG, file="node.toml", why=type(error).__name__) from error
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """Check what a node's file says or would say; ``path`` is where it stands or would stand.

    Raises:
        KuayuError: CONFIG, naming the setting.
    """
    try:
        config = Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise KuayuError(Reason.CONFIG, file="node.toml", why="not TOML") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        why = first["msg"].removeprefix("Value error, ")
        raise KuayuError(Reason.CONFIG, setting=where, why=why) from error
    if config.node_actor not in config.actors:
        known = " ".join(sorted(config.actors))
        raise KuayuError(Reason.CONFIG, setting="node_actor", why="not among the actors", known=known)
    if config.me in config.peers:
        raise KuayuError(Reason.CONFIG, setting="peers", why="a city is no peer of itself")
    base = path.resolve().parent
    paths = {name: base / path for name in _PATHS if (path := getattr(config, name)) is not None}
    config = config.model_copy(update=paths)
    size = len(os.fsencode(config.socket))
    if size > SOCKET_BYTES:
        why = "its path is too long for a socket; name a shorter one"
        raise KuayuError(Reason.CONFIG, setting="socket", why=why, bytes=size, most=SOCKET_BYTES)
    return config
