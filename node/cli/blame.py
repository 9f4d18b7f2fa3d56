"""What a failed command is blamed on: every exception becomes a reason of the one table.

What somebody typed is never repeated, neither value nor path: both may hold a person's name. An option is
named, and what would have been right.
"""

from __future__ import annotations

from enum import EnumType
from typing import Any

from typer.exceptions import TyperException

from federation.errors import InvalidInput, KuayuError, Reason

_NOT_THERE = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


def blame(error: BaseException) -> KuayuError:
    """The reason for an exception."""
    match error:
        case KuayuError():
            return error
        case TyperException():
            return _usage(error)
        case OSError():
            reason = Reason.NOT_FOUND if isinstance(error, _NOT_THERE) else Reason.STORE_FAILED
            return KuayuError(reason, why=type(error).__name__)
        case UnicodeError() | RecursionError():
            why = "not Unicode text" if isinstance(error, UnicodeError) else "nested too deep"
            return InvalidInput(Reason.VALUE_INVALID, why=why)
        case _:
            return KuayuError(Reason.INTERNAL, error=type(error).__name__)


def _usage(error: Any) -> InvalidInput:
    """The command line itself is wrong: which option, what is known, where to read on."""
    detail: dict[str, str | int] = {}
    reason = Reason.VALUE_INVALID
    kind = type(error).__name__
    context = getattr(error, "ctx", None)
    commands = getattr(context.command, "commands", {}) if context else {}
    if (param := getattr(error, "param", None)) is not None:
        detail = {"option": name_of(param), **_right(param)}
        reason = Reason.VALUE_MISSING if kind == "MissingParameter" else reason
    elif kind == "NoSuchOption":
        detail = {"why": "unknown option", "near": " ".join(sorted(error.possibilities or ()))}
    elif kind == "BadOptionUsage":
        detail = {"option": error.option_name}
        reason = Reason.VALUE_MISSING
    elif commands:
        reason = Reason.VALUE_MISSING if "Missing" in error.message else reason
        detail = {"option": "COMMAND", "known": " ".join(commands)}
    else:
        detail = {"why": "more words than the command takes"}
    if context is not None:
        detail["help"] = f"{_path(context)} --help"
    return InvalidInput(reason, **{name: value for name, value in detail.items() if value != ""})


def name_of(param: Any) -> str:
    """An option as it is typed, an argument as the help shows it."""
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return str(max(param.opts, key=len))


def _right(param: Any) -> dict[str, str | int]:
    """What a value may be, as far as the option says."""
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    known: list[Any] = list(kind) if isinstance(kind, EnumType) else []
    limits = {"least": getattr(param, "min", None), "most": getattr(param, "max", None)}
    return {
        **({"known": " ".join(str(one.value) for one in known)} if known else {}),
        **{name: value for name, value in limits.items() if value is not None},
    }


def _path(context: Any) -> str:
    """The command's words, without what was typed between them."""
    words: list[str] = []
    while context is not None:
        words.append(str(context.info_name))
        context = context.parent
    return " ".join(reversed(words))
