"""Acts and wishes over the wire: what is written is read back, and what was written once is read for ever."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.case import Kind, kind_of
from federation.case.events import Act, Event, Submitted
from federation.case.parts import Actor
from federation.ids import CaseId, Locality, MessageId
from federation.wire.entries import read_act, write_entry
from federation.wire.local import (
    UNFILLED,
    Application,
    Wish,
    read_application,
    read_wish,
    write_application,
    write_wish,
)
from tests.contract.entries import RECEIVER, SALT, VECTORS
from tests.worlds.tier import drawn
from tests.worlds.values import IDS, sample, values

CLASSES = get_args(Event)
OLD = json.loads(VECTORS.read_text("utf-8"))
few = settings(max_examples=drawn(8), deadline=None)


@st.composite
def acts(draw, kind: type) -> Act:
    """An act of a class of event."""
    return Act(
        message_id=draw(values(MessageId)),
        case=draw(values(CaseId)),
        author=Locality("610100"),
        actor=draw(values(Actor)),
        seen=draw(st.integers(0, 2**40)),
        at=draw(values(datetime)),
        supersedes=draw(st.none() | values(MessageId)),
        event=draw(values(kind)),
    )


@pytest.mark.parametrize("kind", CLASSES)
@few
@given(st.data())
def test_an_act_comes_back(kind, data):
    """Every class of event, with whatever values, and what is said of it."""
    act = data.draw(acts(kind))
    entry = write_entry(act, receiver=RECEIVER, salt=SALT)
    assert read_act(entry) == act
    assert write_entry(read_act(entry), receiver=RECEIVER, salt=SALT) == entry


@pytest.mark.parametrize("kind", CLASSES)
@few
@given(st.data())
def test_a_wish_comes_back(kind, data):
    """Every class of event passes the local API, with and without what it corrects."""
    wish = Wish(
        case=data.draw(values(CaseId)),
        actor=data.draw(values(Actor)),
        supersedes=data.draw(st.none() | values(MessageId)),
        event=data.draw(values(kind)),
    )
    message_id = IDS[MessageId][0]
    assert read_wish(write_wish(message_id, wish)) == (message_id, wish)


@few
@given(values(Submitted))
def test_an_application_comes_back(draft):
    """What a window submits; the item and the crosswalk are the node's to fill."""
    draft = replace(draft, item=UNFILLED, crosswalk="")
    asked = Application(
        message_id=IDS[MessageId][0],
        actor=sample(Actor),
        to="610100",
        item="000131901001",
        draft=draft,
        own_materials=draft.materials,
        own_fields=draft.fields,
    )
    assert read_application(write_application(asked)) == asked


def test_every_class_of_event_has_its_bytes():
    """One entry of each is kept as it was written first."""
    assert set(OLD) == {kind.__name__ for kind in CLASSES}
    assert {kind_of(read_act(base64.b64decode(data)).event) for data in OLD.values()} <= set(Kind)


@pytest.mark.parametrize("name", OLD)
def test_old_bytes_are_read_and_written_alike(name):
    """An entry of an earlier programme is the same entry today, to the byte."""
    data = base64.b64decode(OLD[name])
    act = read_act(data)
    assert type(act.event).__name__ == name
    assert write_entry(act, receiver=RECEIVER, salt=SALT) == data
