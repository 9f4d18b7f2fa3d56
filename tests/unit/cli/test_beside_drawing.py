"""Guides, national lines and bundles as people see them at 80 columns."""

from __future__ import annotations

from typing import Any

import pytest

from node.cli import draw
from node.cli.draw import paper

WIDTH = 80
LINE: dict[str, Any] = {
    "number": "GC44050020261124O0GMZC5",
    "locality": "610100",
    "code": "11610100TEXT01052T3000155931001",
    "title": "普通护照[签发]",
    "opened_at": "2026-11-24T12:00:00+00:00",
    "status": "accepted",
    "term": "已受理",
    "seen_by": "line",
    "seen_on": "2026-11-24",
}
NOTE = {
    "seen_on": "2026-11-24",
    "term": "已受理",
    "seen_term": "国垂系统网页或客户端",
    "at": "2026-11-24T12:00:00+00:00",
    "actor": {"officer": "A01"},
}
GUIDE: dict[str, Any] = {
    "item": {"name": "普通护照签发", "code": LINE["code"]},
    "channel": {"code": "NATIONAL_LINE", "label": "国家垂管系统"},
    "advice": "本系统不收件",
    "requirements": {
        "organ_name": "西安市公安局",
        "phone": "029",
        "promised": "7个工作日",
        "legal": None,
        "accept_condition": "",
        "materials": [
            {"spec": {"code": "C01", "name": "身份证", "need": {"label": "必要"}, "copies": 1}},
        ],
        "fields": [{"code": "F01", "label": "姓名", "required": True}],
    },
    "address": "出入境大厅",
    "hours": "",
    "phone": "029",
    "supervision": "",
    "flow": "",
    "by_law": "",
    "scene_reason": "本人到场",
}
MEMBER = {
    "key": "huzhao",
    "place": "610100",
    "title": "普通护照签发",
    "standing": "line",
    "term": "国垂系统自行申请",
    "limit": "7个工作日",
    "guidance": "网上预约",
    "address": "出入境大厅",
    "phone": "029",
}
GAP = {
    "member": "food",
    "shared": "ID",
    "reason": "MATERIAL_MISSING",
    "code": "C02",
    "label": "身份证",
    "blocks": True,
    "ask": "请再复印 1 份",
}
FAULT = {"where": "member food", "reason": "ITEM_UNKNOWN", "why": "办理地目录里没有这个事项"}
SERVES = [
    {"member": "food", "code": "C02", "originals": 1, "copies": 2},
    {"member": "birth", "code": "M1", "originals": 0, "copies": 0},
]
BUNDLE = {
    "name": "xinshenger",
    "version": "1",
    "title": "新生儿一件事",
    "rule": "all",
    "guidance": "先登记",
    "members": [MEMBER, {**MEMBER, "key": "food", "standing": "joint", "term": "多地联办"}],
    "materials": [{"code": "ID", "name": "身份证", "serves": SERVES}],
    "fields": [{"code": "MC", "name": "名称", "serves": [{"member": "food", "code": "F01"}]}],
    "faults": [FAULT],
}


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    for screen in (paper.console, paper.problems):
        monkeypatch.setattr(screen, "width", WIDTH)


def test_a_guide_says_which_way(capsys: pytest.CaptureFixture[str]) -> None:
    """The channel first, then the list without any verdict, then where to go; empty lines are left out."""
    draw.line_opened({"line": LINE, "guide": GUIDE})
    out = capsys.readouterr().out
    for part in (
        LINE["number"],
        "国家垂管系统",
        "西安市公安局",
        "C01",
        "必要",
        "办理地点　出入境大厅",
        "本人到场",
    ):
        assert part in out
    assert "还要做什么" not in out
    assert "办理时间" not in out


def test_lines_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    """One with its notes and the applicant's number; a list without it; brackets in a name are no markup."""
    draw.line_shown({"line": LINE, "reference": "EX-1", "notes": [NOTE]})
    out = capsys.readouterr().out
    assert all(part in out for part in ("普通护照[签发]", "EX-1", "已受理", "A01", "2026-11-24 20:00:00"))
    draw.line_list([LINE])
    out = capsys.readouterr().out
    assert all(part in out for part in (LINE["number"], "普通护照[签发]", "已受理"))
    draw.line_list([])
    draw.line_noted(LINE)
    out = capsys.readouterr().out
    assert all(part in out for part in ("没有登记国垂事项", "已受理（2026-11-24）"))


def test_a_bundle_is_told_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Its rule, each item's way, what is handed in once and who gets it, and what is wrong today."""
    draw.bundle_shown(BUNDLE)
    said = capsys.readouterr()
    parts = (
        "一处不准，全部终止",
        "国垂系统自行申请",
        "出入境大厅",
        "food C02 原件1份、复印件2份",
        "birth M1 扫描件",
    )
    assert all(part in said.out for part in (*parts, "food F01", "今天不能使用"))
    assert "member food：办理地目录里没有这个事项（ITEM_UNKNOWN）" in said.err
    draw.bundle_imported(BUNDLE)
    row = {**BUNDLE, "items": 2, "imported_at": LINE["opened_at"]}
    draw.bundle_list([row])
    assert "xinshenger@1" in capsys.readouterr().out
    draw.bundle_list([])
    assert "没有导入一件事" in capsys.readouterr().out


def test_gaps_name_what_closes_them(capsys: pytest.CaptureFixture[str]) -> None:
    """A gap of a part shows the bundle's code that would close it; one of a shared paper is called so."""
    shared = {**GAP, "member": "", "code": "ID", "blocks": False}
    draw.bundle_prepared({"title": "一件事", "file": "out.json", "aside": [MEMBER], "gaps": [GAP, shared]})
    said = capsys.readouterr()
    assert all(part in said.err for part in ("C02←ID", "必须", "共用", "注意"))
    assert all(part in said.out for part in ("kuayu joint open", "国垂系统自行申请　普通护照签发（610100）"))
