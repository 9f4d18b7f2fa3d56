"""``kuayu case prefill``: 秒报, the handling place's form filled from facts; ``kuayu prefill``: its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, Locality
from node.cli.options import locality, there
from node.cli.saving import check_target, saving
from node.cli.session import session_of

app = typer.Typer()
tables = typer.Typer(help="预填表：办理地的表单可由哪些已有信息填写。Prefill tables.", no_args_is_help=True)
_FILE_BYTES = 1 << 20
"""More than a node takes of either file; it says the exact limit."""


@app.command("prefill")
def prefill(
    context: typer.Context,
    item: Annotated[str, typer.Argument(help="本地事项编码 own item code")],
    to: Annotated[str, typer.Option(help="办理地 handling place", callback=locality)],
    facts: Annotated[Path, typer.Option("--from", help="已有的事实 JSON facts", callback=there)],
    table: Annotated[
        Path | None,
        typer.Option("--table", help="预填表 .toml；不写用已导入的 prefill table", callback=there),
    ] = None,
    application: Annotated[
        Path | None,
        typer.Option("--application", help="已填的部分申请 JSON，不改动 what is filled in", callback=there),
    ] = None,
    earlier: Annotated[
        str, typer.Option("--earlier", help="申请人的既往办件，也作来源 an earlier case of the applicant's")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="申请写到 where to write it")] = None,
) -> None:
    """秒报：用已有的信息预填办理地表单，每项说明来源；申请人确认后再提交。Fill the form from known facts."""
    from node.cli.application import DraftDocument, read_draft  # noqa: PLC0415  # pydantic is slow to start

    session = session_of(context)
    if out is not None:
        check_target(out)
    draft, document = read_draft(application) if application is not None else (DraftDocument(), {})
    _check_same(draft, to, item)
    before = CaseId(earlier) if earlier else None
    if before is not None and draft.identified is None:
        why = "--earlier needs the applicant of --application, identity checked"
        raise InvalidInput(Reason.VALUE_MISSING, entry="applicant", why=why)
    texts = {
        "table": _bytes(table, "--table") if table is not None else b"",
        "facts": _bytes(facts, "--from"),
    }

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        found: dict[str, Any] = await client.prefill(
            to=Locality(to),
            item=item,
            own=draft.fields,
            given=draft.handling_fields,
            earlier=before,
            applicant=draft.identified,
            **texts,
        )
        return found

    found = session.run(work)
    if out is not None:
        made = {"to": to, "item": item, **document, **_filled(found, draft)}
        with saving(out) as file:
            file.write(json.dumps(made, ensure_ascii=False, indent=1).encode())
    session.say({**found, "file": str(out or "")}, "prefilled")


@tables.command("import")
def import_table(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="预填表文件 .toml", callback=there)],
) -> None:
    """导入预填表：与办理地今天的表单核对无误才导入。Import a table, checked against the form."""
    session = session_of(context)
    text = _bytes(file, "FILE")

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [await client.import_prefill(text)]

    session.say(session.run(work), "prefill_tables")


@tables.command("list")
def list_tables(context: typer.Context) -> None:
    """已导入的预填表；同一事项以排在前面的为准。Tables held; of one item the first counts."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await client.list_prefill()
        return found

    session.say(session.run(work), "prefill_tables")


def _check_same(draft: Any, to: str, item: str) -> None:
    """The application is for this item there; online 全程网办 its ``to`` is the applicant's place."""
    if "parts" in (draft.model_extra or {}):
        raise InvalidInput(
            Reason.VALUE_INVALID, entry="parts", why="a joint application; give one of its parts"
        )
    if draft.item not in {"", item}:
        raise InvalidInput(Reason.VALUE_INVALID, entry="item", why="another item than asked for")
    if draft.mode != "full_online" and draft.to not in {"", to}:
        raise InvalidInput(Reason.VALUE_INVALID, entry="to", why="another place than asked for")


def _bytes(path: Path, option: str) -> bytes:
    with path.open("rb") as file:
        data = file.read(_FILE_BYTES + 1)
    if len(data) > _FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, option=option, limit=_FILE_BYTES)
    if not data:
        raise InvalidInput(Reason.VALUE_INVALID, option=option, why="an empty file")
    return data


def _filled(found: dict[str, Any], draft: Any) -> dict[str, Any]:
    """What the application gets: the values, and which of its fields the applicant has to confirm."""
    values = {one["code"]: one["value"] for one in found["fields"]}
    if not values:
        return {"handling_fields": draft.handling_fields}
    marked = [*(draft.prefilled.fields if draft.prefilled else ()), *values]
    return {
        "handling_fields": {**draft.handling_fields, **values},
        "prefilled": {"table": found["table"]["digest"], "fields": marked, "confirmed": False},
    }
