"""Crosswalk rows after a reorganisation, and versions of a crosswalk in their turn."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

from federation.items import Catalogue, load_catalogue
from federation.mapping import Crosswalk, load_crosswalk
from federation.mapping.follow import left_behind
from federation.mapping.turns import in_turn
from tests.worlds.sheets import (
    BASE,
    EXACT,
    SHANTOU,
    XIAN,
    Rows,
    book,
    city,
    crosswalk_sheets,
    item,
    task_code,
)

OTHER_ORGAN = "11440500TEXT01036Q"
GONE = "000511905001"


def shantou(*rows: dict[str, object]) -> Catalogue:
    found: Rows = rows
    return load_catalogue(book({"实施清单": found}), locality=SHANTOU, version="1").catalogue


OLD = shantou(item(), item(base=GONE, 事项名称="高龄津贴"))
NEW = shantou(item(实施编码=f"{OTHER_ORGAN}3{BASE}", 实施主体编码=OTHER_ORGAN))
ROWS = [EXACT | {"受理地事项编码": code} for code in (task_code(), task_code(base=GONE))]


def crosswalk(rows: Rows) -> Crosswalk:
    there = city(XIAN, items=[item(XIAN), item(XIAN, GONE)])
    return load_crosswalk(book(crosswalk_sheets(rows)), accepting=OLD, handling=there).crosswalk


def test_a_row_follows_its_item() -> None:
    """A moved item is named under its new code, a removed one as gone; rows by base code stay."""
    document = crosswalk(ROWS)
    moved, gone = left_behind([document, crosswalk([EXACT])], OLD, NEW)
    assert (moved.code, moved.now) == (task_code(), (f"{OTHER_ORGAN}3{BASE}",))
    assert (gone.code, gone.now) == (task_code(base=GONE), ())
    assert moved.row is document.rows[0]
    assert f"已换为 {OTHER_ORGAN}3{BASE}" in moved.why
    assert "已没有编码" in gone.why


def test_the_other_place_of_a_crosswalk_is_left_alone() -> None:
    """Codes of another locality are not looked for in this one's catalogue."""
    assert left_behind([crosswalk([EXACT])], OLD, NEW) == ()
    back = replace(crosswalk(ROWS), accepting=XIAN, handling=SHANTOU)
    rows = tuple(replace(row, accepting=BASE, handling=row.accepting) for row in back.rows)
    turned = left_behind([replace(back, rows=rows)], OLD, NEW)
    assert [one.code for one in turned] == [task_code(), task_code(base=GONE)]


def test_nothing_is_left_behind_by_the_same_catalogue() -> None:
    """A version that only renames leaves every row where it is."""
    assert left_behind([crosswalk(ROWS)], OLD, OLD) == ()


def version(name: str, since: date | None, until: date | None = None) -> Crosswalk:
    return replace(crosswalk([EXACT]), version=name, effective_from=since, effective_to=until)


MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def counting(documents: list[Crosswalk], on: date) -> list[str]:
    return [one.version for one in in_turn(documents) if one.in_force(on)]


def test_versions_of_a_crosswalk_take_turns() -> None:
    """On every day one counts at most, whatever order they are given in."""
    versions = [version("1", None), version("2", MAY, JUNE), version("3", JULY)]
    for given in itertools.permutations(versions):
        found = [counting(list(given), day) for day in (date.min, MAY, JUNE, JULY)]
        assert found == [["1"], ["2"], [], ["3"]]


def test_the_later_of_one_day_takes_the_others_place() -> None:
    """No case depends on a crosswalk after it was opened: a mistake can be mended on its day."""
    assert counting([version("1", MAY), version("2", MAY)], MAY) == ["2"]
    assert in_turn([]) == ()


def test_other_pairs_are_left_alone() -> None:
    """Two pairs do not follow each other."""
    other = replace(version("1", MAY), accepting=XIAN, handling=SHANTOU)
    assert counting([version("1", None), other], MAY) == ["1", "1"]
