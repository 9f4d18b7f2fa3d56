"""Persons on paper: what is kept, what is starred."""

import pytest

from node.documents.mask import mask_name, mask_number


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王芳", "王*"),
        ("欧阳修远", "欧***"),
        ("𬱖小㛃", "𬱖**"),
        ("𠮷", "*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("葛\U000e0100城", "葛\U000e0100*"),
        ("葛城\U000e0100", "葛*"),
        ("O'SULLIVAN Mary-Ann", "O********* ****-***"),
        (" 李四 ", "李*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_first_character_and_its_separators(name: str, masked: str) -> None:
    """One character of a name is shown, rare ones and those with a variation selector as well."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("440524197001010086", "4405**********0086"),
        ("44052419700101008X", "4405**********008X"),
        ("PX7261914", "PX*****14"),
        ("09260413", "09****13"),
        ("A12345", "A****5"),
        ("12", "**"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_a_number_keeps_its_ends(number: str, masked: str) -> None:
    """The birth date in an identity number is never shown, short numbers show less."""
    assert mask_number(number) == masked
