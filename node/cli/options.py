"""Options that several verbs share, and the small notations in them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from federation.case.parts import Difference, Field, Paper
from federation.errors import InvalidInput, Reason
from federation.ids import Locality
from node.cli.blame import name_of

FORM_BYTES = 3 << 20
"""Most of a file that is sent to the node as one message: an application, a bundle, an agreement, a year."""
TEXT_BYTES = 64 << 10
"""Far more than any text of an event may have; a file that is larger was named by mistake."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PAPER = re.compile(r"([^:]*)(?::(original|copy)?(?::([1-9]\d{0,3}))?)?", re.ASCII)


def there(param: typer.CallbackParam, value: Path | Sequence[Path] | None) -> Path | Sequence[Path] | None:
    """Refuse files that are not there, naming the option and not the file: its name may be a person's.

    Raises:
        InvalidInput: NOT_FOUND.
    """
    for one in [value] if isinstance(value, Path) else value or ():
        if not one.is_file():
            raise InvalidInput(Reason.NOT_FOUND, option=name_of(param), why="no such file")
    return value


def form_there(param: typer.CallbackParam, value: Path | None) -> Path | None:
    """Refuse a file that is not there, as `there`, or larger than any form: it was named by mistake.

    Raises:
        InvalidInput: NOT_FOUND, TOO_LARGE.
    """
    there(param, value)
    if value is not None and value.stat().st_size > FORM_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, option=name_of(param), limit=FORM_BYTES)
    return value


def folder_there(param: typer.CallbackParam, value: Path) -> Path:
    """Refuse a folder that is not there, as `there`."""
    if not value.is_dir():
        raise InvalidInput(Reason.NOT_FOUND, option=name_of(param), why="no such folder")
    return value


def filled(param: typer.CallbackParam, value: str) -> str:
    """Refuse an empty value. Raises InvalidInput: VALUE_MISSING."""
    if not value.strip():
        raise InvalidInput(Reason.VALUE_MISSING, option=name_of(param))
    return value


def locality(param: typer.CallbackParam, value: str) -> str:
    """Refuse what is no city's code, naming the option. Raises InvalidInput: ID_MALFORMED."""
    try:
        return Locality(value)
    except InvalidInput as error:
        raise InvalidInput(error.reason, option=name_of(param), form="6 digits, as 440500") from error


def text_option(words: str, *names: str) -> Any:
    """An option that takes a text: typed, or ``@FILE``, or ``@-`` for standard input.

    What stands on a command line is seen by everybody on the machine; a text about a person need not be.
    """
    return typer.Option(*names, help=f"{words}；@文件、@- 读入 or from a file, stdin", callback=_text)


def _text(param: typer.CallbackParam, value: str) -> str:
    return text_of(value, name_of(param))


def text_of(value: str, option: str) -> str:
    """The text that a value means: itself, or what the file behind ``@`` holds; ``@@`` begins with one @.

    Raises:
        InvalidInput: NOT_FOUND; TOO_LARGE; VALUE_INVALID if it is not UTF-8.
    """
    if not value.startswith("@"):
        return value
    if value.startswith("@@"):
        return value[1:]
    try:
        data = _bytes_of(value[1:])
    except OSError as error:
        raise InvalidInput(
            Reason.NOT_FOUND, option=option, why="no such file", form="TEXT, @FILE or @-"
        ) from error
    if len(data) > TEXT_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, option=option, limit=TEXT_BYTES)
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeError as error:
        raise InvalidInput(Reason.VALUE_INVALID, option=option, why="not UTF-8") from error


