"""The font cut for one document."""

import pytest
from fontTools.ttLib import TTFont

from node.documents.font import faces

pytestmark = pytest.mark.slow  # a large font is cut each time

RARE = "𬱖𠮷㛃㙟·㐂"


def test_both_weights_hold_exactly_the_text_and_ascii() -> None:
    """Characters beyond the BMP are in, what nobody printed is out."""
    with faces(RARE) as font:
        for file in (font.regular, font.bold):
            known = TTFont(file).getBestCmap()
            assert set(map(ord, RARE)) <= known.keys()
            assert ord("汉") not in known
            assert {0x20, 0x7E} <= known.keys()


def test_the_weights_differ_and_equal_text_gives_equal_files() -> None:
    """A receipt printed twice is the same file."""
    with faces("收件") as one, faces("件收收") as two:
        assert one.regular.read_bytes() == two.regular.read_bytes()
        assert one.regular.read_bytes() != one.bold.read_bytes()


def test_what_the_font_lacks_is_named_and_what_is_invisible_left_out() -> None:
    """A private-use character shows as its code point; a variation selector as nothing."""
    with faces("葛\U000e0100\ue000") as font:
        assert font.printable("葛\U000e0100\ue000城") == "葛[U+E000][U+57CE]"


def test_the_files_are_gone_afterwards() -> None:
    """Nothing is left in the temporary folder."""
    with faces("收") as font:
        assert font.regular.exists()
    assert not font.regular.exists()
