"""``kuayu mapping check`` and ``convert``: one crosswalk, reviewed against the catalogues it joins."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from node.cli.options import there
from node.cli.saving import check_target, saving
from node.cli.session import Session, session_of

if TYPE_CHECKING:
    from federation.items import Catalogue
    from federation.mapping import LoadedCrosswalk

CrosswalkArg = Annotated[
    Path, typer.Argument(help="对照表 .xlsx、.csv、.json", callback=there, metavar="FILE")
]
AcceptingOpt = Annotated[
    Path | None, typer.Option("--accepting", help="受理地目录文件 its catalogue", callback=there)
]
HandlingOpt = Annotated[
    Path | None, typer.Option("--handling", help="办理地目录文件 its catalogue", callback=there)
]
ManifestOpt = Annotated[
    Path | None, typer.Option("--manifest", help="或联合清单，由它找两地目录 or a manifest", callback=there)
]
_VERSION = "check"  # a catalogue given as a bare file has no version; nothing is filed under it


def register(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("check")(check)
    app.command("convert")(convert)


def check(
    context: typer.Context,
    file: CrosswalkArg,
    accepting: AcceptingOpt = None,
    handling: HandlingOpt = None,
    manifest: ManifestOpt = None,
) -> None:
    """核对一份对照表：错误、提醒、已修正处，和要用表达式的规则占多少。Review a crosswalk."""
    from node.cli.explained import crosswalk_of  # noqa: PLC0415

    session = session_of(context)
    session.say(crosswalk_of(_loaded(session, file, accepting, handling, manifest)), "crosswalk_checked")


def convert(
    context: typer.Context,
    file: CrosswalkArg,
    out: Annotated[Path, typer.Argument(help="写到 .xlsx、.csv 或 .json", metavar="OUT")],
    accepting: AcceptingOpt = None,
    handling: HandlingOpt = None,
    manifest: ManifestOpt = None,
) -> None:
    """换一种文件写同一份对照表，内容一字不差。The same crosswalk as another kind of file."""
    from federation.mapping.write import write_crosswalk  # noqa: PLC0415

    session = session_of(context)
    check_target(out)
    loaded = _loaded(session, file, accepting, handling, manifest)
    packed = write_crosswalk(loaded.crosswalk, out.suffix.lstrip(".").lower())
    with saving(out) as target:
        target.write(packed)
    session.say([{"file": str(out), "bytes": len(packed)}], "written")


def _loaded(
    session: Session, file: Path, accepting: Path | None, handling: Path | None, manifest: Path | None
) -> LoadedCrosswalk:
    """The crosswalk, reviewed; what is wrong in it or in the catalogues ends the command cell by cell."""
    from federation.items import SheetRefused  # noqa: PLC0415
    from federation.mapping import load_crosswalk  # noqa: PLC0415
    from federation.mapping.manifest import FederationRefused  # noqa: PLC0415
    from node.cli.explained import faults_of, report_of  # noqa: PLC0415

    try:
        ours, theirs = _catalogues(file, accepting, handling, manifest)
        return load_crosswalk(file, accepting=ours, handling=theirs)
    except SheetRefused as error:
        session.fail(error, "import_errors", report=report_of(error.report))
    except FederationRefused as error:
        session.fail(error, "federation_faults", files=faults_of(error.files))


def _catalogues(file: Path, accepting: Path | None, handling: Path | None, manifest: Path | None) -> Any:
    from federation.mapping.manifest import catalogues_for, ends_of  # noqa: PLC0415

    if manifest is not None:
        return catalogues_for(file, manifest)
    missing = [name for name, path in (("--accepting", accepting), ("--handling", handling)) if path is None]
    if missing:
        raise InvalidInput(Reason.VALUE_MISSING, option=missing[0], or_="--manifest")
    places = ends_of(file)[:2]
    given = (("--accepting", accepting, places), ("--handling", handling, places[::-1]))
    return tuple(_catalogue(name, path, *ends) for name, path, ends in given if path is not None)


def _catalogue(name: str, path: Path, place: Locality, other: Locality) -> Catalogue:
    """A catalogue of the place the crosswalk names; the other one's is a slip of the hand, and told."""
    from federation.items import load_catalogue  # noqa: PLC0415

    catalogue = load_catalogue(path, locality=place, version=_VERSION).catalogue
    most = Counter(f"{item.organ[2:6]}00" for item in catalogue.items).most_common(1)
    if most and most[0][0] == other:
        raise InvalidInput(Reason.VALUE_INVALID, option=name, catalogue=other, crosswalk=place)
    return catalogue
