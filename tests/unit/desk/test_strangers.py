"""Which version an act is judged by: the one it names, never today's; what it may not name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from federation.case.choices import SessionKind, TimeUnit
from federation.case.events import (
    Accepted,
    Act,
    Corrected,
    CorrectionRequested,
    Difference,
    Event,
    ItemRef,
    Material,
)
from federation.case.parts import Document, Field
from federation.case.process import Extended, SessionHeld
from federation.errors import Reason
from federation.ids import CaseId, Locality, MessageId
from federation.items import Catalogue, Item
from federation.items.history import History
from federation.items.item import SCHEME, Limit
from federation.items.tables import Channel, ItemState, LimitUnit
from node.desk.strangers import filed_item, misfit, stranger
from tests.worlds.clerks import submitted
from tests.worlds.ground import ACTORS, SHANTOU, XIAN
from tests.worlds.sheets import city, form_field, item, material, task_code

DECEMBER, SPRING = date(2026, 12, 1), date(2027, 3, 1)
CODE = task_code(XIAN)
DOCUMENT = Document(number="YQ-1", title="延长办理期限告知书", file=None)
AUTUMN, WINTER = datetime(2026, 11, 20, 4, tzinfo=UTC), datetime(2026, 12, 20, 4, tzinfo=UTC)


def version(name: str, since: date | None, *materials: str, **changes: Any) -> Catalogue:
    """Xi'an's one item with these materials; its version is the catalogue's."""
    made = city(XIAN, items=[item(XIAN)], materials=[material(code, task=CODE) for code in materials])
    items = [replace(one, key=replace(one.key, version=name), **changes) for one in made.items]
    return Catalogue.of(locality=XIAN, version=name, items=items, effective_from=since)


def held(*versions: Catalogue) -> History:
    return History.of(versions)


OLD, NEW, NEXT = (
    version("1", None, "C01", "C02"),
    version("2", DECEMBER, "C01", "C09"),
    version("3", SPRING, "C01"),
)


def judged(
    history: History,
    named: str,
    at: datetime,
    *materials: str,
    code: str = CODE,
    scheme: str = SCHEME,
    corrects: bool = False,
) -> tuple[Reason, dict[str, str | int]] | None:
    """What is said of an application, or of a correction in a case of that day."""
    case = CaseId.make(accepting=SHANTOU, handling=XIAN, on=at.date(), random=1)
    ref = ItemRef(locality=XIAN, scheme=scheme, code=code, version=named)
    brought = tuple(Material(code=one, copies=1) for one in materials)
    nobody = MessageId.make(unix_ms=1, random=1)
    event: Event = replace(submitted(XIAN), item=ref, materials=brought)
    if corrects:
        event = Corrected(notice=nobody, materials=brought, fields=())
    act = Act(
        message_id=nobody,
        case=case,
        author=SHANTOU,
        actor=ACTORS[SHANTOU],
        seen=0,
        at=WINTER if corrects else at,
        supersedes=None,
        event=event,
    )
    found = stranger({XIAN: history}.get, act, ref if corrects else None)
    return (found.reason, found.detail) if found is not None else None


def reason(*asked: object, **more: object) -> Reason | None:
    found = judged(*asked, **more)  # type: ignore[arg-type]  # as `judged`
    return found[0] if found is not None else None


def test_an_application_is_judged_by_the_version_it_names() -> None:
    """Also just after that version was followed by another: a window learns of it late."""
    history = held(OLD, NEW)
    assert reason(history, "1", AUTUMN, "C01", "C02") is None
    assert reason(history, "1", AUTUMN, "C09") is Reason.MATERIAL_UNKNOWN
    assert reason(history, "2", WINTER, "C01", "C09") is None
    assert reason(history, "2", WINTER, "C02") is Reason.MATERIAL_UNKNOWN
    assert reason(history, "1", WINTER, "C02") is None


def test_a_correction_is_judged_by_the_version_its_case_was_filed_under() -> None:
    """Whatever is in force when it is made."""
    history = held(OLD, NEW)
    assert reason(history, "1", AUTUMN, "C02", corrects=True) is None
    assert reason(history, "1", AUTUMN, "C09", corrects=True) is Reason.MATERIAL_UNKNOWN
    assert reason(history, "2", WINTER, "C09", corrects=True) is None


@pytest.mark.parametrize("corrects", [False, True])
def test_a_version_that_is_not_held(corrects: bool) -> None:  # a parameter of the test
    """It is named, and beside it those that are held."""
    found = judged(held(OLD, NEW), "2026.7", WINTER, corrects=corrects)
    assert found == (Reason.VERSION_UNKNOWN, {"item": CODE, "version": "2026.7", "held": "1 2"})


