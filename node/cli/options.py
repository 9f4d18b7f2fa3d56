"""Options that several verbs share, and the small notations in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from federation.case.events import Difference, Paper
from federation.errors import InvalidInput, Reason

CaseArg = Annotated[str, typer.Argument(help="办件编号 case id", metavar="CASE")]
CasesArg = Annotated[list[str], typer.Argument(help="办件编号，可多个 case ids", metavar="CASE...")]
MessageOpt = Annotated[str, typer.Option("--message-id", help="重试时用同一个 the same id for a retry")]
NumberOpt = Annotated[str, typer.Option("--number", help="文号 document number")]
TitleOpt = Annotated[str, typer.Option("--title", help="文书名称 document title")]
FileOpt = Annotated[
    Path | None, typer.Option("--file", help="文书文件 the sealed file", exists=True, dir_okay=False)
]
DifferenceOpt = Annotated[
    list[str] | None, typer.Option("--difference", help="差异：材料=说明 material=note")
]
CarrierOpt = Annotated[str, typer.Option("--carrier", help="承运方 courier")]
ParcelOpt = Annotated[str, typer.Option("--parcel", help="邮件号 parcel number")]
PaperOpt = Annotated[list[str] | None, typer.Option("--paper", help="件：代码[:original|copy][:份数]")]
NoteOpt = Annotated[str, typer.Option("--note", help="承运方说明 what the courier said")]


def differences_of(texts: list[str] | None) -> tuple[Difference, ...]:
    """``material=note`` each."""
    pairs = (text.partition("=") for text in texts or ())
    return tuple(Difference(material=code, note=note) for code, _, note in pairs)


def papers_of(texts: list[str] | None) -> tuple[Paper, ...]:
    """``CODE[:original|copy][:COUNT]`` each. Raises InvalidInput: VALUE_INVALID."""
    return tuple(_paper(text) for text in texts or ())


def _paper(text: str) -> Paper:
    code, _, rest = text.partition(":")
    kind, _, count = rest.partition(":")
    if kind not in ("", "original", "copy") or (count and not count.isdigit()):
        raise InvalidInput(Reason.VALUE_INVALID, paper="CODE[:original|copy][:COUNT]")
    return Paper(code=code, original=kind != "copy", count=int(count or 1))
