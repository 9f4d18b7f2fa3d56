"""Finding items: by any code, and by the words a clerk types."""

from __future__ import annotations

from datetime import date

from federation.items import Catalogue, Limit, load_catalogue
from federation.items.tables import ItemState, LimitUnit
from tests.worlds.sheets import SHANTOU, book, catalogue, item

NAMES = {
    "000131911001": "食品经营许可（新办）",
    "000131911002": "食品经营许可（延续）",
    "000118930002": "道路货物运输驾驶员从业资格证换证",
    "000155931001": "普通护照签发",
}


def made() -> Catalogue:
    return catalogue({"实施清单": [item(base=base, 事项名称=name) for base, name in NAMES.items()]})


def names(text: str) -> list[str]:
    return [found.name for found in made().search(text)]


def test_search_by_words() -> None:
    """Every word counts; the earliest and shortest hit comes first."""
    assert names("食品") == ["食品经营许可（新办）", "食品经营许可（延续）"]
    assert names("食品 延续") == ["食品经营许可（延续）"]
    assert names("护照") == ["普通护照签发"]
    assert names("某某局 货物") == ["道路货物运输驾驶员从业资格证换证"]


def test_search_by_the_start_of_a_code() -> None:
    """Base and implementation codes, also half typed."""
    assert names("0001319110") == ["食品经营许可（新办）", "食品经营许可（延续）"]
    assert names("11440500text00017j3000155931001") == ["普通护照签发"]


def test_search_offers_what_is_near() -> None:
    """A clerk's own words find the item whose name holds most of them; nonsense finds nothing."""
    assert names("货物运输从业资格证") == ["道路货物运输驾驶员从业资格证换证"]
    assert names("火星移民") == []
    assert len(names("")) == 4


def test_search_is_limited() -> None:
    """A window's list stays short."""
    assert len(made().search("", limit=2)) == 2


def test_a_code_nobody_has() -> None:
    """Unknown codes find nothing, of whatever length."""
    for code in ("000131911009", "", "x", "11440500TEXT00017J3000131911009"):
        assert made().find(code) == ()


def test_the_order_of_rows_does_not_matter() -> None:
    """A shuffled sheet is the same catalogue."""
    rows = [item(base=base, 事项名称=name) for base, name in NAMES.items()]
    shuffled = load_catalogue(book({"实施清单": rows[::-1]}), locality=SHANTOU, version="1").catalogue
    assert shuffled == made()


def test_in_force() -> None:
    """From the first day to the day before the last, while in use."""
    rows = [item(生效日期="2026-01-05", 取消日期="2026-03-01")]
    (found,) = catalogue({"实施清单": rows}).items
    days = {date(2026, 1, 4): False, date(2026, 1, 5): True, date(2026, 2, 28): True, date(2026, 3, 1): False}
    assert {day: found.in_force(day) for day in days} == days
    for state in ItemState:
        (found,) = catalogue({"实施清单": [item(事项状态=state.label)]}).items
        assert found.in_force(date(2026, 1, 1)) is (state is ItemState.IN_USE)


def test_a_limit_in_words() -> None:
    """As a guide prints it."""
    assert str(Limit(amount=10, unit=LimitUnit.WORKING_DAY)) == "10个工作日"
    assert str(Limit(amount=0, unit=LimitUnit.WORKING_DAY)) == "当场办结"
