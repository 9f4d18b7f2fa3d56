"""``kuayu mapping suggest`` and ``confirm``: counterparts proposed for a person, and what the person ticked.

Works on files; a catalogue may be a sketch with names and codes only, and rows that are wrong are
left out and told, since nothing is imported here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from node.cli.options import filled, there
from node.cli.saving import check_target, saving
from node.cli.session import Session, session_of

if TYPE_CHECKING:
    from federation.items import Loaded
    from federation.mapping.suggest import Score, Suggestions

_PLACE = re.compile(r"[1-9]\d{5}", re.ASCII)
_MOST = 20

OursArg = Annotated[
    str, typer.Argument(help="受理地目录 .xlsx、.csv、.json、.zip；有 --manifest 时可为地区代码", metavar="A")
]
TheirsArg = Annotated[str, typer.Argument(help="办理地目录，写法同上", metavar="B")]
ManifestOpt = Annotated[
    Path | None, typer.Option("--manifest", help="联合清单：A、B 写地区代码 or a manifest", callback=there)
]
ScoreOpt = Annotated[
    Path | None,
    typer.Option(
        "--score",
        help="用已标注的 a_code,b_code 打分，不列建议 measure on labelled pairs",
        callback=there,
    ),
]
DraftOpt = Annotated[
    Path | None, typer.Option("--out", "-o", help="写出供人逐条确认的 .xlsx a sheet for a person to tick")
]


def register(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("suggest")(suggest)
    app.command("confirm")(confirm)


def suggest(
    context: typer.Context,
    ours: OursArg,
    theirs: TheirsArg,
    pairs: ScoreOpt = None,
    out: DraftOpt = None,
    top: Annotated[int, typer.Option(min=1, max=_MOST, help="每个事项最多几条 how many")] = 5,
    manifest: ManifestOpt = None,
) -> None:
    """编码对不上的两地目录：为 A 的每个事项建议 B 的对应事项，附理由，由人确认。Counterparts to confirm.

    --score 的两个数：precision@1 是标注有对应的编码里，第一条建议就对的比例，没有建议算错；recall@5
    是标注的对应里，前五条建议找到的比例。b_code 为空表示没有对应，不计入这两个数，另列其中没有给出建议的有几个。
    """
    from federation.items.write import workbook  # noqa: PLC0415
    from federation.mapping.suggest import TOP, compare, read_pairs, review_sheets  # noqa: PLC0415
    from federation.mapping.suggest import suggest as propose  # noqa: PLC0415

    session = session_of(context)
    if out is not None:
        _check_draft(out)
    labelled = read_pairs(pairs.read_bytes()) if pairs is not None else ()
    left, right = (_loaded(session, given, manifest) for given in (ours, theirs))
    found = propose(left.catalogue, right.catalogue, top=max(top, TOP))
    shown: dict[str, Any] = {"skipped": {"a": _skipped(left), "b": _skipped(right)}}
    if pairs is not None:
        shown["score"] = _score(compare(labelled, found, left.catalogue, right.catalogue))
    else:
        shown["suggestions"] = [_suggestion(one, top) for one in found]
    if out is not None:
        with saving(out) as file:
            file.write(workbook(review_sheets(found, top=top)))
        shown["file"] = str(out)
    session.say(shown, "suggestion_score" if pairs is not None else "suggestion_list")


def confirm(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(help="填好“确认”的建议表 the ticked sheet", callback=there)],
    ours: OursArg,
    theirs: TheirsArg,
    out: Annotated[Path, typer.Option("--out", "-o", help="写到对照表 .xlsx、.csv、.json the crosswalk")],
    version: Annotated[str, typer.Option("--version", help="对照表的版本 its version", callback=filled)],
    manifest: ManifestOpt = None,
) -> None:
    """把人确认了的建议写成对照表，没有确认的一条也不写。Only what was ticked becomes a crosswalk."""
    from federation.items import SheetRefused  # noqa: PLC0415
    from federation.mapping import Crosswalk, write_crosswalk  # noqa: PLC0415
    from federation.mapping.suggest import confirmed_rows  # noqa: PLC0415
    from node.cli.explained import report_of  # noqa: PLC0415

    session = session_of(context)
    check_target(out)
    left, right = (_loaded(session, given, manifest).catalogue for given in (ours, theirs))
    try:
        rows = confirmed_rows(draft, accepting=left, handling=right)
    except SheetRefused as error:
        session.fail(error, "import_errors", report=report_of(error.report))
    if not rows:
        raise InvalidInput(Reason.VALUE_MISSING, option="确认")
    crosswalk = Crosswalk(accepting=left.locality, handling=right.locality, version=version, rows=rows)
    packed = write_crosswalk(crosswalk, out.suffix.lstrip(".").lower())
    with saving(out) as file:
        file.write(packed)
    session.say([{"file": str(out), "bytes": len(packed), "rows": len(rows)}], "written")


def _check_draft(out: Path) -> None:
    check_target(out)
    if out.suffix.lower() != ".xlsx":
        raise InvalidInput(Reason.VALUE_INVALID, option="--out", form=".xlsx")


def _loaded(session: Session, given: str, manifest: Path | None) -> Loaded:
    """A catalogue as far as it can be compared; a file that cannot be read at all ends the command."""
    from federation.items import SheetRefused, load_catalogue  # noqa: PLC0415
    from federation.mapping.suggest import SKETCH  # noqa: PLC0415
    from node.cli.explained import report_of  # noqa: PLC0415

    place, path = _file(session, given, manifest)
    try:
        return load_catalogue(path, locality=place, version="-", skip_bad=True, profile=SKETCH)
    except SheetRefused as error:
        session.fail(error, "import_errors", report=report_of(error.report) | {"file": given})


def _file(session: Session, given: str, manifest: Path | None) -> tuple[Locality | None, Path]:
    """The file meant: as given, or what the manifest has last for the locality given."""
    from federation.mapping.listed import FederationRefused, read_manifest  # noqa: PLC0415
    from node.cli.explained import faults_of  # noqa: PLC0415

    if manifest is None or not _PLACE.fullmatch(given):
        if not Path(given).is_file():
            raise InvalidInput(Reason.NOT_FOUND, option="A、B", why="no such file")
        return None, Path(given)
    try:
        entries = [one for one in read_manifest(manifest).catalogues if one.locality == given]
    except FederationRefused as error:
        session.fail(error, "federation_faults", files=faults_of(error.files))
    if not entries:
        raise InvalidInput(Reason.NOT_FOUND, option="--manifest", locality=given)
    return Locality(given), max(entries, key=lambda one: (str(one.effective or ""), one.version)).path


def _skipped(loaded: Loaded) -> dict[str, Any]:
    from node.desk.plain import plain  # noqa: PLC0415

    return {
        "items": len(loaded.catalogue.items),
        "left_out": list(loaded.left_out),
        "errors": plain(loaded.errors),
    }


def _suggestion(one: Suggestions, top: int) -> dict[str, Any]:
    return _item(one.item) | {
        "proposals": [
            _item(proposal.item) | {"score": round(proposal.score, 3), "reasons": list(proposal.reasons)}
            for proposal in one.proposals[:top]
        ]
    }


def _item(item: Any) -> dict[str, str]:
    return {"code": item.key.code, "name": item.title, "organ": item.organ_name}


def _score(found: Score) -> dict[str, Any]:
    return {
        "precision_at_1": found.precision_at_1,
        "recall_at_5": found.recall_at_5,
        "codes": found.codes,
        "first_right": found.first_right,
        "proposed": found.proposed,
        "pairs": found.pairs,
        "found": found.found,
        "alone": found.alone,
        "alone_silent": found.alone_silent,
        "unknown": list(found.unknown),
        "missed": list(found.missed),
    }
