"""Facts out of an earlier case 既往办件: what its form said, where the table says that this is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from federation.ids import CaseId, Locality
from federation.mapping.prefill.facts import Fact, Source
from federation.mapping.prefill.table import PrefillTable, codes_of


def facts_of_case(
    table: PrefillTable, case: CaseId, *, locality: Locality, item: str, fields: Mapping[str, str], on: date
) -> tuple[Fact, ...]:
    """What an earlier case says, by the table's names; nothing of a form that the table does not name.

    Args:
        table: names the fields of its own locality's forms, and of no other's.
        case: which case.
        locality: who handled it.
        item: code of its item.
        fields: its form as the organ decided on it.
        on: the day it was submitted.
    """
    if locality != table.locality:
        return ()
    codes = codes_of(item)
    return tuple(
        Fact(code=code, value=fields[one.field], source=Source.EARLIER_CASE, reference=case, on=on)
        for code, need in table.facts.items()
        for one in need.earlier
        if one.item in codes and fields.get(one.field, "").strip()
    )
