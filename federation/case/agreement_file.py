"""Agreements as files: TOML that lawyers of two cities can read and compare, loaded whole or refused.

`diff_agreements` says what a new version changes, in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar

from federation.case.agreement import (
    MODE_TERMS,
    PAYER_TERMS,
    POWER_TERMS,
    UNIT_TERMS,
    Agreement,
    Contact,
    Entrustment,
    ItemTerms,
    Payer,
    WindowPower,
)
from federation.case.choices import DayUnit, Mode
from federation.case.clock import BASIS_TERMS, DAY_TERMS, ReceiptBasis
from federation.errors import InvalidInput, Reason
from federation.ids import Digest, Locality, Uscc
from federation.limits import DAY_LICENCES, MIB, MOST_DAY_LICENCES
from federation.toml_text import read_toml

FILE_BYTES = MIB
MOST_DAYS = 365
LAWFUL_DAYS: Mapping[str, tuple[int, str]] = {
    "notice": (5, "行政许可法32条(四)"),
    "delivery": (10, "行政许可法44条"),
}
"""Days that an agreement may shorten and not lengthen, and the clause."""
MOST_TEXT = 2_000
NAME_CHARS = 200
VERSION_CHARS = 28  # with its digest it is one code of an event
_S = TypeVar("_S", bound=StrEnum)
_CODE = re.compile(r"\d{12}|[0-9A-Z]{18}\d{13}(?:\d{2})?", re.ASCII)
_VERSION = re.compile(rf"[0-9A-Za-z.-]{{1,{VERSION_CHARS}}}", re.ASCII)
_ADMINISTRATIVE = "11"  # first two characters of an organ's USCC; 12 is a public institution 事业单位
_KEYS = {
    "accepting": str,
    "handling": str,
    "version": str,
    "start": date,
    "end": date,
    "receipt_basis": str,
    "item": list,
}
_OPTIONAL = {
    "days": dict,
    "correction_unit": str,
    "courier": dict,
    "originals": str,
    "contact": list,
    "licence_checks": int,
}


def load_agreement(data: bytes) -> Agreement:
    """Read an agreement.

    Raises:
        InvalidInput: AGREEMENT_INVALID; RECEIPT_BASIS_MISSING; ENTRUSTMENT_MISSING for ACCEPT without a
            valid entrustment. The detail says which key or item.
    """
    said = _parsed(data)
    accepting, handling = Locality(said["accepting"]), Locality(said["handling"])
    start, end = said["start"], said["end"]
    if accepting == handling or end <= start:
        raise _invalid("accepting, handling" if accepting == handling else "end")
    courier = _table(said.get("courier", {}), {"carriers": list, "payer": str}, "courier")
    return Agreement(
        accepting=accepting,
        handling=handling,
        version=_version(said["version"]),
        digest=Digest.of(sha256(data).digest()),
        start=start,
        end=end,
        receipt_basis=_member(ReceiptBasis, said["receipt_basis"], "receipt_basis"),
        items=tuple(_items(said["item"])),
        days=_days(said.get("days", {})),
        correction_unit=_member(
            DayUnit, said.get("correction_unit", DayUnit.CALENDAR_DAY.value), "correction_unit"
        ),
        carriers=tuple(_text(one, "courier.carriers") for one in courier.get("carriers", ())),
        payer=_member(Payer, courier.get("payer", Payer.SENDER_HALL.value), "courier.payer"),
        originals=_text(said.get("originals", ""), "originals", least=0),
        contacts=tuple(_contacts(said.get("contact", []))),
        licence_checks=_licence_checks(said.get("licence_checks", DAY_LICENCES)),
    )


def _licence_checks(value: int) -> int:
    """None at all is a number, too; what is never in bulk has an end (个人信息保护法6条)."""
    if not 0 <= value <= MOST_DAY_LICENCES:
        raise InvalidInput(Reason.AGREEMENT_INVALID, key="licence_checks", most=MOST_DAY_LICENCES)
    return value


def _invalid(key: str) -> InvalidInput:
    return InvalidInput(Reason.AGREEMENT_INVALID, key=key)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > FILE_BYTES:
        raise InvalidInput(Reason.TOO_LARGE, limit=FILE_BYTES)
    try:
        said = read_toml(data)
    except ValueError as error:
        raise _invalid("TOML") from error
    if "receipt_basis" not in said:
        raise InvalidInput(Reason.RECEIPT_BASIS_MISSING)
    missing = [key for key in _KEYS if key not in said]
    if missing:
        raise _invalid(missing[0])
    return _table(said, _KEYS | _OPTIONAL, "")


def _table(said: object, keys: Mapping[str, type], where: str) -> dict[str, Any]:
    """A table with no key but these, each of its type."""
    if not isinstance(said, dict):
        raise _invalid(where)
    for key, value in said.items():
        if key not in keys or type(value) is not keys[key]:
            raise _invalid(f"{where}.{key}".strip("."))
    return said


def _text(value: object, key: str, *, least: int = 1, most: int = MOST_TEXT) -> str:
    if not isinstance(value, str) or not least <= len(value.strip()) <= most:
        raise _invalid(key)
    return value.strip()


def _version(value: str) -> str:
    if not _VERSION.fullmatch(value):
        raise _invalid("version")
    return value


def _member(kind: type[_S], value: object, key: str) -> _S:
    try:
        return kind(str(value))
    except ValueError:
        raise _invalid(key) from None


def _days(said: Mapping[str, Any]) -> dict[str, int]:
    for name, value in said.items():
        if name not in DAY_TERMS or type(value) is not int or not 0 <= value <= MOST_DAYS:
            raise _invalid(f"days.{name}")
        most, clause = LAWFUL_DAYS.get(name, (MOST_DAYS, ""))
        if value > most:
            raise InvalidInput(Reason.AGREEMENT_INVALID, key=f"days.{name}", most=most, clause=clause)
    return dict(said)


def _set(kind: type[_S], listed: object, key: str) -> frozenset[_S]:
    if not isinstance(listed, list) or not listed:
        raise _invalid(key)
    return frozenset(_member(kind, one, key) for one in listed)


def _items(listed: list[Any]) -> Iterator[ItemTerms]:
    if not listed:
        raise _invalid("item")
    seen: set[str] = set()
    keys: dict[str, type] = {"codes": list, "modes": list, "powers": list, "entrustment": dict}
    for at, one in enumerate(listed, 1):
        said = _table(one, keys, f"item {at}")
        codes = tuple(said.get("codes", ()))
        wrong = [code for code in codes if not isinstance(code, str) or not _CODE.fullmatch(code)]
        if not codes or wrong or len(set(codes)) < len(codes) or seen.intersection(codes):
            raise _invalid(f"item {at}.codes")
        seen.update(codes)
        powers = _set(WindowPower, said.get("powers"), f"item {at}.powers")
        entrustment = _entrustment(said["entrustment"], f"item {at}") if "entrustment" in said else None
        if WindowPower.ACCEPT in powers and entrustment is None:
            raise InvalidInput(Reason.ENTRUSTMENT_MISSING, item=at)
        yield ItemTerms(
            codes=codes,
            modes=_set(Mode, said.get("modes"), f"item {at}.modes"),
            powers=powers,
            entrustment=entrustment,
        )


def _entrustment(said: object, where: str) -> Entrustment:
    keys = {"organ": str, "document": str, "start": date, "end": date, "published": str}
    table = _table(said, keys, f"{where}.entrustment")
    missing = [key for key in keys if key not in table]
    if missing:
        raise InvalidInput(Reason.ENTRUSTMENT_MISSING, key=f"{where}.entrustment.{missing[0]}")
    organ = Uscc(table["organ"])
    if not organ.startswith(_ADMINISTRATIVE):
        raise InvalidInput(
            Reason.ENTRUSTMENT_MISSING, key=f"{where}.entrustment.organ", why="not an administrative organ"
        )
    if table["end"] <= table["start"]:
        raise InvalidInput(Reason.ENTRUSTMENT_MISSING, key=f"{where}.entrustment.end")
    return Entrustment(
        organ=organ,
        document=_text(table["document"], "entrustment.document"),
        start=table["start"],
        end=table["end"],
        published=_text(table["published"], "entrustment.published"),
    )


def _contacts(listed: list[Any]) -> Iterator[Contact]:
    keys = {"role": str, "organ": str, "phone": str, "escalate_after": int}
    for at, one in enumerate(listed, 1):
        table = _table(one, keys, f"contact {at}")
        if table.keys() != keys.keys():
            raise _invalid(f"contact {at}")
        days = table["escalate_after"]
        if not 0 <= days <= MOST_DAYS:
            raise _invalid(f"contact {at}.escalate_after")
        said = {
            name: _text(table[name], f"contact {at}.{name}", most=NAME_CHARS)
            for name in keys
            if name != "escalate_after"
        }
        yield Contact(**said, escalate_after=days)


# differences


def diff_agreements(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """What a new version changes, one Chinese sentence each; empty if nothing but its version."""
    return tuple(_differences(old, new))


_PLAIN: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("start", "生效日期", str),
    ("end", "终止日期", str),
    ("receipt_basis", "收到申请材料之日", BASIS_TERMS.__getitem__),
    ("correction_unit", "补正期限的单位", UNIT_TERMS.__getitem__),
    ("carriers", "寄递单位", "、".join),
    ("payer", "寄递付费方", PAYER_TERMS.__getitem__),
    ("originals", "原件处理", str),
    ("licence_checks", "每日电子证照核验次数上限", str),
)


def _differences(old: Agreement, new: Agreement) -> Iterator[str]:
    for name, label, said in _PLAIN:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{label}：{said(before) or '无'} → {said(after) or '无'}"
    for name, term in DAY_TERMS.items():
        days, later = getattr(old.rules(), name), getattr(new.rules(), name)
        if days != later:
            yield f"时限 {term}：{days} → {later} 个工作日"
    before = {code: terms for terms in old.items for code in terms.codes}
    after = {code: terms for terms in new.items for code in terms.codes}
    for code in sorted(before.keys() | after.keys()):
        yield from _item_differences(code, before.get(code), after.get(code))
    yield from (f"联络员：取消 {_contact(one)}" for one in old.contacts if one not in new.contacts)
    yield from (f"联络员：新增 {_contact(one)}" for one in new.contacts if one not in old.contacts)


def _item_differences(code: str, old: ItemTerms | None, new: ItemTerms | None) -> Iterator[str]:
    if old is None or new is None:
        yield f"事项 {code}：{'新增' if old is None else '取消'}"
        return
    if old.powers != new.powers:
        yield f"事项 {code} 窗口权力：{_powers(old)} → {_powers(new)}"
    if old.modes != new.modes:
        yield f"事项 {code} 办理模式：{_modes(old)} → {_modes(new)}"
    if old.entrustment != new.entrustment:
        yield f"事项 {code} 受理的委托：{_entrusted(old)} → {_entrusted(new)}"


def _entrusted(terms: ItemTerms) -> str:
    one = terms.entrustment
    if one is None:
        return "无"
    return f"{one.organ}（{one.document}，{one.start} 至 {one.end} 前，公告：{one.published}）"


def _contact(one: Contact) -> str:
    return f"{one.role} {one.organ} {one.phone}（{one.escalate_after} 个工作日未复可找）"


def _powers(terms: ItemTerms) -> str:
    return "、".join(term for power, (term, _) in POWER_TERMS.items() if power in terms.powers)


def _modes(terms: ItemTerms) -> str:
    return "、".join(term for mode, term in MODE_TERMS.items() if mode in terms.modes)


# for people and programs


def describe(agreement: Agreement) -> dict[str, Any]:
    """An agreement as plain values: what JSON can hold, sets sorted."""
    return {
        "name": agreement.name,
        "accepting": agreement.accepting,
        "handling": agreement.handling,
        "version": agreement.version,
        "digest": agreement.digest,
        "start": agreement.start.isoformat(),
        "end": agreement.end.isoformat(),
        "receipt_basis": agreement.receipt_basis.value,
        "correction_unit": agreement.correction_unit.value,
        "days": {name: getattr(agreement.rules(), name) for name in DAY_TERMS},
        "items": [_described(terms) for terms in agreement.items],
        "carriers": list(agreement.carriers),
        "payer": agreement.payer.value,
        "originals": agreement.originals,
        "licence_checks": agreement.licence_checks,
        "contacts": [
            {"role": one.role, "organ": one.organ, "phone": one.phone, "escalate_after": one.escalate_after}
            for one in agreement.contacts
        ],
    }


def _described(terms: ItemTerms) -> dict[str, Any]:
    entrusted = terms.entrustment
    return {
        "codes": list(terms.codes),
        "modes": [{"mode": one.value, "term": zh} for one, zh in MODE_TERMS.items() if one in terms.modes],
        "powers": [
            {"power": one.value, "term": zh} for one, (zh, _) in POWER_TERMS.items() if one in terms.powers
        ],
        "entrustment": None
        if entrusted is None
        else {
            "organ": entrusted.organ,
            "document": entrusted.document,
            "start": entrusted.start.isoformat(),
            "end": entrusted.end.isoformat(),
            "published": entrusted.published,
        },
    }
