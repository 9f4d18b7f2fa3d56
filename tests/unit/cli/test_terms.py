"""Agreements, calendars and clocks as people see them at 80 columns, and how the verbs fail without a node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from federation.case.agreement import COLLECTION
from federation.case.agreement_file import describe
from node.cli import draw
from node.cli.draw import paper
from node.cli.draw.due import clock_lines
from tests.unit.cli.conftest import Kuayu
from tests.worlds.agreements import ACCEPT, agreement, entrustment, text

WIDTH = 80
CASE = "KT44050061010020260302ABCDEF1"
CLOCK: dict[str, Any] = {
    "clock": "promised",
    "term": "承诺办结时限",
    "side": "handling",
    "about": "",
    "start": "2026-03-02",
    "due": "2026-03-09",
    "due_at": "",
    "ended": "",
    "left": 1,
    "state": "running",
    "state_term": "计时中",
    "card": "yellow",
    "provisional": False,
    "source": "item",
    "extended": 0,
    "late": [],
}
LATE = {
    "kind": "Extended", "term": "延长期限", "number": "YQ-1", "on": "2026-03-10", "source": "42条",
}  # fmt: skip
CASE_DUE: dict[str, Any] = {
    "case": CASE, "agreement": "2026.1", "clocks": [CLOCK], "withheld": [],
    "deemed_accepted": "", "deemed_provisional": False, "promised": None, "legal": None,
}  # fmt: skip
ROW = {
    "accepting": "440500",
    "handling": "610100",
    "version": "2026.1",
    "digest": "sha256:" + "0" * 64,
    "start": "2026-01-01",
    "end": "2027-01-01",
    "in_force": True,
    "items": 300,
    "imported_at": "2026-01-01T00:00:00+00:00",
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)


def drawn(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was drawn, line by line."""
    return capsys.readouterr().out.splitlines()


def test_a_rating_is_named_by_its_stage(capsys: pytest.CaptureFixture[str]) -> None:
    """收件 or 办结, as people say it."""
    rating = {
        **CLOCK,
        "clock": "rating_verify",
        "term": "差评核实时限",
        "about": "intake",
        "side": "accepting",
    }
    draw.case_due(
        [
            {
                "case": CASE,
                "agreement": "2026.1",
                "promised": None,
                "legal": None,
                "clocks": [rating],
                "withheld": [],
                "deemed_accepted": "",
                "deemed_provisional": False,
            }
        ]
    )
    out = capsys.readouterr().out
    assert "差评核实 收件" in out
    assert "intake" not in out


def test_clocks_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Whose, from when, by when, how many days, how it stands, its card; provisional days bear a star."""
    overdue = {
        **CLOCK,
        "left": -2,
        "state": "overdue",
        "state_term": "已逾期",
        "card": "red",
        "provisional": True,
    }
    stands = {**CLOCK, "due": "", "left": None, "state_term": "不计时", "card": ""}
    withheld = {"clock": "notice", "term": "补正告知时限", "reason": "RECEIPT_BASIS_MISSING"}
    silent = {"deemed_accepted": "2026-03-02", "deemed_provisional": True}
    clocks = {"agreement": "", "clocks": [CLOCK, overdue, stands], "withheld": [withheld]}
    draw.case_due([{**CASE_DUE, **clocks, **silent}])
    lines = drawn(capsys)
    out = "\n".join(lines)
    assert lines[0].startswith(CASE)
    assert "无协议" in lines[0]
    for part in ("2026-03-09 ", "2026-03-09*", "剩余工作日", "逾期 2 ", "黄牌", "红牌", "暂定", "视为受理"):
        assert part in out
    assert "补正告知时限未计算：协议没有写明" in out
    assert "32条(四)" in out


def test_a_clerk_reads_what_the_table_cannot_say(capsys: pytest.CaptureFixture[str]) -> None:
    """What came too late and by which clause, a promise beyond the law, the item's own limits, hours to the minute."""
    today = {**CLOCK, "left": 0, "due_at": "2026-03-09T16:00:00+08:00"}
    over = {
        **CLOCK,
        "clock": "legal",
        "term": "法定办结时限",
        "due": "2026-03-06",
        "state": "overdue",
        "left": 0,
    }
    longer = {**CLOCK, "extended": 10}
    limits = {"promised": {"words": "6 小时"}, "legal": {"words": "20 个工作日"}}
    draw.case_due(
        [{**CASE_DUE, **limits, "clocks": [{**today, "late": [LATE]}, {**over, "late": [LATE]}, longer]}]
    )
    lines = drawn(capsys)
    assert lines[0].endswith("协议 2026.1　事项：承诺 6 小时，法定 20 个工作日")
    out = "\n".join(lines)
    assert "2026-03-09 16:00   今日到期" in out
    assert "逾期  " in out
    assert "计时中，已" in out
    late = "延长期限 YQ-1（2026-03-10）在届满之后作出，不计入"
    assert f"※ {late}承诺办结时限（2026-03-09 到期）、法定办结时限（2026-03-06 到期）：42条" in lines
    assert "承诺晚于法定：以法定办结时限为准（42条）" in lines


