"""``kuayu lint``: check item guides and catalogues for completeness and accuracy. Needs no node.

A guide page (.md, .txt) and a catalogue (.xlsx, .csv, .json) are judged by the same rules; several files
make one report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.errors import InvalidInput, Reason
from node.cli.options import there
from node.cli.saving import saving
from node.cli.session import Session, session_of

PAGES = frozenset({".md", ".markdown", ".txt"})
CATALOGUES = frozenset({".xlsx", ".csv", ".json", ".zip"})
PAGE_BYTES = 4 << 20  # a guide page is a few pages of text
_VERSION = "lint"  # what is only read to be judged has no version of its own


def lint(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="办事指南 .md、.txt 或目录 .xlsx、.csv、.json、.zip", metavar="FILE...", callback=there
        ),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="写出 HTML 报告 one page for managers")] = None,
    off: Annotated[
        list[str] | None, typer.Option("--off", help="不查这条规则，可多次 switch a rule off")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="列出全部规则 every rule")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="有错误则退出码为 1 exit code 1 on errors")
    ] = False,
) -> None:
    """检查办事指南、事项目录的完备度和准确性。Check guides and catalogues."""
    from federation.items.lint import LintReport, as_data, report_page  # noqa: PLC0415  # its tables are large

    session = session_of(context)
    if rules:
        session.say(_rules(), "lint_rules")
        return
    if not files:
        raise InvalidInput(Reason.VALUE_MISSING, option="FILE...")
    read: dict[str, Any] = {"facts": [], "left_out": [], "errors": []}
    report = LintReport.of(list(_guides(files, session, read)), off=off or ())
    if html is not None:
        with saving(html) as stream:
            stream.write(report_page(report).encode())
    session.say({**as_data(report), **read, "html": str(html or "")}, "lint_report")
    if strict and report.total.errors:
        raise typer.Exit(1)


def _guides(files: Sequence[Path], session: Session, read: dict[str, Any]) -> Iterator[Any]:
    """Every guide of the files; what could not be read of a catalogue is noted in ``read``."""
    for file in files:
        ending = file.suffix.lower()
        if ending in PAGES:
            yield _page(file, read)
        elif ending in CATALOGUES:
            yield from _catalogue(file, session, read)
        else:
            known = " ".join(sorted(PAGES | CATALOGUES))
            raise InvalidInput(Reason.VALUE_INVALID, option="FILE...", known=known)


def _page(file: Path, read: dict[str, Any]) -> Any:
    from federation.items.lint import facts, read_guide  # noqa: PLC0415

    size = file.stat().st_size
    if size > PAGE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, option="FILE...", bytes=size, most=PAGE_BYTES)
    guide = read_guide(_text(file.read_bytes()))
    read["facts"].append(facts(guide))
    return guide


def _text(data: bytes) -> str:
    """UTF-8, else GB 18030, in which older systems export.

    Raises:
        InvalidInput: VALUE_INVALID, neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(Reason.VALUE_INVALID, option="FILE...", why="neither UTF-8 nor GB 18030")


def _catalogue(file: Path, session: Session, read: dict[str, Any]) -> Iterator[Any]:
    """The items that can be read; those that cannot are listed, cell by cell."""
    from federation.items import SheetRefused, load_catalogue  # noqa: PLC0415
    from federation.items.lint import guide_of  # noqa: PLC0415

    try:
        loaded = load_catalogue(file, locality=None, version=_VERSION, skip_bad=True)
    except SheetRefused as refused:
        session.fail(refused, "import_errors", report=_cells(refused.report.errors))
    read["left_out"] += loaded.left_out
    read["errors"] += _cells(loaded.errors)["errors"]
    for item in loaded.catalogue.items:
        yield guide_of(item)


def _cells(errors: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    names = ("sheet", "row", "column", "header", "value", "why", "allowed")
    return {"errors": [{name: getattr(one, name) for name in names} for one in errors]}


def _rules() -> list[dict[str, str]]:
    from federation.items.lint import RULES  # noqa: PLC0415

    return [
        {
            "rule": rule.code,
            "title": rule.title,
            "severity": rule.severity.value,
            "aspect": rule.aspect.value,
            "looks": rule.looks,
            "source": rule.source,
        }
        for rule in RULES.values()
    ]
