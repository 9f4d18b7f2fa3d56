"""``kuayu case``: documents and forms on paper, and who holds which original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case import STATE_TERMS, TERMS, DocumentState, Kind
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Digest
from node.cli.options import CaseArg
from node.cli.recording import time_of
from node.cli.saving import check_target, saving, written
from node.cli.session import session_of

app = typer.Typer()

OneOut = Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")]
_ROW = ("code", "name", "holder", "term", "parcel", "count")
_MOVE = ("message_id", "kind", "term", "author", "at", "code", "holder", "parcel", "change")


@app.command("papers")
def papers(context: typer.Context, case: CaseArg) -> None:
    """办件的文书：文号、名称、状态。The documents of a case."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [_paper(one) for one in await _documents(client, CaseId(case))]

    session.say(session.run(work), "paper_list")


@app.command("paper")
def paper(
    context: typer.Context,
    case: CaseArg,
    number: Annotated[str, typer.Argument(help="文号 document number")],
    out: OneOut,
) -> None:
    """取出一份文书的文件。The file of a document."""
    session = session_of(context)
    found = CaseId(case)
    check_target(out)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        file = await _file_of(client, found, number)
        size = 0
        with saving(out) as stream:
            async for chunk in client.get_file(found, file):
                size += stream.write(chunk)
        return [{"case": case, "file": str(out), "bytes": size}]

    session.say(session.run(work), "written")


@app.command("proof")
def proof(
    context: typer.Context,
    case: CaseArg,
    numbers: Annotated[list[str], typer.Argument(help="要送达的文书：文号 documents to be served")],
    out: OneOut,
) -> None:
    """打印送达回证：受送达人签名后扫描，用 notice-served 或 deliver 的 --proof 交回。The proof of delivery, to be signed."""
    _form(context, case, "proof", out, numbers)


@app.command("promise")
def promise(
    context: typer.Context,
    case: CaseArg,
    deferred: Annotated[list[str], typer.Argument(help="容缺：材料=工作日 may come later: material=days")],
    out: OneOut,
) -> None:
    """打印容缺受理承诺书：签名后扫描，用 accept --promise 交回。The written promise, to be signed."""
    _form(context, case, "promise", out, deferred)


@app.command("handover")
def handover(context: typer.Context, case: CaseArg, out: OneOut) -> None:
    """打印材料物品清单：收了什么，原件在哪。What was taken in, and where each original is."""
    _form(context, case, "handover", out, [])


def _form(context: typer.Context, case: str, kind: str, out: Path, numbers: list[str]) -> None:
    session = session_of(context)
    found = CaseId(case)
    check_target(out)

    async def work(client: Any, config: Any) -> list[dict[str, Any]]:
        actor = config.actor(session.as_name)
        pdf = await client.print_paper(found, kind, actor=actor, numbers=numbers)
        return [written(out, case, pdf)]

    session.say(session.run(work), "written")


@app.command("custody")
def custody(
    context: typer.Context,
    case: CaseArg,
    at: Annotated[str, typer.Option(help="什么时候：RFC 3339，默认现在 at which moment")] = "",
) -> None:
    """原件在谁手里，哪些消息可以证明。Who held which original, and the messages that prove it."""
    session = session_of(context)
    found = CaseId(case)
    moment = time_of(at, "--at").isoformat() if at else ""

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        shown = await client.case_custody(found, at=moment)
        return {
            "case": case,
            "at": shown.at,
            "rows": [{name: getattr(one, name) for name in _ROW} for one in shown.rows],
            "moves": [{name: getattr(one, name) for name in _MOVE} for one in shown.moves],
        }

    session.say(session.run(work), "custody_view")


async def _documents(client: Any, case: CaseId) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((await client.show_case(case)).document)["documents"]
    return found


def _paper(one: dict[str, Any]) -> dict[str, Any]:
    document = one["document"]
    return {
        "number": document["number"],
        "title": document["title"],
        "kind": one["kind"],
        "term": TERMS[Kind(one["kind"])].zh,
        "state": one["state"],
        "state_term": STATE_TERMS[DocumentState(one["state"])],
        "served_at": one["served_at"] or "",
        "message_id": one["message_id"],
        "digest": document["file"]["digest"] if document["file"] else "",
        "media_type": document["file"]["media_type"] if document["file"] else "",
    }


async def _file_of(client: Any, case: CaseId, number: str) -> Digest:
    papers = [_paper(one) for one in await _documents(client, case)]
    found = next((one for one in papers if one["number"] == number), None)
    if found is None:
        raise InvalidInput(Reason.NOT_FOUND, argument="NUMBER", why="no such document")
    if not found["digest"]:
        raise InvalidInput(Reason.NOT_FOUND, argument="NUMBER", why="a document without a file")
    return Digest(found["digest"])
