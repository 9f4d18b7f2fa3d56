"""Agreements as files: loaded whole or refused with the key, compared in words, signed by both offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from federation.case.agreement import COLLECTION, Payer, WindowPower
from federation.case.agreement_file import MOST_TEXT, describe, diff_agreements, load_agreement
from federation.case.agreement_signed import (
    AGREEMENT_TYPE,
    look_into,
    open_agreement,
    sign_agreement,
    text_of,
)
from federation.case.choices import DayUnit, Mode, TimeUnit
from federation.case.clock import ReceiptBasis
from federation.case.powers import codes_of
from federation.errors import InvalidInput, KuayuError, Reason, Untrusted
from federation.trust import dsse
from federation.trust.directory import KeyUse
from tests.worlds import trust
from tests.worlds.agreements import ACCEPT, ITEM, NOTIFY, agreement, entrustment, text
from tests.worlds.trust import LOG_SIGNERS, NOON, SHANTOU, XIAN

MORE = """
correction_unit = "working_day"
originals = "核验后退还"
[days]
forward = 2
notice = 3
[courier]
carriers = ["ems"]
payer = "sender_hall"
[[contact]]
role = "业务联络员"
organ = "西安市行政审批服务局"
phone = "029-00000000"
escalate_after = 2
"""
CONTACT = """[[contact]]
role = "联络"
organ = "局"
phone = "{phone}"
escalate_after = {days}
[[item]]"""
TASK = "11610100TEXT00025R3" + ITEM


def test_an_agreement_is_read():
    """Parties, term, basis, items, powers, days, courier, contacts."""
    one = agreement(more=MORE, powers=COLLECTION | {ACCEPT}, entrusted=entrustment())
    assert (one.accepting, one.handling, one.name) == ("440500", "610100", "440500-610100/2026.1")
    assert (one.start, one.end) == (date(2026, 1, 1), date(2027, 1, 1))
    assert one.receipt_basis is ReceiptBasis.HANDLING_E
    assert one.items[0].modes == {Mode.REMOTE_COLLECTION}
    assert one.items[0].powers == COLLECTION | {WindowPower.ACCEPT}
    assert one.items[0].entrustment is not None
    assert (one.correction_unit, one.payer) == (DayUnit.WORKING_DAY, Payer.SENDER_HALL)
    assert one.contacts[0].escalate_after == 2
    rules = one.rules((20, TimeUnit.WORKING_DAY))
    assert (rules.forward, rules.notice, rules.delivery, rules.legal) == (
        2,
        3,
        10,
        (20, TimeUnit.WORKING_DAY),
    )


def test_its_pin_is_the_version_and_the_bytes():
    """Two texts under one version are two agreements; the pin is one code of an event, the longest version too."""
    data = text(version="2026.1-provisional-edition-3").encode()
    one = load_agreement(data)
    assert one.pin == f"{one.version}@sha256:{sha256(data).hexdigest()}"
    assert len(one.pin) == 100
    assert load_agreement(data + b"\n").pin != one.pin


def test_its_term_ends_before_its_end():
    """From the first day on, until the day before the end."""
    one = agreement()
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [one.in_force(day) for day in days] == [False, True, True, False]


def test_the_longest_code_decides():
    """Terms may be agreed for a base code, and others for one implementation of it."""
    second = f'\n[[item]]\ncodes = ["{TASK}"]\nmodes = ["remote_collection"]\npowers = ["receive"]\n'
    one = load_agreement((text() + second).encode())
    assert one.terms(*codes_of(ITEM)) is one.items[0]
    assert one.terms(*codes_of(TASK)) is one.items[1]
    assert one.terms(*codes_of(TASK + "01")) is one.items[1]
    assert one.terms(*codes_of("11610100TEXT00025R4" + ITEM)) is one.items[0]
    assert one.terms(*codes_of("000131901002")) is None
    assert codes_of(TASK + "01") == (TASK + "01", TASK, ITEM)


@pytest.mark.parametrize(
    ("old", "new", "reason", "key"),
    [
        ('receipt_basis = "handling_e"', "", Reason.RECEIPT_BASIS_MISSING, None),
        (
            'receipt_basis = "handling_e"',
            'receipt_basis = "click"',
            Reason.AGREEMENT_INVALID,
            "receipt_basis",
        ),
        ('version = "2026.1"', "", Reason.AGREEMENT_INVALID, "version"),
        ('version = "2026.1"', 'version = ""', Reason.AGREEMENT_INVALID, "version"),
        ('version = "2026.1"', 'version = "2026/1"', Reason.AGREEMENT_INVALID, "version"),
        ('version = "2026.1"', f'version = "{"1" * 29}"', Reason.AGREEMENT_INVALID, "version"),
        ("start = 2026-01-01", 'start = "2026-01-01"', Reason.AGREEMENT_INVALID, "start"),
        ("end = 2027-01-01", "end = 2026-01-01", Reason.AGREEMENT_INVALID, "end"),
        ('handling = "610100"', 'handling = "440500"', Reason.AGREEMENT_INVALID, "accepting, handling"),
        ('handling = "610100"', 'handling = "61"', Reason.ID_MALFORMED, None),
        (f'codes = ["{ITEM}"]', "codes = []", Reason.AGREEMENT_INVALID, "item 1.codes"),
        (f'codes = ["{ITEM}"]', 'codes = ["0001"]', Reason.AGREEMENT_INVALID, "item 1.codes"),
        (f'codes = ["{ITEM}"]', f'codes = ["{ITEM}", "{ITEM}"]', Reason.AGREEMENT_INVALID, "item 1.codes"),
        ('modes = ["remote_collection"]', "modes = []", Reason.AGREEMENT_INVALID, "item 1.modes"),
        ('modes = ["remote_collection"]', 'modes = ["mail"]', Reason.AGREEMENT_INVALID, "item 1.modes"),
        ('"receive"', '"decide"', Reason.AGREEMENT_INVALID, "item 1.powers"),
        ('"receive"', '"accept"', Reason.ENTRUSTMENT_MISSING, None),
        ("[[item]]", "favour = 1\n[[item]]", Reason.AGREEMENT_INVALID, "favour"),
        ("[[item]]", "[days]\nlegal = 20\n[[item]]", Reason.AGREEMENT_INVALID, "days.legal"),
        ("[[item]]", "[days]\nforward = 366\n[[item]]", Reason.AGREEMENT_INVALID, "days.forward"),
        ("[[item]]", "[days]\nnotice = 6\n[[item]]", Reason.AGREEMENT_INVALID, "days.notice"),
        ("[[item]]", "[days]\ndelivery = 11\n[[item]]", Reason.AGREEMENT_INVALID, "days.delivery"),
        ("[[item]]", "[days]\nnotice = true\n[[item]]", Reason.AGREEMENT_INVALID, "days.notice"),
        ("[[item]]", '[courier]\npayer = "window"\n[[item]]', Reason.AGREEMENT_INVALID, "courier.payer"),
        ("[[item]]", '[[contact]]\nrole = "窗口"\n[[item]]', Reason.AGREEMENT_INVALID, "contact 1"),
        ("[[item]]", CONTACT.format(phone="", days=1), Reason.AGREEMENT_INVALID, "contact 1.phone"),
        (
            "[[item]]",
            CONTACT.format(phone="1", days=-1),
            Reason.AGREEMENT_INVALID,
            "contact 1.escalate_after",
        ),
        (
            "[[item]]",
            f'originals = "{"原" * (MOST_TEXT + 1)}"\n[[item]]',
            Reason.AGREEMENT_INVALID,
            "originals",
        ),
        ("start = 2026-01-01", "start = ", Reason.AGREEMENT_INVALID, "TOML"),
    ],
)
def test_a_fault_is_named(old, new, reason, key):
    """What is missing, unknown or not allowed refuses the whole agreement."""
    said = text()
    assert old in said
    with pytest.raises(InvalidInput) as refused:
        load_agreement(said.replace(old, new, 1).encode())
    assert refused.value.reason is reason
    assert key is None or refused.value.detail["key"] == key


@pytest.mark.parametrize(
    "change",
    [
        {"organ": "12440500TEXT00016P"},
        {"start": "2027-01-01"},
    ],
)
def test_acceptance_is_entrusted_to_an_administrative_organ_for_a_time(change):
    """24条: another administrative organ, with a document, a term, and made public; a public institution is none."""
    powers = COLLECTION | {ACCEPT}
    with pytest.raises(KuayuError) as refused:
        agreement(powers=powers, entrusted=entrustment(**change))
    assert refused.value.reason in {Reason.ENTRUSTMENT_MISSING, Reason.USCC_CHECK}
    for line in ("document", "published", "end"):
        lines = [one for one in entrustment().splitlines() if not one.startswith(line)]
        with pytest.raises(InvalidInput, match=r"^ENTRUSTMENT_MISSING"):
            agreement(powers=powers, entrusted="\n".join(lines))


def test_what_a_new_version_changes_is_said_in_words():
    """Each change is one sentence; nothing but the version is no change."""
    old = agreement()
    assert diff_agreements(old, agreement(version="2026.2")) == ()
    new = agreement(
        version="2026.2",
        end="2028-01-01",
        basis='receipt_basis = "accepting"',
        powers=COLLECTION | {NOTIFY},
        codes=(ITEM, "000131901002"),
        more=MORE,
    )
    said = "\n".join(diff_agreements(old, new))
    for part in (
        "终止日期：2027-01-01 → 2028-01-01",
        "收到申请材料之日：电子件到达办理地之日 → 收件窗口收件之日",
        "时限 补正告知：5 → 3 个工作日",
        "事项 000131901002：新增",
        f"事项 {ITEM} 窗口权力：收件、原件核验、审批结果送达 → 收件、原件核验、审批结果送达、一次性告知",
        "寄递单位：无 → ems",
        "联络员：新增 ",
    ):
        assert part in said


def test_programs_read_it_as_plain_values():
    """Everything of the agreement, and the days that hold, agreed or not."""
    said = describe(agreement(more=MORE, powers=COLLECTION | {ACCEPT}, entrusted=entrustment()))
    assert said["days"]["notice"] == 3
    assert said["days"]["delivery"] == 10
    assert said["items"][0]["entrustment"]["document"] == "西委〔2026〕1号"
    assert [one["power"] for one in said["items"][0]["powers"]][-1] == "accept"
    assert said["contacts"][0]["organ"] == "西安市行政审批服务局"


# signed

OFFICES = {locality: trust.signer(f"{locality}-document-1") for locality in (SHANTOU, XIAN)}


def _member(locality):
    keys = [
        trust.key_of(LOG_SIGNERS[locality]),
        replace(trust.key_of(OFFICES[locality]), use=KeyUse.DOCUMENT),
    ]
    return trust.member(locality, keys={key.key_id: key for key in keys})


DIRECTORY = trust.directory(*map(_member, OFFICES))
TEXT = text().encode()


def test_it_counts_when_both_offices_signed_the_same_bytes():
    """One signs the text, the other the envelope; then it opens, and its text is what was written."""
    first = sign_agreement(TEXT, OFFICES[SHANTOU])
    both = sign_agreement(first, OFFICES[XIAN])
    assert text_of(first) == text_of(both) == text_of(TEXT) == TEXT
    assert look_into(first, directory=DIRECTORY, at=NOON).by == {SHANTOU}
    assert open_agreement(both, directory=DIRECTORY, at=NOON) == load_agreement(TEXT)


@pytest.mark.parametrize(
    "signers",
    [[SHANTOU], [XIAN]],
)
def test_one_signature_is_not_enough(signers):
    """UNSIGNED names the city that is missing."""
    signed = dsse.sign(AGREEMENT_TYPE, TEXT, [OFFICES[one] for one in signers])
    with pytest.raises(Untrusted) as refused:
        open_agreement(signed, directory=DIRECTORY, at=NOON)
    (missing,) = OFFICES.keys() - signers
    assert (refused.value.reason, refused.value.detail) == (Reason.UNSIGNED, {"missing": missing})


def test_a_bare_text_and_two_different_texts_do_not_count():
    """A text is no envelope; a signature over another text is none over this."""
    other = dsse.read_envelope(
        sign_agreement(text(version="2").encode(), OFFICES[XIAN]), payload_type=AGREEMENT_TYPE, limit=1 << 20
    )
    mixed = dsse.read_envelope(
        sign_agreement(TEXT, OFFICES[SHANTOU]), payload_type=AGREEMENT_TYPE, limit=1 << 20
    )
    glued = dsse.write_envelope(
        AGREEMENT_TYPE, replace(mixed, signatures=(*mixed.signatures, *other.signatures))
    )
    for data in (TEXT, glued):
        with pytest.raises(Untrusted, match=r"^UNSIGNED"):
            open_agreement(data, directory=DIRECTORY, at=NOON)


def test_another_envelope_is_no_agreement():
    """Nobody signs or compares it; a directory is not spoken of."""
    for data in (b'{"payloadType": "x"}', dsse.sign("application/x", TEXT, [OFFICES[XIAN]])):
        with pytest.raises(Untrusted, match=r"^UNSIGNED"):
            text_of(data)


def test_nothing_is_signed_that_could_not_be_imported():
    """The text is read before anybody signs it, the first time and the second."""
    bad = text(basis="").encode()
    with pytest.raises(InvalidInput, match=r"^RECEIPT_BASIS_MISSING"):
        sign_agreement(bad, OFFICES[SHANTOU])
    with pytest.raises(InvalidInput, match=r"^RECEIPT_BASIS_MISSING"):
        sign_agreement(dsse.sign(AGREEMENT_TYPE, bad, [OFFICES[SHANTOU]]), OFFICES[XIAN])
    with pytest.raises(Untrusted, match=r"^UNSIGNED"):
        sign_agreement(b'{"payloadType": "x"}', OFFICES[XIAN])
