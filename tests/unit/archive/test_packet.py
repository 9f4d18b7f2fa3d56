"""Packets: what is in one, what is refused, and what a verifier sees."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from functools import cache

import pytest
import xmlschema

from federation.archive import STEPS, Part, Proven, Step, assemble, verify_packet
from federation.archive import packet as room
from federation.archive.container import write
from federation.archive.metadata import FACTS, NAMES, Metadata, read_metadata, schema, write_metadata
from federation.archive.record import OUTCOMES
from federation.case import TERMS, Outcome, Side
from federation.case.choices import Result
from federation.case.events import Accepted, Arrived, Finished, NotAccepted
from federation.errors import Illegal, InvalidInput, KuayuError, Reason, Untrusted
from federation.ids import Digest
from tests.worlds.acts import ACCEPTED, at
from tests.worlds.archive import (
    FILING,
    NOW,
    RECEIPT,
    ended,
    evidence,
    packet,
    parts,
    proven,
    read,
    rebuilt,
    stored,
)
from tests.worlds.case import APPLICANT, document
from tests.worlds.evidence import bundle, story
from tests.worlds.trust import ROOTS, public, signer

H = Side.HANDLING


@cache
def opened() -> zipfile.ZipFile:
    """A packet as any program opens it."""
    return zipfile.ZipFile(io.BytesIO(packet()))


def failing(source: io.BytesIO, **more: Digest) -> list[Step]:
    """The steps that do not hold."""
    report = verify_packet(source, roots=ROOTS, now=NOW, **more)
    assert report.verified is not bool(report.failed)
    return [check.step for check in report.failed]


def test_a_packet_verifies():
    """All steps are made and hold; the digest is the file's, and fits what was archived."""
    digest = Digest.of(hashlib.sha256(packet()).digest())
    report = verify_packet(io.BytesIO(packet()), roots=ROOTS, now=NOW, archived=digest)
    report.enforce()
    assert [check.step for check in report.checks] == list(STEPS)
    assert report.digest == digest
    assert report.files == len(opened().namelist())
    assert report.metadata is not None
    assert (report.metadata.number, report.metadata.retention) == (FILING.number, FILING.retention)
    assert report.case == proven().case.case_id


def test_every_file_of_the_case_is_in_it():
    """Materials, documents and other records, under plain paths, with their own bytes."""
    metadata = read_metadata(opened().read(room.METADATA))
    assert {entry.digest: opened().read(entry.path) for entry in metadata.files} == {
        digest: stored()[digest] for digest in proven().case.files
    }
    assert {entry.group for entry in metadata.files} == {room.MATERIALS, room.DOCUMENTS, room.RECORDS}
    assert {entry.title for entry in metadata.files if entry.code} <= set(FILING.materials.values())
    assert not any(APPLICANT.name in name or APPLICANT.id_number in name for name in opened().namelist())


def test_digests_are_those_of_sha256sum():
    """The list names every other file once, in its order."""
    lines = opened().read(room.DIGESTS).decode().splitlines()
    assert [line.split("  ") for line in lines] == [
        [hashlib.sha256(opened().read(name)).hexdigest(), name]
        for name in opened().namelist()
        if name != room.DIGESTS
    ]


def test_the_process_log():
    """A line an entry, in the case's order, the same in both; each says who, when, and when it was receipted."""
    rows = proven().case.rows
    table = list(csv.DictReader(io.StringIO(opened().read(room.LOG_CSV).decode("utf-8-sig"))))
    told = json.loads(opened().read(room.LOG_JSON))
    assert [line["消息号"] for line in table] == [row.message_id for row in rows]
    assert [line["message_id"] for line in told] == [row.message_id for row in rows]
    assert [line["事件"] for line in table] == [TERMS[row.kind].zh for row in rows]
    assert all(line["对方签收时间"] for line in table)
    assert told[0]["event"]["applicant"]["name"] == APPLICANT.name


def test_every_outcome_has_its_word():
    """Whatever became of an entry, the log says it in Chinese."""
    assert set(OUTCOMES) == set(Outcome)


def test_equal_cases_give_equal_packets():
    """Nothing of the day, the machine or the order of work is in it."""
    assert b"".join(write(parts())) == packet()


