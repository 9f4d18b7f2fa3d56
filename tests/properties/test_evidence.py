"""A changed bit or a cut of an evidence file, or of anything in it, never verifies."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import Untrusted
from federation.evidence.report import Standing
from federation.evidence.verify import verify_bundle
from federation.trust import strict_json
from tests.worlds.evidence import bundle, story
from tests.worlds.tier import drawn
from tests.worlds.trust import NOON, ROOTS

NOW = NOON + timedelta(days=1)
DATA = bundle(*story())
DOCUMENT = json.loads(DATA)


def spots(value, way=()):
    """Find every base64 value of the document: directory, receipt, signature, entry, proof."""
    if isinstance(value, dict):
        return [spot for name, one in value.items() for spot in spots(one, (*way, name))]
    if isinstance(value, list):
        return [spot for number, one in enumerate(value) for spot in spots(one, (*way, number))]
    known = isinstance(value, str) and ({"payload", "value", "entry"} & set(way[-1:]) or "proof" in way)
    return [way] if known or way[:1] == ("directories",) else []


SPOTS = spots(DOCUMENT)


def with_bytes(way, change):
    document = json.loads(DATA)
    spot = document
    for step in way[:-1]:
        spot = spot[step]
    spot[way[-1]] = strict_json.put_bytes(change(base64.b64decode(spot[way[-1]])))
    return strict_json.dump(document)


def refuse(data):
    report = verify_bundle(data, roots=ROOTS, now=NOW)
    assert not report.verified
    assert report.failed
    try:
        report.enforce()
    except Untrusted:
        return report
    raise AssertionError("enforce let it pass")


def flip(value, bit):
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_true_file_verifies():
    """What is damaged below is whole here, and every kind of value is among the spots."""
    verify_bundle(DATA, roots=ROOTS, now=NOW).enforce()
    assert {way[-1] for way in SPOTS} >= {"payload", "value", "entry"}
    assert any("proof" in way for way in SPOTS)


@given(st.sampled_from(SPOTS), st.data())
@settings(max_examples=drawn(300))
def test_a_flipped_bit_in_any_value_is_refused(way, data):
    """Entry, head, receipt, signature, proof or directory: one bit is enough."""
    size = len(base64.b64decode(_at(way)))
    bit = data.draw(st.integers(0, size * 8 - 1))
    refuse(with_bytes(way, lambda value: flip(value, bit)))


@given(st.sampled_from(SPOTS), st.data())
@settings(max_examples=drawn(200))
def test_a_cut_value_is_refused(way, data):
    """At whatever byte any of them ends early."""
    size = len(base64.b64decode(_at(way)))
    length = data.draw(st.integers(0, size - 1))
    refuse(with_bytes(way, lambda value: value[:length]))


@given(st.integers(0, len(DATA) * 8 - 1))
@settings(max_examples=drawn(300))
def test_a_flipped_bit_anywhere_in_the_file_is_refused(bit):
    """Also in names, numbers and ids: nothing in the file is decoration."""
    refuse(flip(DATA, bit))


@given(st.integers(0, len(DATA) - 1))
def test_a_cut_file_is_refused(length):
    """At whatever byte it ends early."""
    refuse(DATA[:length])


@given(st.binary(max_size=400))
def test_noise_is_refused(noise):
    """Arbitrary bytes give a report that says no."""
    refuse(noise)


@given(st.sampled_from([way for way in SPOTS if way[-1] == "entry"]), st.binary(min_size=1, max_size=300))
def test_a_forged_entry_is_never_proven(way, forged):
    """Whatever stands in its place, it is not called proven."""
    if forged == base64.b64decode(_at(way)):
        return
    report = refuse(with_bytes(way, lambda _: forged))
    _, part, _, number, _ = way
    position = DOCUMENT["logs"][part]["entries"][number]["position"]
    log = DOCUMENT["logs"][part]["log"]
    (found,) = [one for one in report.findings if (one.log, one.position) == (log, position)]
    assert found.standing is Standing.FAILED


def _at(way):
    spot = DOCUMENT
    for step in way:
        spot = spot[step]
    return spot
