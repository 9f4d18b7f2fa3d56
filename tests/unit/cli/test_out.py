"""Exports, packets and counts as people see them at 80 columns, and how the verbs fail without a node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from federation.errors import KuayuError, Reason
from federation.exchange import ExchangeRow, Form, rows_of
from federation.trust.dsse import encode_roots
from node.cli import draw
from node.cli.draw import paper
from node.cli.tables import SKIPPED, export_folder
from tests.unit.cli.conftest import Kuayu
from tests.worlds.archive import packet
from tests.worlds.case import APPLICANT, CASE
from tests.worlds.exchange import filed, granted_case
from tests.worlds.trust import ROOTS

WIDTH = 80
HEAD = {"batch": "610100-000001", "at": "2026-02-02T01:00:00+00:00", "source": "610100", "hub": "national"}
EXPORTED: dict[str, Any] = {
    **HEAD,
    "unproven": ["result"],
    "folder": "exports/610100-000001",
    "tables": {"up_pro_accept": 12},
    "skipped": [
        {"case": CASE, "reason": "EXPORT_INCOMPLETE", "where": "up_pro_accept", "what": "accept_date"}
    ],
    "rows": 140,
    "cases": 12,
    "closed": 1,
}
COUNTED: dict[str, Any] = {
    "group": "440500",
    "term": "汕头市",
    "taken_in": 1200,
    "accepted": 1000,
    "open": 300,
    "on_time": 800,
    "late": 50,
    "undated": 50,
    "yellow": 2,
    "red": 51,
    "corrected": 40,
    "parcels_lost": 1,
    "rated": 500,
    "bad": 3,
    "repaired": 2,
    "average_days": 7.3,
    "ended": {"Finished.grant": 850, "NotAccepted": 50},
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)


def drawn(capsys: pytest.CaptureFixture[str]) -> str:
    """What was drawn."""
    return capsys.readouterr().out


def test_an_export_names_what_it_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """How much and where; the case that was left out with its column; codes that nobody compared."""
    draw.exported(EXPORTED)
    text = drawn(capsys)
    for part in ("12 件 140 行", "exports/610100-000001", CASE, "accept_date", "未与接收方核对"):
        assert part in text
    draw.exported({**EXPORTED, "folder": "", "cases": 0, "skipped": [], "closed": 0})
    assert "未写文件" in drawn(capsys)


def test_counts_fit_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """Several groups with bars, one without, none at all; no line is broken."""
    long = {
        **COUNTED,
        "group": "11610104TEXT02039F400051192200001",
        "term": "困难残疾人生活补贴和重度残疾人护理补贴",
    }
    found = {"from": "2026-11-01", "to": "2026-11-30", "by": "item", "unknown": 2, "lines": {"filed": 2}}
    draw.statistics({**found, "rows": [long, {**COUNTED, "taken_in": 1, "average_days": None}]})
    text = drawn(capsys)
    assert all(
        part in text
        for part in (
            "█",
            "1200",
            "7.3",
            "–",
            "办结(准予) 1700",
            "2 件的时限未计算",
            "国垂事项指引 2 项（不计入办件）：已申请 2",
        )
    )
    draw.statistics({**found, "by": "", "rows": [COUNTED], "unknown": 0})
    text = drawn(capsys)
    assert "合计" in text
    assert "█" not in text
    draw.statistics({**found, "rows": []})
    assert "没有收件" in drawn(capsys)


def test_rejects_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """By case; rows that are none of ours by their place."""
    row = {"case": CASE, "term": "办件结果信息", "kind": "代码不存在", "advice": "核对代码", "why": "1"}
    draw.rejects({"taken": 1, "cases": [CASE], "overtaken": 1, "unknown": [3], "open": [row], "more": 7})
    text = drawn(capsys)
    assert all(part in text for part in (CASE, "代码不存在：1", "核对代码", "第 3 条", "还有 7 条"))
    draw.rejects({"open": [], "more": 0})
    assert "没有待处理" in drawn(capsys)
    draw.export_kept({**EXPORTED})
    assert "610100-000001" in drawn(capsys)


def test_packets_are_verified_without_a_node(kuayu: Kuayu, tmp_path: Path) -> None:
    """Evidence and packet from the file, root keys from the one who asks; a changed packet ends with 3."""
    file, roots = tmp_path / "packet.zip", tmp_path / "roots.json"
    file.write_bytes(packet())
    roots.write_bytes(encode_roots(ROOTS))
    said = kuayu("archive", "verify", file, "--roots", roots)
    assert said.code == 0
    assert all(
        part in said.out for part in ("归档信息包成立", CASE, "2026-XK-0001", "7 与归档登记的摘要一致　—")
    )
    file.write_bytes(packet()[:-1])
    said = kuayu("archive", "verify", file, "--roots", roots)
    assert (said.code, Reason.ARCHIVE_INVALID in said.err) == (3, True)
    assert kuayu("--json", "archive", "verify", file, "--roots", roots).error["detail"]["step"] == 1
    other = kuayu("--json", "archive", "verify", file, "--roots", roots, "--digest", "sha256:1")
    assert other.error["reason"] == Reason.ID_MALFORMED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("statistics", "--from", "2026-02-30", "--to", "2026-03-01"), Reason.VALUE_INVALID),
        (("export", "cases", "--from", "x", "--to", "2026-03-01", "--out", "o"), Reason.VALUE_INVALID),
        (("export", "rejects", "nowhere.csv"), Reason.NOT_FOUND),
        (("export", "rejects", "node.toml"), Reason.VALUE_INVALID),
        (
            ("archive", "pack", CASE, "--number", "1", "--retention", "10年", "--out", "x/y.zip"),
            Reason.NOT_FOUND,
        ),
        (("statistics", "--from", "2026-02-01", "--to", "2026-03-01"), Reason.NODE_UNREACHABLE),
    ],
)
def test_what_is_wrong_is_named(
    words: tuple[str, ...], reason: Reason, kuayu: Kuayu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days, files, folders, and a node that does not answer."""
    monkeypatch.chdir(tmp_path)
    assert kuayu("--json", *words).error["reason"] == reason


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    """What failed in the middle leaves nothing; what went well is complete, and says what is not in it."""
    rows = rows_of(granted_case(), filed())
    for form in Form:
        with pytest.raises(KeyError):
            _fail(tmp_path, form, rows)
        assert list(tmp_path.iterdir()) == []
    with export_folder(tmp_path, Form.CSV, HEAD) as files:
        files.add(CASE, rows)
        files.close([(CASE, "EXPORT_INCOMPLETE", "up_pro_accept", "=1")])
    (folder,) = tmp_path.iterdir()
    assert folder.name == HEAD["batch"]
    assert {file.stem for file in folder.iterdir()} == {row.table for row in rows} | {Path(SKIPPED).stem}
    listed = (folder / SKIPPED).read_text("utf-8-sig")
    assert "'=1" in listed
    assert APPLICANT.name not in listed


def _fail(out: Path, form: Form, rows: tuple[ExchangeRow, ...]) -> None:
    with export_folder(out, form, HEAD) as files:
        files.add(CASE, rows)
        raise KeyError(CASE)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """A file in the way is a reason, not a stack trace."""
    (tmp_path / "file").write_text("")
    with pytest.raises(KuayuError) as refused, export_folder(tmp_path / "file" / "x", Form.SQL, HEAD):
        pass
    assert refused.value.reason is Reason.STORE_FAILED
