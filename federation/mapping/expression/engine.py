"""The engine: the package common-expression-language, a CEL interpreter in Rust.

It is loaded with the first expression: with it come a command line and asyncio, which the library
does not need and most crosswalks never ask for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cel import Program

FAILS = (ArithmeticError, RuntimeError, TypeError, ValueError)  # all that an evaluation raises


def compiled(text: str) -> Program:
    """A program from an expression as the engine writes it.

    Raises:
        ValueError: it is not one; never for what the judge writes.
    """
    import cel  # noqa: PLC0415  # see the module

    return cel.compile(text)
