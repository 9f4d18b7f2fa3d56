"""No personal data outside the case: not in logs, listings, errors, metadata or file names.

Ordinary work with the examples, whose every personal value is a canary; then canaries in every text of every
request, so that refusals are provoked which could repeat them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest

from examples.canaries import canaries
from examples.cases import Application, applications
from examples.make_scans import letters, make, plan
from federation.case.events import Event
from federation.v1 import envelope_pb2, event_pb2, local_pb2
from federation.wire.local import Wish, write_wish
from federation.wire.statements import append_request
from node.cli.application import ApplicationDocument
from node.documents.font import faces
from node.ids import new_case_id, new_message_id
from tests.integration.test_hostile_entries import refusals
from tests.worlds.clerks import Story, every_event, record, submitted
from tests.worlds.command import kuayu, must
from tests.worlds.ground import ACTORS, SHANTOU, XIAN, until
from tests.worlds.healed import healed
from tests.worlds.leaves import PLANTED, leaked, leaves, put
from tests.worlds.member import Hand, body_of, remake
from tests.worlds.nodes import City
from tests.worlds.nursery import ROOT

pytestmark = pytest.mark.slow

NAME, NUMBER, PHONE, FILE = PLANTED
PLAYED = ("08", "09")


def said(city: City) -> str:
    """Everything a node wrote to stdout and stderr, and every name below its folder."""
    names = [str(path.relative_to(city.folder)) for path in city.folder.rglob("*")]
    return city.log_file.read_text("utf-8") + "\n".join(names)


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the applications played here, as a hall makes them."""
    folder = tmp_path_factory.mktemp("scans")
    with faces(letters()) as font:
        for job in plan(folder):
            if job.path.startswith(PLAYED):
                make(folder, job, font.regular)
    return folder


def _document(application: Application, folder: Path) -> Path:
    kept = {key: application[key] for key in ApplicationDocument.model_fields if key in application}
    path = folder / f"{application['id']}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    return path


async def test_ordinary_work(both: tuple[City, City], scans: Path, tmp_path: Path) -> None:
    """Applications through window and organ by the command line: not one canary in what the nodes say."""
    a, b = both
    items = ROOT / "examples"
    for city in both:
        words = ("--locality", XIAN, "--version", "2026.3")
        await must(city, "items", "import", items / "catalogues/xian.xlsx", *words)
    crosswalk = items / f"crosswalks/{SHANTOU}-{XIAN}.xlsx"
    ends = ("--accepting", SHANTOU, "--handling", XIAN, "--version", "1")
    await must(a, "items", "crosswalk", crosswalk, *ends)
    played = [one for one in applications() if one["id"] in PLAYED]

    async def play(one: Application) -> None:
        files = scans / one["id"]
        case = (await must(a, "case", "submit", _document(one, tmp_path), "--files", files))["case"]
        await _known(b, case)
        await must(b, "case", "arrived", case)
        paper = files / "文书" / "受理通知书.pdf"
        await must(
            b,
            "case",
            "accept",
            case,
            "--number",
            f"{one['id']}受1号",
            "--promised-days",
            "5",
            "--file",
            paper,
        )
        await must(
            b,
            "case",
            "finish",
            case,
            "--result",
            "deny",
            "--reason",
            "不符合",
            "--number",
            f"{one['id']}决1号",
            "--file",
            paper,
        )

    await asyncio.gather(*map(play, played))
    await healed(a, b)
    words = [("case", "list"), ("status",), ("tasks",), ("items", "search", "补贴", "--locality", XIAN)]
    outputs = await asyncio.gather(
        *(
            kuayu(city, *form, *one)
            for city in both
            for one in words
            if city is a or one[0] != "items"
            for form in ((), ("--json",))
        )
    )
    assert all(code == 0 for code, _ in outputs)
    known = canaries()
    assert len(known) > 400
    for text in (*(out for _, out in outputs), said(a), said(b)):
        assert not leaked(text, known)


async def _known(city: City, case: str) -> None:
    async def there() -> bool:
        return bool(city.rows("SELECT 1 FROM casebook WHERE case_id = :c", c=case))

    await until(there, what=f"{case} at {city.me}")


