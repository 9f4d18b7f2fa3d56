"""The tables of docs/operations.md that come from code: ``python -m tests.docs.render`` writes them.

Names, types and defaults are read from the code; what a setting or an event means to an operator is
said here, once. A name without its sentence, or a sentence without its name, stops the rendering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from node.config import ActorSettings, Config, PeerSettings
from node.observe.log import _WARNINGS, Event
from tests.docs.snippets import ROOT

PAGE = ROOT / "docs/operations.md"

SETTINGS: Mapping[str, str] = {
    "locality": "this city, 6 digits",
    "data": "folder of the store and the files; made if it is not there",
    "listen": "address and port towards other nodes",
    "socket": "the local API's Unix socket, mode 0600",
    "directory": "the signed directory",
    "roots": "the root keys that the directory must be signed by",
    "ca": "whose TLS certificates are believed",
    "certificate": "our TLS certificate, with exactly one `kuayu://<locality>` name",
    "certificate_key": "its private key",
    "log_key": "the private key that signs heads and receipts",
    "documents": "what documents need to know of organs and halls, and the city's own words ([documents](documents.md))",
    "node_actor": "which of the actors acts when the node itself refuses an entry",
    "batch": "most entries in one batch",
    "actors.NAME.organ": "credit code of the organ; the directory must list it for this city",
    "actors.NAME.place": "where it acts: 6, 9 or 12 digits",
    "actors.NAME.officer": "window or officer number, never a name",
    "peers.LOCALITY.endpoint": "`host:port` of the peer; empty: as the directory says",
}

EVENTS: Mapping[str, str] = {
    "node.started": "both servers listen",
    "node.stopped": "stopped gracefully",
    "node.task_failed": "a library complained; only its name and the class of the error are kept",
    "link.settled": "both ends agree; `count` entries came back to us, `last` went back to waiting",
    "link.opened": "the link is ours to write, in this epoch",
    "link.held": "a resend waits for the operator",
    "link.forked": "the peer signed two histories; the link is stopped",
    "link.bad_root": "entries did not give the signed root, `count` times in a row",
    "peer.rejected": "a request of this peer was not taken, for this reason",
    "peer.unknown": "a connection showed no certificate of a member",
    "delivery.sent": "a batch of `count` entries from `first` on has its receipt",
    "delivery.failed": "it will be tried again by itself",
    "delivery.dated": "an idle log was dated: a later head over the same entries has its receipt",
    "inbox.applied": "`count` entries were applied, `refused` of them refused",
    "inbox.told": "the peer refused an entry of ours; a task waits for a person",
    "blob.pulled": "a file is here, whole and checked",
    "blob.failed": "it will be pulled again by itself",
    "desk.recorded": "somebody here recorded an event",
    "desk.refused": "somebody here asked for something that was refused",
    "api.failed": "an error nobody expected; `error` is its class",
    "inbox.waits": "after a restore: the entries of the peer wait until the agreement or catalogue version that `case` stands on is imported again",
    "inbox.failed": "an entry met a fault of our own and was refused; `spot` is the line: report it",
    "store.failed": "the store was busy or full; the loop starts again by itself",
    "library.set_aside": "an imported crosswalk or catalogue no longer fits and is not used; import it anew",
    "terms.set_aside": "an imported agreement or calendar cannot be read any more and is not used; import it anew",
    "instant.set_aside": "a rule of 秒批 cannot be read any more and does nothing; import another version",
    "instant.acted": "a rule of 秒批 did this, by the rule of this digest",
    "instant.failed": "a rule of 秒批 could not act in this case, for this reason; the case waits for a person",
    "directory.loaded": "this version is in use",
    "directory.expired": "it should have been replaced; running links go on",
}


def config_table() -> str:
    """Every setting of node.toml."""
    rows = dict(_settings())
    _same(rows.keys(), SETTINGS.keys())
    lines = [
        f"| `{name}` | {kind} | {default} | {SETTINGS[name]} |" for name, (kind, default) in rows.items()
    ]
    return "\n".join(["| setting | type | default | meaning |", "|---|---|---|---|", *lines])


def log_table() -> str:
    """Every event of the log."""
    _same([event.value for event in Event], EVENTS.keys())
    lines = [
        f"| `{event.value}` | {'warning' if event in _WARNINGS else 'info'} | {EVENTS[event.value]} |"
        for event in Event
    ]
    return "\n".join(["| event | level | meaning |", "|---|---|---|", *lines])


def _settings() -> Iterator[tuple[str, tuple[str, str]]]:
    nested = {"actors": ("actors.NAME", ActorSettings), "peers": ("peers.LOCALITY", PeerSettings)}
    for name, field in Config.model_fields.items():
        if name not in nested:
            yield name, _shown(field)
    for name, (prefix, model) in nested.items():
        assert name in Config.model_fields
        yield from _nested(prefix, model)


def _nested(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, field in model.model_fields.items():
        yield f"{prefix}.{name}", _shown(field)


def _shown(field: FieldInfo) -> tuple[str, str]:
    kind = getattr(field.annotation, "__name__", str(field.annotation))
    names = {"str": "text", "Path": "path", "int": "number", "pathlib.Path | None": "path"}
    return names[kind], _default(field)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return f"`{field.default}`" if field.default not in {None, ""} else "empty"


def _same(found: Any, told: Any) -> None:
    """Raise ValueError unless every name has its sentence and every sentence its name."""
    if set(found) != set(told):
        raise ValueError(sorted(map(str, set(found) ^ set(told))))


TABLES = {"config": config_table, "logs": log_table}


def rendered(page: str) -> str:
    """The page with its tables made anew."""
    for name, make in TABLES.items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, _, rest = page.partition(begin)
        after = rest.partition(end)[2]
        page = f"{before}{begin}\n{make()}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
