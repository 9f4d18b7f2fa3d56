"""Mapping items between localities: crosswalk, resolve, translate; every value explained.

`load_crosswalk` reads and reviews a document of two cities; `Federation` prepares catalogues and
crosswalks; `resolve` finds the handling place's item; `translate` fills its form and names every
gap; `requirements` is the list a window shows and `check` judges what was filled in; `compare` puts two
items side by side. Stock of a whole federation is taken in `coverage`, counterparts are proposed in
`suggest`, both below this room.
"""

from federation.mapping.compare import Comparison, compare
from federation.mapping.crosswalk import (
    CodeRow,
    Crosswalk,
    CrosswalkRow,
    Direction,
    FieldRule,
    MaterialRelation,
    MaterialRule,
    Relation,
    RuleKind,
)
from federation.mapping.follow import LeftBehind, left_behind
from federation.mapping.gaps import Gap
from federation.mapping.index import open_index, write_index
from federation.mapping.load import LoadedCrosswalk, load_crosswalk
from federation.mapping.manifest import FederationRefused, LoadedFederation, load_federation
from federation.mapping.match import Ambiguous, Matched, Resolution, Situation, Unmapped, Via
from federation.mapping.requirements import MaterialNeed, Requirements, check, requirements
from federation.mapping.resolve import narrow, resolve
from federation.mapping.routes import Federation
from federation.mapping.rules import Step
from federation.mapping.translate import Application, Translation, Unused, translate
from federation.mapping.turns import in_turn
from federation.mapping.write import write_crosswalk

__all__ = [
    "Ambiguous",
    "Application",
    "CodeRow",
    "Comparison",
    "Crosswalk",
    "CrosswalkRow",
    "Direction",
    "Federation",
    "FederationRefused",
    "FieldRule",
    "Gap",
    "LeftBehind",
    "LoadedCrosswalk",
    "LoadedFederation",
    "Matched",
    "MaterialNeed",
    "MaterialRelation",
    "MaterialRule",
    "Relation",
    "Requirements",
    "Resolution",
    "RuleKind",
    "Situation",
    "Step",
    "Translation",
    "Unmapped",
    "Unused",
    "Via",
    "check",
    "compare",
    "in_turn",
    "left_behind",
    "load_crosswalk",
    "load_federation",
    "narrow",
    "open_index",
    "requirements",
    "resolve",
    "translate",
    "write_crosswalk",
    "write_index",
]