async def _refusal(call: Any) -> str:
    """Everything a refused call says: details and metadata; nothing if it was answered."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return f"{error.details()} {error.debug_error_string()} {error.initial_metadata()} {error.trailing_metadata()}"
    return ""


def _requests(city: City, events: Iterable[Event]) -> Iterator[local_pb2.RecordRequest]:
    """Each event with each text replaced by each planted value, in a case of its own that is not there."""
    for event in events:
        now = datetime.now(UTC)
        case = new_case_id(accepting=SHANTOU, handling=XIAN, now=now)
        wish = Wish(case=case, actor=ACTORS[city.me], supersedes=None, event=event)
        base = write_wish(new_message_id(now), wish)
        for path in leaves(base):
            for text in PLANTED[:2]:
                yield put(base, path, text)


async def test_wrong_acts_at_the_desk(pair: tuple[City, City]) -> None:
    """A name or a number in the place of any text of any event: the refusal does not repeat it."""
    a, b = pair
    count = 0
    for city in pair:
        async with city.client() as client:
            for request in _requests(city, every_event(XIAN)):
                text = await _refusal(client._stub.Record(request, timeout=10))
                assert not leaked(text), text
                count += bool(text)
    assert count > 500
    await healed(a, b)
    assert not leaked(said(a))
    assert not leaked(said(b))


async def test_wrong_codes_in_a_case(pair: tuple[City, City]) -> None:
    """Codes and numbers that a case does not know, in every state of it."""
    a, b = pair
    for steps in (1, 3, 7, 8):
        story = Story(accepting=a, handling=b, big=1, small=1)
        await story.run(upto=steps)
        await healed(a, b)
        for city in pair:
            async with city.client() as client:
                for event in every_event(XIAN):
                    wish = Wish(case=story.case, actor=ACTORS[city.me], supersedes=None, event=event)
                    base = write_wish(new_message_id(datetime.now(UTC)), wish)
                    for path in leaves(base):
                        if path[-1][0] in {"code", "number", "documents", "material", "notice", "request"}:
                            request = put(base, path, NAME)
                            text = await _refusal(client._stub.Record(request, timeout=10))
                            assert not leaked(text), text
    assert not leaked(said(a))
    assert not leaked(said(b))


async def test_wrong_questions_at_the_desk(pair: tuple[City, City]) -> None:
    """The same in every text of every other request of the local API."""
    item = submitted(XIAN)
    field = event_pb2.Field(code="F", value="v")
    drafted = event_pb2.Submitted(applicant=event_pb2.Party(name="x"), fields=[field])
    requests = {
        "Prepare": local_pb2.PrepareRequest(to=XIAN, item=item.item.code, fields=[field], materials=["M"]),
        "Submit": local_pb2.SubmitRequest(
            message_id=new_message_id(datetime.now(UTC)),
            to=XIAN,
            item=item.item.code,
            application=drafted,
            own_fields=[field],
        ),
        "May": local_pb2.MayRequest(case="x"),
        "ListCases": local_pb2.ListCasesRequest(),
        "ShowCase": local_pb2.ShowCaseRequest(case="x"),
        "PrintReceipt": local_pb2.PrintReceiptRequest(case="x"),
        "SearchItems": local_pb2.SearchItemsRequest(locality=XIAN, text="x"),
        "ReleaseLink": local_pb2.ReleaseLinkRequest(peer="x"),
    }
    for city in pair:
        async with city.client() as client:
            for name, base in requests.items():
                for path in leaves(base):
                    for text in PLANTED:
                        answer = await _refusal(
                            getattr(client._stub, name)(put(base, path, text), timeout=10)
                        )
                        assert not leaked(answer), answer
        assert not leaked(said(city))


async def test_wrong_entries_of_a_peer(shantou: Hand) -> None:
    """The same in every text of every entry a peer sends: Refusals, metadata and logs do not repeat it."""
    entries = []
    for event in every_event(XIAN):
        act = shantou.act(new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC)), event)
        base = envelope_pb2.Act.FromString(body_of(shantou.entry(act)))
        for path in leaves(base):
            fresh = shantou.entry(replace(act, message_id=new_message_id(datetime.now(UTC))))
            entries.append(remake(fresh, body=put(base, path, NAME).SerializeToString()))
    batch = shantou.batch(*entries)
    stub: Any = shantou.channel._stub
    call = stub.Append(append_request(batch))
    answer = await call
    assert answer.WhichOneof("answer") == "receipt"
    metadata = f"{await call.initial_metadata()} {await call.trailing_metadata()}"
    assert not leaked(metadata)

    async def applied() -> bool:
        return bool(shantou.at.log_row(shantou.log)["applied"] == batch.head.statement.size)

    await until(applied, what="entries applied")
    told = refusals(shantou.at)
    assert len(told) > 100
    assert not leaked(" ".join(one.detail for one in told))
    assert not leaked(said(shantou.at))


async def test_wrong_commands(both: tuple[City, City], tmp_path: Path) -> None:
    """Names, numbers and file names in the wrong place of a command line."""
    a = both[0]
    case = new_case_id(accepting=SHANTOU, handling=XIAN, now=datetime.now(UTC))
    await record(a, case, submitted(XIAN))
    applications_ = tmp_path / FILE
    applications_.write_text(json.dumps({"to": XIAN, NAME: NUMBER}), "utf-8")
    commands: list[tuple[str | Path, ...]] = [
        ("case", "show", NUMBER),
        ("case", "submit", applications_),
        ("case", "submit", tmp_path / "nowhere" / FILE),
        ("case", "accept", case, "--number", NAME, "--promised-days", NUMBER),
        (
            "case",
            "accept",
            case,
            "--number",
            NAME,
            "--promised-days",
            "1",
            "--file",
            tmp_path / f"{NAME}.pdf",
        ),
        ("case", "finish", case, "--result", NAME),
        ("case", "notice-served", case, "--notice", NAME),
        ("case", "notice-served", case, "--notice", NUMBER, "--served-at", NAME),
        (
            "case",
            "parcel-sent",
            case,
            "--carrier",
            "ems",
            "--parcel",
            NUMBER,
            "--leg",
            "w2h",
            "--paper",
            NAME,
        ),
        ("case", "deliver", case, "--document", NAME),
        ("case", "deliver", NAME, NUMBER, PHONE),
        ("items", "search", NAME, "--locality", NUMBER),
        ("items", "import", tmp_path / FILE, "--locality", XIAN, "--version", NAME),
        ("link", "release", NAME),
        ("evidence", "verify", tmp_path / FILE),
    ]
    forms = [("--json",), ()] * len(commands)
    found = await asyncio.gather(*(kuayu(a, *form, *one) for form, one in zip(forms, commands, strict=False)))
    for (code, out), one in zip(found, commands, strict=True):
        assert code != 0, one
        assert not leaked(out), (one, out)
    assert not leaked(said(a))
