"""Prefill 秒报: an item's form filled from what public bodies hold already, every value explained.

`load_table` reads what the handling place lets a form be filled from, `load_facts` what a window has of one
applicant; `prefill` says for every field the value with its rule and facts, or what to ask for. Nothing is
guessed: a field that the table does not name stays empty, facts that contradict each other fill nothing.
"""

from federation.mapping.prefill.earlier import facts_of_case
from federation.mapping.prefill.facts import Fact, Source, load_facts
from federation.mapping.prefill.fill import Filled, Kept, Prefilled, UnusedFact, prefill
from federation.mapping.prefill.table import EarlierField, FactNeed, FieldRow, PrefillTable, load_table

__all__ = [
    "EarlierField",
    "Fact",
    "FactNeed",
    "FieldRow",
    "Filled",
    "Kept",
    "PrefillTable",
    "Prefilled",
    "Source",
    "UnusedFact",
    "facts_of_case",
    "load_facts",
    "load_table",
    "prefill",
]