def test_a_sheet_says_what_its_clocks_want() -> None:
    """Cards of what is owed, clocks that stand, what came late; nothing of what runs in time or was done."""
    stands = {**CLOCK, "due": "", "left": None, "state": "suspended", "state_term": "不计时", "card": ""}
    red = {**CLOCK, "left": -2, "state": "overdue", "card": "red", "late": [LATE]}
    for clocks, said in (
        ([CLOCK], "黄牌 承诺办结时限（办理地）2026-03-09 到期　剩余工作日：1"),
        ([red], "红牌 承诺办结时限（办理地）2026-03-09 到期　剩余工作日：逾期 2"),
        ([stands, {**stands, "term": "法定办结时限"}], "‖ 承诺办结时限、法定办结时限：不计时"),
    ):
        assert said in [paper.console.render_str(one).plain for one in clock_lines(clocks)]
    done = {**CLOCK, "ended": "2026-03-12", "state": "late", "left": None, "card": "red"}
    assert list(clock_lines([{**CLOCK, "card": ""}, done])) == []
    assert len(list(clock_lines([red]))) == 2


def test_the_list_of_cards_says_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    """Cases whole; what is not listed, and what could not be computed, is said."""
    draw.due_list({"rows": [{"case": CASE, **CLOCK}], "more": 7, "open": 40, "unknown": [CASE]})
    out = "\n".join(drawn(capsys))
    for part in ("在办 40 件，黄红牌 8 张", CASE, "还有 7 张未列出", "kuayu agreement import"):
        assert part in out


def test_agreements_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Term, powers, entrustment, days, who signed; none says what then holds."""
    one = agreement(powers=COLLECTION | {ACCEPT}, entrusted=entrustment())
    draw.agreement_list([ROW])
    draw.agreement_list([])
    draw.agreement_imported(ROW)
    draw.agreement_shown({**describe(one), "signed_by": ["440500"], "complete": False})
    draw.agreement_signed({**describe(one), "signed_by": ["440500", "610100"], "complete": True})
    draw.agreement_changes({"old": "a", "new": "b", "changes": []})
    draw.agreement_changes({"old": "a", "new": "b", "changes": ["终止日期：[1] → [2]"]})
    out = "\n".join(drawn(capsys))
    for part in (
        "440500-610100/2026.1",
        "按代收代办模板办理",
        "现行有效",
        "收件、原件核验、审批结果送达、受理",
        "西委〔2026〕1号",
        "电子件到达办理地之日",
        "补正告知 5",
        "尚缺签署，不能导入",
        "双方已签，可导入",
        "内容没有变化",
        "[1] → [2]",
    ):
        assert part in out


def test_calendars_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Which years, of whom, from where, and which are used."""
    row = {
        "locality": "100000",
        "year": 2026,
        "version": 1,
        "holidays": 33,
        "workdays": 6,
        "source": "国务院办公厅关于2026年部分节假日安排的通知",
        "imported_at": "",
        "used": True,
    }
    draw.calendar_list([row, {**row, "imported_at": "2026-01-01T00:00:00+00:00", "used": False}])
    draw.calendar_imported({**row, "used": False})
    draw.calendar_signed({"locality": "640000", "year": 2026, "version": 1})
    out = "\n".join(drawn(capsys))
    for part in ("随程序", "已有新版", "未采用", "已签 640000 2026 年第 1 版"):
        assert part in out


def test_a_file_that_is_not_there_is_not_named(kuayu: Kuayu) -> None:
    """NOT_FOUND says what was wanted, and repeats no name that may be a person's."""
    for words in (("agreement", "show", "陈小明.toml"), ("agreement", "import", "陈小明.json")):
        said = kuayu("--json", *words)
        assert said.error["reason"] == "NOT_FOUND"
        assert "陈小明" not in said.out


def test_texts_are_compared_without_a_node(kuayu: Kuayu, tmp_path: Path) -> None:
    """`agreement diff` and `show` of two files need neither a node nor its directory."""
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(text(), "utf-8")
    new.write_text(text(version="2", end="2028-01-01"), "utf-8")
    said = kuayu("--json", "agreement", "diff", str(old), str(new))
    assert said.code == 0
    assert "终止日期：2027-01-01 → 2028-01-01" in said.out
    assert '"complete": false' in kuayu("--json", "agreement", "show", str(old)).out


def test_signing_says_what_is_missing(kuayu: Kuayu, tmp_path: Path) -> None:
    """Without the directory CONFIG; what could not be imported is refused before anything else."""
    file, key = tmp_path / "a.toml", tmp_path / "key.pem"
    key.write_text("x", "utf-8")
    for said, reason in ((text(), "CONFIG"), (text(basis=""), "RECEIPT_BASIS_MISSING")):
        file.write_text(said, "utf-8")
        words = ("agreement", "sign", str(file), "--key", str(key), "-o", str(tmp_path / "out"))
        assert kuayu("--json", *words).error["reason"] == reason
    assert not (tmp_path / "out").exists()
