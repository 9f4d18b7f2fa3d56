"""What people see at 80 columns: whole ids, one line a case, years, and the failure of a link in words."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from federation.errors import REASONS, Reason
from federation.trust.dsse import encode_roots
from federation.v1 import local_pb2
from node.cli import draw, links
from node.cli.draw import paper
from tests.unit.cli.conftest import Kuayu
from tests.worlds.evidence import CASE, bundle, story
from tests.worlds.trust import ROOTS

WIDTH = 80
AT = "2026-12-31T16:30:00+00:00"
BEIJING = "2027-01-01 00:30:00"


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)
    monkeypatch.setattr(paper.problems, "width", WIDTH)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out = capsys.readouterr()
    return (out.out + out.err).splitlines()


def test_the_list_has_a_line_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    """Id whole, term, peer, time with its year; the zone is said once."""
    row = {"case": CASE, "state": "submitted", "term": "已收件待签收", "peer": "610100", "updated_at": AT}
    draw.case_list([row] * 3)
    drawn = lines(capsys)
    assert sum(CASE in line and BEIJING in line and "610100" in line for line in drawn) == 3
    assert sum("北京时间" in line for line in drawn) == 1
    assert len(drawn) == 6


def test_gaps_are_what_to_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Code, name and request stand in a table; brackets in a name stay."""
    gap = {
        "reason": "MATERIAL_MISSING",
        "code": "C03",
        "label": "健康证[复印件]",
        "ask": "请收取1份",
        "blocks": True,
    }
    draw.gaps([gap, {**gap, "code": "C04", "blocks": False}])
    text = "\n".join(lines(capsys))
    for part in ("C03", "C04", "健康证[复印件]", "请收取1份", "必须", "注意"):
        assert part in text


def test_the_last_failure_of_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    """Code and Chinese sentence, as far as the node says it; a node that says nothing is fine."""
    link = links._link(local_pb2.LinkState(peer="610100", failures=3))
    said = {**link, "last_failure": "STALE", "zh": REASONS[Reason.STALE].zh}
    draw.status({"locality": "440500", "directory_version": 1, "tasks": 0, "links": [link, said]})
    text = "\n".join(lines(capsys))
    assert text.count("STALE") == 1
    assert REASONS[Reason.STALE].zh in text
    assert "连不上（已试 3 次）" in text.replace("\n", "")


def test_tasks_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Case whole, time, sentence, and how to close it."""
    draw.task_list(
        [{"id": 7, "case": CASE, "message_id": "m", "kind": "k", "reason": "EVENT_AUTHOR", "at": AT}]
    )
    text = "\n".join(lines(capsys))
    for part in (CASE, BEIJING, REASONS[Reason.EVENT_AUTHOR].zh, "--done 7"):
        assert part in text


@pytest.fixture
def evidence(tmp_path: Path) -> dict[str, Path]:
    """Root keys, evidence that holds, evidence that does not."""
    good = bundle(*story())
    document = json.loads(good)
    document["digest"] = "sha256:" + "0" * 64
    found = {
        "roots": encode_roots(ROOTS),
        "good": good,
        "bad": json.dumps(document).encode(),
        "cut": good[:-9],
    }
    for name, data in found.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in found}


def test_evidence_shows_organ_and_officer_whole(evidence: dict[str, Path], kuayu: Kuayu) -> None:
    """Nothing is cut off: who, when said, when signed for, in Beijing with the year."""
    said = kuayu("evidence", "verify", evidence["good"], "--roots", evidence["roots"])
    assert said.code == 0, said.err
    report = json.loads(
        kuayu("evidence", "verify", evidence["good"], "--roots", evidence["roots"], "--json").out
    )[0]
    for entry in report["entries"]:
        organ, officer = entry["actor"].split("/")
        for part in (organ, officer, entry["log"], paper.time_of(entry["at"]), entry["event"]):
            assert part in said.out
    assert "…" not in said.out
    assert said.out.count("北京时间") == 1
    assert max(map(len, said.out.splitlines())) <= WIDTH


@pytest.mark.parametrize(("name", "step"), [("bad", 7), ("cut", 1)])
def test_bad_evidence(name: str, step: int, evidence: dict[str, Path], kuayu: Kuayu) -> None:
    """Exit code 3 and the reason with both sentences and the step, beside every file's report."""
    files = (evidence["good"], evidence[name])
    error = kuayu("--json", "evidence", "verify", *files, "--roots", evidence["roots"]).error
    info = REASONS[Reason.EVIDENCE_INVALID]
    assert (error["reason"], error["zh"], error["en"]) == (Reason.EVIDENCE_INVALID, info.zh, info.en)
    assert error["detail"]["step"] == step
    good, bad = error["reports"]
    assert (good["verified"], bad["verified"]) == (True, False)
    assert bad["failed"] == error["detail"]
    assert (bad["reason"], bad["zh"], bad["en"]) == (error["reason"], info.zh, info.en)
    assert "reason" not in good
    for shown in (files, files[1:]):
        said = kuayu("evidence", "verify", *shown, "--roots", evidence["roots"])
        assert said.code == 3
        assert "证据不成立" in said.out
        assert info.zh in said.err
        assert info.en in said.err


def test_times_have_their_year() -> None:
    """Midnight in Beijing is another day and year in UTC."""
    assert paper.time_of(AT) == BEIJING
    assert not paper.time_of("")
    assert timedelta(hours=8) == paper.BEIJING.utcoffset(None)


def values(**more: Any) -> dict[str, Any]:
    return {"code": "C01", "name": "申请书", "need": {"label": "必要"}, "copies": 1, **more}


def test_requirements_fit(capsys: pytest.CaptureFixture[str]) -> None:
    """A long list stays inside 80 columns, codes whole."""
    need = {
        "organ_name": "西安市莲湖区市场监督管理局", "phone": "029", "promised": "5个工作日", "legal": "",
        "accept_condition": "", "materials": [{"spec": values(name="很长的材料名称" * 9)}],
        "fields": [{"code": "F0123456789", "label": "名称" * 30, "required": True}],
    }  # fmt: skip
    item = {"name": "食品经营许可", "code": "11610104TEXT02012P4000131911002"}
    gaps = [{"code": "C01", "ask": "请收取“[表]”"}]
    power = {"term": "受理", "granted": False, "by": "", "source": "24条，须有委托", "entrustment": ""}
    found = {"requirements": need, "item": item, "why": "相同", "gaps": gaps, "agreement": None}
    draw.requirements({**found, "window": [power]})
    drawn = lines(capsys)
    assert "F0123456789" in "\n".join(drawn)
    assert "[表]" in "\n".join(drawn)
    assert "否，由办理机关办理" in "\n".join(drawn)
    assert "没有协议，按代收代办模板" in "\n".join(drawn)


def test_an_ended_agreement_is_said_where_a_window_would_file(capsys: pytest.CaptureFixture[str]) -> None:
    """No power is drawn then: the window reads that it takes no new case, and why."""
    need = {"organ_name": "某局", "phone": "", "promised": "", "legal": "", "accept_condition": ""}
    found = {"requirements": {**need, "materials": [], "fields": []}, "why": "", "gaps": [], "window": []}
    ended = {"reason": "AGREEMENT_ENDED", "version": "2026.1", "end": "2027-01-01"}
    draw.requirements({**found, "item": {"name": "某事", "code": "1"}, "agreement": ended})
    assert "不能新收件（协议 2026.1）：该事项的协议已到期" in "".join(lines(capsys))
