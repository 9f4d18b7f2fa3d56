"""The verbs beside the spine, in two stories: a case with everything in it, and what ends otherwise."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.cli.hall import Hall
from tests.worlds.healed import healed

FEE, SUCCESSOR = "44050000000000000001", "11610104TEXT02012P"
LICENCE = "1.2.156.3005.2.11100000000013127D001.11440500TEXT00017J.20260000000000000001.001.U"
OUT, HOME = "9800000000005", "9800000000006"


async def whole_life(hall: Hall) -> str:
    """Seen, promised, suspended, extended, charged, asked about, granted, rated, put right, archived."""
    a, b = hall.a, hall.b
    case = await hall.submit()
    await _seen(hall, case)
    await _decided(hall, case)
    await _talked(hall, case)
    await healed(a, b)
    parcel = ("--parcel", HOME, "--paper", "证9", "--leg", "h2a")
    await hall.say(b, "case", "parcel-sent", case, *parcel)
    await hall.say(b, "case", "parcel-tracked", case, "--parcel", HOME, "--status", "signed")
    words = ("--document", "准9-2", "--document", "证9", "--parcel", HOME, "--proof", hall.paper)
    await hall.say(b, "case", "parcel-sent", case, "--parcel", OUT, "--paper", "准9-2", "--leg", "h2a")
    for document, number in (("证9", HOME), ("准9-2", OUT)):
        words = ("--document", document, "--parcel", number, "--proof", hall.paper)
        await hall.say(b, "case", "deliver", case, *words)
    await healed(a, b)
    await hall.say(a, "case", "deliver", case, "--document", "BBSQ", "--document", "ZP")
    await _rated(hall, case)
    await healed(a, b)
    packet = "sha256:" + "0" * 64
    words = ("--number", "2026-001", "--retention", "10年", "--packet", packet)
    done = await hall.say(b, "case", "archive", case, *words)
    assert (done["event"], done["kind"], done["state"]) == ("Archived", "Archived", "issued")
    await healed(a, b)
    (view,) = await hall.say(a, "case", "show", case)
    assert view["document"]["superseded"]
    assert not view["duties"]
    return case


async def _seen(hall: Hall, case: str) -> None:
    a, note = hall.a, hall.folder / "note.txt"
    note.write_text("申请人出示身份证，核对无误\n", "utf-8")
    await hall.say(a, "case", "verify-original", case, "--material", "SFZ", "--note", f"@{note}")
    await hall.say(a, "case", "assist", case, "--note", "协助上传")
    words = ("--kind", "precheck", "--identity-shown", "--note", f"@{note}", "--seen", "SFZ")
    words = (*words, "--meeting", "602-188-341", "--file", hall.paper)
    await hall.say(a, "case", "session", case, *words)
    (session,) = (await hall.say(a, "case", "show", case))[0]["sessions"]
    assert (session["term"], session["meeting"], session["seen_materials"]) == (
        "预审",
        "602-188-341",
        ["SFZ"],
    )
    assert (session["side"], session["identity_shown"]) == ("accepting", True)
    assert session["file"].startswith("sha256:")


async def _decided(hall: Hall, case: str) -> None:
    a, b, paper = hall.a, hall.b, hall.paper

    async def organ(verb: str, number: str, *words: Any, again: bool = False) -> str:
        names = ("--number", number, "--file", paper)
        message: str = (await hall.say(b, "case", verb, case, *words, *names))["message_id"]
        if again:
            names = ("--number", f"{number}-2", "--file", paper, "--supersedes", message)
            message = (await hall.say(b, "case", verb, case, *words, *names))["message_id"]
        return message

    words = ("--promised-days", "5", "--deferred", "ZP=5", "--promise", paper)
    await organ("accept", "受9", *words, again=True)
    words = ("--procedure", "expert_review", "--days", "15", "--reason", "专家评审")
    stands = await organ("suspend", "特9", *words, again=True)
    await hall.say(b, "case", "resume", case, "--suspension", stands, "--outcome", "评审通过")
    words = ("--days", "10", "--approver", "局长", "--reason", "案情复杂")
    await organ("extend", "延9", *words, again=True)
    words = ("--code", FEE, "--name", "工本费", "--yuan", "10.5", "--payee", "财政局")
    await organ("fee-due", "缴9", *words, again=True)
    await hall.say(b, "case", "fee-paid", case, "--code", FEE, "--voucher", paper)
    await hall.say(b, "case", "step", case, "--name", "审核", "--end", "passed", "--note", "符合条件")
    await healed(a, b)
    brought = hall.folder / "later.json"
    brought.write_text(
        json.dumps([{"code": "ZP", "files": ["paper.pdf"], "disposition": "keep", "originals": 1}]), "utf-8"
    )
    await hall.say(a, "case", "supply", case, "--materials", brought, "--files", hall.folder)
    await healed(a, b)
    await organ("finish", "准9", "--result", "grant", again=True)
    await hall.say(b, "case", "issue", case, "--document", "证9=证书", "--file", paper)


async def _talked(hall: Hall, case: str) -> None:
    a, b = hall.a, hall.b
    words = ("--text", "证书几份？", "--days", "2", "--file", hall.paper)
    question = (await hall.say(a, "case", "ask", case, *words))["message_id"]
    await hall.say(a, "case", "urge", case, "--text", "申请人急用")
    await healed(a, b)
    words = ("--question", question, "--text", "一份", "--file", hall.paper)
    await hall.say(b, "case", "answer", case, *words)


async def _rated(hall: Hall, case: str) -> None:
    a, b = hall.a, hall.b
    words = ("--about", "finish", "--level", "dissatisfied", "--named", "--text", "太慢")
    rating = (await hall.say(a, "case", "rate", case, *words))["message_id"]
    await healed(a, b)
    words = ("--rating", rating, "--finding", "clear", "--text", "已回访")
    done = await hall.say(b, "case", "verify-rating", case, *words)
    assert done["kind"] == "RatingVerified.upheld"
    await hall.say(b, "case", "fix-rating", case, "--rating", rating, "--text", "已整改")


async def ended_otherwise(hall: Hall) -> None:
    """A licence was checked, the case was handed to another organ; another one needed no licence."""
    a, b = hall.a, hall.b
    case = await hall.submit()
    words = ("--licence", LICENCE, "--name", "营业执照", "--purpose", "核验主体资格")
    question = (await hall.say(b, "case", "ask-licence", case, *words))["message_id"]
    await healed(a, b)
    words = ("--question", question, "--state", "valid", "--note", "在有效期内")
    await hall.say(a, "case", "answer-licence", case, *words)
    rows = (await hall.say(a, "licence", "log", "--from", "2026-01-01", "--to", "2099-12-31"))["rows"]
    assert [(row["message_id"], row["status"], row["answer"]) for row in rows] == [
        (question, "answered", "valid")
    ]
    words = ("--organ", SUCCESSOR, "--place", "610104", "--reason", "职能调整")
    done = await hall.say(b, "case", "transfer", case, *words)
    assert done["event"] == "Transferred"
    other = await hall.submit()
    words = ("--number", "不9", "--reason", "依法不需要许可", "--file", hall.paper)
    done = await hall.say(b, "case", "not-require", other, *words)
    assert done["documents"] == [{"number": "不9", "title": "不受理告知书"}]
    await healed(a, b)
