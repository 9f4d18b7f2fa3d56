"""The bytes of one entry of every kind of event, for any language; run as a module to add kinds that have none.

What stands in the file was written by the programme of its day and is never written again: an entry that was
signed must be read for ever.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import get_args

from federation.case.events import Act, Event
from federation.case.parts import Actor
from federation.ids import CaseId, Locality, MessageId
from federation.wire.entries import write_entry
from tests.worlds.values import AT, IDS, sample

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "entries.json"
SALT = bytes(range(16))
RECEIVER = Locality("440500")


def act_of(kind: type[Event]) -> Act:
    """An act of a class of event, with every field filled."""
    first, second, *_ = IDS[MessageId]
    return Act(
        message_id=first,
        case=IDS[CaseId][0],
        author=Locality("610100"),
        actor=sample(Actor),
        seen=5,
        at=AT,
        supersedes=second,
        event=sample(kind),
    )


def entry_of(kind: type[Event]) -> bytes:
    """Its entry."""
    return write_entry(act_of(kind), receiver=RECEIVER, salt=SALT)


def main() -> None:
    """Add the kinds that are not there."""
    found = json.loads(VECTORS.read_text("utf-8")) if VECTORS.exists() else {}
    for kind in get_args(Event):
        found.setdefault(kind.__name__, base64.b64encode(entry_of(kind)).decode())
    VECTORS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
