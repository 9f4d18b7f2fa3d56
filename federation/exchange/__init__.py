"""Cases as other systems take them: the national exchange tables 国家汇聚 as rows, and rejects taken back in.

`rows_of` makes the rows of one case; a `Hub` says what the receiving system's codes are; `spelling`
writes rows; `parse_rejects` reads what the hub sent back. Files are written by whoever has a disk.
"""

from federation.exchange.codes import Hub, Times, load_hub, national
from federation.exchange.contents import Filed
from federation.exchange.rejects import ADVICE, Reject, parse_rejects, read_rejects
from federation.exchange.rows import ExchangeRow, Operation, rows_of
from federation.exchange.spelling import Form
from federation.exchange.tables import TABLES, Column, Table

__all__ = [
    "ADVICE",
    "TABLES",
    "Column",
    "ExchangeRow",
    "Filed",
    "Form",
    "Hub",
    "Operation",
    "Reject",
    "Table",
    "Times",
    "load_hub",
    "national",
    "parse_rejects",
    "read_rejects",
    "rows_of",
]