def _bytes_of(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(TEXT_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(TEXT_BYTES + 1)


def locality_or_none(param: typer.CallbackParam, value: str) -> str:
    """As `locality`; empty where it was not asked for."""
    return locality(param, value) if value else ""


def day(param: typer.CallbackParam, value: str) -> str:
    """Refuse what is no day; empty where it was not given. Raises InvalidInput: VALUE_INVALID."""
    if value and not _is_day(value):
        raise InvalidInput(Reason.VALUE_INVALID, option=name_of(param), form="YYYY-MM-DD")
    return value


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


CaseArg = Annotated[str, typer.Argument(help="办件编号 case id", metavar="CASE")]
CasesArg = Annotated[list[str], typer.Argument(help="办件编号，可多个 case ids", metavar="CASE...")]
MessageOpt = Annotated[str, typer.Option("--message-id", help="重试时用同一个 the same id for a retry")]
NumberOpt = Annotated[str, typer.Option("--number", help="文号 document number")]
TitleOpt = Annotated[str, typer.Option("--title", help="文书名称 document title")]
FileOpt = Annotated[Path | None, typer.Option("--file", help="文书文件 the sealed file", callback=there)]
ScansOpt = Annotated[Path, typer.Option("--files", help="扫描件目录 folder of scans", callback=folder_there)]
DifferenceOpt = Annotated[
    list[str] | None, typer.Option("--difference", help="差异：材料=说明 material=note")
]
CarrierOpt = Annotated[str, typer.Option("--carrier", help="承运方 courier")]
ParcelOpt = Annotated[str, typer.Option("--parcel", help="邮件号 parcel number")]
PaperOpt = Annotated[list[str] | None, typer.Option("--paper", help="件：代码[:original|copy][:份数]")]
NoteOpt = Annotated[str, text_option("承运方说明 what the courier said", "--note")]
ReasonOpt = Annotated[str, text_option("理由 reason", "--reason")]
GenerateOpt = Annotated[
    bool,
    typer.Option("--generate", help="由本节点按模板制作文书并编文号 make the document from its template"),
]
SupersedesOpt = Annotated[
    str, typer.Option("--supersedes", help="更正哪一条：消息号 the message whose document this one replaces")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOpt:
    """A document 文书 as a clerk names it: with its file, or to be made by the node."""

    number: str
    title: str
    file: Path | None
    generate: bool

    def __post_init__(self) -> None:
        if not (self.number or self.generate):
            raise InvalidInput(Reason.VALUE_MISSING, option="--number")
        if self.generate and self.file is not None:
            raise InvalidInput(Reason.VALUE_INVALID, option="--generate", why="with --file")


def pairs_of(texts: Sequence[str] | None, option: str) -> list[tuple[str, str]]:
    """``name=value`` each; a value may be ``@FILE`` or ``@-`` (see `text_of`).

    Raises:
        InvalidInput: VALUE_INVALID if the sign or the name is missing; as `text_of`.
    """
    pairs = [text.partition("=") for text in texts or ()]
    if not all(name and sign for name, sign, _ in pairs):
        raise InvalidInput(Reason.VALUE_INVALID, option=option, form="NAME=VALUE")
    return [(name, text_of(value, option)) for name, _, value in pairs]


def differences_of(texts: Sequence[str] | None, option: str = "--difference") -> tuple[Difference, ...]:
    """``material=note`` each. Raises as `pairs_of`."""
    return tuple(Difference(material=code, note=note) for code, note in pairs_of(texts, option))


def fields_of(texts: Sequence[str] | None) -> tuple[Field, ...]:
    """``CODE=VALUE`` each. Raises as `pairs_of`."""
    return tuple(Field(code=code, value=value) for code, value in pairs_of(texts, "--field"))


def papers_of(texts: Sequence[str] | None) -> tuple[Paper, ...]:
    """``CODE[:original|copy][:COUNT]`` each. Raises InvalidInput: VALUE_INVALID."""
    return tuple(_paper(text) for text in texts or ())


def _paper(text: str) -> Paper:
    parts = _PAPER.fullmatch(text)
    if parts is None or not parts[1]:
        raise InvalidInput(Reason.VALUE_INVALID, option="--paper", form="CODE[:original|copy][:COUNT]")
    return Paper(code=parts[1], original=parts[2] != "copy", count=int(parts[3] or 1))
