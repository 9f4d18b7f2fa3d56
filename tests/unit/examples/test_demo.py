"""The demonstration's own parts: commands that are given once for several cases, the cells of its matrix, its forks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from examples.cases import applications, steps
from examples.demo.cities import Failed, Kuayu
from examples.demo.player import OPTIONS, TOGETHER
from examples.demo.report import MARKS, fill
from examples.demo.shared import all_shared, shared_by
from federation.case import Kind
from federation.errors import Reason


async def test_the_last_to_come_gives_the_command_for_all() -> None:
    """Three cases share an envelope: one command, with the words of all, and everybody gets its answer."""
    shared = all_shared(applications())
    (number,) = {
        shared_by(one, step) for one in applications() for step in steps(one) if step["do"] == "pack"
    }
    assert shared[number].turns["pack"].cases == 3
    given: list[list[str]] = []

    async def command(words: list[str]) -> str:
        given.append(words)
        return "done"

    answers = await asyncio.gather(*(shared[number].give("pack", [word], command) for word in "abc"))
    assert (answers, given) == (["done"] * 3, [["a", "b", "c"]])


def test_every_part_of_a_joint_case_is_filed_with_the_others() -> None:
    """Two parts each; where one was refused there is one to be told, and nobody where each stands alone."""
    shared = all_shared(applications())
    joint = {one["joint"]["name"] for one in applications() if "joint" in one}
    assert {shared[name].turns["submit"].cases for name in joint} == {2}
    assert sorted(shared[name].turns["gather"].cases for name in joint) == [0, 1, 2, 2]


def test_a_cell_says_how_often_or_why_not() -> None:
    """A count where it happened, the own end's reason before that of the end that is no author."""
    view = {"timeline": [{"kind": Kind.PARCEL_SENT}, {"kind": Kind.PARCEL_SENT}]}
    here: dict[str, Any] = {"events": [{"kind": kind, "reason": ""} for kind in Kind]}
    there = {"events": [{"kind": kind, "reason": Reason.EVENT_AUTHOR} for kind in Kind]}
    cells = fill(view, [there, here])
    assert cells[Kind.PARCEL_SENT] == "●2"
    assert cells[Kind.REFUSAL] == "―"
    assert {cells[kind] for kind in Kind} == {"●2", "―", MARKS[""]}


def test_no_step_has_a_key_that_nobody_reads() -> None:
    """A word misspelt in a story would be left out in silence."""
    read = {"side", "do", "link", "as", "about", "document", "documents", "correction", "deferred", "parcel"}
    read |= {
        "papers",
        "differences",
        "missing",
        "verified",
        "proof",
        "promise",
        "voucher",
        "expect",
        "refused",
    }
    read |= {"item", "supersedes", "actor", *OPTIONS}
    assert {key for one in applications() for step in steps(one) for key in step} <= read
    assert {step["do"] for one in applications() for step in steps(one)} >= TOGETHER


@pytest.mark.slow
async def test_a_forked_command_is_a_command(tmp_path: Path) -> None:
    """Its own output and exit code, several at once, and nothing of one is left for the next."""
    kuayu = Kuayu(socket=tmp_path / "s")
    await kuayu.start()
    try:
        asked = [("--help",), ("--json", "nothing"), ("case", "--help")]
        found = await asyncio.gather(*(kuayu.run(*words) for words in asked))
        assert [code for code, _, _ in found] == [0, 2, 0]
        assert '"VALUE_INVALID"' in found[1][1]
        assert found[0] == await kuayu.run("--help")
    finally:
        kuayu.stop()
    with pytest.raises((Failed, OSError)):
        await kuayu.run("--help")
