"""The table of moves: how often each is drawn, and to which misfortune it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from tests.model import life, misfortune
from tests.model.life import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A move, how often it is drawn, and the misfortune it belongs to ("" = plain life)."""

    move: Move
    weight: int
    kind: str = ""


MOVES: tuple[Row, ...] = (
    Row(move=life.stage, weight=8),
    Row(move=life.step, weight=12),
    Row(move=life.stride, weight=14),
    Row(move=life.deliver, weight=12),
    Row(move=life.commit, weight=12),
    Row(move=life.trip, weight=14),
    Row(move=life.flow, weight=4),
    Row(move=life.apply, weight=5),
    Row(move=misfortune.drop, weight=4, kind="drop"),
    Row(move=misfortune.replay, weight=6, kind="replay"),
    Row(move=misfortune.alter, weight=3, kind="relay"),
    Row(move=misfortune.substitute, weight=4, kind="relay"),
    Row(move=misfortune.forge, weight=1, kind="relay"),
    Row(move=misfortune.thief, weight=2, kind="thief"),
    Row(move=life.pause, weight=3, kind="time"),
    Row(move=life.release, weight=1, kind="time"),
    Row(move=life.spoil, weight=6, kind="person"),
    Row(move=misfortune.start, weight=4, kind="second pump"),
    Row(move=misfortune.stop, weight=3, kind="second pump"),
    Row(move=misfortune.crash, weight=4, kind="crash"),
    Row(move=misfortune.restore, weight=4, kind="restore"),
    Row(move=misfortune.roll_back, weight=3, kind="roll back"),
    Row(move=misfortune.copy, weight=3, kind="copy"),
    Row(move=misfortune.fail_over, weight=3, kind="copy"),
)
