"""What a catalogue must say to be compared: less than to be imported.

A city that joins often sends a list of names and codes first. What an import insists on and a
comparison does not need may be missing then; it is read as not said, and never stored.
"""

from __future__ import annotations

from types import MappingProxyType

from federation.items.limit_words import LimitCell
from federation.items.readers import SourceProfile
from federation.items.tables import MaterialFormat, MaterialType, Need, ProjectType

SKETCH = SourceProfile(
    name="对照建议用的简表",
    fixed=MappingProxyType(
        {
            "dept_name": "",
            "project_type": ProjectType.OTHER,
            "server_type": (),
            "anticipate_day": LimitCell(None),
            "promise_day": LimitCell(None),
            "material_type": MaterialType.EITHER,
            "material_format": MaterialFormat.BOTH,
            "is_need": Need.REQUIRED,
        }
    ),
)
"""For `load_catalogue(..., locality=None, skip_bad=True, profile=SKETCH)`."""