def test_a_version_that_may_be_a_person() -> None:
    """What a peer puts in place of a version is not repeated unless it can be one."""
    found = judged(held(OLD), "110101199003070011", AUTUMN)
    assert found is not None
    assert found[1]["version"] == "…"


def test_what_does_not_count_yet_or_no_more() -> None:
    """A version before its day; an item that today's version has suspended, or no longer has."""
    assert reason(held(OLD, NEW, NEXT), "3", WINTER, "C01") is Reason.ITEM_NOT_IN_FORCE
    suspended = version("2", DECEMBER, "C01", state=ItemState.SUSPENDED)
    gone = Catalogue.of(locality=XIAN, version="2", items=(), effective_from=DECEMBER)
    for newer in (suspended, gone):
        assert reason(held(OLD, newer), "1", AUTUMN, "C01") is None
        assert reason(held(OLD, newer), "1", WINTER, "C01") is Reason.ITEM_NOT_IN_FORCE
        assert reason(held(OLD, newer), "1", AUTUMN, "C02", corrects=True) is None
    assert reason(held(NEW), "2", AUTUMN, "C01") is Reason.ITEM_NOT_IN_FORCE


def test_what_is_not_known_at_all() -> None:
    """Another code, another scheme's, a national line: no such item, whatever the version."""
    other = CODE[:-3] + "999"
    assert reason(held(OLD), "1", AUTUMN, code=other) is Reason.ITEM_UNKNOWN
    assert reason(held(OLD), "1", AUTUMN, scheme="福建") is Reason.ITEM_UNKNOWN
    line = version("1", None, channel=Channel.NATIONAL_LINE)
    assert reason(held(line), "1", AUTUMN) is Reason.ITEM_UNKNOWN


def test_an_item_that_changed_and_kept_its_version() -> None:
    """The catalogue of the day on which the case was filed is meant."""

    def careless(name: str, since: date | None, code: str) -> Catalogue:
        (one,) = version("same", since, code).items
        return Catalogue.of(locality=XIAN, version=name, items=[one], effective_from=since)

    history = held(careless("1", None, "C01"), careless("2", DECEMBER, "C02"))
    assert [_codes(history, at) for at in (AUTUMN, WINTER)] == [["C01"], ["C02"]]


def _codes(history: History, at: datetime) -> list[str]:
    case = CaseId.make(accepting=SHANTOU, handling=XIAN, on=at.date(), random=1)
    ref = ItemRef(locality=XIAN, scheme=SCHEME, code=CODE, version="same")
    found = filed_item({XIAN: history}.get, ref, case)
    assert found is not None
    item_found: Item = found[0]
    return [spec.code for spec in item_found.materials]


@pytest.mark.parametrize(
    ("legal", "days", "refused"),
    [
        (Limit(amount=45, unit=LimitUnit.WORKING_DAY), 15, None),
        (Limit(amount=20, unit=LimitUnit.WORKING_DAY), 15, Reason.VALUE_INVALID),
        (Limit(amount=45, unit=LimitUnit.CALENDAR_DAY), 11, Reason.VALUE_INVALID),
        (None, 15, Reason.VALUE_INVALID),
        (None, 10, None),
    ],
)
def test_only_what_organs_decide_together_is_put_off_by_more_than_ten_days(
    legal: Limit | None, days: int, refused: Reason | None
) -> None:
    """42条: ten days by the head of the organ; fifteen by the government, where the item's limit is 45 days (26条)."""
    ref = ItemRef(locality=XIAN, scheme=SCHEME, code=CODE, version="1")
    history = held(version("1", None, "C01", legal=legal))
    extended = Extended(days=days, approver="市政府", reason="复杂", document=DOCUMENT)
    case = CaseId.make(accepting=SHANTOU, handling=XIAN, on=AUTUMN.date(), random=1)
    act = Act(
        message_id=MessageId.make(unix_ms=1, random=1),
        case=case,
        author=XIAN,
        actor=ACTORS[XIAN],
        seen=1,
        at=AUTUMN,
        event=extended,
    )
    found = stranger({XIAN: history}.get, act, ref)
    assert (found.reason if found is not None else None) is refused
    assert found is None or found.detail["clause"] == "行政许可法42条"


DAYS_20, MONTH = Limit(amount=20, unit=LimitUnit.WORKING_DAY), Limit(amount=1, unit=LimitUnit.MONTH)
HOURS_4 = Limit(amount=4, unit=LimitUnit.HOUR)


