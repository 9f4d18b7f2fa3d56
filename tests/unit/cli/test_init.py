"""``kuayu init``: a node's file, all of it checked before it is written, and nothing else written."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from federation.errors import KuayuError, Reason
from node.config import SOCKET_BYTES, load_config, parse_config
from tests.unit.cli.conftest import CONFIG, Kuayu
from tests.worlds.ground import SHANTOU, pki

ORGAN = "11440500TEXT00017J"
NODE = ("--actor", f"node={ORGAN},440500,node")


def init(kuayu: Kuayu, folder: Path, *words: str, keys: Path | None = None):
    return kuayu("init", folder, "--pki", keys or pki() / SHANTOU, *words, "--json")


def test_a_good_one(kuayu: Kuayu, tmp_path: Path) -> None:
    """It loads, holds what was given, and is private; a second one is refused."""
    folder = tmp_path / "a b"
    words = ("--peer", "610100=[::1]:7442", "--listen", "localhost:1", *NODE)
    said = init(kuayu, folder, *words, "--actor", f'A."1={ORGAN},440500,窗口"1')
    assert said.code == 0, said.out
    config = load_config(folder / "node.toml")
    assert config.me == SHANTOU
    assert config.actors['A."1'].officer == '窗口"1'
    assert config.peers["610100"].endpoint == "[::1]:7442"
    assert config.log_key.resolve() == (pki() / SHANTOU / "log-key.pem").resolve()
    assert stat.S_IMODE((folder / "node.toml").stat().st_mode) == 0o600
    assert init(kuayu, folder, *words).error["reason"] == Reason.CONFIG


@pytest.mark.parametrize(
    "words",
    [
        ("--peer", "440500", *NODE),
        ("--peer", "61010", *NODE),
        ("--peer", "610100=nowhere", *NODE),
        ("--peer", "610100=h:99999", *NODE),
        ("--peer", "610100", "--peer", "610100=h:1", *NODE),
        ("--peer", "610100", *NODE, *NODE),
        ("--peer", "610100", *NODE, "--listen", "7441"),
        ("--peer", "610100", *NODE, "--listen", 'h:1"\nbatch = 1\n#'),
        ("--peer", "610100", "--actor", "node"),
        ("--peer", "610100", "--actor", f"node={ORGAN},440500"),
        ("--peer", "610100", "--actor", "node=11440500TEXT00017K,440500,1"),
        ("--peer", "610100", "--actor", f"node={ORGAN},44050,1"),
        ("--peer", "610100", "--actor", f"node={ORGAN},440500,"),
        ("--peer", "610100", "--actor", f"window={ORGAN},440500,1"),
    ],
)
def test_a_bad_value_leaves_nothing(words: tuple[str, ...], kuayu: Kuayu, tmp_path: Path) -> None:
    """Neither the file nor its folder."""
    assert init(kuayu, tmp_path / "new", *words).error["reason"] == Reason.CONFIG
    assert not (tmp_path / "new").exists()


def test_keys_that_are_not_there(kuayu: Kuayu, tmp_path: Path) -> None:
    """A folder of keys without keys, or not named after a city, is refused."""
    (tmp_path / SHANTOU).mkdir()
    for keys in (tmp_path / SHANTOU, tmp_path):
        assert init(kuayu, tmp_path / "new", "--peer", "610100", *NODE, keys=keys).error["reason"] == "CONFIG"
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made(kuayu: Kuayu, tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").touch()
    assert init(kuayu, tmp_path / "file" / "x", "--peer", "610100", *NODE).error["reason"] == Reason.CONFIG


def test_a_socket_too_deep() -> None:
    """A path that no socket can have is said here, not by a node that does not start."""
    most = Path("/") / ("x" * (SOCKET_BYTES - 3)) / "node.toml"
    assert len(str(parse_config(CONFIG, most).socket)) == SOCKET_BYTES
    with pytest.raises(KuayuError) as refused:
        parse_config(CONFIG, most.parent.with_name("x" * (SOCKET_BYTES - 2)) / "node.toml")
    assert refused.value.detail["setting"] == "socket"


@pytest.mark.parametrize(
    ("old", "new", "setting"),
    [
        ("[peers.610100]", "[peers.440500]", "peers"),
        ('"A01"', '""', "actors.window.officer"),
        ("[actors.node]", "[actors.nobody]", "node_actor"),
        ("socket =", 'colour = "red"\nsocket =', "colour"),
        ("socket =", 'listen = "7441"\nsocket =', "listen"),
    ],
)
def test_a_wrong_setting_is_named(old: str, new: str, setting: str) -> None:
    """By its place in the file."""
    with pytest.raises(KuayuError) as refused:
        parse_config(CONFIG.replace(old, new), Path("/n/node.toml"))
    assert (refused.value.reason, refused.value.detail["setting"]) == (Reason.CONFIG, setting)
