"""Strings that must never leave the case: every personal value planted in the examples.

A test searches all logs, metrics, URLs, errors, headers and listings of both nodes for them. Each is
unusual enough that finding one means a leak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from examples.cases import Application, applications, files

_PUBLIC = frozenset({"陕西省", "西安市", "爱尔兰", "美国"})
_DATE = re.compile(r"(19|20)\d\d-?\d\d-?\d\d")
_ABOUT = (("fee", "code"), ("licence", "id"), ("old_licence", "id"))
_MIN_DIGITS, _MIN_HAN = 8, 2


def canaries() -> frozenset[str]:
    """All of them, of all applications."""
    return frozenset(text for application in applications() for text in canaries_of(application))


def canaries_of(application: Application) -> frozenset[str]:
    """Those of one application: persons, form values, file names, what EXIF and PDF metadata tell."""
    return frozenset(
        (*_persons(application), *_values(application), *_names(application), *_metadata(application))
    )


def _persons(application: Application) -> Iterator[str]:
    for role in ("applicant", "agent"):
        party = application.get(role, {})
        yield from (party[key] for key in ("name", "id_number", "phone", "address") if party)


def _values(application: Application) -> Iterator[str]:
    forms = (
        application["fields"],
        application["handling_fields"],
        application.get("correction", {}).get("fields", {}),
    )
    yield from (application[key][name] for key, name in _ABOUT if key in application)
    for form in forms:
        for value in form.values():
            yield from (part for part in value.split("/") if _is_personal(part))


def _is_personal(value: str) -> bool:
    """Whether a form value tells of a person: not a choice, a date, an amount or a country."""
    if value in _PUBLIC or _DATE.fullmatch(value):
        return False
    han = sum(char >= "㐀" for char in value)
    return han >= _MIN_HAN or len(re.sub(r"\W", "", value)) >= _MIN_DIGITS


def _names(application: Application) -> Iterator[str]:
    yield from application["scans"]


def _metadata(application: Application) -> Iterator[str]:
    for _, scan in files(application):
        yield from (scan[key] for key in ("author", "place") if key in scan)
        yield from (str(degrees) for degrees in scan.get("gps", ()))
