"""A log key is followed by another without a gap, without a surprise, and without losing proof."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import pytest

from certs.folder import write
from certs.pki import public_bytes
from certs.rotation import NOTICE, OVERLAP, rotate
from federation.errors import InvalidInput, Reason, Untrusted
from federation.ids import KeyId, Locality
from federation.trust.dsse import parse_roots
from federation.trust.publication import parse_directory
from federation.trust.suites import SoftwareSigner
from tests.unit.certs.test_pki import NOW, SHANTOU, XIAN, command, made

SECOND = timedelta(seconds=1)


def turned(folder, *, now=NOW, at_once=False, locality=SHANTOU):
    done = rotate(folder, locality, now=now, at_once=at_once)
    write(folder, done.files, force=True)
    for path in done.spent:
        path.unlink()
    return done.directory


def signers(folder, locality=SHANTOU):
    return {
        path.name: SoftwareSigner.from_pem(path.read_bytes(), key_id=KeyId("mine"))
        for path in (folder / locality).glob("log-key*.pem")
    }


def used(folder, directory, at):
    """Name the key that a node with this folder signs with."""
    publics = [public_bytes(one) for one in signers(folder).values()]
    return directory.signing_key(SHANTOU, publics, at).key_id


def test_a_new_key_is_listed_a_day_before_it_is_used(tmp_path):
    """At every moment one key signs; for a day after the change the old one still verifies."""
    made(tmp_path)
    directory = turned(tmp_path)
    start = NOW.replace(microsecond=0)
    assert directory.version == 2
    assert used(tmp_path, directory, NOW) == "440500-log-1"
    assert used(tmp_path, directory, start + NOTICE - SECOND) == "440500-log-1"
    assert used(tmp_path, directory, start + NOTICE) == "440500-log-2"
    directory.key(SHANTOU, KeyId("440500-log-1"), start + NOTICE + OVERLAP - SECOND)
    with pytest.raises(Untrusted, match=r"^KEY_EXPIRED"):
        directory.key(SHANTOU, KeyId("440500-log-1"), start + NOTICE + OVERLAP)


def test_every_node_gets_the_new_directory(tmp_path):
    """All copies are the new version, signed by the same roots; the other member is untouched."""
    made(tmp_path)
    roots = parse_roots((tmp_path / "roots.json").read_bytes())
    before = parse_directory((tmp_path / "directory.json").read_bytes(), roots=roots)
    turned(tmp_path)
    copies = {path.read_bytes() for path in tmp_path.rglob("directory.json")}
    assert len(copies) == 1
    after = parse_directory(copies.pop(), roots=roots, at_least_version=2)
    after.check_follows(before)
    assert after.member(XIAN) == before.member(XIAN)
    mode = (tmp_path / SHANTOU / "log-key-2.pem").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_what_the_old_key_signed_stays_proven(tmp_path):
    """After the change the old signature verifies at its own time."""
    made(tmp_path)
    old = SoftwareSigner.from_pem(
        (tmp_path / SHANTOU / "log-key.pem").read_bytes(), key_id=KeyId("440500-log-1")
    )
    signature = old.sign("t", b"p")
    directory = turned(tmp_path, now=NOW + timedelta(days=9), at_once=True)
    directory.verify(SHANTOU, "t", b"p", signature, NOW)
    with pytest.raises(Untrusted, match=r"^KEY_EXPIRED"):
        directory.verify(SHANTOU, "t", b"p", signature, NOW + timedelta(days=9))


def test_after_a_theft_the_old_keys_close_at_once(tmp_path):
    """Also one that was to be used tomorrow; their private files are gone."""
    made(tmp_path)
    turned(tmp_path)
    directory = turned(tmp_path, now=NOW + timedelta(hours=1), at_once=True)
    at = NOW + timedelta(hours=1)
    assert directory.version == 3
    for stolen in ("440500-log-1", "440500-log-2"):
        for when in (at, at + NOTICE, at + 10 * NOTICE):
            with pytest.raises(Untrusted, match=r"^KEY_EXPIRED"):
                directory.key(SHANTOU, KeyId(stolen), when)
    assert used(tmp_path, directory, at) == "440500-log-3"
    assert "log-key.pem" not in signers(tmp_path)


def test_one_change_at_a_time(tmp_path):
    """A second one while the first is pending is refused; later it goes on, and spent keys are removed."""
    made(tmp_path)
    turned(tmp_path)
    with pytest.raises(InvalidInput, match=r"pending"):
        turned(tmp_path, now=NOW + timedelta(hours=23))
    directory = turned(tmp_path, now=NOW + timedelta(days=30))
    assert directory.version == 3
    assert set(signers(tmp_path)) == {"log-key-2.pem", "log-key-3.pem"}
    assert used(tmp_path, directory, NOW + timedelta(days=30)) == "440500-log-2"


def test_a_folder_that_is_not_one_is_refused_and_left_alone(tmp_path):
    """No folder, too few root keys, a stranger, a directory somebody touched."""
    with pytest.raises(InvalidInput, match=r"^CONFIG"):
        turned(tmp_path)
    made(tmp_path)
    with pytest.raises(Untrusted, match=r"^MEMBER_UNKNOWN"):
        turned(tmp_path, locality=Locality("431000"))
    (tmp_path / "roots/root-1.pem").rename(tmp_path / "roots/root-1.away")
    turned(tmp_path, at_once=True)
    (tmp_path / "roots/root-2.pem").unlink()
    with pytest.raises(InvalidInput, match=r"root keys"):
        turned(tmp_path, at_once=True)
    path = tmp_path / "directory.json"
    touched = json.loads(path.read_bytes())
    touched["signatures"].pop()
    path.write_text(json.dumps(touched))
    with pytest.raises(Untrusted) as refused:
        turned(tmp_path)
    assert refused.value.reason is Reason.DIRECTORY_INVALID


def test_the_command_shows_the_keys(tmp_path):
    """`rotate` prints each key with its times, and refuses in both languages."""
    command("--out", "pki", "--city", "440500=127.0.0.1:7441", cwd=tmp_path)
    done = command("rotate", "--dir", "pki", "--city", "440500", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "440500-log-2" in done.stdout
    again = command("rotate", "--dir", "pki", "--city", "440500", cwd=tmp_path)
    assert again.returncode == 2
    assert "pending" in again.stderr
    assert command("rotate", "--dir", "pki", "--city", "440500", "--now", cwd=tmp_path).returncode == 0
