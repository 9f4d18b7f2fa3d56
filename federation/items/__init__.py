"""Items 事项: codes, catalogues, items as one locality publishes them.

`load_catalogue` reads what a city sends; `Catalogue` finds items by code or words; `Item` is what
a window shows of one. `History` puts a catalogue's versions in order; `diff` says what changed
between two, and `identity` which item became which.
"""

from federation.items.catalogue import Catalogue
from federation.items.catalogue_file import write_catalogue
from federation.items.changes import Aspect, Change
from federation.items.condition import Condition
from federation.items.diff import CatalogueDiff, ItemChange, diff
from federation.items.form import Choice, DateFormat, FieldSpec
from federation.items.history import History
from federation.items.identity import Successor, Unclear, identity
from federation.items.item import Item, ItemKey, Limit, MaterialSpec
from federation.items.load import Loaded, load_catalogue
from federation.items.profiles import ProfileInvalid, load_profile, profile_names
from federation.items.readers import UNDECLARED, MaterialDigits, SourceProfile
from federation.items.report import CellError, Ignored, Repair, Report, SheetRefused

__all__ = [
    "UNDECLARED",
    "Aspect",
    "Catalogue",
    "CatalogueDiff",
    "CellError",
    "Change",
    "Choice",
    "Condition",
    "DateFormat",
    "FieldSpec",
    "History",
    "Ignored",
    "Item",
    "ItemChange",
    "ItemKey",
    "Limit",
    "Loaded",
    "MaterialDigits",
    "MaterialSpec",
    "ProfileInvalid",
    "Repair",
    "Report",
    "SheetRefused",
    "SourceProfile",
    "Successor",
    "Unclear",
    "diff",
    "identity",
    "load_catalogue",
    "load_profile",
    "profile_names",
    "write_catalogue",
]
