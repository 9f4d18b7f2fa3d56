"""The rows of a case: golden files of invented data, identities that stay, all of a case or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from federation.case import Side
from federation.case.choices import AgentBasis, Delivery, Finding, Leg, Procedure, Result, Satisfaction, Stage
from federation.case.events import Accepted, Arrived, Finished, NotAccepted
from federation.case.parts import Party
from federation.case.process import Rated, RatingVerified
from federation.errors import InvalidInput, Reason
from federation.exchange import TABLES, ExchangeRow, Hub, Operation, national, rows_of
from federation.exchange.contents import PROCEDURES, kind_of_applicant
from federation.exchange.spelling import csv_header, csv_row, sql_insert
from tests.worlds.acts import ACCEPTED, at, sent
from tests.worlds.case import ACTORS, APPLICANT, World, document
from tests.worlds.exchange import ITEM, filed, granted, granted_case, hub, hubs
from tests.worlds.process import SUCCESSOR

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "exchange"
A, H = Side.ACCEPTING, Side.HANDLING
PAPER = document("JD")


def named(name: str) -> Hub:
    """A hub by name."""
    return national() if name == "national" else hub(name)


def text(rows: tuple[ExchangeRow, ...]) -> str:
    """The rows as the files of their tables, one after the other."""
    return "".join(
        csv_header(table) + "".join(csv_row(row) for row in found)
        for table, found in groupby(rows, key=lambda row: row.table)
    )


def table(rows: tuple[ExchangeRow, ...], name: str) -> list[ExchangeRow]:
    """The rows of one table."""
    return [row for row in rows if row.table == name]


def only(rows: tuple[ExchangeRow, ...], name: str) -> dict[str, str]:
    """The one row of a table."""
    (row,) = table(rows, name)
    return dict(row.values)


@pytest.mark.parametrize("name", ["national", *hubs()])
def test_golden(name: str):
    """A granted case with a bit of everything gives the file that was read by a person once."""
    expected = (GOLDEN / f"{name}.csv").read_bytes().decode("utf-8")
    assert text(rows_of(granted_case(), filed(named(name)))) == expected


def test_same_digits_mean_other_things():
    """1 is a return in one place and a refusal in the other: each case goes by the words of its hub."""
    ends = {
        result: at((H, Arrived()), (H, ACCEPTED), (H, Finished(result=result, reason="理由", document=PAPER)))
        for result in (Result.DENY, Result.RETURN)
    }
    found = {
        name: [
            only(rows_of(world.case(H), filed(named(name))), "up_pro_result")["result_type"]
            for world in ends.values()
        ]
        for name in ("guangdong-like", "shanghai-like")
    }
    assert found == {"guangdong-like": ["1", "1"], "shanghai-like": ["1", "5"]}


def test_round_trip_through_a_database():
    """The INSERT statements run in a real database as they are, and every value comes back."""
    rows = rows_of(granted_case(), filed())
    with closing(sqlite3.connect(":memory:")) as database:
        for one in TABLES.values():
            columns = (
                f"{name} VARCHAR({column.length}) {'NOT NULL' if column.required else ''}"
                for name, column in one.columns.items()
            )
            database.execute(
                f"CREATE TABLE {one.name} ({', '.join(columns)}, PRIMARY KEY (row_guid, cd_batch))"
            )
        database.executescript("".join(map(sql_insert, rows)))
        found = [
            (name, dict(zip(one.columns, map(str_of, values), strict=True)))
            for name, one in TABLES.items()
            for values in database.execute(f"SELECT * FROM {name} ORDER BY rowid")  # noqa: S608  # our own table
        ]
    assert found == [(row.table, dict(row.values)) for row in rows]


def str_of(value: str | None) -> str:
    """NULL is an empty value."""
    return "" if value is None else value


def test_what_the_hub_has_is_updated():
    """A row sent before is U, a new one is I, and its identity is the same."""
    world = at((H, Arrived()), (H, ACCEPTED))
    before = rows_of(world.case(H), filed())
    assert {row.operation for row in before} == {Operation.INSERT}
    world.must(H, Finished(result=Result.DENY, reason="不符合", document=document("JD")))
    after = rows_of(world.case(H), filed(known={row.guid: row.table for row in before}))
    assert {row.guid for row in after if row.operation is Operation.UPDATE} == {row.guid for row in before}
    assert [row.table for row in after if row.operation is Operation.INSERT] == [
        "up_pro_process",
        "up_pro_result",
    ]


def test_a_corrected_notice_is_the_same_row():
    """A notice that took another's place updates its row; nothing is left behind at the hub."""
    world = at((H, Arrived()), (H, ACCEPTED))
    before = rows_of(world.case(H), filed())
    first = world.logs[H][-1].act.message_id
    again = Accepted(document=document("SL-2"), promised_days=10)
    world.must(H, again, supersedes=first)
    after = rows_of(world.case(H), filed(known={row.guid: row.table for row in before}))
    assert [row.guid for row in before] == [row.guid for row in after]
    assert only(after, "up_pro_accept")["accept_doc_no"] == "SL-2"
    assert only(after, "up_pro_accept")["accept_date"] == only(before, "up_pro_accept")["accept_date"]


