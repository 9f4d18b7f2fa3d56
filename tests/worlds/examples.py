"""The example applications translated by the library alone: two catalogues, one crosswalk, no node."""

from __future__ import annotations

from datetime import date
from functools import cache

from examples.cases import HERE, Application
from federation.ids import Locality
from federation.items import load_catalogue
from federation.mapping import (
    Ambiguous,
    Federation,
    Matched,
    Translation,
    load_crosswalk,
    narrow,
    resolve,
    translate,
)
from federation.mapping import Application as Source

SHANTOU, XIAN, YINCHUAN = Locality("440500"), Locality("610100"), Locality("640100")
TODAY = date(2026, 10, 9)


@cache
def federation() -> Federation:
    """All cities of the demonstration."""
    shantou = load_catalogue(
        HERE / "catalogues" / "shantou.xlsx", locality=SHANTOU, version="2026.1"
    ).catalogue
    xian = load_catalogue(HERE / "catalogues" / "xian.xlsx", locality=XIAN, version="2026.3").catalogue
    yinchuan = load_catalogue(
        HERE / "catalogues" / "yinchuan.xlsx", locality=YINCHUAN, version="2026.1"
    ).catalogue
    crosswalk = load_crosswalk(HERE / "crosswalks" / "440500-610100.xlsx", accepting=shantou, handling=xian)
    return Federation.of([shantou, xian, yinchuan], [crosswalk.crosswalk])


def match(application: Application) -> Matched:
    """The handling place's item."""
    found = resolve(federation(), application["item"], to=Locality(application["to"]), on=TODAY)
    if isinstance(found, Ambiguous):
        found = narrow(found, application["fields"])
    assert isinstance(found, Matched), found
    return found


def translated(application: Application) -> Translation:
    """What the window's own form and list become there."""
    codes = tuple(one["code"] for one in application["materials"])
    return translate(Source(fields=application["fields"], materials=codes), match(application))


def handling_codes(application: Application) -> dict[str, str]:
    """Material codes of the accepting place to those of the handling place, for what was given and is used."""
    met = translated(application)
    return {step.sources[0]: step.target for step in met.trace if step.target in met.materials}