def test_only_an_ended_case_is_filed():
    """A case that goes on, or whose end the other city has not signed for, is refused."""
    for world in (at((H, Arrived())), at((H, Arrived()), (H, ACCEPTED))):
        with pytest.raises(Illegal) as refused:
            Proven.of(evidence(world), roots=ROOTS, now=NOW)
        assert refused.value.reason is Reason.EVENT_TRANSITION
    with pytest.raises(Illegal):
        Proven.of(bundle(*story()), roots=ROOTS, now=NOW)


@pytest.mark.parametrize(
    "events",
    [
        (Arrived(), NotAccepted(document=document("BY"), reason="不属本机关职权")),
        (Arrived(), ACCEPTED, Finished(result=Result.DENY, reason="不符合", document=document("JD"))),
        (Arrived(), Finished(result=Result.RETURN, reason="退件", document=document("TJ"))),
        (Arrived(), Accepted(document=document("SL"), promised_days=5), Finished(result=Result.DONE)),
    ],
    ids=["not_accepted", "denied", "returned", "done"],
)
def test_every_way_to_end_is_filed(events):
    """However a case ended, its packet verifies."""
    world = ended(at(*((H, event) for event in events)))
    assert failing(io.BytesIO(b"".join(write(parts(world))))) == []


def test_evidence_that_does_not_hold():
    """Nothing is filed on evidence that these root keys do not prove."""
    with pytest.raises(Untrusted):
        Proven.of(
            evidence(ended()).replace(b'"digest":"sha256:', b'"digest":"sha256:0', 1), roots=ROOTS, now=NOW
        )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"number": ""}, "number"), ({"number": "a\n"}, "number"), ({"retention": "5年"}, "retention")],
)
def test_numbers_and_retentions(change, field: str):
    """保管期限 is one of three; 档号 is a line of text."""
    with pytest.raises(InvalidInput) as refused:
        parts(**change)
    assert refused.value.detail["field"] == field


def test_a_file_that_is_not_what_was_named():
    """Bytes that do not give the digest of the entries are not filed."""
    with pytest.raises(KuayuError) as refused:
        assemble(proven(), FILING, receipt=RECEIPT, read=lambda _blob: (b"other",))
    assert refused.value.reason is Reason.BLOB_DIGEST


@pytest.mark.parametrize("place", range(0, len(packet()), 977))
def test_a_flipped_byte(place: int):
    """Wherever it is."""
    twisted = bytearray(packet())
    twisted[place] ^= 0xFF
    assert failing(io.BytesIO(bytes(twisted))) == [Step.CONTAINER]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        (room.CASE, Step.CASE),
        (room.LOG_CSV, Step.CASE),
        (room.LOG_JSON, Step.CASE),
        (room.METADATA, Step.METADATA),
        (room.EVIDENCE, Step.EVIDENCE),
        ("documents/001.pdf", Step.METADATA),
    ],
)
def test_what_was_made_to_fit_again(name: str, step: Step):
    """A file changed by somebody who also mended every digest is seen, because the evidence says otherwise."""
    data = opened().read(name)
    assert step in failing(rebuilt(**{name: data + b"x"}))


@pytest.mark.parametrize("name", [*room.FIXED, "materials/001-M-KEEP.pdf"])
def test_what_was_left_out(name: str):
    """A packet without one of its files is none."""
    assert failing(rebuilt(**{name: None})) != []


def test_a_digest_list_that_lies():
    """A list of digests that is not of these files."""
    kept = [part for part in parts() if part.name != room.DIGESTS]
    listed = opened().read(room.DIGESTS)
    wrong = Part.of(room.DIGESTS, listed.replace(listed[:8], b"00000000", 1))
    assert failing(io.BytesIO(b"".join(write([*kept, wrong])))) == [Step.DIGESTS]


def changed(**said: str) -> io.BytesIO:
    """A packet whose metadata say something else of the case, everything else made to fit."""
    metadata = read_metadata(opened().read(room.METADATA))
    facts = {**metadata.facts, **said}
    other = replace(metadata, facts={name: facts[name] for name in FACTS if name in facts})
    return rebuilt(**{room.METADATA: write_metadata(other)})


@pytest.mark.parametrize(
    "said",
    [
        {"申请人": "别人"},
        {"办结结果": "办结(不予)"},
        {"办结时间": "2026-01-06T09:11:00+08:00"},
        {"代理人": "某人"},
    ],
)
def test_metadata_that_lie(said: dict[str, str]):
    """Another applicant, another end, another day: the evidence says otherwise."""
    assert failing(changed(**said)) == [Step.CASE]


