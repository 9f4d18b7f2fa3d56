"""``kuayu mapping index``: a federation prepared once, so that a program opens it in an instant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.errors import KuayuError, Reason
from node.cli.options import there
from node.cli.saving import check_target
from node.cli.session import session_of


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("index")(index)


def index(
    context: typer.Context,
    manifest: Annotated[
        Path, typer.Argument(help="联合清单 federation.toml", callback=there, metavar="MANIFEST")
    ],
    out: Annotated[Path, typer.Argument(help="预编索引写到哪里 the file to write", metavar="OUT")],
) -> None:
    """预编索引：把联合清单里的目录和对照表编成一个文件，程序用时即开即查。One file that programs open at once."""
    from federation.mapping.index import write_index  # noqa: PLC0415
    from node.cli.mapping import load  # noqa: PLC0415  # which registers this command

    session = session_of(context)
    check_target(out)
    federation = load(session, manifest)
    catalogues = [one for history in federation.histories.values() for one in history.versions]
    try:
        write_index(out, catalogues, federation.crosswalks)
    except OSError as error:
        raise KuayuError(Reason.STORE_FAILED, why=type(error).__name__) from error
    done = {
        "file": str(out),
        "bytes": out.stat().st_size,
        "catalogues": len(catalogues),
        "items": sum(len(one.items) for one in catalogues),
        "crosswalks": len(federation.crosswalks),
    }
    session.say([done], "written")
