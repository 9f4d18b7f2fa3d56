"""``kuayu case``: opening a case and looking at cases; the verbs of later events are in their own modules."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case import Handling
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import CaseId, Digest, Locality
from federation.wire.local import get_material
from node.cli import custody, handling, intake, prefill, presence, procedure, rating, talk
from node.cli.due import clocks_of
from node.cli.options import CaseArg, CasesArg, MessageOpt, ScansOpt, form_there, locality, pairs_of
from node.cli.saving import OutOpt, check_target, saving, targets, written
from node.cli.session import message_id_of, session_of

app = typer.Typer(help="办件：收件、签收、补正、受理、办结、寄递、送达。Cases.", no_args_is_help=True)

_ROW = ("case", "state", "term", "peer", "item", "digest", "updated_at")
_MET = ("message_id", "side", "kind", "term", "held_at", "identity_shown", "note", "file", "meeting")
_LINE = ("message_id", "kind", "author", "officer", "at", "outcome", "reason")


@app.command("submit")
def submit(
    context: typer.Context,
    application: Annotated[Path, typer.Argument(help="申请 JSON application file", callback=form_there)],
    files: ScansOpt = Path(),
    message_id: MessageOpt = "",
) -> None:
    """申请：收件、核验、提交办理地。Submit an application; prints the case id or what is missing."""
    session = session_of(context)

    async def work(client: Any, config: Any) -> dict[str, Any]:
        from node.cli.application import read_application_file  # noqa: PLC0415  # pydantic is slow to start

        message = message_id_of(message_id)
        actor = config.actor(session.as_name)
        asked = await read_application_file(
            client, application, files, actor=actor, message_id=message, watch=session.watch
        )
        done = await client.submit(asked)
        names = ("reason", "code", "label", "ask", "blocks")
        return {
            "case": done.case,
            "message_id": done.message_id,
            "digest": done.digest,
            "materials": [asdict(get_material(one)) for one in done.materials],
            "gaps": [{name: getattr(gap, name) for name in names} for gap in done.gaps],
        }

    done = session.run(work)
    if not done["case"]:
        first = next(gap for gap in done["gaps"] if gap["blocks"])
        session.fail(InvalidInput(Reason(first["reason"])), "gaps", gaps=done["gaps"])
    session.say(done, "submitted")


for _verbs in (prefill, handling, procedure, intake, presence, custody, talk, rating):
    app.add_typer(_verbs.app)


@app.command("prepare")
def prepare(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="办理地 handling place", callback=locality)],
    item: Annotated[str, typer.Argument(help="本地事项编码 own item code")],
    field: Annotated[list[str] | None, typer.Option("--field", help="已知的填报项 CODE=VALUE")] = None,
    material: Annotated[list[str] | None, typer.Option("--material", help="已收的材料 CODE")] = None,
) -> None:
    """办理地要什么：材料、填报项、时限、条件。What the handling place asks for."""
    session = session_of(context)
    fields = dict(pairs_of(field, "--field"))

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = await client.prepare(
                to=Locality(to), item=item, fields=fields, materials=tuple(material or ())
            )
        except KuayuError as error:
            if error.reason is not Reason.ITEM_NATIONAL_LINE:
                raise
            guide = await client.show_item(Locality(str(error.detail["locality"])), str(error.detail["item"]))
            session.fail(error, "item_guide", guide=guide)
        return found

    session.say(session.run(work), "requirements")


@app.command("list")
def list_cases(
    context: typer.Context,
    state: Annotated[Handling | None, typer.Option(help="只看这个状态 only this state")] = None,
    count: Annotated[int, typer.Option(min=1, max=500)] = 100,
    after: Annotated[str, typer.Option(help="翻页：上一页末行的 “updated_at case”")] = "",
) -> None:
    """办件列表（不含个人信息）。Cases, newest change first."""
    session = session_of(context)
    if after:
        _check_place(after)

    async def work(client: Any, _config: Any) -> list[dict[str, str]]:
        rows = await client.list_cases(state=state.value if state else "", count=count, after=after)
        return [{name: getattr(row, name) for name in _ROW} for row in rows]

    found = session.run(work)
    session.say(found, "case_list")
    if len(found) == count and not session.as_json:
        session.say(found[-1], "next_page")


def _check_place(text: str) -> None:
    at, _, case = text.partition(" ")
    try:
        datetime.fromisoformat(at)
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, option="--after", form="updated_at case") from error
    if case:
        CaseId(case)


@app.command("watch")
def watch(
    context: typer.Context,
    seconds: Annotated[float, typer.Option(help="多久看一次 how often to look", min=0.05)] = 0.5,
) -> None:
    """一直看着：哪个办件变了就报一行。Say a line whenever a case changes, until interrupted."""
    session = session_of(context)
    seen: dict[str, str] = {}

    async def work(client: Any, _config: Any) -> None:
        while True:
            for row in reversed(await client.list_cases(count=500)):
                if seen.get(row.case) != row.digest:
                    seen[row.case] = row.digest
                    changed = {name: getattr(row, name) for name in _ROW}
                    session.say(changed, "case_changed")
            await asyncio.sleep(seconds)

    with contextlib.suppress(KeyboardInterrupt):
        session.run(work)


@app.command("show")
def show(context: typer.Context, cases: CasesArg) -> None:
    """办件时间线、材料、原件在谁手里。Cases: timeline, and who holds which original."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [await _view(client, CaseId(case)) for case in cases]

    session.say(session.run(work), "case_views")


