"""Days on the command line: YYYY-MM-DD."""

from __future__ import annotations

from datetime import date

import typer

from federation.errors import InvalidInput, Reason
from node.cli.blame import name_of


def day(param: typer.CallbackParam, value: str) -> str:
    """Refuse what is no day, naming the option.

    Raises:
        InvalidInput: VALUE_INVALID.
    """
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, option=name_of(param), form="YYYY-MM-DD") from error