@pytest.mark.parametrize(
    ("legal", "published", "promised", "refused"),
    [
        (DAYS_20, DAYS_20, (20, None), None),
        (DAYS_20, DAYS_20, (21, None), Reason.VALUE_INVALID),
        (DAYS_20, DAYS_20, (20, TimeUnit.CALENDAR_DAY), None),
        (DAYS_20, DAYS_20, (52, TimeUnit.CALENDAR_DAY), None),
        (DAYS_20, DAYS_20, (53, TimeUnit.CALENDAR_DAY), Reason.VALUE_INVALID),
        (DAYS_20, DAYS_20, (2, TimeUnit.MONTH), Reason.VALUE_INVALID),
        (DAYS_20, HOURS_4, (5, None), Reason.VALUE_MISSING),
        (DAYS_20, MONTH, (5, None), Reason.VALUE_MISSING),
        (DAYS_20, HOURS_4, (5, TimeUnit.WORKING_DAY), None),
        (DAYS_20, HOURS_4, (0, None), None),
        (MONTH, DAYS_20, (43, None), None),
        (MONTH, DAYS_20, (44, None), Reason.VALUE_INVALID),
        (MONTH, MONTH, (2, TimeUnit.MONTH), Reason.VALUE_INVALID),
        (HOURS_4, HOURS_4, (5, TimeUnit.HOUR), Reason.VALUE_INVALID),
        (HOURS_4, HOURS_4, (1, TimeUnit.MONTH), Reason.VALUE_INVALID),
        (None, None, (400, TimeUnit.MONTH), None),
    ],
)
def test_what_may_be_promised(
    legal: Limit | None,
    published: Limit | None,
    promised: tuple[int, TimeUnit | None],
    refused: Reason | None,
) -> None:
    """Not longer than the law on every calendar (42条), and in a unit where days cannot be meant."""
    ref = ItemRef(locality=XIAN, scheme=SCHEME, code=CODE, version="1")
    history = held(version("1", None, "C01", legal=legal, promised=published))
    event = Accepted(document=DOCUMENT, promised_days=promised[0], promised_unit=promised[1])
    act = Act(
        message_id=MessageId.make(unix_ms=1, random=1),
        case=CaseId.make(accepting=SHANTOU, handling=XIAN, on=AUTUMN.date(), random=1),
        author=XIAN,
        actor=ACTORS[XIAN],
        seen=1,
        at=AUTUMN,
        supersedes=None,
        event=event,
    )
    found = stranger({XIAN: history}.get, act, ref)
    assert (found.reason if found is not None else None) is refused


def said(event: Event, author: Locality = XIAN) -> tuple[Act, ItemRef]:
    """An event of a case of that autumn, and the item that case was filed for."""
    nobody = MessageId.make(unix_ms=1, random=1)
    case = CaseId.make(accepting=SHANTOU, handling=XIAN, on=AUTUMN.date(), random=1)
    act = Act(
        message_id=nobody, case=case, author=author, actor=ACTORS[author], seen=1, at=AUTUMN, event=event
    )
    return act, ItemRef(locality=XIAN, scheme=SCHEME, code=CODE, version="1")


@pytest.mark.parametrize(("code", "refused"), [("C01", False), ("F01", False), ("C09", True)])
def test_what_a_notice_may_ask_for(code: str, refused: bool) -> None:  # a parameter of the test
    """30条、31条: materials of the published list and answers of its form, nothing else."""
    made = city(XIAN, materials=[material("C01", task=CODE)], fields=[form_field("F01", task=CODE)])
    history = held(made)
    notice = CorrectionRequested(defects=(Difference(material=code, note="不清"),), days=5, document=DOCUMENT)
    found = stranger({XIAN: history}.get, *said(notice))
    assert (Reason.MATERIAL_UNKNOWN if refused else None) == (found.reason if found is not None else None)


@pytest.mark.parametrize(("code", "refused"), [("C01", False), ("C09", True)])
def test_a_session_names_materials_of_the_list(code: str, refused: bool) -> None:  # a parameter of the test
    """What was seen is a material of the item, or is not named by a code."""
    session = SessionHeld(
        kind=SessionKind.VIDEO, held_at=AUTUMN, identity_shown=True, seen_materials=(code,), note="看过"
    )
    found = stranger({XIAN: held(OLD)}.get, *said(session, SHANTOU))
    assert (Reason.MATERIAL_UNKNOWN if refused else None) == (found.reason if found is not None else None)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("2018", None), ("二零一八", Reason.VALUE_INVALID), (" ", Reason.FIELD_MISSING)],
)
def test_a_corrected_answer_fits_the_form(value: str, reason: Reason | None) -> None:
    """As when it was filed; it is not blank where the form must have it."""
    history = held(city(XIAN, fields=[form_field("F01", "数字", task=CODE)]))
    answer = Corrected(
        notice=MessageId.make(unix_ms=1, random=2), materials=(), fields=(Field(code="F01", value=value),)
    )
    found = misfit({XIAN: history}.get, *said(answer, SHANTOU))
    assert reason == (found.reason if found is not None else None)