def test_a_row_that_is_told_no_more_is_taken_back():
    """D carries the row's identity and nothing of what it said."""
    rows = rows_of(granted_case(), filed(known={"0" * 32: "up_pro_pay"}))
    last = rows[-1]
    assert (last.table, last.operation, last.guid) == ("up_pro_pay", Operation.DELETE, "0" * 32)
    assert {name for name, value in last.values.items() if value} == {
        "row_guid",
        "project_no",
        "cd_batch",
        "cd_operation",
        "cd_time",
        "data_source",
    }


def test_the_last_ending_counts():
    """A grant that was voided is a voided case without certificates."""
    world = granted()
    world.must(H, Finished(result=Result.VOIDED, reason="伪造材料", document=document("ZF-1")))
    row = only(rows_of(world.case(H), filed()), "up_pro_result")
    assert (row["result_type"], row["result_cetr_no"], row["result_explain"]) == ("3", "", "伪造材料")


def test_a_dismissed_rating_is_not_told():
    """What was found to be a mistake does not count as dissatisfaction."""
    world = at((H, Arrived()), (H, NotAccepted(document=document("BY"), reason="不属本机关职权")))
    rating = world.must(A, Rated(about=Stage.FINISH, level=Satisfaction.VERY_DISSATISFIED, named=True))
    world.settle()
    assert only(rows_of(world.case(H), filed()), "up_pro_result")["satisfaction"] == "5"
    world.must(H, RatingVerified(rating=rating, finding=Finding.MISTAKEN, text="误评"))
    assert only(rows_of(world.case(H), filed()), "up_pro_result")["satisfaction"] == ""


def test_results_by_post():
    """A parcel to the applicant is 快递递送结果; one to the window is not."""
    assert only(rows_of(granted_case(), filed()), "up_pro_result")["is_delivery_results"] == "0"
    world = at(
        (H, Arrived()),
        (H, ACCEPTED),
        (H, Finished(result=Result.GRANT, document=document("JD"))),
        delivery=Delivery.HOME,
    )
    world.must(H, sent(Leg.H2A, "JD"))
    assert only(rows_of(world.case(H), filed()), "up_pro_result")["is_delivery_results"] == "1"


def test_the_organ_that_took_over():
    """After a transfer the case is the other organ's, under its own name; a name nobody knows is not made up."""
    world = granted()
    case = replace(world.case(H), organ=SUCCESSOR)
    named_rows = rows_of(case, filed(organs={SUCCESSOR: "西安市数据局"}))
    assert only(named_rows, "up_pro_accept")["org_name"] == "西安市数据局"
    with pytest.raises(InvalidInput) as refused:
        rows_of(case, filed(organs={}))
    assert refused.value.reason is Reason.EXPORT_INCOMPLETE
    assert refused.value.detail == {"table": "up_pro_accept", "column": "org_name"}


