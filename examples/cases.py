"""The example applications and what happens to each: data from JSON, placeholders filled in.

An application is one file of ``applications/``; its ``story`` names a list of steps in
``stories.json``, whose ``_about`` explains every key. Nothing here talks to a node.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Application = dict[str, Any]
Step = dict[str, Any]
Scan = dict[str, Any]


def applications() -> list[Application]:
    """All applications, by number."""
    files = sorted((HERE / "applications").glob("*.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def stories() -> dict[str, list[Step]]:
    """All stories by name, placeholders still in them."""
    told = json.loads((HERE / "stories.json").read_text(encoding="utf-8"))
    return {name: steps for name, steps in told.items() if name != "_about"}


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
        if "proof" in step:
            yield f"{folder}/{step['proof']}", _proof(application)


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
