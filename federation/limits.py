"""Every limit of the protocol, once, with its reason. docs/protocol/limits.md is made from this."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

ENTRY_BYTES = 256 * KIB
BATCH_ENTRIES = 1024
BATCH_BYTES = 2 * MIB
BLOB_BYTES = 500 * MIB
CASE_BLOBS = 100
CASE_BLOB_BYTES = 2 * GIB
CHUNK_BYTES = 1 * MIB
FRESH_SECONDS = 300
RESEND_DAYS = 7
RESEND_ENTRIES = 10_000
IDLE_GREET_SECONDS = 60
DATE_LOG_SECONDS = 20 * 3600
BAD_ROOT_ALARM = 3
LOCAL_NO_CHARS = 50
TEXT_CHARS = 2_000
FIELD_COUNT = 200
CASE_LICENCES = 20
DAY_LICENCES = 100
MOST_DAY_LICENCES = 10_000
JOINT_PARTS = 20
PARCEL_NUMBER_DAYS = 365


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the documented table."""

    name: str
    value: int
    unit: str
    why: str


LIMITS: tuple[Limit, ...] = (
    Limit("ENTRY_BYTES", ENTRY_BYTES, "bytes", "one entry is a message, files travel as blobs"),
    Limit("BATCH_ENTRIES", BATCH_ENTRIES, "entries", "one Append fits one transaction of the receiver"),
    Limit("BATCH_BYTES", BATCH_BYTES, "bytes", "one Append stays under gRPC's default 4 MiB message"),
    Limit("BLOB_BYTES", BLOB_BYTES, "bytes", "a scanned file of a hall; larger ones are split there"),
    Limit("CASE_BLOBS", CASE_BLOBS, "files", "a case is read by a person"),
    Limit("CASE_BLOB_BYTES", CASE_BLOB_BYTES, "bytes", "keeps one case from filling the other city's disk"),
    Limit("CHUNK_BYTES", CHUNK_BYTES, "bytes", "memory does not grow with a file's size"),
    Limit(
        "FRESH_SECONDS",
        FRESH_SECONDS,
        "seconds",
        "a live request older or newer than this is a clock fault or a replay",
    ),
    Limit("RESEND_DAYS", RESEND_DAYS, "days", "an older resend could feed a thief of the receiver's keys"),
    Limit(
        "RESEND_ENTRIES",
        RESEND_ENTRIES,
        "entries",
        "a larger resend could feed a thief of the receiver's keys",
    ),
    Limit(
        "IDLE_GREET_SECONDS",
        IDLE_GREET_SECONDS,
        "seconds",
        "an idle link learns of the other end's restore within a minute",
    ),
    Limit(
        "DATE_LOG_SECONDS",
        DATE_LOG_SECONDS,
        "seconds",
        "an idle log is dated at least daily, which proves silence",
    ),
    Limit("BAD_ROOT_ALARM", BAD_ROOT_ALARM, "times", "two may be a restore under way, three need a person"),
    Limit("LOCAL_NO_CHARS", LOCAL_NO_CHARS, "characters", "办件编号 an..50 (GB/T 39046-2020)"),
    Limit("TEXT_CHARS", TEXT_CHARS, "characters", "a reason or remark; longer texts are documents"),
    Limit("FIELD_COUNT", FIELD_COUNT, "fields", "a form that a person fills in"),
    Limit("JOINT_PARTS", JOINT_PARTS, "parts of a joint case", "one counter keeps them apart"),
    Limit("CASE_LICENCES", CASE_LICENCES, "licence checks of a case", "for one case, never in bulk"),
    Limit(
        "DAY_LICENCES",
        DAY_LICENCES,
        "licence checks a day",
        "of one city to another, over all cases, where their agreement names no other number",
    ),
    Limit("MOST_DAY_LICENCES", MOST_DAY_LICENCES, "licence checks a day", "that an agreement may name"),
    Limit(
        "PARCEL_NUMBER_DAYS",
        PARCEL_NUMBER_DAYS,
        "days",
        "a courier may use a number again; one that ended longer ago is another parcel",
    ),
)