def test_agents():
    """Contact is the agent; a representative is the organisation's 法定代表人."""
    case = granted_case()
    assert case.submitted is not None
    agent = replace(APPLICANT, name="林小红", phone="+86 138-0000-0001")
    said = replace(
        case.submitted,
        applicant=Party(name="汕头某公司", id_scheme="USCC", id_type="", id_number="91440500TEXT0018X1"),
        agent=agent,
        agent_basis=AgentBasis.REPRESENTATIVE,
    )
    row = only(rows_of(replace(case, submitted=said), filed()), "up_pro_accept")
    told = ("applyer_type", "applyer_page_type", "contact_name", "contact_mobile", "legal")
    assert [row[name] for name in told] == ["2", "001", "林小红", "13800000001", "林小红"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("11440500TEXT00017J", "organ"),
        ("12440500TEXT00017J", "institution"),
        ("52440500TEXT00017J", "society"),
        ("91440500TEXT00017J", "enterprise"),
        ("92440500TEXT00017J", "individual_business"),
        ("N2440500TEXT00017J", "other"),
    ],
)
def test_kinds_of_organisations(number: str, kind: str):
    """The first two characters of a credit code say what an organisation is; what they do not say is 其他."""
    assert kind_of_applicant(Party(name="甲", id_scheme="USCC", id_type="", id_number=number)) == kind


def test_a_word_without_a_code():
    """不予受理 has no code with one of the hubs: the case is not exported, and the answer names the word."""
    case = at((H, Arrived()), (H, NotAccepted(document=document("BY"), reason="不属本机关职权"))).case(H)
    lenient = replace(hub("guangdong-like"), require={})
    with pytest.raises(InvalidInput) as refused:
        rows_of(case, filed(lenient))
    assert refused.value.reason is Reason.CODE_UNDECLARED
    assert refused.value.detail == {"set": "result", "word": "not_accepted"}


def test_a_hub_may_ask_for_more():
    """A hub's own required column is named when it is empty."""
    with pytest.raises(InvalidInput) as refused:
        rows_of(at((H, Arrived())).case(H), filed(hub("guangdong-like")))
    assert refused.value.detail == {"table": "up_pro_accept", "column": "accept_date"}


def test_nothing_is_cut():
    """A value that is longer than its column stops the case and names column and limit."""
    long = replace(ITEM, name="长" * 1001)
    with pytest.raises(InvalidInput) as refused:
        rows_of(granted_case(), filed(item=long))
    assert refused.value.reason is Reason.TOO_LARGE
    assert refused.value.detail == {"table": "up_pro_accept", "column": "task_name", "limit": 1000}


def test_an_unopened_case():
    """A case nobody opened has no rows."""
    with pytest.raises(InvalidInput) as refused:
        rows_of(World().case(H), filed())
    assert refused.value.reason is Reason.CASE_UNKNOWN


def test_many_files_of_a_material_are_counted():
    """Names of files that do not fit the column are told by their number."""
    case = granted_case()
    files = tuple(case.materials[0].files * 40)
    case = replace(case, materials=(replace(case.materials[0], files=files),))
    row = only(rows_of(case, filed()), "up_pro_material")
    assert row["material_attach_name"].endswith("等40个")
    assert row["get_num"] == "1"


def test_every_procedure_has_its_name():
    """The law's eight procedures are told in its words."""
    assert set(PROCEDURES) == set(Procedure)


def test_rows_say_nothing_in_a_log():
    """A row's repr is its table and identity."""
    row = rows_of(granted_case(), filed())[0]
    assert APPLICANT.name not in repr(row)
    assert APPLICANT.id_number not in repr(row)


def test_no_officer_is_a_name():
    """Whoever acted is a number."""
    rows = rows_of(granted_case(), filed())
    officers = {value for row in rows for name, value in row.values.items() if "user" in name and value}
    assert officers == {actor.officer for actor in ACTORS.values()}
