"""The example applications and what happens to each: data from JSON, placeholders filled in.

An application is one file of ``applications/``; its ``story`` names a list of steps in
``stories.json``, whose ``_about`` explains every key. Nothing here talks to a node.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Application = dict[str, Any]
Step = dict[str, Any]
Scan = dict[str, Any]

NOT_EVENTS = frozenset({"suspend-item", "revise-item"})
"""Steps that happen to a city's catalogue and not to the case."""


def applications() -> list[Application]:
    """All applications, by number."""
    files = sorted((HERE / "applications").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def collected() -> list[Application]:
    """Those between Shantou and Xi'an that a window takes in for the other city 异地代收代办."""
    return [one for one in applications() if "mode" not in one]


@cache
def stories() -> dict[str, list[Step]]:
    """All stories by name, shared parts and documents in their places, placeholders still in them."""
    told = json.loads((HERE / "stories.json").read_text(encoding="utf-8"))
    parts, papers = told["_parts"], told["_documents"]
    return {
        name: [_with_documents(step, papers) for entry in entries for step in _steps(entry, parts)]
        for name, entries in told.items()
        if not name.startswith("_")
    }


def _steps(entry: Step, parts: dict[str, list[Step]]) -> list[Step]:
    """An entry of a story: a step, or a part whose steps all get the entry's other keys."""
    if "part" not in entry:
        return [entry]
    laid_over = {key: value for key, value in entry.items() if key != "part"}
    return [{**step, **laid_over} for step in parts[entry["part"]]]


def _with_documents(step: Step, papers: dict[str, dict[str, Any]]) -> Step:
    """A step with the documents it makes in place of their titles."""

    def made(title: str) -> dict[str, Any]:
        return {**papers[title], "file": f"文书/{papers[title]['title']}.pdf"}

    if "document" in step:
        return {**step, "document": made(step["document"])}
    if step["do"] == "issue":
        return {**step, "documents": [made(title) for title in step["documents"]]}
    return step


def steps(application: Application) -> list[Step]:
    """What happens to one application, in order, with its own numbers and names filled in."""
    known = {**application, **{key: application["applicant"][key] for key in ("name", "id_number")}}
    filled: list[Step] = _fill(stories()[application["story"]], known)
    return filled


def _fill(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, str):
        return value.format_map(known)
    if isinstance(value, list):
        return [_fill(one, known) for one in value]
    if isinstance(value, dict):
        return {key: _fill(one, known) for key, one in value.items()}
    return value


def files(application: Application) -> Iterator[tuple[str, Scan]]:
    """Every file of a case by its path under the scans folder: scans, official documents, proofs."""
    folder = application["id"]
    for name, scan in application["scans"].items():
        yield f"{folder}/{name}", scan
    for step in steps(application):
        for document in documents(step):
            yield f"{folder}/{document['file']}", _sealed(application, document)
        for key, make in _SIGNED.items():
            if key in step:
                yield f"{folder}/{step[key]}", make(application)


def documents(step: Step) -> list[dict[str, Any]]:
    """The official documents a step makes; what `deliver` hands over are names, not documents."""
    named = [*step.get("documents", []), step.get("document")]
    return [one for one in named if isinstance(one, dict)]


def _sealed(application: Application, document: dict[str, Any]) -> Scan:
    return {
        "kind": "sealed_pdf",
        "title": document["title"],
        "lines": [document["number"], *document["lines"]],
        "seal": application["handling_organ"],
        "author": f"承办人{application['reviewer']}{application['id']}",
    }


def _proof(application: Application) -> Scan:
    receiver = application["agent" if "agent" in application else "applicant"]
    lines = [
        f"受送达人：{application['applicant']['name']}",
        f"签收人：{receiver['name']}",
        application["certificate"],
    ]
    return {"kind": "flatbed", "title": "送达回证", "lines": lines}


def _promise(application: Application) -> Scan:
    later = application["deferred"]
    lines = [
        f"承诺人：{application['applicant']['name']}",
        f"承诺 {later['days']} 个工作日内补交：{later['name']}",
    ]
    return {"kind": "flatbed", "title": "容缺受理承诺书", "lines": lines}


def _voucher(application: Application) -> Scan:
    fee = application["fee"]
    lines = [
        f"缴款人：{application['applicant']['name']}",
        f"缴款码：{fee['code']}",
        f"金额：{fee['yuan']} 元",
    ]
    return {"kind": "png", "title": "缴款凭证", "lines": lines}


_SIGNED = {"proof": _proof, "promise": _promise, "voucher": _voucher}
