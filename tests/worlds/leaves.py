"""Every text of a protobuf message, a personal value planted in its place, and whether that came out again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

Path = tuple[tuple[str, int | None], ...]
PLANTED = ("谯抱朴", "44050719880317008X", "16012340901", "审批表 谯抱朴.jpg")


def leaves(message: Any, path: Path = ()) -> Iterator[Path]:
    """Where texts stand in a message, set or not; times apart."""
    for field in message.DESCRIPTOR.fields:
        inside = getattr(message, field.name)
        if field.type == field.TYPE_STRING:
            spots = range(len(inside)) if field.is_repeated else (None,)
            yield from ((*path, (field.name, spot)) for spot in spots)
        elif field.message_type is not None and field.message_type.name != "Timestamp":
            if field.is_repeated:
                for spot, one in enumerate(inside):
                    yield from leaves(one, (*path, (field.name, spot)))
            elif message.HasField(field.name):
                yield from leaves(inside, (*path, (field.name, None)))


def put(message: Any, path: Path, text: str) -> Any:
    """A copy of the message with another text at one place."""
    changed = type(message)()
    changed.CopyFrom(message)
    here = changed
    for name, spot in path[:-1]:
        here = getattr(here, name) if spot is None else getattr(here, name)[spot]
    name, spot = path[-1]
    if spot is None:
        setattr(here, name, text)
    else:
        getattr(here, name)[spot] = text
    return changed


def leaked(text: str, planted: Iterable[str] = PLANTED) -> list[str]:
    """Which of the planted values stand in a text, as they are or escaped as JSON does."""
    return [one for one in planted if one in text or json.dumps(one)[1:-1] in text]
