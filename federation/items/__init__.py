"""Items 事项: codes, catalogues, items as one locality publishes them.

`load_catalogue` reads what a city sends; `Catalogue` finds items by code or words; `Item` is what
a window shows of one.
"""

from federation.items.catalogue import Catalogue
from federation.items.condition import Condition
from federation.items.form import Choice, DateFormat, FieldSpec
from federation.items.item import Item, ItemKey, Limit, MaterialSpec
from federation.items.load import Loaded, load_catalogue
from federation.items.readers import UNDECLARED, MaterialDigits, SourceProfile
from federation.items.report import CellError, Ignored, Repair, Report, SheetRefused

__all__ = [
    "UNDECLARED",
    "Catalogue",
    "CellError",
    "Choice",
    "Condition",
    "DateFormat",
    "FieldSpec",
    "Ignored",
    "Item",
    "ItemKey",
    "Limit",
    "Loaded",
    "MaterialDigits",
    "MaterialSpec",
    "Repair",
    "Report",
    "SheetRefused",
    "SourceProfile",
    "load_catalogue",
]
