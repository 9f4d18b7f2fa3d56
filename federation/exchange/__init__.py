"""Cases as other systems take them: the national exchange tables 国家汇聚, as rows; rejects taken back in.

`rows_of` makes the rows of one case; `CodeSets` are a locality's own codes, declared; `read_rejects` reads
what the hub sent back. Files and SQL are written by the node.
"""

from federation.exchange.codes import CodeSets, load_code_sets, national
from federation.exchange.rejects import Reject, read_rejects
from federation.exchange.rows import Filed, Rows, rows_of
from federation.exchange.tables import TABLES, Table

__all__ = [
    "TABLES",
    "CodeSets",
    "Filed",
    "Reject",
    "Rows",
    "Table",
    "load_code_sets",
    "national",
    "read_rejects",
    "rows_of",
]
