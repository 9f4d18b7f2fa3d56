"""``kuayu agreement``: sign, compare, import and look at agreements between two cities.

Signing and comparing need no running node: the text, the office's key, and the node's directory.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from node.cli.offices import directory_of, signer_of
from node.cli.options import form_there, there
from node.cli.saving import check_target, saving
from node.cli.session import Session, session_of

app = typer.Typer(help="协议：签署、比较、导入、查看。Agreements.", no_args_is_help=True)

_NAME = re.compile(r"([1-9]\d{5})-([1-9]\d{5})/([0-9A-Za-z.-]{1,28})", re.ASCII)
_ROW = (
    "accepting",
    "handling",
    "version",
    "start",
    "end",
    "in_force",
    "items",
    "digest",
    "imported_at",
)
FileArg = Annotated[Path, typer.Argument(help="协议文件，已签或未签 signed or not", callback=form_there)]
WhichArg = Annotated[
    str, typer.Argument(help="文件，或已导入的“440500-610100/版本” a file, or one held", metavar="AGREEMENT")
]


@app.command("import")
def import_agreement(context: typer.Context, file: FileArg) -> None:
    """导入双方都签署的协议。Import an agreement that both cities' offices signed."""
    session = session_of(context)
    data = file.read_bytes()

    async def work(client: Any, _config: Any) -> dict[str, Any]:
        return _row(await client.import_agreement(data))

    session.say(session.run(work), "agreement_imported")


@app.command("list")
def list_agreements(context: typer.Context) -> None:
    """已导入的协议。Agreements held."""
    session = session_of(context)

    async def work(client: Any, _config: Any) -> list[dict[str, Any]]:
        return [_row(row) for row in await client.list_agreements()]

    session.say(session.run(work), "agreement_list")


@app.command("show")
def show(context: typer.Context, which: WhichArg) -> None:
    """看一份协议：事项、权力、委托、时限、谁已签署。One agreement."""
    session = session_of(context)
    data = _find(session, which)
    session.say(_described(session, data), "agreement_shown")


@app.command("diff")
def diff(context: typer.Context, old: WhichArg, new: WhichArg) -> None:
    """比较两份协议：改了什么。What a new version changes."""
    from federation.case.agreement_file import diff_agreements, load_agreement  # noqa: PLC0415  # only here
    from federation.case.agreement_signed import text_of  # noqa: PLC0415

    session = session_of(context)
    before, after = (load_agreement(text_of(_find(session, one))) for one in (old, new))
    changes = diff_agreements(before, after)
    said = {"old": before.name, "new": after.name, "changes": list(changes)}
    session.say(said, "agreement_changes")


@app.command("sign")
def sign(
    context: typer.Context,
    file: FileArg,
    key: Annotated[Path, typer.Option(help="本市签署文件的私钥 PEM the office's key", callback=there)],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """签署：先签的签文本，后签的在同一份上加签。Put this city's signature under it."""
    from federation.case.agreement_file import load_agreement  # noqa: PLC0415  # only here
    from federation.case.agreement_signed import sign_agreement, text_of  # noqa: PLC0415

    session = session_of(context)
    check_target(out)
    data, config = file.read_bytes(), session.load()
    agreement = load_agreement(text_of(data))
    if config.me not in {agreement.accepting, agreement.handling}:
        raise InvalidInput(Reason.PARTIES, locality=config.me)
    signed = sign_agreement(data, signer_of(key, directory_of(config), config.me))
    with saving(out) as target:
        target.write(signed)
    session.say(_described(session, signed), "agreement_signed")


@app.command("export")
def export(
    context: typer.Context,
    which: Annotated[str, typer.Argument(help="已导入的“440500-610100/版本” one held", metavar="AGREEMENT")],
    out: Annotated[Path, typer.Option("--out", "-o", help="写到 where to write")],
) -> None:
    """取出双方签署的原件：给恢复了旧备份的一方重新导入。The signed bytes, for whoever lost them."""
    session = session_of(context)
    check_target(out)
    data = _find(session, which)
    with saving(out) as target:
        target.write(data)
    session.say(_described(session, data), "agreement_exported")


def _find(session: Session, which: str) -> bytes:
    """The bytes of a file, or of an agreement the node holds.

    Raises:
        InvalidInput: NOT_FOUND.
    """
    name = _NAME.fullmatch(which)
    if name is None:
        file = Path(which)
        if not file.is_file():
            raise InvalidInput(Reason.NOT_FOUND, option="AGREEMENT", form="a file, or 440500-610100/VERSION")
        return file.read_bytes()

    async def work(client: Any, _config: Any) -> bytes:
        envelope: bytes = await client.get_agreement(Locality(name[1]), Locality(name[2]), name[3])
        return envelope

    return session.run(work)


def _described(session: Session, data: bytes) -> dict[str, Any]:
    """An agreement as people and programs read it, and who signed it."""
    from federation.case.agreement_file import describe, load_agreement  # noqa: PLC0415
    from federation.case.agreement_signed import look_into, text_of  # noqa: PLC0415

    text = text_of(data)
    agreement = load_agreement(text)
    signed: list[str] = []
    if text is not data:
        found = look_into(data, directory=directory_of(session.load()), at=datetime.now(UTC))
        signed = sorted(found.by)
    both = {agreement.accepting, agreement.handling} <= set(signed)
    return {**describe(agreement), "signed_by": signed, "complete": both}


def _row(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ROW}
