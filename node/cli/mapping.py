"""``kuayu mapping``: crosswalks and what they lead to, on files: no node, no network.

A federation on disk is named by a manifest 联合清单 (docs/mapping-coverage.md).
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from federation.days import day_of
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import Locality
from node.cli import crosswalks, index, suggest
from node.cli.options import day, locality_or_none, there
from node.cli.options import locality as locality_code
from node.cli.saving import check_target, saving
from node.cli.session import Session, session_of

if TYPE_CHECKING:  # imported where they are used: a command that needs no federation starts faster
    from federation.mapping import Federation, Matched, Resolution

app = typer.Typer(
    help="事项对照：核对、试译、对比、覆盖情况、建议。Mapping between cities.", no_args_is_help=True
)
crosswalks.register(app)
index.register(app)
suggest.register(app)


ManifestArg = Annotated[
    Path, typer.Argument(help="联合清单 federation.toml，或预编索引", callback=there, metavar="MANIFEST")
]
CodeArg = Annotated[str, typer.Argument(help="受理地事项编码，12、31 或 33 位 item code", metavar="CODE")]
FromOpt = Annotated[str, typer.Option("--from", help="受理地 accepting place", callback=locality_or_none)]
ToOpt = Annotated[str, typer.Option("--to", help="办理地 handling place", callback=locality_code)]
OnOpt = Annotated[str, typer.Option("--on", help="哪一天，缺省今天 which day", callback=day, metavar="DATE")]


def _on(text: str) -> date:
    return date.fromisoformat(text) if text else day_of(datetime.now(UTC))


def _place(text: str) -> Locality | None:
    return Locality(text) if text else None


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles: millions of small plans come and go, and none refers to itself."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def load(session: Session, manifest: Path) -> Federation:
    """The federation of a manifest; what is wrong in its files ends the command, file by file.

    A prepared index may stand in its place (`index`).
    """
    from federation.mapping.index import is_index, open_index  # noqa: PLC0415
    from federation.mapping.manifest import FederationRefused, load_federation, read_manifest  # noqa: PLC0415
    from node.cli.explained import faults_of  # noqa: PLC0415

    if is_index(manifest):
        return open_index(manifest)
    try:
        with session.watch("读入", read_manifest(manifest).files) as told:
            return load_federation(manifest, told=told).federation
    except FederationRefused as error:
        session.fail(error, "federation_faults", files=faults_of(error.files))


@app.command("coverage")
def coverage(
    context: typer.Context,
    manifest: ManifestArg,
    accepting: FromOpt = "",
    handling: Annotated[
        str, typer.Option("--to", help="办理地 handling place", callback=locality_or_none)
    ] = "",
    on: OnOpt = "",
    html: Annotated[Path | None, typer.Option("--html", help="另写一个网页文件 also one HTML page")] = None,
) -> None:
    """覆盖情况：哪些事项没有对应、有几个对应、对照表有无矛盾、往返有无损失。What leads where, and what does not."""
    from federation.mapping.coverage import as_document, as_html, questions  # noqa: PLC0415
    from federation.mapping.coverage import coverage as take_stock  # noqa: PLC0415

    session = session_of(context)
    if html is not None:
        check_target(html)
    federation, when = load(session, manifest), _on(on)
    ends: dict[str, Any] = {"on": when, "accepting": _place(accepting), "handling": _place(handling)}
    started = time.perf_counter()
    with session.watch("统计", questions(federation, **ends)) as told, uncollected():
        found = take_stock(federation, **ends, told=told)
    seconds = time.perf_counter() - started
    if html is not None:
        with saving(html) as file:
            file.write(as_html(found, seconds=seconds).encode())
    document = as_document(found) | {"seconds": round(seconds, 3)}
    session.say(document | ({"html": str(html)} if html is not None else {}), "coverage_report")


@app.command("compare")
def compare(
    context: typer.Context,
    manifest: ManifestArg,
    code: CodeArg,
    to: ToOpt,
    other: Annotated[
        str | None, typer.Argument(help="办理地事项编码；不给就按对照找 the other item", metavar="[OTHER]")
    ] = None,
    accepting: FromOpt = "",
    on: OnOpt = "",
) -> None:
    """两地对比：同一事项在办理地有什么不同。Two items side by side."""
    from federation.mapping.compare import compare as side_by_side  # noqa: PLC0415
    from node.cli.explained import comparison_of  # noqa: PLC0415

    session = session_of(context)
    federation, when = load(session, manifest), _on(on)
    if other is None:
        match = _one(session, _resolved(federation, code, to, accepting, when))
        found = side_by_side(match.accepting, match.handling, match=match)
    else:
        ours = _item(federation, code, [_place(accepting)] if accepting else _others(federation, to), when)
        found = side_by_side(ours, _item(federation, other, [Locality(to)], when))
    session.say(comparison_of(found), "comparison")


@app.command("resolve")
def resolve(
    context: typer.Context,
    manifest: ManifestArg,
    code: CodeArg,
    to: ToOpt,
    accepting: FromOpt = "",
    on: OnOpt = "",
) -> None:
    """找对应事项：一个、几个，或为什么没有。Which item it is there."""
    from node.cli.explained import resolution_of  # noqa: PLC0415

    session = session_of(context)
    federation = load(session, manifest)
    session.say(resolution_of(_resolved(federation, code, to, accepting, _on(on))), "resolution")


@app.command("translate")
def translate(
    context: typer.Context,
    manifest: ManifestArg,
    code: Annotated[str, typer.Option("--item", help="受理地事项编码 item code")],
    to: ToOpt,
    file: Annotated[
        Path, typer.Option("--application", help='JSON：{"fields": {…}, "materials": […]}', callback=there)
    ],
    accepting: FromOpt = "",
    on: OnOpt = "",
) -> None:
    """试译一份申请：每个值从哪来，还缺什么，什么没用上。Translate an application and explain every value."""
    from federation.mapping import Ambiguous, narrow  # noqa: PLC0415
    from federation.mapping import translate as turn  # noqa: PLC0415
    from node.cli.explained import application_of, translation_of  # noqa: PLC0415

    session = session_of(context)
    application = application_of(file)
    federation = load(session, manifest)
    answer = _resolved(federation, code, to, accepting, _on(on))
    match = _one(session, narrow(answer, application.fields) if isinstance(answer, Ambiguous) else answer)
    session.say(translation_of(match, application, turn(application, match)), "translation")


def _resolved(federation: Federation, code: str, to: str, accepting: str, on: date) -> Resolution:
    from federation.mapping import resolve as find  # noqa: PLC0415

    return find(federation, code, to=Locality(to), on=on, accepting=_place(accepting))


def _one(session: Session, answer: Resolution) -> Matched:
    """The match; several, or none, end the command with what was found."""
    from federation.mapping import Matched  # noqa: PLC0415
    from node.cli.explained import resolution_of  # noqa: PLC0415

    if isinstance(answer, Matched):
        return answer
    return session.fail(KuayuError(answer.reason), "resolution", answer=resolution_of(answer))


def _others(federation: Federation, to: str) -> list[Locality]:
    return [place for place in federation.localities if place != to]


def _item(federation: Federation, code: str, places: Any, on: date) -> Any:
    """The one item that a code names in these places on that day."""
    held = [federation.catalogue(place, on) for place in places]
    found = [item for catalogue in held if catalogue is not None for item in catalogue.find(code)]
    if len(found) != 1:
        reason = Reason.ITEM_AMBIGUOUS if found else Reason.ITEM_UNKNOWN
        raise InvalidInput(reason, code=code, found=len(found))
    return found[0]
