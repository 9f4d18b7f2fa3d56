"""The canonical document: one text for one case, whichever end writes it, and nothing local in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta, timezone

from federation.case import Placed, Side, canonical, digest, digest_of, fold
from federation.case.choices import TimeUnit
from federation.case.events import Arrived
from federation.case.parts import Field
from federation.case.process import Asked
from tests.worlds.case import APPLICANT, CASE, START, World, opened, submitted

A, H = Side.ACCEPTING, Side.HANDLING


def test_keys_are_sorted_and_nothing_is_padded():
    """RFC 8785: sorted keys, no blanks, UTF-8 as it is, integers only."""
    text = canonical(opened().case(A))
    read = json.loads(text, parse_float=lambda text: (_ for _ in ()).throw(ValueError(text)))
    again = json.dumps(read, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert text == again.encode()
    assert "陈小明".encode() in text


def test_strings_are_escaped_as_the_standard_says():
    """RFC 8785 §3.2.2.2: short escapes where they exist, lower-case hex else, and no other escapes."""
    event = replace(submitted(), fields=(Field(code="a", value='行\n"\\/\t'),))
    world = World()
    world.must(A, event)
    assert b'"value":"\xe8\xa1\x8c\\n\\"\\\\/\\t"' in canonical(world.case(A))


def test_the_digest_is_that_of_the_text():
    """SHA-256 over the canonical bytes."""
    case = opened().case(H)
    expected = "sha256:" + hashlib.sha256(canonical(case)).hexdigest()
    assert digest(case) == digest_of(canonical(case)) == expected


def test_positions_do_not_show():
    """Provisional and final positions give one document."""
    world = opened()
    world.must(H, Arrived())
    held = world.held(H)
    moved = [Placed(placed.position + 40, placed.act) for placed in held["handling"]]
    later = fold(CASE, **{**held, "handling": moved, "known_handling": 90})
    assert canonical(later) == canonical(world.case(H))


def test_times_are_utc_milliseconds():
    """A clock told in another zone, or finer than a millisecond, gives the same text."""
    world = World()
    act = world.draw(A, submitted())
    local = replace(act, at=act.at.astimezone(timezone(timedelta(hours=8))) + timedelta(microseconds=400))
    texts = {
        canonical(fold(CASE, [Placed(0, one)], [], refused={}, known_accepting=1, known_handling=0))
        for one in (act, local)
    }
    assert len(texts) == 1
    assert (START + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z").encode() in texts.pop()


def test_a_change_anywhere_changes_the_digest():
    """Another phone number is another case."""
    digests = set()
    for phone in ("13800000000", "13800000001"):
        world = World()
        world.must(A, replace(submitted(), applicant=replace(APPLICANT, phone=phone)))
        digests.add(digest(world.case(A)))
    assert len(digests) == 2


def test_a_question_in_working_days_is_written_as_before():
    """The unit came later: left out it leaves the text as it was, said it is there."""
    texts = []
    for unit in (None, TimeUnit.HOUR):
        world = opened()
        world.must(A, Asked(text="齐全？", days=2, unit=unit))
        texts.append(json.loads(canonical(world.case(A)))["questions"][0]["asked"])
    assert texts == [
        {"text": "齐全？", "days": 2, "files": []},
        {"text": "齐全？", "days": 2, "files": [], "unit": "hour"},
    ]
