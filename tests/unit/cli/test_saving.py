"""What a command writes is private, and whole or not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from federation.errors import InvalidInput, KuayuError, Reason
from node.cli.saving import saving, targets

CASES = ["KT440500610100202611248G7PBHR"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    """Mode 0600, also in place of a file that everybody could read."""
    target = tmp_path / "x"
    target.write_bytes(b"old")
    target.chmod(0o644)
    with saving(target) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert mode(target) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_failure_changes_nothing(before: bytes | None, tmp_path: Path) -> None:
    """Neither a half file nor a rest beside it."""
    target = tmp_path / "x"
    if before:
        target.write_bytes(before)

    def refused() -> Iterator[bytes]:
        yield b"half"
        raise InvalidInput(Reason.BLOB_UNKNOWN)

    with pytest.raises(InvalidInput), saving(target) as file:
        file.writelines(refused())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([before] if before else [])


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file it leads to is replaced."""
    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "link").symlink_to("x")
    with saving(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "x").read_bytes() == b"new"


def test_a_pipe_takes_bytes_as_they_come(tmp_path: Path) -> None:
    """A device or pipe is written to, not replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with saving(pipe) as file:
        file.write(b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(("out", "reason"), [("", Reason.VALUE_INVALID), ("no/x", Reason.NOT_FOUND)])
def test_where_no_file_can_stand(out: str, reason: Reason, tmp_path: Path) -> None:
    """A folder, and a file in no folder."""
    with pytest.raises(InvalidInput) as refused, saving(tmp_path / out):
        pass
    assert refused.value.reason is reason


def test_a_disk_that_is_full() -> None:
    """What cannot be written is STORE_FAILED."""
    with pytest.raises(KuayuError) as refused, saving(Path("/dev/full")) as file:
        file.write(b"x")
    assert refused.value.reason is Reason.STORE_FAILED


def test_targets(tmp_path: Path) -> None:
    """One case: the file itself; several, or a folder that is there: files in it."""
    one, out = CASES[0], tmp_path / "out"
    assert [path for _, path in targets([one], out, ".pdf")] == [out]
    with pytest.raises(InvalidInput):
        targets([one, "x"], out, ".pdf")
    assert not out.exists()
    assert [path for _, path in targets([one, one], out, ".pdf")] == [out / f"{one}.pdf"] * 2
    assert [path for _, path in targets([one], out, ".pdf")] == [out / f"{one}.pdf"]
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput):
        targets([one, one], tmp_path / "file", ".pdf")
