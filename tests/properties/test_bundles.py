"""However papers are handed in and shared out: nothing is lost, nothing is doubled, every want is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from federation.case.bundle import Share, Shared
from federation.case.bundle_plan import STAYS, Brought, allot
from federation.case.choices import Disposition

COUNT = st.integers(0, 3)
MEMBERS = "abcd"


@st.composite
def shared(draw: st.DrawFn) -> Shared:
    """A paper that serves some members, each on one line."""
    keys = draw(st.lists(st.sampled_from(MEMBERS), unique=True, min_size=1))
    serves = tuple(
        Share(member=key, code=f"M{key}", originals=draw(COUNT), copies=draw(COUNT)) for key in keys
    )
    return Shared(code="P", name="材料", serves=serves)


PAPERS = st.builds(
    Brought,
    code=st.just("P"),
    files=st.sampled_from([(), ("a.pdf",)]),
    disposition=st.sampled_from(Disposition),
    originals=COUNT,
    copies=COUNT,
)


@given(shared(), PAPERS, st.sets(st.sampled_from(MEMBERS)))
def test_nothing_is_lost_or_doubled(paper: Shared, brought: Brought, keys: set[str]):
    """What parts get and what goes back is what was handed in; a kept original is in one place only."""
    found, gaps = allot(paper, brought, keys)
    parts = [(key, one) for key, papers in found.items() for one in papers]
    active = {share.member: share for share in paper.serves if share.member in keys}
    back = [gap for gap in gaps if not gap.member]
    said = "".join(gap.ask for gap in back)
    copies = sum(one.copies for _, one in parts)
    originals = sum(one.originals for _, one in parts)
    assert copies <= brought.copies
    assert (f"{brought.copies - copies} 份复印件" in said) is (copies < brought.copies)
    if brought.disposition in STAYS:
        assert all(one.originals <= brought.originals for _, one in parts)
    else:
        assert originals <= brought.originals
        assert (f"{brought.originals - originals} 份原件" in said) is (originals < brought.originals)
    assert len(parts) == len({key for key, _ in parts})
    assert {key for key, _ in parts} <= active.keys()
    assert all(one.files == brought.files for _, one in parts)


@given(shared(), PAPERS, st.sets(st.sampled_from(MEMBERS)))
def test_every_want_blocks(paper: Shared, brought: Brought, keys: set[str]):
    """A part without all the bundle gives it is named, and only such a part."""
    found, gaps = allot(paper, brought, keys)
    wanting = {gap.member for gap in gaps if gap.blocks}
    for share in paper.serves:
        if share.member in keys:
            one = next(iter(found.get(share.member, ())), Brought(code=share.code))
            whole = one.originals == share.originals and one.copies == share.copies
            only_scans = not (share.originals or share.copies)
            assert (share.member in wanting) is (not whole or (only_scans and not one.files))
    assert wanting <= keys