def test_a_file_that_no_entry_names():
    """Something slipped in, with its entry in the metadata."""
    metadata = read_metadata(opened().read(room.METADATA))
    data = b"slipped in"
    digest = Digest.of(hashlib.sha256(data).digest())
    entry = replace(metadata.files[0], path="materials/999.pdf", size=len(data), digest=digest)
    told = write_metadata(replace(metadata, files=(*metadata.files, entry)))
    assert failing(rebuilt(**{room.METADATA: told, entry.path: data})) == [Step.FILES]


def test_another_packet_than_the_archived_one():
    """A packet that holds in itself but is not the one that was archived."""
    other = io.BytesIO(b"".join(write(parts(number="2026-XK-0002"))))
    digest = Digest.of(hashlib.sha256(packet()).digest())
    assert failing(other, archived=digest) == [Step.ARCHIVED]


def test_other_root_keys_prove_nothing():
    """The packet's own keys are not believed."""
    keys = tuple(replace(key, public=public(signer(f"other-{key.key_id}"))) for key in ROOTS.keys)
    others = replace(ROOTS, keys=keys)
    report = verify_packet(io.BytesIO(packet()), roots=others, now=NOW)
    assert [check.step for check in report.failed] == [Step.EVIDENCE]
    with pytest.raises(Untrusted) as refused:
        report.enforce()
    assert refused.value.reason is Reason.ARCHIVE_INVALID
    assert refused.value.detail["step"] == Step.EVIDENCE


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"not a packet at all"])
def test_what_is_no_packet(data: bytes):
    """Any bytes are told from a packet; nothing is raised."""
    assert failing(io.BytesIO(data)) == [Step.CONTAINER]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<保管期限>10年", "<保管期限>5年"),
        ("<聚合层次>件", "<聚合层次>卷"),
        ('版本="1"', '版本="2"'),
        ("<申请人>", "<颜色>红</颜色><申请人>"),
        ("urn:kuayu:archive-packet:1", "urn:other"),
        ("<归档信息包", "<!DOCTYPE a [<!ENTITY b 'c'>]><归档信息包"),
        ("</归档信息包>", ""),
        ("+08:00", "Z"),
        ("<计算机文件大小>80", "<计算机文件大小>-1"),
        ("<计算机文件名>materials/", "<计算机文件名>../"),
    ],
)
def test_metadata_against_the_schema(old: str, new: str):
    """What the schema does not know is refused, and so are entities."""
    text = opened().read(room.METADATA).decode()
    assert old in text
    with pytest.raises(Untrusted) as refused:
        read_metadata(text.replace(old, new).encode())
    assert refused.value.reason is Reason.ARCHIVE_INVALID


def test_the_schema_says_what_is_written():
    """The schema is one itself, has every fact and name in order, and lies in the packet."""
    assert xmlschema.XMLSchema.meta_schema.is_valid(opened().read(room.SCHEMA).decode())
    root = schema().elements["归档信息包"]
    below = {
        child.local_name: [one.local_name for one in child.type.content.iter_elements()]
        for child in root.type.content.iter_elements()
        if child.type.is_complex()
    }
    assert below["办件"] == list(FACTS)
    assert below["来源"] == list(NAMES)


def test_metadata_round_trip():
    """What is read is what was written, markup in names included."""
    said = read_metadata(opened().read(room.METADATA))
    assert isinstance(said, Metadata)
    odd = replace(said, names={**said.names, "事项名称": "<许可> & “证”"})
    assert read_metadata(write_metadata(odd)) == odd


def test_errors_say_nothing_of_the_case():
    """Neither a value of the metadata nor one of the case is in what a verifier says."""
    for source in (
        changed(申请人="别人"),
        rebuilt(**{room.METADATA: opened().read(room.METADATA).replace(APPLICANT.id_number.encode(), b"")}),
    ):
        report = verify_packet(source, roots=ROOTS, now=NOW)
        said = repr(report.checks)
        assert not any(value in said for value in (APPLICANT.name, APPLICANT.id_number, "别人"))


def test_reading_pieces():
    """The world's files come in two pieces, so that measuring and writing see more than one."""
    blob = next(iter(room.named_files(room.lines(proven().report)).values()))
    assert len(list(read(blob))) == 2
