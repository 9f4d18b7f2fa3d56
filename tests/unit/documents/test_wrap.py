"""Lines of Chinese text."""

from hypothesis import given
from hypothesis import strategies as st

from node.documents.wrap import wrap


def _cells(text: str) -> float:
    return sum(1 if char.isascii() else 2 for char in text)


def test_a_closing_mark_never_begins_a_line() -> None:
    """The mark takes the character before it along to the next line."""
    assert wrap("有效期内）。", 10, _cells) == ["有效期", "内）。"]


def test_an_opening_mark_never_ends_a_line() -> None:
    """The bracket goes with what it opens."""
    assert wrap("从业人员（逐人）", 10, _cells) == ["从业人员", "（逐人）"]


def test_a_number_stays_whole_where_it_fits_on_a_line() -> None:
    """A telephone number is not torn."""
    assert wrap("电话0754-88000001", 16, _cells) == ["电话", "0754-88000001"]


def test_a_code_longer_than_a_line_is_cut_to_fit() -> None:
    """A 31-character code in a narrow column fills line after line."""
    assert wrap("A" * 25, 10, _cells) == ["A" * 10, "A" * 10, "A" * 5]


@given(st.text(alphabet="汉字（），。A1 -", max_size=60), st.integers(min_value=2, max_value=20))
def test_nothing_but_spaces_is_lost_and_every_line_fits(text: str, width: int) -> None:
    """Whatever the text and the width."""
    lines = wrap(text, width, _cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(_cells(line) <= width for line in lines)
