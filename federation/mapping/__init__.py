"""Mapping items between localities: crosswalk, resolve, translate; every value explained.

`load_crosswalk` reads and reviews a document of two cities; `Federation` prepares catalogues and
crosswalks; `resolve` finds the handling place's item; `translate` fills its form and names every
gap; `requirements` is the list a window shows and `check` judges what was filled in.
"""

from federation.mapping.crosswalk import (
    Crosswalk,
    CrosswalkRow,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
)
from federation.mapping.gaps import Gap
from federation.mapping.load import LoadedCrosswalk, load_crosswalk
from federation.mapping.match import Ambiguous, Matched, Resolution, Unmapped, Via
from federation.mapping.requirements import MaterialNeed, Requirements, check, requirements
from federation.mapping.resolve import narrow, resolve
from federation.mapping.routes import Federation
from federation.mapping.rules import Step
from federation.mapping.translate import Application, Translation, Unused, translate

__all__ = [
    "Ambiguous",
    "Application",
    "Crosswalk",
    "CrosswalkRow",
    "Federation",
    "FieldRule",
    "Gap",
    "LoadedCrosswalk",
    "Matched",
    "MaterialNeed",
    "MaterialRelation",
    "MaterialRule",
    "Relation",
    "Requirements",
    "Resolution",
    "RuleKind",
    "Step",
    "Translation",
    "Unmapped",
    "Unused",
    "Via",
    "check",
    "load_crosswalk",
    "narrow",
    "requirements",
    "resolve",
    "translate",
]
