"""The sheet of a case that has everything: each thing in words, whole codes, at 80 columns."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from federation.case import Side, canonical, digest
from federation.case.choices import Finding, LicenceState, Result, Satisfaction, Stage
from federation.case.events import Arrived, Finished
from federation.case.parts import Deferred
from federation.case.process import Asked, LicenceAnswered, LicenceAsked, Rated, RatingVerified
from node.cli import draw
from node.cli.draw import paper, process
from tests.worlds.acts import ACCEPTED, at
from tests.worlds.case import again, blob, document
from tests.worlds.process import EXTENDED, FEE, FEE_DUE, LATER, LICENCE, SUSPENDED

A, H = Side.ACCEPTING, Side.HANDLING
PROMISE = Deferred(material=LATER, days=5, promise=blob("promise"))


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a clerk sees of a world's case."""
    monkeypatch.setattr(paper.console, "width", 80)

    def see(world: Any, **more: Any) -> str:
        case = world.settle().case(A)
        view = {
            "case": case.case_id, "digest": digest(case), "document": json.loads(canonical(case)),
            "files": [], "entries": [], "timeline": [], "notes": [], "duties": [], "by_rule": [],
            "sessions": [], "clocks": [],
        } | more  # fmt: skip
        draw.case_views([view])
        return capsys.readouterr().out

    return see


def test_everything_is_on_the_sheet(drawn: Any) -> None:
    """Documents with their state, procedure, extension, promise, fee, questions and ratings."""
    world = at((H, Arrived()), (H, replace(ACCEPTED, deferred=(PROMISE,))), (H, EXTENDED), (H, FEE_DUE))
    world.must(H, again(EXTENDED), supersedes=world.logs[H][2].act.message_id)
    world.must(H, SUSPENDED, Asked(text="是否须[原件]？", days=2))
    asked = world.must(H, LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验"))
    world.settle()
    world.must(A, LicenceAnswered(question=asked, state=LicenceState.VALID, note="在有效期内"))
    rated = world.must(A, Rated(about=Stage.INTAKE, level=Satisfaction.DISSATISFIED, text="久", named=True))
    world.must(A, RatingVerified(rating=rated, finding=Finding.CLEAR, text="已回访"))
    text = drawn(world)
    for part in (
        *("YQ-1", "已失效(被更正或作废)", "YQ-1-2", "TBCX-1", "已制作"),
        *("11610100TEXT00025R", "特别程序中(不计时)", "已延长"),
        *(LATER, "容缺待补", FEE, "10.00", "待缴费"),
        *("[原件]", "待答复", "有效", "在有效期内"),
        *("不满意", "差评属实待整改", "属实，立行立改"),
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_check_that_its_case_ended_before_the_answer(drawn: Any) -> None:
    """Nobody waits for it any more, and the sheet does not say so."""
    world = at((H, Arrived()), (H, LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验[主体]")))
    assert "待答复" in drawn(world)
    world.must(H, Finished(result=Result.RETURN, reason="退件", document=document("TJ-1")))
    text = drawn(world)
    assert "待答复" not in text
    for part in ("不必答复", "用途：核验[主体]", "营业执照"):
        assert part in text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (LicenceState.VALID, "有效"),
        (LicenceState.EXPIRED, "已过期"),
        (LicenceState.REVOKED, "已注销或吊销"),
        (LicenceState.NOT_FOUND, "查无此证"),
        (LicenceState.NOT_OURS, "非本地颁发"),
    ],
)
def test_every_answer_in_words(drawn: Any, state: LicenceState, said: str) -> None:
    """What the issuing place said, and its remark."""
    world = at((H, Arrived()), (H, LicenceAsked(licence=LICENCE, name="营业执照", purpose="核验")))
    (question,) = world.case(A).questions
    world.must(A, LicenceAnswered(question=question, state=state, note="见[备注]"))
    text = drawn(world)
    assert said in text
    assert "见[备注]" in text


SESSION = {
    "message_id": "m", "side": "handling", "kind": "video", "term": "视频办", "identity_shown": False,
    "held_at": "2026-11-24T01:30:00+00:00", "seen_materials": ["SFZ"], "note": "核对[身份]",
    "file": "sha256:" + "0" * 64, "meeting": "https://video.example.gov.cn/room/1",
    "actor": {"organ": "11610100TEXT010440", "place": "610100", "officer": "B07"},
}  # fmt: skip


def test_a_session_on_the_sheet() -> None:
    """Who, when in Beijing, whether the identity was shown, what was seen, the record and the hand-off."""
    text = "\n".join(process.sessions([SESSION]))
    for part in (
        *("视频办", "2026-11-24 09:30:00", "办理地 11610100TEXT010440 B07", "未出示身份证件"),
        *("SFZ", "核对[身份]", SESSION["file"], SESSION["meeting"]),
    ):
        assert str(part) in text
    bare = SESSION | {"seen_materials": [], "file": "", "meeting": "", "identity_shown": True}
    text = "\n".join(process.sessions([bare]))
    assert "已出示身份证件" in text
    assert not any(label in text for label in ("看过材料", "会议：", "记录："))


def test_a_plain_case_has_a_plain_sheet(drawn: Any) -> None:
    """What did not happen is not on it; how the result is handed over is said in words."""
    text = drawn(at((H, Arrived())))
    assert not any(part in text for part in ("容缺", "收费", "会商", "评价", "文书", "归档"))
    assert "窗口领取" in text


def test_an_ended_case(drawn: Any) -> None:
    """The document of the end, and who decided."""
    lapsed = Finished(result=Result.LAPSED, reason="逾期", document=document("LP-1"))
    text = drawn(at((H, Arrived()), (H, replace(ACCEPTED, deferred=(PROMISE,))), (H, lapsed)))
    assert "逾期终结" in text
    assert "办结(逾期)" in text


def test_what_a_rule_did(drawn: Any) -> None:
    """Line, rule and version, and what it read, also where that is markup."""
    line = {
        "message_id": "m", "kind": "Accepted", "author": "610100", "officer": "秒批",
        "at": "2026-01-05T01:00:00+00:00", "outcome": "applied", "reason": "",
    }  # fmt: skip
    basis = {"message_id": "m", "rule": "food", "version": "3", "digest": "sha256:0123456789ab"}
    text = drawn(at((H, Arrived())), timeline=[line], by_rule=[basis | {"inputs": {"F04": "[N]"}}])
    assert all(part in text for part in ("秒批依据", "food@3", "F04 = [N]"))
