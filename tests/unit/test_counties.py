"""County codes of all years: real people's numbers pass, numbers of nowhere do not."""

from __future__ import annotations

import pytest

from federation.counties import _MORE, existed
from federation.errors import InvalidInput, Reason
from federation.ids import CitizenId

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(county, born="19900101", serial="001"):
    """A citizen's number with its check character (GB 11643)."""
    body = county + born + serial
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize(
    ("county", "born"),
    [
        ("440524", "19700101"),  # 潮阳县, a code of 1983
        ("440507", "19900101"),  # 龙湖区, a code of 1991
        ("350681", "19750101"),  # 龙海市, a code of 1993
        ("440582", "19500101"),
        ("610125", "20200101"),
        ("610113", "19850615"),
        ("449011", "19931201"),  # 潮阳市 under the province
        ("139002", "19920101"),
        ("441900", "20010101"),  # 东莞, a city without counties
        ("469001", "20100101"),
        ("330113", "20220101"),
        ("110105", "19491231"),
    ],
)
def test_a_code_of_any_year_will_do(county, born):
    """Abolished codes and codes younger than their holder are real people's."""
    assert existed(county)
    assert CitizenId(number(county, born)) == number(county, born)


@pytest.mark.parametrize(
    "county", ["440599", "990101", "100000", "440000", "710101", "810000", "820000", "830000"]
)
def test_nowhere_is_refused(county):
    """No such county, no county at all, or the place of another type of document."""
    assert not existed(county)
    with pytest.raises(InvalidInput) as refused:
        CitizenId(number(county))
    assert refused.value.reason is Reason.CITIZEN_ID_CHECK


def test_the_added_codes_are_codes():
    """What is added to the library's list is spread out from its spans, each once."""
    assert len(_MORE) == 204
    assert all(len(code) == 6 and code.isdigit() for code in _MORE)