@app.command("may")
def may(context: typer.Context, cases: CasesArg) -> None:
    """现在能做哪一步，不能的为什么。What may be recorded now, and why not."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [await _possible(client, CaseId(case)) for case in cases]

    session.say(session.run(work), "possible")


async def _possible(client: Any, case: CaseId) -> dict[str, Any]:
    rows = (await client.may(case)).rows
    return {
        "case": case,
        "events": [{"kind": row.kind, "term": row.term, "reason": row.reason} for row in rows],
    }


@app.command("receipt")
def receipt(
    context: typer.Context,
    cases: CasesArg,
    out: OutOpt,
) -> None:
    """打印收件凭证 PDF。The printed receipt for the applicant."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        done = []
        with session.watch("收件凭证", len(cases)) as told:
            for case, target in targets(cases, out, ".pdf"):
                done.append(written(target, case, await client.print_receipt(case)))
                told(1)
        return done

    session.say(session.run(work), "written")


@app.command("file")
def get_file(
    context: typer.Context,
    case: CaseArg,
    digest: Annotated[str, typer.Argument(help="sha256:…")],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """取出办件的一个文件。Read a file of a case."""
    session = session_of(context)
    wanted, found = CaseId(case), Digest(digest)
    check_target(out)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        size = 0
        with saving(out) as file:
            async for chunk in client.get_file(wanted, found):
                size += file.write(chunk)
        return [{"case": case, "file": str(out), "bytes": size}]

    session.say(session.run(work), "written")


async def _view(client: Any, case: CaseId) -> dict[str, Any]:
    shown = await client.show_case(case)
    files = [
        {
            "digest": one.blob.digest,
            "size": one.blob.size,
            "media_type": one.blob.media_type,
            "here": one.here,
        }
        for one in shown.files
    ]
    entries = [
        {
            "message_id": one.message_id,
            "ours": one.ours,
            "number": one.number,
            "receipted_at": one.receipted_at,
        }
        for one in shown.entries
    ]
    return {
        "case": case,
        "digest": shown.digest,
        "document": json.loads(shown.document),
        "files": files,
        "entries": entries,
        "timeline": [{name: getattr(one, name) for name in _LINE} for one in shown.timeline],
        "by_rule": [
            {
                "message_id": one.message_id,
                **{name: getattr(one.basis, name) for name in ("rule", "version", "digest")},
                "inputs": {field.code: field.value for field in one.basis.inputs},
            }
            for one in shown.by_rule
        ],
        "notes": [{"side": one.side, "message_id": one.message_id, "text": one.text} for one in shown.notes],
        "duties": [{"side": one.side, "term": one.term, "about": one.about} for one in shown.duties],
        "sessions": [_session(one) for one in shown.sessions],
        "clocks": await clocks_of(client, case),
    }


def _session(one: Any) -> dict[str, Any]:
    actor = {name: getattr(one.actor, name) for name in ("organ", "place", "officer")}
    said = {name: getattr(one, name) for name in _MET}
    return {**said, "actor": actor, "seen_materials": list(one.seen_materials)}
