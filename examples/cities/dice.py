"""Choices that look like chance and are none: the same question gets the same answer for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")
_SIDES = 10_000


@dataclass(frozen=True, slots=True)
class Dice:
    """Answers drawn from a seed, such as a city's code, and the question's own words."""

    seed: str

    def number(self, *question: str) -> int:
        """A number of 32 bits."""
        words = "\0".join((self.seed, *question)).encode()
        return int.from_bytes(blake2b(words, digest_size=4).digest())

    def share(self, part: float, *question: str) -> bool:
        """True for that part of all questions."""
        return self.number(*question) % _SIDES < part * _SIDES

    def pick(self, choices: Sequence[_T], *question: str) -> _T:
        """One of the choices."""
        return choices[self.number(*question) % len(choices)]
